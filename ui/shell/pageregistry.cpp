#include "ui/shell/pageregistry.h"

#include "ui/audit/auditpage.h"
#include "ui/connections/connectionspage.h"
#include "ui/failures/failurespage.h"
#include "ui/jobs/jobspage.h"
#include "ui/overview/overviewpage.h"
#include "ui/reconciliation/reconcilepage.h"
#include "ui/runs/rundetailpage.h"
#include "ui/runs/runspage.h"
#include "ui/settings/settingspage.h"
#include "ui/wizard/wizardpage.h"

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
        {"connections", QT_TRANSLATE_NOOP("pages", "Connections"), Icon::Plug, NavGroup::Build, nullptr, make<ConnectionsPage>},
        {"jobs", QT_TRANSLATE_NOOP("pages", "Jobs"), Icon::Workflow, NavGroup::Build, nullptr, make<JobsPage>},
        {"wizard", QT_TRANSLATE_NOOP("pages", "New job"), Icon::Workflow, NavGroup::Hidden, "jobs", make<WizardPage>},
        {"runs", QT_TRANSLATE_NOOP("pages", "Runs"), Icon::Activity, NavGroup::Operate, nullptr, make<RunsPage>},
        {"run", QT_TRANSLATE_NOOP("pages", "Run"), Icon::Activity, NavGroup::Hidden, "runs", make<RunDetailPage>},
        {"failures", QT_TRANSLATE_NOOP("pages", "Failures"), Icon::TriangleAlert, NavGroup::Operate, nullptr, make<FailuresPage>},
        {"reconcile", QT_TRANSLATE_NOOP("pages", "Reconciliation"), Icon::Scale, NavGroup::Assure, nullptr, make<ReconcilePage>},
        {"audit", QT_TRANSLATE_NOOP("pages", "Audit log"), Icon::ScrollText, NavGroup::Assure, nullptr, make<AuditPage>},
        {"settings", QT_TRANSLATE_NOOP("pages", "Settings"), Icon::Settings, NavGroup::Bottom, nullptr, make<SettingsPage>},
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
