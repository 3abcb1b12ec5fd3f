#include "ui/wizard/transformpane.h"

#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/wizard/beforeafter.h"
#include "ui/wizard/checktext.h"
#include "ui/wizard/expressionedit.h"
#include "ui/wizard/steplist.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir {

namespace {

constexpr int spacing = 6;
constexpr int nameCharactersMax = 24;
constexpr int stepsWidthMin = 250;
constexpr std::size_t rememberedFieldsMax = 200, rememberedMax = 20;

} // namespace

TransformPane::TransformPane(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("mapPane"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(spacing);
    makeHead();
    m_body = new QWidget(this);
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(spacing);
    makeFixes();
    makeTransform();
    column->addWidget(m_body, 1);
    m_allRows->hide();
    m_body->hide(); // until it is known that there is room
    m_toggle->setIcon(iconOf(Icon::ChevronRight));
    m_toggle->setToolTip(tr("Show before and after"));
}

void TransformPane::makeHead()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(spacing);
    m_toggle = new QToolButton(this);
    m_toggle->setObjectName(QStringLiteral("mapPaneToggle"));
    m_toggle->setAutoRaise(true);
    m_toggle->setAccessibleName(tr("Before and after"));
    m_toggle->setIcon(iconOf(Icon::ChevronDown));
    connect(m_toggle, &QToolButton::clicked, this, [this] { setOpen(!isOpen()); });
    row->addWidget(m_toggle);
    m_name = new QLabel(this);
    m_name->setObjectName(QStringLiteral("mapPaneField"));
    m_name->setTextFormat(Qt::PlainText);
    m_name->setFont(sectionFont());
    row->addWidget(m_name);
    row->addStretch(1);
    m_allRows = new QToolButton(this);
    m_allRows->setObjectName(QStringLiteral("mapAllRows"));
    m_allRows->setCheckable(true);
    connect(m_allRows, &QToolButton::toggled, this,
            [this](bool isOn) {
                if (isOn)
                    setOpen(true);
                emit rowsAsked(rowsMax());
            });
    row->addWidget(m_allRows);
    auto *views = new QButtonGroup(this);
    const auto view = [&](const QString &text, const char *name) {
        auto *button = new QToolButton(this);
        button->setObjectName(QLatin1String(name));
        button->setText(text);
        button->setCheckable(true);
        views->addButton(button);
        row->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this] {
            setOpen(true);
            showView();
        });
        return button;
    };
    m_showSteps = view(tr("Steps"), "mapShowSteps");
    m_showExpression = view(tr("Expression"), "mapShowExpression");
    m_showSteps->setChecked(true);
    layout()->addItem(row);
}

void TransformPane::makeTransform()
{
    m_expression = new ExpressionEdit(m_body);
    connect(m_expression, &ExpressionEdit::edited, this, &TransformPane::expressionEdited);
    m_body->layout()->addWidget(m_expression);
    auto *lower = new QHBoxLayout;
    lower->setSpacing(spacing + 2);
    m_preview = new BeforeAfter(m_body);
    lower->addWidget(m_preview, 5);
    m_steps = new StepList;
    connect(m_steps, &StepList::edited, this,
            [this](const Transform &transform, const QString &name, const QString &mergeKey) {
        remember(transform);
        emit transformEdited(transform, name, mergeKey.isEmpty() ? mergeKey : QString::fromStdString(m_field) + mergeKey);
    });
    connect(m_steps, &StepList::noted, this, &TransformPane::remember);
    connect(m_steps, &StepList::crosswalkChosen, this, [this](const LookupDeclaration &table, const Transform &transform) {
        remember(transform);
        emit crosswalkChosen(table, transform);
    });
    m_stepsRoom = new QScrollArea(m_body); // in a low window, or with many values to map
    m_stepsRoom->setFrameShape(QFrame::NoFrame);
    m_stepsRoom->setWidgetResizable(true);
    m_stepsRoom->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stepsRoom->setFocusPolicy(Qt::NoFocus);
    m_stepsRoom->setMinimumSize(stepsWidthMin, 56);
    m_stepsRoom->setWidget(m_steps);
    lower->addWidget(m_stepsRoom, 3);
    static_cast<QVBoxLayout *>(m_body->layout())->addLayout(lower, 1);
    showView();
}

void TransformPane::showView()
{
    const bool isExpression = m_showExpression->isChecked() || !m_isOfSteps;
    m_expression->setVisible(isExpression);
    m_stepsRoom->setVisible(!isExpression);
}

void TransformPane::remember(const Transform &transform)
{
    if (m_remembered.size() > rememberedFieldsMax)
        m_remembered.clear();
    std::vector<Transform> &lists = m_remembered[m_field];
    lists.push_back(transform);
    if (lists.size() > rememberedMax)
        lists.erase(lists.begin());
}

std::optional<Transform> TransformPane::rememberedOf(const MapField &field) const
{
    const auto found = m_remembered.find(field.name());
    if (found == m_remembered.end() || !field.isMapped())
        return std::nullopt;
    for (auto list = found->second.rbegin(); list != found->second.rend(); ++list) {
        FieldMapping written = *field.mapping;
        writeTransform(*list, written);
        const FieldMapping &now = *field.mapping;
        if (written.from == now.from && written.expr == now.expr && written.defaultValue == now.defaultValue &&
            written.onTooLong == now.onTooLong && !now.value && !now.isNullConstant)
            return *list;
    }
    return std::nullopt;
}

void TransformPane::showTransform(const MapField &field, const ExpressionContext &context,
                                  const StepSurroundings &surroundings)
{
    const auto remembered = rememberedOf(field);
    const std::optional<Transform> transform = remembered ? remembered : field.transform;
    m_isOfSteps = transform.has_value() || !field.isMapped();
    m_steps->setTransform(transform, field.target.type, surroundings);
    QString text;
    if (field.isMapped() && field.mapping->expr)
        text = QString::fromStdString(*field.mapping->expr);
    else if (field.isMapped() && field.mapping->from)
        text = QString::fromStdString(fieldReference(*field.mapping->from));
    else if (field.isMapped() && field.mapping->value)
        text = QString::fromStdString(textLiteral(*field.mapping->value));
    m_expression->setExpression(text, context);
    m_showSteps->setEnabled(m_isOfSteps);
    showView();
}

void TransformPane::makeFixes()
{
    m_sentence = new QLabel(m_body);
    m_sentence->setObjectName(QStringLiteral("mapPaneSentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    m_body->layout()->addWidget(m_sentence);
    m_fixBar = new QWidget(m_body);
    m_fixBar->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(m_fixBar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(spacing);
    for (int i = 0; i < fixesShownMax; ++i) {
        auto *button = new QPushButton(m_fixBar);
        button->setObjectName(QStringLiteral("mapFix%1").arg(i));
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, i] {
            if (static_cast<std::size_t>(i) < m_offered.size()) {
                const FieldFix fix = m_offered[static_cast<std::size_t>(i)];
                emit fixChosen(fix);
            }
        });
        row->addWidget(button);
        m_fixes[static_cast<std::size_t>(i)] = button;
    }
    m_moreFixes = new QToolButton(m_fixBar);
    m_moreFixes->setObjectName(QStringLiteral("mapMoreFixes"));
    m_moreFixes->setIcon(iconOf(Icon::Ellipsis));
    m_moreFixes->setAccessibleName(tr("More fixes"));
    m_moreFixes->setToolTip(tr("More fixes"));
    connect(m_moreFixes, &QToolButton::clicked, this, &TransformPane::moreFixesAsked);
    row->addWidget(m_moreFixes);
    row->addStretch(1);
    m_body->layout()->addWidget(m_fixBar);
}

bool TransformPane::isOpen() const
{
    return !m_body->isHidden();
}

void TransformPane::setOpen(bool isOpen)
{
    if (this->isOpen() == isOpen)
        return;
    m_body->setVisible(isOpen);
    m_toggle->setIcon(iconOf(isOpen ? Icon::ChevronDown : Icon::ChevronRight));
    m_toggle->setToolTip(isOpen ? tr("Hide before and after") : tr("Show before and after"));
    emit openToggled(isOpen);
}

int TransformPane::rowsMax() const
{
    return m_allRows->isChecked() ? static_cast<int>(oddRowsMax) : previewRows;
}

int TransformPane::headHeight() const
{
    return layout()->itemAt(0)->sizeHint().height();
}

void TransformPane::focusTransform()
{
    setOpen(true);
    if (m_expression->isVisibleTo(this))
        m_expression->focusLine();
    else
        m_steps->focusList();
}

void TransformPane::showAllRows()
{
    setOpen(true);
    if (m_allRows->isVisibleTo(this))
        m_allRows->setChecked(true);
}

void TransformPane::showField(const MapField *field, const ExpressionContext &context, const StepSurroundings &surroundings)
{
    setEnabled(field != nullptr);
    if (!field) {
        m_field.clear();
        m_name->clear();
        m_sentence->clear();
        m_fixBar->hide();
        m_allRows->hide();
        m_preview->show(FieldPreview());
        return;
    }
    if (m_field != field->name()) {
        m_field = field->name();
        const QSignalBlocker quiet(m_allRows);
        m_allRows->setChecked(false);
    }
    m_name->setText(plainText(QString::fromStdString(field->name()), nameCharactersMax));
    m_sentence->setText(CheckText::sentence(*field));
    showFixes(*field);
    showTransform(*field, context, surroundings);
}

void TransformPane::showFixes(const MapField &field)
{
    m_offered = field.isStale ? std::vector<FieldFix>() : field.check.fixes;
    if (field.isLetGo)
        m_offered.clear();
    for (std::size_t i = 0; i < std::min(m_fixes.size(), m_offered.size()); ++i) {
        m_fixes[i]->setText(CheckText::fix(field, m_offered[i]));
        m_fixes[i]->setToolTip(CheckText::fixHint(m_offered[i]));
    }
    m_fixBar->setVisible(!m_offered.empty());
    fitFixes();
}

/// As many as there is room for; the others are in the menu.
void TransformPane::fitFixes()
{
    int room = width() - m_moreFixes->sizeHint().width() - spacing;
    std::size_t shown = 0;
    for (; shown < std::min(m_fixes.size(), m_offered.size()); ++shown) {
        room -= m_fixes[shown]->sizeHint().width() + spacing;
        if (room < 0 && shown > 0)
            break;
    }
    for (std::size_t i = 0; i < m_fixes.size(); ++i)
        m_fixes[i]->setVisible(i < shown);
    m_moreFixes->setVisible(shown < m_offered.size());
}

void TransformPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitFixes();
}

void TransformPane::showPreview(const FieldPreview &preview, bool isStale)
{
    if (isStale || preview.to != m_field) {
        m_preview->setStale(true);
        return;
    }
    m_preview->show(preview);
    const bool hasMore = preview.odd > previewRows - 2;
    m_allRows->setVisible(hasMore);
    m_allRows->setText(m_allRows->isChecked() ? tr("Fewer rows")
                       : tr("%n odd row(s)…", nullptr, static_cast<int>(preview.odd)));
}

} // namespace weir
