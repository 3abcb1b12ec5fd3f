#include "ui/runs/comparerunsdialog.h"

#include "core/base/json.h"
#include "ui/bridge/engineclient.h"
#include "ui/runs/runtext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/statetext.h"
#include "ui/widgets/datatable.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace weir {

namespace {

constexpr std::size_t choicesMax = 50;

using Line = CompareRunsDialog::Line;

QString signedText(qint64 value)
{
    return value == 0 ? QString() : (value > 0 ? QStringLiteral("+") : QStringLiteral("−")) + rowsText(std::abs(value));
}

Line words(const QString &name, const QString &earlier, const QString &later)
{
    const bool isDifferent = earlier != later;
    return {name, earlier, later, isDifferent ? CompareRunsDialog::tr("changed") : QString(), isDifferent, false};
}

Line count(const QString &name, qint64 earlier, qint64 later)
{
    return {name, rowsText(earlier), rowsText(later), signedText(later - earlier), earlier != later, true};
}

double rateOf(const RunItem &run)
{
    return run.seconds > 0 ? static_cast<double>(run.figures.read) / run.seconds : 0;
}

/// A quantity that is measured: its change is told as a share, and a change below a tenth is noise.
Line measured(const QString &name, double earlier, double later, QString (*text)(double))
{
    Line line{name, text(earlier), text(later), {}, false, true};
    if (earlier > 0 && std::abs(later - earlier) >= 0.1 * earlier && line.earlier != line.later) {
        line.isDifferent = true;
        const auto percent = std::llround((later - earlier) / earlier * 100);
        line.change = QStringLiteral("%1%2 %").arg(percent > 0 ? QStringLiteral("+") : QStringLiteral("−")).arg(std::abs(percent));
    }
    return line;
}

QString shortJson(const Json &value)
{
    return plainText(QString::fromStdString(value.is_string() ? value.get<std::string>() : value.dump()), 400);
}

/// What differs between two definitions, member by member; lists are compared by place.
void compareMembers(const QString &path, const Json &earlier, const Json &later, std::vector<Line> &lines)
{
    if (earlier == later)
        return;
    // What only one of them has is told member by member as well.
    const auto both = [&](auto is) { return (is(earlier) || is(later)) && (is(earlier) || earlier.is_discarded()) && (is(later) || later.is_discarded()); };
    const bool areObjects = both([](const Json &of) { return of.is_object(); }), areLists = both([](const Json &of) { return of.is_array(); });
    if (!areObjects && !areLists) {
        const auto text = [](const Json &value) { return value.is_discarded() ? QStringLiteral("-") : shortJson(value); };
        lines.push_back({path, text(earlier), text(later),
                         earlier.is_discarded() ? CompareRunsDialog::tr("added")
                         : later.is_discarded() ? CompareRunsDialog::tr("removed") : CompareRunsDialog::tr("changed"), true, false});
        return;
    }
    const Json nothing(Json::value_t::discarded);
    const auto below = [&](const QString &name) { return path.isEmpty() ? name : path + QStringLiteral(" › ") + name; };
    if (areLists) {
        const auto at = [&](const Json &list, std::size_t i) { return list.is_array() && i < list.size() ? list[i] : nothing; };
        const std::size_t size = std::max(earlier.is_array() ? earlier.size() : 0, later.is_array() ? later.size() : 0);
        for (std::size_t i = 0; i < size; ++i)
            compareMembers(below(QString::number(i + 1)), at(earlier, i), at(later, i), lines);
        return;
    }
    const auto member = [&](const Json &object, const std::string &name) { return object.is_object() && object.contains(name) ? object[name] : nothing; };
    for (const Json *object : {&earlier, &later}) {
        for (auto each = object->begin(); object->is_object() && each != object->end(); ++each) {
            if (object == &earlier || !earlier.is_object() || !earlier.contains(each.key()))
                compareMembers(below(QString::fromStdString(each.key())), member(earlier, each.key()), member(later, each.key()), lines);
        }
    }
}

Json parsed(const QString &definition)
{
    return Json::parse(definition.toStdString(), nullptr, false);
}

} // namespace

std::vector<Line> CompareRunsDialog::compare(const RunDetail &earlier, const RunDetail &later)
{
    const RunItem &a = earlier.item, &b = later.item;
    const auto state = [](const RunItem &run) { return stateLook(run.state, run.figures.quarantined, run.figures.unknown).word; };
    std::vector<Line> lines = {
        words(tr("Result"), state(a), state(b)),
        words(tr("Started by"), triggerText(a), triggerText(b)),
        count(tr("Read"), a.figures.read, b.figures.read),
        count(tr("Delivered"), a.figures.delivered(), b.figures.delivered()),
        count(tr("Filtered"), a.figures.filtered, b.figures.filtered),
        count(tr("Quarantined"), a.figures.quarantined, b.figures.quarantined),
        count(tr("Unknown"), a.figures.unknown, b.figures.unknown),
        count(tr("Pending"), a.figures.pending, b.figures.pending),
        measured(tr("Duration"), a.seconds, b.seconds, durationText),
        measured(tr("Rows/s"), rateOf(a), rateOf(b), rateText),
        count(tr("Retries"), a.retries, b.retries),
        words(tr("Guarantee"), a.guarantee, b.guarantee),
        words(tr("Mapping revision"), QString::number(a.revision), QString::number(b.revision)),
    };
    compareMembers({}, parsed(earlier.definition), parsed(later.definition), lines);
    return lines;
}

CompareRunsDialog::CompareRunsDialog(EngineClient &engine, const RunItem &run, QWidget *parent) : QDialog(parent), m_engine(engine)
{
    setObjectName(QStringLiteral("compareRuns"));
    setWindowTitle(tr("Compare runs of %1").arg(plainText(run.job, 100)));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    auto *form = new QFormLayout;
    const auto choice = [&](const char *name, const QString &label) {
        auto *box = new QComboBox(this);
        box->setObjectName(QLatin1String(name));
        box->setAccessibleName(label);
        form->addRow(label, box);
        connect(box, &QComboBox::activated, this, &CompareRunsDialog::ask);
        return box;
    };
    m_earlier = choice("earlierRun", tr("This run"));
    m_later = choice("laterRun", tr("with this one"));
    column->addLayout(form);
    m_notice = new QLabel(this);
    m_notice->setWordWrap(true);
    m_notice->hide();
    column->addWidget(m_notice);
    makeTable();
    column->addWidget(m_table, 1);
    m_onlyDifferent = new QCheckBox(tr("Only what is different"), this);
    m_onlyDifferent->setObjectName(QStringLiteral("onlyDifferent"));
    connect(m_onlyDifferent, &QCheckBox::toggled, this, &CompareRunsDialog::filter);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_onlyDifferent);
    buttons->addStretch(1);
    auto *copyButton = new QPushButton(tr("Copy as text"), this);
    copyButton->setAutoDefault(false);
    connect(copyButton, &QPushButton::clicked, this, &CompareRunsDialog::copy);
    auto *close = new QPushButton(tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    buttons->addWidget(copyButton);
    buttons->addWidget(close);
    column->addLayout(buttons);
    resize(820, 620);
    RunChoice ofJob;
    ofJob.job = run.job;
    runOrder(engine, ofJob).then(this, [this, chosen = run.id](const Result<RunOrder> &order) {
        if (!order)
            return m_notice->setText(errorText(order.error())), m_notice->show();
        std::vector<qint64> ids(order->ids.begin(), order->ids.begin() + static_cast<std::ptrdiff_t>(std::min(choicesMax, order->ids.size())));
        if (std::find(ids.begin(), ids.end(), chosen) == ids.end())
            ids.push_back(chosen);
        std::sort(ids.begin(), ids.end(), std::greater<>());
        runItems(m_engine, ids).then(this, [this, chosen](const Result<std::vector<RunItem>> &items) {
            if (items)
                fillChoices(*items, chosen);
        });
    });
}

void CompareRunsDialog::makeTable()
{
    m_model = new ListModel<Line>({{tr("What"), [](const Line &line) { return line.name; }},
                                   {tr("This run"), [](const Line &line) { return line.earlier; }},
                                   {tr("with this one"), [](const Line &line) { return line.later; }},
                                   {tr("Change"), [](const Line &line) { return line.change; }}}, this);
    m_table = new DataTable(this);
    m_table->setObjectName(QStringLiteral("comparedRuns"));
    m_table->setAccessibleName(tr("Both runs, line by line"));
    m_table->setModel(m_model);
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(true);
    const int unit = fontMetrics().averageCharWidth();
    header->resizeSection(0, unit * 30);
    header->resizeSection(1, unit * 28);
    header->resizeSection(2, unit * 28);
}

/// The chosen run is compared with the one before it; the first of a job with the one after it.
void CompareRunsDialog::fillChoices(const std::vector<RunItem> &runs, qint64 chosen)
{
    for (const RunItem &run : runs) {
        const QString text = tr("Run %1, %2, %3", "number, time, result").arg(run.id).arg(timeText(run.started),
                stateLook(run.state, run.figures.quarantined, run.figures.unknown).word);
        m_earlier->addItem(text, run.id);
        m_later->addItem(text, run.id);
    }
    const int at = m_later->findData(chosen);
    m_later->setCurrentIndex(at);
    m_earlier->setCurrentIndex(std::min(at + 1, m_earlier->count() - 1));
    if (runs.size() < 2) {
        m_notice->setText(tr("The job has run once only. After its next run there are two to compare."));
        m_notice->show();
    }
    ask();
}

void CompareRunsDialog::ask()
{
    const qint64 first = m_earlier->currentData().toLongLong(), second = m_later->currentData().toLongLong();
    runDetail(m_engine, first).then(this, [this, second, asked = ++m_asked](const Result<std::optional<RunDetail>> &earlier) {
        if (asked != m_asked || !earlier || !*earlier)
            return;
        runDetail(m_engine, second).then(this, [this, asked, before = **earlier](const Result<std::optional<RunDetail>> &later) {
            if (asked == m_asked && later && *later)
                show(before, **later);
        });
    });
}

void CompareRunsDialog::show(const RunDetail &earlier, const RunDetail &later)
{
    m_lines = compare(earlier, later);
    filter();
}

void CompareRunsDialog::filter()
{
    std::vector<Line> shown;
    std::copy_if(m_lines.begin(), m_lines.end(), std::back_inserter(shown),
                 [this](const Line &line) { return line.isDifferent || !m_onlyDifferent->isChecked(); });
    m_model->setItems(std::move(shown));
    m_table->ensureCurrent();
}

void CompareRunsDialog::copy()
{
    QStringList lines;
    for (const Line &line : m_model->items())
        lines << QStringList{line.name, line.earlier, line.later, line.change}.join(QLatin1Char('\t'));
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace weir
