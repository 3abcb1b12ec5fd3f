#include "core/reports/mappingdocument.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace weir {
namespace {

FieldMapping fieldOf(const char *json)
{
    const auto mapping = Mapping::fromJson(Json{{"fields", {Json::parse(json)}}});
    EXPECT_TRUE(mapping) << (mapping ? "" : mapping.error().detail);
    return mapping ? mapping->fields.front() : FieldMapping();
}

struct Rule
{
    const char *field, *english, *chinese;
};

TEST(MappingDocumentTest, RulesAreSaidInWords)
{
    const Rule rules[] = {
        {R"({"to": "a", "from": "b"})", "as it is", "原样"},
        {R"j({"to": "a", "expr": "trim(b)"})j", "trim blanks", "去空格"},
        {R"j({"to": "a", "expr": "map(b, 'x', 'y')"})j", "values: x → y", "值替换: x → y"},
        {R"({"to": "a", "expr": "a + b"})", "expression", "表达式"},
        {R"({"to": "a", "value": "CN"})", "always the value “CN”", "固定值 “CN”"},
        {R"({"to": "a", "value": null})", "always empty (NULL)", "固定为空（NULL）"},
        {R"({"to": "a", "from": "b", "default": "0", "onTooLong": "cut"})", "as it is; if empty “0”; longer text is cut (lossy)",
         "原样；为空时取 “0”；超长文本截断（有损）"},
        {R"({"to": "a", "value": "13812345678"})", "always the value “138****5678”", "固定值 “138****5678”"},
    };
    for (const Rule &rule : rules) {
        EXPECT_EQ(mappingRule(fieldOf(rule.field), ReportLanguage::English), rule.english) << rule.field;
        EXPECT_EQ(mappingRule(fieldOf(rule.field), ReportLanguage::Chinese), rule.chinese) << rule.field;
    }
}

TEST(MappingDocumentTest, SamplesAreMaskedAndFewAndMarkupIsWrittenOut)
{
    MappingDocument document;
    document.job.name = "<script>alert(1)</script>";
    document.job.hasMapping = true;
    document.job.mapping.fields = {fieldOf(R"({"to": "phone", "from": "tel"})")};
    document.samples["tel"] = {"13812345678", "<i>", "c", "fourth"};
    const std::string html = mappingDocumentHtml(document);
    EXPECT_NE(html.find("138****5678 · &lt;i&gt; · c<"), std::string::npos) << html;
    EXPECT_EQ(html.find("fourth"), std::string::npos);
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("<i>"), std::string::npos);
}

} // namespace
} // namespace weir
