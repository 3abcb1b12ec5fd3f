#include "ui/wizard/mapstep.h"

#include "core/mapping/fieldmatcher.h"

#include <QLabel>
#include <QVBoxLayout>

namespace weir {

MapStep::MapStep(const Page::Context &context, WizardModel &model, QWidget *parent)
    : WizardStep(WizardStepId::Map, context, model, parent)
{
    m_text = new QLabel(this);
    m_text->setFocusPolicy(Qt::StrongFocus);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_text);
    column->addStretch(1);
}

QString MapStep::title() const
{
    return tr("Map fields");
}

void MapStep::enter()
{
    const SchemaPtr target = m_model.targetSchema();
    const SourceLook *source = m_model.source();
    if (target && source && !m_model.state().isMatched) {
        const bool isNew = m_model.state().createsTable;
        Mapping mapping = autoMap(*source->schema, *target, true);
        for (FieldMapping &field : mapping.fields) {
            if (const auto index = target->indexOf(field.to); index && isNew)
                field.type = target->field(*index).type;
        }
        m_model.settle(WizardPart::Mapping, [&](WizardState &state) {
            state.job.mapping.fields = mapping.fields;
            state.job.hasMapping = true;
            state.isMatched = true;
        });
    }
    m_text->setText(tr("%n field(s) filled", nullptr, static_cast<int>(m_model.job().mapping.fields.size())));
    emit ready();
}

void MapStep::focusFirst()
{
    m_text->setFocus();
}

} // namespace weir
