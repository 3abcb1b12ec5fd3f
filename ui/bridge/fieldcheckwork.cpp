#include "ui/bridge/fieldcheckwork.h"

#include "core/delivery/endpoints.h"
#include "core/mapping/crosswalk.h"
#include "ui/bridge/services.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace weir {

namespace {

Result<std::shared_ptr<const LookupTable>> readLookup(const Engine &engine, const LookupDeclaration &declaration,
                                                      const CancelToken &token)
{
    WEIR_TRY(const Endpoint end, Endpoint::resolve(engine, {}, declaration.place, {}, {}));
    if (!end.connector->makeSource)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, end.connector->title + " cannot be read");
    ReadOptions options;
    options.stream = end.stream;
    WEIR_TRY(const std::unique_ptr<Source> source, end.connector->makeSource(end.context, options));
    WEIR_CHECK(source->open({}, nullptr, token));
    CrosswalkBuilder builder(declaration.name, declaration.key, declaration.value);
    for (;;) {
        WEIR_TRY(const auto page, source->read(token));
        if (!page)
            break;
        WEIR_CHECK(builder.add(page->rows));
    }
    WEIR_TRY(std::shared_ptr<const LookupTable> table, builder.finish());
    return table;
}

bool isUsed(const LookupDeclaration &declaration, const std::vector<CheckedField> &fields)
{
    const std::string quoted = textLiteral(declaration.name);
    return std::any_of(fields.begin(), fields.end(), [&](const CheckedField &checked) {
        return checked.field.expr && checked.field.expr->find(quoted) != std::string::npos;
    });
}

/// Collects rows of one field while pages go by.
class OddCollector
{
public:
    /// Takes the bad rows of \a page that \a checker found since the last call.
    void collect(const FieldChecker &checker, const SourcePage &page, std::int64_t first, std::size_t &room)
    {
        const std::vector<std::int64_t> &bad = checker.badRows();
        std::vector<std::int32_t> rows;
        for (; m_seen < bad.size(); ++m_seen) {
            if (m_positions.size() + static_cast<qsizetype>(rows.size()) < static_cast<qsizetype>(oddRowsMax) && room > 0) {
                rows.push_back(static_cast<std::int32_t>(bad[m_seen] - first));
                --room;
            }
        }
        if (rows.empty() || !checker.plan())
            return;
        m_batches.push_back(checker.reduced(page.rows).gather(rows));
        for (const std::int32_t row : rows)
            m_positions << toQt(page.positionText(row));
    }

    [[nodiscard]] OddRows take()
    {
        OddRows odd;
        if (!m_batches.empty())
            odd.rows = RecordBatch::concat(m_batches);
        odd.positions = std::move(m_positions);
        return odd;
    }

private:
    std::size_t m_seen = 0;
    std::vector<RecordBatch> m_batches;
    QStringList m_positions;
};

std::vector<FieldChecker> checkersOf(const FieldCheckAsk &ask, const std::vector<CheckedField> &fields,
                                     const LookupShelf &shelf)
{
    const MappingPlan::Inputs inputs = checkInputs(ask, shelf);
    std::vector<FieldChecker> checkers;
    checkers.reserve(fields.size());
    for (const CheckedField &checked : fields)
        checkers.emplace_back(checked.field, inputs, ask.createsTarget);
    return checkers;
}

} // namespace

std::string lookupPrint(const LookupDeclaration &declaration)
{
    return declaration.name + '\n' + declaration.place + '\n' + declaration.key + '\n' + declaration.value;
}

void fillShelf(const Engine &engine, const FieldCheckAsk &ask, const std::vector<CheckedField> &fields, LookupShelf &shelf,
               const CancelToken &token)
{
    for (const LookupDeclaration &declaration : ask.job.mapping.lookups) {
        const std::string print = lookupPrint(declaration);
        if (shelf.tables.contains(print) || !isUsed(declaration, fields))
            continue;
        auto table = readLookup(engine, declaration, token);
        shelf.errors.erase(print);
        if (table)
            shelf.tables[print] = *std::move(table);
        else
            shelf.errors[print] = table.error();
    }
}

MappingPlan::Inputs checkInputs(const FieldCheckAsk &ask, const LookupShelf &shelf)
{
    MappingPlan::Inputs inputs;
    inputs.source = ask.source;
    inputs.target = ask.target;
    inputs.key = ask.key;
    inputs.zone = ask.job.zone;
    inputs.targetDefaults = ask.targetDefaults;
    for (const LookupDeclaration &declaration : ask.job.mapping.lookups) {
        if (const auto found = shelf.tables.find(lookupPrint(declaration)); found != shelf.tables.end())
            inputs.lookups[declaration.name] = found->second;
    }
    return inputs;
}

CheckedFields checkSample(const Engine &engine, const FieldCheckAsk &ask, std::vector<CheckedField> fields, LookupShelf shelf,
                          const CancelToken &token)
{
    CheckedFields done;
    fillShelf(engine, ask, fields, shelf, token);
    const MappingPlan::Inputs inputs = checkInputs(ask, shelf);
    for (const CheckedField &checked : fields) {
        FieldAnswer answer;
        if (!token.isCancelled()) {
            FieldChecker checker(checked.field, inputs, ask.createsTarget);
            if (ask.sample.schema())
                checker.add(ask.sample, 0);
            answer.check = checker.result();
        }
        done.answers.push_back(std::move(answer));
    }
    done.shelf = std::move(shelf);
    return done;
}

Result<CheckedFields> checkWhole(const Engine &engine, const FieldCheckAsk &ask, std::vector<CheckedField> fields,
                                 LookupShelf shelf, const CancelToken &token)
{
    WEIR_TRY(const Endpoint end, Endpoint::resolve(engine, ask.job.sourceConnection, ask.job.sourcePlace,
                                                   ask.job.read.stream, {}));
    if (!end.connector->makeSource)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, end.connector->title + " cannot be read");
    ReadOptions read = ask.job.read;
    read.stream = end.stream;
    WEIR_TRY(const std::unique_ptr<Source> source, end.connector->makeSource(end.context, read));
    WEIR_CHECK(source->open({}, ask.source, token));
    CheckedFields done;
    fillShelf(engine, ask, fields, shelf, token);
    std::vector<FieldChecker> checkers = checkersOf(ask, fields, shelf);
    std::vector<OddCollector> odd(fields.size());
    std::size_t room = oddRowsOfAllMax;
    std::int64_t first = 0;
    for (;;) {
        WEIR_TRY(const std::optional<SourcePage> page, source->read(token));
        if (!page)
            break;
        for (std::size_t i = 0; i < checkers.size(); ++i) {
            if (token.isCancelled())
                return CancelToken::cancelled();
            checkers[i].add(page->rows, first);
            odd[i].collect(checkers[i], *page, first, room);
        }
        first += page->rows.rows();
    }
    for (std::size_t i = 0; i < checkers.size(); ++i) {
        FieldAnswer answer;
        answer.check = checkers[i].result();
        answer.isWhole = true;
        answer.odd = odd[i].take();
        done.answers.push_back(std::move(answer));
    }
    done.shelf = std::move(shelf);
    return done;
}

} // namespace weir
