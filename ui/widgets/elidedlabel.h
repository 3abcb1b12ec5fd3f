#pragma once

#include <QLabel>

namespace weir {

/// One line of text that is cut with … where there is no room for it; then its tool tip holds the whole. For what stands
/// elsewhere too, or is data of any length.
class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(const QString &text = {}, QWidget *parent = nullptr);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString shown() const;
};

} // namespace weir
