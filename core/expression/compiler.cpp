#include "core/expression/compiler.h"

#include "core/base/names.h"
#include "core/data/conversion.h"
#include "core/data/decimal.h"
#include "core/data/number.h"
#include "core/expression/jsonpathkernel.h"
#include "core/expression/typerules.h"

#include <fmt/format.h>

namespace weir {

std::vector<TypeKind> kindsOf(const std::vector<NodePtr> &nodes, std::size_t first)
{
    std::vector<TypeKind> kinds;
    for (std::size_t i = first; i < nodes.size(); ++i) {
        if (!nodes[i]->isUntypedNull)
            kinds.push_back(nodes[i]->type.kind);
    }
    return kinds;
}

std::string kindsText(const std::vector<NodePtr> &nodes)
{
    std::string text;
    for (const NodePtr &node : nodes) {
        if (!text.empty())
            text += ", ";
        text += node->isUntypedNull ? "null" : typeText(node->type.kind);
    }
    return text;
}

Compiler::Compiler(std::string_view text, const ExpressionContext &context)
    : m_text(text), m_context(context), m_fieldsUsed(context.fields ? context.fields->size() : 0)
{}

std::variant<NodePtr, ExpressionError> Compiler::run(const Syntax &tree)
{
    NodePtr node = compile(tree);
    if (node && node->cost > m_context.stepsMax)
        fail(tree,
             fmt::format(
                 "the expression takes {} steps for each row, at most {} are allowed; split it into fields",
                 node->cost, m_context.stepsMax));
    if (m_error)
        return *std::move(m_error);
    return node;
}

NodePtr Compiler::fail(const Syntax &at, std::string message, std::string suggestion)
{
    return failName(at.position, at.length, std::move(message), std::move(suggestion));
}

NodePtr Compiler::failName(std::size_t position, std::size_t length, std::string message,
                           std::string suggestion)
{
    if (!m_error)
        m_error = ExpressionError{position, std::max<std::size_t>(1, length), std::move(message),
                                  std::move(suggestion)};
    return nullptr;
}

NodePtr Compiler::compile(const Syntax &syntax)
{
    switch (syntax.kind) {
    case SyntaxKind::Null:
    case SyntaxKind::Bool:
    case SyntaxKind::Integer:
    case SyntaxKind::Decimal:
    case SyntaxKind::Float:
    case SyntaxKind::Text:
        return literal(syntax);
    case SyntaxKind::Name:
        return name(syntax);
    case SyntaxKind::Call:
        return function(syntax);
    case SyntaxKind::Unary:
        return unary(syntax);
    case SyntaxKind::Binary:
        return binary(syntax);
    case SyntaxKind::IsNull:
        return isNull(syntax);
    case SyntaxKind::In:
        return membership(syntax);
    case SyntaxKind::Like:
        return like(syntax);
    case SyntaxKind::Between:
        return between(syntax);
    case SyntaxKind::Case:
        return caseOf(syntax);
    }
    return nullptr;
}

std::optional<Compiler::Nodes> Compiler::compileAll(const Syntax &syntax, std::size_t first)
{
    Nodes nodes;
    for (std::size_t i = first; i < syntax.children.size(); ++i) {
        nodes.push_back(compile(*syntax.children[i]));
        if (!nodes.back())
            return std::nullopt;
    }
    return nodes;
}

NodePtr Compiler::literal(const Syntax &syntax)
{
    Column value;
    bool isNull = false;
    std::int64_t integer = 0;
    double real = 0;
    switch (syntax.kind) {
    case SyntaxKind::Null:
        value.appendNull();
        isNull = true;
        break;
    case SyntaxKind::Bool:
        value = Column(TypeKind::Bool);
        value.appendBool(syntax.name == "true");
        break;
    case SyntaxKind::Text:
        value.appendText(syntax.name);
        break;
    case SyntaxKind::Float:
        if (parseFloat64(syntax.name, real))
            return fail(syntax, "this number does not fit float64");
        value = Column(TypeKind::Float64);
        value.appendDouble(real);
        break;
    default:
        if (syntax.kind == SyntaxKind::Integer && !parseInt64(syntax.name, integer)) {
            value = Column(TypeKind::Int64);
            value.appendInt64(integer);
            break;
        }
        value = Column(TypeKind::Decimal);
        if (appendDecimal(syntax.name, value.openBytes()))
            return fail(syntax, "this is not a number");
        value.closeText();
    }
    const TypeKind kind = value.kind();
    auto node = std::make_unique<ConstantNode>(kind, std::make_shared<Column>(std::move(value)),
                                               syntax.position, syntax.length);
    node->isUntypedNull = isNull;
    return node;
}

NodePtr Compiler::field(const Syntax &syntax, std::size_t index)
{
    m_fieldsUsed[index] = true;
    return std::make_unique<FieldNode>(m_context.fields->field(index).type, index, syntax.position,
                                       syntax.length);
}

NodePtr Compiler::name(const Syntax &syntax)
{
    if (!m_context.fields)
        return unknownName(syntax);
    // The longest name wins: a file may have a column that is really called "customer.name".
    for (std::size_t used = syntax.parts.size(); used > 0; --used) {
        std::string head = syntax.parts.front();
        for (std::size_t i = 1; i < used; ++i)
            head += '.' + syntax.parts[i];
        const auto index = m_context.fields->indexOf(head);
        if (!index)
            continue;
        return used == syntax.parts.size() ? field(syntax, *index) : jsonMember(syntax, *index, used);
    }
    return unknownName(syntax);
}

NodePtr Compiler::jsonMember(const Syntax &syntax, std::size_t index, std::size_t partsUsed)
{
    const Field &head = m_context.fields->field(index);
    if (head.type.kind != TypeKind::Json)
        return fail(
            syntax,
            fmt::format("the field \"{}\" has type {}, only json fields have members; for JSON inside of "
                        "text write json_get(\"{}\", '…')",
                        head.name, typeText(head.type), head.name));
    Nodes operands;
    operands.push_back(field(syntax, index));
    const std::vector<std::string> members(syntax.parts.begin() + static_cast<std::ptrdiff_t>(partsUsed),
                                           syntax.parts.end());
    return makeCall(syntax, TypeKind::Text, jsonTextAtKernel, std::move(operands), makeJsonPath(members), 10);
}

NodePtr Compiler::unknownName(const Syntax &syntax)
{
    std::string whole = syntax.parts.front();
    for (std::size_t i = 1; i < syntax.parts.size(); ++i)
        whole += '.' + syntax.parts[i];
    std::vector<std::string> known;
    for (std::size_t i = 0; i < m_fieldsUsed.size(); ++i)
        known.push_back(m_context.fields->field(i).name);
    const std::string near = nearestName(whole, known);
    const bool isQuoted = m_text.substr(syntax.position).starts_with('"');
    std::string message = fmt::format("unknown field \"{}\"", whole);
    if (near.empty() && isQuoted)
        message += "; text stands in single quotes: '…'";
    else if (near.empty() && findFunction(whole))
        message += fmt::format("; the function is called as {}(…)", lowerAscii(whole));
    else if (near.empty() && !known.empty() && known.size() <= 20)
        message += fmt::format("; fields are {}", fmt::join(known, ", "));
    return fail(syntax, std::move(message), near);
}

NodePtr Compiler::coerce(NodePtr node, TypeKind to, std::string_view wanted)
{
    if (!node || node->type.kind == to)
        return node;
    const std::size_t position = node->position, length = node->length;
    if (node->isUntypedNull) {
        auto null = std::make_shared<Column>(to);
        null->appendNull();
        return std::make_unique<ConstantNode>(to, std::move(null), position, length);
    }
    const TypeKind from = node->type.kind;
    if (conversionDistance(from, to) < 0)
        return failName(position, length,
                        fmt::format("{} expected, this is {}{}", typeText(to), typeText(from),
                                    wanted.empty() ? "" : fmt::format(" ({})", wanted)));
    if (to == TypeKind::Timestamp && (from == TypeKind::Date || from == TypeKind::DateTime) &&
        m_context.zone.empty())
        return failName(
            position, length,
            fmt::format("a {} becomes a timestamp only in a zone; write timestamp(…, 'Europe/Berlin')",
                        typeText(from)));
    const ColumnPtr constant = node->constant();
    if (!constant)
        return std::make_unique<ConvertNode>(std::move(node), to, m_context.zone);
    ConversionOptions options;
    options.to = to;
    options.zone = m_context.zone;
    RowErrors errors;
    ColumnPtr value = convert(constant, from, options, errors);
    if (!errors.empty())
        return failName(position, length,
                        fmt::format("{} expected, this is no {}{}", typeText(to), typeText(to),
                                    wanted.empty() ? "" : fmt::format("; {}", wanted)));
    return std::make_unique<ConstantNode>(to, std::move(value), position, length);
}

bool Compiler::coerceAll(Nodes &nodes, TypeKind to, std::size_t first)
{
    for (std::size_t i = first; i < nodes.size(); ++i) {
        nodes[i] = coerce(std::move(nodes[i]), to);
        if (!nodes[i])
            return false;
    }
    return true;
}

NodePtr Compiler::fold(NodePtr node, bool isConstant)
{
    if (!node || !isConstant)
        return node;
    constexpr std::size_t bytesMax = 64 << 10, bytesOfAllMax = 1 << 20;
    static const SchemaPtr noFields = std::make_shared<Schema>();
    const RecordBatch oneRow(noFields, {}, 1);
    RowErrors errors;
    Evaluation evaluation(oneRow, m_text, {m_context.stepsMax, m_context.outputMax}, errors);
    Frame frame(evaluation);
    Operand value = node->evaluate(frame);
    // A failure stays where it is: the row that reaches it is told, the branch that is never taken does no
    // harm.
    const std::size_t bytes = value.column->bytes().size();
    if (!errors.empty() || bytes > bytesMax || m_foldedBytes + bytes > bytesOfAllMax)
        return node;
    m_foldedBytes += bytes;
    return std::make_unique<ConstantNode>(node->type, std::move(value.column), node->position, node->length);
}

NodePtr Compiler::makeCall(const Syntax &syntax, Type type, Kernel kernel, Nodes operands,
                           std::shared_ptr<const CallState> state, int steps)
{
    bool isConstant = true;
    for (const NodePtr &operand : operands)
        isConstant = isConstant && operand->constant();
    return fold(std::make_unique<CallNode>(type, kernel, std::move(state), std::move(operands), steps,
                                           syntax.position, syntax.length),
                isConstant);
}

} // namespace weir
