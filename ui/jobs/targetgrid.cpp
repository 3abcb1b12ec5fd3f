#include "ui/jobs/targetgrid.h"

#include "ui/bridge/engineclient.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/listmodel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace weir {

namespace {

using namespace std::chrono_literals;
constexpr std::chrono::milliseconds holdTime = 1s, revealTime = 30s, findDelay = 250ms;
constexpr int cellCharactersMax = 500, columnWidthMax = 320;

} // namespace

TargetGrid::TargetGrid(EngineClient &engine, const QString &job, QWidget *parent)
    : QDialog(parent), m_engine(engine), m_job(job)
{
    setObjectName(QStringLiteral("targetGrid"));
    setWindowTitle(tr("Rows in the target of “%1”").arg(plainText(job, 80)));
    setModal(false);
    resize(960, 560);
    build();
    m_hold.setSingleShot(true);
    m_hold.setInterval(holdTime);
    connect(&m_hold, &QTimer::timeout, this, &TargetGrid::reveal);
    m_revealed.setSingleShot(true);
    m_revealed.setInterval(revealTime);
    connect(&m_revealed, &QTimer::timeout, this, &TargetGrid::hideValues);
    ask();
    targetRowCount(m_engine, m_job, m_token).then(this, [this](const Result<qint64> &rows) { takeCount(rows); });
}

TargetGrid::~TargetGrid()
{
    m_token.cancel();
}

TargetGrid *TargetGrid::openFor(EngineClient &engine, const QString &job, QWidget *parent)
{
    auto *grid = new TargetGrid(engine, job, parent);
    grid->setAttribute(Qt::WA_DeleteOnClose);
    grid->show();
    return grid;
}

void TargetGrid::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    m_label = new QLabel(this);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    column->addWidget(m_label);
    auto *top = new QHBoxLayout;
    m_find = new QLineEdit(this);
    m_find->setObjectName(QStringLiteral("targetFind"));
    m_find->setPlaceholderText(tr("Find by key"));
    m_find->setAccessibleName(tr("Find by key"));
    m_find->setClearButtonEnabled(true);
    auto *delay = new QTimer(this);
    delay->setSingleShot(true);
    delay->setInterval(findDelay);
    connect(delay, &QTimer::timeout, this, &TargetGrid::ask);
    connect(m_find, &QLineEdit::textChanged, delay, qOverload<>(&QTimer::start));
    connect(m_find, &QLineEdit::returnPressed, this, [this, delay] {
        delay->stop();
        ask();
    });
    m_state = new QLabel(this);
    m_state->setObjectName(QStringLiteral("targetState"));
    top->addWidget(m_find, 1);
    m_countText = new QLabel(this);
    m_countText->setObjectName(QStringLiteral("targetCount"));
    top->addWidget(m_state, 1);
    top->addWidget(m_countText);
    column->addLayout(top);
    m_banner = new InlineBanner(this);
    m_banner->hide();
    column->addWidget(m_banner);
    m_table = new DataTable(this);
    m_table->setObjectName(QStringLiteral("targetTable"));
    m_table->setAccessibleName(tr("Rows of the target"));
    column->addWidget(m_table, 1);
    auto *bottom = new QHBoxLayout;
    m_reason = new QLineEdit(this);
    m_reason->setObjectName(QStringLiteral("revealReason"));
    m_reason->setPlaceholderText(tr("Reason, for the audit log"));
    m_reason->setAccessibleName(tr("Reason for showing masked values"));
    m_reveal = new QPushButton(iconOf(Icon::Eye), tr("Show masked values"), this);
    m_reveal->setObjectName(QStringLiteral("btnReveal"));
    m_reveal->setToolTip(tr("Hold for one second. The values are shown for 30 s, and the audit log keeps it."));
    m_reveal->setAutoDefault(false);
    connect(m_reveal, &QPushButton::pressed, &m_hold, qOverload<>(&QTimer::start));
    connect(m_reveal, &QPushButton::released, &m_hold, &QTimer::stop);
    connect(m_reason, &QLineEdit::textChanged, this, &TargetGrid::tellState);
    m_export = new QPushButton(iconOf(Icon::Download), tr("Export CSV…"), this);
    m_export->setObjectName(QStringLiteral("btnExportTarget"));
    m_export->setAutoDefault(false);
    connect(m_export, &QPushButton::clicked, this, &TargetGrid::exportRows);
    bottom->addWidget(m_reason, 1);
    bottom->addWidget(m_reveal);
    bottom->addStretch(1);
    bottom->addWidget(m_export);
    column->addLayout(bottom);
    const auto *findKey = new QShortcut(QKeySequence(QStringLiteral("Ctrl+F")), this);
    connect(findKey, &QShortcut::activated, m_find, [this] { m_find->setFocus(); });
    const auto *askKey = new QShortcut(QKeySequence(QStringLiteral("F5")), this);
    connect(askKey, &QShortcut::activated, this, &TargetGrid::ask);
    tellState();
}

void TargetGrid::ask()
{
    TargetAsk question;
    question.job = m_job;
    question.key = m_find->text();
    if (m_isRevealed)
        question.reason = m_reason->text();
    targetRows(m_engine, question, m_token).then(this, [this, asked = ++m_question](const Result<TargetRows> &rows) {
        if (asked == m_question)
            take(rows);
    });
}

void TargetGrid::take(const Result<TargetRows> &rows)
{
    m_isReady = true;
    if (!rows) {
        tell(tr("The rows of the target could not be read."), rows.error());
        emit ready();
        return;
    }
    m_banner->hide();
    m_rows = *rows;
    m_label->setText(plainText(rows->label, 300));
    if (!rows->key.isEmpty())
        m_find->setPlaceholderText(tr("Find by %1").arg(plainText(rows->key.join(QStringLiteral(", ")), 80)));
    std::vector<ListModel<QStringList>::Column> columns;
    for (int i = 0; i < rows->columns.size(); ++i)
        columns.push_back({plainText(rows->columns[i], 80),
                           [i](const QStringList &row) { return plainText(row.value(i), cellCharactersMax); },
                           rows->isNumber[static_cast<std::size_t>(i)]});
    auto *model = new ListModel<QStringList>(std::move(columns), this);
    model->setItems(rows->rows);
    m_table->setModel(model);
    if (m_model)
        m_model->deleteLater();
    const bool isFirst = m_model == nullptr;
    m_model = model;
    m_table->ensureCurrent();
    if (isFirst) {
        m_table->resizeColumnsToContents();
        for (int i = 0; i < model->columnCount(); ++i)
            m_table->setColumnWidth(i, std::min(m_table->columnWidth(i) + 12, columnWidthMax));
    }
    tellState();
    emit ready();
}

void TargetGrid::takeCount(const Result<qint64> &rows)
{
    m_isCounting = false;
    if (rows)
        m_count = *rows;
    tellState();
}

void TargetGrid::tellState()
{
    QString text;
    const QString shown = m_rows ? rowsText(static_cast<qint64>(m_rows->rows.size())) : QString();
    if (m_rows && !m_find->text().trimmed().isEmpty())
        text = m_rows->rows.empty() ? tr("No row has this key.") : tr("Found: %1").arg(shown);
    else if (m_rows)
        text = m_rows->hasMore ? tr("The first %1 rows").arg(shown) : tr("All rows");
    m_state->setText(text);
    if (m_count >= 0)
        m_countText->setText(tr("%1 rows in the target").arg(rowsText(m_count)));
    else
        m_countText->setText(m_isCounting ? tr("Counting…") : QString());
    const bool hasMasked = m_rows && m_rows->hasMasked;
    m_reason->setVisible(hasMasked && !m_isRevealed);
    m_reveal->setVisible(hasMasked);
    m_reveal->setEnabled(!m_isRevealed && !m_reason->text().trimmed().isEmpty());
    m_reveal->setText(m_isRevealed ? tr("Shown for 30 s") : tr("Show masked values"));
    m_export->setEnabled(m_rows.has_value());
}

void TargetGrid::reveal()
{
    m_isRevealed = true;
    m_revealed.start();
    ask();
}

void TargetGrid::hideValues()
{
    m_isRevealed = false;
    m_reason->clear();
    ask();
}

void TargetGrid::exportRows()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Export the rows of the target"),
                                                      m_job + QStringLiteral(".xlsx"), tr("Excel workbook (*.xlsx);;CSV (*.csv)"));
    if (path.isEmpty())
        return;
    m_export->setEnabled(false);
    exportTarget(m_engine, m_job, path, m_token).then(this, [this, path](const Result<qint64> &rows) {
        m_export->setEnabled(true);
        if (rows)
            m_banner->show(Hue::Ok, tr("%1 rows written to %2; personal data is masked.").arg(rowsText(*rows), path));
        else
            tell(tr("The rows were not exported."), rows.error());
    });
}

void TargetGrid::tell(const QString &what, const Error &error)
{
    m_banner->show(Hue::Error, what + QLatin1Char(' ') + errorText(error), {{tr("Try again"), [this] { ask(); }}});
    m_banner->setDetails(QString::fromStdString(error.detail));
}

} // namespace weir
