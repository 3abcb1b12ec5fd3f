#include "ui/wizard/checkstep.h"

#include "ui/bridge/surveyqueries.h"
#include "ui/runs/runtext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/positiontext.h"
#include "ui/text/language.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/listmodel.h"
#include "ui/widgets/rowbalancebar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::size_t causesShown = 5;

} // namespace

CheckStep::CheckStep(const Page::Context &context, WizardModel &model, QWidget *parent)
    : WizardStep(WizardStepId::Check, context, model, parent)
{
    m_banner = new InlineBanner(this);
    m_banner->setObjectName(QStringLiteral("checkBanner"));
    m_banner->hide();
    m_head = new QLabel(this);
    m_head->setObjectName(QStringLiteral("checkHead"));
    m_head->setTextFormat(Qt::PlainText);
    m_head->setWordWrap(true);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 0);
    m_progress->setFixedWidth(120);
    m_progress->setAccessibleName(tr("Checking"));
    const auto button = [this](const QString &text, const char *name, void (CheckStep::*run)()) {
        auto *made = new QPushButton(text, this);
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, run);
        return made;
    };
    m_cancel = button(tr("Cancel"), "btnCancelCheck", &CheckStep::leave);
    m_again = button(tr("Check again"), "btnCheckAgain", &CheckStep::check);
    m_skip = button(tr("Run without checking"), "btnSkipCheck", &CheckStep::skip);
    auto *head = new QHBoxLayout;
    head->addWidget(m_head, 1);
    for (QWidget *part : std::initializer_list<QWidget *>{m_progress, m_cancel, m_skip, m_again})
        head->addWidget(part);
    m_bar = new RowBalanceBar(this);
    m_bar->setObjectName(QStringLiteral("checkBalance"));
    const auto label = [this](const char *name) {
        auto *made = new QLabel(this);
        made->setObjectName(QLatin1String(name));
        made->setTextFormat(Qt::PlainText);
        made->setWordWrap(true);
        return made;
    };
    m_counts = label("checkCounts");
    m_warnings = label("checkWarnings");
    m_warnings->setForegroundRole(QPalette::PlaceholderText);
    m_estimate = label("checkEstimate");
    m_footprint = label("checkFootprint");
    m_footprint->setForegroundRole(QPalette::PlaceholderText);
    m_rows = new DataTable(this);
    m_rows->setObjectName(QStringLiteral("checkRows"));
    m_rows->setMinimumHeight(120);
    m_causes = new QVBoxLayout;
    m_causes->setSpacing(4);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(m_banner);
    column->addLayout(head);
    column->addWidget(m_bar);
    column->addWidget(m_counts);
    column->addLayout(m_causes);
    column->addWidget(m_rows, 1);
    column->addWidget(m_estimate);
    column->addWidget(m_warnings);
    column->addWidget(m_footprint);
    column->addStretch(0);
}

CheckStep::~CheckStep()
{
    m_token.cancel();
}

QString CheckStep::title() const
{
    return tr("Check and run");
}

QString CheckStep::subtitle() const
{
    if (!m_model.source() || !m_model.target())
        return {};
    return QStringLiteral("%1 > %2").arg(m_model.source()->label, m_model.target()->label);
}

void CheckStep::enter()
{
    const QString job = QString::fromStdString(m_model.job().toJson().dump(-1, ' ', false, Json::error_handler_t::replace));
    if (m_look && job == m_checked && !m_isRunning) {
        update();
        emit ready();
        return;
    }
    m_checked = job;
    check();
}

void CheckStep::leave()
{
    m_token.cancel();
    if (m_isRunning) {
        ++m_asked;
        m_isRunning = false;
        update();
    }
}

void CheckStep::forget()
{
    leave();
    m_look.reset();
    m_error.reset();
    m_checked.clear();
}

void CheckStep::focusFirst()
{
    // Enter and Ctrl+Enter are the footer's; what can be mended comes before.
    if (QWidget *next = window()->findChild<QWidget *>(QStringLiteral("btnNext")))
        next->setFocus();
}

void CheckStep::check()
{
    m_token.cancel();
    m_token = CancelToken();
    m_isRunning = true;
    m_error.reset();
    m_look.reset();
    const int asked = ++m_asked;
    update();
    rehearse(m_engine, m_model.job(), m_token).then(this, [this, asked](const Result<DryRunLook> &look) {
        if (asked == m_asked)
            take(look);
    });
}

void CheckStep::take(const Result<DryRunLook> &look)
{
    m_isRunning = false;
    if (look)
        m_look = *look;
    else
        m_error = look.error();
    update();
    emit ready();
}

void CheckStep::skip()
{
    // Said in place, and only after this click: problems will then show up while the job runs.
    m_model.settle(WizardPart::Rules, [](WizardState &state) { state.isCheckSkipped = true; });
    leave();
    update();
}

QString CheckStep::causeLine(const DryRunCauseItem &cause)
{
    CauseItem item;
    item.code = cause.code;
    item.rule = cause.rule;
    const QString what = causeText(item);
    return cause.field.isEmpty() ? tr("%1 rows: %2").arg(rowsText(cause.rows), what)
                                 : tr("%1 rows: %2 in %3").arg(rowsText(cause.rows), what, plainText(cause.field, 60));
}

QString CheckStep::estimateText() const
{
    QStringList parts;
    // Reading and converting is what the check did; writing takes about as long again.
    if (m_look->isWhole)
        parts += tr("Estimate: %1").arg(durationText(std::max(0.1, m_look->seconds * 2)));
    if (m_look->sourceBytes >= 0)
        parts += bytesText(m_look->sourceBytes);
    const QString equation = QStringLiteral("%1 = %2 + %3 + %4 + 0 + 0")
                                 .arg(rowsText(m_look->balance.read), rowsText(m_look->balance.delivered()),
                                      rowsText(m_look->balance.filtered), rowsText(m_look->balance.quarantined));
    parts += tr("Row balance: %1").arg(equation);
    return parts.join(QStringLiteral(" · "));
}

void CheckStep::showCauses()
{
    while (QLayoutItem *item = m_causes->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!m_look)
        return;
    const Tokens tokens = Tokens::of(palette());
    for (std::size_t i = 0; i < std::min(m_look->causes.size(), causesShown); ++i) {
        const DryRunCauseItem &cause = m_look->causes[i];
        auto *line = new QWidget(this);
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        auto *mark = new QLabel(line);
        mark->setPixmap(iconPixmap(Icon::TriangleAlert, tokens.of(Hue::Warn), 16, devicePixelRatioF()));
        auto *text = new QLabel(causeLine(cause), line);
        text->setObjectName(QStringLiteral("checkCause%1").arg(i));
        text->setTextFormat(Qt::PlainText);
        text->setToolTip(tr("First: %1, “%2”").arg(positionText(cause.position), plainText(cause.sample, 200)));
        text->setWordWrap(true);
        text->setMinimumWidth(60);
        row->addWidget(mark);
        row->addWidget(text, 1);
        if (!cause.field.isEmpty()) {
            auto *fix = new QPushButton(tr("Fix"), line);
            fix->setObjectName(QStringLiteral("btnFix%1").arg(i));
            fix->setAccessibleName(tr("Fix %1").arg(cause.field));
            connect(fix, &QPushButton::clicked, this, [this, field = cause.field] { emit fixAsked(field); });
            row->addWidget(fix);
        }
        auto *see = new QPushButton(tr("See rows"), line);
        see->setObjectName(QStringLiteral("btnSeeRows%1").arg(i));
        see->setAccessibleName(tr("See rows: %1").arg(text->text()));
        connect(see, &QPushButton::clicked, this, [this, cause] { showRows(cause); });
        row->addWidget(see);
        m_causes->addWidget(line);
    }
}

void CheckStep::showRows(const DryRunCauseItem &cause)
{
    std::vector<ListModel<DryRunBadRow>::Column> columns = {
        {tr("Position"), [](const DryRunBadRow &row) { return positionText(row.position); }}};
    for (int i = 0; i < m_look->fields.size(); ++i)
        columns.push_back({m_look->fields[i], [i](const DryRunBadRow &row) { return plainText(row.values.value(i), 300); }});
    auto *model = new ListModel<DryRunBadRow>(std::move(columns), m_rows);
    std::vector<DryRunBadRow> rows;
    for (const DryRunBadRow &row : m_look->badRows) {
        if (row.code == cause.code && row.field == cause.field)
            rows.push_back(row);
    }
    model->setItems(std::move(rows));
    QAbstractItemModel *old = m_rows->model();
    m_rows->setModel(model);
    delete old;
    m_rows->setAccessibleName(causeLine(cause));
    m_rows->resizeColumnsToContents();
    m_rows->show();
    m_rows->setFocus();
}

void CheckStep::update()
{
    m_rows->hide();
    m_progress->setVisible(m_isRunning);
    m_cancel->setVisible(m_isRunning);
    m_again->setVisible(!m_isRunning);
    const bool isSkipped = m_model.state().isCheckSkipped && !m_look && !m_error;
    m_skip->setVisible(!m_look && !isSkipped);
    m_bar->setVisible(m_look.has_value());
    for (QWidget *part : std::initializer_list<QWidget *>{m_counts, m_estimate})
        part->setVisible(m_look.has_value());
    showCauses();
    if (m_isRunning)
        m_head->setText(tr("Reading, converting and checking every row. Nothing is written."));
    else if (isSkipped)
        m_head->setText(tr("Not checked. Problems will show up only while the job runs."));
    else if (m_error)
        m_head->setText(tr("The check ended early. Nothing was written."));
    else if (!m_look)
        m_head->setText(tr("Run without checking? Problems will show up only while the job runs."));
    m_banner->hide();
    if (m_error) {
        m_banner->show(Hue::Error, errorText(*m_error), {}, false);
        m_banner->setDetails(QString::fromStdString(m_error->detail));
    }
    m_warnings->hide();
    m_footprint->hide();
    if (m_look)
        showLook();
    updateBlocker();
    emit titleChanged();
}

/// What the check found, in the order of how much it matters.
void CheckStep::showLook()
{
    const Balance &balance = m_look->balance;
    const QString checked = m_look->isWhole ? tr("%1 rows checked in %2. Nothing was written.")
                                            : tr("The first %1 rows checked in %2. Nothing was written.");
    QString head = checked.arg(rowsText(balance.read), durationText(std::max(0.1, m_look->seconds)));
    if (balance.quarantined > 0) {
        head += isChinese() ? QString() : QStringLiteral(" ");
        head += tr("%1 rows would be quarantined. Fix them now, or go on and compensate later.").arg(rowsText(balance.quarantined));
    }
    m_head->setText(head);
    m_bar->setBalance(balance);
    m_counts->setText(tr("would insert %1 · would update %2 · already there %3 · would be quarantined %4")
                          .arg(rowsText(balance.inserted), rowsText(balance.updated),
                               rowsText(balance.unchanged + balance.superseded), rowsText(balance.quarantined)));
    m_estimate->setText(estimateText());
    const QString warnings = plainText(m_look->warnings.mid(0, 4).join(QLatin1Char('\n')), 600);
    m_warnings->setText(QString(warnings).replace(QChar(0x21B5), QLatin1Char('\n')));
    m_warnings->setVisible(!m_look->warnings.isEmpty());
    QStringList makes = m_model.target() ? m_model.target()->footprint : QStringList();
    if (m_look->createsTarget && m_model.target())
        makes.prepend(m_model.target()->label);
    m_footprint->setText(tr("The first run makes: %1").arg(makes.join(QStringLiteral(", "))));
    m_footprint->setVisible(!makes.isEmpty());
}

void CheckStep::updateBlocker()
{
    std::optional<WizardBlocker> blocker;
    const bool mayRun = m_look.has_value() || m_model.state().isCheckSkipped;
    if (m_error && m_error->code == ErrorCode::InvalidConfig)
        blocker = WizardBlocker{tr("The job cannot run like this."), QStringLiteral("btnCheckAgain")};
    else if (m_isRunning)
        blocker = WizardBlocker{tr("The check is still under way."), QStringLiteral("btnSkipCheck")};
    else if (!mayRun)
        blocker = WizardBlocker{tr("The job was not checked."), QStringLiteral("btnSkipCheck")};
    m_model.setBlocker(m_id, std::move(blocker));
}

} // namespace weir
