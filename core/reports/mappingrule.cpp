// The rule of a field in words.

#include "core/data/personaldata.h"
#include "core/mapping/transformsteps.h"
#include "core/reports/mappingdocument.h"
#include "core/reports/reporttext.h"

#include <array>
#include <fmt/format.h>

namespace weir {

namespace {

class RuleWriter
{
public:
    explicit RuleWriter(ReportLanguage language) : m_language(language) {}

    std::string text(const FieldMapping &field)
    {
        if (field.isNullConstant)
            add(word("always empty (NULL)", "固定为空（NULL）"));
        else if (field.value)
            add(fmt::format("{} “{}”", word("always the value", "固定值"), maskPersonal(*field.value)));
        else if (const auto transform = readTransform(field))
            steps(*transform);
        else if (field.expr)
            add(word("expression", "表达式"));
        else
            add(word("as it is", "原样"));
        extras(field);
        return m_text;
    }

private:
    std::string_view word(std::string_view english, std::string_view chinese) const
    {
        return ReportWords{english, chinese}.in(m_language);
    }
    std::string quoted(std::string_view english, std::string_view chinese, std::string_view value) const
    {
        return fmt::format("{} “{}”", word(english, chinese), maskPersonal(value));
    }
    void add(std::string_view part)
    {
        if (!m_text.empty())
            m_text += word("; ", "；");
        m_text += part;
    }

    void steps(const Transform &transform)
    {
        bool hasStep = false;
        for (const TransformStep &step : transform.steps) {
            // The field's default and what happens to long text are said by extras().
            if (!step.isOn || (step.kind == StepKind::Cut && step.number == 0))
                continue;
            if (step.kind == StepKind::Default && &step == &transform.steps.back())
                continue;
            add(stepText(step));
            hasStep = true;
        }
        if (!hasStep)
            add(word("as it is", "原样"));
    }

    std::string stepText(const TransformStep &step) const
    {
        switch (step.kind) {
        case StepKind::Trim: return std::string(word("trim blanks", "去空格"));
        case StepKind::ParseNumber: return numberText(step);
        case StepKind::ParseDate: {
            std::string text = fmt::format("{} ({})", word("read as date or time", "解析日期"), typeText(Type(step.makes)));
            return step.text.empty() ? text : text + " " + quoted("by the pattern", "格式", step.text);
        }
        case StepKind::MapValues: return valuesText(step);
        case StepKind::Default: return quoted("if empty", "为空时取", step.text);
        case StepKind::Combine:
            return fmt::format("{} {}", quoted("joined by", "合并，分隔符", step.text), fmt::join(step.fields, ", "));
        case StepKind::Split:
            return fmt::format("{}, {} {}", quoted("split at", "拆分于", step.text), word("part", "第几段："), step.number);
        case StepKind::Cut:
            return fmt::format("{} {} ({})", word("cut to characters:", "截取字符数："), step.number, word("lossy", "有损"));
        case StepKind::Round:
            return fmt::format("{} {} ({})", word("rounded to digits:", "四舍五入到小数位："), step.number,
                               word("lossy", "有损"));
        case StepKind::Crosswalk: {
            std::string text = quoted("looked up in", "编码对照", step.text);
            return step.otherwise ? text + ", " + quoted("otherwise", "未找到时取", *step.otherwise) : text;
        }
        }
        return {};
    }

    std::string numberText(const TransformStep &step) const
    {
        std::string text = fmt::format("{} ({})", word("read as number", "解析数字"), typeText(Type(step.makes)));
        if (step.stripsCurrency)
            text += fmt::format(", {}", word("without currency signs", "去掉货币符号"));
        if (step.commas != CommaMeaning::None)
            text += fmt::format(", {}", step.commas == CommaMeaning::Decimal ? word("comma is the decimal point", "逗号为小数点")
                                                                              : word("comma groups thousands", "逗号为千位分隔"));
        return text;
    }

    std::string valuesText(const TransformStep &step) const
    {
        std::string text(word("values", "值替换"));
        constexpr std::size_t pairsMax = 20;
        for (std::size_t i = 0; i < step.pairs.size() && i < pairsMax; ++i)
            text += fmt::format("{} {} → {}", i == 0 ? ":" : ",", maskPersonal(step.pairs[i].first),
                                maskPersonal(step.pairs[i].second));
        if (step.pairs.size() > pairsMax)
            text += fmt::format(", … ({})", step.pairs.size());
        return step.otherwise ? text + ", " + quoted("otherwise", "其他取", *step.otherwise) : text;
    }

    void extras(const FieldMapping &field)
    {
        if (field.defaultValue)
            add(quoted("if empty", "为空时取", *field.defaultValue));
        if (field.onTooLong == OnTooLong::Cut)
            add(word("longer text is cut (lossy)", "超长文本截断（有损）"));
        else if (field.onTooLong == OnTooLong::Null)
            add(word("longer text becomes empty", "超长文本置空"));
        if (!field.zone.empty())
            add(quoted("times without offset are of", "无偏移的时间按时区", field.zone));
    }

    ReportLanguage m_language;
    std::string m_text;
};

} // namespace

std::string mappingRule(const FieldMapping &field, ReportLanguage language)
{
    return RuleWriter(language).text(field);
}

} // namespace weir
