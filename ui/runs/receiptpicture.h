#pragma once

#include "ui/bridge/reportqueries.h"

#include <QImage>

namespace weir {

/// A receipt as a picture for chats that take pictures: its lines on white, whatever the window's colours are, in twice the
/// resolution. The first line is the title.
[[nodiscard]] QImage receiptPicture(const QString &text);

/// Puts the receipt on the clipboard, as text and as a picture.
void copyReceipt(const ReceiptItem &receipt);

} // namespace weir
