#include "ui/wizard/safetytext.h"

#include "core/workspace/job.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace weir {

namespace {

constexpr const char *bySafeKey =
    QT_TRANSLATE_NOOP("safety", "Running this job twice is safe. Rows are recognised by %1.");
constexpr const char *byReplacing =
    QT_TRANSLATE_NOOP("safety", "Running this job twice is safe. Every run replaces all rows at once.");
constexpr const char *byRefusal =
    QT_TRANSLATE_NOOP("safety", "Starting over writes nothing twice: rows whose %1 is there already are quarantined.");
constexpr const char *unsafeFile =
    QT_TRANSLATE_NOOP("safety", "Not safe to start over: the rows would be added to the file once more.");
constexpr const char *unsafeTable =
    QT_TRANSLATE_NOOP("safety", "Not safe to start over: without a key, the same row could be written twice.");

} // namespace

Safety safetyOf(const Job &job, bool isFileTarget)
{
    const auto text = [](const char *words) { return QCoreApplication::translate("safety", words); };
    QStringList key;
    for (const std::string &field : job.key)
        key += QString::fromStdString(field);
    const QString fields = plainText(key.join(QStringLiteral(", ")), 120);
    switch (job.mode) {
    case WriteMode::Upsert:
    case WriteMode::Update:
    case WriteMode::Mirror:
        if (!key.isEmpty())
            return {true, text(bySafeKey).arg(fields)};
        break;
    case WriteMode::Replace:
        return {true, text(byReplacing)};
    case WriteMode::Append:
        if (!key.isEmpty())
            return {true, text(byRefusal).arg(fields)};
        if (isFileTarget)
            return {false, text(unsafeFile)};
        break;
    }
    return {false, text(unsafeTable)};
}

} // namespace weir
