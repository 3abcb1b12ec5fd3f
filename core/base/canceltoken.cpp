#include "core/base/canceltoken.h"

namespace weir {

void CancelToken::cancel() const
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->isCancelled = true;
    }
    m_state->fired.notify_all();
}

bool CancelToken::isCancelled() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->isCancelled;
}

bool CancelToken::waitFor(std::chrono::milliseconds duration) const
{
    std::unique_lock lock(m_state->mutex);
    return m_state->fired.wait_for(lock, duration, [this] { return m_state->isCancelled; });
}

Unexpected CancelToken::cancelled()
{
    return fail(ErrorCode::Cancelled, Recovery::Stop, "cancelled");
}

} // namespace weir
