#include "app/common/appcontext.h"
#include "app/workbench/options.h"
#include "app/workbench/testseam.h"
#include "ui/bridge/engineclient.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/pageregistry.h"
#include "ui/shell/passphrasesheet.h"
#include "ui/shell/preferences.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"
#include "ui/widgets/inlinebanner.h"

#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

#include <cstdio>
#include <sodium.h>
#include <sys/stat.h>

namespace {

using namespace weir;

/// The services behind the window; the engine's pointers go into it.
struct Services
{
    std::unique_ptr<AppContext> context;
    std::function<Result<Secret>(bool isNew)> askPassphrase;
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
    AppContext::Prompts prompts;
    prompts.askPassphrase = services.askPassphrase;
    WEIR_TRY(services.context, AppContext::open(path, std::move(prompts)));
    WEIR_TRY(Engine engine, services.context->engine(false));
    return std::make_unique<Engine>(std::move(engine));
}

/// As asked for, else the one of last time.
QString workspaceFolder(const WorkbenchOptions &options, const Preferences &preferences, const TestSeam &seam)
{
    if (!seam.profileFolder().isEmpty())
        return seam.profileFolder() + QStringLiteral("/workspace");
    if (!options.workspace.isEmpty())
        return options.workspace;
    const QString fromEnvironment = qEnvironmentVariable("WEIR_WORKSPACE");
    for (const QString &folder : fromEnvironment.isEmpty() ? preferences.recentWorkspaces() : QStringList()) {
        if (QFileInfo::exists(folder + QStringLiteral("/workspace.json")))
            return folder;
    }
    return fromEnvironment.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/workspace")
                                     : fromEnvironment;
}

QString preferencesFile(const TestSeam &seam)
{
    const QString folder = seam.profileFolder().isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) : seam.profileFolder();
    return folder + QStringLiteral("/workbench.ini");
}

/// The window, which is made anew when the language or the size of the text changes; the engine and its runs stay.
class Shell final
{
public:
    Shell(QApplication &application, EngineClient &engine, Preferences &preferences)
        : m_application(application), m_engine(engine), m_preferences(preferences),
          m_window(std::make_unique<MainWindow>(engine, preferences))
    {
        follow();
    }
    [[nodiscard]] MainWindow &window() const { return *m_window; }

private:
    void follow()
    {
        QObject::connect(m_window.get(), &MainWindow::workspaceAsked, m_window.get(), [](const QString &folder) {
            QProcess::startDetached(QCoreApplication::applicationFilePath(), {folder});
        });
        QObject::connect(m_window.get(), &MainWindow::rebuildAsked, m_window.get(),
                         [this] { QTimer::singleShot(0, qApp, [this] { rebuild(); }); });
    }

    void rebuild()
    {
        const QString page = m_window->currentPageName();
        const QByteArray place = m_window->saveGeometry();
        useLanguage(m_application, m_preferences.language());
        applyTheme(m_application, themeFromName(m_preferences.theme()).value_or(ThemeKind::System),
                   m_preferences.textPercent(),
                   m_preferences.isComfortable());
        auto next = std::make_unique<MainWindow>(m_engine, m_preferences);
        next->restoreGeometry(place);
        next->show();
        next->go(page);
        m_window = std::move(next);
        follow();
    }

    QApplication &m_application;
    EngineClient &m_engine;
    Preferences &m_preferences;
    std::unique_ptr<MainWindow> m_window;
};

int usage(const Error &error)
{
    (void)std::fprintf(stderr, "weir-workbench: %s\n", error.detail.c_str());
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

    Services services;
    EngineClient engine;
    TestSeam seam(*options, application, engine);
    if (const auto ready = seam.prepare(); !ready)
        return usage(ready.error());
    const QString asked = !options->page.isEmpty() ? options->page : !seam.page().isEmpty() ? seam.page()
        : QStringLiteral("overview");
    const QString page = asked.section(':', 0, 0);
    if (!findPage(page))
        return usage({ErrorCode::InvalidConfig, Recovery::Stop, "there is no page \"" + page.toStdString() + "\"", {}});
    Preferences preferences(preferencesFile(seam));
    if (options->language.isEmpty() && !preferences.language().isEmpty())
        useLanguage(application, preferences.language());
    applyTheme(application, options->theme.value_or(themeFromName(preferences.theme()).value_or(ThemeKind::System)),
               options->textPercent > 0 ? options->textPercent : preferences.textPercent(), preferences.isComfortable());
    QApplication::setQuitOnLastWindowClosed(false); // the window says when, and may live on in the tray
    Shell shell(application, engine, preferences);
    MainWindow &window = shell.window();
    if (!options->size.isEmpty())
        window.resize(options->size);
    seam.look(window);
    QObject::connect(&engine, &EngineClient::opened, &window, [&] {
        seam.engineOpened();
        window.go(page, asked.section(':', 1));
    });
    QObject::connect(&engine, &EngineClient::failedToOpen, &window, [&](const Error &error) {
        window.banner().show(Hue::Error, MainWindow::tr("The workspace cannot be opened."), {}, false);
        window.banner().setDetails(QString::fromStdString(error.detail));
        seam.failed();
    });
    services.askPassphrase = [&application](bool isNew) { return askPassphraseFromWorker(application, isNew); };
    engine.keepSecretsBy([&services](const std::string &name,
                                     const Secret &value) { return services.context->secrets().write(name, value); });
    window.show();
    // Files are opened after the first paint, on a worker thread.
    const QString folder = workspaceFolder(*options, preferences, seam);
    engine.open([&services, &seam, folder] { return openEngine(services, seam, folder); });
    return application.exec();
}
