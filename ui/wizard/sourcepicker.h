#pragma once

#include "ui/wizard/mapmodel.h"

#include <QLineEdit>
#include <QPointer>

#include <optional>
#include <vector>

class QListView;
class QStandardItemModel;

namespace weir {

/// One line of the picker.
struct SourceEntry
{
    SourceChoice choice;
    QString note;             ///< "text, likely", "used for region"
    bool isSuggested = false;
};

/// The combo of a source cell: type to filter (pinyin initials too), arrows and Enter to choose. Guesses come first, then
/// the source's fields, a constant and nothing.
class SourcePicker final : public QLineEdit
{
    Q_OBJECT

public:
    SourcePicker(const QString &target, std::vector<SourceEntry> entries, QWidget *parent);
    ~SourcePicker() override;

    [[nodiscard]] const std::optional<SourceChoice> &choice() const { return m_choice; }

signals:
    void chosen();
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void filter();
    void place();
    void choose(int row);
    void move(int by);

    std::vector<SourceEntry> m_entries;
    std::vector<std::size_t> m_shown;
    QStandardItemModel *m_model = nullptr;
    QPointer<QListView> m_popup; ///< a child of the window, so that it is not cut by the table
    std::optional<SourceChoice> m_choice;
    bool m_takesConstant = false;
};

} // namespace weir
