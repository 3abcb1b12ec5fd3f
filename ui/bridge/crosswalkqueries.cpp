#include "ui/bridge/crosswalkqueries.h"

#include "core/data/conversion.h"
#include "core/delivery/endpoints.h"
#include "core/mapping/crosswalk.h"
#include "ui/bridge/masking.h"
#include "ui/bridge/services.h"

#include <algorithm>
#include <functional>
#include <set>
#include <unordered_map>

namespace weir {

namespace {

constexpr std::int64_t headRowsMax = 20'000; ///< of the table, to find its key
constexpr std::size_t codesMax = 100'000;    ///< different missing codes that are told apart
constexpr int nearestMax = 3;

/// Opens a place by itself and reads it page by page, until \a take says no.
Result<void> readPlace(const Engine &engine, const std::string &connection, const std::string &place, ReadOptions read,
                       const std::function<Result<bool>(const RecordBatch &)> &take, const CancelToken &token)
{
    WEIR_TRY(const Endpoint end, Endpoint::resolve(engine, connection, place, read.stream, {}));
    if (!end.connector->makeSource)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, end.connector->title + " cannot be read");
    read.stream = end.stream;
    WEIR_TRY(const std::unique_ptr<Source> source, end.connector->makeSource(end.context, read));
    WEIR_CHECK(source->open({}, nullptr, token));
    for (;;) {
        WEIR_TRY(const auto page, source->read(token));
        if (!page)
            return {};
        WEIR_TRY(const bool goesOn, take(page->rows));
        if (!goesOn)
            return {};
    }
}

std::string textAt(const Column &column, std::int64_t row)
{
    std::string text;
    if (!column.isNull(row))
        appendAsText(column, row, text);
    return text;
}

/// Makes codes of source rows, and tells each that is there.
class Codes
{
public:
    [[nodiscard]] static Result<Codes> of(const CrosswalkAsk &ask)
    {
        ExpressionContext context;
        context.fields = ask.rows.source;
        context.zone = ask.rows.job.zone;
        auto compiled = Expression::compile(ask.expression, context);
        if (const auto *error = std::get_if<ExpressionError>(&compiled))
            return fail(ErrorCode::InvalidConfig, Recovery::Stop, error->caret(ask.expression));
        return Codes(std::get<Expression>(std::move(compiled)), RowFilter(ask.rows.job.mapping.filters, context));
    }

    void each(const RecordBatch &all, const std::function<void(const std::string &)> &tell) const
    {
        if (!all.schema())
            return;
        const RecordBatch rows = m_filter.kept(all, {}).rows;
        RowErrors errors;
        const ColumnPtr codes = m_expression->evaluate(rows, errors);
        for (std::int64_t row = 0; row < rows.rows(); ++row) {
            if (!codes->isNull(row))
                tell(textAt(*codes, row));
        }
    }

private:
    Codes(Expression expression, RowFilter filter)
        : m_expression(std::make_shared<const Expression>(std::move(expression))), m_filter(std::move(filter))
    {}

    std::shared_ptr<const Expression> m_expression;
    RowFilter m_filter;
};

Result<CrosswalkColumns> columnsOf(const Engine &engine, const CrosswalkAsk &ask, const CancelToken &token)
{
    WEIR_TRY(const Codes codes, Codes::of(ask));
    std::set<std::string, std::less<>> wanted;
    codes.each(ask.rows.sample.rows, [&wanted](const std::string &code) { wanted.insert(code); });
    CrosswalkColumns columns;
    std::vector<std::set<std::string>> held;
    std::int64_t seen = 0;
    WEIR_CHECK(readPlace(engine, {}, ask.table.place, {}, [&](const RecordBatch &rows) -> Result<bool> {
        if (columns.names.isEmpty()) {
            for (const Field &field : rows.schema()->fields())
                columns.names << toQt(field.name);
            held.resize(rows.schema()->size());
        }
        for (std::size_t i = 0; i < held.size(); ++i) {
            for (std::int64_t row = 0; row < rows.rows(); ++row) {
                if (std::string value = textAt(rows.column(i), row); wanted.contains(value))
                    held[i].insert(std::move(value));
            }
        }
        seen += rows.rows();
        return seen < headRowsMax;
    }, token));
    const auto best = std::max_element(held.begin(), held.end(),
                                       [](const auto &a, const auto &b) { return a.size() < b.size(); });
    if (best != held.end() && !best->empty())
        columns.key = static_cast<int>(best - held.begin());
    if (columns.names.size() > 1)
        columns.value = columns.key == 0 ? 1 : 0;
    return columns;
}

Result<std::shared_ptr<const Crosswalk>> tableOf(const Engine &engine, const LookupDeclaration &declaration,
                                                 const CancelToken &token)
{
    CrosswalkBuilder builder(declaration.name, declaration.key, declaration.value);
    WEIR_CHECK(readPlace(engine, {}, declaration.place, {}, [&builder](const RecordBatch &rows) -> Result<bool> {
        WEIR_CHECK(builder.add(rows));
        return true;
    }, token));
    return builder.finish();
}

Result<CrosswalkLook> lookAt(const Engine &engine, const CrosswalkAsk &ask, const CancelToken &token)
{
    WEIR_TRY(const Codes codes, Codes::of(ask));
    WEIR_TRY(const std::shared_ptr<const Crosswalk> table, tableOf(engine, ask.table, token));
    CrosswalkLook look;
    look.keys = table->size();
    std::unordered_map<std::string, qint64> missing;
    const auto count = [&](const std::string &code) {
        ++look.rows;
        if (table->find(code) >= 0) {
            ++look.found;
            return;
        }
        ++look.missing;
        if (missing.size() < codesMax || missing.contains(code))
            ++missing[code];
    };
    look.isWhole = ask.rows.readsWhole || ask.rows.isSampleWhole;
    if (ask.rows.readsWhole) {
        const Job &job = ask.rows.job;
        WEIR_CHECK(readPlace(engine, job.sourceConnection, job.sourcePlace, job.read,
                             [&](const RecordBatch &rows) -> Result<bool> {
            codes.each(rows, count);
            return true;
        }, token));
    } else {
        codes.each(ask.rows.sample.rows, count);
    }
    std::vector<std::pair<std::string, qint64>> ranked(missing.begin(), missing.end());
    std::sort(ranked.begin(), ranked.end(),
              [](const auto &a, const auto &b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
    for (std::size_t i = 0; i < ranked.size() && i < missingCodesMax && !token.isCancelled(); ++i) {
        MissingCode code{masked(toQt(ranked[i].first)), ranked[i].second, {}};
        for (const std::string &near : table->nearest(ranked[i].first, nearestMax))
            code.nearest << masked(toQt(near));
        look.codes.push_back(std::move(code));
    }
    return look;
}

} // namespace

QFuture<Result<CrosswalkColumns>> crosswalkColumns(EngineClient &engine, CrosswalkAsk ask, const CancelToken &token)
{
    return engine.services().work(
        [ask = std::move(ask), token](const Engine &services) { return columnsOf(services, ask, token); });
}

QFuture<Result<CrosswalkLook>> lookAtCrosswalk(EngineClient &engine, CrosswalkAsk ask, const CancelToken &token)
{
    return engine.services().work(
        [ask = std::move(ask), token](const Engine &services) { return lookAt(services, ask, token); });
}

} // namespace weir
