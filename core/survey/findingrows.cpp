#include "core/survey/findingrows.h"

#include "core/base/hash.h"
#include "core/connectors/valuecheckup.h"
#include "core/data/conversion.h"
#include "core/expression/expression.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <unordered_map>

namespace weir {

namespace {

constexpr std::string_view doubledCode = "duplicateKey", shortenedCode = "lostZeros";

/// What has to be known of all values before one can be judged.
class Seen
{
public:
    void count(std::string_view value)
    {
        if (const auto [at, isNew] = m_isDoubled.try_emplace(xxh3(value), false); !isNew)
            at->second = true;
    }
    void measure(std::string_view value)
    {
        if (!value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos)
            ++m_lengths[std::min(value.size(), m_lengths.size() - 1)];
    }
    [[nodiscard]] bool isDoubled(std::string_view value) const
    {
        const auto at = m_isDoubled.find(xxh3(value));
        return at != m_isDoubled.end() && at->second;
    }
    /// That most values of digits alone have.
    [[nodiscard]] std::size_t codeLength() const
    {
        return static_cast<std::size_t>(std::max_element(m_lengths.begin(), m_lengths.end()) - m_lengths.begin());
    }

private:
    std::unordered_map<std::uint64_t, bool> m_isDoubled; ///< by hash
    std::array<std::int64_t, 16> m_lengths{};
};

std::string_view valueOf(const Column &column, std::int64_t row, std::string &buffer)
{
    if (isVariableWidth(column.kind()))
        return column.text(row);
    buffer.clear();
    appendAsText(column, row, buffer);
    return buffer;
}

/// Rows of a page by a test of one field's values.
template<typename Fits>
std::vector<std::int32_t> rowsWhere(const RecordBatch &rows, std::size_t field, const Fits &fits)
{
    std::vector<std::int32_t> found;
    const Column &column = rows.column(field);
    std::string buffer;
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
        if (!column.isNull(row) && fits(valueOf(column, row, buffer)))
            found.push_back(static_cast<std::int32_t>(row));
    }
    return found;
}

/// A rule that cannot be compiled holds for no row.
std::vector<std::int32_t> rowsDropped(const RecordBatch &rows, const std::string &rule)
{
    std::vector<std::int32_t> found;
    if (!rows.schema())
        return found;
    ExpressionContext context;
    context.fields = rows.schema();
    const auto compiled = Expression::compile(rule, context);
    const auto *drop = std::get_if<Expression>(&compiled);
    if (!drop || drop->type().kind != TypeKind::Bool)
        return found;
    RowErrors errors;
    const ColumnPtr answers = drop->evaluate(rows, errors);
    for (std::int64_t row = 0; row < rows.rows(); ++row) {
        if (!answers->isNull(row) && answers->bools()[static_cast<std::size_t>(row)] != 0)
            found.push_back(static_cast<std::int32_t>(row));
    }
    return found;
}

/// Reads the stream from its beginning until \a take says that it has enough.
template<typename Take>
Result<void> readAll(const Endpoint &end, ReadOptions read, const CancelToken &token, const Take &take)
{
    if (!end.connector->makeSource)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{} cannot be read", end.connector->title));
    read.stream = end.stream;
    WEIR_TRY(const std::unique_ptr<Source> source, end.connector->makeSource(end.context, read));
    WEIR_CHECK(source->open({}, nullptr, token));
    for (;;) {
        WEIR_TRY(const std::optional<SourcePage> page, source->read(token));
        if (!page || !take(*page))
            return {};
    }
}

/// What judges the rows of a page.
using RowsOf = std::function<std::vector<std::int32_t>(const RecordBatch &)>;

Result<void> learn(const Endpoint &end, const ReadOptions &read, const std::string &name, bool isCounting, Seen &seen,
                   const CancelToken &token)
{
    const auto take = [&](const SourcePage &page) {
        const auto field = page.rows.schema() ? page.rows.schema()->indexOf(name) : std::nullopt;
        if (!field)
            return page.rows.rows() == 0;
        (void)rowsWhere(page.rows, *field, [&](std::string_view value) {
            if (isCounting)
                seen.count(value);
            else
                seen.measure(value);
            return false;
        });
        return true;
    };
    return readAll(end, read, token, take);
}

Result<RowsOf> judgeOf(const Endpoint &end, const ReadOptions &read, const Finding &finding, const CancelToken &token)
{
    if (!finding.drop.empty())
        return RowsOf([drop = finding.drop](const RecordBatch &rows) { return rowsDropped(rows, drop); });
    const bool isDoubled = finding.code == doubledCode;
    auto seen = std::make_shared<Seen>();
    if (isDoubled || finding.code == shortenedCode) {
        WEIR_CHECK(learn(end, read, finding.field, isDoubled, *seen, token));
    }
    return RowsOf([finding, isDoubled, seen](const RecordBatch &rows) {
        const auto field = rows.schema() ? rows.schema()->indexOf(finding.field) : std::nullopt;
        if (!field)
            return std::vector<std::int32_t>();
        return rowsWhere(rows, *field, [&](std::string_view value) {
            return isDoubled ? seen->isDoubled(value) : isDamagedAs(finding.code, value, seen->codeLength());
        });
    });
}

} // namespace

bool hasFindingRows(const Finding &finding)
{
    return !finding.drop.empty() || (!finding.field.empty() && (finding.code == doubledCode || isDamageOfValues(finding.code)));
}

Result<RowSample> findingRows(const Endpoint &end, const ReadOptions &read, const Finding &finding, std::size_t rowsMax,
                              const CancelToken &token)
{
    WEIR_TRY(const RowsOf rowsOf, judgeOf(end, read, finding, token));
    RowSample found;
    std::vector<RecordBatch> parts;
    const auto take = [&](const SourcePage &page) {
        std::vector<std::int32_t> rows = rowsOf(page.rows);
        rows.resize(std::min(rows.size(), rowsMax - found.positions.size()));
        for (const std::int32_t row : rows)
            found.positions.push_back(page.positionText(row));
        if (!rows.empty())
            parts.push_back(page.rows.gather(rows));
        return found.positions.size() < rowsMax;
    };
    WEIR_CHECK(readAll(end, read, token, take));
    if (!parts.empty())
        found.rows = RecordBatch::concat(parts);
    return found;
}

} // namespace weir
