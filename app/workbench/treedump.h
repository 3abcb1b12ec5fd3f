#pragma once

#include <QString>

class QWidget;

namespace weir {

/// Every text that \a window shows, a line each, in reading order of the widget tree: labels, buttons, fields, cells on
/// screen, and the accessible name of what paints itself.
[[nodiscard]] QString visibleTexts(const QWidget &window);

/// The tree that assistive software sees: role, name, value and state of each node, indented.
[[nodiscard]] QString accessibleTree(QWidget &window);

} // namespace weir
