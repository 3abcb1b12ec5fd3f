#pragma once

#include <QLayout>

#include <vector>

namespace weir {

/// A row that goes on in further lines where its width does not hold all of it, so that nothing is cut at any size of
/// text or window.
///
/// In each line what is left over goes to stretches and to widgets that expand; a line without them is left-aligned.
class WrapLayout final : public QLayout
{
    Q_OBJECT

public:
    explicit WrapLayout(QWidget *parent = nullptr);
    ~WrapLayout() override;
    void addLayout(QLayout *layout);
    /// What follows stands at the right end of the line that it shares with what is before.
    void addStretch();
    /// Lines stand in the middle.
    void setCentred(bool isCentred);

    void addItem(QLayoutItem *item) override;
    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override; ///< as its items
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override; ///< of one line
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    struct Line;
    [[nodiscard]] std::vector<Line> linesIn(int width) const;
    [[nodiscard]] bool isStretch(const QLayoutItem *item) const;
    [[nodiscard]] int gap() const { return spacing() < 0 ? 8 : spacing(); }

    std::vector<QLayoutItem *> m_items;
    std::vector<const QLayoutItem *> m_stretches;
    bool m_isCentred = false;
};

} // namespace weir
