#pragma once

#include "ui/theme/tokens.h"

#include <QPixmap>
#include <QWidget>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace weir {

/// What a chart shows at one moment.
struct ChartPoint
{
    static constexpr int valuesMax = 4;
    qint64 at = 0; ///< ms since 1970 UTC
    std::array<double, valuesMax> values{}; ///< one for each series; NaN: not known, which is a gap and not zero
};

/// Something that happened while the chart ran.
struct ChartMark
{
    qint64 at = 0;
    QString text;
    Hue hue = Hue::Neutral;
};

/// A time series that scrolls from right to left, in three layers: grid, trace, and what moves above (cursor, marks,
/// limit). The trace is kept as a picture: a new point shifts it and draws the newest piece alone, so that many charts
/// cost little; size, theme, range, scale and pixel ratio make it anew. Where values are missing for longer than gapMs
/// the line is broken.
///
/// Keyboard: Left and Right move a cursor by point, Home and End jump, Esc hides it. Screen readers get the Chart role
/// and valueText().
class StripChart final : public QWidget
{
    Q_OBJECT

public:
    enum class Style : std::uint8_t {
        Line,   ///< solid
        Dashed, ///< the second of two lines
        Dots,
        Steps,  ///< holds its value until the next point
        Stack,  ///< bars on top of one another
        States, ///< 0 closed, 1 half-open, 2 open, each series in a lane of its own
    };
    struct Series
    {
        QString name;
        Style style = Style::Line;
    };
    using Text = std::function<QString(double)>;
    static constexpr qint64 gapMs = 3'000;

    /// \a valueText: a value with its unit; \a axisText: the same, short.
    StripChart(const QString &title, std::vector<Series> series, Text valueText, Text axisText, QWidget *parent = nullptr);

    /// Replaces everything; ascending by time.
    void setPoints(std::vector<ChartPoint> points);
    /// Adds points behind the last one; at most pointsMax are kept.
    void append(const std::vector<ChartPoint> &points);
    [[nodiscard]] const std::vector<ChartPoint> &points() const { return m_points; }
    /// The right edge, and how much time is seen.
    void setWindow(qint64 nowMs, qint64 rangeMs);
    void setMarks(std::vector<ChartMark> marks);
    /// A horizontal line; NaN: none.
    void setLimit(double limit, const QString &name = {});
    /// In place of the newest value, right of the title.
    void setHeadline(const QString &text);
    [[nodiscard]] QString headline() const { return m_headline; }
    [[nodiscard]] QString title() const { return m_title; }

    /// "8,214 rows/s, rising, 2 min", or that there is no data.
    [[nodiscard]] QString valueText() const;
    /// A value with its unit.
    [[nodiscard]] QString textOf(double value) const { return m_valueText(value); }
    /// What the cursor stands on: time and each value; empty: no cursor.
    [[nodiscard]] QString readOut() const;
    /// Index of the point under the cursor; -1: no cursor.
    [[nodiscard]] int cursor() const { return m_cursor; }
    /// Where a point is drawn.
    [[nodiscard]] QPointF placeOf(int point, int series) const;
    [[nodiscard]] QRect plotRect() const;
    /// How often the trace was made anew, for tests of the cache.
    [[nodiscard]] int traceRebuilds() const { return m_rebuilds; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    static constexpr std::size_t pointsMax = 4'000;

signals:
    void cursorMoved(qint64 at); ///< 0: hidden

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] bool hasStates() const { return m_series.front().style == Style::States; }
    [[nodiscard]] double pixelsPerMs() const; ///< device pixels
    [[nodiscard]] qint64 columnOf(qint64 at) const;
    [[nodiscard]] double yOf(double value) const; ///< in device pixels of the trace
    [[nodiscard]] QColor colorOf(const Tokens &tokens, int series) const;
    [[nodiscard]] bool isGap(std::size_t point, int series) const;
    [[nodiscard]] int firstVisible() const;
    void fitScale();
    void paintGrid();
    void updateTrace();
    void paintTrace(std::size_t from);
    void paintSeries(QPainter &painter, const Tokens &tokens, int series, std::size_t from);
    void paintStack(QPainter &painter, const Tokens &tokens, std::size_t from);
    void paintStates(QPainter &painter, const Tokens &tokens, int series, std::size_t from);
    void paintOverlay(QPainter &painter, const Tokens &tokens);
    void paintReadOut(QPainter &painter, const Tokens &tokens);
    void moveCursor(int point);
    void tellReaders();

    QString m_title, m_headline;
    std::vector<Series> m_series;
    Text m_valueText, m_axisText;
    std::vector<ChartPoint> m_points;
    std::vector<ChartMark> m_marks;
    double m_limit;
    QString m_limitName;
    qint64 m_now = 0, m_range = 120'000;
    double m_scale = 1; ///< value at the top of the plot
    int m_cursor = -1;
    qint64 m_cursorAt = 0;
    qint64 m_toldAt = 0; ///< when screen readers last heard of it

    QPixmap m_grid, m_trace;
    bool m_isGridStale = true, m_isTraceStale = true;
    qint64 m_traceRight = 0; ///< column at the right edge of the trace
    qint64 m_drawnTo = 0;    ///< time of the last point in the trace
    int m_rebuilds = 0;
};

} // namespace weir
