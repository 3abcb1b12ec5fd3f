#include "ui/wizard/stepeditor.h"

#include "ui/wizard/crosswalkeditor.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace weir {

namespace {

constexpr int cutMax = 100'000, splitMax = 1'000, roundMax = 18, pairsMax = 1'000;

QString toText(const std::string &text)
{
    return QString::fromStdString(text);
}

bool isSameDeclaration(const LookupDeclaration &a, const LookupDeclaration &b)
{
    return a.name == b.name && a.place == b.place && a.key == b.key && a.value == b.value;
}

} // namespace

StepEditor::StepEditor(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("mapStepEditor"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
}

void StepEditor::clear()
{
    m_hasStep = false;
    delete m_form;
    m_form = nullptr;
}

void StepEditor::setStep(const TransformStep &step, const std::string &codes, const StepSurroundings &surroundings)
{
    const LookupDeclaration *before = m_surroundings.find(step.text), *now = surroundings.find(step.text);
    const bool isSameTable = step.kind != StepKind::Crosswalk ||
        (m_codes == codes && (before == nullptr) == (now == nullptr) && (!now || isSameDeclaration(*before, *now)));
    if (m_hasStep && step == m_step && surroundings.fields == m_surroundings.fields && isSameTable)
        return;
    m_step = step;
    m_codes = codes;
    m_surroundings = surroundings;
    m_hasStep = true;
    rebuild();
}

void StepEditor::focusFirst()
{
    if (!m_form)
        return;
    for (QWidget *each : m_form->findChildren<QWidget *>()) {
        if (each->focusPolicy() & Qt::TabFocus)
            return each->setFocus(Qt::OtherFocusReason);
    }
}

void StepEditor::tell()
{
    emit edited(m_step);
}

void StepEditor::rebuild()
{
    delete m_form;
    m_form = new QWidget(this);
    auto *form = new QFormLayout(m_form);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(4);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    switch (m_step.kind) {
    case StepKind::Trim: addNote(*form, tr("Takes blanks off both ends.")); break;
    case StepKind::ParseNumber: addParseNumber(*form); break;
    case StepKind::ParseDate: addParseDate(*form); break;
    case StepKind::MapValues: addMapValues(*form); break;
    case StepKind::Default: addText(*form, tr("Value"), "mapStepText", m_step.text); break;
    case StepKind::Combine: addCombine(*form); break;
    case StepKind::Split: addSplit(*form); break;
    case StepKind::Cut:
        addNumber(*form, tr("Characters"), "mapStepNumber", m_step.number, 0, cutMax)
            ->setSpecialValueText(tr("the target's length"));
        addNote(*form, tr("This step removes characters. The target will not hold the full value."));
        break;
    case StepKind::Round:
        addNumber(*form, tr("Digits behind the point"), "mapStepNumber", m_step.number, 0, roundMax);
        addNote(*form, tr("This step removes digits. The target will not hold the full value."));
        break;
    case StepKind::Crosswalk: addCrosswalk(*form); break;
    }
    static_cast<QVBoxLayout *>(layout())->addWidget(m_form);
    m_form->show();
}

QLineEdit *StepEditor::addText(QFormLayout &form, const QString &label, const char *name, std::string &text)
{
    auto *edit = new QLineEdit(toText(text), m_form);
    edit->setObjectName(QLatin1String(name));
    edit->setAccessibleName(label);
    connect(edit, &QLineEdit::textEdited, this, [this, &text](const QString &typed) {
        text = typed.toStdString();
        tell();
    });
    form.addRow(label, edit);
    return edit;
}

QCheckBox *StepEditor::addFlag(QFormLayout &form, const QString &label, const char *name, bool &flag)
{
    auto *box = new QCheckBox(label, m_form);
    box->setObjectName(QLatin1String(name));
    box->setChecked(flag);
    connect(box, &QCheckBox::toggled, this, [this, &flag](bool isOn) {
        flag = isOn;
        tell();
    });
    form.addRow(box);
    return box;
}

QSpinBox *StepEditor::addNumber(QFormLayout &form, const QString &label, const char *name, int &number, int from, int to)
{
    auto *spin = new QSpinBox(m_form);
    spin->setObjectName(QLatin1String(name));
    spin->setAccessibleName(label);
    spin->setRange(from, to);
    spin->setValue(number);
    connect(spin, &QSpinBox::valueChanged, this, [this, &number](int value) {
        number = value;
        tell();
    });
    form.addRow(label, spin);
    return spin;
}

void StepEditor::addNote(QFormLayout &form, const QString &text)
{
    auto *note = new QLabel(text, m_form);
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    note->setForegroundRole(QPalette::PlaceholderText);
    form.addRow(note);
}

void StepEditor::addOtherwise(QFormLayout &form, const QString &label)
{
    auto *edit = new QLineEdit(toText(m_step.otherwise.value_or(std::string())), m_form);
    edit->setObjectName(QStringLiteral("mapStepOtherwise"));
    edit->setAccessibleName(label);
    edit->setPlaceholderText(m_step.kind == StepKind::Crosswalk ? tr("goes to quarantine") : tr("empty"));
    connect(edit, &QLineEdit::textEdited, this, [this](const QString &typed) {
        m_step.otherwise = typed.isEmpty() ? std::nullopt : std::optional(typed.toStdString());
        tell();
    });
    form.addRow(label, edit);
}

void StepEditor::addParseNumber(QFormLayout &form)
{
    auto *commas = new QComboBox(m_form);
    commas->setObjectName(QStringLiteral("mapStepCommas"));
    commas->setAccessibleName(tr("A comma is"));
    commas->addItems({tr("not allowed"), tr("thousands: 1,234.50"), tr("decimal: 12,30")});
    commas->setCurrentIndex(static_cast<int>(m_step.commas));
    connect(commas, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_step.commas = static_cast<CommaMeaning>(index);
        tell();
    });
    form.addRow(tr("A comma is"), commas);
    addFlag(form, tr("Take away currency signs and blanks"), "mapStepCurrency", m_step.stripsCurrency);
    addFlag(form, tr("Full-width digits"), "mapStepHalfWidth", m_step.isHalfWidth);
    addFlag(form, tr("Chinese numerals"), "mapStepChinese", m_step.isChinese);
}

void StepEditor::addParseDate(QFormLayout &form)
{
    auto *patterns = new QComboBox(m_form);
    patterns->setObjectName(QStringLiteral("mapStepPattern"));
    patterns->setAccessibleName(tr("Pattern"));
    patterns->setEditable(true);
    patterns->setInsertPolicy(QComboBox::NoInsert);
    patterns->addItems({QString(), QStringLiteral("yyyy/M/d"), QStringLiteral("d/M/yyyy"), QStringLiteral("M/d/yyyy"),
                        QStringLiteral("d.M.yyyy"), QStringLiteral("yyyyMMdd"), QStringLiteral("yyyy-MM-dd HH:mm:ss")});
    patterns->setEditText(toText(m_step.text));
    patterns->lineEdit()->setPlaceholderText(tr("ISO: 2026-03-05"));
    connect(patterns, &QComboBox::editTextChanged, this, [this](const QString &text) {
        m_step.text = text.toStdString();
        tell();
    });
    form.addRow(tr("Pattern"), patterns);
    addText(form, tr("Only with"), "mapStepMark", m_step.mark)->setPlaceholderText(tr("all values"));
    addFlag(form, tr("Chinese date: 2026年3月5日"), "mapStepChinese", m_step.isChinese);
}

void StepEditor::takePairs(const QTableWidget &table)
{
    m_step.pairs.clear();
    const auto text = [&table](int row, int column) {
        const QTableWidgetItem *item = table.item(row, column);
        return item ? item->text().toStdString() : std::string();
    };
    for (int row = 0; row < table.rowCount(); ++row) {
        if (!text(row, 0).empty())
            m_step.pairs.emplace_back(text(row, 0), text(row, 1));
    }
    tell();
}

void StepEditor::addMapValues(QFormLayout &form)
{
    auto *table = new QTableWidget(static_cast<int>(m_step.pairs.size()) + 1, 2, m_form);
    table->setObjectName(QStringLiteral("mapStepPairs"));
    table->setAccessibleName(tr("Values and what they become"));
    table->setHorizontalHeaderLabels({tr("Value"), tr("Becomes")});
    table->verticalHeader()->hide();
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->setMinimumHeight(84);
    table->setTabKeyNavigation(false);
    for (std::size_t i = 0; i < m_step.pairs.size(); ++i) {
        table->setItem(static_cast<int>(i), 0, new QTableWidgetItem(toText(m_step.pairs[i].first)));
        table->setItem(static_cast<int>(i), 1, new QTableWidgetItem(toText(m_step.pairs[i].second)));
    }
    table->setCurrentCell(table->rowCount() - 1, 0);
    connect(table, &QTableWidget::itemChanged, this, [this, table](const QTableWidgetItem *item) {
        if (item->row() == table->rowCount() - 1 && table->rowCount() < pairsMax && !item->text().isEmpty())
            table->insertRow(table->rowCount()); // one is always free
        takePairs(*table);
    });
    form.addRow(table);
    addOtherwise(form, tr("Others"));
}

void StepEditor::addCombine(QFormLayout &form)
{
    addText(form, tr("Between them"), "mapStepText", m_step.text);
    auto *fields = new QToolButton(m_form);
    fields->setObjectName(QStringLiteral("mapStepFields"));
    fields->setAccessibleName(tr("Fields behind this one"));
    fields->setPopupMode(QToolButton::InstantPopup);
    fields->setToolButtonStyle(Qt::ToolButtonTextOnly);
    auto *menu = new QMenu(fields);
    const auto tellNames = [this, fields] {
        QStringList names;
        for (const std::string &name : m_step.fields)
            names << toText(name);
        fields->setText(names.isEmpty() ? tr("choose…") : names.join(QStringLiteral(", ")).left(40));
    };
    for (const QString &name : m_surroundings.fields) {
        QAction *action = menu->addAction(name);
        action->setCheckable(true);
        const std::string key = name.toStdString();
        action->setChecked(std::find(m_step.fields.begin(), m_step.fields.end(), key) != m_step.fields.end());
        connect(action, &QAction::toggled, this, [this, key, tellNames](bool isOn) {
            std::erase(m_step.fields, key);
            if (isOn)
                m_step.fields.push_back(key);
            tellNames();
            tell();
        });
    }
    fields->setMenu(menu);
    tellNames();
    form.addRow(tr("With"), fields);
}

void StepEditor::addSplit(QFormLayout &form)
{
    addText(form, tr("At"), "mapStepText", m_step.text);
    addNumber(form, tr("Part"), "mapStepNumber", m_step.number, 1, splitMax);
}

void StepEditor::addCrosswalk(QFormLayout &form)
{
    auto *editor = new CrosswalkEditor(m_step, m_codes, m_surroundings, m_form);
    connect(editor, &CrosswalkEditor::chosen, this, [this](const LookupDeclaration &table) {
        m_step.text = table.name;
        m_step.isOn = true;
        m_step.column.clear();
        std::erase_if(m_surroundings.lookups, [&table](const LookupDeclaration &each) { return each.name == table.name; });
        m_surroundings.lookups.push_back(table);
        emit crosswalkChosen(table, m_step);
    });
    form.addRow(editor);
    addOtherwise(form, tr("Codes not found"));
}

} // namespace weir
