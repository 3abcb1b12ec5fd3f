#pragma once

#include "core/expression/expression.h"

#include <QPlainTextEdit>
#include <QPointer>
#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QListView;
class QStandardItemModel;

namespace weir {

/// The line of an expression: functions and fields are completed while typing, the word that an error is about is
/// underlined. Long expressions wrap; there are no line breaks.
class ExpressionLine final : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit ExpressionLine(QWidget *parent = nullptr);
    ~ExpressionLine() override;

    void setFields(const QStringList &names) { m_fields = names; }
    void underline(const std::optional<ExpressionError> &error);
    /// The function that the cursor is in the arguments of; empty: none.
    [[nodiscard]] QString functionAtCursor() const;

signals:
    void entered(); ///< Enter, or the focus went

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void focusOutEvent(QFocusEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;
    void inputMethodEvent(QInputMethodEvent *event) override;

private:
    void complete();
    void place();
    void accept(int row);
    [[nodiscard]] QString wordBeforeCursor() const;

    QStringList m_fields;
    QStandardItemModel *m_completions = nullptr;
    QPointer<QListView> m_popup; ///< a child of the window, so that it is not cut
};

/// The expression of a field, checked while it is typed: what is wrong stands below, or what the function at the
/// cursor does.
class ExpressionEdit final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int debounceMs = 150;

    explicit ExpressionEdit(QWidget *parent = nullptr);

    /// \a context: that the expression is compiled in. The text is replaced unless it is what was told last.
    void setExpression(const QString &text, const ExpressionContext &context);
    void focusLine();

signals:
    /// It compiles, or the person has finished with one that does not.
    void edited(const QString &text);

private:
    [[nodiscard]] std::optional<ExpressionError> check() const;
    void tell(bool isFinished);
    void showState();

    ExpressionLine *m_line = nullptr;
    QLabel *m_note = nullptr;
    QTimer m_delay;
    ExpressionContext m_context;
    QString m_told; ///< that the mapping holds
};

} // namespace weir
