#include "ui/text/format.h"

#include "ui/text/language.h"

#include <QCoreApplication>

#include <cmath>

namespace weir {

namespace {

struct FormatText
{
    Q_DECLARE_TR_FUNCTIONS(format)
};

QString oneDecimal(double value)
{
    return QLocale().toString(value, 'f', value < 10 ? 1 : 0);
}

} // namespace

QString rowsText(qint64 rows)
{
    return QLocale().toString(rows);
}

QString shareText(qint64 part, qint64 whole)
{
    if (whole <= 0)
        return QStringLiteral("-");
    const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    if (part == whole)
        return QStringLiteral("100 %");
    if (part == 0)
        return QStringLiteral("0 %");
    const int decimals = share > 99 ? 2 : share < 1 ? 1 : 0;
    const double unit = std::pow(10.0, decimals);
    double cut = std::floor(share * unit) / unit;
    if (cut == 0) // something is not nothing
        cut = 1 / unit;
    return QStringLiteral("%1 %").arg(QLocale().toString(cut, 'f', decimals));
}

QString rateText(double rowsPerSecond)
{
    return FormatText::tr("%1 rows/s").arg(rowsText(std::llround(rowsPerSecond)));
}

QString bytesText(qint64 bytes)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
    double value = static_cast<double>(bytes);
    int unit = 0;
    while (value >= 1024 && unit < 4) {
        value /= 1024;
        ++unit;
    }
    return QStringLiteral("%1 %2").arg(unit == 0 ? QLocale().toString(bytes) : oneDecimal(value), QLatin1String(units[unit]));
}

QString durationText(double seconds)
{
    if (seconds < 10)
        return FormatText::tr("%1 s").arg(QLocale().toString(seconds, 'f', 1));
    const qint64 whole = std::llround(seconds);
    if (whole < 60)
        return FormatText::tr("%1 s").arg(whole);
    if (whole < 3600)
        return whole % 60 ? FormatText::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60) : FormatText::tr("%1 min").arg(whole / 60);
    return FormatText::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60, 2, 10, QLatin1Char('0'));
}

QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) : QString();
}

QString shortTimeText(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    const bool isToday = local.date() == now.toLocalTime().date();
    return local.toString(isToday ? QStringLiteral("HH:mm") : QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString axisText(double value)
{
    struct Unit
    {
        double size;
        const char *name;
    };
    static constexpr Unit english[] = {{1e9, "G"}, {1e6, "M"}, {1e3, "k"}};
    static constexpr Unit chinese[] = {{1e8, "亿"}, {1e4, "万"}};
    const auto pick = [value](const auto &units) {
        for (const Unit &unit : units) {
            if (value >= unit.size)
                return QStringLiteral("%1 %2").arg(oneDecimal(value / unit.size), QString::fromUtf8(unit.name));
        }
        return QLocale().toString(value, 'f', value < 10 && value != std::floor(value) ? 1 : 0);
    };
    return isChinese() ? pick(chinese) : pick(english);
}

QString plainText(const QString &text, int charactersMax)
{
    QString out;
    out.reserve(std::min<qsizetype>(text.size(), charactersMax));
    for (const QChar c : text) {
        if (out.size() >= charactersMax) {
            out += QChar(0x2026);
            break;
        }
        const ushort u = c.unicode();
        if (u == '\n')
            out += QChar(0x21B5);
        else if (u == '\t')
            out += QChar(0x21E5);
        else if (u < 0x20)
            out += QChar(0x2400 + u);
        else if (u == 0x7F || (u >= 0x200B && u <= 0x200F) || (u >= 0x202A && u <= 0x202E) || (u >= 0x2060 && u <= 0x2069)
                 || u == 0xFEFF)
            out += QStringLiteral("⟨%1⟩").arg(u, 4, 16, QLatin1Char('0'));
        else
            out += c;
    }
    return out;
}

QString tipText(const QString &text)
{
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(plainText(text).toHtmlEscaped());
}

} // namespace weir
