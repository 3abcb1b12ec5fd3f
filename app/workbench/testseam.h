#pragma once

#include "app/workbench/options.h"
#include "core/base/result.h"

#include <QElapsedTimer>
#include <QObject>

class QApplication;

namespace weir {

class EngineClient;
class MainWindow;

/// What the hidden flags do: picture, texts and accessible tree of a page once it is ready, the longest gap between turns
/// of the event loop, the count of interactions. Without flags it does nothing.
class TestSeam final : public QObject
{
    Q_OBJECT

public:
    TestSeam(const WorkbenchOptions &options, QApplication &application, EngineClient &engine, MainWindow &window);
    ~TestSeam() override;

    /// Before the workspace is opened. InvalidConfig for a fixture that does not exist.
    [[nodiscard]] Result<void> prepare();
    void engineOpened();
    /// The workspace cannot be opened: that is what there is to see.
    void failed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void pageReady();
    void shoot();
    void beat();

    const WorkbenchOptions &m_options;
    QApplication &m_application;
    EngineClient &m_engine;
    MainWindow &m_window;
    bool m_isShot = false;
    QElapsedTimer m_sinceBeat;
    qint64 m_longestGapMs = 0;
    int m_interactions = 0;
};

} // namespace weir
