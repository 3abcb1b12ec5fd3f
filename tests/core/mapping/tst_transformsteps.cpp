#include "mappingbatches.h"

#include "core/mapping/transformsteps.h"

using namespace weir;
using namespace weir::test;

namespace {

TransformStep stepOf(StepKind kind)
{
    TransformStep step;
    step.kind = kind;
    return step;
}

TransformStep numberStep(CommaMeaning commas, bool stripsCurrency = false, std::string mark = {})
{
    TransformStep step = stepOf(StepKind::ParseNumber);
    step.commas = commas;
    step.stripsCurrency = stripsCurrency;
    step.mark = std::move(mark);
    return step;
}

TransformStep dateStep(std::string pattern, std::string mark = {}, TypeKind makes = TypeKind::Date)
{
    TransformStep step = stepOf(StepKind::ParseDate);
    step.makes = makes;
    step.text = std::move(pattern);
    step.mark = std::move(mark);
    return step;
}

TransformStep textStep(StepKind kind, std::string text, int number = 0)
{
    TransformStep step = stepOf(kind);
    step.text = std::move(text);
    step.number = number;
    return step;
}

TransformStep mapStep(std::optional<std::string> otherwise = {})
{
    TransformStep step = stepOf(StepKind::MapValues);
    step.pairs = {{"M", "男"}, {"F", "it's 女"}};
    step.otherwise = std::move(otherwise);
    return step;
}

TransformStep combineStep()
{
    TransformStep step = textStep(StepKind::Combine, ", ");
    step.fields = {"city", "order no"};
    return step;
}

TransformStep crosswalkStep(std::string column = {}, std::optional<std::string> otherwise = {})
{
    TransformStep step = textStep(StepKind::Crosswalk, "units");
    step.column = std::move(column);
    step.otherwise = std::move(otherwise);
    return step;
}

TransformStep off(TransformStep step)
{
    step.isOn = false;
    return step;
}

struct Chain
{
    const char *label;
    std::vector<TransformStep> steps;
    const char *expression;
};

class ChainTest : public testing::TestWithParam<Chain>
{};

const Chain chains[] = {
    {"nothing", {}, "v"},
    {"trim", {stepOf(StepKind::Trim)}, "trim(v)"},
    {"plain number", {numberStep(CommaMeaning::None)}, "decimal(v)"},
    {"currency", {numberStep(CommaMeaning::Thousands, true)}, "decimal(replace(regex_replace(v, '[ ¥￥$€£元]', ''), ',', ''))"},
    {"decimal comma where there is one",
     {numberStep(CommaMeaning::Decimal, false, ",")},
     "if(contains(v, ','), decimal(replace(replace(v, '.', ''), ',', '.')), decimal(v))"},
    {"date", {dateStep("d/M/yyyy")}, "date(v, 'd/M/yyyy')"},
    {"date with a mark", {dateStep("yyyy/M/d", "/")}, "if(contains(v, '/'), date(v, 'yyyy/M/d'), date(v))"},
    {"datetime", {dateStep("d.M.yyyy H:mm", "", TypeKind::DateTime)}, "datetime(v, 'd.M.yyyy H:mm')"},
    {"map", {mapStep()}, "map(v, 'M', '男', 'F', 'it''s 女')"},
    {"map with a default", {mapStep("?")}, "map(v, 'M', '男', 'F', 'it''s 女', '?')"},
    {"combine", {combineStep()}, "concat_ws(', ', v, city, \"order no\")"},
    {"split", {textStep(StepKind::Split, "-", 2)}, "split_part(v, '-', 2)"},
    {"cut", {textStep(StepKind::Cut, "", 40)}, "left(v, 40)"},
    {"round", {textStep(StepKind::Round, "", 2)}, "round(v, 2)"},
    {"crosswalk", {crosswalkStep()}, "lookup('units', v)"},
    {"crosswalk with a column", {crosswalkStep("english")}, "lookup('units', v, 'english')"},
    {"crosswalk with a default", {crosswalkStep("", "?")}, "lookup_or('units', v, '?')"},
    {"a default before another step", {textStep(StepKind::Default, "x"), stepOf(StepKind::Trim)}, "trim(coalesce(v, 'x'))"},
    {"several", {stepOf(StepKind::Trim), textStep(StepKind::Split, "/", 1), mapStep("?")},
     "map(split_part(trim(v), '/', 1), 'M', '男', 'F', 'it''s 女', '?')"},
};

TEST_P(ChainTest, BecomesAnExpressionAndIsRecognisedInIt)
{
    Transform transform{"v", GetParam().steps};
    EXPECT_EQ(transformExpression(transform), GetParam().expression);
    FieldMapping field;
    field.to = "t";
    writeTransform(transform, field);
    const std::optional<Transform> read = readTransform(field);
    ASSERT_TRUE(read);
    EXPECT_TRUE(*read == transform);
}

TEST_P(ChainTest, Compiles)
{
    ExpressionContext context;
    context.fields = schemaOf({"v text", "city text", "order no text"});
    class Units final : public LookupTable
    {
        std::int64_t find(std::string_view) const override { return -1; }
        int column(std::string_view) const override { return 0; }
        std::optional<std::string_view> value(std::int64_t, int) const override { return {}; }
        std::int64_t size() const override { return 0; }
        std::vector<std::string> nearest(std::string_view, int) const override { return {}; }
    };
    context.lookups["units"] = std::make_shared<Units>();
    const auto compiled = Expression::compile(GetParam().expression, context);
    const auto *error = std::get_if<ExpressionError>(&compiled);
    EXPECT_FALSE(error) << (error ? error->caret(GetParam().expression) : "");
}

INSTANTIATE_TEST_SUITE_P(Steps, ChainTest, testing::ValuesIn(chains), [](const auto &info) { return testName(info.param.label); });

} // namespace

TEST(TransformSteps, StepsThatAreOffDoNothing)
{
    const Transform transform{"v", {stepOf(StepKind::Trim), off(mapStep()), off(textStep(StepKind::Cut, "", 3))}};
    EXPECT_EQ(transformExpression(transform), "trim(v)");
    FieldMapping field;
    writeTransform({"v", {off(stepOf(StepKind::Trim))}}, field);
    EXPECT_EQ(field.from, "v");
    EXPECT_FALSE(field.expr);
}

TEST(TransformSteps, TheLastDefaultAndTheCutToTheTargetBelongToTheField)
{
    FieldMapping field;
    writeTransform({"v", {stepOf(StepKind::Trim), stepOf(StepKind::Cut), textStep(StepKind::Default, "none")}}, field);
    EXPECT_EQ(field.expr, "trim(v)");
    EXPECT_EQ(field.defaultValue, "none");
    EXPECT_EQ(field.onTooLong, OnTooLong::Cut);
    EXPECT_EQ(readTransform(field)->steps.size(), 3u);
    writeTransform({"v", {}}, field);
    EXPECT_FALSE(field.defaultValue);
    EXPECT_EQ(field.onTooLong, OnTooLong::Quarantine);
}

TEST(TransformSteps, ExpressionsThatAreNoStepsStayExpressions)
{
    const auto isSteps = [](const char *expression) {
        FieldMapping field;
        field.expr = expression;
        return readTransform(field).has_value();
    };
    EXPECT_TRUE(isSteps("trim( v )"));
    EXPECT_TRUE(isSteps("TRIM(\"order no\")"));
    for (const char *expression : {"v + 1", "trim(v, '-')", "upper(v)", "1", "trim(", "left(v, -1)", "left(v, n)",
                                   "if(contains(v, '/'), date(w, 'd/M/yyyy'), date(v))", "map(v, a, 'b')", "lookup(v, v)"})
        EXPECT_FALSE(isSteps(expression)) << expression;
    FieldMapping constant;
    constant.value = "x";
    EXPECT_FALSE(readTransform(constant));
}

TEST(TransformSteps, NamesAreQuotedWhereTheyMustBe)
{
    EXPECT_EQ(fieldReference("客户"), "客户");
    EXPECT_EQ(fieldReference("order no"), "\"order no\"");
    EXPECT_EQ(fieldReference("case"), "\"case\"");
    EXPECT_EQ(fieldReference("customer.full name"), "customer.\"full name\"");
    EXPECT_EQ(fieldReference("No."), "\"No.\"");
    const Transform transform{"customer.full name", {stepOf(StepKind::Trim)}};
    FieldMapping field;
    writeTransform(transform, field);
    EXPECT_TRUE(*readTransform(field) == transform);
}
