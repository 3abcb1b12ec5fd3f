#include "ui/overview/overviewpage.h"

#include "ui/bridge/engineclient.h"
#include "ui/bridge/overviewqueries.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/rowbalancebar.h"

#include <QStackedLayout>
#include <QVBoxLayout>

namespace weir {

OverviewPage::OverviewPage(const Context &context) : Page(context)
{
    m_views = new QStackedLayout(this);
    m_views->addWidget(makeFirstStart());
    m_views->addWidget(makeOverview());
}

QWidget *OverviewPage::makeFirstStart()
{
    auto *empty = new EmptyState(Icon::ArrowRightLeft, tr("Move your first data in under a minute"),
                                 tr("Works offline. Your data goes only where you send it."), this);
    empty->addAction(tr("Try with sample data"), true, QStringLiteral("btnTrySample"),
                     [this] { m_navigator.go(QStringLiteral("wizard"), QStringLiteral("sample:clean")); });
    empty->addAction(tr("Open a file…"), false, QStringLiteral("btnOpenFile"),
                     [this] { m_navigator.go(QStringLiteral("wizard"), QStringLiteral("file:")); });
    empty->addAction(tr("Connect my data"), false, QStringLiteral("btnConnect"),
                     [this] { m_navigator.go(QStringLiteral("connections")); });
    return empty;
}

QWidget *OverviewPage::makeOverview()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(12);
    column->addWidget(new PageHeader(tr("Overview"), page));
    auto *today = new Card(tr("Today's row balance"), page);
    m_balance = new RowBalanceBar(today);
    today->body()->addWidget(m_balance);
    column->addWidget(today);
    column->addStretch(1);
    return page;
}

void OverviewPage::open(const QString &)
{
    setReady(false);
    refresh();
}

void OverviewPage::refresh()
{
    m_views->setCurrentIndex(m_engine.jobNames().isEmpty() ? 0 : 1);
    workspaceFigures(m_engine).then(this, [this](const Result<WorkspaceFigures> &figures) {
        if (figures)
            m_balance->setBalance(figures->today);
        setReady();
    });
}

} // namespace weir
