#include "core/data/type.h"

#include "core/base/names.h"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <vector>

namespace weir {

namespace {

constexpr std::array<std::string_view, 11> kindNames = {"bool", "int64", "float64", "decimal", "text",     "json",
                                                        "bytes", "date",  "time",    "datetime", "timestamp"};

Unexpected unknownType(std::string_view text)
{
    const std::vector<std::string> known(kindNames.begin(), kindNames.end());
    const std::string near = nearestName(text, known);
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("\"{}\" is not a type{}; types are {}", text,
                            near.empty() ? "" : fmt::format(", did you mean \"{}\"", near), fmt::join(kindNames, " ")));
}

} // namespace

Type Type::decimal(int precision, int scale)
{
    Type type(TypeKind::Decimal);
    type.precision = precision;
    type.scale = scale;
    return type;
}

Type Type::text(int length)
{
    Type type(TypeKind::Text);
    type.length = length;
    return type;
}

std::string typeText(const Type &type)
{
    const std::string_view name = kindNames[static_cast<std::size_t>(type.kind)];
    if (type.kind == TypeKind::Decimal && type.precision > 0)
        return fmt::format("{}({},{})", name, type.precision, type.scale);
    if (type.length > 0)
        return fmt::format("{}({})", name, type.length);
    return std::string(name);
}

Result<Type> parseType(std::string_view text)
{
    std::string clean;
    for (const char c : lowerAscii(text)) {
        if (c != ' ')
            clean += c;
    }
    const std::size_t open = clean.find('(');
    const std::string name = clean.substr(0, open);
    for (std::size_t kind = 0; kind < kindNames.size(); ++kind) {
        if (name != kindNames[kind])
            continue;
        Type type(static_cast<TypeKind>(kind));
        if (open == std::string::npos)
            return type;
        int first = 0, second = 0;
        const char *end = clean.data() + clean.size();
        auto [at, error] = std::from_chars(clean.data() + open + 1, end, first);
        if (error != std::errc() || first < 1)
            return unknownType(text);
        const bool isDecimal = type.kind == TypeKind::Decimal;
        if (isDecimal && at != end && *at == ',') {
            auto [after, secondError] = std::from_chars(at + 1, end, second);
            if (secondError != std::errc() || second < 0 || second > first)
                return unknownType(text);
            at = after;
        }
        if (at + 1 != end || *at != ')')
            return unknownType(text);
        if (isDecimal)
            return Type::decimal(first, second);
        if (type.kind != TypeKind::Text && type.kind != TypeKind::Bytes)
            return unknownType(text);
        type.length = first;
        return type;
    }
    return unknownType(text);
}

} // namespace weir
