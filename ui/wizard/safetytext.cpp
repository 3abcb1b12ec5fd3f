#include "ui/wizard/safetytext.h"

#include "core/workspace/job.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace weir {

Safety safetyOf(const Job &job, bool isFileTarget)
{
    const auto text = [](const char *words) { return QCoreApplication::translate("safety", words); };
    QStringList key;
    for (const std::string &field : job.key)
        key += QString::fromStdString(field);
    switch (job.mode) {
    case WriteMode::Upsert:
    case WriteMode::Update:
    case WriteMode::Mirror:
        if (!key.isEmpty())
            return {true, text(QT_TRANSLATE_NOOP("safety", "Running this job twice is safe. Rows are recognised by %1."))
                              .arg(plainText(key.join(QStringLiteral(", ")), 120))};
        break;
    case WriteMode::Replace:
        return {true, text(QT_TRANSLATE_NOOP("safety", "Running this job twice is safe. Every run replaces all rows at once."))};
    case WriteMode::Append:
        if (!key.isEmpty())
            return {true, text(QT_TRANSLATE_NOOP("safety", "Starting over writes nothing twice: rows whose %1 is there already are quarantined."))
                              .arg(plainText(key.join(QStringLiteral(", ")), 120))};
        if (isFileTarget)
            return {false, text(QT_TRANSLATE_NOOP("safety", "Not safe to start over: the rows would be added to the file once more."))};
        break;
    }
    return {false, text(QT_TRANSLATE_NOOP("safety", "Not safe to start over: without a key, the same row could be written twice."))};
}

} // namespace weir
