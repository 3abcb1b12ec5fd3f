#include "ui/settings/settingspage.h"

#include "ui/bridge/engineclient.h"
#include "ui/bridge/overviewqueries.h"
#include "ui/bridge/retentionqueries.h"
#include "ui/shell/preferences.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/language.h"
#include "ui/text/now.h"
#include "ui/text/pinyin.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/wraplayout.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace weir {

namespace {

/// A box whose entries carry the values that are kept.
QComboBox *choiceOf(const char *name, const std::vector<std::pair<QString, QVariant>> &entries, const QVariant &current)
{
    auto *box = new QComboBox;
    box->setObjectName(QLatin1String(name));
    for (const auto &[text, value] : entries)
        box->addItem(text, value);
    box->setCurrentIndex(std::max(0, box->findData(current)));
    return box;
}

} // namespace

SettingsPage::SettingsPage(const Context &context) : Page(context), m_preferences(*context.preferences)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 16, 24, 16);
    column->setSpacing(8);
    auto *header = new PageHeader(tr("Settings"), this);
    m_search = new QLineEdit(this);
    m_search->setObjectName(QStringLiteral("settingsSearch"));
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setClearButtonEnabled(true);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::search);
    header->buttons()->addWidget(m_search);
    column->addWidget(header);
    m_banner = new InlineBanner(this);
    m_banner->hide();
    column->addWidget(m_banner);
    auto *row = new QHBoxLayout;
    row->setSpacing(16);
    m_sections = new QListWidget(this);
    m_sections->setObjectName(QStringLiteral("settingsSections"));
    m_sections->setAccessibleName(tr("Groups of settings"));
    m_stack = new QStackedWidget(this);
    row->addWidget(m_sections);
    row->addWidget(m_stack, 1);
    column->addLayout(row, 1);
    connect(m_sections, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);
    makeGeneral();
    makeAppearance();
    makeData();
    makeRunning();
    makeNetwork();
    makePrivacy();
    makeAbout();
    m_sections->setFixedWidth(std::max(180, m_sections->sizeHintForColumn(0) + 24));
    m_sections->setCurrentRow(0);
}

QWidget *SettingsPage::findBox() const
{
    return m_search;
}

QFormLayout *SettingsPage::addGroup(const QString &id, const QString &title)
{
    auto *scroll = new QScrollArea(m_stack);
    scroll->setAccessibleName(tr("Settings of this group"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *card = new Card(title, scroll);
    card->setObjectName(QStringLiteral("settings-") + id);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(10);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    card->body()->addLayout(form);
    card->body()->addStretch(1);
    scroll->setWidget(card);
    m_stack->addWidget(scroll);
    auto *item = new QListWidgetItem(title, m_sections);
    item->setData(Qt::UserRole, id);
    m_groups.push_back({id, title, scroll}); // its title is found as well
    return form;
}

void SettingsPage::addRow(QFormLayout &form, const QString &label, QWidget *field)
{
    auto *text = new QLabel(label);
    text->setBuddy(field);
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(label);
    form.addRow(text, field);
    m_groups.back().words += QLatin1Char('\n') + label;
}

void SettingsPage::addNote(QFormLayout &form, const QString &text)
{
    auto *note = new QLabel(text);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    note->setForegroundRole(QPalette::PlaceholderText);
    note->setMinimumWidth(240);
    form.addRow(note);
    m_groups.back().words += QLatin1Char('\n') + text;
}

void SettingsPage::addButtons(QFormLayout &form, const std::vector<QPushButton *> &buttons)
{
    auto *row = new WrapLayout;
    for (QPushButton *button : buttons) {
        row->addWidget(button);
        m_groups.back().words += QLatin1Char('\n') + button->text();
    }
    row->addStretch();
    form.addRow(row);
}

void SettingsPage::makeGeneral()
{
    QFormLayout *form = addGroup(QStringLiteral("general"), tr("General"));
    const QString language = m_preferences.language().isEmpty() ? currentLanguage() : m_preferences.language();
    auto *box = choiceOf("setLanguage", {{QStringLiteral("English"), QStringLiteral("en")},
                                         {QStringLiteral("简体中文"), QStringLiteral("zh_CN")}}, language);
    connect(box, &QComboBox::activated, this, [this, box] { m_navigator.useLanguage(box->currentData().toString()); });
    addRow(*form, tr("Language"), box);
    addNote(*form, tr("The window is made anew in that language. Running jobs go on."));
    auto *tray = new QCheckBox(tr("Show an icon in the tray (after the next start)"));
    tray->setObjectName(QStringLiteral("setTray"));
    tray->setChecked(m_preferences.showsTray());
    connect(tray, &QCheckBox::clicked, this, [this](bool isOn) { change(QStringLiteral("tray"), isOn); });
    addRow(*form, tr("Tray"), tray);
    auto *notices = new QCheckBox(tr("Tell me when a run fails or a long one ends"));
    notices->setObjectName(QStringLiteral("setNotices"));
    notices->setChecked(m_preferences.notifies());
    connect(notices, &QCheckBox::clicked, this, [this](bool isOn) { change(QStringLiteral("notices"), isOn); });
    addRow(*form, tr("Notices"), notices);
    addNote(*form, tr("Notices come while the window is not in front."));
}

void SettingsPage::makeAppearance()
{
    QFormLayout *form = addGroup(QStringLiteral("appearance"), tr("Appearance"));
    auto *theme = choiceOf("setTheme",
                           {{tr("As the system"), QStringLiteral("system")},
                            {tr("Light"), QStringLiteral("light")},
                            {tr("Dark"), QStringLiteral("dark")},
                            {tr("High contrast"), QStringLiteral("hc")}},
                           m_preferences.theme());
    connect(theme, &QComboBox::activated, this, [this, theme] { change(QStringLiteral("theme"), theme->currentData()); });
    addRow(*form, tr("Theme"), theme);
    auto *density = choiceOf("setDensity", {{tr("Compact"), false}, {tr("Comfortable"), true}},
                             m_preferences.isComfortable());
    connect(density, &QComboBox::activated, this,
            [this, density] { change(QStringLiteral("comfortable"), density->currentData()); });
    addRow(*form, tr("Density"), density);
    std::vector<std::pair<QString, QVariant>> sizes;
    for (const int percent : {90, 100, 110, 125, 150})
        sizes.emplace_back(QStringLiteral("%1 %").arg(percent), percent);
    auto *size = choiceOf("setTextSize", sizes, m_preferences.textPercent());
    connect(size, &QComboBox::activated, this, [this, size] { change(QStringLiteral("textPercent"), size->currentData()); });
    addRow(*form, tr("Text size"), size);
}

void SettingsPage::makeData()
{
    QFormLayout *form = addGroup(QStringLiteral("data"), tr("Data"));
    m_folder = new QLabel;
    m_folder->setObjectName(QStringLiteral("settingsFolder"));
    m_folder->setTextFormat(Qt::PlainText);
    m_folder->setWordWrap(true);
    m_folder->setMinimumWidth(240);
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    addRow(*form, tr("Workspace folder"), m_folder);
    m_size = new QLabel;
    addRow(*form, tr("Size of the ledger"), m_size);
    auto *show = new QPushButton(tr("Open the folder"));
    show->setObjectName(QStringLiteral("btnOpenFolder"));
    auto *other = new QPushButton(tr("Open another workspace…"));
    other->setObjectName(QStringLiteral("btnOpenWorkspace"));
    addButtons(*form, {show, other});
    connect(show, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_engine.workspaceFolder())); });
    connect(other, &QPushButton::clicked, this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Open another workspace"),
                                                                 m_engine.workspaceFolder());
        if (!folder.isEmpty())
            m_navigator.openWorkspace(folder);
    });
    makeRetention(*form);
    addNote(*form, tr("Deleted jobs and connections can be had back for 30 days."));
    auto *backUp = new QPushButton(tr("Back up the ledger…"));
    backUp->setObjectName(QStringLiteral("btnBackUp"));
    connect(backUp, &QPushButton::clicked, this, &SettingsPage::backUp);
    addButtons(*form, {backUp});
    addNote(*form, tr("The ledger knows what became of every row. The copy is whole even while jobs run."));
}

void SettingsPage::makeRetention(QFormLayout &form)
{
    m_keep = choiceOf("setKeepDetails", {{tr("for good"), 0}, {tr("1 year"), 365}, {tr("90 days"), 90}, {tr("30 days"), 30}}, 0);
    connect(m_keep, &QComboBox::activated, this, [this] { keepDetails(m_keep->currentData().toInt()); });
    addRow(form, tr("Keep details of runs"), m_keep);
    addNote(form, tr("Details are the failed tries of calls. Rows, totals and the audit log stay for good."));
}

/// Removing asks first and says how much.
void SettingsPage::keepDetails(int days)
{
    const auto apply = [this, days] {
        setRetention(m_engine, days).then(this, [this](const Result<Retention> &done) {
            if (!done)
                m_banner->show(Hue::Error, errorText(done.error()));
            else if (done->runs > 0)
                m_navigator.toast(tr("Details of %n run(s) removed", nullptr, static_cast<int>(done->runs)));
            refresh();
        });
    };
    lookAtRetention(m_engine, days).then(this, [this, apply, days](const Result<Retention> &would) {
        if (!would || would->runs == 0)
            return apply();
        auto *box = new QMessageBox(QMessageBox::Question, tr("Keep details of runs"),
                                    tr("Details of %n run(s) older than %1 days will be removed. Totals are kept.", nullptr,
                                       static_cast<int>(would->runs)).arg(days), QMessageBox::NoButton, this);
        box->setObjectName(QStringLiteral("retentionSheet"));
        box->setAttribute(Qt::WA_DeleteOnClose);
        auto *remove = box->addButton(tr("Remove details"), QMessageBox::AcceptRole);
        box->setDefaultButton(box->addButton(tr("Keep them"), QMessageBox::RejectRole));
        connect(remove, &QAbstractButton::clicked, this, apply);
        connect(box, &QDialog::rejected, this, &SettingsPage::refresh);
        box->open();
    });
}

void SettingsPage::backUp()
{
    const QString name = QStringLiteral("ledger-%1.db").arg(now().date().toString(Qt::ISODate));
    const QString path = QFileDialog::getSaveFileName(this, tr("Back up the ledger"), name, tr("Ledger (*.db)"));
    if (path.isEmpty())
        return;
    backUpLedger(m_engine, path).then(this, [this, path](const Result<qint64> &bytes) {
        if (bytes)
            return m_navigator.toast(tr("%1 written to %2").arg(bytesText(*bytes), path), {});
        m_banner->show(Hue::Error, tr("The ledger was not copied. %1").arg(errorText(bytes.error())));
        m_banner->setDetails(plainText(QString::fromStdString(bytes.error().detail)));
    });
}

void SettingsPage::makeRunning()
{
    QFormLayout *form = addGroup(QStringLiteral("running"), tr("Running"));
    std::vector<std::pair<QString, QVariant>> counts;
    for (const int runs : {1, 2, 3, 4, 6, 8, 12, 16})
        counts.emplace_back(QString::number(runs), runs);
    auto *atOnce = choiceOf("setRunsAtOnce", counts, m_preferences.runsAtOnce());
    connect(atOnce, &QComboBox::activated, this, [this, atOnce] { change(QStringLiteral("runsAtOnce"), atOnce->currentData()); });
    addRow(*form, tr("Jobs at once"), atOnce);
    addNote(*form, tr("Further jobs wait in the queue and start by themselves. What is running goes on."));
    addNote(*form, tr("How many requests a second an endpoint gets, and how many at once, is set in its connection. All jobs of the "
                      "window keep to it together."));
}

void SettingsPage::makeNetwork()
{
    QFormLayout *form = addGroup(QStringLiteral("network"), tr("Network"));
    addNote(*form, tr("Proxy, certificates and time limits belong to a connection: an API inside the house and one outside seldom "
                      "share them. Certificates are always checked against the system's authorities and the connection's own."));
    auto *connections = new QPushButton(tr("Open the connections"));
    connections->setObjectName(QStringLiteral("btnOpenConnections"));
    connect(connections, &QPushButton::clicked, this, [this] { m_navigator.go(QStringLiteral("connections")); });
    addButtons(*form, {connections});
}

void SettingsPage::makePrivacy()
{
    QFormLayout *form = addGroup(QStringLiteral("privacy"), tr("Privacy"));
    addNote(*form, tr("Masked in failures, previews, exports, receipts and mapping documents: ID numbers, unified social credit "
                      "codes, mobile numbers, bank cards and e-mail addresses. They are told by their form and check digits."));
    addNote(*form, tr("Values are shown, or exported for editing, for a reason only. Who did it, when and why is in the audit "
                      "log."));
    auto *audit = new QPushButton(tr("Open the audit log"));
    audit->setObjectName(QStringLiteral("btnOpenAudit"));
    connect(audit, &QPushButton::clicked, this, [this] { m_navigator.go(QStringLiteral("audit"), QStringLiteral("values.show")); });
    addButtons(*form, {audit});
    addNote(*form, tr("Passwords and tokens are kept in the workspace's encrypted vault and never shown again."));
}

void SettingsPage::makeAbout()
{
    QFormLayout *form = addGroup(QStringLiteral("about"), tr("About"));
    addRow(*form, tr("Version"), new QLabel(QApplication::applicationVersion()));
    addNote(*form, tr("Weir works offline. It sends no telemetry; your data goes only where you send it."));
    addNote(*form, tr("Weir uses Qt (LGPL), SQLite, PostgreSQL's libpq, simdjson, nlohmann/json, fmt, PCRE2, "
                      "utf8proc, libsodium, zstd, and icons of Lucide (ISC)."));
}

void SettingsPage::open(const QString &argument)
{
    setReady(false);
    for (int row = 0; row < m_sections->count(); ++row) {
        if (m_sections->item(row)->data(Qt::UserRole).toString() == argument)
            m_sections->setCurrentRow(row);
    }
    refresh();
}

void SettingsPage::refresh()
{
    m_folder->setText(m_engine.workspaceFolder());
    workspaceFigures(m_engine).then(this, [this](const Result<WorkspaceFigures> &figures) {
        if (figures)
            m_size->setText(bytesText(figures->ledgerBytes));
        lookAtRetention(m_engine, 0).then(this, [this](const Result<Retention> &set) {
            if (set)
                m_keep->setCurrentIndex(std::max(0, m_keep->findData(set->days)));
        });
        setReady();
    });
}

/// Applies at once; Undo sets the old value and shows it.
void SettingsPage::change(const QString &key, const QVariant &value)
{
    const QVariant before = m_preferences.value(key);
    if (before == value)
        return;
    m_navigator.toast(tr("Changed"), [&preferences = m_preferences, key, before] { preferences.set(key, before); });
    m_preferences.set(key, value);
}

void SettingsPage::search(const QString &text)
{
    const QString wanted = text.trimmed();
    int first = -1;
    for (int row = 0; row < m_sections->count(); ++row) {
        const Group &group = m_groups[static_cast<std::size_t>(row)];
        const bool isFound = wanted.isEmpty() || matchesTyped(group.words, wanted);
        m_sections->item(row)->setHidden(!isFound);
        if (isFound && first < 0)
            first = row;
    }
    if (first >= 0 && (m_sections->currentRow() < 0 || m_sections->item(m_sections->currentRow())->isHidden()))
        m_sections->setCurrentRow(first);
}

} // namespace weir
