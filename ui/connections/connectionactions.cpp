// What a person does with the connection that is selected.

#include "ui/bridge/connectionqueries.h"
#include "ui/bridge/engineclient.h"
#include "ui/bridge/jobqueries.h"
#include "ui/connections/connectioneditor.h"
#include "ui/connections/connectionspage.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/now.h"
#include "ui/theme/theme.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"

#include <QAbstractButton>
#include <QGuiApplication>
#include <QClipboard>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedLayout>

namespace weir {

namespace {

constexpr int galleryView = 2, editorView = 3;

} // namespace

void ConnectionsPage::add()
{
    m_banner->hide();
    m_views->setCurrentIndex(galleryView);
    m_navigator.inspect(nullptr);
    if (m_gallery->currentRow() < 0)
        m_gallery->setCurrentRow(0);
    m_gallery->setFocus();
}

void ConnectionsPage::edit()
{
    const ConnectionItem *item = current();
    if (!item)
        return;
    const QString name = item->name;
    readConnection(m_engine, name).then(this, [this, name](const Result<QJsonObject> &object) {
        if (!object)
            return tell(tr("“%1” cannot be read.").arg(plainText(name, 80)), object.error());
        m_navigator.inspect(nullptr);
        m_views->setCurrentIndex(editorView);
        m_editor->edit(name, *object);
    });
}

/// A second time: cancels.
void ConnectionsPage::test()
{
    const ConnectionItem *item = current();
    if (!item)
        return;
    const QString name = item->name;
    if (const auto at = m_tests.find(name); at != m_tests.end())
        return at->second->cancel();
    auto token = std::make_shared<CancelToken>();
    m_tests[name] = token;
    ConnectionItem running = *item;
    running.test = ConnectionItem::Test::Running;
    running.testText.clear();
    m_model->setTest(name, running);
    updateActions();
    m_banner->hide();
    testConnection(m_engine, name, token).then(this,
                                               [this, name](const Result<ConnectionTest> &result) { tested(name, result); });
}

void ConnectionsPage::tested(const QString &name, const Result<ConnectionTest> &result)
{
    m_tests.erase(name);
    ConnectionItem item;
    item.testedAt = now();
    if (result) {
        item.test = result->isUsable ? ConnectionItem::Test::Ok : ConnectionItem::Test::Failed;
        item.latencyMs = result->ms;
        QStringList texts{result->streams >= 0 ? tr("Connected in %1 ms. %n table(s) found.", nullptr,
                                                    result->streams).arg(rowsText(result->ms))
                                               : tr("Connected in %1 ms.").arg(rowsText(result->ms))};
        if (!result->isUsable)
            texts = {tr("It answers, but cannot be used as it is.")};
        for (const ConnectionTest::Line &line : result->findings)
            texts += line.detail;
        item.testText = texts.join(QLatin1Char('\n'));
    } else if (result.error().code == ErrorCode::Cancelled) {
        item.test = ConnectionItem::Test::Never;
        item.testedAt = {};
        item.testText = tr("The test was cancelled.");
    } else {
        item.test = ConnectionItem::Test::Failed;
        item.testText = errorText(result.error());
        tell(tr("“%1” failed the test.").arg(plainText(name, 80)), result.error());
    }
    m_model->setTest(name, item);
    updateActions();
    showInspector();
}

void ConnectionsPage::duplicate()
{
    const ConnectionItem *item = current();
    if (!item)
        return;
    duplicateConnection(m_engine, item->name).then(this, [this](const Result<QString> &copy) {
        if (!copy)
            return tell(tr("The connection was not duplicated."), copy.error());
        m_wanted = *copy;
        refresh();
        m_navigator.toast(tr("Made “%1”").arg(plainText(*copy, 80)), [this, copy = *copy] {
            deleteConnection(m_engine, copy).then(this, [this](const Result<QString> &) { refresh(); });
        });
    });
}

void ConnectionsPage::remove()
{
    const ConnectionItem *item = current();
    if (!item || m_tests.count(item->name) > 0)
        return;
    const QString name = item->name;
    if (item->jobs.isEmpty())
        return removeAgreed(name);
    auto *box = new QMessageBox(QMessageBox::Warning, {}, tr("Delete the connection “%1”?").arg(plainText(name, 80)),
                                QMessageBox::NoButton, this);
    box->setObjectName(QStringLiteral("deleteConnectionSheet"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("%n job(s) use this connection and will not run until you choose another.", nullptr,
                               static_cast<int>(item->jobs.size()))
                            + QStringLiteral("\n") + plainText(item->jobs.join(QStringLiteral(", ")), 600));
    auto *agree = box->addButton(tr("Delete the connection"), QMessageBox::DestructiveRole);
    agree->setObjectName(QStringLiteral("btnDeleteAgreed"));
    auto *keep = box->addButton(tr("Keep it"), QMessageBox::RejectRole);
    box->setDefaultButton(keep);
    box->setEscapeButton(keep);
    connect(agree, &QAbstractButton::clicked, this, [this, name] { removeAgreed(name); });
    box->open();
}

void ConnectionsPage::removeAgreed(const QString &name)
{
    deleteConnection(m_engine, name).then(this, [this, name](const Result<QString> &trashId) {
        if (!trashId)
            return tell(tr("“%1” was not deleted.").arg(plainText(name, 80)), trashId.error());
        refresh();
        m_navigator.toast(tr("“%1” is in the trash for 30 days").arg(plainText(name, 80)), [this, name, id = *trashId] {
            restoreDeleted(m_engine, id).then(this, [this, name](const Result<void> &restored) {
                if (!restored)
                    return tell(tr("“%1” was not restored.").arg(plainText(name, 80)), restored.error());
                m_wanted = name;
                refresh();
            });
        });
    });
}

void ConnectionsPage::rename(const QString &from, const QString &to, bool isUndo)
{
    renameConnection(m_engine, from, to).then(this, [this, from, to, isUndo](const Result<void> &renamed) {
        if (!renamed)
            return tell(tr("“%1” was not renamed.").arg(plainText(from, 80)), renamed.error());
        m_wanted = to;
        refresh();
        if (!isUndo)
            m_navigator.toast(tr("Renamed to “%1”; its jobs know the new name").arg(plainText(to, 80)),
                              [this, from, to] { rename(to, from, true); });
    });
}

void ConnectionsPage::showFootprint()
{
    const ConnectionItem *item = current();
    if (!item)
        return;
    footprintSql(m_engine, item->name).then(this, [this](const Result<QString> &sql) {
        if (!sql)
            return tell(tr("The SQL cannot be made."), sql.error());
        auto *text = new QPlainTextEdit(*sql);
        text->setObjectName(QStringLiteral("footprintSql"));
        text->setReadOnly(true);
        text->setFont(rawFont());
        text->setAccessibleName(tr("SQL for the administrator"));
        m_navigator.inspect(text);
        QGuiApplication::clipboard()->setText(*sql);
        m_navigator.toast(tr("The SQL is in the clipboard"));
    });
}

} // namespace weir
