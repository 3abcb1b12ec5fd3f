// The parts of the third step and how they stand.

#include "ui/bridge/fieldchecks.h"
#include "ui/text/format.h"
#include "ui/text/language.h"
#include "ui/theme/icons.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/wraplayout.h"
#include "ui/wizard/mapdelegate.h"
#include "ui/wizard/mapstep.h"
#include "ui/wizard/transformpane.h"

#include <QAction>
#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>
#include <numeric>

namespace weir {

namespace {

constexpr int spacing = 6;
constexpr std::array<int, MapModel::ColumnCount> columnShares = {19, 22, 31, 15, 13};
constexpr int namesShownMax = 30;
constexpr int scanNoticeMs = 300; ///< what takes less is not worth a word
constexpr int paneHeightMin = 170, halvesHeightMin = 150;

QString nameText(const std::string &name)
{
    return plainText(QString::fromStdString(name), 80);
}

} // namespace

void MapStep::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(spacing);
    makeToolbar(*column);
    m_halves = new QSplitter(Qt::Vertical, this);
    m_halves->setObjectName(QStringLiteral("mapHalves"));
    m_halves->setChildrenCollapsible(false);
    m_halves->installEventFilter(this);
    m_halves->setMinimumHeight(halvesHeightMin); // whatever is open: a low window shows less of both
    column->addWidget(m_halves, 1);
    makeTable();
    makePane();
    makeFooter(*column);
    makeKeys();
}

void MapStep::makeToolbar(QVBoxLayout &column)
{
    auto *row = new WrapLayout;
    row->setSpacing(spacing);
    const auto button = [&](const QString &text, const char *name, const QString &tip, auto act) {
        auto *made = new QPushButton(text, this);
        made->setObjectName(QLatin1String(name));
        made->setToolTip(tip);
        made->setAutoDefault(false);
        connect(made, &QPushButton::clicked, this, act);
        row->addWidget(made);
        return made;
    };
    m_autoMatch = button(tr("Auto-match"), "mapAutoMatch",
                         tr("Fills what names and values speak for. Fields that you confirmed stay."),
                         [this] { fill(MatchWay::Proposals); });
    m_autoMatch->setIcon(iconOf(Icon::WandSparkles));
    m_byName = button(tr("By name"), "mapByName", tr("Fills fields of the same name."), [this] { fill(MatchWay::Names); });
    m_byPosition = button(tr("By position"), "mapByPosition",
                          tr("First to first, second to second. Keys and required fields are filled by name only."),
                          [this] { fill(MatchWay::Position); });
    m_clear = button(tr("Clear"), "mapClear", tr("Nothing is mapped any more."), [this] { clear(); });
    row->addStretch();
    m_reviewOnly = new QCheckBox(this);
    m_reviewOnly->setObjectName(QStringLiteral("mapReviewOnly"));
    m_reviewOnly->setText(tr("Needs review only (%1)").arg(0));
    connect(m_reviewOnly, &QCheckBox::toggled, this, [this](bool isOn) {
        const MapField *field = currentField();
        const std::string current = field ? field->name() : std::string();
        m_fields->showReviewOnly(isOn);
        goToField(current, std::max(0, m_table->currentIndex().column()));
    });
    row->addWidget(m_reviewOnly);
    column.addLayout(row);
}

void MapStep::makeTable()
{
    m_fields = new MapModel(this);
    m_table = new DataTable(this);
    m_table->setObjectName(QStringLiteral("mapTable"));
    m_table->setAccessibleName(tr("Fields"));
    m_table->setModel(m_fields);
    m_table->setItemDelegate(new MapDelegate(*m_fields, [this](const MapField &field) { return entriesFor(field); },
                                             m_table));
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->horizontalHeader()->setMinimumSectionSize(48);
    m_table->viewport()->installEventFilter(this);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, this, [this] {
        if (m_table->horizontalHeader()->underMouse())
            m_areColumnsFree = false;
    });
    connect(m_fields, &MapModel::sourceChosen, this, &MapStep::choose, Qt::QueuedConnection);
    connect(m_fields, &MapModel::defaultGiven, this, [this](const std::string &target, const QString &value) {
        FieldFix byDefault;
        byDefault.kind = FieldFix::Kind::Default;
        m_fields->askDefault({});
        edit(tr("Default for %1").arg(nameText(target)), [&](WizardState &state) {
            applyFix(state, target, byDefault, value.toStdString());
            state.confirmed.insert(target);
        });
    }, Qt::QueuedConnection);
    connect(m_table, &DataTable::rowOpened, this, &MapStep::openCell);
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) {
        const MapField *field = currentField();
        if (index.column() == MapModel::Check && field && (field->needsReview() || field->hasFinding()))
            openFixes(index);
    });
    connect(m_table, &DataTable::currentRowChanged, this, &MapStep::showPane);
    m_table->setMinimumHeight(28 * 3);
    m_halves->addWidget(m_table);
}

void MapStep::makePane()
{
    m_pane = new TransformPane(this);
    m_halves->addWidget(m_pane);
    m_halves->setStretchFactor(0, 1);
    m_halves->setStretchFactor(1, 0);
    connect(m_pane, &TransformPane::openToggled, this, [this] {
        m_isPaneChosen = true;
        shareHeight();
    });
    connect(m_pane, &TransformPane::fixChosen, this, [this](const FieldFix &chosen) {
        if (const MapField *field = currentField())
            fix(std::string(field->name()), chosen);
    });
    connect(m_pane, &TransformPane::moreFixesAsked, this, [this] { openFixes(m_table->currentIndex()); });
    connect(m_pane, &TransformPane::rowsAsked, this, [this](int rowsMax) {
        if (const MapField *field = currentField())
            m_checks->showPreview(field->name(), rowsMax);
    });
    connect(m_pane, &TransformPane::transformEdited, this, &MapStep::takeTransform);
    connect(m_pane, &TransformPane::crosswalkChosen, this, &MapStep::takeCrosswalk);
    connect(m_pane, &TransformPane::expressionEdited, this, &MapStep::takeExpression);
    connect(m_checks, &FieldChecks::previewed, this,
            [this] { m_pane->showPreview(m_checks->preview(), m_checks->isPreviewStale()); });
}

void MapStep::makeFooter(QVBoxLayout &column)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(spacing);
    m_more = new QToolButton(this);
    m_more->setObjectName(QStringLiteral("mapLeftOut"));
    m_more->setIcon(iconOf(Icon::ChevronDown));
    m_more->setAutoRaise(true);
    m_more->setAccessibleName(tr("Fields left out"));
    m_more->setToolTip(tr("Fields left out"));
    m_moreMenu = new QMenu(m_more);
    m_moreMenu->setObjectName(QStringLiteral("mapLeftOutMenu"));
    connect(m_more, &QToolButton::clicked, this, [this] {
        fillMore(); // its size is asked for before it is shown
        const QPoint above = m_more->mapToGlobal(QPoint(0, 0));
        m_moreMenu->popup(above - QPoint(0, m_moreMenu->sizeHint().height()));
    });
    row->addWidget(m_more);
    m_footer = new QLabel(this);
    m_footer->setObjectName(QStringLiteral("mapFooter"));
    m_footer->setTextFormat(Qt::PlainText);
    m_footer->setWordWrap(true);
    row->addWidget(m_footer, 1);
    m_scan = new QPushButton(this);
    m_scan->setObjectName(QStringLiteral("mapScan"));
    m_scan->setAutoDefault(false);
    m_scan->hide();
    connect(m_scan, &QPushButton::clicked, this, [this] {
        m_isScanCancelled = !m_isScanCancelled;
        m_isScanCancelled ? m_checks->cancelScan() : m_checks->scanAgain();
        showFooter();
    });
    row->addWidget(m_scan);
    m_suggested = new QPushButton(iconOf(Icon::WandSparkles), {}, this);
    m_suggested->setObjectName(QStringLiteral("mapSuggested"));
    m_suggested->setAutoDefault(false);
    connect(m_suggested, &QPushButton::clicked, this, &MapStep::applySuggested);
    row->addWidget(m_suggested);
    column.addLayout(row);
}

void MapStep::makeKeys()
{
    const auto key = [this](QWidget *owner, const QKeySequence &keys, Qt::ShortcutContext where, auto act) {
        auto *action = new QAction(owner);
        action->setShortcut(keys);
        action->setShortcutContext(where);
        connect(action, &QAction::triggered, this, act);
        owner->addAction(action);
    };
    key(m_table, QKeySequence(Qt::Key_Space), Qt::WidgetShortcut, [this] { confirm(false); });
    key(m_table, QKeySequence(Qt::Key_F4), Qt::WidgetShortcut, [this] { openFixes(m_table->currentIndex()); });
    key(m_table, QKeySequence(Qt::Key_F2), Qt::WidgetShortcut, [this] {
        m_table->edit(m_table->currentIndex().siblingAtColumn(MapModel::Source));
    });
    key(m_table, QKeySequence(Qt::Key_Delete), Qt::WidgetShortcut, [this] {
        if (const MapField *field = currentField(); field && field->isMapped())
            choose(std::string(field->name()), {SourceChoice::Kind::Nothing, {}}); // the row goes while it is changed
    });
    key(this, QKeySequence(QStringLiteral("Ctrl+Shift+A")), Qt::WidgetWithChildrenShortcut, [this] { confirm(true); });
    key(this, QKeySequence(QStringLiteral("Ctrl+Z")), Qt::WidgetWithChildrenShortcut, [this] { m_model.undo().undo(); });
    for (const char *keys : {"Ctrl+Shift+Z", "Ctrl+Y"})
        key(this, QKeySequence(QLatin1String(keys)), Qt::WidgetWithChildrenShortcut, [this] { m_model.undo().redo(); });
}

void MapStep::layoutColumns()
{
    const int width = m_table->viewport()->width();
    if (!m_areColumnsFree || width < 100)
        return;
    const int shares = std::accumulate(columnShares.begin(), columnShares.end(), 0);
    for (int i = 0; i + 1 < MapModel::ColumnCount; ++i) // the last one takes the rest
        m_table->setColumnWidth(i, width * columnShares[static_cast<std::size_t>(i)] / shares);
}

/// Both halves where there is room for seven fields and the pane; else the fields, and the pane's first line.
void MapStep::shareHeight()
{
    const int height = m_halves->height();
    const int rows = m_table->horizontalHeader()->height() + 7 * m_table->verticalHeader()->defaultSectionSize() + 4;
    if (!m_isPaneChosen) {
        const QSignalBlocker quiet(m_pane);
        m_pane->setOpen(height - rows >= paneHeightMin);
    }
    const int head = m_pane->headHeight();
    m_pane->setMaximumHeight(m_pane->isOpen() ? QWIDGETSIZE_MAX : head);
    if (!m_pane->isOpen())
        m_halves->setSizes({height - head, head});
    else
        m_halves->setSizes({std::min(height / 2, rows), height - std::min(height / 2, rows)});
}

bool MapStep::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize)
        layoutColumns();
    if (watched == m_halves && event->type() == QEvent::Resize)
        shareHeight();
    return WizardStep::eventFilter(watched, event);
}

void MapStep::showFooter()
{
    static const Schema none;
    const MapSummary summary = summaryOf(m_fields->fields(), m_source ? *m_source : none);
    const int unused = static_cast<int>(summary.unusedSources.size());
    QStringList sentences = {tr("%1 of %n target field(s) filled.", nullptr, summary.targets).arg(summary.filled),
                             tr("%n need(s) review.", nullptr, summary.review),
                             tr("%n source field(s) not used.", nullptr, unused)};
    if (!m_redoNotice.isEmpty())
        sentences << m_redoNotice;
    const bool isLong = m_lookedFor.isValid() && m_lookedFor.elapsed() >= scanNoticeMs;
    if (m_isScanCancelled)
        sentences << tr("Only the sample was checked.");
    else if (!m_checks->isDone() && isLong)
        sentences << tr("Checking all rows…");
    else if (!m_scanTrouble.isEmpty())
        sentences << tr("The file could not be read to its end; the checks are of the sample.");
    m_scan->setText(m_isScanCancelled ? tr("Check all rows") : tr("Cancel"));
    m_scan->setVisible(m_isScanCancelled || (m_checks->isScanning() && isLong));
    m_footer->setToolTip(m_scanTrouble);
    m_footer->setText(sentences.join(isChinese() ? QString() : QStringLiteral(" ")));
    m_reviewOnly->setText(tr("Needs review only (%1)").arg(summary.review));
    const bool hasLeftOut = unused > 0 || !summary.unfilledTargets.empty();
    m_more->setVisible(hasLeftOut);
    m_suggested->setVisible(summary.suggestedFixes > 0);
    m_suggested->setText(tr("Apply %n suggested fix(es)", nullptr, summary.suggestedFixes));
}

void MapStep::fillMore()
{
    static const Schema none;
    const MapSummary summary = summaryOf(m_fields->fields(), m_source ? *m_source : none);
    m_moreMenu->clear();
    const auto list = [this](const QString &title, const std::vector<std::string> &names, bool isTarget) {
        if (names.empty())
            return;
        m_moreMenu->addSection(title);
        for (std::size_t i = 0; i < names.size() && i < namesShownMax; ++i) {
            QAction *action = m_moreMenu->addAction(nameText(names[i]));
            if (isTarget)
                connect(action, &QAction::triggered, this, [this, name = names[i]] {
                    m_reviewOnly->setChecked(false);
                    goToField(name, MapModel::Source);
                });
            else
                action->setEnabled(false);
        }
        if (names.size() > namesShownMax)
            m_moreMenu->addAction(tr("and %n more", nullptr,
                                     static_cast<int>(names.size() - namesShownMax)))->setEnabled(false);
    };
    list(tr("Source fields not used"), summary.unusedSources, false);
    list(tr("Target fields not filled"), summary.unfilledTargets, true);
}

} // namespace weir
