#pragma once

#include "ui/overview/attention.h"
#include "ui/shell/page.h"

#include <QSet>

class QLabel;
class QListView;
class QPushButton;
class QStandardItemModel;

namespace weir {

class Card;

/// The list of what waits for a person, five at first. Enter opens the current one, R compensates it, Del dismisses it.
class AttentionCard final : public QWidget
{
    Q_OBJECT

public:
    explicit AttentionCard(Navigator &navigator, QWidget *parent = nullptr);
    void setItems(std::vector<Attention> items);

private:
    void fill();
    [[nodiscard]] const Attention *current() const;
    void openCurrent();
    void compensate();
    void dismiss();

    static constexpr int shownAtFirst = 5;
    Navigator &m_navigator;
    std::vector<Attention> m_items; ///< without what was dismissed
    std::vector<Attention> m_all;
    QSet<QString> m_dismissed;
    Card *m_card = nullptr;
    QLabel *m_allWell = nullptr;
    QListView *m_list = nullptr;
    QStandardItemModel *m_model = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_compensate = nullptr;
    QPushButton *m_dismiss = nullptr;
    QPushButton *m_showAll = nullptr;
    bool m_showsAll = false;
};

} // namespace weir
