#include "ui/shell/notifier.h"

#include "ui/bridge/engineclient.h"
#include "ui/shell/preferences.h"
#include "ui/text/format.h"
#include "ui/text/statetext.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"

#include <QApplication>
#include <QDateTime>
#include <QMenu>
#include <QSystemTrayIcon>
#include <QWidget>

#ifdef WEIR_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#endif

namespace weir {

namespace {

constexpr double longRunSeconds = 30;
constexpr qint64 quietMs = 60'000; ///< between two notices of one job

bool isClean(UiState state)
{
    return state == UiState::Completed;
}

/// What a person did is no news to them.
bool isNews(UiState state)
{
    return state != UiState::Stopped && state != UiState::Paused && state != UiState::Fenced;
}

} // namespace

Notifier::Notifier(EngineClient &engine, Preferences &preferences, QWidget &window)
    : QObject(&window), m_engine(engine), m_preferences(preferences), m_window(window)
{
    connect(&engine, &EngineClient::runEnded, this, &Notifier::runEnded);
    connect(&engine, &EngineClient::liveRunsChanged, this, [this] {
        for (const LiveRun &run : m_engine.liveRuns())
            m_seconds[run.run] = run.seconds;
        updateTray();
    });
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !preferences.showsTray())
        return;
    m_tray = new QSystemTrayIcon(this);
    auto *menu = new QMenu(&window);
    menu->addAction(tr("Open Weir"), this, &Notifier::openAsked);
    menu->addAction(tr("Quit"), this, &Notifier::quitAsked);
    m_tray->setContextMenu(menu);
    connect(m_tray, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason != QSystemTrayIcon::Context)
            emit openAsked();
    });
    connect(m_tray, &QSystemTrayIcon::messageClicked, this, &Notifier::openAsked);
    updateTray();
    m_tray->show();
}

Notifier::~Notifier() = default;

void Notifier::setTrouble(bool isTrouble)
{
    m_isTrouble = isTrouble;
    updateTray();
}

void Notifier::updateTray()
{
    if (!m_tray)
        return;
    const Tokens tokens = Tokens::of(QApplication::palette());
    const bool isRunning = !m_engine.liveRuns().empty();
    const Icon icon = isRunning ? Icon::ArrowRight : m_isTrouble ? Icon::TriangleAlert : Icon::CircleCheck;
    const Hue hue = isRunning ? Hue::Running : m_isTrouble ? Hue::Warn : Hue::Ok;
    m_tray->setIcon(iconOf(icon, tokens.of(hue)));
    m_tray->setToolTip(isRunning ? tr("Weir: %n running", nullptr, static_cast<int>(m_engine.liveRuns().size()))
                                 : m_isTrouble ? tr("Weir: rows wait for you") : tr("Weir: nothing needs attention"));
}

void Notifier::runEnded(qint64 run, const QString &job, UiState state)
{
    const double seconds = m_seconds.count(run) > 0 ? m_seconds[run] : 0;
    m_seconds.erase(run);
    updateTray();
    if (!m_preferences.notifies() || !isNews(state) || m_window.isActiveWindow())
        return;
    if (isClean(state) && seconds < longRunSeconds)
        return;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (m_toldAt.count(job) > 0 && now - m_toldAt[job] < quietMs)
        return;
    m_toldAt[job] = now;
    QString word = stateLook(state, 0, 0).word;
    if (state == UiState::CompletedQuarantined)
        word = tr("Completed, some rows quarantined");
    else if (state == UiState::CompletedUnknown)
        word = tr("Completed, some rows unknown");
    tell(plainText(job, 80), word);
}

void Notifier::tell(const QString &title, const QString &text)
{
    emit noticed(title, text);
    if (m_tray && QSystemTrayIcon::supportsMessages()) {
        m_tray->showMessage(title, text, m_tray->icon());
        return;
    }
#ifdef WEIR_DBUS
    QDBusMessage call = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.Notifications"),
                                                       QStringLiteral("/org/freedesktop/Notifications"),
                                                       QStringLiteral("org.freedesktop.Notifications"),
                                                           QStringLiteral("Notify"));
    call << QStringLiteral("Weir") << 0U << QStringLiteral("weir") << title << text << QStringList() << QVariantMap() << -1;
    QDBusConnection::sessionBus().send(call);
#endif
}

} // namespace weir
