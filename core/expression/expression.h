#pragma once

#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace weir {

/// Why an expression cannot be compiled.
struct ExpressionError
{
    std::size_t position = 0; ///< byte offset into the text
    std::size_t length = 1;   ///< bytes concerned
    std::string message;      ///< "unknown function \"trimm\""
    std::string suggestion;   ///< "trim"; empty: none

    /// Three lines: the message with position, the text, a caret line.
    [[nodiscard]] std::string caret(std::string_view text) const;
};

/// A code crosswalk or value table that lookup('name', key) reads: immutable once built, shared by threads.
class LookupTable
{
public:
    virtual ~LookupTable() = default;
    /// Index of the row of \a key, -1 if there is none. Keys are compared byte by byte.
    [[nodiscard]] virtual std::int64_t find(std::string_view key) const = 0;
    /// Index of the column of that name; -1 if there is none. Empty name: the column the mapping declares as
    /// value.
    [[nodiscard]] virtual int column(std::string_view name) const = 0;
    /// Nothing when NULL.
    [[nodiscard]] virtual std::optional<std::string_view> value(std::int64_t row, int column) const = 0;
    [[nodiscard]] virtual std::int64_t size() const = 0;
    /// At most \a max keys nearest to \a key, for the "not found" finding.
    [[nodiscard]] virtual std::vector<std::string> nearest(std::string_view key, int max) const = 0;
};

using LookupTables = std::map<std::string, std::shared_ptr<const LookupTable>, std::less<>>;

/// What an expression may use besides fields.
struct ExpressionContext
{
    SchemaPtr fields; ///< of the batches it will see
    LookupTables lookups;
    std::string zone; ///< IANA zone for text without offset; empty: such a conversion is a row error
    std::int64_t stepsMax = 1'000'000; ///< per row (SR-44)
    std::size_t outputMax = 16 << 20;  ///< bytes per value
};

/// A compiled expression: typed, null-safe as SQL, without side effects. The language is described in
/// docs/EXPRESSIONS.md, which is generated from the same catalogue.
///
/// Thread-safety: immutable; evaluate() may be called from several threads.
class Expression
{
public:
    Expression(Expression &&) noexcept;
    Expression &operator=(Expression &&) noexcept;
    ~Expression();

    [[nodiscard]] static std::variant<Expression, ExpressionError> compile(std::string_view text,
                                                                           const ExpressionContext &context);

    [[nodiscard]] const Type &type() const;
    /// Indexes of the fields it reads, ascending.
    [[nodiscard]] const std::vector<std::size_t> &fieldsRead() const;

    /// One value for each row of \a rows, by column. A row that fails is NULL and has one entry in \a errors
    /// (row, code, value, rule, detail; field is left to the caller); the others are not affected.
    [[nodiscard]] ColumnPtr evaluate(const RecordBatch &rows, RowErrors &errors) const;

private:
    class Program;
    explicit Expression(std::unique_ptr<Program> program);
    std::unique_ptr<Program> m_program;
};

} // namespace weir
