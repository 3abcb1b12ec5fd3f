#include "app/workbench/testseam.h"

#include "app/workbench/fixtures/fixture.h"
#include "app/workbench/treedump.h"
#include "ui/bridge/engineclient.h"
#include "ui/shell/mainwindow.h"
#include "ui/text/now.h"

#include <QApplication>
#include <QFile>
#include <QKeyEvent>
#include <QTemporaryDir>
#include <QTimer>

namespace weir {

namespace {

constexpr int beatMs = 10;
constexpr int settleMs = 150; ///< layouts and animations after the page said that it is ready

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
    if (!options.interactions.isEmpty())
        application.installEventFilter(this);
}

void TestSeam::look(MainWindow &window)
{
    m_window = &window;
    const bool isLooking = !m_options.shot.isEmpty() || !m_options.dumpText.isEmpty() || !m_options.dumpA11y.isEmpty();
    if (isLooking)
        connect(&window, &MainWindow::pageReady, this, &TestSeam::pageReady);
}

TestSeam::~TestSeam()
{
    if (!m_options.watchdog.isEmpty())
        (void)write(m_options.watchdog, QByteArray("{\"longestGapMs\": ") + QByteArray::number(m_longestGapMs) + "}\n");
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
    QTimer::singleShot(settleMs, this, &TestSeam::shoot);
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
    m_application.exit(isWritten ? 0 : 1);
}

void TestSeam::beat()
{
    m_longestGapMs = std::max(m_longestGapMs, m_sinceBeat.restart());
}

/// One click, or one keystroke that is a command or begins the entry of a field.
bool TestSeam::eventFilter(QObject *watched, QEvent *event)
{
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
