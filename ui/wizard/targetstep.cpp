#include "ui/wizard/targetstep.h"

#include "ui/bridge/connectionqueries.h"
#include "ui/bridge/engineclient.h"
#include "ui/bridge/wizardqueries.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/widgets/wraplayout.h"
#include "ui/wizard/columnmodel.h"
#include "ui/wizard/ruleproposal.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QStandardItemModel>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir {

TargetStep::TargetStep(const Page::Context &context, WizardModel &model, WizardLooks &looks, QWidget *parent)
    : WizardStep(WizardStepId::Target, context, model, parent), m_looks(looks)
{
    m_banner = new InlineBanner(this);
    m_banner->setObjectName(QStringLiteral("targetBanner"));
    m_banner->hide();
    m_lookText = new QLabel(this);
    m_lookText->setObjectName(QStringLiteral("targetLook"));
    m_lookText->setTextFormat(Qt::PlainText);
    m_lookText->setWordWrap(true);
    m_plan = new ColumnModel(this);
    connect(m_plan, &ColumnModel::typeChosen, this, [this](const QString &column, const std::optional<Type> &type) {
        edit(tr("Type of %1").arg(column), [&](WizardState &state) {
            if (type)
                state.job.types[column.toStdString()] = *type;
            else
                state.job.types.erase(column.toStdString());
        });
    });
    connect(m_plan, &ColumnModel::typeRefused, this, [this](const QString &detail) {
        m_banner->show(Hue::Error, tr("That is no type. Types are for example text(40), decimal(12,2), int64, date."));
        m_banner->setDetails(detail);
    });
    m_columns = new DataTable(this);
    m_columns->setObjectName(QStringLiteral("targetColumns"));
    m_columns->setAccessibleName(tr("Columns of the target"));
    m_columns->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_columns->setModel(m_plan);
    m_columns->horizontalHeader()->setDefaultSectionSize(150);
    connect(m_columns, &DataTable::rowOpened, this, [this](const QModelIndex &index) {
        m_columns->edit(index.siblingAtColumn(ColumnModel::TypeColumn));
    });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(buildPlaces());
    column->addWidget(buildTables());
    m_showSql = new QToolButton(this);
    m_showSql->setObjectName(QStringLiteral("btnShowSql"));
    m_showSql->setText(tr("Show SQL"));
    m_showSql->setCheckable(true);
    connect(m_showSql, &QToolButton::toggled, this, &TargetStep::updateLook);
    m_statement = new QPlainTextEdit(this);
    m_statement->setObjectName(QStringLiteral("creationSql"));
    m_statement->setAccessibleName(tr("SQL of the new table"));
    m_statement->setReadOnly(true);
    m_statement->setTabChangesFocus(true);
    m_statement->setFont(rawFont());
    m_statement->hide();
    auto *look = new QHBoxLayout;
    look->addWidget(m_lookText, 1);
    look->addWidget(m_showSql, 0, Qt::AlignTop);
    column->addLayout(look);
    column->addWidget(m_banner);
    column->addWidget(m_columns, 1);
    column->addWidget(m_statement, 1);
    column->addWidget(buildFootprint());
    column->addStretch(0); // where no columns are shown
    connect(&m_model, &WizardModel::changed, this, &TargetStep::follow);
    connect(&m_looks, &WizardLooks::targetStateChanged, this, [this] {
        updateLook();
        updateBlocker();
    });
}

TargetStep::~TargetStep()
{
    m_tablesToken.cancel();
}

QString TargetStep::title() const
{
    return tr("Target");
}

QString TargetStep::subtitle() const
{
    return m_model.target() ? m_model.target()->label : QString();
}

QWidget *TargetStep::buildPlaces()
{
    auto *box = new QWidget(this);
    m_places = new QButtonGroup(this);
    const auto radio = [&](const QString &text, const char *name, TargetPlaceKind kind) {
        auto *button = new QRadioButton(text, box);
        button->setObjectName(QLatin1String(name));
        m_places->addButton(button, static_cast<int>(kind));
        return button;
    };
    m_warehouse = radio(tr("A local table"), "targetWarehouse", TargetPlaceKind::Warehouse);
    m_warehouse->setToolTip(tr("In the workspace's own warehouse, a SQLite file"));
    m_connection = radio(tr("A connection"), "targetConnection", TargetPlaceKind::Connection);
    m_file = radio(tr("A file"), "targetFile", TargetPlaceKind::File);
    m_connectionBox = new QComboBox(box);
    m_connectionBox->setObjectName(QStringLiteral("targetConnectionBox"));
    m_connectionBox->setAccessibleName(tr("Connection"));
    m_connectionBox->setMinimumContentsLength(16);
    m_path = new QLineEdit(box);
    m_path->setObjectName(QStringLiteral("targetPath"));
    m_path->setAccessibleName(tr("File"));
    m_path->setPlaceholderText(QStringLiteral("orders_out.csv"));
    m_browse = new QPushButton(tr("Browse…"), box);
    m_browse->setObjectName(QStringLiteral("btnTargetBrowse"));
    connect(m_places, &QButtonGroup::idClicked, this, [this](int id) { choosePlace(static_cast<TargetPlaceKind>(id)); });
    connect(m_connectionBox, &QComboBox::activated, this, &TargetStep::chooseConnection);
    connect(m_path, &QLineEdit::textEdited, this, &TargetStep::chooseFile);
    connect(m_browse, &QPushButton::clicked, this, &TargetStep::browse);
    auto *row = new WrapLayout(box);
    row->setSpacing(10);
    row->addWidget(m_warehouse);
    row->addWidget(m_connection);
    row->addWidget(m_connectionBox);
    row->addWidget(m_file);
    row->addWidget(m_path);
    row->addWidget(m_browse);
    return box;
}

QWidget *TargetStep::buildTables()
{
    m_tableRow = new QWidget(this);
    m_new = new QRadioButton(tr("Create a new table"), m_tableRow);
    m_new->setObjectName(QStringLiteral("targetNew"));
    m_existing = new QRadioButton(tr("Use an existing table"), m_tableRow);
    m_existing->setObjectName(QStringLiteral("targetExisting"));
    m_name = new QLineEdit(m_tableRow);
    m_name->setObjectName(QStringLiteral("targetName"));
    m_name->setAccessibleName(tr("Name of the new table"));
    m_name->setMinimumWidth(80);
    m_tables = new QComboBox(m_tableRow);
    m_tables->setObjectName(QStringLiteral("targetTables"));
    m_tables->setAccessibleName(tr("Existing table"));
    m_tables->setMinimumContentsLength(8);
    m_tables->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto *group = new QButtonGroup(this);
    group->addButton(m_new, 1);
    group->addButton(m_existing, 0);
    connect(group, &QButtonGroup::idClicked, this, [this](int isNew) { chooseTable(isNew == 1); });
    connect(m_name, &QLineEdit::textEdited, this, [this](const QString &name) {
        edit(tr("Name the table"), [&](WizardState &state) {
            state.createsTable = true;
            state.job.write.stream = name.trimmed().toStdString();
        }, QStringLiteral("targetName"));
    });
    connect(m_tables, &QComboBox::activated, this, [this] { chooseTable(false); });
    auto *row = new WrapLayout(m_tableRow);
    row->setSpacing(16);
    const auto pair = [row](QWidget *choice, QWidget *field) {
        auto *both = new QHBoxLayout;
        both->setSpacing(10);
        both->addWidget(choice);
        both->addWidget(field, 1);
        row->addLayout(both);
    };
    pair(m_new, m_name);
    pair(m_existing, m_tables);
    return m_tableRow;
}

QWidget *TargetStep::buildFootprint()
{
    m_footprintRow = new QWidget(this);
    m_footprint = new QLabel(m_footprintRow);
    m_footprint->setObjectName(QStringLiteral("targetFootprint"));
    m_footprint->setTextFormat(Qt::PlainText);
    m_footprint->setWordWrap(true);
    m_footprint->setFont(captionFont());
    m_footprint->setForegroundRole(QPalette::PlaceholderText);
    m_schema = new QLineEdit(m_footprintRow);
    m_schema->setObjectName(QStringLiteral("targetCheckpointSchema"));
    m_schema->setAccessibleName(tr("Schema of Weir's tables"));
    m_schema->setPlaceholderText(tr("Other schema"));
    m_schema->setMaximumWidth(140);
    connect(m_schema, &QLineEdit::textEdited, this, [this](const QString &name) {
        edit(tr("Schema of Weir's tables"), [&](WizardState &state) {
            state.job.write.checkpointSchema = name.trimmed().toStdString();
        }, QStringLiteral("checkpointSchema"));
    });
    m_sql = new QPushButton(tr("Copy SQL for your DBA"), m_footprintRow);
    m_sql->setObjectName(QStringLiteral("btnFootprintSql"));
    connect(m_sql, &QPushButton::clicked, this, &TargetStep::copySql);
    m_without = new QCheckBox(tr("Do without: guarantee D2"), m_footprintRow);
    m_without->setObjectName(QStringLiteral("targetWithout"));
    m_without->setToolTip(tr("The position is kept in the workspace alone. After a crash some rows may be written again over "
                             "themselves."));
    connect(m_without, &QCheckBox::clicked, this, [this](bool isOn) {
        edit(tr("Where the position is kept"), [&](WizardState &state) { state.job.checkpointInLedger = isOn; });
    });
    auto *row = new QHBoxLayout(m_footprintRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_footprint, 1);
    row->addWidget(m_schema);
    row->addWidget(m_sql);
    row->addWidget(m_without);
    return m_footprintRow;
}

void TargetStep::edit(const QString &words, const std::function<void(WizardState &)> &change, const QString &mergeKey)
{
    m_model.edit(words, WizardPart::Target, [&](WizardState &state) {
        const Job before = state.job;
        change(state);
        state.isTargetChosen = true;
        if (state.job.targetConnection != before.targetConnection || state.job.targetPlace != before.targetPlace
            || state.job.write.stream != before.write.stream)
            state.isMatched = state.isKeyChosen = false;
    }, mergeKey);
}

void TargetStep::enter()
{
    m_tablesOf.clear(); // what is there may have changed
    fillConnections();
    updateControls();
    updateLook();
    updateBlocker();
    emit ready();
}

void TargetStep::focusFirst()
{
    if (auto *button = m_places->checkedButton())
        button->setFocus();
    else
        m_warehouse->setFocus();
}

void TargetStep::fillConnections()
{
    fetchConnections(m_engine).then(this, [this](const Result<std::vector<ConnectionItem>> &items) {
        m_connections.clear();
        m_connectionBox->clear();
        for (const ConnectionItem &item : items ? *items : std::vector<ConnectionItem>()) {
            if (item.kind == u"http" || item.kind == u"file")
                continue;
            m_connections.push_back(item);
            m_connectionBox->addItem(item.name, item.kind);
        }
        auto *entries = qobject_cast<QStandardItemModel *>(m_connectionBox->model());
        for (const char *planned : {"MySQL / MariaDB", "REST API", "Kafka"}) {
            m_connectionBox->addItem(tr("%1 (planned)").arg(QLatin1String(planned)));
            entries->item(m_connectionBox->count() - 1)->setEnabled(false);
        }
        m_connection->setEnabled(!m_connections.empty());
        m_connection->setToolTip(
            m_connections.empty() ? tr("There is no connection to a database yet: add one on the Connections page.") : QString());
        updateControls();
    });
}

void TargetStep::fillTables()
{
    const QString connection = QString::fromStdString(m_model.job().targetConnection);
    if (connection == m_tablesOf || connection.isEmpty())
        return;
    m_tablesOf = connection;
    m_tables->clear();
    using Streams = Result<std::vector<StreamItem>>;
    m_tablesToken.cancel();
    m_tablesToken = CancelToken();
    fetchStreams(m_engine, connection, m_tablesToken).then(this, [this, connection](const Streams &items) {
        if (connection != m_tablesOf)
            return;
        for (const StreamItem &item : items ? *items : std::vector<StreamItem>()) {
            if (item.kind != u"view")
                m_tables->addItem(item.name);
        }
        updateControls();
    });
}

void TargetStep::choosePlace(TargetPlaceKind kind)
{
    if (kind == TargetPlaceKind::Connection)
        return chooseConnection();
    if (kind == TargetPlaceKind::File) {
        chooseFile(m_path->text().isEmpty() ? tableNameFor(m_model) + QStringLiteral("_out.csv") : m_path->text());
        m_path->setFocus();
        return;
    }
    prepareWarehouse(m_engine).then(this, [this](const Result<QString> &warehouse) {
        if (!warehouse) {
            m_banner->show(Hue::Error, errorText(warehouse.error()));
            m_banner->setDetails(QString::fromStdString(warehouse.error().detail));
            return;
        }
        edit(tr("Into the local warehouse"), [&](WizardState &state) {
            state.targetPlace = TargetPlaceKind::Warehouse;
            state.job.targetPlace.clear();
            state.job.targetConnection = warehouse->toStdString();
            if (state.job.write.stream.empty())
                state.job.write.stream = tableNameFor(m_model).toStdString();
        });
    });
}

void TargetStep::chooseConnection()
{
    if (m_connections.empty())
        return updateControls();
    const int row = std::clamp(m_connectionBox->currentIndex(), 0, static_cast<int>(m_connections.size()) - 1);
    const QString name = m_connections[static_cast<std::size_t>(row)].name;
    edit(tr("Into %1").arg(name), [&](WizardState &state) {
        state.targetPlace = TargetPlaceKind::Connection;
        state.createsTable = true;
        state.job.targetPlace.clear();
        state.job.targetConnection = name.toStdString();
        if (state.job.write.stream.empty())
            state.job.write.stream = tableNameFor(m_model).toStdString();
    });
}

void TargetStep::chooseFile(const QString &path)
{
    edit(tr("Into a file"), [&](WizardState &state) {
        state.targetPlace = TargetPlaceKind::File;
        state.createsTable = true;
        state.job.targetConnection.clear();
        state.job.write.stream.clear();
        state.job.targetPlace = path.trimmed().toStdString();
    }, QStringLiteral("targetPath"));
}

void TargetStep::browse()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Into a file"), m_path->text(),
                                                      tr("CSV (*.csv);;JSON lines (*.ndjson);;JSON (*.json)"));
    if (!path.isEmpty())
        chooseFile(path);
}

void TargetStep::chooseTable(bool isNew)
{
    const QString wanted = m_name->text().isEmpty() ? tableNameFor(m_model) : m_name->text();
    const QString name = isNew ? wanted : m_tables->currentText();
    edit(isNew ? tr("Into a new table") : tr("Into the table %1").arg(name), [&](WizardState &state) {
        state.createsTable = isNew;
        state.job.write.stream = name.toStdString();
    });
    if (isNew)
        m_name->setFocus();
}

void TargetStep::copySql()
{
    const QString connection = QString::fromStdString(m_model.job().targetConnection);
    footprintSql(m_engine, connection).then(this, [this](const Result<QString> &sql) {
        if (!sql)
            return m_banner->show(Hue::Error, errorText(sql.error()));
        QGuiApplication::clipboard()->setText(*sql);
        m_navigator.toast(tr("The SQL is in the clipboard"));
    });
}

void TargetStep::follow(WizardPart part)
{
    if (part == WizardPart::Target || part == WizardPart::Rules)
        updateControls();
    if (part == WizardPart::Mapping || part == WizardPart::Name)
        return;
    updateLook();
    updateBlocker();
    if (part == WizardPart::TargetLook)
        emit titleChanged();
}

void TargetStep::updateControls()
{
    const WizardState &state = m_model.state();
    if (auto *button = m_places->button(static_cast<int>(state.targetPlace)))
        button->setChecked(true);
    const bool isConnection = state.targetPlace == TargetPlaceKind::Connection;
    m_connectionBox->setVisible(isConnection);
    m_path->setVisible(isFile());
    m_browse->setVisible(isFile());
    m_tableRow->setVisible(!isFile());
    const int row = m_connectionBox->findText(QString::fromStdString(state.job.targetConnection));
    if (isConnection && row >= 0)
        m_connectionBox->setCurrentIndex(row);
    const QString stream = QString::fromStdString(state.job.write.stream);
    const QString path = QString::fromStdString(state.job.targetPlace);
    if (m_path->text().trimmed() != path)
        m_path->setText(path);
    (state.createsTable ? m_new : m_existing)->setChecked(true);
    if (state.createsTable && m_name->text().trimmed() != stream)
        m_name->setText(stream);
    m_existing->setEnabled(m_tables->count() > 0 || !state.createsTable);
    m_name->setEnabled(state.createsTable);
    m_tables->setEnabled(!state.createsTable);
    if (!state.createsTable) {
        if (m_tables->findText(stream) < 0 && !stream.isEmpty())
            m_tables->addItem(stream);
        m_tables->setCurrentIndex(m_tables->findText(stream));
    }
    m_schema->setText(QString::fromStdString(state.job.write.checkpointSchema));
    m_without->setChecked(state.job.checkpointInLedger);
    if (!isFile())
        fillTables();
}

QString TargetStep::lookText() const
{
    const TargetLook *look = m_model.target();
    if (m_looks.isLookingAtTarget())
        return tr("Looking at the target …");
    if (!look)
        return {};
    if (look->kind == u"file")
        return tr("Every row is written once, as it is. The file appears when the run begins.");
    if (!look->exists())
        return m_model.state().createsTable
                   ? tr("The table is made by the first run. Its types keep every value seen; double-click a type to change "
                        "it.")
                   : tr("There is no such table.");
    QStringList parts;
    parts += look->rows >= 0 ? tr("%1 rows").arg(rowsText(look->rows)) : tr("rows not counted");
    QStringList key;
    for (const std::string &field : look->schema->key())
        key += QString::fromStdString(field);
    parts += key.isEmpty() ? tr("no key") : tr("key: %1").arg(key.join(QStringLiteral(", ")));
    parts += look->isMadeByWeir ? tr("made by Weir") : tr("not made by Weir");
    return parts.join(QStringLiteral(" · "));
}

void TargetStep::updateLook()
{
    m_lookText->setText(lookText());
    const TargetLook *look = m_model.target();
    const SourceLook *source = m_model.source();
    if (look && look->exists() && !m_model.state().createsTable)
        m_plan->setExisting(*look->schema, look->defaults);
    else if (look && source && source->schema && !isFile())
        m_plan->setPlan(planColumns(*source, m_model.job()), source->fields, m_model.job().key);
    else
        m_plan->clear();
    updateSql();
    m_columns->setVisible(!isFile() && !m_statement->isVisibleTo(this));
    m_columns->resizeColumnsToContents();
    const bool hasFootprint = look && !look->footprint.isEmpty();
    const bool isServer = look && look->kind == u"postgresql";
    m_footprintRow->setVisible(look && (hasFootprint || m_model.job().checkpointInLedger) && !isFile());
    m_footprint->setText(hasFootprint ? tr("The first run also makes in the target: %1. There Weir keeps how far it is, so that "
                                           "no row is lost or written twice.")
                                            .arg(look->footprint.join(QStringLiteral(", ")))
                                      : QString());
    m_schema->setVisible(isServer);
    m_sql->setVisible(isServer);
    m_without->setVisible(isServer || m_model.job().checkpointInLedger);
    if (m_looks.targetError()) {
        m_banner->show(Hue::Error, errorText(*m_looks.targetError()), {{tr("Try again"), [this] { m_looks.lookAgain(); }}},
                       false);
        m_banner->setDetails(QString::fromStdString(m_looks.targetError()->detail));
    } else {
        m_banner->hide();
    }
}

void TargetStep::updateSql()
{
    const SchemaPtr schema = m_model.targetSchema();
    const TargetLook *look = m_model.target();
    const bool isNew = look && !look->exists() && !isFile() && m_model.state().createsTable && schema;
    m_showSql->setVisible(isNew);
    m_statement->setVisible(isNew && m_showSql->isChecked());
    const int asked = ++m_sqlAsked;
    if (!m_statement->isVisibleTo(this))
        return;
    creationSql(m_engine, m_model.job(), schema).then(this, [this, asked](const Result<QString> &sql) {
        if (asked == m_sqlAsked)
            m_statement->setPlainText(sql ? *sql + QLatin1Char(';') : errorText(sql.error()));
    });
}

void TargetStep::updateBlocker()
{
    const Job &job = m_model.job();
    const TargetLook *look = m_model.target();
    std::optional<WizardBlocker> blocker;
    if (isFile() && job.targetPlace.empty())
        blocker = WizardBlocker{tr("Name the file that the rows go to."), QStringLiteral("targetPath")};
    else if (!isFile() && job.write.stream.empty())
        blocker = WizardBlocker{tr("Name the table that the rows go to."), QStringLiteral("targetName")};
    else if (m_looks.targetError())
        blocker = WizardBlocker{tr("The target cannot be used."), {}};
    else if (!look)
        blocker = WizardBlocker{tr("The target is still being looked at."), {}};
    else if (look->exists() && m_model.state().createsTable)
        blocker = WizardBlocker{tr("There is a table “%1” already: use it, or give the new one another name.")
                                    .arg(QString::fromStdString(job.write.stream)),
                                QStringLiteral("targetName")};
    else if (!look->exists() && !m_model.state().createsTable)
        blocker = WizardBlocker{tr("Choose a table that is there."), QStringLiteral("targetTables")};
    else if (!look->exists() && !isFile() && !look->isCreatable)
        blocker = WizardBlocker{tr("The account may not make a table there."), QStringLiteral("targetExisting")};
    m_model.setBlocker(m_id, std::move(blocker));
}

} // namespace weir
