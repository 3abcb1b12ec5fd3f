#include "mappingbatches.h"

#include "core/mapping/fieldcheck.h"

using namespace weir;
using namespace weir::test;

namespace {

/// A field named to from v over values, into a target field of a type; a type ending in ! is required.
FieldCheck checkOf(const std::vector<std::optional<std::string>> &values, const std::string &type,
                   const std::string &members = {}, bool createsTarget = false)
{
    const SchemaPtr source = schemaOf({"other text", "v text"});
    MappingPlan::Inputs inputs;
    inputs.source = source;
    inputs.target = schemaOf({"to " + type, "region text!"});
    const Mapping mapping = mappingOf(R"({"fields":[{"to":"to",)" + (members.empty() ? R"("from":"v")" : members) + "}]}");
    FieldChecker checker(mapping.fields[0], inputs, createsTarget);
    std::vector<Cells> rows;
    for (const auto &value : values)
        rows.push_back({"x", value});
    const RecordBatch batch = batchOf(source, rows);
    checker.add(batch.slice(0, batch.rows() / 2), 0);
    checker.add(batch.slice(batch.rows() / 2, batch.rows() - batch.rows() / 2), batch.rows() / 2);
    return checker.result();
}

std::vector<FieldFix::Kind> kindsOf(const FieldCheck &check)
{
    std::vector<FieldFix::Kind> kinds;
    for (const FieldFix &fix : check.fixes)
        kinds.push_back(fix.kind);
    return kinds;
}

using Kind = FieldFix::Kind;
using Kinds = std::vector<Kind>;

} // namespace

TEST(FieldCheck, ValuesThatFit)
{
    const FieldCheck check = checkOf({"1", "2", std::nullopt}, "int64");
    EXPECT_EQ(check.state, FieldState::Fits);
    EXPECT_EQ(check.rows, 3);
    EXPECT_TRUE(check.fixes.empty());
    EXPECT_FALSE(check.isBlocking());
}

TEST(FieldCheck, ValuesWhoseTextChanges)
{
    const FieldCheck check = checkOf({"1", "+2", "007"}, "int64");
    EXPECT_EQ(check.state, FieldState::Converts);
    EXPECT_EQ(check.count, 2);
}

TEST(FieldCheck, TooLongTellsCountLongestAndWaysOut)
{
    const FieldCheck check = checkOf({std::string(57, 'x'), "ok", std::string(41, 'y'), "北京"}, "text(40)");
    EXPECT_EQ(check.state, FieldState::TooLong);
    EXPECT_EQ(check.count, 2);
    EXPECT_EQ(check.longest, 57);
    EXPECT_EQ(check.lengthMax, 40);
    EXPECT_EQ(check.badRows, (std::vector<std::int64_t>{0, 2}));
    EXPECT_EQ(kindsOf(check), (Kinds{Kind::Quarantine, Kind::Cut}));
    EXPECT_FALSE(check.isBlocking());
}

TEST(FieldCheck, ATableOfOursIsWidenedWithHeadRoom)
{
    const FieldCheck check = checkOf({std::string(57, 'x')}, "text(40)", {}, true);
    EXPECT_EQ(kindsOf(check), (Kinds{Kind::WidenTarget, Kind::Cut, Kind::Quarantine}));
    EXPECT_EQ(check.fixes[0].type, Type::text(80));
}

TEST(FieldCheck, CharactersAreCountedNotBytes)
{
    EXPECT_EQ(checkOf({"一二三四"}, "text(4)").state, FieldState::Fits);
    EXPECT_EQ(checkOf({"一二三四五"}, "text(4)").longest, 5);
}

TEST(FieldCheck, AChosenCutIsCountedAsShortenedAndNoFinding)
{
    const FieldCheck check = checkOf({"abcdef", "ab"}, "text(4)", R"("from":"v","onTooLong":"cut")");
    EXPECT_EQ(check.state, FieldState::Fits);
    EXPECT_EQ(check.shortened, 1);
}

TEST(FieldCheck, MoneyIsRecognisedAndParsed)
{
    const FieldCheck check = checkOf({"1.50", "¥1,234.50", "￥20", "3"}, "decimal(12,2)");
    EXPECT_EQ(check.state, FieldState::NotConvertible);
    EXPECT_EQ(check.count, 2);
    EXPECT_TRUE(check.hasCurrency);
    ASSERT_EQ(check.fixes.at(0).kind, Kind::ParseWith);
    ASSERT_TRUE(check.fixes[0].step);
    EXPECT_TRUE(check.fixes[0].step->stripsCurrency);
    EXPECT_EQ(check.fixes[0].step->commas, CommaMeaning::Thousands);
}

TEST(FieldCheck, OneFormatOfDatesIsOfferedWhenItFitsAll)
{
    const FieldCheck check = checkOf({"2026-01-02", "2026/3/5", "2026/12/31"}, "date");
    EXPECT_EQ(check.state, FieldState::NotConvertible);
    EXPECT_EQ(check.code, RowCode::NotADate);
    ASSERT_EQ(check.fixes.at(0).kind, Kind::ParseWith);
    ASSERT_TRUE(check.fixes[0].step);
    EXPECT_EQ(check.fixes[0].step->mark, "/");
    EXPECT_EQ(kindsOf(checkOf({"2026-01-02", "soon", "2026-13-45"}, "date")), (Kinds{Kind::Quarantine}));
}

TEST(FieldCheck, DayOrMonthIsAsked)
{
    const FieldCheck check = checkOf({"2026-01-02", "03/04/2026", "03/03/2026"}, "date");
    EXPECT_EQ(check.state, FieldState::Ambiguous);
    EXPECT_EQ(check.count, 1);
    EXPECT_EQ(check.example, "03/04/2026");
    EXPECT_TRUE(check.isBlocking());
    ASSERT_TRUE(check.doubt);
    EXPECT_FALSE(check.doubt->proposed);
    ASSERT_EQ(kindsOf(check), (Kinds{Kind::ReadAs, Kind::ReadAs}));
    EXPECT_EQ(check.fixes[0].step->text, "d/M/yyyy");
    EXPECT_EQ(check.fixes[0].step->mark, "/");
    EXPECT_EQ(check.fixes[1].step->text, "M/d/yyyy");
}

TEST(FieldCheck, OtherValuesOfTheFieldSpeakForAReadingWhichIsStillAsked)
{
    const FieldCheck check = checkOf({"03/04/2026", "05/26/2026", "12/31/2026"}, "date");
    EXPECT_EQ(check.state, FieldState::Ambiguous);
    EXPECT_EQ(check.doubt->onlySecond, 2);
    EXPECT_EQ(check.doubt->proposed, 1);
    EXPECT_FALSE(checkOf({"03/04/2026"}, "date", R"j("expr":"date(v, 'd/M/yyyy')")j").isBlocking());
    EXPECT_FALSE(checkOf({"03/04/2026"}, "text").isBlocking());
}

TEST(FieldCheck, ThousandsOrDecimalIsAsked)
{
    const FieldCheck check = checkOf({"19.90", "12,30"}, "decimal(12,2)");
    EXPECT_EQ(check.state, FieldState::Ambiguous);
    EXPECT_EQ(check.doubt->kind, DoubtfulValues::Kind::ThousandsOrDecimal);
    EXPECT_EQ(check.doubt->proposed, 1);
    EXPECT_FALSE(checkOf({"1,234"}, "decimal(12,2)").doubt->proposed);
    EXPECT_EQ(checkOf({"1,234", "1,234.50"}, "decimal(12,2)").doubt->proposed, 0);
}

TEST(FieldCheck, BothReadingsConvertEveryValue)
{
    const std::vector<std::optional<std::string>> values = {"03/04/2026", "2026-01-02", "11/12/2026"};
    for (const FieldFix &fix : checkOf(values, "date").fixes) {
        FieldMapping field;
        field.to = "to";
        writeTransform({"v", {*fix.step}}, field);
        EXPECT_EQ(checkOf(values, "date", "\"expr\":\"" + *field.expr + "\"").state, FieldState::Fits) << *field.expr;
    }
}

TEST(FieldCheck, EmptyWhereAValueMustBeBlocks)
{
    const FieldCheck check = checkOf({"a", std::nullopt, "b", std::nullopt}, "text!");
    EXPECT_EQ(check.state, FieldState::EmptyInRequired);
    EXPECT_EQ(check.count, 2);
    EXPECT_TRUE(check.isBlocking());
    EXPECT_EQ(kindsOf(check), (Kinds{Kind::Default, Kind::Quarantine}));
}

TEST(FieldCheck, DigitsThatWouldBeLost)
{
    const FieldCheck check = checkOf({"1.234", "2.5"}, "decimal(12,2)", {}, true);
    EXPECT_EQ(check.state, FieldState::LosesPrecision);
    EXPECT_EQ(check.count, 1);
    EXPECT_EQ(kindsOf(check), (Kinds{Kind::WidenTarget, Kind::Round, Kind::KeepAsText, Kind::Quarantine}));
    EXPECT_EQ(kindsOf(checkOf({"1.234"}, "decimal(12,2)")), (Kinds{Kind::Round, Kind::Quarantine}));
}

TEST(FieldCheck, TwoFindingsOfOneFieldAreBothCounted)
{
    const FieldCheck check = checkOf({"x", "1.234", "2"}, "decimal(12,2)");
    EXPECT_EQ(check.state, FieldState::NotConvertible);
    EXPECT_EQ(check.count, 1);
    EXPECT_EQ(check.others, 1);
    EXPECT_EQ(check.badRows.size(), 2u);
}

TEST(FieldCheck, AnExpressionThatDoesNotCompileIsBroken)
{
    const FieldCheck check = checkOf({"x"}, "text", R"j("expr":"trimm(v)")j");
    EXPECT_EQ(check.state, FieldState::Broken);
    EXPECT_TRUE(check.isBlocking());
    EXPECT_NE(check.detail.find("trim"), std::string::npos);
}

TEST(FieldCheck, AConstantNeedsNoSource)
{
    EXPECT_EQ(checkOf({"x", "y"}, "int64", R"("value":"7")").state, FieldState::Fits);
    EXPECT_EQ(checkOf({"x", "y"}, "int64", R"("value":"seven")").state, FieldState::Broken);
}

TEST(FieldCheck, KeepsAtMostSoManyBadRows)
{
    std::vector<std::optional<std::string>> values(2000, "not a number");
    const FieldCheck check = checkOf(values, "int64");
    EXPECT_EQ(check.count, 2000);
    EXPECT_EQ(check.badRows.size(), FieldCheck::badRowsMax);
}
