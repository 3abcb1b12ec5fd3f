#include "ui/jobs/jobinspector.h"

#include "ui/text/format.h"
#include "ui/text/statetext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/rowbalancebar.h"
#include "ui/widgets/statuschip.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace weir {

namespace {

QLabel *wrapped(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

JobInspector::JobInspector(Navigator &navigator, QWidget *parent) : QWidget(parent), m_navigator(navigator)
{
    setObjectName(QStringLiteral("jobInspector"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    m_name = wrapped(this);
    m_name->setFont(sectionFont());
    m_ends = wrapped(this);
    m_ends->setForegroundRole(QPalette::PlaceholderText);
    m_chip = new StatusChip(this);
    m_notice = wrapped(this);
    m_balance = new RowBalanceBar(this);
    m_balance->setCompact(true);
    m_guarantee = wrapped(this);
    m_facts = new QFormLayout;
    m_facts->setHorizontalSpacing(12);
    m_facts->setVerticalSpacing(4);
    for (QWidget *widget : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_ends)})
        column->addWidget(widget);
    column->addWidget(m_chip, 0, Qt::AlignLeft);
    column->addWidget(m_notice);
    column->addWidget(m_balance);
    column->addLayout(m_facts);
    column->addWidget(m_guarantee);
    const auto link = [&](const QString &text, const char *name, auto open) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(QLatin1String(name));
        connect(button, &QPushButton::clicked, this, open);
        column->addWidget(button);
        return button;
    };
    m_review = link(tr("Review the change…"), "btnReviewDrift", [this] { emit changeAsked(); });
    m_review->setToolTip(tr("The source's fields as they are now, and what of the mapping they touch"));
    m_openRun = link(tr("Open the last run"), "btnOpenRun",
                     [this] { m_navigator.go(QStringLiteral("run"), QString::number(m_job.lastRun)); });
    m_openFailures = link(tr("Open the failed rows"), "btnOpenFailures",
                          [this] { m_navigator.go(QStringLiteral("failures"), m_job.name); });
    m_openReconcile = link(tr("Reconcile"), "btnOpenReconcile",
                           [this] { m_navigator.go(QStringLiteral("reconcile"), m_job.name); });
    column->addStretch(1);
}

void JobInspector::addFact(const QString &name, const QString &value)
{
    auto *left = new QLabel(name, this);
    left->setForegroundRole(QPalette::PlaceholderText);
    auto *right = wrapped(this);
    right->setText(value);
    right->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->addRow(left, right);
}

void JobInspector::setJob(const JobItem &job, UiState state, const QString &period)
{
    m_job = job;
    m_name->setText(plainText(job.title.isEmpty() ? job.name : job.title, 200));
    m_ends->setText(plainText(QStringLiteral("%1 → %2").arg(job.source, job.target), 400));
    m_chip->setLook(stateLook(state, job.lastFigures.quarantined, job.lastFigures.unknown, job.openQuarantined == 0
                              && job.openUnknown == 0));
    m_notice->setText(plainText(job.trouble.isEmpty() ? job.drift : job.trouble));
    m_notice->setVisible(!m_notice->text().isEmpty());
    m_balance->setBalance(job.balance);
    m_balance->setVisible(job.lastRun != 0);
    m_guarantee->setText(guaranteeText(job.guarantee));
    m_guarantee->setVisible(!job.guarantee.isEmpty());
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    if (job.lastRun != 0) {
        addFact(tr("Last run"), timeText(job.lastStarted));
        addFact(tr("Took"), durationText(job.lastSeconds));
        addFact(tr("Average"), rateText(job.lastSeconds > 0 ? static_cast<double>(job.lastFigures.read) / job.lastSeconds
                                        : 0));
        addFact(tr("Mapping revision"), QString::number(job.revision));
        addFact(tr("Open, quarantined"), rowsText(job.openQuarantined));
        addFact(tr("Open, unknown"), rowsText(job.openUnknown));
        addFact(tr("Runs, %1").arg(period), rowsText(job.periodRuns));
        addFact(tr("Retries, %1").arg(period), rowsText(job.retries));
        addFact(tr("Lost rows"), job.lost ? tr("%1 (compared %2)").arg(rowsText(*job.lost), timeText(job.checkedAt))
                : tr("not checked yet"));
    }
    m_review->setVisible(!job.drift.isEmpty());
    m_openRun->setVisible(job.lastRun != 0);
    m_openFailures->setVisible(job.openQuarantined > 0 || job.openUnknown > 0);
    m_openReconcile->setVisible(job.lastRun != 0);
}

} // namespace weir
