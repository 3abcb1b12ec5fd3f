#include "core/expression/compiler.h"

#include "core/base/names.h"
#include "core/data/conversion.h"
#include "core/expression/typerules.h"

#include <fmt/format.h>

namespace weir {

namespace {

/// The parameter that argument \a index goes to; the last one may repeat. Null: one argument too many.
const Parameter *parameterAt(const std::vector<Parameter> &parameters, std::size_t index)
{
    if (index < parameters.size())
        return &parameters[index];
    return !parameters.empty() && parameters.back().repeats ? &parameters.back() : nullptr;
}

bool takesCount(const std::vector<Parameter> &parameters, std::size_t count)
{
    std::size_t required = 0;
    for (const Parameter &parameter : parameters)
        required += parameter.isOptional ? 0 : 1;
    return count >= required && (count == 0 || parameterAt(parameters, count - 1));
}

/// Sum of the distances of all arguments; -1 when one does not fit.
int distanceTo(const std::vector<Parameter> &parameters, const std::vector<NodePtr> &arguments)
{
    int sum = 0;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const Parameter &parameter = *parameterAt(parameters, i);
        const TypeKind kind = arguments[i]->type.kind;
        int distance = 0;
        if (arguments[i]->isUntypedNull)
            distance = 0;
        else if (parameter.kind == Parameter::Kind::Fixed)
            distance = conversionDistance(kind, parameter.type);
        else if (parameter.kind == Parameter::Kind::Number)
            distance = isNumber(kind) ? 0 : conversionDistance(kind, TypeKind::Decimal);
        else if (parameter.kind == Parameter::Kind::Any)
            distance = 1;
        if (distance < 0)
            return -1;
        sum += distance;
    }
    return sum;
}

std::string usage(const FunctionSpec &spec)
{
    std::string text;
    for (const FunctionOverload &overload : spec.overloads)
        text += fmt::format("{}{}({})", text.empty() ? "" : " or ", spec.name, overload.parameters);
    return text;
}

std::optional<TypeKind> kindNamed(std::string_view name)
{
    const Result<Type> type = parseType(name);
    return type ? std::optional(type->kind) : std::nullopt;
}

} // namespace

NodePtr Compiler::function(const Syntax &syntax)
{
    const FunctionSpec *spec = findFunction(syntax.name);
    if (!spec)
        return unknownFunction(syntax);
    if (spec->group == FunctionGroup::Logic && !spec->overloads.front().kernel) {
        if (spec->name == "if")
            return ifFunction(syntax, *spec);
        return spec->name == "coalesce" ? coalesce(syntax, *spec) : nullIf(syntax, *spec);
    }
    auto arguments = compileAll(syntax);
    return arguments ? overload(syntax, *spec, *std::move(arguments)) : nullptr;
}

NodePtr Compiler::unknownFunction(const Syntax &syntax)
{
    std::vector<std::string> known;
    for (const FunctionSpec &spec : functionCatalogue())
        known.emplace_back(spec.name);
    return failName(syntax.position, syntax.nameLength, fmt::format("unknown function \"{}\"", syntax.name),
                    nearestName(syntax.name, known));
}

NodePtr Compiler::ifFunction(const Syntax &syntax, const FunctionSpec &spec)
{
    auto nodes = compileAll(syntax);
    if (!nodes)
        return nullptr;
    if (nodes->size() < 2 || nodes->size() > 3)
        return noOverload(syntax, spec, *nodes);
    Nodes conditions, results;
    conditions.push_back(coerce(std::move((*nodes)[0]), TypeKind::Bool, "the condition of if"));
    if (!conditions.back())
        return nullptr;
    results.push_back(std::move((*nodes)[1]));
    NodePtr otherwise = nodes->size() > 2 ? std::move((*nodes)[2]) : nullptr;
    return makeCase(syntax, nullptr, std::move(conditions), std::move(results), std::move(otherwise));
}

NodePtr Compiler::coalesce(const Syntax &syntax, const FunctionSpec &spec)
{
    auto nodes = compileAll(syntax);
    if (!nodes)
        return nullptr;
    if (nodes->empty())
        return noOverload(syntax, spec, *nodes);
    const auto kind = branchType(kindsOf(*nodes));
    if (!kind)
        return fail(
            syntax,
            fmt::format("coalesce has values of types that do not go together: {}; write text(…) around them",
                        kindsText(*nodes)));
    if (!coerceAll(*nodes, *kind))
        return nullptr;
    bool isConstant = true;
    for (const NodePtr &node : *nodes)
        isConstant = isConstant && node->constant();
    return fold(std::make_unique<CoalesceNode>(*kind, *std::move(nodes), syntax.position, syntax.length),
                isConstant);
}

NodePtr Compiler::nullIf(const Syntax &syntax, const FunctionSpec &spec)
{
    auto nodes = compileAll(syntax);
    if (!nodes)
        return nullptr;
    if (nodes->size() != 2)
        return noOverload(syntax, spec, *nodes);
    const auto kind = comparisonType(kindsOf(*nodes));
    if (!kind)
        return fail(syntax, fmt::format("nullif cannot compare {}", kindsText(*nodes)));
    if (!coerceAll(*nodes, *kind))
        return nullptr;
    return makeCall(syntax, *kind, nullIfKernel, *std::move(nodes));
}

NodePtr Compiler::conversion(const Syntax &syntax, TypeKind to, NodePtr argument)
{
    if (argument->isUntypedNull)
        return coerce(std::move(argument), to);
    const TypeKind from = argument->type.kind;
    if (from == to)
        return argument;
    if (!isConvertible(from, to))
        return fail(syntax, fmt::format("{} cannot become {}", typeText(from), typeText(to)));
    const bool isConstant = argument->constant() != nullptr;
    auto node = std::make_unique<ConvertNode>(std::move(argument), to, m_context.zone);
    node->position = syntax.position;
    node->length = syntax.length;
    return fold(std::move(node), isConstant);
}

NodePtr Compiler::overload(const Syntax &syntax, const FunctionSpec &spec, Nodes arguments)
{
    const FunctionOverload *best = nullptr;
    int bestDistance = 0;
    for (const FunctionOverload &candidate : spec.overloads) {
        const std::vector<Parameter> parameters = parseParameters(candidate.parameters);
        if (!takesCount(parameters, arguments.size()))
            continue;
        const int distance = distanceTo(parameters, arguments);
        if (distance >= 0 && (!best || distance < bestDistance)) {
            best = &candidate;
            bestDistance = distance;
        }
    }
    if (!best)
        return noOverload(syntax, spec, arguments);
    if (!best->kernel)
        return conversion(syntax, *kindNamed(best->result), std::move(arguments.front()));
    return callOverload(syntax, spec, *best, std::move(arguments));
}

NodePtr Compiler::callOverload(const Syntax &syntax, const FunctionSpec &spec, const FunctionOverload &chosen,
                               Nodes arguments)
{
    const std::vector<Parameter> parameters = parseParameters(chosen.parameters);
    std::vector<TypeKind> numbers, same;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i]->isUntypedNull)
            continue;
        const Parameter::Kind kind = parameterAt(parameters, i)->kind;
        if (kind == Parameter::Kind::Number)
            numbers.push_back(arguments[i]->type.kind);
        else if (kind == Parameter::Kind::Same)
            same.push_back(arguments[i]->type.kind);
    }
    const auto number = numberType(numbers), common = comparisonType(same);
    if (!number || !common)
        return fail(syntax, fmt::format("{} cannot work on {} together", spec.name, kindsText(arguments)));
    PrepareInput input{{}, {}, m_context};
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const Parameter &parameter = *parameterAt(parameters, i);
        if (parameter.kind != Parameter::Kind::Any) {
            const TypeKind to = parameter.kind == Parameter::Kind::Number ? *number
                                : parameter.kind == Parameter::Kind::Same ? *common
                                                                          : parameter.type;
            arguments[i] =
                coerce(std::move(arguments[i]), to, fmt::format("{} of {}", parameter.name, spec.name));
        }
        if (!arguments[i])
            return nullptr;
        input.constants.push_back(arguments[i]->constant());
        input.kinds.push_back(arguments[i]->type.kind);
        if (parameter.isConstant && (!input.constants.back() || input.constants.back()->isNull(0)))
            return fail(*syntax.children[i],
                        fmt::format("{} of {} must be constant, not a field and not null", parameter.name,
                                    spec.name));
    }
    std::shared_ptr<const CallState> state;
    if (chosen.prepare) {
        Prepared prepared = chosen.prepare(input);
        if (auto *error = std::get_if<PrepareError>(&prepared))
            return fail(error->argument < syntax.children.size() ? *syntax.children[error->argument] : syntax,
                        std::move(error->message), std::move(error->suggestion));
        state = std::get<std::shared_ptr<const CallState>>(std::move(prepared));
    }
    const TypeKind result = chosen.result == "number" ? *number
                            : chosen.result == "same" ? *common
                                                      : *kindNamed(chosen.result);
    return makeCall(syntax, result, chosen.kernel, std::move(arguments), std::move(state), spec.cost);
}

NodePtr Compiler::noOverload(const Syntax &syntax, const FunctionSpec &spec, const Nodes &arguments)
{
    bool isCountWrong = true;
    for (const FunctionOverload &candidate : spec.overloads)
        isCountWrong = isCountWrong && !takesCount(parseParameters(candidate.parameters), arguments.size());
    if (isCountWrong)
        return fail(syntax, fmt::format("{} does not take {} argument{}; it is {}", spec.name,
                                        arguments.size(), arguments.size() == 1 ? "" : "s", usage(spec)));
    return fail(syntax,
                fmt::format("{} does not take ({}); it is {}", spec.name, kindsText(arguments), usage(spec)));
}

} // namespace weir
