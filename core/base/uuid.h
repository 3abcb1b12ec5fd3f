#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// A UUID (RFC 9562): identity of workspaces, jobs and holders. Nil when default-made.
struct Uuid
{
    std::array<std::uint8_t, 16> bytes{};

    [[nodiscard]] static Uuid random();
    /// Version 5 (SHA-1) of \a name in \a space: the same name gives the same id on every machine.
    [[nodiscard]] static Uuid named(const Uuid &space, std::string_view name);
    /// Canonical form with hyphens, any case; nothing if \a text is not one.
    [[nodiscard]] static std::optional<Uuid> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool isNil() const { return *this == Uuid{}; }

    bool operator==(const Uuid &) const = default;
    auto operator<=>(const Uuid &) const = default;
};

} // namespace weir
