#include "tests/ui/support/openengine.h"
#include "ui/text/language.h"
#include "ui/wizard/expressionerrortext.h"

#include <QApplication>
#include <QRegularExpression>

namespace weir::test {

namespace {

ExpressionContext context()
{
    ExpressionContext made;
    made.fields = std::make_shared<Schema>(std::vector<Field>{{"qty", TypeKind::Int64, true, {}},
                                                              {"name", TypeKind::Text, true, {}},
                                                              {"is_open", TypeKind::Bool, true, {}},
                                                              {"day", TypeKind::Date, true, {}},
                                                              {"moment", TypeKind::Timestamp, true, {}},
                                                              {"raw", TypeKind::Bytes, true, {}}});
    return made;
}

/// Every way to write a wrong expression that people come upon.
const char *const wrong[] = {
    "trimm(name)", "upper(nmae)", "name = \"TEST-1\"", "trim", "trim('abc", "trim(name", "(1 + 2", "trim(name))", "qty +",
    "qty qty", "concat(name, , name)", "qty == 1", "is_open && is_open", "!is_open", "trim（name)", "name = ‘a’", "name = null",
    "1 < qty < 5", "if(qty, 1, 2)", "is_open and qty", "name + is_open", "'a' + 'b'", "day > '2026-13-01'", "day > 5",
    "if(is_open, day, qty)", "replace(name, 'a')", "upper(name, 1)", "upper(raw)", "regex_match(name, name)",
    "regex_match(name, '(')", "date(name, 'yyyy-QQ')", "date_add(day, 1, 'moth')", "lookup('unitz', name)", "year(moment)",
    "year(moment, 'Europe/Belin')", "map(name, 'a', '1', 'a', '2')", "name.first", "qty in ()", "case when is_open then 1",
    "case qty end", "end", "qty;", "5abc", "qty is 5", "qty between 1", "case when is_open 1 end", "qty not 5", "name like",
};

class ExpressionErrorTextTest : public testing::Test
{
protected:
    ~ExpressionErrorTextTest() override { useLanguage(*qApp, QStringLiteral("en")); }

    static ExpressionError errorOf(const char *expression)
    {
        auto compiled = Expression::compile(expression, context());
        auto *error = std::get_if<ExpressionError>(&compiled);
        EXPECT_NE(error, nullptr) << expression << " compiles";
        return error ? *error : ExpressionError();
    }
};

} // namespace

TEST_F(ExpressionErrorTextTest, IsTheEnginesSentenceInEnglish)
{
    useLanguage(*qApp, QStringLiteral("en"));
    EXPECT_EQ(expressionErrorText(errorOf("trimm(name)")), "unknown function \"trimm\". Did you mean “trim”?");
}

TEST_F(ExpressionErrorTextTest, IsChineseForEveryErrorThatPeopleMake)
{
    useLanguage(*qApp, QStringLiteral("zh_CN"));
    EXPECT_EQ(expressionErrorText(errorOf("trimm(name)")), QStringLiteral("未知函数“trimm”。您是否要用“trim”？"));
    static const QRegularExpression chinese("[\\x{4e00}-\\x{9fff}]"), english("\\b(the|are|this|must|expected|such as|cannot|found)\\b");
    for (const char *expression : wrong) {
        const QString text = expressionErrorText(errorOf(expression));
        EXPECT_TRUE(chinese.match(text).hasMatch() && !english.match(text).hasMatch()) << expression << ": " << text.toStdString();
    }
}

TEST_F(ExpressionErrorTextTest, WhatIsNotKnownIsShownAsItIs)
{
    useLanguage(*qApp, QStringLiteral("zh_CN"));
    EXPECT_EQ(expressionErrorText({0, 1, "a sentence of tomorrow", {}}), "a sentence of tomorrow");
}

} // namespace weir::test
