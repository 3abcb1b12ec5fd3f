#pragma once

#include "ui/bridge/values.h"

#include <QWidget>

namespace weir {

/// The promise as a picture: read = delivered + filtered + quarantined + unknown + pending, drawn to scale with a
/// pattern for each box and the exact numbers above. A box that holds anything is at least 6 px wide; when the sum fails,
/// a bracket carries the number of rows that no box holds.
///
/// Keyboard: Left and Right walk through the boxes, Enter chooses one.
class RowBalanceBar final : public QWidget
{
    Q_OBJECT

public:
    enum class Box : std::uint8_t { Delivered, Filtered, Quarantined, Unknown, Pending };
    static constexpr int boxCount = 5;
    static constexpr int boxWidthMin = 6; ///< px, of a box that is not empty

    explicit RowBalanceBar(QWidget *parent = nullptr);

    void setBalance(const Balance &balance);
    [[nodiscard]] const Balance &balance() const { return m_balance; }
    /// Without the line of numbers, for cards and cells.
    void setCompact(bool isCompact);

    /// "Row balance: read 742,100, delivered 741,980, … Balanced."
    [[nodiscard]] QString sentence() const;
    /// Horizontal extent of a box in the bar; empty when the box is.
    [[nodiscard]] QRect boxRect(Box box) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// The bar alone, for delegates.
    static void paintBar(QPainter &painter, const QRect &rect, const Balance &balance, const QPalette &palette);

signals:
    void boxChosen(weir::RowBalanceBar::Box box);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRect barRect() const;
    [[nodiscard]] std::vector<Box> filledBoxes() const;

    Balance m_balance;
    bool m_isCompact = false;
    int m_current = -1; ///< index into filledBoxes(), while focused
};

/// "Delivered", "Filtered" …
[[nodiscard]] QString boxName(RowBalanceBar::Box box);
[[nodiscard]] qint64 rowsIn(const Balance &balance, RowBalanceBar::Box box);

} // namespace weir
