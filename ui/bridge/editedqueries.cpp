#include "ui/bridge/editedqueries.h"

#include "core/compensation/editedrows.h"
#include "core/compensation/exceptionexport.h"
#include "ui/bridge/audittrail.h"
#include "ui/bridge/masking.h"
#include "ui/bridge/services.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <fmt/format.h>

namespace weir {

namespace {

struct EditedText
{
    Q_DECLARE_TR_FUNCTIONS(edited)
};

constexpr qint64 progressSteps = 1'000;

/// A reader of its own: files of many rows must not keep other questions waiting.
Result<LedgerReader> readerOf(const Engine &engine)
{
    return LedgerReader::open(engine.workspace->path("ledger.db"));
}

Result<std::int64_t> ledgerJob(LedgerReader &reader, const std::string &name)
{
    WEIR_TRY(Statement select, reader.database().prepare("SELECT id FROM job WHERE name = ?"));
    WEIR_TRY(const bool hasRow, select.bind(name).step());
    if (!hasRow)
        return fail(ErrorCode::NotFound, Recovery::Stop, "job \"" + name + "\" has not run yet, so it has no rows");
    return select.integer(0);
}

QString stateText(const std::string &state)
{
    if (state == "delivered")
        return EditedText::tr("compensated already");
    return state == "discarded" ? EditedText::tr("discarded") : EditedText::tr("not open");
}

QString fileReason(const RefusedEdit &edit)
{
    const QString field = toQt(edit.field), other = toQt(edit.other);
    switch (edit.why) {
    case RefusedEdit::Why::NotUtf8:
        return EditedText::tr("The text is not UTF-8, so values would be damaged. Save the file as “CSV UTF-8”.");
    case RefusedEdit::Why::NotAnExport:
        return EditedText::tr("This is no file of exported rows: its first column is not “row”.");
    case RefusedEdit::Why::UnknownField:
        return other.isEmpty() ? EditedText::tr("The source has no field “%1”.").arg(field)
                               : EditedText::tr("The source has no field “%1”. Is it “%2”?").arg(field, other);
    case RefusedEdit::Why::OpenQuote: return EditedText::tr("A quotation mark in this line is never closed.");
    default: return EditedText::tr("At most %1 rows can be edited at once. Split the file.").arg(rowsText(other.toLongLong()));
    }
}

QString reasonOf(const RefusedEdit &edit)
{
    const QString value = plainText(masked(toQt(edit.value)), 100), other = plainText(masked(toQt(edit.other)), 100);
    switch (edit.why) {
    case RefusedEdit::Why::BrokenLine: return EditedText::tr("The line does not fit the head: %1").arg(other);
    case RefusedEdit::Why::UnknownRow:
        return edit.row == 0 ? EditedText::tr("“%1” is no number of a row").arg(value)
                             : EditedText::tr("This job has no such row");
    case RefusedEdit::Why::NotOpen: return stateText(edit.other);
    case RefusedEdit::Why::SetAside: return EditedText::tr("set aside: restore it first");
    case RefusedEdit::Why::Twice: return EditedText::tr("stands in line %1, too: keep one of them").arg(other);
    case RefusedEdit::Why::NotAValue: return EditedText::tr("“%1” is no value of the type %2").arg(value, other);
    case RefusedEdit::Why::DigitsLost:
        return EditedText::tr("The spreadsheet made %1 of %2. Open the file with this column as text.").arg(value, other);
    case RefusedEdit::Why::ReadOnly:
        return EditedText::tr("This column is only for reading. Change the field's own column behind “detail”.");
    default: return fileReason(edit);
    }
}

EditedDraft draftFrom(EditedFile found, const QString &job, const QString &file)
{
    EditedDraft draft;
    draft.job = job;
    draft.file = file;
    for (const auto &[field, rows] : found.fields)
        draft.fields.emplace_back(toQt(field), rows);
    draft.unchanged = found.unchanged;
    draft.refused = found.refusedLines;
    for (const RefusedEdit &edit : found.refused) {
        draft.refusedItems.push_back({static_cast<qint64>(edit.line), edit.row, toQt(edit.field), reasonOf(edit)});
        draft.isFileRefused = draft.isFileRefused || edit.isWholeFile();
    }
    draft.edits = std::make_shared<const EditedValues>(std::move(found.edits));
    return draft;
}

} // namespace

std::vector<qint64> EditedDraft::rows() const
{
    std::vector<qint64> ids;
    ids.reserve(edits->size());
    for (const auto &[id, values] : *edits)
        ids.push_back(id);
    return ids;
}

QFuture<Result<qint64>> exportForEditing(EngineClient &engine, const EditExport &request, const WorkProgressPtr &progress,
                                        const CancelToken &token)
{
    return engine.services().work([=](const Engine &services) -> Result<qint64> {
        WEIR_TRY(LedgerReader reader, readerOf(services));
        const std::string job = request.job.toStdString();
        ExportRequest rows;
        WEIR_TRY(rows.job, ledgerJob(reader, job));
        if (request.cause > 0)
            rows.cause = request.cause;
        if (request.run > 0)
            rows.run = request.run;
        rows.path = request.path.toStdString();
        rows.leavesOutSetAside = true;
        rows.token = token;
        rows.progress = [&](std::int64_t done) { progress->done = done; };
        // Before anything leaves, so that nothing leaves that the audit log does not know of.
        WEIR_CHECK(noteAction(services, "values.show", job,
                              fmt::format("failed rows, exported to {}: {}", rows.path, request.reason.toStdString())));
        WEIR_TRY(const std::int64_t count, exportOpenRows(&reader, rows));
        return qint64{count};
    });
}

QFuture<Result<EditedDraft>> readEditedFile(EngineClient &engine, const QString &job, const QString &path,
                                           const WorkProgressPtr &progress, const CancelToken &token)
{
    return engine.services().work([=](const Engine &services) -> Result<EditedDraft> {
        WEIR_TRY(LedgerReader reader, readerOf(services));
        WEIR_TRY(const std::int64_t id, ledgerJob(reader, job.toStdString()));
        EditReading how;
        how.mask = personalMask();
        how.token = token;
        progress->of = progressSteps;
        how.progress = [&](double share) { progress->done = static_cast<qint64>(share * progressSteps); };
        WEIR_TRY(EditedFile found, inspectEditedRows(reader, id, path.toStdString(), how));
        return draftFrom(std::move(found), job, QFileInfo(path).fileName());
    });
}

QFuture<Result<EditedDraft>> draftOf(EngineClient &engine, const QString &job, const std::vector<TypedItem> &values)
{
    return engine.services().work([=](const Engine &services) -> Result<EditedDraft> {
        WEIR_TRY(LedgerReader reader, readerOf(services));
        WEIR_TRY(const std::int64_t id, ledgerJob(reader, job.toStdString()));
        std::vector<TypedValue> typed;
        for (const TypedItem &item : values)
            typed.push_back({item.row, item.field.toStdString(),
                             item.value ? std::optional(item.value->toStdString()) : std::nullopt});
        WEIR_TRY(EditedFile found, inspectTypedValues(reader, id, typed));
        return draftFrom(std::move(found), job, {});
    });
}

} // namespace weir
