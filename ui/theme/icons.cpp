#include "ui/theme/icons.h"

#include <QApplication>
#include <QFontDatabase>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>

namespace weir {

namespace {

QString iconFamily()
{
    // Registered once with the application's font database; asked for by every paint.
    static const QString family = [] {
        const int id = QFontDatabase::addApplicationFont(QStringLiteral(":/icons/weir-icons.ttf"));
        const QStringList families = QFontDatabase::applicationFontFamilies(id);
        return families.isEmpty() ? QString() : families.first();
    }();
    return family;
}

class GlyphEngine final : public QIconEngine
{
public:
    GlyphEngine(Icon icon, QColor color) : m_icon(icon), m_color(std::move(color)) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        QColor color = m_color;
        if (!color.isValid() || mode == QIcon::Disabled) {
            const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
            color = QApplication::palette().color(group, QPalette::ButtonText);
        }
        paintIcon(*painter, rect, m_icon, color);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new GlyphEngine(m_icon, m_color); }

private:
    Icon m_icon;
    QColor m_color;
};

} // namespace

QIcon iconOf(Icon icon)
{
    return QIcon(new GlyphEngine(icon, {}));
}

QIcon iconOf(Icon icon, const QColor &color)
{
    return QIcon(new GlyphEngine(icon, color));
}

void paintIcon(QPainter &painter, const QRectF &rect, Icon icon, const QColor &color)
{
    const qreal side = std::min(rect.width(), rect.height());
    QFont font(iconFamily());
    font.setPixelSize(std::max(1, qRound(side)));
    font.setStyleStrategy(QFont::PreferAntialias);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(rect, Qt::AlignCenter | Qt::TextDontClip, QString(QChar(static_cast<char16_t>(icon))));
    painter.restore();
}

QPixmap iconPixmap(Icon icon, const QColor &color, int size, qreal devicePixelRatio)
{
    QPixmap pixmap(QSize(size, size) * devicePixelRatio);
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintIcon(painter, QRectF(0, 0, size, size), icon, color);
    return pixmap;
}

} // namespace weir
