#include "ui/runs/receiptpicture.h"

#include "ui/theme/tokens.h"

#include <QApplication>
#include <QClipboard>
#include <QFont>
#include <QFontMetrics>
#include <QMimeData>
#include <QPainter>

#include <algorithm>

namespace weir {

namespace {

constexpr int margin = 24, stripe = 6, widthMax = 900; ///< logical pixels
constexpr int scale = 2;

QFont fontOf(int line)
{
    QFont font = QApplication::font();
    font.setPointSizeF(line == 0 ? 14 : 10);
    font.setBold(line == 0);
    return font;
}

} // namespace

QImage receiptPicture(const QString &text)
{
    const QStringList lines = text.split(QLatin1Char('\n'));
    constexpr int flags = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;
    int width = 0, height = 0;
    std::vector<int> heights;
    for (int i = 0; i < lines.size(); ++i) {
        const QRect box = QFontMetrics(fontOf(i)).boundingRect(QRect(0, 0, widthMax, 10'000), flags, lines[i]);
        width = std::max(width, box.width());
        heights.push_back(box.height() + (i == 0 ? 10 : 6));
        height += heights.back();
    }
    QImage picture(QSize(width + 2 * margin + stripe, height + 2 * margin) * scale, QImage::Format_RGB32);
    picture.setDevicePixelRatio(scale);
    const Tokens &tokens = Tokens::light();
    picture.fill(tokens.surface);
    QPainter painter(&picture);
    painter.fillRect(QRect(0, 0, stripe, height + 2 * margin), tokens.accent);
    int y = margin;
    for (int i = 0; i < lines.size(); ++i) {
        painter.setFont(fontOf(i));
        painter.setPen(i + 1 == lines.size() ? tokens.text2 : tokens.text);
        painter.drawText(QRect(stripe + margin, y, width + 2, heights[static_cast<std::size_t>(i)]), flags, lines[i]);
        y += heights[static_cast<std::size_t>(i)];
    }
    return picture;
}

void copyReceipt(const ReceiptItem &receipt)
{
    auto *data = new QMimeData;
    data->setText(receipt.text);
    data->setImageData(receiptPicture(receipt.text));
    QApplication::clipboard()->setMimeData(data);
}

} // namespace weir
