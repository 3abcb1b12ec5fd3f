#pragma once

#include <QDateTime>
#include <QLocale>
#include <QString>

namespace weir {

// How figures are written on every page (ux: formats). Rows are whole and grouped; times of tables are ISO in every
// language; a share is cut, never rounded up to 100 %.

[[nodiscard]] QString rowsText(qint64 rows);
/// "62 %", one decimal under 1 %, two above 99 %: 999,997 of 1,000,000 is "99.99 %".
[[nodiscard]] QString shareText(qint64 part, qint64 whole);
/// "8,214 rows/s"
[[nodiscard]] QString rateText(double rowsPerSecond);
/// 1024-based: "1.9 MB"
[[nodiscard]] QString bytesText(qint64 bytes);
/// "0.8 s", "2 min 31 s", "1 h 05 min"
[[nodiscard]] QString durationText(double seconds);
/// "2026-03-05 14:07:09"; empty for no time
[[nodiscard]] QString timeText(const QDateTime &time);
/// "14:07" today, else "2026-03-05 14:07"
[[nodiscard]] QString shortTimeText(const QDateTime &time, const QDateTime &now);
/// For chart axes: 12 k, 3.4 M; 万 and 亿 in Chinese.
[[nodiscard]] QString axisText(double value);

/// \a text with control, bidi and zero-width characters as visible marks, at most \a charactersMax, for labels and cells.
[[nodiscard]] QString plainText(const QString &text, int charactersMax = 2'000);
/// For a tool tip that shows \a text as it is, in lines.
[[nodiscard]] QString tipText(const QString &text);

} // namespace weir
