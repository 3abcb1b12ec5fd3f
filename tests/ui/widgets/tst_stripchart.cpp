#include "ui/widgets/stripchart.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QGridLayout>
#include <QImage>
#include <QTest>

#include <cmath>
#include <gtest/gtest.h>
#include <iostream>
#include <limits>

namespace weir::test {

namespace {

constexpr qint64 startMs = 1'800'000'000'000;

std::unique_ptr<StripChart> lineChart(QWidget *parent = nullptr)
{
    const auto text = [](double value) { return QString::number(value, 'f', 0); };
    return std::make_unique<StripChart>(QStringLiteral("Rows/s"),
                                        std::vector<StripChart::Series>{{QStringLiteral("read"), StripChart::Style::Line},
                                                                        {QStringLiteral("delivered"), StripChart::Style::Dashed}},
                                        text, text, parent);
}

ChartPoint pointAt(qint64 ms, double value)
{
    ChartPoint point;
    point.at = startMs + ms;
    point.values = {value, value * 0.9, 0, 0};
    return point;
}

/// True when the line of \a color is within two pixels of \a y in column \a x.
bool isDrawn(const QImage &image, int x, int y, QRgb color)
{
    for (int dy = -2; dy <= 2; ++dy) {
        if (image.pixel(x, y + dy) == color)
            return true;
    }
    return false;
}

} // namespace

TEST(StripChart, APauseInTheSnapshotsIsAGapAndNoLineAndNoZero)
{
    const auto chart = lineChart();
    chart->resize(600, 160);
    std::vector<ChartPoint> points;
    for (qint64 ms = 0; ms <= 60'000; ms += 1'000) {
        if (ms <= 20'000 || ms >= 40'000)
            points.push_back(pointAt(ms, 700));
    }
    chart->setPoints(points);
    chart->setWindow(startMs + 60'000, 60'000);
    const QImage image = chart->grab().toImage();
    const QRect plot = chart->plotRect();
    const auto columnAt = [&](qint64 ms) { return plot.left() + static_cast<int>(plot.width() * ms / 60'000); };
    const QPoint onTheLine = chart->placeOf(10, 0).toPoint();
    const QRgb color = image.pixel(onTheLine);
    EXPECT_TRUE(isDrawn(image, columnAt(12'500), onTheLine.y(), color));
    EXPECT_TRUE(isDrawn(image, columnAt(50'500), onTheLine.y(), color));
    for (const qint64 ms : {24'000, 27'000, 30'000, 33'000, 36'000}) {
        EXPECT_FALSE(isDrawn(image, columnAt(ms), onTheLine.y(), color)) << "joined at " << ms;
        EXPECT_FALSE(isDrawn(image, columnAt(ms), plot.bottom() - 3, color)) << "a zero at " << ms;
    }
}

TEST(StripChart, ANewPointDrawsTheNewestPieceAlone)
{
    const auto chart = lineChart();
    chart->resize(400, 120);
    chart->setPoints({pointAt(0, 100), pointAt(1'000, 120)});
    chart->setWindow(startMs + 1'000, 60'000);
    (void)chart->grab();
    const int before = chart->traceRebuilds();
    for (int i = 2; i < 30; ++i) {
        chart->append({pointAt(i * 1'000, 110)});
        chart->setWindow(startMs + i * 1'000, 60'000);
        (void)chart->grab();
    }
    EXPECT_LE(chart->traceRebuilds() - before, 1);
}

/// Six charts as the monitor has them, a new point in each frame.
TEST(StripChart, SixChartsCostLittlePerFrame)
{
    QWidget window;
    auto *grid = new QGridLayout(&window);
    std::vector<StripChart *> charts;
    for (int i = 0; i < 6; ++i) {
        charts.push_back(lineChart(&window).release());
        grid->addWidget(charts.back(), i / 3, i % 3);
    }
    window.resize(1'000, 320);
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&window));
    std::vector<ChartPoint> points;
    for (int i = 0; i < 240; ++i)
        points.push_back(pointAt(i * 250, 500 + 100 * std::sin(i / 9.0)));
    for (StripChart *chart : charts) {
        chart->setPoints(points);
        chart->setWindow(startMs + 60'000, 60'000);
    }
    window.repaint();
    constexpr int frames = 100;
    QElapsedTimer clock;
    clock.start();
    for (int frame = 0; frame < frames; ++frame) {
        const qint64 now = 60'000 + frame * 250;
        for (StripChart *chart : charts) {
            chart->append({pointAt(now, 500 + 100 * std::sin(frame / 5.0))});
            chart->setWindow(startMs + now, 60'000);
            chart->repaint();
        }
    }
    const double perFrame = static_cast<double>(clock.nsecsElapsed()) / 1e6 / frames;
    std::cout << "six charts: " << perFrame << " ms per frame\n";
    EXPECT_LE(perFrame, 8.0);
}

} // namespace weir::test
