#include "ui/wizard/steplist.h"

#include "ui/theme/icons.h"
#include "ui/wizard/mapedits.h"
#include "ui/wizard/steptext.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace weir {

namespace {

constexpr int listHeightMin = 58, listHeightMax = 150;
constexpr StepKind kinds[] = {StepKind::Trim,    StepKind::ParseNumber, StepKind::ParseDate, StepKind::MapValues,
                              StepKind::Crosswalk, StepKind::Default,   StepKind::Combine,   StepKind::Split,
                              StepKind::Cut,     StepKind::Round};

/// A step as it is added to a field that becomes \a made.
TransformStep freshStep(StepKind kind, const Type &made)
{
    TransformStep step;
    step.kind = kind;
    const bool isNumber = made.kind == TypeKind::Int64 || made.kind == TypeKind::Float64 || made.kind == TypeKind::Decimal;
    const bool isTime = made.kind == TypeKind::Date || made.kind == TypeKind::DateTime || made.kind == TypeKind::Time ||
        made.kind == TypeKind::Timestamp;
    if (kind == StepKind::ParseNumber)
        step.makes = isNumber ? made.kind : TypeKind::Decimal;
    else if (kind == StepKind::ParseDate)
        step.makes = isTime ? made.kind : TypeKind::Date;
    else if (kind == StepKind::Split)
        step.number = 1, step.text = ",";
    else if (kind == StepKind::Combine)
        step.text = " ";
    else if (kind == StepKind::Crosswalk)
        step.isOn = false; // until its table is chosen
    else if (kind == StepKind::Round)
        step.number = made.kind == TypeKind::Decimal ? made.scale : 0;
    return step;
}

} // namespace

StepList::StepList(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    makeButtons();
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("mapSteps"));
    m_list->setAccessibleName(tr("Steps"));
    m_list->setMinimumHeight(listHeightMin);
    m_list->setMaximumHeight(listHeightMax);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->installEventFilter(this);
    connect(m_list, &QListWidget::currentRowChanged, this, &StepList::showCurrent);
    connect(m_list, &QListWidget::itemChanged, this, [this](const QListWidgetItem *item) {
        if (!m_isFilling)
            toggle(m_list->row(item), item->checkState() == Qt::Checked);
    });
    column->addWidget(m_list, 2);
    m_note = new QLabel(tr("This expression is not made of steps. It can be edited under “Expression”."), this);
    m_note->setWordWrap(true);
    column->addWidget(m_note);
    m_editor = new StepEditor(this);
    connect(m_editor, &StepEditor::edited, this, &StepList::takeStep);
    connect(m_editor, &StepEditor::crosswalkChosen, this, [this](const LookupDeclaration &table, const TransformStep &step) {
        if (const int row = current(); row >= 0) {
            m_transform->steps[static_cast<std::size_t>(row)] = step;
            fill();
            emit crosswalkChosen(table, *m_transform);
        }
    });
    column->addWidget(m_editor);
    column->addStretch(1);
}

void StepList::makeButtons()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    m_add = new QToolButton(this);
    m_add->setObjectName(QStringLiteral("mapStepAdd"));
    m_add->setText(tr("Add step"));
    m_add->setIcon(iconOf(Icon::Plus));
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_add->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_add);
    menu->setObjectName(QStringLiteral("mapStepMenu"));
    for (const StepKind kind : kinds)
        menu->addAction(StepText::name(kind), this, [this, kind] { add(kind); });
    m_add->setMenu(menu);
    row->addWidget(m_add);
    row->addStretch(1);
    const auto button = [&](Icon icon, const QString &name, const char *object, auto act) {
        auto *made = new QToolButton(this);
        made->setObjectName(QLatin1String(object));
        made->setIcon(iconOf(icon));
        made->setAccessibleName(name);
        made->setToolTip(name);
        connect(made, &QToolButton::clicked, this, act);
        row->addWidget(made);
        return made;
    };
    m_up = button(Icon::ChevronUp, tr("Move up (Alt+Up)"), "mapStepUp", [this] { move(-1); });
    m_down = button(Icon::ChevronDown, tr("Move down (Alt+Down)"), "mapStepDown", [this] { move(1); });
    m_remove = button(Icon::Trash2, tr("Remove the step (Del)"), "mapStepRemove", [this] { remove(); });
    layout()->addItem(row);
}

void StepList::focusList()
{
    if (m_list->count() > 0)
        m_list->setFocus(Qt::OtherFocusReason);
    else
        m_add->setFocus(Qt::OtherFocusReason);
}

int StepList::current() const
{
    const int row = m_list->currentRow();
    return m_transform && row >= 0 && row < static_cast<int>(m_transform->steps.size()) ? row : -1;
}

void StepList::setTransform(const std::optional<Transform> &transform, const Type &made,
                            const StepSurroundings &surroundings)
{
    m_made = made;
    m_surroundings = surroundings;
    if (transform == m_transform)
        return showCurrent();
    const bool isOther = !m_transform || !transform || m_transform->from != transform->from;
    m_transform = transform;
    const int row = isOther ? 0 : std::max(0, m_list->currentRow());
    fill();
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    showCurrent();
}

void StepList::fill()
{
    m_isFilling = true;
    const std::size_t count = m_transform ? m_transform->steps.size() : 0;
    while (m_list->count() > static_cast<int>(count))
        delete m_list->takeItem(m_list->count() - 1);
    for (std::size_t i = 0; i < count; ++i) {
        if (static_cast<int>(i) >= m_list->count())
            m_list->addItem(QString());
        const TransformStep &step = m_transform->steps[i];
        QListWidgetItem *item = m_list->item(static_cast<int>(i));
        const QString text = StepText::summary(step);
        item->setText(text);
        item->setToolTip(StepText::isLossy(step) ? tr("%1. Characters or digits are lost.").arg(text) : text);
        item->setData(Qt::AccessibleTextRole, step.isOn ? text : tr("%1, off").arg(text));
        item->setIcon(StepText::isLossy(step) ? iconOf(Icon::TriangleAlert) : QIcon());
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(step.isOn ? Qt::Checked : Qt::Unchecked);
    }
    m_isFilling = false;
}

void StepList::showCurrent()
{
    const int row = current();
    m_note->setVisible(!m_transform);
    m_list->setVisible(m_transform.has_value());
    m_add->setEnabled(m_transform.has_value());
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_list->count());
    m_remove->setEnabled(row >= 0);
    if (row < 0)
        return m_editor->clear();
    Transform before{m_transform->from, {m_transform->steps.begin(), m_transform->steps.begin() + row}};
    m_editor->setStep(m_transform->steps[static_cast<std::size_t>(row)], transformExpression(before), m_surroundings);
}

void StepList::add(StepKind kind)
{
    if (!m_transform)
        return;
    const std::size_t before = m_transform->steps.size();
    const TransformStep step = freshStep(kind, m_made);
    addStep(*m_transform, step);
    fill();
    const auto at = std::find(m_transform->steps.begin(), m_transform->steps.end(), step);
    m_list->setCurrentRow(static_cast<int>(at == m_transform->steps.end() ? before : at - m_transform->steps.begin()));
    showCurrent();
    m_editor->focusFirst();
    if (kind == StepKind::Crosswalk)
        return emit noted(*m_transform);
    emit edited(*m_transform, StepText::name(kind), {});
}

void StepList::remove()
{
    const int row = current();
    if (row < 0)
        return;
    const StepKind kind = m_transform->steps[static_cast<std::size_t>(row)].kind;
    const QString name = tr("Remove: %1", "a step").arg(StepText::name(kind));
    m_transform->steps.erase(m_transform->steps.begin() + row);
    fill();
    showCurrent();
    emit edited(*m_transform, name, {});
}

void StepList::move(int by)
{
    const int row = current();
    const int to = row + by;
    if (row < 0 || to < 0 || to >= m_list->count())
        return;
    auto &steps = m_transform->steps;
    std::swap(steps[static_cast<std::size_t>(row)], steps[static_cast<std::size_t>(to)]);
    fill();
    m_list->setCurrentRow(to);
    showCurrent();
    emit edited(*m_transform, tr("Move: %1", "a step").arg(StepText::name(steps[static_cast<std::size_t>(to)].kind)), {});
}

void StepList::toggle(int row, bool isOn)
{
    if (!m_transform || row < 0 || row >= static_cast<int>(m_transform->steps.size()))
        return;
    TransformStep &step = m_transform->steps[static_cast<std::size_t>(row)];
    if (step.isOn == isOn)
        return;
    step.isOn = isOn;
    fill();
    const QString name = StepText::name(step.kind);
    emit edited(*m_transform, isOn ? tr("Turn on: %1", "a step").arg(name) : tr("Turn off: %1", "a step").arg(name), {});
}

void StepList::takeStep(const TransformStep &step)
{
    const int row = current();
    if (row < 0)
        return;
    m_transform->steps[static_cast<std::size_t>(row)] = step;
    fill();
    emit edited(*m_transform, StepText::name(step.kind), QStringLiteral("step%1").arg(row));
}

bool StepList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_list || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<const QKeyEvent *>(event);
    const bool isAlt = key->modifiers() == Qt::AltModifier;
    if (key->key() == Qt::Key_Delete)
        return remove(), true;
    if (isAlt && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down))
        return move(key->key() == Qt::Key_Up ? -1 : 1), true;
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
        return m_editor->focusFirst(), true;
    return false;
}

} // namespace weir
