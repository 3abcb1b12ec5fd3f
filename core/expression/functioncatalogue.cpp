#include "core/expression/functioncatalogue.h"

#include "core/base/names.h"

namespace weir {

namespace {

std::vector<FunctionSpec> allFunctions()
{
    std::vector<FunctionSpec> all;
    for (auto part :
         {conversionFunctions, logicFunctions, textFunctions, paddingFunctions, regexFunctions,
          numberFunctions, timeFunctions, calendarFunctions, jsonFunctions, maskFunctions, lookupFunctions}) {
        std::vector<FunctionSpec> some = part();
        std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
}

} // namespace

std::span<const FunctionSpec> functionCatalogue()
{
    static const std::vector<FunctionSpec> catalogue = allFunctions();
    return catalogue;
}

const FunctionSpec *findFunction(std::string_view name)
{
    const std::string lower = lowerAscii(name);
    for (const FunctionSpec &spec : functionCatalogue()) {
        if (spec.name == lower)
            return &spec;
    }
    return nullptr;
}

std::vector<Parameter> parseParameters(std::string_view parameters)
{
    std::vector<Parameter> list;
    while (!parameters.empty()) {
        const std::size_t comma = parameters.find(", ");
        std::string_view one = parameters.substr(0, comma);
        parameters = comma == std::string_view::npos ? std::string_view() : parameters.substr(comma + 2);
        Parameter parameter;
        const std::size_t space = one.find(' ');
        parameter.name = one.substr(0, space);
        one.remove_prefix(space + 1);
        if (one.ends_with("...")) {
            parameter.repeats = true;
            one.remove_suffix(3);
        }
        for (; one.ends_with('?') || one.ends_with('!'); one.remove_suffix(1))
            (one.back() == '?' ? parameter.isOptional : parameter.isConstant) = true;
        if (one == "number")
            parameter.kind = Parameter::Kind::Number;
        else if (one == "same")
            parameter.kind = Parameter::Kind::Same;
        else if (one == "any")
            parameter.kind = Parameter::Kind::Any;
        else
            parameter.type = parseType(one) ? parseType(one)->kind : TypeKind::Text;
        list.push_back(parameter);
    }
    return list;
}

} // namespace weir
