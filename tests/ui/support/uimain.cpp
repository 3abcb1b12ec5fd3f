#include "ui/text/language.h"
#include "ui/theme/theme.h"

#include <QApplication>

#include <gtest/gtest.h>
#include <sodium.h>

/// Tests of windows: offscreen unless somebody chose a platform, in English, light, at the system's text size.
int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("LC_ALL", "C.UTF-8");
    if (sodium_init() < 0)
        return 1;
    testing::InitGoogleTest(&argc, argv);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("weir"));
    weir::useLanguage(application, QStringLiteral("en"));
    weir::applyTheme(application, weir::ThemeKind::Light);
    return RUN_ALL_TESTS();
}
