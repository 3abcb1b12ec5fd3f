#include "ui/bridge/fieldcheckwork.h"

#include "core/delivery/endpoints.h"
#include "core/delivery/mappingsetup.h"
#include "ui/bridge/services.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace weir {

namespace {

bool isUsed(const LookupDeclaration &declaration, const std::vector<CheckedField> &fields)
{
    const std::string quoted = textLiteral(declaration.name);
    return std::any_of(fields.begin(), fields.end(), [&](const CheckedField &checked) {
        return checked.field.expr && checked.field.expr->find(quoted) != std::string::npos;
    });
}

/// Counts the values that a step takes a sign of money from.
class CurrencyCounter
{
public:
    CurrencyCounter(const FieldMapping &field, const Schema &source)
    {
        const auto transform = readTransform(field);
        const bool isMeant = transform
            && std::any_of(transform->steps.begin(), transform->steps.end(), [](const TransformStep &step) {
            return step.kind == StepKind::ParseNumber && step.stripsCurrency;
        });
        const auto index = isMeant ? source.indexOf(transform->from) : std::nullopt;
        if (index && source.field(*index).type.kind == TypeKind::Text)
            m_column = index;
    }

    void add(const RecordBatch &rows)
    {
        if (!m_column || !rows.schema() || *m_column >= rows.schema()->size())
            return;
        const Column &values = rows.column(*m_column);
        for (std::int64_t row = 0; row < rows.rows(); ++row)
            m_count += !values.isNull(row) && hasSign(values.text(row));
    }
    [[nodiscard]] std::int64_t count() const { return m_count; }

private:
    static bool hasSign(std::string_view value)
    {
        static constexpr std::string_view signs[] = {"¥", "￥", "$", "€", "£", "元"};
        return std::any_of(std::begin(signs), std::end(signs),
                           [value](std::string_view sign) { return value.find(sign) != std::string_view::npos; });
    }

    std::optional<std::size_t> m_column;
    std::int64_t m_count = 0;
};

/// Collects rows of one field while pages go by.
class OddCollector
{
public:
    /// Takes the bad ones of \a looked that \a checker found since the last call. \a origin: their rows in \a page.
    void collect(const FieldChecker &checker, const RecordBatch &looked, std::int64_t first, const SourcePage &page,
                 const std::optional<std::vector<std::int32_t>> &origin, std::size_t &room)
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
        m_batches.push_back(checker.reduced(looked).gather(rows));
        for (const std::int32_t row : rows)
            m_positions << toQt(page.positionText(origin ? (*origin)[static_cast<std::size_t>(row)] : row));
    }

    [[nodiscard]] PlacedRows take()
    {
        PlacedRows odd;
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

ExpressionContext filterContext(const FieldCheckAsk &ask, const LookupShelf &shelf)
{
    const MappingPlan::Inputs inputs = checkInputs(ask, shelf);
    ExpressionContext context;
    context.fields = inputs.source;
    context.lookups = inputs.lookups;
    context.zone = inputs.zone;
    return context;
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
        auto table = readLookup(engine, declaration, {}, token);
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

CheckedFields checkSample(const FieldCheckAsk &ask, const std::vector<CheckedField> &fields, LookupShelf shelf,
                          const CancelToken &token)
{
    CheckedFields done;
    const MappingPlan::Inputs inputs = checkInputs(ask, shelf);
    for (const CheckedField &checked : fields) {
        FieldAnswer answer;
        if (!token.isCancelled()) {
            FieldChecker checker(checked.field, inputs, ask.createsTarget);
            if (ask.sample.rows.schema())
                checker.add(ask.sample.rows, 0);
            answer.check = checker.result();
            CurrencyCounter currencies(checked.field, *ask.source);
            currencies.add(ask.sample.rows);
            answer.currencies = currencies.count();
        }
        done.answers.push_back(std::move(answer));
    }
    done.shelf = std::move(shelf);
    return done;
}

Result<CheckedFields> checkWhole(const Engine &engine, const FieldCheckAsk &ask, const std::vector<CheckedField> &fields,
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
    const RowFilter filter(ask.job.mapping.filters, filterContext(ask, shelf));
    std::vector<CurrencyCounter> currencies;
    for (const CheckedField &checked : fields)
        currencies.emplace_back(checked.field, *ask.source);
    std::size_t room = oddRowsOfAllMax;
    std::int64_t first = 0;
    for (;;) {
        WEIR_TRY(const std::optional<SourcePage> page, source->read(token));
        if (!page)
            break;
        const auto kept = filter.keptRows(page->rows);
        const RecordBatch rows = kept ? page->rows.gather(*kept) : page->rows;
        for (std::size_t i = 0; i < checkers.size(); ++i) {
            if (token.isCancelled())
                return CancelToken::cancelled();
            checkers[i].add(rows, first);
            odd[i].collect(checkers[i], rows, first, *page, kept, room);
            currencies[i].add(rows);
        }
        first += rows.rows();
    }
    for (std::size_t i = 0; i < checkers.size(); ++i) {
        FieldAnswer answer;
        answer.check = checkers[i].result();
        answer.isWhole = true;
        answer.odd = odd[i].take();
        answer.currencies = currencies[i].count();
        done.answers.push_back(std::move(answer));
    }
    done.shelf = std::move(shelf);
    return done;
}

} // namespace weir
