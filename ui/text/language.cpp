#include "ui/text/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <utility>

namespace weir {

namespace {

/// Brackets and accents around the source text, 40 % longer.
class PseudoTranslator final : public QTranslator
{
public:
    using QTranslator::QTranslator;
    QString translate(const char *, const char *source, const char *, int n) const override
    {
        QString text = QString::fromUtf8(source);
        if (n >= 0)
            text.replace(QStringLiteral("%n"), QString::number(n));
        return QStringLiteral("⟦") + text + QString(std::max<qsizetype>(1, text.size() * 2 / 5), QChar(0x00B7)) + QStringLiteral("⟧");
    }
    bool isEmpty() const override { return false; }
};

QString &current()
{
    static QString language = QStringLiteral("en");
    return language;
}

/// Those of the language in use, to be taken out when another is chosen.
QList<QTranslator *> &installed()
{
    static QList<QTranslator *> translators;
    return translators;
}

void install(QCoreApplication &application, QTranslator *translator)
{
    if (QCoreApplication::installTranslator(translator))
        installed().append(translator);
    Q_UNUSED(application);
}

} // namespace

void useLanguage(QCoreApplication &application, const QString &language)
{
    QString wanted = language;
    if (wanted.isEmpty())
        wanted = QLocale::system().language() == QLocale::Chinese ? QStringLiteral("zh_CN") : QStringLiteral("en");
    current() = wanted;
    for (QTranslator *translator : std::exchange(installed(), {})) {
        QCoreApplication::removeTranslator(translator);
        translator->deleteLater();
    }
    QLocale::setDefault(wanted == u"zh_CN" ? QLocale(QLocale::Chinese, QLocale::China) : QLocale(QLocale::English, QLocale::UnitedStates));
    if (wanted == u"pseudo") {
        install(application, new PseudoTranslator(&application));
        return;
    }
    auto *ours = new QTranslator(&application);
    if (ours->load(QStringLiteral(":/i18n/weir_%1.qm").arg(wanted)))
        install(application, ours);
    auto *qts = new QTranslator(&application);
    if (qts->load(QStringLiteral("qtbase_%1").arg(wanted), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        install(application, qts);
}

bool isChinese()
{
    return QLocale().language() == QLocale::Chinese;
}

QString currentLanguage()
{
    return current();
}

} // namespace weir
