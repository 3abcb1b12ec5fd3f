// A server that accepts and never answers: the window stays alive, and leaves when it is told to.

#include "tests/ui/support/heartbeat.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/widgets/choicelist.h"
#include "ui/wizard/wizardpage.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <iostream>
#include <sys/socket.h>
#include <unistd.h>

namespace weir::test {

namespace {

/// Listens on a free port of this machine; whoever connects waits in the backlog for ever.
class SilentServer
{
public:
    SilentServer()
    {
        m_socket = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        const auto *generic = reinterpret_cast<const sockaddr *>(&address);
        EXPECT_EQ(bind(m_socket, generic, size), 0);
        EXPECT_EQ(listen(m_socket, 16), 0);
        EXPECT_EQ(getsockname(m_socket, reinterpret_cast<sockaddr *>(&address), &size), 0);
        m_port = ntohs(address.sin_port);
    }
    ~SilentServer() { close(m_socket); }
    [[nodiscard]] int port() const { return m_port; }

private:
    int m_socket = -1;
    int m_port = 0;
};

constexpr qint64 gapMaxMs = 100; ///< twice what is asked for: other tests run beside this one

} // namespace

class SlowServerTest : public OpenEngine
{
protected:
    SlowServerTest()
    {
        writeConnection("slow", fmt::format(R"({{"weir": 1, "kind": "postgresql", "host": "127.0.0.1", "port": {},
                                                "database": "shop", "user": "reader", "tls": "disable"}})",
                                            m_server.port()));
        m_page = std::make_unique<WizardPage>(Page::Context{&m_engine, &m_navigator, nullptr});
        m_page->resize(760, 470);
        m_page->show();
    }

    /// Chooses the connection in the list of sources.
    void chooseSlow()
    {
        m_page->open({});
        auto *sources = m_page->findChild<ChoiceList *>(QStringLiteral("sourceList"));
        ASSERT_TRUE(waitUntil([&] { return !sources->findItems("slow", Qt::MatchExactly).isEmpty(); }));
        sources->setCurrentItem(sources->findItems("slow", Qt::MatchExactly).first());
        QTest::keyClick(sources, Qt::Key_Return);
    }

    SilentServer m_server;
    RecordingNavigator m_navigator;
    std::unique_ptr<WizardPage> m_page;
};

TEST_F(SlowServerTest, theWindowStaysAliveWhileAServerSaysNothing)
{
    chooseSlow();
    auto *streams = m_page->findChild<ChoiceList *>(QStringLiteral("streamList"));
    EXPECT_TRUE(streams->isVisible());
    Heartbeat heartbeat;
    QTest::qWait(1'500);
    EXPECT_LE(heartbeat.longestMs(), gapMaxMs);
    EXPECT_TRUE(streams->item(0)->text().contains("slow")) << "who is waited for is said";
    // Something else can be chosen meanwhile, and is answered although the server is not.
    auto *sources = m_page->findChild<ChoiceList *>(QStringLiteral("sourceList"));
    sources->setCurrentItem(sources->findItems("orders.csv", Qt::MatchExactly).first());
    QTest::keyClick(sources, Qt::Key_Return);
    EXPECT_TRUE(waitUntil([&] { return m_page->model().source() && m_page->model().target(); }, 3'000));
    EXPECT_LE(heartbeat.longestMs(), gapMaxMs);
    std::cout << "longest gap " << heartbeat.longestMs() << " ms\n";
}

TEST_F(SlowServerTest, leavingDoesNotWaitForTheServer)
{
    chooseSlow();
    QTest::qWait(300);
    QElapsedTimer clock;
    clock.start();
    m_page.reset();
    EXPECT_LE(clock.elapsed(), 100);
    // The engine ends within the time that every cancelled call has.
    EXPECT_TRUE(waitUntil([&] { return m_engine.isOpen(); }));
}

/// The measure itself: a window that does wait is found out.
TEST_F(SlowServerTest, aBlockedEventLoopIsNoticed)
{
    Heartbeat heartbeat;
    QTest::qWait(50);
    QTest::qSleep(300);
    QTest::qWait(50);
    EXPECT_GE(heartbeat.longestMs(), 290);
}

} // namespace weir::test
