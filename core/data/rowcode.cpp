#include "core/data/rowcode.h"

#include <array>

namespace weir {

namespace {

constexpr std::array<std::string_view, 24> codeNames = {
    "TooLong", "NotANumber", "NotADate", "NotATime", "NotABool", "OutOfRange", "LosesPrecision", "NotConvertible",
    "MissingRequired", "Ragged", "BrokenRecord", "BrokenTail", "BadEncoding", "TooLarge", "DuplicateKey", "NoSuchKey",
    "NoCrosswalkEntry", "Check", "ForeignKey", "NotNull", "Rejected", "PayloadLost", "Expression", "UnknownOutcome"};
static_assert(codeNames.size() == static_cast<std::size_t>(RowCode::UnknownOutcome) + 1);

constexpr std::array<std::string_view, 4> stageNames = {"read", "map", "write", "send"};

template<typename Enum, std::size_t size>
std::optional<Enum> fromName(const std::array<std::string_view, size> &names, std::string_view name)
{
    for (std::size_t i = 0; i < size; ++i) {
        if (names[i] == name)
            return static_cast<Enum>(i);
    }
    return std::nullopt;
}

} // namespace

std::string_view rowCodeName(RowCode code)
{
    return codeNames[static_cast<std::size_t>(code)];
}

std::optional<RowCode> rowCodeFromName(std::string_view name)
{
    return fromName<RowCode>(codeNames, name);
}

std::string_view stageName(Stage stage)
{
    return stageNames[static_cast<std::size_t>(stage)];
}

std::optional<Stage> stageFromName(std::string_view name)
{
    return fromName<Stage>(stageNames, name);
}

} // namespace weir
