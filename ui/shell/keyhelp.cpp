#include "ui/shell/keyhelp.h"

#include "ui/theme/theme.h"

#include <QFormLayout>
#include <QKeySequence>
#include <QLabel>
#include <QVBoxLayout>

namespace weir {

KeyHelp::KeyHelp(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("keyHelp"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    auto *title = new QLabel(tr("Keys"), this);
    title->setFont(sectionFont());
    column->addWidget(title);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(16);
    const std::pair<const char *, QString> keys[] = {
        {"Ctrl+K", tr("Search or run a command")}, {"Ctrl+1", tr("Pages in order, to Ctrl+9")}, {"Ctrl+N", tr("New job")},
        {"Ctrl+R", tr("Run the selected job")},    {"Ctrl+P", tr("Pause or continue")},         {"Shift+F5", tr("Stop")},
        {"F5", tr("Refresh")},                     {"Ctrl+F", tr("Find on the page")},          {"Ctrl+I", tr("Inspector")},
        {"F2", tr("Rename")},                      {"Ctrl+D", tr("Duplicate")},                 {"Del", tr("To the trash")},
        {"F6", tr("Next pane")},                   {"Alt+Left", tr("Back")},                    {"Alt+Right", tr("Forward")},
        {"Ctrl+,", tr("Settings")},                {"Esc", tr("Close, then clear the filter")},
    };
    for (const auto &[key, text] : keys) {
        auto *label = new QLabel(text, this);
        label->setWordWrap(true);
        form->addRow(QKeySequence(QLatin1String(key)).toString(QKeySequence::NativeText), label);
    }
    column->addLayout(form);
    column->addStretch(1);
}

} // namespace weir
