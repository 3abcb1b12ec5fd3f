#include "ui/shell/pageregistry.h"

#include "ui/failures/failurespage.h"
#include "ui/overview/overviewpage.h"
#include "ui/runs/rundetailpage.h"
#include "ui/runs/runspage.h"

#include <QCoreApplication>

#include <algorithm>

namespace weir {

namespace {

template<typename T>
Page *make(const Page::Context &context)
{
    return new T(context);
}

} // namespace

const std::vector<PageEntry> &pageTable()
{
    static const std::vector<PageEntry> table = {
        {"overview", QT_TRANSLATE_NOOP("pages", "Overview"), Icon::House, NavGroup::None, nullptr, make<OverviewPage>},
        {"runs", QT_TRANSLATE_NOOP("pages", "Runs"), Icon::Activity, NavGroup::Operate, nullptr, make<RunsPage>},
        {"run", QT_TRANSLATE_NOOP("pages", "Run"), Icon::Activity, NavGroup::Hidden, "runs", make<RunDetailPage>},
        {"failures", QT_TRANSLATE_NOOP("pages", "Failures"), Icon::TriangleAlert, NavGroup::Operate, nullptr, make<FailuresPage>},
    };
    return table;
}

const PageEntry *findPage(const QString &name)
{
    const auto &table = pageTable();
    const auto at = std::find_if(table.begin(), table.end(), [&](const PageEntry &entry) { return name == QLatin1String(entry.name); });
    return at == table.end() ? nullptr : &*at;
}

QString pageTitle(const PageEntry &entry)
{
    return QCoreApplication::translate("pages", entry.title);
}

} // namespace weir
