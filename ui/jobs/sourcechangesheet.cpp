#include "ui/jobs/sourcechangesheet.h"

#include "ui/bridge/engineclient.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/primarybutton.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>

namespace weir {

namespace {

QString toText(const std::string &text)
{
    return plainText(QString::fromStdString(text), 200);
}

QString changeText(const DriftChange &change)
{
    switch (change.kind) {
    case DriftKind::Added: return SourceChangeSheet::tr("new");
    case DriftKind::Removed:
        return change.renamedTo.empty() ? SourceChangeSheet::tr("gone")
                                        : SourceChangeSheet::tr("gone; looks renamed to %1").arg(toText(change.renamedTo));
    case DriftKind::Widened: return SourceChangeSheet::tr("wider");
    case DriftKind::Narrowed: return SourceChangeSheet::tr("narrower");
    case DriftKind::TypeChanged: return SourceChangeSheet::tr("another type");
    case DriftKind::BecameNullable: return SourceChangeSheet::tr("may be empty now");
    case DriftKind::BecameRequired: return SourceChangeSheet::tr("always has a value now");
    case DriftKind::NativeChanged: return SourceChangeSheet::tr("declared in another way, same values");
    case DriftKind::KeyChanged: break;
    }
    return SourceChangeSheet::tr("another key");
}

QString usersText(const DriftChange &change)
{
    QStringList users;
    for (const std::string &user : change.affected)
        users << toText(user);
    return users.isEmpty() ? QStringLiteral("-") : users.join(QStringLiteral(", "));
}

QLabel *sentence(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

SourceChangeSheet::SourceChangeSheet(EngineClient &engine, const QString &job, QWidget *parent) : QDialog(parent), m_engine(engine)
{
    setObjectName(QStringLiteral("sourceChanges"));
    setWindowTitle(tr("The source of %1 changed").arg(plainText(job, 100)));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    m_summary = sentence(this);
    m_summary->setObjectName(QStringLiteral("changeSummary"));
    m_summary->setText(tr("Looking at the source…"));
    column->addWidget(m_summary);
    m_model = new ListModel<DriftChange>({{tr("Field"), [](const DriftChange &of) { return toText(of.field); }},
                                          {tr("Change"), changeText},
                                          {tr("Before"), [](const DriftChange &of) { return toText(of.before); }},
                                          {tr("Now"), [](const DriftChange &of) { return toText(of.after); }},
                                          {tr("Used by"), usersText}}, this);
    m_table = new DataTable(this);
    m_table->setObjectName(QStringLiteral("changedFields"));
    m_table->setAccessibleName(tr("Fields that changed"));
    m_table->setModel(m_model);
    m_table->horizontalHeader()->setStretchLastSection(true);
    column->addWidget(m_table, 1);
    makeChoices();
    m_consequence = sentence(this);
    column->addWidget(m_consequence);
    m_error = sentence(this);
    m_error->setObjectName(QStringLiteral("changeError"));
    m_error->hide();
    column->addWidget(m_error);
    auto *buttons = new QHBoxLayout;
    auto *mapping = new QPushButton(tr("Open the mapping"), this);
    mapping->setObjectName(QStringLiteral("btnOpenMapping"));
    mapping->setAutoDefault(false);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_apply = new PrimaryButton(tr("Apply and save"), this);
    m_apply->setObjectName(QStringLiteral("btnApplyChanges"));
    m_apply->setEnabled(false);
    buttons->addWidget(mapping);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_apply);
    column->addLayout(buttons);
    connect(mapping, &QPushButton::clicked, this, [this] {
        reject();
        emit mappingAsked();
    });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, &SourceChangeSheet::apply);
    resize(760, 460);
    sourceChanges(engine, job).then(this, [this](const Result<SourceChanges> &changes) { take(changes); });
}

void SourceChangeSheet::makeChoices()
{
    m_newFields = new QWidget(this);
    auto *row = new QVBoxLayout(m_newFields);
    row->setContentsMargins(0, 0, 0, 0);
    m_leavesOut = new QRadioButton(tr("Leave new fields out; a run says that it did"), m_newFields);
    m_leavesOut->setObjectName(QStringLiteral("leaveNewOut"));
    m_takes = new QRadioButton(tr("Take new fields over, now and later; a table that Weir made gets a column for each"), m_newFields);
    m_takes->setObjectName(QStringLiteral("takeNew"));
    row->addWidget(m_leavesOut);
    row->addWidget(m_takes);
    m_newFields->hide();
    layout()->addWidget(m_newFields);
    m_readsRenamed = new QCheckBox(tr("Read renamed fields under their new name"), this);
    m_readsRenamed->setObjectName(QStringLiteral("readRenamed"));
    m_readsRenamed->setChecked(true);
    m_readsRenamed->hide();
    connect(m_readsRenamed, &QCheckBox::toggled, this, &SourceChangeSheet::tellConsequence);
    layout()->addWidget(m_readsRenamed);
}

void SourceChangeSheet::take(const Result<SourceChanges> &changes)
{
    if (!changes) {
        m_summary->setText(tr("The source cannot be looked at. %1").arg(errorText(changes.error())));
        return;
    }
    m_changes = *changes;
    const auto count = [this](DriftKind kind) {
        return static_cast<int>(std::count_if(m_changes.changes.begin(), m_changes.changes.end(),
                                              [kind](const DriftChange &change) { return change.kind == kind; }));
    };
    const int added = count(DriftKind::Added), removed = count(DriftKind::Removed);
    const int other = static_cast<int>(m_changes.changes.size()) - added - removed;
    const bool isSame = m_changes.changes.empty();
    m_summary->setText(isSame ? tr("The source has the fields that the last run knew. There is nothing to decide.")
                              : tr("New fields: %1. Removed: %2. Otherwise changed: %3.").arg(added).arg(removed).arg(other));
    m_model->setItems(m_changes.changes);
    m_table->resizeColumnsToContents();
    m_table->ensureCurrent();
    m_newFields->setVisible(m_changes.hasNewFields());
    (m_changes.takesNewFields ? m_takes : m_leavesOut)->setChecked(true);
    const bool isRenamed = std::any_of(m_changes.changes.begin(), m_changes.changes.end(),
                                       [](const DriftChange &change) { return !change.renamedTo.empty(); });
    m_readsRenamed->setVisible(isRenamed);
    m_otherChanges = other;
    tellConsequence();
    m_apply->setEnabled(!isSame);
    m_apply->setFocus();
}

void SourceChangeSheet::tellConsequence()
{
    const bool isCut = std::any_of(m_changes.changes.begin(), m_changes.changes.end(), [this](const DriftChange &change) {
        return change.kind == DriftKind::Removed && !change.affected.empty() && (change.renamedTo.empty() || !m_readsRenamed->isChecked());
    });
    m_consequence->clear();
    if (isCut)
        m_consequence->setText(tr("Lines that read a removed field and have no new name for it are taken out: their columns get no value from the "
                                  "next run on. What is in the target stays."));
    else if (m_otherChanges > 0)
        m_consequence->setText(tr("Changed types are taken as they are now; a value that does not fit is quarantined, not altered."));
    m_consequence->setVisible(!m_consequence->text().isEmpty());
}

void SourceChangeSheet::apply()
{
    m_apply->setEnabled(false);
    applySourceChanges(m_engine, m_changes, {m_takes->isChecked(), m_readsRenamed->isChecked()})
        .then(this, [this](const Result<qint64> &lines) {
            if (!lines) {
                m_error->setText(tr("Nothing was saved. %1").arg(errorText(lines.error())));
                m_error->show();
                return;
            }
            accept();
            emit applied(*lines);
        });
}

} // namespace weir
