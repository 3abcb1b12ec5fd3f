#include "ui/wizard/crosswalkeditor.h"

#include "core/expression/lexer.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/theme/icons.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace weir {

CrosswalkEditor::CrosswalkEditor(const TransformStep &step, const std::string &codes, const StepSurroundings &surroundings,
                                 QWidget *parent)
    : QWidget(parent), m_surroundings(surroundings), m_codes(codes)
{
    if (const LookupDeclaration *known = surroundings.find(step.text))
        m_table = *known;
    build();
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingDelayMs);
    connect(&m_typing, &QTimer::timeout, this, &CrosswalkEditor::askColumns);
    if (!m_table.place.empty())
        askColumns();
}

CrosswalkEditor::~CrosswalkEditor()
{
    m_token.cancel();
}

void CrosswalkEditor::build()
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(4);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    m_place = new QLineEdit(QString::fromStdString(m_table.place), this);
    m_place->setObjectName(QStringLiteral("mapCrosswalkPlace"));
    m_place->setAccessibleName(tr("Table of codes"));
    m_place->setPlaceholderText(tr("a CSV file, or @connection#table"));
    connect(m_place, &QLineEdit::textEdited, &m_typing, qOverload<>(&QTimer::start));
    connect(m_place, &QLineEdit::returnPressed, this, &CrosswalkEditor::askColumns);
    auto *browse = new QToolButton(this);
    browse->setObjectName(QStringLiteral("mapCrosswalkBrowse"));
    browse->setIcon(iconOf(Icon::FolderOpen));
    browse->setAccessibleName(tr("Choose a file"));
    browse->setToolTip(tr("Choose a file"));
    connect(browse, &QToolButton::clicked, this, &CrosswalkEditor::browse);
    row->addWidget(m_place, 1);
    row->addWidget(browse);
    form->addRow(tr("Table"), row);
    const auto combo = [&](const QString &label, const char *name) {
        auto *made = new QComboBox(this);
        made->setObjectName(QLatin1String(name));
        made->setAccessibleName(label);
        made->setEnabled(false);
        connect(made, &QComboBox::currentIndexChanged, this, [this] {
            if (!m_isFilling)
                choose();
        });
        form->addRow(label, made);
        return made;
    };
    m_key = combo(tr("Code"), "mapCrosswalkKey");
    m_value = combo(tr("Becomes"), "mapCrosswalkValue");
    m_state = new QLabel(this);
    m_state->setObjectName(QStringLiteral("mapCrosswalkState"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    m_state->hide();
    form->addRow(m_state);
    m_missing = new QListWidget(this);
    m_missing->setObjectName(QStringLiteral("mapCrosswalkMissing"));
    m_missing->setAccessibleName(tr("Codes not found"));
    m_missing->setMinimumHeight(84);
    m_missing->hide();
    form->addRow(m_missing);
}

void CrosswalkEditor::browse()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Choose a table of codes"), {},
                                                      tr("Tables (*.csv *.tsv *.txt *.xlsx *.json *.ndjson);;All files (*)"));
    if (path.isEmpty())
        return;
    m_place->setText(path);
    askColumns();
}

CrosswalkAsk CrosswalkEditor::ask() const
{
    CrosswalkAsk asked;
    asked.rows = m_surroundings.rows();
    asked.expression = m_codes;
    asked.table = m_table;
    return asked;
}

std::string CrosswalkEditor::freeName(const std::string &place) const
{
    std::string name;
    const QString base = QFileInfo(QString::fromStdString(place).section(QLatin1Char('#'), -1)).completeBaseName();
    for (const QChar c : base)
        name += c.isLetterOrNumber() ? QString(c).toStdString() : std::string("_");
    if (name.empty())
        name = "codes";
    std::string free = name;
    for (int number = 2; m_surroundings.find(free); ++number)
        free = name + "_" + std::to_string(number);
    return free;
}

void CrosswalkEditor::askColumns()
{
    m_typing.stop();
    const std::string place = m_place->text().trimmed().toStdString();
    if (place.empty() || !m_surroundings.engine)
        return;
    if (place != m_table.place)
        m_table = {freeName(place), place, {}, {}};
    m_token.cancel();
    m_token = CancelToken();
    m_state->setText(tr("Reading the table…"));
    m_state->show();
    const auto take = [this, place](const Result<CrosswalkColumns> &columns) {
        if (place == m_table.place)
            takeColumns(columns);
    };
    crosswalkColumns(*m_surroundings.engine, ask(), m_token).then(this, take);
}

void CrosswalkEditor::takeColumns(const Result<CrosswalkColumns> &columns)
{
    m_key->setEnabled(columns.has_value());
    m_value->setEnabled(columns.has_value());
    if (!columns) {
        if (columns.error().code == ErrorCode::Cancelled)
            return;
        m_missing->hide();
        m_state->setText(errorText(columns.error()));
        m_state->setToolTip(plainText(QString::fromStdString(columns.error().detail), 400));
        return;
    }
    m_isFilling = true;
    for (QComboBox *combo : {m_key, m_value}) {
        combo->clear();
        combo->addItems(columns->names);
    }
    const auto indexOf = [&](const std::string &name, int proposed) {
        const int known = static_cast<int>(columns->names.indexOf(QString::fromStdString(name)));
        return known >= 0 && !name.empty() ? known : proposed;
    };
    m_key->setCurrentIndex(indexOf(m_table.key, columns->key));
    m_value->setCurrentIndex(indexOf(m_table.value, columns->value));
    m_isFilling = false;
    choose();
}

void CrosswalkEditor::choose()
{
    if (m_key->currentIndex() < 0) {
        m_missing->hide();
        m_state->setText(tr("None of its columns holds the codes. Choose the one that should."));
        return;
    }
    const LookupDeclaration before = m_table;
    m_table.key = m_key->currentText().toStdString();
    m_table.value = m_value->currentText().toStdString();
    const LookupDeclaration *known = m_surroundings.find(m_table.name);
    const bool isKnown = known && known->place == m_table.place && known->key == m_table.key
        && known->value == m_table.value;
    if (!isKnown) {
        std::erase_if(m_surroundings.lookups, [this](const LookupDeclaration &each) { return each.name == m_table.name; });
        m_surroundings.lookups.push_back(m_table);
        emit chosen(m_table);
    }
    askCodes();
}

void CrosswalkEditor::askCodes()
{
    m_state->setText(tr("Looking up the codes…"));
    m_token.cancel();
    m_token = CancelToken();
    const std::string key = m_table.key;
    lookAtCrosswalk(*m_surroundings.engine, ask(), m_token).then(this, [this, key](const Result<CrosswalkLook> &look) {
        if (key == m_table.key)
            tellCodes(look);
    });
}

void CrosswalkEditor::tellCodes(const Result<CrosswalkLook> &look)
{
    m_missing->clear();
    if (!look) {
        if (look.error().code == ErrorCode::Cancelled)
            return;
        m_missing->hide();
        m_state->setText(errorText(look.error()));
        m_state->setToolTip(plainText(QString::fromStdString(look.error().detail), 400));
        return;
    }
    m_state->setToolTip({});
    const QString found = rowsText(look->found), rows = rowsText(look->rows), missing = rowsText(look->missing);
    if (look->missing == 0)
        m_state->setText(look->isWhole ? tr("All %1 codes found.").arg(rows)
                         : tr("All codes of %1 sampled rows found.").arg(rows));
    else
        m_state->setText(look->isWhole ? tr("%1 of %2 codes found, %3 not.").arg(found, rows, missing)
                                       : tr("%1 of %2 sampled codes found, %3 not.").arg(found, rows, missing));
    for (const MissingCode &code : look->codes) {
        const QString text = plainText(code.code, 80), near = plainText(code.nearest.join(QStringLiteral(", ")), 160);
        m_missing->addItem(near.isEmpty() ? tr("%1: nothing near", "a code").arg(text)
                           : tr("%1: near %2", "a code, keys").arg(text, near));
    }
    m_missing->setVisible(m_missing->count() > 0);
}

} // namespace weir
