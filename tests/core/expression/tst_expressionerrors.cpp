#include "tests/core/expression/expressiontesting.h"

using namespace weir;
using namespace weir::test;

namespace {

SchemaPtr orderFields()
{
    return std::make_shared<Schema>(std::vector<Field>{{"amount", Type::decimal(12, 2), true, {}},
                                                       {"qty", TypeKind::Int64, true, {}},
                                                       {"name", TypeKind::Text, true, {}},
                                                       {"客户名称", TypeKind::Text, true, {}},
                                                       {"order no", TypeKind::Text, true, {}},
                                                       {"is_open", TypeKind::Bool, true, {}},
                                                       {"day", TypeKind::Date, true, {}},
                                                       {"moment", TypeKind::Timestamp, true, {}},
                                                       {"raw", TypeKind::Bytes, true, {}},
                                                       {"data", TypeKind::Json, true, {}}});
}

std::optional<ExpressionError> errorOf(std::string_view text)
{
    auto compiled = Expression::compile(text, contextOf(orderFields()));
    auto *error = std::get_if<ExpressionError>(&compiled);
    return error ? std::optional(std::move(*error)) : std::nullopt;
}

struct ErrorCase
{
    const char *label;
    std::string text;
    std::string marked;     ///< the part of the text under the caret, "" = behind the end
    std::string message;    ///< a part of it
    std::string suggestion; ///< exactly
};

const ErrorCase errorCases[] = {
    {"an unknown function is named with the nearest one", "trimm(name)", "trimm",
     "unknown function \"trimm\"", "trim"},
    {"an unknown field is named with the nearest one", "upper(nmae)", "nmae", "unknown field \"nmae\"",
     "name"},
    {"a CJK field, too", "upper(客户名)", "客户名", "unknown field", "客户名称"},
    {"text in double quotes is explained", "name = \"TEST-1\"", "\"TEST-1\"", "single quotes", ""},
    {"a function without parentheses is explained", "trim", "trim", "trim(…)", ""},
    {"an unclosed text", "trim('abc", "'abc", "no closing '", ""},
    {"an unclosed parenthesis points at where it opens", "trim(name", "(", "never closed", ""},
    {"an unclosed group points at where it opens", "(1 + 2", "(", "never closed", ""},
    {"a closing parenthesis too many", "trim(name))", ")", "without its", ""},
    {"a missing operand", "amount +", "", "end of the expression", ""},
    {"a missing operator", "amount qty", "qty", "operator was expected", ""},
    {"an empty expression", "", "", "empty", ""},
    {"an empty argument", "concat(name, , name)", ",", "value, a field", ""},
    {"a double equals sign", "qty == 1", "==", "unexpected", "="},
    {"two ampersands", "is_open && is_open", "&&", "unexpected", "and"},
    {"an exclamation mark", "!is_open", "!", "unexpected", "not"},
    {"a full-width parenthesis from an input method", "trim（name)", "（", "not a sign", "("},
    {"a full-width comma", "left(name，2)", "，", "not a sign", ","},
    {"curly quotes", "name = ‘a’", "‘", "not a sign", "'"},
    {"a comparison with null", "name = null", "name = null", "never true", "is null"},
    {"a comparison with null, negated", "name <> null", "name <> null", "never true", "is not null"},
    {"chained comparisons", "1 < qty < 5", "<", "cannot be chained", ""},
    {"a condition that is a number", "if(qty, 1, 2)", "qty", "bool expected, this is int64", ""},
    {"and with a number", "is_open and qty", "qty", "bool expected", ""},
    {"numbers that are none", "name + is_open", "name + is_open", "needs numbers", ""},
    {"plus between texts", "'a' + 'b'", "'a'", "||", ""},
    {"a literal that is no date", "day > '2026-13-01'", "'2026-13-01'", "date expected, this is no date", ""},
    {"a date compared with a number", "day > 5", "day > 5", "cannot compare date and int64", ""},
    {"branches that do not go together", "if(is_open, day, qty)", "if(is_open, day, qty)", "date, int64", ""},
    {"too few arguments", "replace(name, 'a')", "replace(name, 'a')", "does not take 2 arguments", ""},
    {"too many arguments", "upper(name, 1)", "upper(name, 1)", "upper(x text)", ""},
    {"an argument of the wrong type", "upper(raw)", "upper(raw)", "does not take (bytes)", ""},
    {"a pattern from a field", "regex_match(name, name)", "name", "must be constant", ""},
    {"a broken pattern", "regex_match(name, '(')", "'('", "the pattern is wrong", ""},
    {"a broken date pattern", "date(name, 'yyyy-QQ')", "'yyyy-QQ'", "means nothing", ""},
    {"an unknown unit", "date_add(day, 1, 'moth')", "'moth'", "is no unit", "month"},
    {"an unknown look-up table", "lookup('unitz', name)", "'unitz'", "unknown look-up table", "units"},
    {"an unknown look-up column", "lookup('units', name, 'greek')", "'greek'", "no column", ""},
    {"a zone that is missing", "year(moment)", "moment", "time zone", ""},
    {"a zone that is unknown", "year(moment, 'Europe/Belin')", "'Europe/Belin'", "not a time zone", ""},
    {"a value twice in a map", "map(name, 'a', '1', 'a', '2')", "'a'", "twice", ""},
    {"a member of a field that is no json", "name.first", "name.first", "only json fields have members", ""},
    {"an empty in list", "qty in ()", "q", "empty", ""},
    {"case without end", "case when is_open then 1", "case", "no end", ""},
    {"case without when", "case qty end", "end", "when", ""},
    {"a keyword as a field", "end", "end", "double quotes", ""},
    {"a control character", std::string("qty\x01"), "\x01", "control character U+0001", ""},
    {"bytes that are no UTF-8", "name = \xFF", "\xFF", "not valid UTF-8", ""},
    {"a semicolon", "qty;", ";", "unexpected", ""},
    {"a number with letters behind it", "5abc", "5a", "letter", ""},
};

} // namespace

TEST(ExpressionErrors, MistakesAreToldWithTheirPlaceAndWhatWasMeant)
{
    for (const ErrorCase &row : errorCases) {
        const auto error = errorOf(row.text);
        ASSERT_TRUE(error) << row.label << ": compiled";
        EXPECT_NE(error->message.find(row.message), std::string::npos) << row.label << ": " << error->message;
        EXPECT_EQ(error->suggestion, row.suggestion) << row.label << ": " << error->message;
        ASSERT_LE(error->position, row.text.size()) << row.label;
        EXPECT_GE(error->length, 1U) << row.label;
        if (!row.marked.empty()) {
            EXPECT_EQ(row.text.substr(error->position, error->length), row.marked)
                << row.label << ": " << error->message;
        }
        EXPECT_FALSE(error->caret(row.text).empty()) << row.label;
    }
}

TEST(ExpressionErrors, TheCaretStandsUnderTheMistake)
{
    const std::string text = "upper(客户, nmae)";
    const ExpressionError error = {text.find("nmae"), 4, "unknown field \"nmae\"", "name"};
    EXPECT_EQ(error.caret(text), "unknown field \"nmae\" at character 11; did you mean \"name\"?\n"
                                 "upper(客户, nmae)\n"
                                 "            ^^^^");
}

TEST(ExpressionErrors, OnlyTheLineOfTheMistakeIsShown)
{
    const std::string text = "case when a\n\tthen b\nend";
    const ExpressionError error = {text.find('b'), 1, "unknown field \"b\"", ""};
    EXPECT_EQ(error.caret(text), "unknown field \"b\" at line 2, character 7\n then b\n      ^");
}

TEST(ExpressionErrors, APositionOutsideOfTheTextDoesNoHarm)
{
    EXPECT_EQ((ExpressionError{99, 5, "m", ""}.caret("ab")), "m at character 3\nab\n  ^");
    EXPECT_EQ((ExpressionError{0, 99, "m", ""}.caret("ab\ncd")), "m at character 1\nab\n^^");
}

TEST(ExpressionErrors, DepthIsBounded)
{
    const auto nested = [](int depth) {
        return std::string(static_cast<std::size_t>(depth), '(') + '1' +
               std::string(static_cast<std::size_t>(depth), ')');
    };
    EXPECT_FALSE(errorOf(nested(60)));
    const auto error = errorOf(nested(65));
    ASSERT_TRUE(error);
    EXPECT_NE(error->message.find("64 levels"), std::string::npos) << error->message;
    for (const char *unit : {"-", "not ", "(", "abs(", "case when ", "if(true, ", "1 + (", "a.", "[", "\""}) {
        std::string text;
        while (text.size() < 10'000)
            text += unit;
        EXPECT_TRUE(errorOf(text)) << unit;
    }
}

TEST(ExpressionErrors, ChainsLengthAndCostAreBounded)
{
    std::string chain = "1";
    for (int i = 0; i < 20'000; ++i)
        chain += "+1";
    EXPECT_TRUE(errorOf(chain));
    EXPECT_NE(errorOf(std::string(70'000, ' ') + '1')->message.find("64 KiB"), std::string::npos);
    ExpressionContext context = contextOf(orderFields());
    context.stepsMax = 50;
    auto compiled = Expression::compile("regex_match(name, 'a') or regex_match(name, 'b')", context);
    ASSERT_TRUE(std::holds_alternative<ExpressionError>(compiled));
    EXPECT_NE(std::get<ExpressionError>(compiled).message.find("steps for each row"), std::string::npos);
}
