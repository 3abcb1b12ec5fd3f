#pragma once

#include "ui/bridge/connectionqueries.h"

#include <QWidget>

class QButtonGroup;
class QLabel;
class QVBoxLayout;

namespace weir {

/// The first lines of a file in each encoding, side by side, to pick the one that can be read. Without a choice Weir finds
/// out by itself.
class EncodingPicker final : public QWidget
{
    Q_OBJECT

public:
    explicit EncodingPicker(QWidget *parent = nullptr);
    void setEncoding(const QString &encoding); ///< empty: found out
    [[nodiscard]] QString encoding() const { return m_encoding; }
    void setLines(const std::vector<ReadableLines> &lines);

private:
    void build();
    QString m_encoding;
    std::vector<ReadableLines> m_lines;
    QVBoxLayout *m_column = nullptr;
    QButtonGroup *m_group = nullptr;
};

} // namespace weir
