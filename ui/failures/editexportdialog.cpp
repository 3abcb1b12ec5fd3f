#include "ui/failures/editexportdialog.h"

#include "ui/bridge/values.h"
#include "ui/runs/runtext.h"
#include "ui/text/format.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/primarybutton.h"

#include <QButtonGroup>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace weir {

namespace {

enum Which { OfCause, OfJob };

/// Like a name that is free; the engine never writes over a file, for it may hold somebody's edits.
QString freeName(const QString &job)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    QString safe = job;
    safe.replace(QLatin1Char('/'), QLatin1Char('-'));
    for (int number = 1;; ++number) {
        const QString name = number == 1 ? EditExportDialog::tr("%1 to edit.csv").arg(safe)
                                         : EditExportDialog::tr("%1 to edit %2.csv").arg(safe).arg(number);
        const QString path = QDir(folder.isEmpty() ? QDir::homePath() : folder).filePath(name);
        if (!QFileInfo::exists(path))
            return path;
    }
}

} // namespace

EditExportDialog::EditExportDialog(const CauseItem &cause, qint64 run, qint64 open, QWidget *parent)
    : QDialog(parent), m_job(cause.job), m_cause(cause.id), m_run(run)
{
    setObjectName(QStringLiteral("editExport"));
    setWindowTitle(tr("Export to edit"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    auto *note = new QLabel(tr("The file holds the values as they are, personal data included, so that what you bring back is "
                               "exact. Change values in the columns behind “detail”; an emptied cell is no value."), this);
    note->setWordWrap(true);
    column->addWidget(note);
    m_which = new QButtonGroup(this);
    const std::pair<QString, qint64> choices[] = {{tr("Rows of “%1”: %2").arg(causeText(cause), rowsText(cause.rows)), cause.rows},
                                                  {tr("Every open row of %1: %2").arg(plainText(m_job, 80), rowsText(open)), open}};
    for (int which = 0; which < 2; ++which) {
        auto *choice = new QRadioButton(choices[which].first, this);
        choice->setObjectName(QStringLiteral("editExport%1").arg(which));
        choice->setChecked(which == OfCause);
        m_which->addButton(choice, which);
        column->addWidget(choice);
    }
    auto *form = new QFormLayout;
    auto *place = new QHBoxLayout;
    m_path = new QLineEdit(freeName(m_job), this);
    m_path->setObjectName(QStringLiteral("editFile"));
    m_path->setMinimumWidth(fontMetrics().averageCharWidth() * 50);
    auto *browse = new QPushButton(tr("Choose…"), this);
    browse->setAutoDefault(false);
    place->addWidget(m_path, 1);
    place->addWidget(browse);
    form->addRow(tr("File"), place);
    m_reason = new QLineEdit(this);
    m_reason->setObjectName(QStringLiteral("editReason"));
    m_reason->setPlaceholderText(tr("For the audit log"));
    form->addRow(tr("Reason"), m_reason);
    column->addLayout(form);
    m_trouble = new QLabel(this);
    m_trouble->setObjectName(QStringLiteral("editTrouble"));
    m_trouble->setWordWrap(true);
    column->addWidget(m_trouble);
    column->addStretch(1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_export = new PrimaryButton(tr("Export"), this);
    m_export->setObjectName(QStringLiteral("btnEditExport"));
    m_export->setDefault(true);
    buttons->addWidget(cancel);
    buttons->addWidget(m_export);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(browse, &QPushButton::clicked, this, &EditExportDialog::browse);
    connect(m_path, &QLineEdit::textChanged, this, &EditExportDialog::update);
    connect(m_reason, &QLineEdit::textChanged, this, &EditExportDialog::update);
    connect(m_export, &QPushButton::clicked, this, [this] {
        const qint64 cause = m_which->checkedId() == OfCause ? m_cause : 0;
        emit exportAsked({m_job, cause, m_run, m_path->text().trimmed(), m_reason->text().trimmed()});
        accept();
    });
    m_reason->setFocus();
    update();
}

void EditExportDialog::browse()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Export to edit"), m_path->text(),
                                                      tr("Spreadsheet (*.csv);;NDJSON (*.ndjson)"), nullptr,
                                                      QFileDialog::DontConfirmOverwrite);
    if (!path.isEmpty())
        m_path->setText(path);
}

void EditExportDialog::update()
{
    const QFileInfo file(m_path->text().trimmed());
    const bool isThere = file.exists();
    m_trouble->setText(isThere                ? tr("This file exists already, and may hold edits. Name another one.")
                       : !file.dir().exists() ? tr("This folder does not exist.")
                                              : QString());
    m_export->setEnabled(m_trouble->text().isEmpty() && !m_path->text().trimmed().isEmpty() &&
                         !m_reason->text().trimmed().isEmpty());
    m_export->setToolTip(m_reason->text().trimmed().isEmpty() ? tr("A reason is needed, for the audit log") : QString());
}

} // namespace weir
