#include "core/expression/functioncatalogue.h"
#include "core/expression/fuzzexpression.h"
#include "tests/core/expression/expressiontesting.h"

#include <random>

using namespace weir;
using namespace weir::test;

namespace {

/// Rows with ordinary, odd and broken values.
RecordBatch oddRows(std::mt19937 &random, int rows)
{
    const std::vector<Cell> texts = {std::nullopt, "",           "abc", "  北京 １２ ", "-1.50",
                                     "42",         "2026-03-05", "n/a", "true",         "a,b,c",
                                     "PCS",        "0",          "5年", "10:20"};
    const std::vector<Cell> ints = {std::nullopt, "0", "1", "-3", "9223372036854775807", "12"};
    const std::vector<Cell> decimals = {std::nullopt, "0.00", "1.10", "-99.5", "12345678901234567890.12"};
    const std::vector<Cell> dates = {std::nullopt, "2026-03-05", "1969-12-31", "2024-02-29", "infinity"};
    const std::vector<Cell> moments = {std::nullopt, "2026-03-29T01:30:00Z", "1969-12-31T23:59:59.5Z",
                                       "2026-10-25T00:30:00Z"};
    const std::vector<Cell> bools = {std::nullopt, "true", "false"};
    const std::vector<Cell> json = {std::nullopt, R"({"a":1,"b":"x"})", R"([1,[2],"3"])",
                                    "null",       "\"2026-01-01\"",     "7"};
    std::vector<std::vector<Cell>> cells;
    for (int i = 0; i < rows; ++i) {
        std::vector<Cell> row;
        for (const auto *pool : {&texts, &texts, &ints, &decimals, &dates, &moments, &bools, &json})
            row.push_back((*pool)[random() % pool->size()]);
        cells.push_back(std::move(row));
    }
    return batchOf({{"t", TypeKind::Text, true, {}},
                    {"u", TypeKind::Text, true, {}},
                    {"i", TypeKind::Int64, true, {}},
                    {"d", TypeKind::Decimal, true, {}},
                    {"day", TypeKind::Date, true, {}},
                    {"moment", TypeKind::Timestamp, true, {}},
                    {"b", TypeKind::Bool, true, {}},
                    {"j", TypeKind::Json, true, {}}},
                   cells);
}

/// Random expressions, most of them well typed: kinds follow the parameters of the functions.
class Generator
{
public:
    explicit Generator(std::mt19937 &random) : m_random(random) {}

    std::string any(int depth)
    {
        static const char *const kinds[] = {"text", "int64", "decimal", "bool", "date", "timestamp"};
        return ofKind(kinds[pick(6)], depth);
    }

private:
    std::size_t pick(std::size_t count) { return m_random() % count; }
    std::string oneOf(std::initializer_list<const char *> words) { return words.begin()[pick(words.size())]; }

    std::string leaf(std::string_view kind)
    {
        if (pick(12) == 0)
            return "null";
        if (kind == "int64")
            return oneOf({"i", "1", "0", "3", "-2", "7", "t", "length(u)"});
        if (kind == "decimal" || kind == "number")
            return oneOf({"d", "1.50", "i", "0", "-3.25", "u", "100"});
        if (kind == "float64")
            return oneOf({"float(i)", "1e2", "float(0.5)"});
        if (kind == "bool")
            return oneOf({"b", "true", "false", "t = u", "i > 1"});
        if (kind == "date")
            return oneOf({"day", "date('2026-02-28')", "date(t)"});
        if (kind == "datetime")
            return oneOf(
                {"datetime('2026-02-28 10:20:30')", "datetime(day)", "to_zone(moment, 'Asia/Shanghai')"});
        if (kind == "timestamp")
            return oneOf({"moment", "timestamp('2026-03-05T00:00:00Z')"});
        if (kind == "time")
            return oneOf({"time('10:20')", "time(u)"});
        if (kind == "json")
            return oneOf({"j", "'{\"a\":[1,2]}'", "t"});
        return oneOf({"t", "u", "'abc'", "'1,234'", "''", "j.a", "i", "d", "day", "' x '"});
    }

    std::string constantFor(const FunctionSpec &spec, const Parameter &parameter)
    {
        if (parameter.name == "unit")
            return oneOf({"'day'", "'month'", "'hour'", "'week'", "'year'"});
        if (parameter.name == "zone")
            return oneOf({"'Europe/Berlin'", "'UTC'"});
        if (parameter.name == "path")
            return oneOf({"'a'", "'[0]'", "'[-1]'", "'b.c'"});
        if (parameter.name == "table")
            return "'units'";
        if (parameter.name == "column")
            return "'english'";
        if (parameter.name == "group")
            return spec.group == FunctionGroup::Regex ? "0" : "','";
        if (parameter.name == "point")
            return "'.'";
        return spec.group == FunctionGroup::Regex ? oneOf({"'(\\w)\\w*'", "'\\d+'", "'a|b|'"})
                                                  : oneOf({"'yyyy-MM-dd'", "'HH:mm'", "'d.M.yyyy'"});
    }

    std::string call(int depth)
    {
        const auto catalogue = functionCatalogue();
        const FunctionSpec &spec = catalogue[pick(catalogue.size())];
        const FunctionOverload &overload = spec.overloads[pick(spec.overloads.size())];
        std::string text(spec.name);
        text += '(';
        bool isFirst = true;
        for (const Parameter &parameter : parseParameters(overload.parameters)) {
            if (parameter.isOptional && pick(2) == 0)
                break;
            const std::size_t count = parameter.repeats ? 2 + pick(2) : 1;
            for (std::size_t i = 0; i < count; ++i) {
                text += isFirst ? "" : ", ";
                isFirst = false;
                if (spec.name == "map" && parameter.repeats && i % 2 == 0)
                    text += "'k" + std::to_string(i) + "'";
                else if (parameter.isConstant)
                    text += constantFor(spec, parameter);
                else
                    text += argument(parameter, depth);
            }
        }
        return text + ')';
    }

    std::string argument(const Parameter &parameter, int depth)
    {
        switch (parameter.kind) {
        case Parameter::Kind::Number:
            return ofKind("number", depth);
        case Parameter::Kind::Same:
        case Parameter::Kind::Any:
            return ofKind("text", depth);
        case Parameter::Kind::Fixed:
            break;
        }
        return ofKind(typeText(parameter.type), depth);
    }

    std::string ofKind(std::string_view kind, int depth)
    {
        if (depth <= 0 || pick(4) == 0)
            return leaf(kind);
        const std::string wanted(kind);
        switch (pick(9)) {
        case 0:
            return "if(" + ofKind("bool", depth - 1) + ", " + ofKind(wanted, depth - 1) + ", " +
                   ofKind(wanted, depth - 1) + ")";
        case 1:
            return "coalesce(" + ofKind(wanted, depth - 1) + ", " + ofKind(wanted, depth - 1) + ")";
        case 2:
            return "case " + ofKind("int64", depth - 1) + " when " + leaf("int64") + " then " +
                   ofKind(wanted, depth - 1) + " when 3 then " + leaf(wanted) + " else " +
                   ofKind(wanted, depth - 1) + " end";
        case 3:
            return "nullif(" + ofKind(wanted, depth - 1) + ", " + leaf(wanted) + ")";
        default:
            break;
        }
        if (kind == "bool") {
            switch (pick(6)) {
            case 0:
                return "(" + ofKind("bool", depth - 1) + " and " + ofKind("bool", depth - 1) + ")";
            case 1:
                return "(" + ofKind("bool", depth - 1) + " or " + ofKind("bool", depth - 1) + ")";
            case 2:
                return "not " + leaf("bool");
            case 3:
                return "(" + ofKind("number", depth - 1) + oneOf({" < ", " = ", " <> ", " >= "}) +
                       ofKind("number", depth - 1) + ")";
            case 4:
                return "(" + ofKind("text", depth - 1) +
                       oneOf({" in ('abc', '', '42')", " like '%1_'", " is null", " not in (t, u)",
                              " between 'a' and u"}) +
                       ")";
            default:
                break;
            }
        }
        if ((kind == "number" || kind == "decimal" || kind == "int64") && pick(2) == 0)
            return "(" + ofKind(wanted, depth - 1) + oneOf({" + ", " - ", " * ", " % "}) +
                   ofKind(wanted, depth - 1) + ")";
        if (kind == "text" && pick(3) == 0)
            return "(" + ofKind("text", depth - 1) + " || " + ofKind("text", depth - 1) + ")";
        return call(depth - 1);
    }

    std::mt19937 &m_random;
};

std::string described(const RowErrors &errors, std::int64_t row)
{
    for (const RowError &error : errors) {
        if (error.row == row)
            return std::string(rowCodeName(error.code)) + '/' + error.value + '/' + error.rule + '/' +
                   error.detail;
    }
    return {};
}

} // namespace

TEST(ExpressionProperty, EvaluationByColumnEqualsEvaluationRowByRow)
{
    const std::uint32_t seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    Generator generator(random);
    int compiledCount = 0, errorCount = 0, valueCount = 0;
    for (int round = 0; round < 1500; ++round) {
        const std::string text = generator.any(4);
        const RecordBatch batch = oddRows(random, 17);
        ExpressionContext context = contextOf(batch.schema());
        context.zone = "Europe/Berlin";
        auto compiled = Expression::compile(text, context);
        if (!std::holds_alternative<Expression>(compiled))
            continue;
        ++compiledCount;
        const auto &expression = std::get<Expression>(compiled);
        RowErrors errors;
        const ColumnPtr whole = expression.evaluate(batch, errors);
        ASSERT_EQ(whole->size(), batch.rows()) << text;
        for (std::int64_t row = 0; row < batch.rows(); ++row) {
            RowErrors alone;
            const ColumnPtr one = expression.evaluate(batch.slice(row, 1), alone);
            ASSERT_EQ(cellText(*whole, row), cellText(*one, 0)) << text << "\nrow " << row;
            ASSERT_EQ(described(errors, row), described(alone, 0)) << text << "\nrow " << row;
            errorCount += alone.empty() ? 0 : 1;
            valueCount += one->isNull(0) ? 0 : 1;
        }
    }
    // The generator must reach both sides, or the test says nothing.
    EXPECT_GT(compiledCount, 300);
    EXPECT_GT(errorCount, 250);
    EXPECT_GT(valueCount, 1000);
}

TEST(ExpressionProperty, AnyBytesCompileOrFailButNeverHarm)
{
    const std::uint32_t seed = std::random_device()();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    std::vector<std::string> corpus;
    for (const FunctionSpec &spec : functionCatalogue()) {
        for (const FunctionExample &example : spec.examples)
            corpus.emplace_back(example.expression);
    }
    Generator generator(random);
    for (int i = 0; i < 200; ++i)
        corpus.push_back(generator.any(4));
    for (const std::string &text : corpus)
        fuzzExpression(text);
    static constexpr std::string_view pieces[] = {
        "(",     ")",    "'",          "\"",     ",",    "null",   "客户", "t",
        "i",     "d",    "f",          "b",      "day",  "j.a",    "1",    "0.5",
        " and ", " or ", "not ",       " in (",  "[",    "\xFF",   "\xE5", "9223372036854775807",
        "-",     "||",   "case when ", " then ", " end", "moment", "%"};
    for (int round = 0; round < 6'000; ++round) {
        std::string text = corpus[random() % corpus.size()];
        for (std::size_t edits = 1 + random() % 3; edits > 0; --edits) {
            const std::size_t at = random() % (text.size() + 1);
            switch (random() % 4) {
            case 0:
                text.insert(at, pieces[random() % std::size(pieces)]);
                break;
            case 1:
                text.erase(at, 1 + random() % 4);
                break;
            case 2:
                text.replace(at, 1 + random() % 5, pieces[random() % std::size(pieces)]);
                break;
            default: {
                const std::string &other = corpus[random() % corpus.size()];
                text.insert(at, other.substr(random() % (other.size() + 1), random() % 20));
            }
            }
        }
        fuzzExpression(text);
    }
}

TEST(ExpressionProperty, HostileInputsEndSoon)
{
    for (const char *unit : {"(", "-", "not ", "a.", "1+", "'a'||", "case ", "if(", "t like ", "repeat(",
                             "nullif(t,", "t between ", "[", "\"", "\xFF"}) {
        std::string text;
        while (text.size() < 70'000)
            text += unit;
        fuzzExpression(text);
        fuzzExpression(std::string_view(text).substr(0, 600));
    }
    std::string nested = "t";
    for (int i = 0; i < 30; ++i)
        nested = "nullif(" + nested + ", concat(t, u))";
    fuzzExpression(nested);
    std::string wide = "concat(";
    for (int i = 0; i < 3000; ++i)
        wide += "repeat('a', 60000),";
    fuzzExpression(wide + "t)");
}
