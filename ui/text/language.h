#pragma once

#include <QString>

class QCoreApplication;

namespace weir {

/// Installs the translations of \a language ("en", "zh_CN", "pseudo"; empty: the system's) and sets the locale of
/// numbers. Windows made afterwards speak it. "pseudo" makes every text 40 % longer, for layout tests.
void useLanguage(QCoreApplication &application, const QString &language);

/// Texts, numbers and reports are in Chinese now.
[[nodiscard]] bool isChinese();

/// Of useLanguage(), as it was resolved.
[[nodiscard]] QString currentLanguage();

} // namespace weir
