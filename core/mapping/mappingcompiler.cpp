#include "core/mapping/mappingcompiler.h"

#include "core/base/names.h"
#include "core/mapping/conversionadvice.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t namesShownMax = 20;

std::vector<std::string> namesOf(const SchemaPtr &schema)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; schema && i < schema->size(); ++i)
        names.push_back(schema->field(i).name);
    return names;
}

/// "did you mean", or else what there is.
std::string hint(std::string_view wrong, const std::vector<std::string> &known)
{
    if (const std::string near = nearestName(wrong, known); !near.empty())
        return fmt::format("did you mean \"{}\"?", near);
    const std::size_t shown = std::min(known.size(), namesShownMax);
    return fmt::format("there are {}{}",
                       fmt::join(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                       shown < known.size() ? fmt::format(" and {} more", known.size() - shown) : "");
}

std::string quotedName(std::string_view name)
{
    std::string quoted = "\"";
    for (const char c : name)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

/// "a.b.c" as an expression that reads the field \a head and walks down the members of \a rest.
std::string pathExpression(std::string_view head, std::string_view rest)
{
    std::string text = quotedName(head);
    while (!rest.empty()) {
        const std::size_t point = rest.find('.');
        text += '.' + quotedName(rest.substr(0, point));
        rest = point == std::string_view::npos ? std::string_view() : rest.substr(point + 1);
    }
    return text;
}

bool isUnbounded(const Type &type) { return type.length == 0 && type.precision == 0; }

/// One convert() of a single text value; an error says why it cannot be.
std::variant<ColumnPtr, RowError> convertOne(ColumnPtr value, const Type &from,
                                             const ConversionOptions &options)
{
    RowErrors errors;
    value = convert(value, from, options, errors);
    if (!errors.empty())
        return std::move(errors.front());
    return value;
}

ColumnPtr oneText(std::string_view text)
{
    auto column = std::make_shared<Column>(TypeKind::Text);
    column->appendText(text);
    return column;
}

} // namespace

MappingCompiler::MappingCompiler(const Mapping &mapping, const MappingPlan::Inputs &inputs)
    : m_mapping(mapping),
      m_inputs(inputs),
      m_sourceNames(namesOf(inputs.source)),
      m_targetNames(namesOf(inputs.target)),
      m_program(std::make_unique<MappingPlan::Program>())
{
    m_program->source = inputs.source;
    m_program->isRead.resize(m_sourceNames.size());
}

std::variant<MappingPlan, std::vector<MappingFinding>> MappingCompiler::run()
{
    checkInputs();
    compileFilters();
    for (std::size_t i = 0; i < m_mapping.fields.size(); ++i)
        compileField(i);
    checkRequired();
    checkKey();
    if (!m_blocking.empty()) {
        m_blocking.insert(m_blocking.end(), m_warnings.begin(), m_warnings.end());
        return std::move(m_blocking);
    }
    m_program->schema = std::make_shared<const Schema>(std::move(m_schemaFields), m_inputs.key);
    m_program->findings = std::move(m_warnings);
    return MappingPlan(std::move(m_program));
}

void MappingCompiler::block(std::string pointer, const std::string &field, std::string detail)
{
    m_blocking.push_back({true, std::move(pointer), field, std::move(detail)});
}

void MappingCompiler::warn(std::string pointer, const std::string &field, std::string detail)
{
    m_warnings.push_back({false, std::move(pointer), field, std::move(detail)});
}

void MappingCompiler::markRead(const Expression &expression)
{
    for (const std::size_t field : expression.fieldsRead())
        m_program->isRead[field] = true;
}

ExpressionContext MappingCompiler::contextOf(const std::string &zone) const
{
    ExpressionContext context;
    context.fields = m_inputs.source;
    context.lookups = m_inputs.lookups;
    context.zone = zone;
    return context;
}

const std::string &MappingCompiler::zoneOf(const FieldMapping &field) const
{
    return field.zone.empty() ? m_inputs.zone : field.zone;
}

void MappingCompiler::compileFilters()
{
    std::map<std::string, std::size_t, std::less<>> seen;
    for (std::size_t i = 0; i < m_mapping.filters.size(); ++i) {
        const FilterRule &rule = m_mapping.filters[i];
        const std::string pointer = fmt::format("/mapping/filters/{}", i);
        m_program->filterNames.push_back(rule.name);
        if (rule.name.empty())
            block(pointer + "/name", {}, "a filter needs a name: the rows it drops are counted under it");
        const auto [first, isNew] = seen.emplace(rule.name, i);
        if (!isNew) {
            block(pointer + "/name", {},
                  fmt::format("filter {} is named \"{}\" like filter {}: their counts could not be told "
                              "apart; rename one",
                              i + 1, rule.name, first->second + 1));
        }
        auto compiled = Expression::compile(rule.drop, contextOf(m_inputs.zone));
        if (const auto *error = std::get_if<ExpressionError>(&compiled)) {
            block(pointer + "/drop", {},
                  fmt::format("filter \"{}\": {}", rule.name, error->caret(rule.drop)));
            continue;
        }
        auto &drop = std::get<Expression>(compiled);
        if (drop.type().kind != TypeKind::Bool) {
            block(pointer + "/drop", {},
                  fmt::format(
                      "filter \"{}\" gives {}, but a filter must be true or false; compare it with something",
                      rule.name, typeText(drop.type())));
            continue;
        }
        markRead(drop);
        m_program->filters.push_back({rule.name, std::move(drop)});
    }
}

void MappingCompiler::compileField(std::size_t index)
{
    const FieldMapping &field = m_mapping.fields[index];
    const std::string pointer = fmt::format("/mapping/fields/{}", index);
    checkTo(field, index, pointer);
    const Field *targetField = targetFieldOf(field.to);

    FieldStep step;
    step.to = field.to;
    if (isKey(field.to))
        step.requiredBy = "key";
    else if (targetField && !targetField->isNullable)
        step.requiredBy = "not null";

    const std::optional<Origin> origin = compileOrigin(field, pointer, step);
    if (!origin)
        return;
    const Type finalType = targetField ? targetField->type : field.type.value_or(origin->type);
    if (!origin->isConstant)
        compileConversions(field, pointer, *origin, targetField, step);
    compileValues(field, pointer, finalType, step);
    checkHints(field, pointer, finalType, step);

    Field made;
    made.name = field.to;
    made.type = finalType;
    made.isNullable = step.requiredBy.empty();
    if (targetField)
        made.nativeType = targetField->nativeType;
    m_schemaFields.push_back(std::move(made));
    m_program->fields.push_back(std::move(step));
}

std::optional<MappingCompiler::Origin>
MappingCompiler::compileOrigin(const FieldMapping &field, const std::string &pointer, FieldStep &step)
{
    const int origins = int(field.from.has_value()) + int(field.expr.has_value()) +
                        int(field.value.has_value() || field.isNullConstant);
    if (origins != 1) {
        block(pointer, field.to,
              fmt::format("field \"{}\" needs exactly one of \"from\", \"expr\" and \"value\"; it has {}",
                          field.to, origins));
        return std::nullopt;
    }
    if (field.from)
        return compileFrom(field, pointer, step);
    if (field.expr)
        return compileExpression(field, pointer, step);
    Origin origin;
    origin.isConstant = true;
    return origin;
}

std::optional<MappingCompiler::Origin>
MappingCompiler::compileFrom(const FieldMapping &field, const std::string &pointer, FieldStep &step)
{
    const std::string &from = *field.from;
    if (const std::optional<std::size_t> column = m_inputs.source->indexOf(from)) {
        const Field &source = m_inputs.source->field(*column);
        step.column = column;
        m_program->isRead[*column] = true;
        const auto &offsetFields = m_inputs.offsetFields;
        Origin origin;
        origin.type = source.type;
        origin.hasDeclaredBound = !source.nativeType.empty();
        origin.carriesOffset =
            std::find(offsetFields.begin(), offsetFields.end(), from) != offsetFields.end();
        return origin;
    }
    // The longest field name in front wins: a file may have a column that is really called "customer.name".
    for (std::size_t point = from.rfind('.'); point != std::string::npos && point > 0;
         point = from.rfind('.', point - 1)) {
        const std::string head = from.substr(0, point);
        if (!m_inputs.source->indexOf(head))
            continue;
        const std::string text = pathExpression(head, std::string_view(from).substr(point + 1));
        auto compiled = Expression::compile(text, contextOf(zoneOf(field)));
        if (const auto *error = std::get_if<ExpressionError>(&compiled)) {
            block(pointer + "/from", field.to, fmt::format("cannot read \"{}\": {}", from, error->message));
            return std::nullopt;
        }
        step.expression = std::get<Expression>(std::move(compiled));
        markRead(*step.expression);
        Origin origin;
        origin.type = step.expression->type();
        return origin;
    }
    const std::string head = from.substr(0, from.find('.'));
    const bool hasNearHead = !nearestName(from, m_sourceNames).empty() || head == from;
    block(pointer + "/from", field.to,
          fmt::format("the source has no field \"{}\"; {}", from,
                      hint(hasNearHead ? from : head, m_sourceNames)));
    return std::nullopt;
}

std::optional<MappingCompiler::Origin>
MappingCompiler::compileExpression(const FieldMapping &field, const std::string &pointer, FieldStep &step)
{
    auto compiled = Expression::compile(*field.expr, contextOf(zoneOf(field)));
    if (const auto *error = std::get_if<ExpressionError>(&compiled)) {
        block(pointer + "/expr", field.to, error->caret(*field.expr));
        return std::nullopt;
    }
    step.expression = std::get<Expression>(std::move(compiled));
    markRead(*step.expression);
    Origin origin;
    origin.type = step.expression->type();
    return origin;
}

void MappingCompiler::compileConversions(const FieldMapping &field, const std::string &pointer,
                                         const Origin &origin, const Field *targetField, FieldStep &step)
{
    Origin now = origin;
    if (field.type) {
        addConversion(field, pointer, now, *field.type, {}, step);
        now.type = *field.type;
        now.hasDeclaredBound = true; // whoever writes "text" into a narrower column is told so
    }
    if (targetField)
        addConversion(field, pointer, now, targetField->type, targetField->nativeType, step);
}

void MappingCompiler::addConversion(const FieldMapping &field, const std::string &pointer,
                                    const Origin &origin, const Type &to, const std::string &toNative,
                                    FieldStep &step)
{
    const Type &from = origin.type;
    if (from.kind == to.kind && (from == to || isLossless(from, to)))
        return;
    if (!isConvertible(from, to)) {
        block(pointer, field.to,
              fmt::format("{} cannot become {}{}; map another field, or convert it with an expression",
                          typeText(from), typeText(to),
                          toNative.empty() ? "" : fmt::format(" ({} in the target)", toNative)));
        return;
    }
    if (needsZone(from, to) && zoneOf(field).empty() && !origin.carriesOffset) {
        const bool isIntoTimestamp = to.kind == TypeKind::Timestamp;
        block(pointer, field.to,
              fmt::format("\"{}\": {} needs a zone to become {}; say which one, for example \"zone\": "
                          "\"Asia/Shanghai\" here or "
                          "at the job, or {}",
                          field.to, typeText(from), typeText(to),
                          isIntoTimestamp ? "use type datetime" : "use type timestamp"));
    }
    ConversionStep conversion;
    conversion.from = from;
    conversion.options.to = to;
    conversion.options.onTooLong = field.onTooLong;
    conversion.options.zone = zoneOf(field);
    // Text of a file and results of expressions have no bound: only their values tell whether they fit.
    const bool isFree = from.kind == to.kind && isUnbounded(from) && !origin.hasDeclaredBound;
    const std::string warning =
        isFree ? std::string() : conversionWarning(from, to, field.onTooLong, toNative);
    if (!warning.empty())
        warn(pointer, field.to, fmt::format("\"{}\": {}", field.to, warning));
    step.conversions.push_back(std::move(conversion));
}

ColumnPtr MappingCompiler::compileConstant(const FieldMapping &field, const std::string &pointer,
                                           const std::string &text, const Type &finalType)
{
    ColumnPtr value = oneText(text);
    Type now(TypeKind::Text);
    for (const Type &to : {field.type.value_or(finalType), finalType}) {
        if (now == to)
            continue;
        ConversionOptions options;
        options.to = to;
        options.onTooLong = OnTooLong::Quarantine;
        options.zone = zoneOf(field);
        auto made = convertOne(std::move(value), now, options);
        if (const auto *error = std::get_if<RowError>(&made)) {
            block(pointer, field.to,
                  fmt::format("\"{}\" cannot become {} ({}){}{}", text, typeText(to),
                              rowCodeName(error->code), error->detail.empty() ? "" : ": ", error->detail));
            return nullptr;
        }
        value = std::get<ColumnPtr>(std::move(made));
        now = to;
    }
    if (value->isNull(0)) {
        block(pointer, field.to,
              fmt::format("empty text is no {}; leave it out, or write null", typeText(finalType)));
        return nullptr;
    }
    return value;
}

void MappingCompiler::compileValues(const FieldMapping &field, const std::string &pointer,
                                    const Type &finalType, FieldStep &step)
{
    if (field.defaultValue)
        step.defaultValue = compileConstant(field, pointer + "/default", *field.defaultValue, finalType);
    if (field.value)
        step.constant = compileConstant(field, pointer + "/value", *field.value, finalType);
    if (!field.isNullConstant)
        return;
    auto null = std::make_shared<Column>(finalType.kind);
    null->appendNull();
    step.constant = std::move(null);
    if (!step.requiredBy.empty() && !field.defaultValue) {
        block(pointer + "/value", field.to,
              fmt::format("\"{}\" must have a value ({}), but is mapped to null: every row would be rejected",
                          field.to, step.requiredBy));
    }
}

std::variant<MappingPlan, std::vector<MappingFinding>> MappingPlan::compile(const Mapping &mapping,
                                                                            const Inputs &inputs)
{
    return MappingCompiler(mapping, inputs).run();
}

} // namespace weir
