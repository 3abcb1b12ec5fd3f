#include "ui/text/now.h"

#include <mutex>

namespace weir {

namespace {

std::mutex nowMutex;
QDateTime frozenAt;

} // namespace

QDateTime now()
{
    const std::scoped_lock lock(nowMutex);
    return frozenAt.isValid() ? frozenAt.toLocalTime() : QDateTime::currentDateTime();
}

void freezeNow(const QDateTime &time)
{
    const std::scoped_lock lock(nowMutex);
    frozenAt = time;
}

} // namespace weir
