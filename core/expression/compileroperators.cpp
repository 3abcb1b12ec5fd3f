#include "core/expression/compiler.h"

#include "core/data/encoding.h"
#include "core/expression/typerules.h"

#include <fmt/format.h>

namespace weir {

namespace {

std::optional<Comparison> comparisonOf(std::string_view symbol)
{
    if (symbol == "=")
        return Comparison::Equal;
    if (symbol == "<>")
        return Comparison::NotEqual;
    if (symbol == "<")
        return Comparison::Less;
    if (symbol == "<=")
        return Comparison::LessOrEqual;
    if (symbol == ">")
        return Comparison::Greater;
    if (symbol == ">=")
        return Comparison::GreaterOrEqual;
    return std::nullopt;
}

Arithmetic arithmeticOf(std::string_view symbol)
{
    switch (symbol.front()) {
    case '+':
        return Arithmetic::Add;
    case '-':
        return Arithmetic::Subtract;
    case '*':
        return Arithmetic::Multiply;
    case '/':
        return Arithmetic::Divide;
    default:
        return Arithmetic::Remainder;
    }
}

bool areConstant(const std::vector<NodePtr> &nodes, std::size_t first = 0)
{
    for (std::size_t i = first; i < nodes.size(); ++i) {
        if (!nodes[i]->constant())
            return false;
    }
    return true;
}

} // namespace

NodePtr Compiler::unary(const Syntax &syntax)
{
    NodePtr operand = compile(*syntax.children.front());
    if (!operand)
        return nullptr;
    Nodes operands;
    operands.push_back(std::move(operand));
    if (syntax.name == "not") {
        if (!coerceAll(operands, TypeKind::Bool))
            return nullptr;
        return makeCall(syntax, TypeKind::Bool, notKernel, std::move(operands));
    }
    const auto kind = numberType(kindsOf(operands));
    if (!kind)
        return fail(syntax, fmt::format("{} needs a number, found {}", syntax.name, kindsText(operands)));
    if (!coerceAll(operands, *kind))
        return nullptr;
    if (syntax.name == "+")
        return std::move(operands.front());
    return makeCall(syntax, *kind, negateKernel(*kind), std::move(operands));
}

NodePtr Compiler::binary(const Syntax &syntax)
{
    if (syntax.name == "and" || syntax.name == "or")
        return logic(syntax);
    if (syntax.name == "||")
        return concatenation(syntax);
    if (comparisonOf(syntax.name))
        return comparison(syntax);
    return arithmetic(syntax);
}

NodePtr Compiler::logic(const Syntax &syntax)
{
    auto sides = compileAll(syntax);
    if (!sides || !coerceAll(*sides, TypeKind::Bool))
        return nullptr;
    const bool isConstant = areConstant(*sides);
    return fold(std::make_unique<LogicNode>(syntax.name == "and", std::move((*sides)[0]),
                                            std::move((*sides)[1]), syntax.position, syntax.length),
                isConstant);
}

NodePtr Compiler::concatenation(const Syntax &syntax)
{
    // a || b || c is one operation on three operands: no intermediate columns.
    std::vector<const Syntax *> parts;
    const Syntax *left = &syntax;
    while (left->kind == SyntaxKind::Binary && left->name == "||") {
        parts.push_back(left->children[1].get());
        left = left->children[0].get();
    }
    parts.push_back(left);
    Nodes operands;
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        operands.push_back(coerce(compile(**part), TypeKind::Text));
        if (!operands.back())
            return nullptr;
    }
    return makeCall(syntax, TypeKind::Text, concatKernel, std::move(operands));
}

NodePtr Compiler::comparison(const Syntax &syntax)
{
    auto sides = compileAll(syntax);
    if (!sides)
        return nullptr;
    const auto kind = comparisonType(kindsOf(*sides));
    if (!kind)
        return fail(syntax, fmt::format("{} cannot compare {} and {}", syntax.name,
                                        typeText((*sides)[0]->type.kind), typeText((*sides)[1]->type.kind)));
    if ((*sides)[0]->isUntypedNull || (*sides)[1]->isUntypedNull)
        return fail(syntax, "a comparison with null is never true",
                    syntax.name == "<>" ? "is not null" : "is null");
    if (!coerceAll(*sides, *kind))
        return nullptr;
    return makeCall(syntax, TypeKind::Bool, comparisonKernel(*comparisonOf(syntax.name), *kind),
                    *std::move(sides));
}

NodePtr Compiler::dateArithmetic(const Syntax &syntax, Nodes &sides)
{
    const TypeKind left = sides[0]->type.kind, right = sides[1]->type.kind;
    const bool isPlus = syntax.name == "+";
    if (left == TypeKind::Date && right == TypeKind::Int64)
        return makeCall(syntax, TypeKind::Date, isPlus ? addDaysKernel : subtractDaysKernel,
                        std::move(sides));
    if (left == TypeKind::Int64 && right == TypeKind::Date && isPlus) {
        std::swap(sides[0], sides[1]);
        return makeCall(syntax, TypeKind::Date, addDaysKernel, std::move(sides));
    }
    if (left == TypeKind::Date && right == TypeKind::Date && !isPlus)
        return makeCall(syntax, TypeKind::Int64, differenceOfDatesKernel, std::move(sides));
    return fail(
        syntax,
        fmt::format("{} cannot work on {}; dates take whole days (date + 7, date - date), everything else "
                    "date_add and date_diff",
                    syntax.name, kindsText(sides)));
}

NodePtr Compiler::arithmetic(const Syntax &syntax)
{
    auto sides = compileAll(syntax);
    if (!sides)
        return nullptr;
    const std::vector<TypeKind> kinds = kindsOf(*sides);
    const auto isMoment = [](TypeKind kind) {
        return kind == TypeKind::Date || kind == TypeKind::DateTime || kind == TypeKind::Timestamp ||
               kind == TypeKind::Time;
    };
    if (std::any_of(kinds.begin(), kinds.end(), isMoment) && (syntax.name == "+" || syntax.name == "-"))
        return dateArithmetic(syntax, *sides);
    std::optional<TypeKind> kind = numberType(kinds);
    if (!kind)
        return fail(syntax, fmt::format("{} needs numbers, found {}", syntax.name, kindsText(*sides)));
    if (syntax.name == "/" && *kind == TypeKind::Int64)
        kind = TypeKind::Decimal;
    for (NodePtr &side : *sides) {
        side = coerce(std::move(side), *kind,
                      syntax.name == "+" ? "text is joined with ||" : std::string_view());
        if (!side)
            return nullptr;
    }
    constexpr int steps = 2;
    return makeCall(syntax, *kind, arithmeticKernel(arithmeticOf(syntax.name), *kind), *std::move(sides),
                    nullptr, steps);
}

NodePtr Compiler::isNull(const Syntax &syntax)
{
    NodePtr operand = compile(*syntax.children.front());
    if (!operand)
        return nullptr;
    const bool isConstant = operand->constant() != nullptr;
    return fold(
        std::make_unique<IsNullNode>(syntax.isNegated, std::move(operand), syntax.position, syntax.length),
        isConstant);
}

NodePtr Compiler::membership(const Syntax &syntax)
{
    auto nodes = compileAll(syntax);
    if (!nodes)
        return nullptr;
    const auto kind = comparisonType(kindsOf(*nodes));
    if (!kind)
        return fail(syntax, fmt::format("in cannot compare {}", kindsText(*nodes)));
    if (!coerceAll(*nodes, *kind))
        return nullptr;
    // Doubles that are equal may differ in bytes (0 and -0).
    if (!areConstant(*nodes, 1) || *kind == TypeKind::Float64) {
        const int steps = static_cast<int>(nodes->size());
        return makeCall(syntax, TypeKind::Bool, syntax.isNegated ? notInKernel : inKernel, *std::move(nodes),
                        nullptr, steps);
    }
    std::vector<ColumnPtr> constants;
    for (std::size_t i = 1; i < nodes->size(); ++i)
        constants.push_back((*nodes)[i]->constant());
    nodes->resize(1);
    return makeCall(syntax, TypeKind::Bool, syntax.isNegated ? notInSetKernel : inSetKernel,
                    *std::move(nodes), makeInSet(constants));
}

NodePtr Compiler::like(const Syntax &syntax)
{
    auto nodes = compileAll(syntax);
    if (!nodes || !coerceAll(*nodes, TypeKind::Text))
        return nullptr;
    if (nodes->size() > 2) {
        const ColumnPtr escape = (*nodes)[2]->constant();
        if (!escape || escape->isNull(0) || codePointCount(escape->text(0)) != 1)
            return fail(*syntax.children[2], "escape takes one character in quotes");
    }
    constexpr int steps = 4;
    return makeCall(syntax, TypeKind::Bool, syntax.isNegated ? notLikeKernel : likeKernel, *std::move(nodes),
                    nullptr, steps);
}

NodePtr Compiler::between(const Syntax &syntax)
{
    auto nodes = compileAll(syntax);
    if (!nodes)
        return nullptr;
    const auto kind = comparisonType(kindsOf(*nodes));
    if (!kind)
        return fail(syntax, fmt::format("between cannot compare {}", kindsText(*nodes)));
    if (!coerceAll(*nodes, *kind))
        return nullptr;
    return makeCall(syntax, TypeKind::Bool, syntax.isNegated ? notBetweenKernel : betweenKernel,
                    *std::move(nodes));
}

NodePtr Compiler::makeCase(const Syntax &syntax, NodePtr subject, Nodes conditions, Nodes results,
                           NodePtr otherwise)
{
    // The other branches decide the type, so that then null and else null fit everywhere.
    if (otherwise)
        results.push_back(std::move(otherwise));
    const auto kind = branchType(kindsOf(results));
    if (!kind)
        return fail(
            syntax,
            fmt::format("the branches have types that do not go together: {}; write text(…) around them",
                        kindsText(results)));
    if (!coerceAll(results, *kind))
        return nullptr;
    const bool isConstant =
        areConstant(conditions) && areConstant(results) && (!subject || subject->constant());
    if (results.size() > conditions.size()) {
        otherwise = std::move(results.back());
        results.pop_back();
    }
    return fold(std::make_unique<CaseNode>(*kind, std::move(subject), std::move(conditions),
                                           std::move(results), std::move(otherwise), syntax.position,
                                           syntax.length),
                isConstant);
}

NodePtr Compiler::caseOf(const Syntax &syntax)
{
    auto nodes = compileAll(syntax);
    if (!nodes)
        return nullptr;
    std::size_t next = 0;
    Nodes compared, results;
    if (syntax.hasSubject)
        compared.push_back(std::move((*nodes)[next++]));
    const std::size_t end = nodes->size() - (syntax.hasElse ? 1 : 0);
    while (next < end) {
        compared.push_back(std::move((*nodes)[next++]));
        results.push_back(std::move((*nodes)[next++]));
    }
    NodePtr otherwise = syntax.hasElse ? std::move(nodes->back()) : nullptr;
    NodePtr subject;
    if (syntax.hasSubject) {
        const auto kind = comparisonType(kindsOf(compared));
        if (!kind)
            return fail(syntax, fmt::format("case cannot compare {}", kindsText(compared)));
        if (!coerceAll(compared, *kind))
            return nullptr;
        subject = std::move(compared.front());
        compared.erase(compared.begin());
    } else if (!coerceAll(compared, TypeKind::Bool)) {
        return nullptr;
    }
    return makeCase(syntax, std::move(subject), std::move(compared), std::move(results),
                    std::move(otherwise));
}

} // namespace weir
