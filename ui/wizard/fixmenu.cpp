#include "ui/wizard/fixmenu.h"

#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/wizard/checktext.h"

namespace weir {

FixMenu::FixMenu(const MapField &field, QWidget *parent) : QMenu(parent)
{
    setObjectName(QStringLiteral("mapFixMenu"));
    setAttribute(Qt::WA_DeleteOnClose);
    setToolTipsVisible(true);
    addFixes(field);
    addSources(field);
    if (!actions().isEmpty())
        setActiveAction(actions().first());
}

void FixMenu::addFixes(const MapField &field)
{
    const std::string target = field.name();
    if (!field.isMapped() || field.isStale)
        return;
    for (const FieldFix &offered : field.check.fixes) {
        QAction *action = addAction(CheckText::fix(field, offered));
        action->setToolTip(CheckText::fixHint(offered));
        if (offered.kind == FieldFix::Kind::Cut || offered.kind == FieldFix::Kind::Round)
            action->setIcon(iconOf(Icon::TriangleAlert));
        connect(action, &QAction::triggered, this, [this, target, offered] { emit fixChosen(target, offered); });
    }
    if (field.check.count > 0 && field.check.state > FieldState::Converts)
        addAction(iconOf(Icon::Eye), tr("Show these rows"), this, &FixMenu::rowsAsked);
    const bool isOpenMatch = field.candidate >= 0 && field.level() < MatchLevel::Same && !field.isConfirmed;
    if (isOpenMatch)
        addAction(iconOf(Icon::Check), tr("Confirm the match"), this, &FixMenu::confirmAsked);
    if (!actions().isEmpty())
        addSeparator();
}

void FixMenu::addSources(const MapField &field)
{
    const std::string target = field.name();
    if (!field.isMapped()) {
        for (const std::string &name : field.candidateNames) {
            const QString source = QString::fromStdString(name);
            QAction *action = addAction(iconOf(Icon::WandSparkles), tr("Use %1").arg(plainText(source, 80)));
            connect(action, &QAction::triggered, this, [this, target, source] { emit sourceChosen(target, source); });
        }
    }
    const QString choose = field.isMapped() ? tr("Choose another source field…") : tr("Choose a source field or constant…");
    QAction *other = addAction(iconOf(Icon::Pencil), choose);
    connect(other, &QAction::triggered, this, [this, target] { emit pickerAsked(target); });
    if (field.isMapped()) {
        QAction *nothing = addAction(iconOf(Icon::X), tr("Map nothing"));
        connect(nothing, &QAction::triggered, this, [this, target] { emit leftOut(target); });
    }
}

} // namespace weir
