#pragma once

#include <QStringList>

class QWidget;

namespace weir::test {

/// What of \a window cannot be read: texts that are wider or higher than their place, controls that stick out of their
/// parent or lie on one another. A line each: which control, its text, what it needs and what it has. Cells of tables are
/// left out, they are elided on purpose; so are labels that are cut and say the whole in their tool tip.
[[nodiscard]] QStringList unreadableTexts(const QWidget &window);

} // namespace weir::test
