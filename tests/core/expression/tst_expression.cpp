#include "tests/core/expression/expressiontesting.h"

#include <chrono>
#include <thread>

using namespace weir;
using namespace weir::test;

namespace {

struct ValueCase
{
    const char *label;
    std::string expression;
    std::string result;
};

void checkValues(const std::vector<ValueCase> &cases)
{
    for (const ValueCase &row : cases)
        EXPECT_EQ(resultOf(row.expression), row.result) << row.label << ": " << row.expression;
}

/// Rows as a file gives them, all text, and one JSON field.
RecordBatch orders()
{
    return batchOf(
        {{"id", TypeKind::Text, true, {}},
         {"amount", TypeKind::Text, true, {}},
         {"day", TypeKind::Text, true, {}},
         {"客户", TypeKind::Text, true, {}},
         {"order no", TypeKind::Text, true, {}},
         {"customer", TypeKind::Json, true, {}},
         {"customer.code", TypeKind::Text, true, {}}},
        {{"1", "10.50", "2026-03-05", "张三", "A-1", R"({"name":"李\n四","code":"x","tags":[1,2]})", "C1"},
         {"2", "n/a", "2026-02-30", "李四", "A-2", R"({"name":null})", "C2"},
         {"3", std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt},
         {"4", "", "", "", "", "{}", ""}});
}

} // namespace

TEST(Expression, PrecedenceAndAssociativityAreThoseOfSql)
{
    checkValues({
        {"product before sum", "1 + 2 * 3", "7"},
        {"parentheses", "(1 + 2) * 3", "9"},
        {"left to right", "10 - 3 - 2", "5"},
        {"left to right, quotients", "100 / 10 / 2", "5"},
        {"unary minus before product", "-2 * -3", "6"},
        {"minus minus", "1 - -1", "2"},
        {"sum before join", "1 + 2 || 'a'", "3a"},
        {"join before comparison", "'a' || 'b' = 'ab'", "true"},
        {"comparison before not", "not 1 = 2", "true"},
        {"not before and", "not false and false", "false"},
        {"and before or", "true or false and false", "true"},
        {"between takes its own and", "5 between 1 and 9 and false", "false"},
        {"in before not", "not 1 in (1, 2)", "false"},
        {"is null before and", "null is null and true", "true"},
        {"predicates chain", "1 in (1, 2) is null", "false"},
    });
}

TEST(Expression, LogicHasThreeValues)
{
    checkValues({
        {"true and null", "true and null", "NULL"},
        {"false and null", "false and null", "false"},
        {"null and false", "null and false", "false"},
        {"null and null", "null and null", "NULL"},
        {"true or null", "true or null", "true"},
        {"null or true", "null or true", "true"},
        {"false or null", "false or null", "NULL"},
        {"not null", "not null", "NULL"},
        {"null in", "nullif(1, 1) in (1, 2)", "NULL"},
        {"in with null, found", "1 in (1, null)", "true"},
        {"in with null, not found", "3 in (1, null)", "NULL"},
        {"not in with null", "3 not in (1, null)", "NULL"},
        {"not in", "3 not in (1, 2)", "true"},
        {"between null", "5 between null and 3", "false"},
        {"between null, open", "5 between null and 9", "NULL"},
        {"not between", "5 not between 6 and 9", "true"},
        {"is not null", "nullif(1, 1) is not null", "false"},
        {"compare null", "nullif(1, 1) = 1", "NULL"},
        {"add null", "1 + null", "NULL"},
        {"null condition", "case when null then 1 else 2 end", "2"},
        {"case subject null", "case nullif(1, 1) when 1 then 'a' else 'b' end", "b"},
        {"no branch", "case when false then 1 end", "NULL"},
    });
}

TEST(Expression, NumbersAreExactAndWidenAsNeeded)
{
    checkValues({
        {"int64 overflow", "9223372036854775807 + 1", "error: OutOfRange"},
        {"int64 minimum", "-9223372036854775807 - 1", "-9223372036854775808"},
        {"beyond int64 is decimal", "9223372036854775808 + 1", "9223372036854775809"},
        {"decimals keep their scale", "1.10 + 2", "3.10"},
        {"decimals multiply", "1.10 * 2.0", "2.200"},
        {"no binary surprise", "0.1 + 0.2 = 0.3", "true"},
        {"1.0 is 1.00", "1.0 = 1.00", "true"},
        {"1.0 is 1", "1.0 in (1, 2)", "true"},
        {"quotient", "1 / 8", "0.125"},
        {"quotient, periodic", "2 / 3", "0.6666666666666667"},
        {"division by zero", "1 / 0", "error: Expression"},
        {"decimal division by zero", "1.5 / 0.0", "error: Expression"},
        {"float division by zero", "float(1) / 0", "error: Expression"},
        {"float", "1e3 + 0.5", "1000.5"},
        {"remainder", "-7 % 3", "-1"},
        {"smallest by minus one", "(-9223372036854775807 - 1) % -1", "0"},
        {"too many digits", "99999999999999999999999999999999999999 * 10", "error: OutOfRange"},
        {"negated zero", "-0.0", "0.0"},
    });
}

TEST(Expression, TextBecomesWhatTheOtherSideNeeds)
{
    checkValues({
        {"text and number", "'10' > 9", "true"},
        {"text and text", "'10' > '9'", "false"},
        {"text in numbers", "'1.0' in (1, 2)", "true"},
        {"text and date", "date('2026-03-05') = '2026-03-05'", "true"},
        {"text and bool", "true = 'yes'", "true"},
        {"arithmetic of texts", "'2' * '3.5'", "7.0"},
        {"minus text", "-'5'", "-5"},
        {"branches with text are text", "if(true, 1, 'a') || 'x'", "1x"},
        {"branches of numbers widen", "if(false, 1, 2.5)", "2.5"},
        {"dates and datetimes", "date('2026-03-05') < datetime('2026-03-05 00:00:01')", "true"},
        {"number as text", "left(12345, 2)", "12"},
        {"quotes", "'it''s'", "it's"},
    });
}

TEST(Expression, LikeMatchesTextWithWildcards)
{
    checkValues({
        {"any", "'abc' like 'a%'", "true"},
        {"one", "'北京市' like '北_市'", "true"},
        {"end", "'abc' like '%c'", "true"},
        {"inside", "'abcbd' like '%b_'", "true"},
        {"whole", "'abc' like 'ab'", "false"},
        {"empty", "'' like '%'", "true"},
        {"escaped", "'50%' like '50\\%'", "true"},
        {"escaped, other", "'50x' like '50\\%'", "false"},
        {"own escape", "'a_b' like 'a!_b' escape '!'", "true"},
        {"not like", "'abc' not like 'x%'", "true"},
        {"null", "null like 'a'", "NULL"},
        {"dangling escape", "'a' like 'a\\'", "error: Expression"},
    });
    EXPECT_EQ(resultOf("'a' like repeat('%a', 3) || '%'"), "false");
}

TEST(Expression, FieldsAreFoundByPlainQuotedAndNestedNames)
{
    const RecordBatch batch = orders();
    const auto first = [&](std::string_view text) { return resultsOf(text, batch, contextOf()).front(); };
    EXPECT_EQ(first("客户"), "张三");
    EXPECT_EQ(first("\"order no\""), "A-1");
    EXPECT_EQ(first("[order no]"), "A-1");
    EXPECT_EQ(first("customer.name"), "李\n四");
    EXPECT_EQ(first("\"customer\".\"name\""), "李\n四");
    EXPECT_EQ(first("customer.tags"), "[1,2]");
    EXPECT_EQ(first("customer.code"), "C1") << "a field of that very name wins over the member";
    EXPECT_EQ(resultsOf("customer.name", batch, contextOf()),
              (std::vector<std::string>{"李\n四", "NULL", "NULL", "NULL"}));
    EXPECT_EQ(resultsOf("json_array_length(customer, 'tags')", batch, contextOf()),
              (std::vector<std::string>{"2", "NULL", "NULL", "NULL"}));
}

TEST(Expression, AnAbsentJsonValueIsNull)
{
    auto json = std::make_shared<Column>(TypeKind::Json);
    json->appendText("");
    json->appendText("{\"a\":1}");
    const RecordBatch batch(std::make_shared<Schema>(std::vector<Field>{{"j", TypeKind::Json, true, {}}}),
                            {json}, 2);
    EXPECT_EQ(resultsOf("j is null", batch, contextOf()), (std::vector<std::string>{"true", "false"}));
    EXPECT_EQ(resultsOf("j.a", batch, contextOf()), (std::vector<std::string>{"NULL", "1"}));
    EXPECT_EQ(resultsOf("j.a + 1", batch, contextOf()), (std::vector<std::string>{"NULL", "2"}));
}

TEST(Expression, ARowThatFailsDoesNotTouchTheOthers)
{
    RowErrors errors;
    EXPECT_EQ(resultsOf("amount * 2", orders(), contextOf(), &errors),
              (std::vector<std::string>{"21.00", "error: NotANumber", "NULL", "NULL"}));
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].row, 1);
    EXPECT_EQ(errors[0].code, RowCode::NotANumber);
    EXPECT_EQ(errors[0].value, "n/a");
    EXPECT_EQ(errors[0].stage, Stage::Map);
    EXPECT_TRUE(errors[0].field.empty());
    EXPECT_EQ(errors[0].detail.find("n/a"), std::string::npos) << "details hold no payload";
    EXPECT_EQ(resultsOf("date(day)", orders(), contextOf()),
              (std::vector<std::string>{"2026-03-05", "error: NotADate", "NULL", "NULL"}));
}

TEST(Expression, ARowHasItsFirstErrorOnly)
{
    RowErrors errors;
    (void)resultsOf("date(day) = '2026-01-01' or int(amount) = 1 or 1 / 0 > 1", orders(), contextOf(),
                    &errors);
    std::vector<std::int64_t> rows;
    for (const RowError &error : errors)
        rows.push_back(error.row);
    EXPECT_EQ(rows, (std::vector<std::int64_t>{0, 1, 2, 3}));
    EXPECT_EQ(errors[0].code, RowCode::NotANumber) << "10.50 is no whole number";
    EXPECT_EQ(errors[1].code, RowCode::NotADate);
    EXPECT_EQ(errors[2].rule, "division by zero");
}

TEST(Expression, AFailedRowIsNullEvenWhereTheResultWouldNotBe)
{
    EXPECT_EQ(resultsOf("coalesce(decimal(amount), 0)", orders(), contextOf()),
              (std::vector<std::string>{"10.50", "error: NotANumber", "0", "0"}));
}

TEST(Expression, BranchesNotTakenRaiseNoErrors)
{
    const RecordBatch batch = orders();
    EXPECT_EQ(resultsOf("if(is_number(amount), decimal(amount), -1)", batch, contextOf()),
              (std::vector<std::string>{"10.50", "-1", "-1", "-1"}));
    EXPECT_EQ(resultsOf("case when amount = 'n/a' then null when amount = '' then 0 else decimal(amount) end",
                        batch, contextOf()),
              (std::vector<std::string>{"10.50", "NULL", "NULL", "0"}));
    EXPECT_EQ(resultsOf("is_number(amount) and decimal(amount) > 10", batch, contextOf()),
              (std::vector<std::string>{"true", "false", "NULL", "false"}));
    EXPECT_EQ(resultsOf("not is_number(amount) or decimal(amount) > 100", batch, contextOf()),
              (std::vector<std::string>{"false", "true", "NULL", "true"}));
    EXPECT_EQ(resultsOf("coalesce(客户, text(1 / 0))", batch, contextOf()),
              (std::vector<std::string>{"张三", "李四", "error: Expression", ""}));
    EXPECT_EQ(resultsOf("case id when '2' then int('x') else 7 end", batch, contextOf()),
              (std::vector<std::string>{"7", "error: NotANumber", "7", "7"}));
    EXPECT_EQ(
        resultsOf("if(id = '1', if(amount = 'n/a', 1 / 0, 1), if(amount = '', 2, 3))", batch, contextOf()),
        (std::vector<std::string>{"1", "3", "3", "2"}));
}

TEST(Expression, ABranchThatIsTakenDoesRaiseItsError) // the negative control of the test above
{
    EXPECT_EQ(resultsOf("if(true, decimal(amount), -1)", orders(), contextOf())[1], "error: NotANumber");
}

TEST(Expression, CrosswalkMissesCarryKeyAndTable)
{
    const RecordBatch batch =
        batchOf({{"unit", TypeKind::Text, true, {}}}, {{"PCS"}, {"BOX"}, {"M"}, {std::nullopt}});
    RowErrors errors;
    EXPECT_EQ(resultsOf("lookup('units', unit)", batch, contextOf(), &errors),
              (std::vector<std::string>{"件", "error: NoCrosswalkEntry", "NULL", "NULL"}));
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].value, "BOX");
    EXPECT_EQ(errors[0].rule, "units");
}

TEST(Expression, ErrorValuesAreCutAtTwoHundredCharacters)
{
    std::string longText;
    for (int i = 0; i < 300; ++i)
        longText += "字";
    const RecordBatch batch = batchOf({{"x", TypeKind::Text, true, {}}}, {{longText}});
    for (const char *expression : {"int(x)", "map(x, 'a', 'b')", "date(x, 'yyyy')", "number_cn(x)"}) {
        RowErrors errors;
        (void)resultsOf(expression, batch, contextOf(), &errors);
        ASSERT_EQ(errors.size(), 1U) << expression;
        EXPECT_EQ(errors[0].value, longText.substr(0, 600)) << expression;
    }
}

TEST(Expression, TheContextsZoneServesTextWithoutOffset)
{
    const RecordBatch batch =
        batchOf({{"x", TypeKind::Text, true, {}}}, {{"2026-03-05 10:00"}, {"2026-03-05T10:00:00Z"}});
    ExpressionContext context = contextOf();
    EXPECT_EQ(resultsOf("timestamp(x)", batch, context),
              (std::vector<std::string>{"error: NotConvertible", "2026-03-05T10:00:00Z"}));
    context.zone = "Asia/Shanghai";
    EXPECT_EQ(resultsOf("timestamp(x)", batch, context),
              (std::vector<std::string>{"2026-03-05T02:00:00Z", "2026-03-05T10:00:00Z"}));
    EXPECT_EQ(resultsOf("hour(timestamp(x))", batch, context), (std::vector<std::string>{"10", "18"}));
    EXPECT_EQ(resultsOf("date(timestamp(x))", batch, context),
              (std::vector<std::string>{"2026-03-05", "2026-03-05"}));
}

TEST(Expression, FieldsReadAndTypeAreKnown)
{
    ExpressionContext context = contextOf(orders().schema());
    const auto compiled = Expression::compile("if(\"order no\" = 'A', amount, customer.name) || id", context);
    ASSERT_TRUE(std::holds_alternative<Expression>(compiled));
    EXPECT_EQ(std::get<Expression>(compiled).fieldsRead(), (std::vector<std::size_t>{0, 1, 4, 5}));
    EXPECT_EQ(std::get<Expression>(compiled).type().kind, TypeKind::Text);
    EXPECT_TRUE(std::get<Expression>(Expression::compile("1 + 1", context)).fieldsRead().empty());
}

TEST(Expression, AFieldAloneIsSharedNotCopied)
{
    const RecordBatch batch = orders();
    const auto compiled = Expression::compile("amount", contextOf(batch.schema()));
    RowErrors errors;
    EXPECT_EQ(std::get<Expression>(compiled).evaluate(batch, errors).get(), batch.sharedColumn(1).get());
}

TEST(Expression, NoRowsGiveNoValues)
{
    const RecordBatch batch = batchOf({{"x", TypeKind::Text, true, {}}}, {});
    EXPECT_TRUE(resultsOf("1 / 0", batch, contextOf()).empty());
    EXPECT_TRUE(resultsOf("if(x = 'a', lookup('units', x), 'b')", batch, contextOf()).empty());
}

TEST(Expression, CatastrophicPatternsEndFastAndRejectTheRowOnly)
{
    std::string as(60, 'a');
    const RecordBatch batch = batchOf({{"x", TypeKind::Text, true, {}}},
                                      {{as + '!'}, {"aaa"}, {std::string(100'000, 'a') + '!'}, {"a b"}});
    for (const char *pattern : {"^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(a*)*b", "^(\\w+\\s?)*$", "(.*a){20}$",
                                "^(?:a?){60}a{60}b", "(a+)\\1+b"}) {
        const auto start = std::chrono::steady_clock::now();
        const auto results = resultsOf("regex_match(x, '" + std::string(pattern) + "')", batch, contextOf());
        const auto replaced =
            resultsOf("regex_replace(x, '" + std::string(pattern) + "', 'b')", batch, contextOf());
        const auto took = std::chrono::steady_clock::now() - start;
        EXPECT_LT(took, std::chrono::seconds(10)) << pattern;
        ASSERT_EQ(results.size(), 4U) << pattern;
        EXPECT_TRUE(results[1] == "true" || results[1] == "false") << pattern << ": " << results[1];
        EXPECT_TRUE(results[3] == "true" || results[3] == "false") << pattern << ": " << results[3];
    }
    EXPECT_EQ(resultsOf("regex_match(x, '^(a+)+$')", batch, contextOf())[0], "error: Expression");
}

TEST(Expression, StepsAndOutputAreBounded)
{
    const std::string mebibyte(1 << 20, 'x');
    const RecordBatch batch = batchOf({{"x", TypeKind::Text, true, {}}}, {{mebibyte}, {"ab"}});
    ExpressionContext context = contextOf();
    context.outputMax = 1 << 20;
    EXPECT_EQ(resultsOf("length(x || x)", batch, context),
              (std::vector<std::string>{"error: TooLarge", "4"}));
    EXPECT_EQ(resultsOf("length(repeat(x, 1000000000000))", batch, context),
              (std::vector<std::string>{"error: TooLarge", "error: TooLarge"}));
    EXPECT_EQ(resultsOf("length(lpad(x, 9223372036854775807, 'ab'))", batch, context),
              (std::vector<std::string>{"error: TooLarge", "error: TooLarge"}));
    EXPECT_EQ(resultsOf("length(replace(x, 'x', 'yyy'))", batch, context),
              (std::vector<std::string>{"error: TooLarge", "2"}));
    EXPECT_EQ(resultsOf("length(regex_replace(x, 'x', 'yyy'))", batch, context)[1], "2");
    context.stepsMax = 20'000;
    context.outputMax = 16 << 20;
    RowErrors errors;
    EXPECT_EQ(resultsOf("length(upper(x) || lower(x))", batch, context, &errors),
              (std::vector<std::string>{"error: Expression", "4"}));
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].rule, "steps");
    EXPECT_EQ(resultsOf("x like '%a%b%c%'", batch, context),
              (std::vector<std::string>{"error: Expression", "false"}));
}

TEST(Expression, ReadingLongValuesAgainAndAgainCostsSteps)
{
    const RecordBatch batch =
        batchOf({{"x", TypeKind::Text, true, {}}}, {{std::string(1 << 20, 'x')}, {"ab"}});
    const auto sumOfLengths = [](int count) {
        std::string text = "length(x)";
        for (int i = 1; i < count; ++i)
            text += " + length(x)";
        return text;
    };
    EXPECT_EQ(resultsOf(sumOfLengths(10), batch, contextOf()), (std::vector<std::string>{"10485760", "20"}));
    RowErrors errors;
    EXPECT_EQ(resultsOf(sumOfLengths(300), batch, contextOf(), &errors),
              (std::vector<std::string>{"error: Expression", "600"}));
    EXPECT_EQ(errors[0].rule, "steps");
}

TEST(Expression, SeveralThreadsMayEvaluateTheSameExpression)
{
    std::vector<std::vector<Cell>> rows;
    for (int i = 0; i < 2000; ++i)
        rows.push_back({std::to_string(i)});
    const RecordBatch batch = batchOf({{"x", TypeKind::Text, true, {}}}, rows);
    const auto compiled =
        Expression::compile("regex_replace(x, '(\\d)', '<$1>') || format(from_epoch(x), 'yyyy-MM-dd HH:mm', "
                            "'Europe/Berlin') || lookup_or('units', x, '?')",
                            contextOf(batch.schema()));
    ASSERT_TRUE(std::holds_alternative<Expression>(compiled));
    const auto &expression = std::get<Expression>(compiled);
    RowErrors errors;
    const ColumnPtr expected = expression.evaluate(batch, errors);
    std::vector<std::thread> threads;
    std::vector<int> equal(4, 0);
    for (std::size_t t = 0; t < equal.size(); ++t) {
        threads.emplace_back([&, t] {
            RowErrors own;
            equal[t] = expression.evaluate(batch, own)->bytes() == expected->bytes() && own.empty();
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(equal, (std::vector<int>(4, 1)));
    EXPECT_EQ(cellText(*expected, 12), "<1><2>1970-01-01 01:00?");
}
