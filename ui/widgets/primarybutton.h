#pragma once

#include <QPushButton>

namespace weir {

/// The one primary button of a page: filled with the accent colour.
class PrimaryButton final : public QPushButton
{
    Q_OBJECT

public:
    explicit PrimaryButton(const QString &text, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace weir
