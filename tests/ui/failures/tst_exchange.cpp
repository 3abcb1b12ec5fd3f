// Rows that an API refused: the page shows the request that held the row and what was answered, masked.

#include "core/drill/loopbackserver.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/failures/failurespage.h"

#include <QPlainTextEdit>
#include <QTabBar>
#include <QTabWidget>

namespace weir::test {

class ExchangeTest : public OpenEngine
{
protected:
    void run()
    {
        m_folder.write("rows.csv", "id,name,mail\n1,first,ann@example.com\n2,second,bob@example.com\n");
        writeConnection("api", R"({"weir": 1, "kind": "http", "baseUrl": ")" + m_server->origin()
                                   + R"(", "streams": {"orders": {"path": "/orders", "write": {"method": "POST"}}}})");
        writeJob("send", R"({"weir": 1, "source": {"file": ")" + m_folder.file("rows.csv")
                             + R"("}, "target": {"connection": "api", "stream": "orders", "mode": "append"}, "policy": {"stopAfter": "never"}})");
        qint64 ended = 0;
        QObject::connect(&m_engine, &EngineClient::runEnded, &m_engine, [&](qint64 run) { ended = run; });
        ASSERT_TRUE(await(m_engine.startRun("send")));
        ASSERT_TRUE(waitUntil([&] { return ended != 0; }));
        m_page = std::make_unique<FailuresPage>(Page::Context{&m_engine, &m_navigator});
        m_page->resize(1'280, 900);
        m_page->show();
        m_page->open({});
        ASSERT_TRUE(waitUntil([&] { return m_page->isReady(); }));
    }

    std::unique_ptr<LoopbackServer> m_server = std::move(*LoopbackServer::start([](const ServedRequest &request, ServerConnection &wire) {
        const bool isFirst = request.body.find("first") != std::string::npos;
        wire.send(isFirst ? answerText(201, "{}") : answerText(422, R"({"error": "unknown customer bob@example.com"})"));
    }));
    RecordingNavigator m_navigator;
    std::unique_ptr<FailuresPage> m_page;
};

TEST_F(ExchangeTest, TheRequestThatHeldTheRowAndItsAnswerAreShownMasked)
{
    run();
    auto *tabs = m_page->findChild<QTabWidget *>("rowTabs");
    ASSERT_NE(tabs, nullptr);
    ASSERT_TRUE(waitUntil([&] { return tabs->tabBar()->isVisible(); })) << "there was a request";
    const QString request = m_page->findChild<QPlainTextEdit *>("rowRequest")->toPlainText();
    const QString response = m_page->findChild<QPlainTextEdit *>("rowResponse")->toPlainText();
    EXPECT_TRUE(request.startsWith("POST /orders")) << request.toStdString();
    EXPECT_TRUE(request.contains("second")) << request.toStdString();
    EXPECT_TRUE(response.startsWith("HTTP 422")) << response.toStdString();
    EXPECT_TRUE(response.contains("unknown customer")) << response.toStdString();
    for (const QString &text : {request, response})
        EXPECT_FALSE(text.contains("bob@example.com")) << "personal data is masked here as well: " << text.toStdString();
    tabs->setFocus();
    QTest::keyClick(tabs->tabBar(), Qt::Key_Right);
    EXPECT_EQ(tabs->currentIndex(), 1) << "by keys";
    saveShot(*m_page, "exchange");
}

} // namespace weir::test
