#include "app/common/appcontext.h"
#include "app/workbench/options.h"
#include "app/workbench/testseam.h"
#include "ui/bridge/engineclient.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/pageregistry.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"
#include "ui/widgets/inlinebanner.h"

#include <QApplication>
#include <QDir>
#include <QStandardPaths>

#include <cstdio>
#include <sodium.h>
#include <sys/stat.h>

namespace {

using namespace weir;

/// The services behind the window; the engine's pointers go into it.
struct Services
{
    std::unique_ptr<AppContext> context;
};

/// Opens \a folder, making a workspace of it when it is new.
Result<std::unique_ptr<Engine>> openEngine(Services &services, const TestSeam &seam, const QString &folder)
{
    const std::string path = QDir(folder).absolutePath().toStdString();
    WEIR_CHECK(seam.buildWorkspace(path));
    if (!QFileInfo::exists(folder + QStringLiteral("/workspace.json"))) {
        if (!QDir().mkpath(QFileInfo(folder).absolutePath()))
            return fail(ErrorCode::PermissionDenied, Recovery::Stop, "the folder " + path + " cannot be made");
        WEIR_TRY([[maybe_unused]] const Workspace made, Workspace::init(path, "Weir"));
    }
    WEIR_TRY(services.context, AppContext::open(path));
    WEIR_TRY(Engine engine, services.context->engine(false));
    return std::make_unique<Engine>(std::move(engine));
}

QString workspaceFolder(const WorkbenchOptions &options, const TestSeam &seam)
{
    if (!seam.profileFolder().isEmpty())
        return seam.profileFolder() + QStringLiteral("/workspace");
    if (!options.workspace.isEmpty())
        return options.workspace;
    const QString fromEnvironment = qEnvironmentVariable("WEIR_WORKSPACE");
    return fromEnvironment.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/workspace")
                                     : fromEnvironment;
}

int usage(const Error &error)
{
    std::fprintf(stderr, "weir-workbench: %s\n", error.detail.c_str());
    return 2;
}

} // namespace

int main(int argc, char **argv)
{
    umask(077);
    if (sodium_init() < 0)
        return 1;
    QApplication::setApplicationName(QStringLiteral("weir"));
    QApplication::setApplicationVersion(QStringLiteral(WEIR_VERSION));
    QApplication application(argc, argv);
    const auto options = WorkbenchOptions::parse(application.arguments());
    if (!options)
        return usage(options.error());
    useLanguage(application, options->language);
    applyTheme(application, options->theme.value_or(ThemeKind::System));

    Services services;
    EngineClient engine;
    MainWindow window(engine);
    if (!options->size.isEmpty())
        window.resize(options->size);
    TestSeam seam(*options, application, engine, window);
    if (const auto ready = seam.prepare(); !ready)
        return usage(ready.error());
    const QString asked = !options->page.isEmpty() ? options->page : !seam.page().isEmpty() ? seam.page() : QStringLiteral("overview");
    const QString page = asked.section(':', 0, 0);
    if (!findPage(page))
        return usage({ErrorCode::InvalidConfig, Recovery::Stop, "there is no page \"" + page.toStdString() + "\"", {}});
    QObject::connect(&engine, &EngineClient::opened, &window, [&] {
        seam.engineOpened();
        window.go(page, asked.section(':', 1));
    });
    QObject::connect(&engine, &EngineClient::failedToOpen, &window, [&](const Error &error) {
        window.banner().show(Hue::Error, MainWindow::tr("The workspace cannot be opened."), {}, false);
        window.banner().setDetails(QString::fromStdString(error.detail));
        seam.failed();
    });
    window.show();
    // Files are opened after the first paint, on a worker thread.
    const QString folder = workspaceFolder(*options, seam);
    engine.open([&services, &seam, folder] { return openEngine(services, seam, folder); });
    return application.exec();
}
