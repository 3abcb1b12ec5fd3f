#include "app/workbench/testseam.h"

#include "app/workbench/treedump.h"
#include "ui/bridge/engineclient.h"
#include "ui/shell/mainwindow.h"

#include <QApplication>
#include <QFile>
#include <QKeyEvent>
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

TestSeam::TestSeam(const WorkbenchOptions &options, QApplication &application, EngineClient &engine, MainWindow &window)
    : m_options(options), m_application(application), m_engine(engine), m_window(window)
{
    const bool isLooking = !options.shot.isEmpty() || !options.dumpText.isEmpty() || !options.dumpA11y.isEmpty();
    if (isLooking)
        connect(&window, &MainWindow::pageReady, this, &TestSeam::pageReady);
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

TestSeam::~TestSeam()
{
    if (!m_options.watchdog.isEmpty())
        (void)write(m_options.watchdog, QByteArray("{\"longestGapMs\": ") + QByteArray::number(m_longestGapMs) + "}\n");
    if (!m_options.interactions.isEmpty())
        (void)write(m_options.interactions, QByteArray("{\"interactions\": ") + QByteArray::number(m_interactions) + "}\n");
}

Result<void> TestSeam::prepare()
{
    if (!m_options.fixture.isEmpty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "there is no fixture \"" + m_options.fixture.toStdString() + "\"");
    return {};
}

void TestSeam::engineOpened() {}

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
        isWritten = m_window.grab().save(m_options.shot);
    if (!m_options.dumpText.isEmpty())
        isWritten = write(m_options.dumpText, visibleTexts(m_window).toUtf8()) && isWritten;
    if (!m_options.dumpA11y.isEmpty())
        isWritten = write(m_options.dumpA11y, accessibleTree(m_window).toUtf8()) && isWritten;
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
