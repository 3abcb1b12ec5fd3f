#pragma once

#include "ui/shell/page.h"

class QStackedLayout;

namespace weir {

class RowBalanceBar;

/// In five seconds: is anything wrong, is the data complete, what to do next.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    explicit OverviewPage(const Context &context);
    void open(const QString &argument) override;
    void refresh() override;

private:
    QWidget *makeFirstStart();
    QWidget *makeOverview();

    QStackedLayout *m_views = nullptr;
    RowBalanceBar *m_balance = nullptr;
};

} // namespace weir
