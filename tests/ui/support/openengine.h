#pragma once

#include "app/common/appcontext.h"
#include "tests/support/testfolder.h"
#include "ui/bridge/engineclient.h"

#include <QElapsedTimer>
#include <QFuture>
#include <QTest>

#include <gtest/gtest.h>
#include <memory>

namespace weir::test {

/// Runs the event loop until \a isTrue or \a timeoutMs; what it was at the end.
template<typename Condition>
bool waitUntil(Condition isTrue, int timeoutMs = 10'000)
{
    QElapsedTimer clock;
    clock.start();
    while (!isTrue() && clock.elapsed() < timeoutMs)
        QTest::qWait(5);
    return isTrue();
}

/// The answer of a future, while the event loop runs.
template<typename Answer>
Answer await(const QFuture<Answer> &future, int timeoutMs = 30'000)
{
    EXPECT_TRUE(waitUntil([&] { return future.isFinished(); }, timeoutMs)) << "no answer in time";
    return future.result();
}

/// A picture of \a widget for people, where WEIR_SHOTS names a folder for them.
inline void saveShot(QWidget &widget, const char *name)
{
    const QString folder = qEnvironmentVariable("WEIR_SHOTS");
    if (folder.isEmpty())
        return;
    QTest::qWait(50);
    widget.grab().save(QStringLiteral("%1/%2.png").arg(folder, QLatin1String(name)));
}

/// A workbench's engine on a workspace of its own in a fresh folder.
class OpenEngine : public testing::Test
{
protected:
    OpenEngine();
    ~OpenEngine() override;

    [[nodiscard]] std::string workspace() const { return m_folder.file("ws"); }
    /// Writes jobs/NAME.json or connections/NAME.json.
    void writeJob(const std::string &name, const std::string &json);
    void writeConnection(const std::string &name, const std::string &json);

    TestFolder m_folder;
    std::unique_ptr<AppContext> m_context;
    EngineClient m_engine;
};

} // namespace weir::test
