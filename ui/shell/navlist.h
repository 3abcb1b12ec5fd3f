#pragma once

#include <QListView>

class QStandardItemModel;

namespace weir {

/// The pages by group, with counts as badges. Narrow windows show icons alone.
class NavList final : public QListView
{
    Q_OBJECT

public:
    static constexpr int wideWidth = 200;
    static constexpr int narrowWidth = 56;

    explicit NavList(QWidget *parent = nullptr);
    void setNarrow(bool isNarrow);
    [[nodiscard]] bool isNarrow() const { return m_isNarrow; }
    void mark(const QString &page);
    /// 0: no badge; capped at "999+".
    void setBadge(const QString &page, qint64 count, bool isTrouble = false);

signals:
    void pageChosen(const QString &page);

private:
    void fit();
    void build();
    QStandardItemModel *m_model = nullptr;
    bool m_isNarrow = false;
};

} // namespace weir
