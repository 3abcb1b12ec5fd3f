#pragma once

#include "core/expression/expression.h"
#include "core/expression/kernel.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

enum class FunctionGroup : std::uint8_t { Conversion, Logic, Text, Regex, Number, Time, Json, Mask, Lookup };

enum class NullRule : std::uint8_t {
    Strict,  ///< NULL when any argument is NULL
    Special, ///< as its help says
};

/// An example that the reference shows and a test runs: the expression and its value as text, "NULL", or
/// "error: <RowCode>".
struct FunctionExample
{
    std::string_view expression;
    std::string_view result;
};

/// One way to call a function. \a parameters is a list such as "x text, count int64?, rest text...": name and
/// kind, then
/// `?` for optional, `!` for "must be constant", `...` for "any number of these" (last only). Kinds are those
/// of Type,
/// - `number`: int64, decimal or float64, the widest of all arguments of that kind;
/// - `same`: any kind, all arguments of that kind brought to one;
/// - `any`: any kind, as it is.
/// \a result is a kind, `number` or `same`.
struct FunctionOverload
{
    std::string_view parameters;
    std::string_view result;
    Kernel kernel = nullptr; ///< null: the compiler makes it (if, coalesce; int(x): a conversion)
    Prepare prepare = nullptr;
};

/// One function: everything about it, in one place.
struct FunctionSpec
{
    std::string_view name;
    FunctionGroup group = FunctionGroup::Text;
    NullRule nulls = NullRule::Strict;
    int cost = 1; ///< steps per row, operands not included
    std::string_view helpEnglish;
    std::string_view helpChinese;
    std::vector<FunctionOverload> overloads;
    std::vector<FunctionExample> examples;
};

/// All functions, by group. Built once.
[[nodiscard]] std::span<const FunctionSpec> functionCatalogue();

/// By name, case does not matter. Null when there is none.
[[nodiscard]] const FunctionSpec *findFunction(std::string_view name);

/// The parts of the catalogue.
[[nodiscard]] std::vector<FunctionSpec> conversionFunctions();
[[nodiscard]] std::vector<FunctionSpec> logicFunctions();
[[nodiscard]] std::vector<FunctionSpec> textFunctions();
[[nodiscard]] std::vector<FunctionSpec> paddingFunctions();
[[nodiscard]] std::vector<FunctionSpec> regexFunctions();
[[nodiscard]] std::vector<FunctionSpec> numberFunctions();
[[nodiscard]] std::vector<FunctionSpec> timeFunctions();
[[nodiscard]] std::vector<FunctionSpec> calendarFunctions();
[[nodiscard]] std::vector<FunctionSpec> jsonFunctions();
[[nodiscard]] std::vector<FunctionSpec> maskFunctions();
[[nodiscard]] std::vector<FunctionSpec> lookupFunctions();

/// One parameter of an overload, taken apart.
struct Parameter
{
    enum class Kind : std::uint8_t { Fixed, Number, Same, Any };
    std::string_view name;
    Kind kind = Kind::Fixed;
    TypeKind type = TypeKind::Text; ///< with Kind::Fixed
    bool isOptional = false;
    bool isConstant = false;
    bool repeats = false;
};

[[nodiscard]] std::vector<Parameter> parseParameters(std::string_view parameters);

} // namespace weir
