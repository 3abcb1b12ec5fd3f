#include "core/secrets/secret.h"

#include <cstring>
#include <new>
#include <sodium.h>
#include <utility>

namespace weir {

Secret::Secret(std::string_view value)
{
    if (value.empty())
        return;
    // Thread-safe and cheap when repeated; needed before the first guarded allocation.
    if (sodium_init() < 0)
        throw std::bad_alloc();
    m_bytes = static_cast<char *>(sodium_malloc(value.size()));
    if (!m_bytes)
        throw std::bad_alloc(); // as `new` would
    m_size = value.size();
    std::memcpy(m_bytes, value.data(), value.size());
}

Secret::Secret(Secret &&other) noexcept
    : m_bytes(std::exchange(other.m_bytes, nullptr)), m_size(std::exchange(other.m_size, 0))
{}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        sodium_free(m_bytes);
        m_bytes = std::exchange(other.m_bytes, nullptr);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

Secret::~Secret()
{
    sodium_free(m_bytes); // zeroes first
}

} // namespace weir
