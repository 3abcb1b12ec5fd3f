#pragma once

#include <cstddef>
#include <string_view>

namespace weir {

/// A secret value. Zeroed when destroyed, memory locked where the system allows and fenced by guard pages,
/// cannot be printed or copied by accident (SR-03).
///
/// Thread-safety: none; a moved value belongs to one thread.
class Secret
{
public:
    Secret() = default;
    explicit Secret(std::string_view value);
    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;
    ~Secret();

    /// For handing to a driver; never keep a copy.
    [[nodiscard]] std::string_view reveal() const { return {m_bytes, m_size}; }
    [[nodiscard]] Secret clone() const { return Secret(reveal()); }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }

    template<typename Stream>
    friend Stream &operator<<(Stream &, const Secret &) = delete;

private:
    char *m_bytes = nullptr;
    std::size_t m_size = 0;
};

} // namespace weir
