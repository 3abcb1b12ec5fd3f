#include "ui/bridge/masking.h"

#include "core/data/personaldata.h"

namespace weir {

QString masked(const QString &text)
{
    return QString::fromStdString(maskPersonal(text.toStdString()));
}

} // namespace weir
