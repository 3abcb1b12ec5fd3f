#include "app/workbench/options.h"

#include <QCommandLineParser>

namespace weir {

namespace {

Unexpected wrong(const QString &text)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, text.toStdString());
}

} // namespace

Result<WorkbenchOptions> WorkbenchOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Weir 堰: moves rows and accounts for every one of them."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument("workspace", "Workspace folder (else the last one)", "[workspace]");
    const auto hidden = [&](const char *name, const char *value) {
        QCommandLineOption option(QLatin1String(name), {}, QLatin1String(value));
        option.setFlags(QCommandLineOption::HiddenFromHelp);
        parser.addOption(option);
    };
    for (const char *name : {"profile", "fixture", "page", "lang", "theme", "clock", "shot", "dump-text", "dump-a11y",
                             "check-text", "ui-watchdog", "count-interactions", "size", "text-size", "keys"})
        hidden(name, "value");
    if (!parser.parse(arguments))
        return wrong(parser.errorText());
    if (parser.isSet("help"))
        parser.showHelp(0);
    if (parser.isSet("version"))
        parser.showVersion();
    WorkbenchOptions options;
    options.workspace = parser.positionalArguments().value(0);
    options.profile = parser.value("profile");
    options.fixture = parser.value("fixture");
    options.page = parser.value("page");
    options.language = parser.value("lang");
    options.shot = parser.value("shot");
    options.dumpText = parser.value("dump-text");
    options.dumpA11y = parser.value("dump-a11y");
    options.checkText = parser.value("check-text");
    options.keys = parser.value("keys").split(',', Qt::SkipEmptyParts);
    options.watchdog = parser.value("ui-watchdog");
    options.interactions = parser.value("count-interactions");
    if (parser.isSet("theme")) {
        options.theme = themeFromName(parser.value("theme"));
        if (!options.theme)
            return wrong(QStringLiteral("--theme takes system, light, dark or hc, not \"%1\"").arg(parser.value("theme")));
    }
    if (!options.language.isEmpty() && !QStringList{"en", "zh_CN", "pseudo"}.contains(options.language))
        return wrong(QStringLiteral("--lang takes en, zh_CN or pseudo, not \"%1\"").arg(options.language));
    if (parser.isSet("clock")) {
        options.clock = QDateTime::fromString(parser.value("clock"), Qt::ISODate);
        if (!options.clock.isValid())
            return wrong(QStringLiteral("--clock takes an ISO time, not \"%1\"").arg(parser.value("clock")));
    }
    if (parser.isSet("text-size")) {
        options.textPercent = parser.value("text-size").toInt();
        if (options.textPercent < 90 || options.textPercent > textPercentMax)
            return wrong(QStringLiteral("--text-size takes 90 to %1 percent, not \"%2\"").arg(textPercentMax)
                             .arg(parser.value("text-size")));
    }
    if (parser.isSet("size")) {
        const QStringList parts = parser.value("size").split('x');
        options.size = QSize(parts.value(0).toInt(), parts.value(1).toInt());
        if (options.size.isEmpty())
            return wrong(QStringLiteral("--size takes 1280x800, not \"%1\"").arg(parser.value("size")));
    }
    return options;
}

} // namespace weir
