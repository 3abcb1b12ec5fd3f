#include "ui/wizard/filterlist.h"

#include "core/expression/expression.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/wizard/expressionerrortext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace weir {

namespace {

bool hasFilter(const Mapping &mapping, const std::string &name)
{
    return std::any_of(mapping.filters.begin(), mapping.filters.end(),
                       [&](const FilterRule &filter) { return filter.name == name; });
}

} // namespace

void proposeFilters(WizardModel &model)
{
    if (!model.source() || model.isEditing() || model.state().isMatched)
        return;
    std::vector<FilterRule> filters;
    for (const Finding &finding : model.source()->findings) {
        const std::string name = finding.code == "totalRow" ? "total row" : finding.code;
        if (!finding.drop.empty() && !hasFilter(model.job().mapping, name))
            filters.push_back({name, finding.drop});
    }
    if (filters.empty())
        return;
    model.settle(WizardPart::Rules, [&](WizardState &state) {
        state.job.mapping.filters.insert(state.job.mapping.filters.end(), filters.begin(), filters.end());
    });
}

FilterList::FilterList(WizardModel &model, QWidget *parent) : QWidget(parent), m_model(model)
{
    m_text = new QLineEdit(this);
    m_text->setObjectName(QStringLiteral("filterText"));
    m_text->setAccessibleName(tr("Leave out rows where"));
    m_text->setPlaceholderText(tr("Leave out rows where …  for example status = 'test'"));
    m_text->setToolTip(m_text->placeholderText());
    m_add = new QPushButton(tr("Add"), this);
    m_add->setObjectName(QStringLiteral("btnAddFilter"));
    m_add->setAccessibleName(tr("Add this filter"));
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("filterNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setFont(captionFont());
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setMinimumWidth(60);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_note->hide();
    m_chips = new QHBoxLayout;
    m_chips->setSpacing(6);
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addLayout(m_chips);
    line->addWidget(m_text, 1);
    line->addWidget(m_add);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(line);
    column->addWidget(m_note);
    connect(m_text, &QLineEdit::textChanged, this, &FilterList::tell);
    connect(m_text, &QLineEdit::returnPressed, this, &FilterList::add);
    connect(m_add, &QPushButton::clicked, this, &FilterList::add);
    tell();
}

void FilterList::update()
{
    while (QLayoutItem *item = m_chips->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    for (const FilterRule &filter : m_model.job().mapping.filters) {
        auto *chip = new QPushButton(iconOf(Icon::X), plainText(QString::fromStdString(filter.name), 40), this);
        chip->setObjectName(QStringLiteral("filter-") + QString::fromStdString(filter.name));
        chip->setLayoutDirection(Qt::RightToLeft); // the cross behind the name
        chip->setAccessibleName(tr("Remove the filter %1").arg(chip->text()));
        chip->setToolTip(tr("Rows are left out and counted where %1").arg(plainText(QString::fromStdString(filter.drop), 300)));
        connect(chip, &QPushButton::clicked, this, [this, name = filter.name] { remove(name); });
        m_chips->addWidget(chip);
    }
}

QString FilterList::judge(const QString &drop, bool &isUsable) const
{
    isUsable = false;
    const SourceLook *source = m_model.source();
    if (!source || drop.isEmpty())
        return {};
    ExpressionContext context;
    context.fields = source->schema;
    context.zone = m_model.job().zone;
    const std::string text = drop.toStdString();
    auto compiled = Expression::compile(text, context);
    if (const auto *error = std::get_if<ExpressionError>(&compiled))
        return expressionErrorText(*error);
    const Expression &expression = std::get<Expression>(compiled);
    if (expression.type().kind != TypeKind::Bool)
        return tr("This is a value and no condition: compare it with something.");
    isUsable = true;
    RowErrors errors;
    const ColumnPtr result = expression.evaluate(source->sample, errors);
    qint64 dropped = 0;
    for (std::int64_t row = 0; row < result->size(); ++row)
        dropped += !result->isNull(row) && result->bools()[static_cast<std::size_t>(row)] != 0;
    return tr("Leaves out %1 of %2 sample rows.").arg(rowsText(dropped), rowsText(source->sample.rows()));
}

void FilterList::tell()
{
    bool isUsable = false;
    const QString note = judge(m_text->text().trimmed(), isUsable);
    m_note->setText(note);
    m_note->setToolTip(note);
    m_note->setVisible(!note.isEmpty());
    m_add->setEnabled(isUsable);
}

void FilterList::add()
{
    bool isUsable = false;
    const QString drop = m_text->text().trimmed();
    (void)judge(drop, isUsable);
    if (!isUsable)
        return;
    const std::string base = drop.left(40).toStdString();
    std::string name = base;
    for (int number = 2; hasFilter(m_model.job().mapping, name); ++number)
        name = base + " " + std::to_string(number);
    m_model.edit(tr("Leave out rows where %1").arg(drop), WizardPart::Rules, [&](WizardState &state) {
        state.job.mapping.filters.push_back({name, drop.toStdString()});
    });
    m_text->clear();
}

void FilterList::remove(const std::string &name)
{
    m_model.edit(tr("Remove the filter %1").arg(QString::fromStdString(name)), WizardPart::Rules, [&](WizardState &state) {
        auto &filters = state.job.mapping.filters;
        filters.erase(std::remove_if(filters.begin(), filters.end(),
                                     [&](const FilterRule &filter) { return filter.name == name; }),
                      filters.end());
    });
    m_text->setFocus();
}

} // namespace weir
