#include "ui/wizard/wizardpage.h"

#include "ui/bridge/draftqueries.h"
#include "ui/bridge/engineclient.h"
#include "ui/bridge/wizardqueries.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/primarybutton.h"
#include "ui/wizard/checkstep.h"
#include "ui/wizard/mapstep.h"
#include "ui/wizard/rulesstep.h"
#include "ui/wizard/sourcestep.h"
#include "ui/wizard/targetstep.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace weir {

namespace {

constexpr int railWidth = 168;

/// Name of the next draft; drafts that are there keep theirs.
QString newDraftName()
{
    return QStringLiteral("draft-") + QString::number(QDateTime::currentMSecsSinceEpoch(), 36);
}

} // namespace

WizardPage::WizardPage(const Context &context, QWidget *parent)
    : Page(context, parent), m_model(m_engine), m_looks(m_engine, m_model)
{
    build(context);
    buildKeys();
    connect(&m_model, &WizardModel::blockersChanged, this, [this] {
        updateRail();
        updateFooter();
        if (m_isNextWanted && !current().blocker())
            QMetaObject::invokeMethod(this, &WizardPage::goOnWithNext, Qt::QueuedConnection);
    });
    connect(&m_model, &WizardModel::changed, this, [this] {
        m_isDraftSaved = false;
        updateTitle();
        updateFooter();
        goOn();
    });
    connect(&m_model, &WizardModel::draftSaved, this, [this] {
        m_isDraftSaved = true;
        const bool isBeginning = m_opened.isEmpty() || m_opened.startsWith(QLatin1String("sample:"))
                                 || m_opened.startsWith(QLatin1String("file:"));
        if (isBeginning) {
            m_opened = QStringLiteral("draft:") + m_model.draftName();
            emit placeChanged(m_opened);
        }
        updateFooter();
    });
    connect(&m_model, &WizardModel::draftFailed, this, [this](const QString &detail) {
        m_banner->show(Hue::Error, tr("The draft cannot be saved. What you chose is kept as long as this page is open."));
        m_banner->setDetails(detail);
    });
    connect(&m_looks, &WizardLooks::sourceStateChanged, this, &WizardPage::goOn);
    connect(&m_looks, &WizardLooks::targetStateChanged, this, &WizardPage::goOn);
}

void WizardPage::build(const Context &context)
{
    m_rail = new QListWidget(this);
    m_rail->setObjectName(QStringLiteral("wizardRail"));
    m_rail->setAccessibleName(tr("Steps"));
    m_rail->setFixedWidth(railWidth);
    m_rail->setFrameShape(QFrame::NoFrame);
    m_rail->setIconSize(QSize(18, 18));
    m_rail->setSpacing(2);
    connect(m_rail, &QListWidget::itemClicked, this,
            [this](QListWidgetItem *item) { showStep(static_cast<WizardStepId>(m_rail->row(item))); });
    connect(m_rail, &QListWidget::itemActivated, this,
            [this](QListWidgetItem *item) { showStep(static_cast<WizardStepId>(m_rail->row(item))); });

    m_title = new QLabel(this);
    m_title->setObjectName(QStringLiteral("wizardTitle"));
    m_title->setFont(titleFont());
    m_title->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Preferred);
    m_subtitle = new QLabel(this);
    m_subtitle->setObjectName(QStringLiteral("wizardSubtitle"));
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    m_subtitle->setMinimumWidth(60);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_title);
    head->addWidget(m_subtitle, 1);

    m_banner = new InlineBanner(this);
    m_banner->setObjectName(QStringLiteral("wizardBanner"));
    m_banner->hide();
    m_stack = new QStackedWidget(this);
    m_steps = {new SourceStep(context, m_model, m_looks), new TargetStep(context, m_model, m_looks),
               new MapStep(context, m_model), new RulesStep(context, m_model), new CheckStep(context, m_model)};
    for (WizardStep *step : m_steps) {
        m_stack->addWidget(step);
        m_rail->addItem(step->title());
        connect(step, &WizardStep::titleChanged, this, &WizardPage::updateTitle);
    }
    connect(static_cast<CheckStep *>(m_steps[4]), &CheckStep::fixAsked, this, [this](const QString &field) {
        m_model.setWantedField(field);
        showStep(WizardStepId::Map);
    });

    auto *column = new QVBoxLayout;
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(m_banner);
    column->addWidget(m_stack, 1);
    column->addWidget(buildFooter());
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addLayout(column, 1);
}

QWidget *WizardPage::buildFooter()
{
    auto *footer = new QWidget(this);
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(0, 4, 0, 0);
    row->setSpacing(8);
    m_state = new QLabel(footer);
    m_state->setObjectName(QStringLiteral("wizardState"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setMinimumWidth(40);
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_saveDraft = new QPushButton(tr("Save draft"), footer);
    m_saveDraft->setObjectName(QStringLiteral("btnSaveDraft"));
    connect(m_saveDraft, &QPushButton::clicked, &m_model, &WizardModel::saveDraftNow);
    m_saveOnly = new QPushButton(tr("Save only"), footer);
    m_saveOnly->setObjectName(QStringLiteral("btnSaveOnly"));
    connect(m_saveOnly, &QPushButton::clicked, this, [this] { save(false); });
    m_back = new QPushButton(tr("Back"), footer);
    m_back->setObjectName(QStringLiteral("btnBack"));
    connect(m_back, &QPushButton::clicked, this, &WizardPage::back);
    m_next = new PrimaryButton(tr("Next"), footer);
    m_next->setObjectName(QStringLiteral("btnNext"));
    connect(m_next, &QPushButton::clicked, this, &WizardPage::next);
    row->addWidget(m_state, 1);
    for (QPushButton *button : {m_saveDraft, m_saveOnly, m_back, m_next})
        row->addWidget(button);
    return footer;
}

void WizardPage::buildKeys()
{
    const auto key = [this](const QKeySequence &keys, std::function<void()> run) {
        auto *shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, std::move(run));
    };
    key(QKeySequence(Qt::CTRL | Qt::Key_Return), [this] { next(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_Enter), [this] { next(); });
    key(QKeySequence(Qt::CTRL | Qt::Key_S), [this] { m_model.saveDraftNow(); });
    for (int i = 0; i < wizardStepCount; ++i)
        key(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + i)),
            [this, i] { showStep(static_cast<WizardStepId>(i)); });
}

/// What no step and no field has taken for itself: undo and redo.
void WizardPage::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Undo))
        m_model.undo().undo();
    else if (event->matches(QKeySequence::Redo) || event->keyCombination() == QKeyCombination(Qt::CTRL | Qt::SHIFT, Qt::Key_Z))
        m_model.undo().redo();
    else
        Page::keyPressEvent(event);
}

WizardStep &WizardPage::current() const
{
    return *m_steps[static_cast<std::size_t>(m_model.step())];
}

QString WizardPage::trail() const
{
    const QString name = QString::fromStdString(m_model.isEditing() ? m_model.state().editedJob : m_model.job().name);
    return tr("Jobs / %1").arg(name.isEmpty() ? tr("New job") : name);
}

void WizardPage::open(const QString &argument)
{
    // The way back from another page; a saved job that nobody changed meanwhile is read again.
    const bool isOpen = isReady() && argument == m_opened && !argument.isEmpty();
    if (isOpen && (!m_model.isEditing() || m_model.undo().index() > 0)) {
        setReady();
        return;
    }
    setReady(false);
    m_opened = argument;
    m_banner->hide();
    if (argument.startsWith(QLatin1String("sample:")))
        beginSample(argument.mid(7));
    else if (argument.startsWith(QLatin1String("file:")))
        beginFile(argument.mid(5));
    else if (argument.startsWith(QLatin1String("draft:")))
        beginDraft(argument.mid(6));
    else if (!argument.isEmpty())
        beginJob(argument);
    else
        begin({}, WizardStepId::Source, newDraftName());
}

void WizardPage::begin(WizardState state, WizardStepId step, const QString &draftName, std::optional<WizardStepId> goal)
{
    m_goal = goal;
    m_isDraftSaved = false;
    for (WizardStep *each : m_steps)
        each->forget();
    m_model.reset(std::move(state), step, draftName);
    m_looks.lookAgain();
    showStep(step);
    goOn();
    emit trailChanged();
}

void WizardPage::beginSample(const QString &name)
{
    static constexpr std::pair<const char *, SampleId> names[] = {
        {"clean", SampleId::Clean}, {"messy", SampleId::Messy}, {"items", SampleId::Items}};
    SampleId id = SampleId::Clean;
    for (const auto &[known, sample] : names) {
        if (name == QLatin1String(known))
            id = sample;
    }
    prepareSample(m_engine, id).then(this, [this, name](const Result<SamplePlace> &place) {
        if (!place)
            return failToBegin(place.error());
        begin(SourceStep::stateOfSample(name, *place), WizardStepId::Source, newDraftName(), WizardStepId::Map);
    });
}

void WizardPage::beginFile(const QString &path)
{
    QString chosen = path;
    if (chosen.isEmpty())
        chosen = QFileDialog::getOpenFileName(this, tr("Open a file"), {}, SourceStep::fileFilter());
    WizardState state;
    state.job.sourcePlace = chosen.toStdString();
    begin(std::move(state), WizardStepId::Source, newDraftName());
}

void WizardPage::beginDraft(const QString &name)
{
    fetchDraft(m_engine, name).then(this, [this, name](const Result<Draft> &draft) {
        if (!draft)
            return failToBegin(draft.error());
        WizardState state;
        WizardStepId step = WizardStepId::Source;
        state.job = draft->job;
        state.fromText(draft->state, step);
        // Steps after the first need what was seen of both ends.
        const bool isLater = step > WizardStepId::Target;
        begin(std::move(state), isLater ? WizardStepId::Source : step, name, isLater ? std::optional(step) : std::nullopt);
    });
}

void WizardPage::beginJob(const QString &name)
{
    fetchJob(m_engine, name).then(this, [this, name](const Result<SavedJob> &saved) {
        if (!saved)
            return failToBegin(saved.error());
        WizardState state;
        state.job = saved->job;
        state.editedJob = name.toStdString();
        state.revision = saved->revision;
        state.isTargetChosen = state.isKeyChosen = state.isMatched = saved->job.hasMapping;
        state.createsTable = saved->job.createIfMissing;
        for (const FieldMapping &field : saved->job.mapping.fields) {
            state.confirmed.insert(field.to);
            if (field.type && state.createsTable) // what was saved was chosen
                state.job.types.try_emplace(field.to, *field.type);
        }
        begin(std::move(state), WizardStepId::Source, name, WizardStepId::Map);
    });
}

void WizardPage::failToBegin(const Error &error)
{
    begin({}, WizardStepId::Source, newDraftName());
    m_banner->show(Hue::Error, errorText(error));
    m_banner->setDetails(QString::fromStdString(error.detail));
}

void WizardPage::goOn()
{
    if (!m_goal)
        return;
    if (m_looks.sourceError() || m_looks.targetError()) {
        m_goal.reset(); // the step that is shown says what is wrong
        return;
    }
    if (!m_model.source() || !m_model.target() || !m_looks.isQuiet())
        return;
    const WizardStepId goal = *std::exchange(m_goal, std::nullopt);
    // Queued: this is told in the middle of a change that others still hear of.
    QMetaObject::invokeMethod(this, [this, goal] {
        for (int i = 0; i <= static_cast<int>(goal) && m_model.canOpen(static_cast<WizardStepId>(i)); ++i)
            showStep(static_cast<WizardStepId>(i));
    }, Qt::QueuedConnection);
}

void WizardPage::showStep(WizardStepId step)
{
    if (!m_model.canOpen(step)) {
        current().focusBlocker();
        return;
    }
    if (m_stack->currentWidget() != m_steps[static_cast<std::size_t>(step)])
        current().leave();
    m_isNextWanted = false;
    m_model.setStep(step);
    m_stack->setCurrentWidget(&current());
    current().enter();
    updateTitle();
    updateRail();
    updateFooter();
    if (!m_goal)
        current().focusFirst();
    if (!isReady())
        setReady();
}

void WizardPage::next()
{
    if (m_isBusy)
        return;
    const bool isLast = m_model.step() == WizardStepId::Check;
    if (current().blocker()) {
        // What only takes a moment is waited for; what a person has to settle gets the focus.
        m_isNextWanted = m_model.blocker(m_model.step())->control.isEmpty();
        updateFooter();
        current().focusBlocker();
    } else if (isLast) {
        save(true);
    } else if (m_model.isEditing() && m_model.step() >= WizardStepId::Map) {
        save(false);
    } else {
        showStep(static_cast<WizardStepId>(static_cast<int>(m_model.step()) + 1));
    }
}

void WizardPage::goOnWithNext()
{
    if (std::exchange(m_isNextWanted, false))
        next();
}

void WizardPage::back()
{
    if (m_model.step() > WizardStepId::Source)
        showStep(static_cast<WizardStepId>(static_cast<int>(m_model.step()) - 1));
}

void WizardPage::save(bool runs)
{
    if (m_isBusy)
        return;
    Job job = m_model.job();
    if (m_model.isEditing())
        job.name = m_model.state().editedJob;
    else if (job.name.empty())
        job.name = freeJobName(m_engine, QString::fromStdString(job.title)).toStdString();
    m_isBusy = true;
    updateFooter();
    const QString name = QString::fromStdString(job.name);
    storeJob(m_engine, std::move(job), !m_model.isEditing()).then(this, [this, name, runs](const Result<void> &saved) {
        m_isBusy = false;
        updateFooter();
        if (!saved) {
            m_banner->show(Hue::Error, errorText(saved.error()));
            m_banner->setDetails(QString::fromStdString(saved.error().detail));
            return;
        }
        afterSaving(name, runs);
    });
}

void WizardPage::afterSaving(const QString &job, bool runs)
{
    m_model.dropDraft();
    m_opened = job;
    emit placeChanged(job); // the way back leads to the saved job
    m_model.settle(WizardPart::Name, [&](WizardState &state) {
        state.job.name = state.editedJob = job.toStdString();
    });
    m_model.dropDraft();
    m_model.undo().clear();
    if (!runs) {
        m_navigator.toast(tr("“%1” is saved").arg(plainText(job, 80)));
        m_navigator.go(QStringLiteral("jobs"), job);
        return;
    }
    m_isBusy = true;
    updateFooter();
    m_engine.startRun(job).then(this, [this, job](const Result<qint64> &run) {
        m_isBusy = false;
        updateFooter();
        if (run && *run == 0) {
            m_navigator.toast(tr("“%1” starts when one of the running jobs ends").arg(plainText(job, 80)));
            return m_navigator.go(QStringLiteral("jobs"), job);
        }
        if (run) {
            m_navigator.go(QStringLiteral("run"), QString::number(*run));
            return;
        }
        m_banner->show(Hue::Error, errorText(run.error()));
        m_banner->setDetails(QString::fromStdString(run.error().detail));
    });
}

void WizardPage::updateTitle()
{
    m_title->setText(current().title());
    m_subtitle->setText(plainText(current().subtitle(), 200));
    m_subtitle->setToolTip(m_subtitle->text());
    emit trailChanged();
}

void WizardPage::updateRail()
{
    const Tokens tokens = Tokens::of(palette());
    for (int i = 0; i < wizardStepCount; ++i) {
        const auto step = static_cast<WizardStepId>(i);
        QListWidgetItem *item = m_rail->item(i);
        const bool isCurrent = step == m_model.step();
        const bool isDone = m_model.isComplete(step) && !isCurrent;
        const bool isBlocked = m_model.blocker(step).has_value() && !isCurrent && m_model.canOpen(step);
        item->setIcon(isCurrent ? iconOf(Icon::CircleDot, tokens.accent)
                      : isDone  ? iconOf(Icon::CircleCheck, tokens.of(Hue::Ok))
                                : iconOf(Icon::Circle, tokens.text2));
        const QString state = isCurrent ? tr("current") : isDone ? tr("done") : isBlocked ? tr("waits") : tr("not yet");
        item->setData(Qt::AccessibleTextRole, QStringLiteral("%1 %2, %3").arg(i + 1).arg(item->text(), state));
        item->setToolTip(QStringLiteral("%1 (Alt+%2)").arg(item->text()).arg(i + 1));
        Qt::ItemFlags flags = Qt::ItemIsSelectable;
        flags.setFlag(Qt::ItemIsEnabled, m_model.canOpen(step));
        item->setFlags(flags);
    }
    m_rail->setCurrentRow(static_cast<int>(m_model.step()));
}

void WizardPage::updateFooter()
{
    const bool isLast = m_model.step() == WizardStepId::Check;
    const bool savesRevision = m_model.isEditing() && m_model.step() >= WizardStepId::Map && !isLast;
    const auto reason = current().blocker();
    m_saveOnly->setVisible(isLast);
    m_saveOnly->setText(m_model.isEditing() ? tr("Save as revision %1").arg(m_model.state().revision + 1) : tr("Save only"));
    m_saveOnly->setEnabled(!m_isBusy && !reason);
    m_saveDraft->setVisible(!isLast);
    m_back->setEnabled(m_model.step() != WizardStepId::Source);
    m_next->setText(isLast          ? tr("Save and run")
                    : savesRevision ? tr("Save as revision %1").arg(m_model.state().revision + 1)
                                    : tr("Next"));
    m_next->setEnabled(!m_isBusy);
    m_state->setText(reason ? *reason : m_isDraftSaved && !isLast ? tr("Draft saved") : QString());
    m_state->setToolTip(m_state->text());
    m_state->setForegroundRole(reason ? QPalette::WindowText : QPalette::PlaceholderText);
}

} // namespace weir
