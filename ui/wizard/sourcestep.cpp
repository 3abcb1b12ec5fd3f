#include "ui/wizard/sourcestep.h"

#include "ui/bridge/connectionqueries.h"
#include "ui/bridge/engineclient.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/choicelist.h"
#include "ui/widgets/datatable.h"
#include "ui/widgets/inlinebanner.h"
#include "ui/wizard/findingtext.h"
#include "ui/wizard/samplemodel.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

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
    m_stateText->setMinimumWidth(60);
    m_stateText->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
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
    m_sample = new SampleModel(this);
    m_table = new DataTable(view);
    m_table->setObjectName(QStringLiteral("sampleTable"));
    m_table->setAccessibleName(tr("Sample rows"));
    m_table->setHorizontalHeader(new SampleHeader(*m_sample, m_table));
    m_table->setModel(m_sample);

    auto *column = new QVBoxLayout(view);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(m_banner);
    column->addLayout(head);
    column->addWidget(buildOptions());
    column->addWidget(m_kept);
    column->addWidget(m_findings);
    column->addWidget(m_table, 1);
    return view;
}

QWidget *SourceStep::buildOptions()
{
    m_options = new QWidget(this);
    auto *row = new QHBoxLayout(m_options);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    const auto add = [&](int index, const QString &text, QWidget *field, const char *name, int stretch) {
        m_labels[index] = new QLabel(text, m_options);
        m_labels[index]->setBuddy(field);
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(text);
        row->addWidget(m_labels[index]);
        row->addWidget(field, stretch);
    };
    m_encoding = new QComboBox(m_options);
    m_delimiter = new QComboBox(m_options);
    m_header = new QComboBox(m_options);
    m_header->setMinimumContentsLength(18);
    m_header->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_sheet = new QLineEdit(m_options);
    m_sheet->setPlaceholderText(tr("The first with content"));
    add(0, tr("Encoding"), m_encoding, "sourceEncoding", 0);
    add(1, tr("Delimiter"), m_delimiter, "sourceDelimiter", 0);
    add(2, tr("Header"), m_header, "sourceHeader", 1);
    add(3, tr("Sheet"), m_sheet, "sourceSheet", 1);
    m_encoding->addItem(tr("Found out"), QString());
    for (const char *name : {"UTF-8", "GB18030", "Big5", "Shift_JIS", "windows-1252", "UTF-16LE"})
        m_encoding->addItem(qstrcmp(name, "GB18030") == 0 ? QStringLiteral("GBK / GB18030") : QLatin1String(name),
                            QLatin1String(name));
    const std::pair<QString, const char *> delimiters[] = {
        {tr("Found out"), ""}, {tr("Comma"), ","}, {tr("Semicolon"), ";"}, {tr("Tab"), "tab"}, {tr("Bar |"), "|"}};
    for (const auto &[text, value] : delimiters)
        m_delimiter->addItem(text, QLatin1String(value));
    connect(m_encoding, &QComboBox::activated, this,
            [this] { setFormat(tr("Choose the encoding"), "encoding", m_encoding->currentData()); });
    connect(m_delimiter, &QComboBox::activated, this,
            [this] { setFormat(tr("Choose the delimiter"), "delimiter", m_delimiter->currentData()); });
    connect(m_header, &QComboBox::activated, this,
            [this] { setFormat(tr("Choose the header"), "headerRow", m_header->currentData()); });
    connect(m_sheet, &QLineEdit::editingFinished, this, [this] {
        if (m_sheet->isModified())
            setFormat(tr("Choose the sheet"), "sheet", m_sheet->text());
        m_sheet->setModified(false);
    });
    return m_options;
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

void SourceStep::setFormat(const QString &words, const char *member, const QVariant &value)
{
    m_model.edit(words, WizardPart::Source, [&](WizardState &state) {
        Json format = state.job.read.format ? *state.job.read.format : Json::object();
        format.erase(member);
        if (QLatin1String(member) == QLatin1String("headerRow"))
            format.erase("header");
        if (value.typeId() == QMetaType::Int && value.toInt() == 0)
            format["header"] = false;
        else if (value.typeId() == QMetaType::Int)
            format[member] = value.toInt();
        else if (!value.toString().isEmpty())
            format[member] = value.toString().toStdString();
        state.job.read.format = format.empty() ? nullptr : std::make_shared<const Json>(std::move(format));
        state.isMatched = false;
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
        for (const Finding &finding : look->findings) {
            const FindingWeight weight = weightOf(finding);
            if (weight == FindingWeight::Usual) {
                tellUsual(finding);
                continue;
            }
            const bool isOff = weight == FindingWeight::Damage;
            auto *item = new QListWidgetItem(isOff ? iconOf(Icon::TriangleAlert, tokens.of(Hue::Warn))
                                                   : iconOf(Icon::Info, tokens.text2),
                                             findingText(finding), m_findings);
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

/// What Weir found out by itself stands at the choice it is about.
void SourceStep::tellUsual(const Finding &finding)
{
    const std::pair<const char *, QWidget *> about[] = {
        {"encoding", m_encoding}, {"delimiter", m_delimiter}, {"quote", m_delimiter}, {"header", m_header}};
    for (const auto &[code, control] : about) {
        if (finding.code == code)
            control->setToolTip(plainText(QString::fromStdString(finding.detail), 400));
    }
}

void SourceStep::updateState()
{
    const SourceLook *look = m_model.source();
    QString text;
    if (m_looks.isLookingAtSource())
        text = tr("Looking at the source …");
    else if (m_looks.isScanning() && look)
        text = tr("%1 sample rows are shown. Checking all rows …").arg(rowsText(look->sample.rows()));
    else if (look && look->isWhole)
        text = look->sample.rows() < look->rows
                   ? tr("%1 sample rows of %2: unusual rows are included on purpose. All %2 rows checked.")
                         .arg(rowsText(look->sample.rows()), rowsText(look->rows))
                   : tr("All %1 rows checked.").arg(rowsText(look->rows));
    else if (look)
        text = tr("%1 sample rows of the first %2: unusual rows are included on purpose.")
                   .arg(rowsText(look->sample.rows()), rowsText(look->rows));
    m_stateText->setText(text);
    m_stateText->setToolTip(text);
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

void SourceStep::updateOptions()
{
    const Job &job = m_model.job();
    const QString path = QString::fromStdString(job.sourcePlace);
    const QString ending = path.section(QLatin1Char('.'), -1).toLower();
    const bool isBook = ending == u"xlsx" || ending == u"xlsm";
    const bool isOther = isBook || ending.contains(QLatin1String("json")) || path.contains(QLatin1String("://"));
    const bool isText = !path.isEmpty() && !isOther;
    m_options->setVisible(isText || isBook);
    for (int i = 0; i < 3; ++i)
        m_labels[i]->setVisible(isText);
    for (QWidget *field : std::initializer_list<QWidget *>{m_encoding, m_delimiter, m_header})
        field->setVisible(isText);
    m_labels[3]->setVisible(isBook);
    m_sheet->setVisible(isBook);
    const Json format = job.read.format ? *job.read.format : Json::object();
    const auto text = [&](const char *member) { return QString::fromStdString(format.value(member, std::string())); };
    m_encoding->setCurrentIndex(std::max(0, m_encoding->findData(text("encoding"))));
    m_delimiter->setCurrentIndex(std::max(0, m_delimiter->findData(text("delimiter"))));
    m_sheet->setText(text("sheet"));
    const QString linesOf = path + QLatin1Char('\n') + text("encoding");
    const auto mark = [this, format] {
        const int row = format.contains("headerRow") ? format["headerRow"].get<int>() : format.contains("header") ? 0 : -1;
        m_header->setCurrentIndex(row < 0 ? 0 : std::max(0, m_header->findData(row)));
    };
    if (!isText || linesOf == m_linesOf)
        return mark();
    m_linesOf = linesOf;
    firstLines(m_engine, path, text("encoding")).then(this, [this, linesOf, mark](const Result<QStringList> &lines) {
        if (linesOf != m_linesOf)
            return;
        m_header->clear();
        m_header->addItem(tr("Found out"), QString());
        m_header->addItem(tr("No header: the first row is data"), 0);
        for (int i = 0; lines && i < lines->size(); ++i)
            m_header->addItem(tr("Line %1: %2").arg(i + 1).arg(plainText((*lines)[i], 60)), i + 1);
        mark();
    });
}

void SourceStep::updateBlocker()
{
    const Job &job = m_model.job();
    if (job.sourceConnection.empty() && job.sourcePlace.empty())
        m_model.setBlocker(m_id, WizardBlocker{tr("Choose where the rows come from."), QStringLiteral("sourceList")});
    else if (m_looks.sourceError())
        m_model.setBlocker(m_id, WizardBlocker{tr("The source cannot be read."), QStringLiteral("btnOtherSource")});
    else if (!m_model.source())
        m_model.setBlocker(m_id, WizardBlocker{tr("The source is still being looked at."), {}});
    else
        m_model.setBlocker(m_id, std::nullopt);
}

} // namespace weir
