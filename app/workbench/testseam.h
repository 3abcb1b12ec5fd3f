#pragma once

#include "app/workbench/options.h"
#include "core/base/result.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>

#include <memory>
#include <string>

class QApplication;
class QTemporaryDir;

namespace weir {

class EngineClient;
class MainWindow;
struct Fixture;

/// What the hidden flags do: picture, texts and accessible tree of a page once it is ready, the longest gap between turns
/// of the event loop, the count of interactions. Without flags it does nothing.
class TestSeam final : public QObject
{
    Q_OBJECT

public:
    TestSeam(const WorkbenchOptions &options, QApplication &application, EngineClient &engine);
    ~TestSeam() override;
    /// The window to look at; it may be followed by another one.
    void look(MainWindow &window);

    /// Before the workspace is opened. InvalidConfig for a fixture that does not exist.
    [[nodiscard]] Result<void> prepare();
    /// Where the data folder is: the profile asked for, one of its own for a fixture, else empty.
    [[nodiscard]] QString profileFolder() const;
    /// Page of the fixture, with its argument; empty without one.
    [[nodiscard]] QString page() const;
    /// Makes the fixture's workspace in \a folder. Thread-safety: any thread, once.
    [[nodiscard]] Result<void> buildWorkspace(const std::string &folder) const;
    void engineOpened();
    /// The workspace cannot be opened: that is what there is to see.
    void failed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void pageReady();
    void pressKeys();
    void press(const QString &what);
    void shoot();
    void beat();
    [[nodiscard]] QByteArray figures() const;

    const WorkbenchOptions &m_options;
    QApplication &m_application;
    EngineClient &m_engine;
    QPointer<MainWindow> m_window;
    const Fixture *m_fixture = nullptr;
    std::unique_ptr<QTemporaryDir> m_profile;
    bool m_isShot = false;
    int m_keysPressed = 0;
    QElapsedTimer m_sinceBeat;
    qint64 m_firstPaintMs = -1, m_readyMs = -1; ///< since the process began; -1: not yet
    qint64 m_longestGapMs = 0;
    int m_interactions = 0;
};

} // namespace weir
