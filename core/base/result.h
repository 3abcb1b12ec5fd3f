#pragma once

#include "core/base/error.h"

#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

namespace weir {

/// Either a T or the Error that explains why there is none.
///
/// Member names are std::expected's, so that two aliases replace this file one day. Access without
/// a check is a bug: it asserts, it does not throw.
template<typename T>
class [[nodiscard]] Result
{
    static_assert(!std::is_reference_v<T>, "return a pointer or a value");
    using Stored = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

public:
    Result() requires std::is_void_v<T> : m_state(std::in_place_index<0>) {}
    Result(Stored value) requires(!std::is_void_v<T>)
        : m_state(std::in_place_index<0>, std::move(value))
    {}
    Result(Unexpected failure) : m_state(std::in_place_index<1>, std::move(failure.error)) {}

    [[nodiscard]] bool has_value() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] const Stored &operator*() const & { return checked<0>(m_state); }
    [[nodiscard]] Stored &operator*() & { return checked<0>(m_state); }
    [[nodiscard]] Stored &&operator*() && { return std::move(checked<0>(m_state)); }
    [[nodiscard]] const Stored *operator->() const { return &checked<0>(m_state); }
    [[nodiscard]] Stored *operator->() { return &checked<0>(m_state); }
    [[nodiscard]] const Error &error() const & { return checked<1>(m_state); }
    [[nodiscard]] Error &&error() && { return std::move(checked<1>(m_state)); }

private:
    template<std::size_t index, typename State>
    static auto &checked(State &state)
    {
        assert(state.index() == index && "unchecked Result");
        return *std::get_if<index>(&state);
    }

    std::variant<Stored, Error> m_state;
};

} // namespace weir

#define WEIR_CONCAT_(a, b) a##b
#define WEIR_CONCAT(a, b) WEIR_CONCAT_(a, b)

/// Declares \a decl from the value of the Result \a expr, or returns its error to the caller.
#define WEIR_TRY(decl, expr) WEIR_TRY_(WEIR_CONCAT(weirTry, __LINE__), decl, expr)
#define WEIR_TRY_(tmp, decl, expr)                                                                 \
    auto tmp = (expr);                                                                             \
    if (!tmp) [[unlikely]]                                                                         \
        return ::weir::Unexpected{std::move(tmp).error()};                                         \
    decl = *std::move(tmp)

/// Returns the error of the Result<void> \a expr to the caller, if there is one.
#define WEIR_CHECK(expr)                                                                           \
    do {                                                                                           \
        if (auto weirCheck = (expr); !weirCheck) [[unlikely]]                                      \
            return ::weir::Unexpected{std::move(weirCheck).error()};                               \
    } while (false)
