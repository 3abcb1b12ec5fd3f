#pragma once

#include "ui/theme/icon.h"

#include <QLineEdit>

#include <functional>
#include <vector>

class QListView;
class QStandardItemModel;

namespace weir {

/// Finds pages, jobs, connections and commands by what is typed; pinyin initials match Chinese names (dd: 订单).
class CommandBox final : public QLineEdit
{
    Q_OBJECT

public:
    struct Entry
    {
        Icon icon = Icon::ChevronRight;
        QString text;
        QString kind; ///< "Page", "Job" …, shown behind
        std::function<void()> run;
    };
    /// Asked for whenever the box opens, so that it holds what is there now.
    using Source = std::function<std::vector<Entry>()>;

    explicit CommandBox(QWidget *parent = nullptr);
    void setSource(Source source) { m_source = std::move(source); }
    [[nodiscard]] QListView *popup() const { return m_popup; }

protected:
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void filter();
    void choose(int row);
    void place();

    Source m_source;
    std::vector<Entry> m_entries;
    std::vector<std::size_t> m_shown;
    QListView *m_popup = nullptr;
    QStandardItemModel *m_model = nullptr;
};

} // namespace weir
