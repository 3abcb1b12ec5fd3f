#include "ui/wizard/expressionedit.h"

#include "core/expression/functioncatalogue.h"
#include "core/mapping/transformsteps.h"
#include "ui/text/format.h"
#include "ui/text/language.h"
#include "ui/text/pinyin.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/wizard/expressionerrortext.h"

#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace weir {

namespace {

constexpr int rowsShownMax = 8, completionsMax = 60, linesShown = 2, popupWidthMin = 320;
enum Role { InsertRole = Qt::UserRole + 1, IsFunctionRole };

QString toText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString helpOf(const FunctionSpec &function)
{
    return toText(isChinese() ? function.helpChinese : function.helpEnglish);
}

QString signatureOf(const FunctionSpec &function)
{
    const std::string_view parameters = function.overloads.empty() ? std::string_view()
        : function.overloads.front().parameters;
    QStringList names;
    for (const Parameter &parameter : parseParameters(parameters))
        names << toText(parameter.name) + (parameter.repeats ? QStringLiteral("…") : QString());
    return QStringLiteral("%1(%2)").arg(toText(function.name), names.join(QStringLiteral(", ")));
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == QLatin1Char('_');
}

} // namespace

ExpressionLine::ExpressionLine(QWidget *parent) : QPlainTextEdit(parent), m_completions(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("mapExpression"));
    setAccessibleName(tr("Expression"));
    setTabChangesFocus(true);
    setFont(rawFont());
    setLineWrapMode(WidgetWidth);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setFixedHeight(linesShown * QFontMetrics(rawFont()).lineSpacing() + 14);
    m_popup = new QListView(parent ? parent->window() : nullptr);
    m_popup->setObjectName(QStringLiteral("mapCompletions"));
    m_popup->setAccessibleName(tr("Functions and fields"));
    m_popup->setModel(m_completions);
    m_popup->setFocusPolicy(Qt::NoFocus);
    m_popup->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_popup->setUniformItemSizes(true);
    m_popup->hide();
    connect(m_popup, &QListView::clicked, this, [this](const QModelIndex &index) { accept(index.row()); });
}

ExpressionLine::~ExpressionLine()
{
    if (m_popup)
        m_popup->deleteLater();
}

QString ExpressionLine::wordBeforeCursor() const
{
    const QString text = toPlainText();
    const qsizetype end = textCursor().position();
    qsizetype begin = end;
    while (begin > 0 && isWordCharacter(text[begin - 1]))
        --begin;
    const auto quotes = text.left(begin).count(QLatin1Char('\''));
    return quotes % 2 == 1 ? QString() : text.mid(begin, end - begin); // nothing is completed in a text
}

QString ExpressionLine::functionAtCursor() const
{
    const QString text = toPlainText().left(textCursor().position());
    int depth = 0;
    for (qsizetype i = text.size() - 1; i >= 0; --i) {
        if (text[i] == QLatin1Char(')'))
            ++depth;
        if (text[i] != QLatin1Char('(') || depth-- > 0)
            continue;
        qsizetype begin = i;
        while (begin > 0 && isWordCharacter(text[begin - 1]))
            --begin;
        if (begin < i)
            return text.mid(begin, i - begin);
        depth = 0;
    }
    return {};
}

void ExpressionLine::complete()
{
    if (!m_popup)
        return;
    m_completions->clear();
    const QString word = wordBeforeCursor();
    const auto add = [this](const QString &shown, const QString &inserted, Icon icon, bool isFunction) {
        auto *item = new QStandardItem(iconOf(icon), shown);
        item->setData(inserted, InsertRole);
        item->setData(isFunction, IsFunctionRole);
        m_completions->appendRow(item);
    };
    if (!word.isEmpty() && !word[0].isDigit()) {
        for (const QString &field : m_fields) {
            if (matchesTyped(field, word) && m_completions->rowCount() < completionsMax)
                add(plainText(field, 80), toText(fieldReference(field.toStdString())), Icon::Table2, false);
        }
        for (const FunctionSpec &function : functionCatalogue()) {
            if (toText(function.name).startsWith(word, Qt::CaseInsensitive) && m_completions->rowCount() < completionsMax)
                add(tr("%1  %2", "function, help").arg(signatureOf(function), helpOf(function)), toText(function.name),
                    Icon::Braces, true);
        }
    }
    const bool isDone = m_completions->rowCount() == 1 && m_completions->item(0)->data(InsertRole).toString() == word;
    if (m_completions->rowCount() == 0 || isDone) {
        m_popup->hide();
        return;
    }
    m_popup->setCurrentIndex(m_completions->index(0, 0));
    place();
    m_popup->show();
    m_popup->raise();
}

void ExpressionLine::place()
{
    if (m_popup->parentWidget() != window())
        m_popup->setParent(window());
    const int rowHeight = std::max(m_popup->sizeHintForRow(0), 24);
    const int height = rowHeight * std::min(m_completions->rowCount(), rowsShownMax) + 6;
    const QPoint below = viewport()->mapTo(window(), cursorRect().bottomLeft() + QPoint(0, 4));
    const QPoint above = viewport()->mapTo(window(), cursorRect().topLeft() - QPoint(0, height + 4));
    const int width = std::min(std::max(popupWidthMin, this->width() * 2 / 3), window()->width());
    const bool fitsBelow = below.y() + height <= window()->height() || above.y() < 0;
    m_popup->setGeometry(std::max(0, std::min(below.x(), window()->width() - width)), fitsBelow ? below.y() : above.y(),
                         width, height);
}

void ExpressionLine::accept(int row)
{
    const QStandardItem *item = m_completions->item(row);
    if (!item)
        return;
    const bool isFunction = item->data(IsFunctionRole).toBool();
    const QString inserted = item->data(InsertRole).toString();
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, static_cast<int>(wordBeforeCursor().size()));
    const bool hasBracket = toPlainText().mid(textCursor().position()).startsWith(QLatin1Char('('));
    cursor.insertText(isFunction && !hasBracket ? inserted + QStringLiteral("()") : inserted);
    if (isFunction && !hasBracket)
        cursor.movePosition(QTextCursor::Left);
    setTextCursor(cursor);
    m_popup->hide();
}

void ExpressionLine::underline(const std::optional<ExpressionError> &error)
{
    QList<QTextEdit::ExtraSelection> marks;
    const QByteArray bytes = toPlainText().toUtf8();
    if (error && error->position <= static_cast<std::size_t>(bytes.size())) {
        const auto begin = static_cast<qsizetype>(error->position);
        const qsizetype length = std::min<qsizetype>(static_cast<qsizetype>(error->length), bytes.size() - begin);
        const auto from = static_cast<int>(QString::fromUtf8(bytes.left(begin)).size());
        const auto to = from + static_cast<int>(QString::fromUtf8(bytes.mid(begin, length)).size());
        QTextEdit::ExtraSelection mark;
        mark.cursor = textCursor();
        // At the end of the text there is nothing to underline but the last character.
        mark.cursor.setPosition(from == to ? std::max(0, from - 1) : from);
        mark.cursor.setPosition(to, QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(Tokens::of(palette()).of(Hue::Error));
        marks << mark;
    }
    setExtraSelections(marks);
}

void ExpressionLine::keyPressEvent(QKeyEvent *event)
{
    const bool isOpen = m_popup && m_popup->isVisible();
    const int row = isOpen ? m_popup->currentIndex().row() : -1;
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        if (!isOpen)
            break;
        m_popup->setCurrentIndex(m_completions->index(
            std::clamp(row + (event->key() == Qt::Key_Down ? 1 : -1), 0, m_completions->rowCount() - 1), 0));
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() & Qt::ControlModifier)
            return event->ignore(); // Next
        return isOpen ? accept(row) : emit entered();
    case Qt::Key_Escape:
        if (!isOpen)
            break;
        m_popup->hide();
        return;
    default: break;
    }
    QPlainTextEdit::keyPressEvent(event);
    const bool isTyping = !event->text().isEmpty() && event->text().at(0).isPrint();
    if (isTyping || event->key() == Qt::Key_Backspace)
        complete();
    else if (m_popup && event->key() != Qt::Key_Shift)
        m_popup->hide();
}

/// Tab takes what is completed.
bool ExpressionLine::focusNextPrevChild(bool next)
{
    if (!next || !m_popup || !m_popup->isVisible())
        return QPlainTextEdit::focusNextPrevChild(next);
    accept(m_popup->currentIndex().row());
    return true;
}

void ExpressionLine::inputMethodEvent(QInputMethodEvent *event)
{
    QPlainTextEdit::inputMethodEvent(event);
    if (!event->commitString().isEmpty())
        complete();
}

void ExpressionLine::focusOutEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusOutEvent(event);
    if (m_popup)
        m_popup->hide();
    emit entered();
}

void ExpressionLine::insertFromMimeData(const QMimeData *source)
{
    QString text = source->text();
    text.replace(QLatin1Char('\n'), QLatin1Char(' ')).remove(QLatin1Char('\r'));
    insertPlainText(text);
}

ExpressionEdit::ExpressionEdit(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    m_line = new ExpressionLine(this);
    column->addWidget(m_line);
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("mapExpressionNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    column->addWidget(m_note);
    m_delay.setSingleShot(true);
    m_delay.setInterval(debounceMs);
    connect(&m_delay, &QTimer::timeout, this, [this] { tell(false); });
    connect(m_line, &QPlainTextEdit::textChanged, this, [this] {
        showState();
        m_delay.start();
    });
    connect(m_line, &QPlainTextEdit::cursorPositionChanged, this, &ExpressionEdit::showState);
    connect(m_line, &ExpressionLine::entered, this, [this] { tell(true); });
}

void ExpressionEdit::setExpression(const QString &text, const ExpressionContext &context)
{
    m_context = context;
    QStringList names;
    if (context.fields) {
        for (const Field &field : context.fields->fields())
            names << toText(field.name);
    }
    m_line->setFields(names);
    if (text != m_told || !m_line->hasFocus()) { // what is being typed stays
        m_told = text;
        m_delay.stop();
        if (m_line->toPlainText() != text) {
            const QSignalBlocker quiet(m_line);
            m_line->setPlainText(text);
        }
    }
    showState();
}

void ExpressionEdit::focusLine()
{
    m_line->setFocus(Qt::OtherFocusReason);
    m_line->moveCursor(QTextCursor::End);
}

std::optional<ExpressionError> ExpressionEdit::check() const
{
    auto compiled = Expression::compile(m_line->toPlainText().toStdString(), m_context);
    if (auto *error = std::get_if<ExpressionError>(&compiled))
        return std::move(*error);
    return std::nullopt;
}

void ExpressionEdit::tell(bool isFinished)
{
    const QString text = m_line->toPlainText().trimmed();
    if (text == m_told || (text.isEmpty() && !isFinished) || (!isFinished && check()))
        return;
    m_delay.stop();
    m_told = text;
    emit edited(text);
}

void ExpressionEdit::showState()
{
    const auto error = m_line->toPlainText().trimmed().isEmpty() ? std::nullopt : check();
    m_line->underline(error);
    const FunctionSpec *function = findFunction(m_line->functionAtCursor().toStdString());
    QString text;
    if (error) {
        text = expressionErrorText(*error);
    } else if (function) {
        text = tr("%1  %2", "function, help").arg(signatureOf(*function), helpOf(*function));
    }
    m_note->setText(text);
    QPalette colors = palette();
    const Tokens tokens = Tokens::of(colors);
    colors.setColor(QPalette::WindowText, error ? tokens.of(Hue::Error) : tokens.text2);
    m_note->setPalette(colors);
    m_line->setAccessibleDescription(text);
}

} // namespace weir
