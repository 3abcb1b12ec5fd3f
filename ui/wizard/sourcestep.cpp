#include "ui/wizard/sourcestep.h"

#include "core/survey/findingrows.h"
#include "ui/bridge/connectionqueries.h"
#include "ui/bridge/engineclient.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/choicelist.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/wizard/findingtext.h"
#include "ui/wizard/samplemodel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace weir {

namespace {

/// What an entry of the list of sources means: "sample:clean", "file:", "connection:shop".
QString valueOf(const char *kind, const QString &name)
{
    return QLatin1String(kind) + QLatin1Char(':') + name;
}

struct ConnectionLook
{
    const char *kind;
    Icon icon;
};
constexpr ConnectionLook connectionLooks[] = {{"file", Icon::FileSpreadsheet}, {"http", Icon::Globe}};

Icon iconOfKind(const QString &kind)
{
    for (const ConnectionLook &look : connectionLooks) {
        if (kind == QLatin1String(look.kind))
            return look.icon;
    }
    return Icon::Database;
}

} // namespace

SourceStep::SourceStep(const Page::Context &context, WizardModel &model, WizardLooks &looks, QWidget *parent)
    : WizardStep(WizardStepId::Source, context, model, parent), m_looks(looks)
{
    m_views = new QStackedWidget(this);
    m_views->addWidget(buildChoice());
    m_views->addWidget(buildPreview());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_views);
    connect(&m_model, &WizardModel::changed, this, &SourceStep::follow);
    connect(&m_looks, &WizardLooks::sourceStateChanged, this, &SourceStep::updateState);
}

SourceStep::~SourceStep()
{
    m_streamsToken.cancel();
    m_rowsToken.cancel();
}

QString SourceStep::title() const
{
    return tr("Source");
}

QString SourceStep::subtitle() const
{
    return m_model.source() ? m_model.source()->label : QString();
}

QString SourceStep::fileFilter()
{
    return tr("Tables (*.csv *.tsv *.txt *.xlsx *.xlsm *.json *.ndjson *.jsonl);;All files (*)");
}

WizardState SourceStep::stateOfSample(const QString &name, const SamplePlace &place)
{
    WizardState state;
    state.sample = name.toStdString();
    state.job.sourcePlace = place.file.toStdString();
    if (!place.targetConnection.isEmpty()) {
        state.targetPlace = TargetPlaceKind::Connection;
        state.isTargetChosen = true;
        state.createsTable = false;
        state.job.targetConnection = place.targetConnection.toStdString();
        state.job.write.stream = place.targetStream.toStdString();
    }
    return state;
}

QWidget *SourceStep::buildChoice()
{
    auto *view = new QWidget(this);
    m_sources = new ChoiceList(view);
    m_sources->setObjectName(QStringLiteral("sourceList"));
    m_sources->setAccessibleName(tr("Sources"));
    connect(m_sources, &ChoiceList::chosen, this, &SourceStep::choose);
    m_streams = new ChoiceList(view);
    m_streams->setObjectName(QStringLiteral("streamList"));
    m_streams->setAccessibleName(tr("Tables and endpoints"));
    m_streams->hide();
    connect(m_streams, &ChoiceList::chosen, this, [this](const QVariant &value) {
        const QStringList parts = value.toStringList();
        if (parts.size() == 2)
            chooseStream(parts[0], parts[1]);
    });
    auto *row = new QHBoxLayout(view);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(m_sources, 1);
    row->addWidget(m_streams, 1);
    return view;
}

QWidget *SourceStep::buildPreview()
{
    auto *view = new QWidget(this);
    m_banner = new InlineBanner(view);
    m_banner->setObjectName(QStringLiteral("sourceBanner"));
    m_banner->hide();
    m_stateText = new QLabel(view);
    m_stateText->setObjectName(QStringLiteral("sourceState"));
    m_stateText->setTextFormat(Qt::PlainText);
    m_stateText->setWordWrap(true);
    m_progress = new QProgressBar(view);
    m_progress->setObjectName(QStringLiteral("scanProgress"));
    m_progress->setAccessibleName(tr("Checking all rows"));
    m_progress->setFixedWidth(120);
    m_cancel = new QPushButton(tr("Cancel"), view);
    m_cancel->setObjectName(QStringLiteral("btnCancelScan"));
    connect(m_cancel, &QPushButton::clicked, &m_looks, &WizardLooks::cancelScan);
    m_other = new QPushButton(tr("Other source…"), view);
    m_other->setObjectName(QStringLiteral("btnOtherSource"));
    connect(m_other, &QPushButton::clicked, this, [this] {
        showChoice(true);
        m_sources->setFocus();
    });
    auto *head = new QHBoxLayout;
    head->addWidget(m_stateText, 1);
    head->addWidget(m_progress);
    head->addWidget(m_cancel);
    head->addWidget(m_other);

    m_kept = new QLabel(view);
    m_kept->setObjectName(QStringLiteral("keptAsText"));
    m_kept->setTextFormat(Qt::PlainText);
    m_kept->setWordWrap(true);
    m_findings = new QListWidget(view);
    m_findings->setObjectName(QStringLiteral("checkUp"));
    m_findings->setAccessibleName(tr("File check-up"));
    m_findings->setIconSize(QSize(16, 16));
    m_findings->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_findings->setTextElideMode(Qt::ElideRight);
    const auto open = [this](const QListWidgetItem *item) {
        const SourceLook *look = m_model.source();
        const auto index = static_cast<std::size_t>(item->data(Qt::UserRole).toInt());
        if (look && index < look->findings.size())
            openFinding(look->findings[index]);
    };
    connect(m_findings, &QListWidget::itemClicked, this, open);
    connect(m_findings, &QListWidget::itemActivated, this, open);
    m_sample = new SampleModel(this);
    m_table = new DataTable(view);
    m_table->setObjectName(QStringLiteral("sampleTable"));
    m_table->setAccessibleName(tr("Sample rows"));
    m_table->setHorizontalHeader(new SampleHeader(*m_sample, m_table));
    m_table->setModel(m_sample);

    m_rowsBar = new QWidget(view);
    m_rowsText = new ElidedLabel({}, m_rowsBar);
    m_rowsText->setObjectName(QStringLiteral("findingRows"));
    m_backToSample = new QPushButton(tr("Back to the sample"), m_rowsBar);
    m_backToSample->setObjectName(QStringLiteral("btnBackToSample"));
    connect(m_backToSample, &QPushButton::clicked, this, &SourceStep::showSample);
    auto *rowsBar = new QHBoxLayout(m_rowsBar);
    rowsBar->setContentsMargins(0, 0, 0, 0);
    rowsBar->addWidget(m_rowsText, 1);
    rowsBar->addWidget(m_backToSample);
    m_rowsBar->hide();

    auto *column = new QVBoxLayout(view);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_banner);
    column->addLayout(head);
    column->addWidget(buildOptions());
    column->addWidget(m_kept);
    column->addWidget(m_findings);
    column->addWidget(m_rowsBar);
    column->addWidget(m_table, 1);
    return view;
}

void SourceStep::fillSources()
{
    m_sources->clear();
    m_streams->hide();
    const bool isFirst = m_engine.jobNames().isEmpty();
    const auto samples = [this] {
        m_sources->addHeading(tr("SAMPLE DATA"));
        m_sources->addChoice(Icon::FlaskConical, QStringLiteral("orders.csv"), tr("2,000 clean orders, to see how it goes"),
                             valueOf("sample", QStringLiteral("clean")));
        m_sources->addChoice(Icon::FlaskConical, QStringLiteral("orders_messy.csv"),
                             tr("2,000 orders, 37 of them with faults: to see what happens to rows that fail"),
                             valueOf("sample", QStringLiteral("messy")));
        m_sources->addChoice(Icon::FlaskConical, QStringLiteral("items_mes.csv"),
                             tr("Items of an MES with digit codes, and the table that translates them"),
                             valueOf("sample", QStringLiteral("items")));
    };
    if (isFirst)
        samples();
    m_sources->addHeading(tr("FILE"));
    m_sources->addChoice(Icon::FolderOpen, tr("Open a file…"), tr("CSV, Excel, JSON; or drop it onto the window"),
                         valueOf("file", {}));
    const int asked = ++m_asked;
    fetchConnections(m_engine).then(this, [this, asked, isFirst, samples](const Result<std::vector<ConnectionItem>> &items) {
        if (asked != m_asked)
            return;
        if (items && !items->empty()) {
            m_sources->addHeading(tr("CONNECTIONS"));
            for (const ConnectionItem &item : *items)
                m_sources->addChoice(iconOfKind(item.kind), item.name, item.summary, valueOf("connection", item.name));
        }
        if (!isFirst)
            samples();
        emit ready();
    });
}

void SourceStep::enter()
{
    const bool hasSource = !m_model.job().sourceConnection.empty() || !m_model.job().sourcePlace.empty();
    showChoice(!hasSource);
    updateOptions();
    updateLook();
    updateState();
    if (hasSource)
        emit ready();
}

void SourceStep::forget()
{
    m_linesOf.clear();
    m_banner->hide();
}

void SourceStep::focusFirst()
{
    m_views->currentIndex() == 0 ? m_sources->setFocus() : m_table->setFocus();
}

void SourceStep::showChoice(bool isShown)
{
    if (isShown)
        fillSources();
    m_views->setCurrentIndex(isShown ? 0 : 1);
}

void SourceStep::choose(const QVariant &value)
{
    const QString kind = value.toString().section(QLatin1Char(':'), 0, 0);
    const QString name = value.toString().section(QLatin1Char(':'), 1);
    if (kind == u"sample")
        chooseSample(name);
    else if (kind == u"connection")
        showStreams(name);
    else
        openFile();
}

void SourceStep::openFile()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Open a file"), {}, fileFilter());
    if (!path.isEmpty())
        chooseFile(path);
}

void SourceStep::begin(const QString &words, const std::function<void(WizardState &)> &change)
{
    m_model.edit(words, WizardPart::Source, [&](WizardState &state) {
        const Job before = state.job;
        state.sample.clear();
        state.job.sourceConnection.clear();
        state.job.sourcePlace.clear();
        state.job.read = {};
        if (!state.isTargetChosen) {
            state.job.targetConnection.clear();
            state.job.write.stream.clear();
        }
        state.isMatched = false;
        state.isKeyChosen = state.isKeyChosen && !before.sourcePlace.empty();
        change(state);
    });
    m_streamsToken.cancel();
    showChoice(false);
    m_table->setFocus();
}

void SourceStep::chooseSample(const QString &name)
{
    static constexpr std::pair<const char *, SampleId> names[] = {
        {"clean", SampleId::Clean}, {"messy", SampleId::Messy}, {"items", SampleId::Items}};
    for (const auto &[known, id] : names) {
        if (name != QLatin1String(known))
            continue;
        prepareSample(m_engine, id).then(this, [this, name](const Result<SamplePlace> &place) {
            if (!place) {
                m_views->setCurrentIndex(1);
                m_banner->show(Hue::Error, errorText(place.error()));
                m_banner->setDetails(QString::fromStdString(place.error().detail));
                return;
            }
            const WizardState sample = stateOfSample(name, *place);
            begin(tr("Choose %1").arg(place->file), [&](WizardState &state) {
                state.sample = sample.sample;
                state.job.sourcePlace = sample.job.sourcePlace;
                if (state.isTargetChosen || !sample.isTargetChosen)
                    return;
                state.targetPlace = sample.targetPlace;
                state.isTargetChosen = true;
                state.createsTable = false;
                state.job.targetConnection = sample.job.targetConnection;
                state.job.write.stream = sample.job.write.stream;
            });
        });
    }
}

void SourceStep::chooseFile(const QString &path)
{
    begin(tr("Choose %1").arg(path.section(QLatin1Char('/'), -1)),
          [&](WizardState &state) { state.job.sourcePlace = path.toStdString(); });
}

void SourceStep::showStreams(const QString &connection)
{
    m_streams->clear();
    m_streams->addHeading(tr("Looking at “%1” …").arg(plainText(connection, 60)));
    m_streams->show();
    const int asked = ++m_asked;
    using Streams = Result<std::vector<StreamItem>>;
    m_streamsToken.cancel();
    m_streamsToken = CancelToken();
    fetchStreams(m_engine, connection, m_streamsToken).then(this, [this, asked, connection](const Streams &items) {
        if (asked == m_asked)
            takeStreams(connection, items);
    });
}

void SourceStep::takeStreams(const QString &connection, const Result<std::vector<StreamItem>> &items)
{
    m_streams->clear();
    if (!items || items->empty()) {
        m_streams->addHeading(items ? tr("“%1” has no tables.").arg(plainText(connection, 60)) : errorText(items.error()));
        m_streams->setToolTip(items ? QString() : QString::fromStdString(items.error().detail));
        return;
    }
    if (items->size() == 1 && items->front().kind == u"file")
        return chooseStream(connection, {});
    m_streams->addHeading(connection);
    for (const StreamItem &item : *items) {
        const QString text = item.rows < 0 ? item.kind : tr("%1, about %2 rows").arg(item.kind, rowsText(item.rows));
        m_streams->addChoice(Icon::Table2, item.name, text, QStringList{connection, item.name});
    }
    m_streams->setFocus();
}

void SourceStep::chooseStream(const QString &connection, const QString &stream)
{
    begin(tr("Choose %1").arg(stream.isEmpty() ? connection : stream), [&](WizardState &state) {
        state.job.sourceConnection = connection.toStdString();
        state.job.read.stream = stream.toStdString();
    });
}

void SourceStep::follow(WizardPart part)
{
    if (part == WizardPart::Source) {
        updateOptions();
        updateState();
    } else if (part == WizardPart::SourceLook) {
        updateLook();
        updateState();
        emit titleChanged();
    }
}

void SourceStep::updateLook()
{
    const SourceLook *look = m_model.source();
    m_rowsToken.cancel();
    m_rowsBar->hide();
    ++m_rowsAsked;
    m_sample->setLook(look);
    if (look)
        m_table->resizeColumnsToContents();
    updateFindings();
}

void SourceStep::updateFindings()
{
    m_findings->clear();
    QStringList kept;
    const SourceLook *look = m_model.source();
    if (look) {
        const Tokens tokens = Tokens::of(palette());
        for (std::size_t i = 0; i < look->findings.size(); ++i) {
            const Finding &finding = look->findings[i];
            const FindingWeight weight = weightOf(finding);
            if (weight == FindingWeight::Usual) {
                tellUsual(finding);
                continue;
            }
            const bool isOff = weight == FindingWeight::Damage;
            auto *item = new QListWidgetItem(isOff ? iconOf(Icon::TriangleAlert, tokens.of(Hue::Warn))
                                                   : iconOf(Icon::Info, tokens.text2),
                                             findingText(finding), m_findings);
            item->setData(Qt::UserRole, static_cast<int>(i));
            item->setToolTip(plainText(QString::fromStdString(finding.detail), 600));
        }
        for (const FieldProfile &field : look->fields) {
            const bool isNumberLike = field.longestCharacters >= 15 && !field.examples.empty()
                                      && QString::fromStdString(field.examples.front()).left(14).toULongLong() > 0;
            if (field.proposed.kind == TypeKind::Text && isNumberLike && kept.size() < 3)
                kept += QString::fromStdString(field.name);
        }
    }
    m_findings->setVisible(m_findings->count() > 0);
    m_findings->setFixedHeight(std::min(m_findings->count(), 3) * (fontMetrics().height() + 10) + 4);
    m_kept->setText(kept.isEmpty() ? QString()
                                   : tr("“%1” looks like an ID number. Kept as text so that no digit is lost.")
                                         .arg(plainText(kept.join(QStringLiteral(", ")), 120)));
    m_kept->setVisible(!kept.isEmpty());
}

/// The rows that a finding is about where they can be told, else its column.
void SourceStep::openFinding(const Finding &finding)
{
    if (!hasFindingRows(finding) || m_model.source()->isFromDraft)
        return showField(QString::fromStdString(finding.field));
    m_rowsToken.cancel();
    m_rowsToken = CancelToken();
    m_rowsText->setText(tr("Looking for the rows …"));
    m_rowsBar->show();
    const int asked = ++m_rowsAsked;
    rowsOfFinding(m_engine, m_model.job(), finding, m_rowsToken).then(this, [this, asked, finding](const Result<PlacedRows> &rows) {
        if (asked != m_rowsAsked)
            return;
        if (rows)
            return showRows(finding, *rows);
        m_rowsBar->hide();
        m_banner->show(Hue::Error, errorText(rows.error()));
        m_banner->setDetails(QString::fromStdString(rows.error().detail));
    });
}

void SourceStep::showRows(const Finding &finding, const PlacedRows &rows)
{
    SourceLook look = *m_model.source();
    look.sample = rows.rows;
    look.positions = rows.positions;
    m_sample->setLook(&look);
    const qint64 shown = rows.rows.rows(), of = std::max<qint64>(shown, finding.count);
    m_rowsText->setText(shown < of ? tr("The first %1 of %2 rows: %3").arg(rowsText(shown), rowsText(of), findingText(finding))
                                   : tr("%1 rows: %2").arg(rowsText(shown), findingText(finding)));
    m_table->ensureCurrent();
    showField(QString::fromStdString(finding.field));
    m_table->setFocus();
}

void SourceStep::showSample()
{
    m_rowsToken.cancel();
    ++m_rowsAsked;
    m_rowsBar->hide();
    m_sample->setLook(m_model.source());
    m_table->ensureCurrent();
    m_findings->setFocus();
}

/// The column that a finding is about.
void SourceStep::showField(const QString &field)
{
    const SourceLook *look = m_model.source();
    const auto column = look && look->schema ? look->schema->indexOf(field.toStdString()) : std::nullopt;
    if (!column || m_sample->rowCount() == 0)
        return;
    const QModelIndex cell = m_sample->index(std::max(0, m_table->currentIndex().row()), static_cast<int>(*column));
    m_table->setCurrentIndex(cell);
    m_table->scrollTo(cell);
}

void SourceStep::updateState()
{
    const SourceLook *look = m_model.source();
    QString text;
    if (m_looks.isLookingAtSource())
        text = tr("Looking at the source …");
    else if (m_looks.isScanning() && look)
        text = tr("%1 sample rows are shown. Checking all rows …").arg(rowsText(look->sample.rows()));
    else if (look && look->isFromDraft)
        text = tr("The fields as they were on %1. You can go on with them; what needs rows is looked at when the source is back.")
                   .arg(timeText(look->at));
    else if (look && look->isWhole)
        text = look->sample.rows() < look->rows
                   ? tr("%1 sample rows of %2: unusual rows are included on purpose. All %2 rows checked.")
                         .arg(rowsText(look->sample.rows()), rowsText(look->rows))
                   : tr("All %1 rows checked.").arg(rowsText(look->rows));
    else if (look)
        text = tr("%1 sample rows of the first %2: unusual rows are included on purpose.")
                   .arg(rowsText(look->sample.rows()), rowsText(look->rows));
    m_stateText->setText(text);
    const auto progress = m_looks.progress();
    m_progress->setVisible(m_looks.isScanning() || m_looks.isLookingAtSource());
    m_progress->setRange(0, progress ? 100 : 0);
    m_progress->setValue(progress ? static_cast<int>(*progress * 100) : 0);
    m_cancel->setVisible(m_looks.isScanning());
    if (m_looks.sourceError()) {
        m_banner->show(Hue::Error, errorText(*m_looks.sourceError()),
                       {{tr("Try again"), [this] { m_looks.lookAgain(); }}}, false);
        m_banner->setDetails(QString::fromStdString(m_looks.sourceError()->detail));
    } else {
        m_banner->hide();
    }
    updateBlocker();
}

void SourceStep::updateBlocker()
{
    const Job &job = m_model.job();
    if (job.sourceConnection.empty() && job.sourcePlace.empty())
        m_model.setBlocker(m_id, WizardBlocker{tr("Choose where the rows come from."), QStringLiteral("sourceList")});
    else if (m_looks.sourceError() && !m_model.source())
        m_model.setBlocker(m_id, WizardBlocker{tr("The source cannot be read."), QStringLiteral("btnOtherSource")});
    else if (!m_model.source())
        m_model.setBlocker(m_id, WizardBlocker{tr("The source is still being looked at."), {}});
    else
        m_model.setBlocker(m_id, std::nullopt);
}

} // namespace weir
