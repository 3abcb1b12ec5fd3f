#pragma once

#include <QStringList>

class QWidget;

namespace weir {

/// What of \a window cannot be read: texts that are wider or higher than their place, widgets that stick out of the ones
/// around them or lie on one another, tool bars that hide what has no room, areas that must be scrolled sideways. A line
/// each: path of object names, text, px needed, px given.
///
/// A cut text is no finding where the whole is to be had in place: a tool tip that holds it, an ElidedLabel or a cell of a
/// DataTable, which show such a tip by themselves. What is scrolled to is no finding either.
[[nodiscard]] QStringList unreadableTexts(const QWidget &window);

} // namespace weir
