#pragma once

#include "ui/text/statetext.h"

#include <QWidget>

namespace weir {

/// A state as icon and word on its tint: never colour alone.
class StatusChip final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusChip(QWidget *parent = nullptr);
    void setLook(const StateLook &look);
    [[nodiscard]] const StateLook &look() const { return m_look; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

    /// For delegates: paints the chip without its tint into \a rect, in \a text colour when the row is selected.
    static void paintInCell(QPainter &painter, const QRect &rect, const StateLook &look, const QPalette &palette,
                            bool isSelected);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    StateLook m_look;
};

} // namespace weir
