#include "ui/wizard/steptext.h"

#include "ui/text/format.h"

namespace weir {

namespace {

QString plain(const std::string &text)
{
    return plainText(QString::fromStdString(text), 60);
}

} // namespace

QString StepText::name(StepKind kind)
{
    switch (kind) {
    case StepKind::Trim: return tr("Trim");
    case StepKind::ParseNumber: return tr("Parse number");
    case StepKind::ParseDate: return tr("Parse date");
    case StepKind::MapValues: return tr("Map values");
    case StepKind::Default: return tr("Default");
    case StepKind::Combine: return tr("Combine");
    case StepKind::Split: return tr("Split");
    case StepKind::Cut: return tr("Cut");
    case StepKind::Round: return tr("Round");
    case StepKind::Crosswalk: break;
    }
    return tr("Code crosswalk");
}

QString StepText::summary(const TransformStep &step)
{
    QStringList parts;
    switch (step.kind) {
    case StepKind::Trim: break;
    case StepKind::ParseNumber:
        if (step.isChinese)
            parts << tr("Chinese numerals");
        if (step.stripsCurrency)
            parts << tr("without currency");
        if (step.isHalfWidth)
            parts << tr("full-width digits");
        if (step.commas != CommaMeaning::None)
            parts << (step.commas == CommaMeaning::Thousands ? tr("comma is thousands") : tr("comma is decimal"));
        break;
    case StepKind::ParseDate:
        parts << (step.isChinese ? tr("Chinese date") : step.text.empty() ? tr("ISO date") : plain(step.text));
        break;
    case StepKind::MapValues: parts << tr("%n value(s)", nullptr, static_cast<int>(step.pairs.size())); break;
    case StepKind::Default: parts << tr("“%1”", "a value").arg(plain(step.text)); break;
    case StepKind::Combine: {
        QStringList fields;
        for (const std::string &field : step.fields)
            fields << plain(field);
        parts << fields.join(QStringLiteral(", "));
        break;
    }
    case StepKind::Split: parts << tr("part %1 at “%2”").arg(step.number).arg(plain(step.text)); break;
    case StepKind::Cut:
        parts << (step.number > 0 ? tr("to %1 characters, lossy").arg(step.number) : tr("to the target's length, lossy"));
        break;
    case StepKind::Round: parts << tr("to %n digit(s), lossy", nullptr, step.number); break;
    case StepKind::Crosswalk: parts << plain(step.text); break;
    }
    parts.removeAll(QString());
    return parts.isEmpty() ? name(step.kind)
        : tr("%1: %2", "step: how").arg(name(step.kind), parts.join(QStringLiteral(", ")));
}

QString StepText::transform(const MapField &field)
{
    if (!field.isMapped() || field.mapping->value || field.mapping->isNullConstant)
        return {};
    if (!field.transform)
        return tr("expression");
    QStringList names;
    for (const TransformStep &step : field.transform->steps)
        names << name(step.kind);
    return names.join(QStringLiteral(", "));
}

bool StepText::isLossy(const TransformStep &step)
{
    return step.isOn && (step.kind == StepKind::Cut || step.kind == StepKind::Round);
}

} // namespace weir
