#include "ui/failures/compensationsheet.h"

#include "ui/bridge/engineclient.h"
#include "ui/runs/runtext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/positiontext.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/primarybutton.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QRadioButton>
#include <QVBoxLayout>

namespace weir {

namespace {

QLabel *makeSection(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QLabel *makeText(const QString &objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(objectName);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

CompensationSheet::CompensationSheet(EngineClient &engine, QWidget *parent) : QFrame(parent), m_engine(engine)
{
    setObjectName(QStringLiteral("compensationSheet"));
    setMinimumWidth(fontMetrics().averageCharWidth() * 58);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    m_title = makeSection({}, this);
    m_causeText = makeText(QStringLiteral("sheetCause"), this);
    m_banner = new InlineBanner(this);
    m_banner->hide();
    m_fixGroup = new QButtonGroup(this);
    m_fixes = new QVBoxLayout;
    m_fixes->setSpacing(4);
    m_state = makeText(QStringLiteral("sheetState"), this);
    m_figures = makeText(QStringLiteral("sheetFigures"), this);
    m_onlyBlocked = new QCheckBox(tr("Only those that are not written"), this);
    m_onlyBlocked->setObjectName(QStringLiteral("onlyBlocked"));
    m_rows = new ListModel<CompensatedItem>({{tr("Key"), [](const CompensatedItem &row) { return plainText(row.key.isEmpty() ? positionText(row.position) : row.key, 100); }},
                                             {tr("Before"), [](const CompensatedItem &row) { return plainText(row.before, 100); }},
                                             {tr("After"), [](const CompensatedItem &row) { return plainText(row.after, 100); }},
                                             {tr("Outcome"), [](const CompensatedItem &row) {
                                                  return row.isBlocked && !row.why.isEmpty() ? tr("%1: %2", "outcome, reason").arg(row.outcome, plainText(row.why, 200))
                                                                                             : row.outcome;
                                              }}},
                                            this);
    m_table = new DataTable(this);
    m_table->setObjectName(QStringLiteral("outcomeTable"));
    m_table->setAccessibleName(tr("What becomes of each row"));
    m_table->setModel(m_rows);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_why = makeText(QStringLiteral("whyNoDuplicates"), this);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setObjectName(QStringLiteral("btnCancelSheet"));
    m_go = new PrimaryButton({}, this);
    m_go->setObjectName(QStringLiteral("btnCompensateNow"));
    m_go->setDefault(true);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);

    column->addWidget(m_title);
    column->addWidget(m_causeText);
    column->addWidget(m_banner);
    column->addWidget(makeSection(tr("Fix"), this));
    column->addLayout(m_fixes);
    column->addWidget(m_state);
    column->addWidget(m_figures);
    column->addWidget(m_onlyBlocked);
    column->addWidget(m_table, 1);
    column->addWidget(makeSection(tr("Why no duplicates"), this));
    column->addWidget(m_why);
    column->addLayout(buttons);
    connect(m_fixGroup, &QButtonGroup::idClicked, this, [this](int id) {
        m_ask.fix = static_cast<RowFix::Kind>(id);
        preview();
    });
    connect(m_onlyBlocked, &QCheckBox::toggled, this, [this] {
        if (m_answer)
            tellFigures(*m_answer);
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_token.cancel();
        emit closed();
    });
    connect(m_go, &QPushButton::clicked, this, &CompensationSheet::carryOut);
}

CompensationSheet::~CompensationSheet()
{
    if (m_answer && !m_answer->isPreview)
        return;
    m_token.cancel();
}

void CompensationSheet::open(const CauseItem &cause, qint64 run, std::vector<qint64> rows)
{
    m_token.cancel();
    m_cause = cause;
    m_answer.reset();
    m_ask = {};
    m_ask.job = cause.job;
    m_ask.cause = cause.id;
    m_ask.run = run;
    m_ask.rows = std::move(rows);
    const qint64 count = m_ask.rows.empty() ? cause.rows : static_cast<qint64>(m_ask.rows.size());
    m_title->setText(tr("Compensate %1 rows").arg(rowsText(count)));
    m_causeText->setText(cause.field.isEmpty() ? causeText(cause) : tr("%1 in %2", "cause, field").arg(causeText(cause), plainText(cause.field, 100)));
    m_banner->hide();
    m_rows->setItems({});
    m_figures->clear();
    m_why->clear();
    m_cancel->setText(tr("Cancel"));
    setBusy(true, tr("Looking at what would happen…"));
    rowFixes(m_engine, cause.job, cause).then(this, [this, question = ++m_question](const Result<std::vector<RowFix>> &fixes) {
        if (question != m_question)
            return;
        if (!fixes)
            return take(Result<CompensationAnswer>(Unexpected{fixes.error()}));
        showFixes(*fixes);
        preview();
    });
}

void CompensationSheet::showFixes(const std::vector<RowFix> &fixes)
{
    for (QAbstractButton *old : m_fixGroup->buttons()) {
        m_fixGroup->removeButton(old);
        old->deleteLater();
    }
    m_ask.fix = fixes.front().kind;
    QWidget *before = m_banner;
    for (const RowFix &fix : fixes) {
        auto *button = new QRadioButton(fix.text, this);
        button->setObjectName(QStringLiteral("fix%1").arg(static_cast<int>(fix.kind)));
        button->setChecked(fix.kind == m_ask.fix);
        m_fixGroup->addButton(button, static_cast<int>(fix.kind));
        m_fixes->addWidget(button);
        setTabOrder(before, button);
        before = button;
    }
    setTabOrder(before, m_onlyBlocked);
}

void CompensationSheet::preview()
{
    m_token = CancelToken();
    setBusy(true, tr("Looking at what would happen…"));
    previewCompensation(m_engine, m_ask, m_token).then(this, [this, question = ++m_question](const Result<CompensationAnswer> &answer) {
        if (question == m_question)
            take(answer);
    });
}

void CompensationSheet::carryOut()
{
    if (m_isBusy || !m_answer || !m_answer->isPreview)
        return;
    m_token = CancelToken();
    setBusy(true, tr("Delivering the rows…"));
    compensate(m_engine, m_ask, m_token).then(this, [this, question = ++m_question](const Result<CompensationAnswer> &answer) {
        if (question != m_question)
            return;
        take(answer);
        if (answer)
            emit compensated(answer->run);
    });
}

void CompensationSheet::take(const Result<CompensationAnswer> &answer)
{
    setBusy(false, {});
    if (!answer) {
        if (answer.error().code == ErrorCode::Cancelled)
            return;
        m_go->setEnabled(false);
        m_banner->show(Hue::Error, errorText(answer.error()), {{tr("Try again"), [this] { preview(); }}}, false);
        m_banner->setDetails(QString::fromStdString(answer.error().detail));
        return;
    }
    m_banner->hide();
    m_answer = *answer;
    tellFigures(*answer);
}

void CompensationSheet::tellFigures(const CompensationAnswer &answer)
{
    const QString insert = rowsText(answer.inserted), update = rowsText(answer.updated), there = rowsText(answer.alreadyThere),
                  left = rowsText(answer.left());
    if (answer.isPreview) {
        m_state->setText(tr("Preview: nothing is written yet."));
        m_figures->setText(tr("insert %1 · update %2 · already there, skip %3 · blocked %4").arg(insert, update, there, left));
        m_go->setText(answer.toWrite() + answer.alreadyThere > 0 ? tr("Compensate %1 rows").arg(rowsText(answer.toWrite() + answer.alreadyThere))
                                                                 : tr("Nothing to compensate"));
        m_go->setEnabled(answer.toWrite() + answer.alreadyThere > 0);
        m_go->setVisible(true);
    } else {
        const QString written = rowsText(answer.toWrite());
        m_state->setText(answer.toWrite() == 0 && answer.alreadyThere > 0 && answer.left() == 0
                             ? tr("All %1 rows are already in the target. Marked as compensated.").arg(there)
                         : answer.found ? tr("%1 compensated, %2 of them found in the target.").arg(written, rowsText(*answer.found))
                                        : tr("%1 compensated.").arg(written));
        m_figures->setText(answer.left() > 0 ? tr("inserted %1 · updated %2 · were there already %3 · still blocked %4").arg(insert, update, there, left)
                                             : tr("inserted %1 · updated %2 · were there already %3").arg(insert, update, there));
        m_go->setVisible(false);
        m_cancel->setText(tr("Close"));
        m_cancel->setFocus();
    }
    m_why->setText(answer.whyNoDuplicates);
    std::vector<CompensatedItem> rows;
    for (const CompensatedItem &row : answer.rows) {
        if (!m_onlyBlocked->isChecked() || row.isBlocked)
            rows.push_back(row);
    }
    m_rows->setItems(std::move(rows));
    m_table->ensureCurrent();
}

void CompensationSheet::setBusy(bool isBusy, const QString &doing)
{
    m_isBusy = isBusy;
    m_go->setEnabled(!isBusy);
    if (isBusy) {
        m_go->setVisible(true);
        m_go->setText(tr("Compensate"));
        m_state->setText(doing);
    }
}

void CompensationSheet::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return m_cancel->click();
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && m_go->isVisible() && m_go->isEnabled())
        return m_go->click();
    QFrame::keyPressEvent(event);
}

void CompensationSheet::paintEvent(QPaintEvent *)
{
    const Tokens tokens = Tokens::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), tokens.surface);
    painter.setPen(QPen(tokens.divider, 1));
    painter.drawLine(0, 0, 0, height());
}

} // namespace weir
