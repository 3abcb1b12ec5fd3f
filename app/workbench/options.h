#pragma once

#include "core/base/result.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QSize>
#include <QString>
#include <QStringList>

namespace weir {

/// What the command line of weir-workbench asks for. Beside the workspace these are the test seam, hidden in --help.
struct WorkbenchOptions
{
    QString workspace;
    QString profile;  ///< fresh data folder
    QString fixture;
    QString page;     ///< page to open; "run" and others may carry an argument behind ':'
    QString language; ///< en, zh_CN or pseudo; empty: the system's
    std::optional<ThemeKind> theme;
    QDateTime clock;  ///< frozen; not valid: the real one
    QString shot, dumpText, dumpA11y, checkText, watchdog, interactions;
    QStringList keys; ///< pressed once the page is ready, before anything is looked at: "Alt+5"; "#btnNext" clicks
    QSize size;
    int textPercent = 0; ///< size of all text; 0: as the user chose

    /// InvalidConfig for what is not known or does not fit together.
    [[nodiscard]] static Result<WorkbenchOptions> parse(const QStringList &arguments);
};

} // namespace weir
