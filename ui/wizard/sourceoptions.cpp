// How a file is read, at the top of the first step's preview.

#include "ui/text/format.h"
#include "ui/widgets/wraplayout.h"
#include "ui/wizard/sourcestep.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

#include <nlohmann/json.hpp>

namespace weir {

QWidget *SourceStep::buildOptions()
{
    m_options = new QWidget(this);
    auto *row = new WrapLayout(m_options);
    const auto add = [&](int index, const QString &text, QWidget *field, const char *name) {
        m_labels[index] = new QLabel(text, m_options);
        m_labels[index]->setBuddy(field);
        field->setObjectName(QLatin1String(name));
        field->setAccessibleName(text);
        auto *pair = new QHBoxLayout; // a label stays with its field
        pair->addWidget(m_labels[index]);
        pair->addWidget(field, 1);
        row->addLayout(pair);
    };
    m_encoding = new QComboBox(m_options);
    m_delimiter = new QComboBox(m_options);
    m_header = new QComboBox(m_options);
    m_header->setMinimumContentsLength(18);
    m_header->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_sheet = new QComboBox(m_options);
    m_sheet->setMinimumContentsLength(12);
    m_sheet->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    add(0, tr("Encoding"), m_encoding, "sourceEncoding");
    add(1, tr("Delimiter"), m_delimiter, "sourceDelimiter");
    add(2, tr("Sheet"), m_sheet, "sourceSheet");
    add(3, tr("Header"), m_header, "sourceHeader");
    m_values = new QComboBox(m_options);
    add(4, tr("Values"), m_values, "sourceValues");
    m_values->setToolTip(tr("As stored: all digits that a cell holds. As shown: numbers and dates as a spreadsheet program "
                            "shows them, rounded and with their signs."));
    m_values->addItem(tr("As stored"), QString());
    m_values->addItem(tr("As shown"), QStringLiteral("shown"));
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
    connect(m_values, &QComboBox::activated, this,
            [this] { setFormat(tr("Choose the values"), "values", m_values->currentData()); });
    connect(m_sheet, &QComboBox::activated, this,
            [this] { setFormat(tr("Choose the sheet"), "sheet", m_sheet->currentData()); });
    return m_options;
}

void SourceStep::setFormat(const QString &words, const char *member, const QVariant &value)
{
    m_model.edit(words, WizardPart::Source, [&](WizardState &state) {
        Json format = state.job.read.format ? *state.job.read.format : Json::object();
        format.erase(member);
        const bool isSheet = QLatin1String(member) == QLatin1String("sheet");
        if (isSheet) // where the header is in another sheet is another question
            format.erase("headerRow");
        if (isSheet || QLatin1String(member) == QLatin1String("headerRow"))
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

void SourceStep::updateOptions()
{
    const Job &job = m_model.job();
    const QString path = QString::fromStdString(job.sourcePlace);
    const QString ending = path.section(QLatin1Char('.'), -1).toLower();
    const bool isBook = isWorkbook(path);
    const bool isOther = isBook || ending.contains(QLatin1String("json")) || path.contains(QLatin1String("://"));
    const bool isText = !path.isEmpty() && !isOther;
    m_options->setVisible(isText || isBook);
    for (QWidget *field : std::initializer_list<QWidget *>{m_labels[0], m_encoding, m_labels[1], m_delimiter})
        field->setVisible(isText);
    for (QWidget *field : std::initializer_list<QWidget *>{m_labels[2], m_sheet, m_labels[4], m_values})
        field->setVisible(isBook);
    const Json format = job.read.format ? *job.read.format : Json::object();
    const auto text = [&](const char *member) { return QString::fromStdString(format.value(member, std::string())); };
    m_encoding->setCurrentIndex(std::max(0, m_encoding->findData(text("encoding"))));
    m_delimiter->setCurrentIndex(std::max(0, m_delimiter->findData(text("delimiter"))));
    m_values->setCurrentIndex(std::max(0, m_values->findData(text("values"))));
    const QString linesOf = path + QLatin1Char('\n') + text("encoding") + QLatin1Char('\n') + text("sheet");
    if (linesOf == m_linesOf || (!isText && !isBook))
        return markHead();
    m_linesOf = linesOf;
    fileHead(m_engine, path, text("encoding"), text("sheet")).then(this, [this, linesOf, isBook](const Result<FileHead> &head) {
        if (linesOf == m_linesOf)
            showHead(head ? *head : FileHead(), isBook);
    });
}

void SourceStep::showHead(const FileHead &head, bool isBook)
{
    m_header->clear();
    m_header->addItem(tr("Found out"), QString());
    m_header->addItem(tr("No header: the first row is data"), 0);
    for (const FileHead::Line &line : head.lines)
        m_header->addItem((isBook ? tr("Row %1: %2") : tr("Line %1: %2")).arg(line.number).arg(plainText(line.text, 60)),
                          line.number);
    m_sheet->clear();
    m_sheet->addItem(tr("The first with content"), QString());
    for (const QString &name : head.sheets)
        m_sheet->addItem(plainText(name, 60), name);
    markHead();
}

/// What the job says of header and sheet, at their choices.
void SourceStep::markHead()
{
    const Job &job = m_model.job();
    const Json format = job.read.format ? *job.read.format : Json::object();
    const int row = format.contains("headerRow") ? format["headerRow"].get<int>() : format.contains("header") ? 0 : -1;
    m_header->setCurrentIndex(row < 0 ? 0 : std::max(0, m_header->findData(row)));
    const QString sheet = QString::fromStdString(format.value("sheet", std::string()));
    if (!sheet.isEmpty() && m_sheet->findData(sheet) < 0)
        m_sheet->addItem(plainText(sheet, 60), sheet); // a hidden one, or its number
    m_sheet->setCurrentIndex(std::max(0, m_sheet->findData(sheet)));
}

} // namespace weir
