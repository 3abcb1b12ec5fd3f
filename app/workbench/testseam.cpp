#include "app/workbench/testseam.h"

#include "app/workbench/fixtures/fixture.h"
#include "app/workbench/textcheck.h"
#include "app/workbench/treedump.h"
#include "ui/bridge/engineclient.h"
#include "ui/shell/mainwindow.h"
#include "ui/text/now.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <QShortcut>
#include <QTemporaryDir>
#include <QTimer>

#include <ctime>
#include <unistd.h>

namespace weir {

namespace {

constexpr int beatMs = 10;
constexpr int settleMs = 150; ///< layouts and animations after the page said that it is ready
constexpr int answerMs = 900; ///< what a key asked for is there

/// Since the kernel made this process, to 10 ms: proc(5), field 22 of stat; -1 where there is none.
qint64 sinceStartMs()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    timespec now{};
    if (!file.open(QIODevice::ReadOnly) || clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        return -1;
    const QByteArray stat = file.readAll();
    const QByteArray started = stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(19);
    return now.tv_sec * 1'000 + now.tv_nsec / 1'000'000 - started.toLongLong() * 1'000 / sysconf(_SC_CLK_TCK);
}

/// Memory that this process holds; -1 where it is not told.
double residentMiB()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    return static_cast<double>(file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE)) / (1 << 20);
}

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

} // namespace

TestSeam::TestSeam(const WorkbenchOptions &options, QApplication &application, EngineClient &engine)
    : m_options(options), m_application(application), m_engine(engine)
{
    if (!options.watchdog.isEmpty()) {
        auto *timer = new QTimer(this);
        timer->setTimerType(Qt::PreciseTimer);
        connect(timer, &QTimer::timeout, this, &TestSeam::beat);
        timer->start(beatMs);
        m_sinceBeat.start();
    }
    if (!options.interactions.isEmpty() || !options.watchdog.isEmpty())
        application.installEventFilter(this);
}

void TestSeam::look(MainWindow &window)
{
    m_window = &window;
    const bool isLooking = !m_options.shot.isEmpty() || !m_options.dumpText.isEmpty() || !m_options.dumpA11y.isEmpty()
                           || !m_options.checkText.isEmpty() || !m_options.watchdog.isEmpty();
    if (isLooking)
        connect(&window, &MainWindow::pageReady, this, &TestSeam::pageReady);
}

TestSeam::~TestSeam()
{
    if (!m_options.watchdog.isEmpty())
        (void)write(m_options.watchdog, figures());
    if (!m_options.interactions.isEmpty())
        (void)write(m_options.interactions, QByteArray("{\"interactions\": ") + QByteArray::number(m_interactions) + "}\n");
}

Result<void> TestSeam::prepare()
{
    if (m_options.clock.isValid())
        freezeNow(m_options.clock);
    if (m_options.fixture.isEmpty())
        return {};
    m_fixture = findFixture(m_options.fixture);
    if (!m_fixture)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "there is no fixture \"" + m_options.fixture.toStdString() + "\"");
    if (m_options.profile.isEmpty()) {
        m_profile = std::make_unique<QTemporaryDir>();
        if (!m_profile->isValid())
            return fail(ErrorCode::PermissionDenied, Recovery::Stop, "no temporary folder: " + m_profile->errorString().toStdString());
    }
    return {};
}

QString TestSeam::profileFolder() const
{
    return m_profile ? m_profile->path() : m_options.profile;
}

QString TestSeam::page() const
{
    return m_fixture ? QString::fromLatin1(m_fixture->page) : QString();
}

Result<void> TestSeam::buildWorkspace(const std::string &folder) const
{
    return m_fixture ? buildFixture(*m_fixture, folder, now()) : Result<void>();
}

void TestSeam::engineOpened()
{
    if (m_fixture && m_fixture->show)
        m_fixture->show(m_engine, now().toMSecsSinceEpoch());
}

void TestSeam::failed()
{
    pageReady();
}

void TestSeam::pageReady()
{
    if (std::exchange(m_isShot, true))
        return;
    m_readyMs = sinceStartMs();
    QTimer::singleShot(settleMs, this, &TestSeam::pressKeys);
}

void TestSeam::pressKeys()
{
    if (m_keysPressed == m_options.keys.size())
        return shoot();
    press(m_options.keys[m_keysPressed++]);
    QTimer::singleShot(answerMs, this, &TestSeam::pressKeys);
}

/// A button by its name, a shortcut of the page or the window, else a key for what has the focus.
void TestSeam::press(const QString &what)
{
    if (what.startsWith(QLatin1Char('#'))) {
        if (auto *button = m_window->findChild<QAbstractButton *>(what.mid(1)))
            button->click();
        return;
    }
    const QKeySequence keys(what);
    if (keys.isEmpty())
        return;
    for (auto *shortcut : m_window->findChildren<QShortcut *>()) {
        const auto *owner = qobject_cast<const QWidget *>(shortcut->parent());
        if (shortcut->key() == keys && owner && owner->isVisible())
            return (void)QMetaObject::invokeMethod(shortcut, "activated");
    }
    for (auto *action : m_window->findChildren<QAction *>()) {
        const auto *owner = qobject_cast<const QWidget *>(action->parent());
        if (action->shortcut() == keys && owner && owner->isVisible())
            return action->trigger();
    }
    QWidget *focus = m_window->focusWidget() ? m_window->focusWidget() : m_window->currentPage();
    const QKeyCombination key = keys[0];
    QKeyEvent down(QEvent::KeyPress, key.key(), key.keyboardModifiers());
    QCoreApplication::sendEvent(focus, &down);
    QKeyEvent up(QEvent::KeyRelease, key.key(), key.keyboardModifiers());
    QCoreApplication::sendEvent(focus, &up);
}

void TestSeam::shoot()
{
    bool isWritten = true;
    if (!m_options.shot.isEmpty())
        isWritten = m_window->grab().save(m_options.shot);
    if (!m_options.dumpText.isEmpty())
        isWritten = write(m_options.dumpText, visibleTexts(*m_window).toUtf8()) && isWritten;
    if (!m_options.dumpA11y.isEmpty())
        isWritten = write(m_options.dumpA11y, accessibleTree(*m_window).toUtf8()) && isWritten;
    bool isReadable = true;
    if (!m_options.checkText.isEmpty()) {
        const QStringList lines = unreadableTexts(*m_window);
        isReadable = lines.isEmpty();
        isWritten = write(m_options.checkText, lines.isEmpty() ? QByteArray() : (lines.join('\n') + '\n').toUtf8()) && isWritten;
    }
    m_application.exit(isWritten && isReadable ? 0 : 1);
}

void TestSeam::beat()
{
    m_longestGapMs = std::max(m_longestGapMs, m_sinceBeat.restart());
}

QByteArray TestSeam::figures() const
{
    return QJsonDocument(QJsonObject{{"longestGapMs", m_longestGapMs},
                                     {"firstPaintMs", m_firstPaintMs},
                                     {"readyMs", m_readyMs},
                                     {"residentMiB", residentMiB()}})
        .toJson(QJsonDocument::Indented);
}

/// One click, or one keystroke that is a command or begins the entry of a field.
bool TestSeam::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint && m_firstPaintMs < 0 && watched == m_window)
        m_firstPaintMs = sinceStartMs();
    if (event->type() == QEvent::MouseButtonPress && watched->isWindowType())
        ++m_interactions;
    if (event->type() == QEvent::KeyPress && watched->isWindowType()) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isTravel = key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab || key->key() >= Qt::Key_Shift;
        if (!isTravel)
            ++m_interactions;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace weir
