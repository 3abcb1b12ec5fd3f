#include "tests/ui/support/openengine.h"
#include "ui/reconciliation/explanationtext.h"
#include "ui/text/language.h"

#include <QApplication>
#include <QRegularExpression>

namespace weir::test {

namespace {

/// What the engine writes (core/reconciliation), one of each.
const QStringList all = {"",
                         "quarantined (TooLong in customer_name, line 92)",
                         "set aside (NotADate in order_date, page 3, row 7)",
                         "discarded (Rejected, line 5)",
                         "unknown (Rejected)",
                         "filtered (status = 'test')",
                         "superseded",
                         "delivered with edited values",
                         "pending",
                         "not yet read",
                         "changed since the run"};

class ExplanationTextTest : public testing::Test
{
protected:
    ~ExplanationTextTest() override { useLanguage(*qApp, QStringLiteral("en")); }
};

} // namespace

TEST_F(ExplanationTextTest, SaysCauseFieldAndPlaceInWords)
{
    useLanguage(*qApp, QStringLiteral("en"));
    EXPECT_EQ(explanationText(all[0]), "unexplained");
    EXPECT_EQ(explanationText(all[1]), "in quarantine (Value is too long, customer_name, line 92)");
    EXPECT_EQ(explanationText(all[2]), "set aside (Not a date, order_date, page 3, row 7)");
    EXPECT_EQ(explanationText(all[5]), "filtered by a rule (status = 'test')");
}

TEST_F(ExplanationTextTest, IsChineseButForNamesAndRules)
{
    useLanguage(*qApp, QStringLiteral("zh_CN"));
    EXPECT_EQ(explanationText(all[1]), QStringLiteral("在隔离区中（超过长度限制，customer_name，第 92 行）"));
    static const QRegularExpression letters("[A-Za-z]+");
    for (const QString &explanation : all) {
        QString text = explanationText(explanation);
        EXPECT_FALSE(text.isEmpty());
        for (const char *name : {"customer_name", "order_date", "status = 'test'"})
            text.remove(QLatin1String(name));
        EXPECT_FALSE(letters.match(text).hasMatch()) << text.toStdString();
    }
    EXPECT_TRUE(letters.match(explanationText(QStringLiteral("moved away (x)"))).hasMatch()) << "what is not known is shown as it is";
}

} // namespace weir::test
