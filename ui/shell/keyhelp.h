#pragma once

#include <QWidget>

namespace weir {

/// The keys of the window and of its lists (F1).
class KeyHelp final : public QWidget
{
    Q_OBJECT

public:
    explicit KeyHelp(QWidget *parent = nullptr);
};

} // namespace weir
