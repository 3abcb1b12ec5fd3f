#include "ui/wizard/ruleproposal.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace weir {

namespace {

/// The first field that tells rows apart, one that is called like a key before others.
std::string proposedKey(const SourceLook &source)
{
    const FieldProfile *best = nullptr;
    for (const FieldProfile &field : source.fields) {
        const bool isMeasure = field.proposed.kind == TypeKind::Float64 || field.proposed.kind == TypeKind::Decimal
                               || field.proposed.kind == TypeKind::Bool || field.proposed.kind == TypeKind::Json;
        if (isMeasure || source.rows == 0 || !keyEvidence(source, field.name).isUnique)
            continue;
        if (isKeyLikeName(field.name))
            return field.name;
        if (!best && field.longestCharacters <= 64)
            best = &field;
    }
    // A few rows are unique in almost anything.
    return best && source.rows >= 20 ? best->name : std::string();
}

bool isFileTarget(const WizardModel &model)
{
    return model.target() && model.target()->kind == u"file";
}

void settleNewTable(const WizardModel &model, WizardState &state)
{
    const std::string key = isFileTarget(model) ? std::string() : proposedKey(*model.source());
    state.job.key.clear();
    if (!key.empty())
        state.job.key.push_back(key);
    state.job.mode = key.empty() ? WriteMode::Append : WriteMode::Upsert;
}

void settleExistingTable(const WizardModel &model, WizardState &state)
{
    state.job.key = model.target()->schema->key();
    const bool canUpsert = !state.job.key.empty() && model.target()->isUpsertable;
    state.job.mode = canUpsert ? WriteMode::Upsert : WriteMode::Append;
}

} // namespace

KeyEvidence keyEvidence(const SourceLook &source, const std::string &sourceField)
{
    KeyEvidence evidence;
    const auto at = std::find_if(source.fields.begin(), source.fields.end(),
                                 [&](const FieldProfile &field) { return field.name == sourceField; });
    if (at == source.fields.end())
        return evidence;
    evidence.rows = at->values + at->nulls;
    evidence.missing = at->nulls + at->empty;
    evidence.repeated = at->values - at->distinct;
    evidence.isUnique = evidence.rows > 0 && evidence.missing == 0 && evidence.repeated == 0;
    return evidence;
}

std::string sourceFieldOf(const Job &job, const std::string &target)
{
    for (const FieldMapping &field : job.mapping.fields) {
        if (field.to == target)
            return field.from.value_or(std::string());
    }
    return {};
}

QString tableNameFor(const WizardModel &model)
{
    const Job &job = model.job();
    QString name = QString::fromStdString(job.read.stream);
    if (name.isEmpty() && model.source())
        name = QFileInfo(model.source()->label).completeBaseName();
    name = name.section(QLatin1Char('.'), -1).trimmed();
    QString table;
    for (const QChar c : std::as_const(name))
        table += c.isLetterOrNumber() ? c.toLower() : QLatin1Char('_');
    while (table.contains(QLatin1String("__")))
        table.replace(QLatin1String("__"), QLatin1String("_"));
    return table.isEmpty() ? QStringLiteral("rows") : table.left(60);
}

void proposeRules(WizardModel &model)
{
    if (!model.source() || !model.target())
        return;
    if (model.isEditing()) {
        // The table that the job may make is there after its first run; the rest is as it was saved.
        if (model.target()->exists() && model.state().createsTable)
            model.settle(WizardPart::Rules, [](WizardState &state) { state.createsTable = false; });
        return;
    }
    const bool exists = model.target()->exists();
    WizardState after = model.state();
    if (!after.isTargetChosen)
        after.createsTable = !exists;
    after.job.createIfMissing = after.createsTable && !isFileTarget(model);
    if (!after.isKeyChosen)
        exists && !after.createsTable ? settleExistingTable(model, after) : settleNewTable(model, after);
    const WizardState &before = model.state();
    if (after.createsTable == before.createsTable && after.job.key == before.job.key && after.job.mode == before.job.mode
        && after.job.createIfMissing == before.job.createIfMissing)
        return;
    model.settle(WizardPart::Rules, [&](WizardState &state) { state = after; });
}

} // namespace weir
