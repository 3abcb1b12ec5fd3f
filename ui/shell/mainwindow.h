#pragma once

#include "ui/shell/commandbox.h"
#include "ui/shell/page.h"

#include <QMainWindow>

#include <map>
#include <memory>

class QDockWidget;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace weir {

class ActivityStrip;
class InlineBanner;
class NavList;
class Notifier;
class Preferences;
class Toast;
struct PageEntry;

/// The window: navigation, top bar, the page stack, inspector, activity strip and status bar. Pages are built on their
/// first visit. It shows; what runs is EngineClient's.
class MainWindow final : public QMainWindow, private Navigator
{
    Q_OBJECT

public:
    explicit MainWindow(EngineClient &engine, QWidget *parent = nullptr);
    /// \a preferences must outlive the window; its place and size come from there.
    MainWindow(EngineClient &engine, Preferences &preferences, QWidget *parent = nullptr);
    ~MainWindow() override;

    void go(const QString &page, const QString &argument = {}) override;
    [[nodiscard]] Page *currentPage() const;
    [[nodiscard]] QString currentPageName() const { return m_current; }
    /// A message of the whole window, above every page.
    [[nodiscard]] InlineBanner &banner() { return *m_banner; }

signals:
    /// The page asked for last shows what it has.
    void pageReady();
    /// Language or size of the text changed: whoever made this window makes another one. Runs go on.
    void rebuildAsked();
    /// Another program for that workspace.
    void workspaceAsked(const QString &folder);

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Visit
    {
        QString page, argument;
    };

    void toast(const QString &text, std::function<void()> undo) override;
    void inspect(QWidget *content) override;
    void useLanguage(const QString &language) override;
    void openWorkspace(const QString &folder) override;

    void build();
    void connectEngine();
    void buildTopBar();
    void buildStatusBar();
    void buildKeys();
    void showVisit(const Visit &visit);
    void step(int by); ///< back and forward
    void cyclePane(int by);
    void updateTrail();
    void updateLive();
    void updateCounts();
    void showHelp();
    void preferenceChanged(const QString &key);
    void rememberPlace();
    [[nodiscard]] std::vector<CommandBox::Entry> commands();
    /// Runs that were broken off by a crash or power loss: the banner with Resume.
    void offerResume();
    void resume(const QStringList &jobs);
    void askConsent(const QString &job, qint64 rows);
    void askBeforeQuit(QCloseEvent &event);
    void quitWhenPaused();
    void showAgain();

    EngineClient &m_engine;
    std::unique_ptr<Preferences> m_ownPreferences; ///< when nobody gave any
    Preferences &m_preferences;
    Notifier *m_notifier = nullptr;
    bool m_isInspectorWanted = true; ///< Ctrl+I
    bool m_isQuitting = false;
    bool m_wasResumeOffered = false;
    QLabel *m_statusNetwork = nullptr;
    NavList *m_nav = nullptr;
    QStackedWidget *m_stack = nullptr;
    std::map<QString, Page *> m_pages;
    QString m_current;
    std::vector<Visit> m_history;
    int m_at = -1;
    QToolButton *m_back = nullptr;
    QToolButton *m_forward = nullptr;
    QLabel *m_trail = nullptr;
    CommandBox *m_commands = nullptr;
    InlineBanner *m_banner = nullptr;
    QDockWidget *m_inspector = nullptr;
    ActivityStrip *m_activity = nullptr;
    Toast *m_toast = nullptr;
    QLabel *m_statusRuns = nullptr;
    QLabel *m_statusFailures = nullptr;
    QLabel *m_statusLedger = nullptr;
    QLabel *m_statusZone = nullptr;
};

} // namespace weir
