#include "core/base/stagethread.h"

#include <pthread.h>

namespace weir {

StageThread::StageThread(std::string name, std::function<void()> work)
    : m_thread([name = std::move(name), work = std::move(work)] {
          pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
          work();
      })
{}

StageThread &StageThread::operator=(StageThread &&other) noexcept
{
    join();
    m_thread = std::move(other.m_thread);
    return *this;
}

StageThread::~StageThread()
{
    join();
}

void StageThread::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace weir
