#include "core/expression/functioncatalogue.h"
#include "tests/core/expression/expressiontesting.h"

#include <set>

using namespace weir;
using namespace weir::test;

TEST(Functions, EveryDocumentedExampleGivesItsResult)
{
    for (const FunctionSpec &spec : functionCatalogue()) {
        for (const FunctionExample &example : spec.examples)
            EXPECT_EQ(resultOf(example.expression), example.result)
                << spec.name << ": " << example.expression;
    }
}

TEST(Functions, AWrongExampleWouldBeNoticed) // the negative control of the test above
{
    EXPECT_NE(resultOf("trim(' a ')"), " a ");
    EXPECT_EQ(resultOf("no_such_function(1)"), "error: compile");
}

TEST(Functions, EveryFunctionIsDocumentedInBothLanguagesAndHasAnExampleThatCallsIt)
{
    std::set<std::string_view> names;
    for (const FunctionSpec &spec : functionCatalogue()) {
        EXPECT_TRUE(names.insert(spec.name).second) << spec.name << " is there twice";
        EXPECT_FALSE(spec.helpEnglish.empty()) << spec.name;
        EXPECT_FALSE(spec.helpChinese.empty()) << spec.name;
        EXPECT_GE(spec.cost, 1) << spec.name;
        ASSERT_FALSE(spec.overloads.empty()) << spec.name;
        bool isCalled = false;
        for (const FunctionExample &example : spec.examples)
            isCalled =
                isCalled || example.expression.find(std::string(spec.name) + '(') != std::string_view::npos;
        EXPECT_TRUE(isCalled) << spec.name;
    }
    EXPECT_GE(names.size(), 60U);
}

TEST(Functions, StrictFunctionsGiveNullForNullInEveryArgument)
{
    for (const FunctionSpec &spec : functionCatalogue()) {
        if (spec.nulls != NullRule::Strict)
            continue;
        for (const FunctionOverload &overload : spec.overloads) {
            const auto parameters = parseParameters(overload.parameters);
            for (std::size_t hole = 0; hole < parameters.size(); ++hole) {
                if (parameters[hole].isConstant)
                    continue;
                std::string call(spec.name);
                call += '(';
                bool isPossible = true;
                for (std::size_t i = 0; i < parameters.size(); ++i) {
                    isPossible = isPossible && (!parameters[i].isConstant || parameters[i].isOptional);
                    if (parameters[i].isConstant)
                        break;
                    call += (i ? ", " : "") + std::string(i == hole                              ? "null"
                                                          : parameters[i].type == TypeKind::Text ? "'1'"
                                                                                                 : "null");
                }
                if (isPossible) {
                    EXPECT_EQ(resultOf(call + ')'), "NULL") << call << ')';
                }
            }
        }
    }
}

TEST(Functions, ConstantFoldingGivesWhatRowsGive)
{
    // Every example once more, with its first text literal read from a field instead.
    int checked = 0;
    for (const FunctionSpec &spec : functionCatalogue()) {
        for (const FunctionExample &example : spec.examples) {
            const std::string_view text = example.expression;
            const std::string head = std::string(spec.name) + "('";
            if (!text.starts_with(head) || spec.group == FunctionGroup::Lookup ||
                example.result == "error: compile")
                continue;
            std::size_t end = head.size();
            while (end < text.size() &&
                   (text[end] != '\'' || (end + 1 < text.size() && text[end + 1] == '\'')))
                end += text[end] == '\'' ? 2 : 1;
            std::string value(text.substr(head.size(), end - head.size()));
            for (std::size_t at = value.find("''"); at != std::string::npos; at = value.find("''", at + 1))
                value.erase(at, 1);
            const RecordBatch batch =
                batchOf({{"x", TypeKind::Text, true, {}}}, {{value}, {std::nullopt}, {value}});
            const std::string expression = std::string(spec.name) + "(x" + std::string(text.substr(end + 1));
            const auto results = resultsOf(expression, batch, contextOf());
            ASSERT_EQ(results.size(), 3U) << expression;
            EXPECT_EQ(results[0], example.result) << expression;
            EXPECT_EQ(results[2], example.result) << expression;
            ++checked;
        }
    }
    EXPECT_GT(checked, 60);
}
