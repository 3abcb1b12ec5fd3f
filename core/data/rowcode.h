#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// What is wrong with a row. A closed set, stored in ledgers by name; append only, never rename.
enum class RowCode : std::uint8_t {
    TooLong, NotANumber, NotADate, NotATime, NotABool, OutOfRange, LosesPrecision, NotConvertible, MissingRequired,
    Ragged, BrokenRecord, BrokenTail, BadEncoding, TooLarge, DuplicateKey, NoSuchKey, NoCrosswalkEntry, Check,
    ForeignKey, NotNull, Rejected, PayloadLost, Expression, UnknownOutcome,
};

[[nodiscard]] std::string_view rowCodeName(RowCode code);
[[nodiscard]] std::optional<RowCode> rowCodeFromName(std::string_view name);

/// Where a row's trouble was found.
enum class Stage : std::uint8_t { Read, Map, Write, Send };

[[nodiscard]] std::string_view stageName(Stage stage);
[[nodiscard]] std::optional<Stage> stageFromName(std::string_view name);

/// One row's trouble. A cause (product: "Words") is stage × code × field × rule.
struct RowError
{
    std::int64_t row = 0; ///< index into the batch or page that the call is about
    Stage stage = Stage::Map;
    RowCode code = RowCode::Rejected;
    std::string field;  ///< target field, or source field where no target field is meant; may be empty
    std::string value;  ///< the offending value, at most 200 code points; may be empty
    std::string rule;   ///< what it broke: "text(40)", "date yyyy-MM-dd", "orders_pkey"
    std::string detail; ///< English sentence without the payload; goes to the exception row only
};

using RowErrors = std::vector<RowError>;

} // namespace weir
