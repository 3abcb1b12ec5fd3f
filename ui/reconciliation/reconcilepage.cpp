#include "ui/reconciliation/reconcilepage.h"

#include "ui/bridge/engineclient.h"
#include "ui/reconciliation/explanationtext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/language.h"
#include "ui/widgets/card.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/primarybutton.h"
#include "ui/widgets/wraplayout.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedLayout>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace weir {

namespace {

constexpr int bucketCount = 5; ///< same, and those of DifferenceItem::Bucket
constexpr int tellEveryMs = 250;

} // namespace

ReconcilePage::ReconcilePage(const Context &context) : Page(context)
{
    m_views = new QStackedLayout(this);
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(12);
    auto *header = new PageHeader(tr("Reconciliation"), page);
    makeBar(*header);
    column->addWidget(header);
    m_banner = new InlineBanner(page);
    m_banner->hide();
    column->addWidget(m_banner);
    column->addWidget(makeResult(), 1);
    m_views->addWidget(page);
    m_noJobs = new EmptyState(Icon::Scale, tr("Nothing to compare yet"), tr("A comparison needs a job that has run."), this);
    m_noJobs->addAction(tr("Go to jobs"), true, QStringLiteral("btnReconcileJobs"), [this] { m_navigator.go(QStringLiteral("jobs")); });
    m_views->addWidget(m_noJobs);
    m_timer = new QTimer(this);
    m_timer->setInterval(tellEveryMs);
    connect(m_timer, &QTimer::timeout, this, &ReconcilePage::tellProgress);
}

ReconcilePage::~ReconcilePage()
{
    m_token.cancel();
}

void ReconcilePage::makeBar(PageHeader &header)
{
    m_job = new QComboBox(this);
    m_job->setObjectName(QStringLiteral("reconcileJob"));
    m_job->setAccessibleName(tr("Job"));
    m_job->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_job, &QComboBox::activated, this, [this] { refresh(); });
    header.chips()->addWidget(m_job);
    m_depth = new QButtonGroup(this);
    m_depth->setExclusive(true);
    const std::pair<QString, QString> depths[] = {{tr("Count"), tr("Counts the rows of both sides")},
                                                  {tr("Keys"), tr("Also finds which rows are missing or extra")},
                                                  {tr("Values"), tr("Also compares every value; reads both sides whole")}};
    for (int depth = 0; depth < 3; ++depth) {
        auto *button = new QToolButton(this);
        button->setText(depths[depth].first);
        button->setToolTip(depths[depth].second);
        button->setCheckable(true);
        button->setChecked(depth == 2);
        button->setObjectName(QStringLiteral("depth%1").arg(depth));
        m_depth->addButton(button, depth);
        header.chips()->addWidget(button);
    }
    m_report = new QPushButton(tr("Save report…"), this);
    m_report->setObjectName(QStringLiteral("btnReport"));
    m_compare = new PrimaryButton(tr("Compare now"), this);
    m_compare->setObjectName(QStringLiteral("btnCompare"));
    header.buttons()->addWidget(m_report);
    header.buttons()->addWidget(m_compare);
    connect(m_report, &QPushButton::clicked, this, &ReconcilePage::saveReport);
    connect(m_compare, &QPushButton::clicked, this, &ReconcilePage::compare);
}

QWidget *ReconcilePage::makeResult()
{
    auto *card = new Card({}, this);
    m_state = new QLabel(card);
    m_state->setObjectName(QStringLiteral("reconcileState"));
    m_state->setWordWrap(true);
    QFont strong = m_state->font();
    strong.setWeight(QFont::DemiBold);
    m_state->setFont(strong);
    m_rows = new QLabel(card);
    m_rows->setObjectName(QStringLiteral("reconcileRows"));
    m_rows->setWordWrap(true);
    auto *head = new QHBoxLayout;
    head->addWidget(m_state, 1);
    m_compensate = new QPushButton(tr("Compensate…"), card);
    m_compensate->setObjectName(QStringLiteral("btnCompensateMissing"));
    connect(m_compensate, &QPushButton::clicked, this, [this] { m_navigator.go(QStringLiteral("failures"), QStringLiteral("job:") + job()); });
    head->addWidget(m_compensate);
    card->body()->addLayout(head);
    card->body()->addWidget(m_rows);
    auto *chips = new WrapLayout;
    m_buckets = new QButtonGroup(this);
    m_buckets->setExclusive(true);
    for (int bucket = 0; bucket < bucketCount; ++bucket) {
        auto *chip = new QToolButton(card);
        chip->setCheckable(true);
        chip->setObjectName(QStringLiteral("bucket%1").arg(bucket));
        m_buckets->addButton(chip, bucket);
        chips->addWidget(chip);
    }
    connect(m_buckets, &QButtonGroup::idClicked, this, &ReconcilePage::showBucket);
    card->body()->addLayout(chips);
    m_differences = new ListModel<DifferenceItem>(
        {{tr("Key"), [](const DifferenceItem &item) { return plainText(item.key, 200); }},
         {tr("Field"), [](const DifferenceItem &item) { return plainText(item.field, 100); }},
         {tr("Source"), [](const DifferenceItem &item) { return plainText(item.source, 200); }},
         {tr("Target"), [](const DifferenceItem &item) { return plainText(item.target, 200); }},
         {tr("Explanation"), [](const DifferenceItem &item) { return explanationText(item.explanation); }}},
        this);
    m_table = new DataTable(card);
    m_table->setObjectName(QStringLiteral("differenceTable"));
    m_table->setAccessibleName(tr("Differences"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setModel(m_differences);
    m_table->setRowsShownMin(2);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const int unit = fontMetrics().averageCharWidth();
    for (int column = 0; column < 4; ++column)
        m_table->horizontalHeader()->resizeSection(column, unit * (column == 1 ? 18 : 26));
    card->body()->addWidget(m_table, 1);
    return card;
}

void ReconcilePage::open(const QString &argument)
{
    setReady(false);
    if (!argument.isEmpty())
        m_wantedJob = argument;
    refresh();
}

QWidget *ReconcilePage::findBox() const
{
    return m_job;
}

QString ReconcilePage::job() const
{
    return m_job->currentText();
}

void ReconcilePage::refresh()
{
    if (!m_engine.isOpen())
        return;
    const QString chosen = m_wantedJob.isEmpty() ? job() : std::exchange(m_wantedJob, {});
    m_job->clear();
    m_job->addItems(m_engine.jobNames());
    m_job->setCurrentIndex(std::max(0, m_job->findText(chosen)));
    m_views->setCurrentIndex(m_job->count() == 0 ? 1 : 0);
    if (m_job->count() == 0)
        return setReady();
    lastComparison(m_engine, job()).then(this, [this, question = ++m_question](const Result<std::optional<ComparisonItem>> &last) {
        if (question != m_question)
            return;
        if (last) {
            m_banner->hide();
            take(*last);
        } else {
            m_banner->show(Hue::Error, errorText(last.error()), {{tr("Try again"), [this] { refresh(); }}}, false);
            m_banner->setDetails(QString::fromStdString(last.error().detail));
        }
        setReady();
    });
}

void ReconcilePage::compare()
{
    if (m_progress) { // the button says Cancel
        m_token.cancel();
        return;
    }
    m_token = CancelToken();
    m_progress = std::make_shared<CompareProgress>();
    m_compare->setText(tr("Cancel"));
    m_banner->hide();
    m_timer->start();
    tellProgress();
    const auto depth = static_cast<CompareDepth>(m_depth->checkedId());
    compareSides(m_engine, job(), depth, m_token, m_progress).then(this, [this, question = ++m_question](const Result<ComparisonItem> &result) {
        m_timer->stop();
        m_progress.reset();
        m_compare->setText(tr("Compare now"));
        if (result && question == m_question)
            return take(*result);
        take(m_comparison);
        if (!result && result.error().code != ErrorCode::Cancelled) {
            m_banner->show(Hue::Error, errorText(result.error()), {{tr("Try again"), [this] { compare(); }}});
            m_banner->setDetails(QString::fromStdString(result.error().detail));
        }
    });
}

void ReconcilePage::tellProgress()
{
    if (!m_progress)
        return;
    const QString rows = rowsText(m_progress->rows.load(std::memory_order_relaxed));
    switch (m_progress->stage.load(std::memory_order_relaxed)) {
    case 1: m_state->setText(tr("Reading the target: %1 rows so far").arg(rows)); break;
    case 2: m_state->setText(tr("Reading the source: %1 rows so far").arg(rows)); break;
    case 3: m_state->setText(tr("Comparing: %1 rows so far").arg(rows)); break;
    default: m_state->setText(tr("Opening both sides…"));
    }
}

QString ReconcilePage::sentence(const ComparisonItem &c) const
{
    const QString time = shortTimeText(c.at.toLocalTime(), QDateTime::currentDateTime());
    if (c.agrees()) {
        const QString rows = rowsText(c.rowsTarget);
        switch (c.depth) {
        case CompareDepth::Count: return tr("Source and target agree: %1 rows, counted at %2.").arg(rows, time);
        case CompareDepth::Keys: return tr("Source and target agree: %1 rows, checked by key at %2.").arg(rows, time);
        case CompareDepth::Values: return tr("Source and target agree: %1 rows, checked by value at %2.").arg(rows, time);
        }
    }
    if (c.missing > 0 && c.missing == c.missingInQuarantine && c.unexplained == 0)
        return tr("%1 missing, %2 in quarantine, 0 unexplained.").arg(rowsText(c.missing), rowsText(c.missingInQuarantine));
    if (c.missing == 0 && c.extra == 0 && c.notComparable == 0 && c.unexplained == 0)
        return tr("Source and target agree: %1 rows, checked by value at %2. %3 differ for a known reason.")
            .arg(rowsText(c.rowsTarget), time, rowsText(c.different));
    return tr("%1 missing, %2 extra, %3 different; %4 unexplained.")
        .arg(rowsText(c.missing), rowsText(c.extra), rowsText(c.different), rowsText(c.unexplained));
}

void ReconcilePage::take(const std::optional<ComparisonItem> &comparison)
{
    m_comparison = comparison;
    m_report->setEnabled(comparison.has_value());
    for (QAbstractButton *chip : m_buckets->buttons())
        chip->setVisible(comparison.has_value());
    m_table->setVisible(comparison && !comparison->differences.empty());
    m_rows->setVisible(comparison.has_value());
    m_compensate->setVisible(comparison && comparison->missingInQuarantine > 0);
    if (!comparison) {
        m_state->setText(tr("Not compared yet. Counters say balanced; a comparison is independent proof."));
        m_differences->setItems({});
        return;
    }
    const ComparisonItem &c = *comparison;
    m_state->setText(sentence(c));
    m_rows->setText(tr("source %1, target %2 · finished %3, %4")
                        .arg(rowsText(c.rowsSource), rowsText(c.rowsTarget), timeText(c.at.toLocalTime()), durationText(c.seconds)));
    const std::pair<QString, qint64> buckets[bucketCount] = {{tr("Same %1"), c.same}, {tr("Missing %1"), c.missing}, {tr("Extra %1"), c.extra},
                                                             {tr("Different %1"), c.different}, {tr("Not comparable %1"), c.notComparable}};
    int first = 0;
    for (int bucket = bucketCount - 1; bucket >= 0; --bucket) {
        m_buckets->button(bucket)->setText(buckets[bucket].first.arg(rowsText(buckets[bucket].second)));
        m_buckets->button(bucket)->setEnabled(bucket > 0 && buckets[bucket].second > 0);
        if (bucket > 0 && buckets[bucket].second > 0)
            first = bucket;
    }
    m_buckets->button(first)->setChecked(true);
    if (c.unexplained > 0)
        m_banner->show(Hue::Error, tr("%1 differences are unexplained: the ledger knows no reason for them.").arg(rowsText(c.unexplained)), {}, false);
    showBucket();
}

void ReconcilePage::showBucket()
{
    std::vector<DifferenceItem> items;
    for (const DifferenceItem &item : m_comparison ? m_comparison->differences : std::vector<DifferenceItem>()) {
        if (static_cast<int>(item.bucket) + 1 == m_buckets->checkedId())
            items.push_back(item);
    }
    const bool hasFields = std::any_of(items.begin(), items.end(), [](const DifferenceItem &item) { return !item.field.isEmpty(); });
    for (int column = 1; column <= 3; ++column)
        m_table->setColumnHidden(column, !hasFields);
    m_differences->setItems(std::move(items));
    m_table->ensureCurrent();
}

void ReconcilePage::saveReport()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save report"), tr("%1 reconciliation.html").arg(job()),
                                                      tr("Report (*.html);;Spreadsheet (*.csv)"));
    if (path.isEmpty())
        return;
    writeComparison(m_engine, job(), path, isChinese()).then(this, [this, path](const Result<void> &written) {
        if (written)
            return m_navigator.toast(tr("Report written to %1").arg(path), {});
        m_banner->show(Hue::Error, errorText(written.error()));
        m_banner->setDetails(QString::fromStdString(written.error().detail));
    });
}

void ReconcilePage::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_R)
        return compare();
    if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_S && m_report->isEnabled())
        return saveReport();
    const int bucket = event->key() - Qt::Key_1;
    if (event->modifiers() == Qt::AltModifier && bucket >= 0 && bucket < bucketCount && m_buckets->button(bucket)->isEnabled())
        return m_buckets->button(bucket)->click();
    Page::keyPressEvent(event);
}

} // namespace weir
