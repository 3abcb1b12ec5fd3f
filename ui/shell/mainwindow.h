#pragma once

#include "ui/shell/page.h"

#include <QMainWindow>

#include <map>

class QDockWidget;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace weir {

class ActivityStrip;
class CommandBox;
class InlineBanner;
class NavList;
class Toast;
struct PageEntry;

/// The window: navigation, top bar, the page stack, inspector, activity strip and status bar. Pages are built on their
/// first visit. It shows; what runs is EngineClient's.
class MainWindow final : public QMainWindow, private Navigator
{
    Q_OBJECT

public:
    explicit MainWindow(EngineClient &engine, QWidget *parent = nullptr);
    ~MainWindow() override;

    void go(const QString &page, const QString &argument = {}) override;
    [[nodiscard]] Page *currentPage() const;
    [[nodiscard]] QString currentPageName() const { return m_current; }
    /// A message of the whole window, above every page.
    [[nodiscard]] InlineBanner &banner() { return *m_banner; }

signals:
    /// The page asked for last shows what it has.
    void pageReady();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    struct Visit
    {
        QString page, argument;
    };

    void toast(const QString &text, std::function<void()> undo) override;
    void inspect(QWidget *content) override;

    void buildTopBar();
    void buildStatusBar();
    void buildKeys();
    void showVisit(const Visit &visit);
    void step(int by); ///< back and forward
    void cyclePane(int by);
    void updateTrail();
    void updateLive();
    void updateCounts();
    /// True: the window may close.
    bool mayQuit();

    EngineClient &m_engine;
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
