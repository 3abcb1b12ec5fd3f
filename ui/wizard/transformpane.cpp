#include "ui/wizard/transformpane.h"

#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/wizard/beforeafter.h"
#include "ui/wizard/checktext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir {

namespace {

constexpr int spacing = 6;
constexpr int nameCharactersMax = 40;

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
    m_lower = new QHBoxLayout;
    m_lower->setSpacing(spacing + 2);
    m_preview = new BeforeAfter(m_body);
    m_lower->addWidget(m_preview, 1);
    body->addLayout(m_lower, 1);
    column->addWidget(m_body, 1);
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
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("mapPaneSentence"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_sentence, 1);
    layout()->addItem(row);
}

void TransformPane::makeFixes()
{
    m_fixBar = new QWidget(m_body);
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
    m_allRows = new QToolButton(m_fixBar);
    m_allRows->setObjectName(QStringLiteral("mapAllRows"));
    m_allRows->setCheckable(true);
    connect(m_allRows, &QToolButton::toggled, this,
            [this] { emit rowsAsked(rowsMax()); });
    row->addWidget(m_allRows);
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

void TransformPane::showAllRows()
{
    setOpen(true);
    if (m_allRows->isVisibleTo(this))
        m_allRows->setChecked(true);
}

void TransformPane::showField(const MapField *field)
{
    setEnabled(field != nullptr);
    if (!field) {
        m_field.clear();
        m_name->clear();
        m_sentence->clear();
        m_fixBar->hide();
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
    m_sentence->setToolTip(m_sentence->text());
    showFixes(*field);
}

void TransformPane::showFixes(const MapField &field)
{
    m_offered = field.isStale ? std::vector<FieldFix>() : field.check.fixes;
    if (field.isLetGo)
        m_offered.clear();
    for (std::size_t i = 0; i < m_fixes.size(); ++i) {
        m_fixes[i]->setVisible(i < m_offered.size());
        if (i >= m_offered.size())
            continue;
        m_fixes[i]->setText(CheckText::fix(field, m_offered[i]));
        m_fixes[i]->setToolTip(CheckText::fixHint(m_offered[i]));
    }
    m_moreFixes->setVisible(m_offered.size() > m_fixes.size());
    m_fixBar->setVisible(!m_offered.empty() || m_allRows->isVisibleTo(m_fixBar));
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
    m_allRows->setText(m_allRows->isChecked() ? tr("Fewer rows") : tr("%n odd row(s)…", nullptr, static_cast<int>(preview.odd)));
    m_fixBar->setVisible(!m_offered.empty() || hasMore);
}

} // namespace weir
