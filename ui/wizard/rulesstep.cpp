#include "ui/wizard/rulesstep.h"

#include "ui/bridge/engineclient.h"
#include "ui/bridge/wizardqueries.h"
#include "ui/text/format.h"
#include "ui/text/statetext.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/wraplayout.h"
#include "ui/wizard/filterlist.h"
#include "ui/wizard/ruleproposal.h"
#include "ui/wizard/safetytext.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRadioButton>
#include <QSpinBox>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace weir {

namespace {

constexpr WriteMode modes[] = {WriteMode::Upsert, WriteMode::Append, WriteMode::Update, WriteMode::Replace};

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setFont(captionFont());
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace

RulesStep::RulesStep(const Page::Context &context, WizardModel &model, QWidget *parent)
    : WizardStep(WizardStepId::Rules, context, model, parent)
{
    // A small window with large text is scrolled; nothing is cut.
    auto *content = new QWidget(this);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    buildName(*grid);
    buildKey(*grid);
    buildModes(*grid);
    m_filters = new FilterList(m_model, this);
    const int row = grid->rowCount();
    grid->addWidget(heading(tr("LEAVE OUT"), this), row, 0, Qt::AlignTop);
    grid->addWidget(m_filters, row, 1);
    buildFailures(*grid);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addLayout(grid);
    column->addWidget(buildPromises());
    column->addStretch(1);
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus); // what has the focus scrolls into view
    area->setWidget(content);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(area);
    connect(&m_model, &WizardModel::changed, this, &RulesStep::update);
}

QString RulesStep::title() const
{
    return tr("Rules");
}

void RulesStep::buildName(QGridLayout &grid)
{
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("jobName"));
    m_name->setAccessibleName(tr("Name of the job"));
    m_name->setMaximumWidth(420);
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &name) {
        m_model.edit(tr("Name the job"), WizardPart::Name,
                     [&](WizardState &state) { state.job.name = name.trimmed().toStdString(); }, QStringLiteral("jobName"));
    });
    const int row = grid.rowCount();
    grid.addWidget(heading(tr("NAME"), this), row, 0);
    grid.addWidget(m_name, row, 1);
}

void RulesStep::buildKey(QGridLayout &grid)
{
    m_key = new QPushButton(this);
    m_key->setObjectName(QStringLiteral("ruleKey"));
    m_key->setMenu(new QMenu(m_key));
    connect(m_key->menu(), &QMenu::aboutToShow, this, &RulesStep::fillKeyMenu);
    m_keyText = new QLabel(this);
    m_keyText->setObjectName(QStringLiteral("ruleKeyText"));
    m_keyText->setTextFormat(Qt::PlainText);
    m_keyText->setWordWrap(true);
    auto *line = new QHBoxLayout;
    line->setSpacing(10);
    line->addWidget(m_key);
    line->addWidget(m_keyText, 1);
    const int row = grid.rowCount();
    grid.addWidget(heading(tr("KEY"), this), row, 0);
    grid.addLayout(line, row, 1);
}

void RulesStep::buildModes(QGridLayout &grid)
{
    m_modes = new QButtonGroup(this);
    const std::pair<const char *, QString> explained[] = {
        {"upsert", tr("new rows are added, known rows are updated")},
        {"append", tr("rows are only added; known rows are quarantined where there is a key")},
        {"update", tr("known rows are updated; others are quarantined")},
        {"replace", tr("all rows are replaced at once when the run is through")}};
    auto *column = new QGridLayout;
    column->setHorizontalSpacing(12);
    column->setVerticalSpacing(2);
    column->setColumnStretch(1, 1);
    for (int i = 0; i < 4; ++i) {
        auto *button = new QRadioButton(modeText(QLatin1String(explained[i].first)), this);
        button->setObjectName(QStringLiteral("mode-") + QLatin1String(explained[i].first));
        button->setAccessibleDescription(explained[i].second);
        m_modes->addButton(button, i);
        auto *text = new QLabel(explained[i].second, this);
        text->setForegroundRole(QPalette::PlaceholderText);
        text->setWordWrap(true);
        column->addWidget(button, i, 0);
        column->addWidget(text, i, 1);
    }
    connect(m_modes, &QButtonGroup::idClicked, this, [this](int id) {
        edit(tr("Choose how rows are written"), [&](WizardState &state) { state.job.mode = modes[id]; });
    });
    const int row = grid.rowCount();
    grid.addWidget(heading(tr("WRITE"), this), row, 0, Qt::AlignTop);
    grid.addLayout(column, row, 1);
}

/// How many bad rows a run takes before it pauses.
WrapLayout *RulesStep::buildLimit()
{
    m_stops = new QCheckBox(tr("Pause at"), this);
    m_stops->setObjectName(QStringLiteral("stopAfter"));
    m_limit = new QSpinBox(this);
    m_limit->setObjectName(QStringLiteral("stopLimit"));
    m_limit->setAccessibleName(tr("Quarantined rows at which the run pauses"));
    m_limit->setRange(1, 1'000'000'000);
    m_limitUnit = new QComboBox(this);
    m_limitUnit->setObjectName(QStringLiteral("stopUnit"));
    m_limitUnit->setAccessibleName(tr("Percent or rows"));
    m_limitUnit->addItems({tr("% of the rows"), tr("rows")});
    auto *behind = new QLabel(tr("quarantined"), this);
    const auto change = [this] {
        edit(tr("When a run pauses"), [&](WizardState &state) {
            const bool isPercent = m_limitUnit->currentIndex() == 0;
            StopAfter &limit = state.job.stopAfter;
            limit.kind = !m_stops->isChecked() ? StopAfter::Kind::Never
                         : isPercent           ? StopAfter::Kind::Percent
                                               : StopAfter::Kind::Rows;
            limit.percent = std::min(m_limit->value(), 100);
            limit.rows = m_limit->value();
        }, QStringLiteral("stopAfter"));
    };
    connect(m_stops, &QCheckBox::clicked, this, change);
    connect(m_limit, &QSpinBox::valueChanged, this, change);
    connect(m_limitUnit, &QComboBox::activated, this, change);
    auto *limits = new WrapLayout;
    for (QWidget *part : std::initializer_list<QWidget *>{m_stops, m_limit, m_limitUnit, behind})
        limits->addWidget(part);
    return limits;
}

void RulesStep::buildFailures(QGridLayout &grid)
{
    m_badRows = new QButtonGroup(this);
    auto *quarantine = new QRadioButton(tr("Quarantine it and go on"), this);
    quarantine->setObjectName(QStringLiteral("badRowQuarantine"));
    quarantine->setToolTip(tr("Quarantine the row and go on. Nothing is thrown away."));
    auto *stop = new QRadioButton(tr("Stop the job"), this);
    stop->setObjectName(QStringLiteral("badRowStop"));
    m_badRows->addButton(quarantine, 1);
    m_badRows->addButton(stop, 0);
    connect(m_badRows, &QButtonGroup::idClicked, this, [this](int id) {
        edit(tr("What happens to a row that fails"), [&](WizardState &state) { state.job.quarantinesBadRows = id == 1; });
    });
    auto *choice = new WrapLayout;
    choice->setSpacing(16);
    choice->addWidget(quarantine);
    choice->addWidget(stop);

    m_hours = new QSpinBox(this);
    m_hours->setObjectName(QStringLiteral("giveUpAfter"));
    m_hours->setRange(1, 24 * 30);
    m_hours->setSuffix(tr(" h"));
    m_hours->setAccessibleName(tr("Hours for which an end that cannot be reached is tried"));
    connect(m_hours, &QSpinBox::valueChanged, this, [this](int hours) {
        edit(tr("How long an end is tried"), [&](WizardState &state) { state.job.giveUpAfter = std::chrono::hours(hours); },
             QStringLiteral("giveUpAfter"));
    });
    auto *tries = new QHBoxLayout;
    auto *outage = new QLabel(tr("When an end cannot be reached: keep trying for"), this);
    outage->setWordWrap(true);
    auto *apart = new QLabel(tr("30 s to 15 min apart"), this);
    apart->setWordWrap(true);
    tries->addWidget(outage, 2);
    tries->addWidget(m_hours);
    tries->addWidget(apart, 1);

    auto *column = new QVBoxLayout;
    column->setSpacing(4);
    column->addLayout(choice);
    column->addLayout(buildLimit());
    column->addLayout(tries);
    const int row = grid.rowCount();
    grid.addWidget(heading(tr("WHEN A ROW FAILS"), this), row, 0, Qt::AlignTop);
    grid.addLayout(column, row, 1);
}

QWidget *RulesStep::buildPromises()
{
    auto *box = new QWidget(this);
    m_safetyIcon = new QLabel(box);
    m_safety = new QLabel(box);
    m_safety->setObjectName(QStringLiteral("safetySentence"));
    m_safety->setTextFormat(Qt::PlainText);
    m_safety->setWordWrap(true);
    auto *shield = new QLabel(box);
    shield->setPixmap(iconPixmap(Icon::ShieldCheck, Tokens::of(palette()).of(Hue::Ok), 18, devicePixelRatioF()));
    m_guarantee = new QLabel(box);
    m_guarantee->setObjectName(QStringLiteral("guaranteeSentence"));
    m_guarantee->setTextFormat(Qt::PlainText);
    m_guarantee->setWordWrap(true);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 4, 0, 0);
    grid->setColumnStretch(1, 1);
    grid->addWidget(m_safetyIcon, 0, 0, Qt::AlignTop);
    grid->addWidget(m_safety, 0, 1);
    grid->addWidget(shield, 1, 0, Qt::AlignTop);
    grid->addWidget(m_guarantee, 1, 1);
    return box;
}

void RulesStep::edit(const QString &words, const std::function<void(WizardState &)> &change, const QString &mergeKey)
{
    m_model.edit(words, WizardPart::Rules, change, mergeKey);
}

void RulesStep::enter()
{
    if (m_model.job().name.empty() && !m_model.isEditing()) {
        const QString name = freeJobName(m_engine, tableNameFor(m_model));
        m_model.settle(WizardPart::Name, [&](WizardState &state) { state.job.name = name.toStdString(); });
    }
    update();
    emit ready();
}

void RulesStep::focusFirst()
{
    if (auto *button = m_modes->checkedButton())
        button->setFocus();
}

bool RulesStep::isFileTarget() const
{
    return m_model.target() && m_model.target()->kind == u"file";
}

bool RulesStep::isAllowed(WriteMode mode) const
{
    const TargetLook *target = m_model.target();
    if (mode == WriteMode::Append || mode == WriteMode::Replace)
        return true;
    const bool isKnown = mode != WriteMode::Update || (target && target->exists());
    return isKnown && !isFileTarget() && !m_model.job().key.empty() && (!target || target->isUpsertable);
}

void RulesStep::fillKeyMenu()
{
    QMenu *menu = m_key->menu();
    menu->clear();
    const SchemaPtr schema = m_model.targetSchema();
    const std::vector<std::string> &key = m_model.job().key;
    for (const Field &field : schema ? schema->fields() : std::vector<Field>()) {
        const std::string from = sourceFieldOf(m_model.job(), field.name);
        if (from.empty())
            continue; // nothing is mapped to it
        const QString name = QString::fromStdString(field.name);
        QString text = QString(name).replace(QLatin1Char('&'), QLatin1String("&&"));
        if (m_model.source() && keyEvidence(*m_model.source(), from).isUnique)
            text = tr("%1 (unique)").arg(text);
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(std::find(key.begin(), key.end(), field.name) != key.end());
        connect(action, &QAction::toggled, this, [this, name](bool isOn) { toggleKey(name, isOn); });
    }
}

void RulesStep::toggleKey(const QString &field, bool isOn)
{
    edit(tr("Key: %1").arg(field), [&](WizardState &state) {
        std::vector<std::string> &key = state.job.key;
        const std::string name = field.toStdString();
        key.erase(std::remove(key.begin(), key.end(), name), key.end());
        if (isOn)
            key.push_back(name);
        state.isKeyChosen = true;
        const bool needsKey = state.job.mode == WriteMode::Upsert || state.job.mode == WriteMode::Update;
        if (key.empty() && needsKey)
            state.job.mode = WriteMode::Append;
        else if (!key.empty() && state.job.mode == WriteMode::Append && !isFileTarget())
            state.job.mode = WriteMode::Upsert;
    });
}

void RulesStep::update()
{
    const Job &job = m_model.job();
    const QString name = QString::fromStdString(m_model.isEditing() ? m_model.state().editedJob : job.name);
    if (m_name->text().trimmed() != name)
        m_name->setText(name);
    m_name->setEnabled(!m_model.isEditing());
    updateKey();
    m_filters->update();
    for (int i = 0; i < 4; ++i) {
        m_modes->button(i)->setEnabled(isAllowed(modes[i]));
        if (modes[i] == job.mode)
            m_modes->button(i)->setChecked(true);
    }
    m_badRows->button(job.quarantinesBadRows ? 1 : 0)->setChecked(true);
    const QSignalBlocker noLimit(m_limit), noHours(m_hours);
    const bool stops = job.stopAfter.kind != StopAfter::Kind::Never;
    const bool isRows = job.stopAfter.kind == StopAfter::Kind::Rows;
    m_stops->setChecked(stops);
    m_limit->setValue(isRows ? static_cast<int>(std::min<std::int64_t>(job.stopAfter.rows, 1'000'000'000))
                             : static_cast<int>(job.stopAfter.percent));
    m_limitUnit->setCurrentIndex(isRows ? 1 : 0);
    for (QWidget *part : std::initializer_list<QWidget *>{m_limit, m_limitUnit})
        part->setEnabled(stops && job.quarantinesBadRows);
    m_stops->setEnabled(job.quarantinesBadRows);
    m_hours->setValue(static_cast<int>(std::chrono::duration_cast<std::chrono::hours>(job.giveUpAfter).count()));
    updatePromises();
    updateBlocker();
}

void RulesStep::updateKey()
{
    QStringList key;
    for (const std::string &field : m_model.job().key)
        key += QString::fromStdString(field);
    m_key->setText(key.isEmpty() ? tr("No key") : plainText(key.join(QStringLiteral(", ")), 60));
    m_key->setAccessibleName(tr("Key: %1").arg(m_key->text()));
    m_key->setEnabled(!isFileTarget());
    QString text;
    if (isFileTarget()) {
        text = tr("A file has no key: every row is written once.");
    } else if (key.isEmpty()) {
        text = tr("Without a key Weir cannot recognise rows that are there already.");
    } else if (m_model.job().key.size() == 1 && m_model.source()) {
        const KeyEvidence evidence = keyEvidence(*m_model.source(), sourceFieldOf(m_model.job(), m_model.job().key.front()));
        if (evidence.isUnique)
            text = m_model.source()->isWhole ? tr("unique in all %1 rows").arg(rowsText(evidence.rows))
                                             : tr("unique in %1 rows looked at").arg(rowsText(evidence.rows));
        else if (evidence.rows > 0)
            text = tr("Not unique: %1 rows repeat a value, %2 have none.")
                       .arg(rowsText(evidence.repeated), rowsText(evidence.missing));
    }
    m_keyText->setText(text);
}

void RulesStep::updatePromises()
{
    const Tokens tokens = Tokens::of(palette());
    const Safety safety = safetyOf(m_model.job(), isFileTarget());
    m_safety->setText(safety.sentence);
    m_safetyIcon->setPixmap(iconPixmap(safety.isSafe ? Icon::CircleCheck : Icon::TriangleAlert,
                                       tokens.of(safety.isSafe ? Hue::Ok : Hue::Warn), 18, devicePixelRatioF()));
    const QString guarantee = m_model.job().checkpointInLedger ? QStringLiteral("D2")
                              : m_model.target()               ? m_model.target()->guarantee
                                                               : QString();
    m_guarantee->setText(guarantee.isEmpty() ? QString() : tr("Guarantee %1: %2").arg(guarantee, guaranteeText(guarantee)));
}

void RulesStep::updateBlocker()
{
    const Job &job = m_model.job();
    std::optional<WizardBlocker> blocker;
    if (!m_model.isEditing() && m_engine.jobNames().contains(QString::fromStdString(job.name)))
        blocker = WizardBlocker{
            tr("There is a job “%1” already: give this one another name.").arg(QString::fromStdString(job.name)),
            QStringLiteral("jobName")};
    else if (!isAllowed(job.mode))
        blocker = WizardBlocker{job.key.empty() ? tr("Choose a key: rows cannot be recognised without one.")
                                                : tr("This target cannot be written that way. Choose another one."),
                                QStringLiteral("ruleKey")};
    m_model.setBlocker(m_id, std::move(blocker));
}

} // namespace weir
