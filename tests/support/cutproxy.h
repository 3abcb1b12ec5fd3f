#pragma once

#include "tests/support/postgresqlserver.h"
#include "tests/support/testfolder.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace weir::test {

/// A unix socket before a PostgreSQL server that cuts connections around COMMIT, as a network does. Only COMMITs of
/// batches count: those sent after rows were written to the checkpoint.
///
/// Thread-safety: all members may be called from any thread.
class CutProxy
{
public:
    enum class Cut {
        BeforeCommit, ///< the server never sees it
        AfterCommit,  ///< the server commits, its answer is lost
    };
    CutProxy(const PostgresqlServer &server, Cut cut);
    ~CutProxy();
    CutProxy(const CutProxy &) = delete;
    CutProxy &operator=(const CutProxy &) = delete;

    /// "postgresql://…?host=…" through the proxy, without the table.
    [[nodiscard]] std::string place() const;
    /// Cuts at the \a nth batch's COMMIT from now (1: the next one) and at the \a times − 1 that follow.
    void arm(int nth, int times);
    [[nodiscard]] int cuts() const { return m_cuts.load(); }

private:
    void accept();
    void carry(int client);
    [[nodiscard]] bool isDue();

    const std::string m_server; ///< path of the server's socket
    const int m_port;
    const Cut m_cut;
    TestFolder m_folder;
    int m_listener = -1;
    std::atomic<bool> m_isEnding{false};
    std::atomic<int> m_cuts{0};
    std::mutex m_mutex;
    int m_passBefore = 0, m_cutsLeft = 0;
    std::vector<std::thread> m_threads; ///< guarded by m_mutex
};

} // namespace weir::test
