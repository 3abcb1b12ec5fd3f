#include "ui/theme/weirstyle.h"

#include "ui/theme/icons.h"
#include "ui/theme/stylepaint.h"
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolButton>

#include <algorithm>

namespace weir {

namespace {

constexpr int scrollBarWidth = 12;
constexpr int handleMin = 32;

void paintHeaderArrow(QPainter &painter, const QStyleOption &option)
{
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(&option);
    if (!header || header->sortIndicator == QStyleOptionHeader::None)
        return;
    const QPointF centre = QRectF(option.rect).center();
    const Icon icon = header->sortIndicator == QStyleOptionHeader::SortUp ? Icon::ChevronUp : Icon::ChevronDown;
    paintIcon(painter, QRectF(centre.x() - 6, centre.y() - 6, 12, 12), icon, Tokens::of(option.palette).text2);
}

bool isInView(const QWidget *widget)
{
    return qobject_cast<const QAbstractItemView *>(widget) != nullptr;
}

/// The handle of a scroll bar without arrow buttons.
QRect handleRect(const QStyleOptionSlider &bar)
{
    const bool isHorizontal = bar.orientation == Qt::Horizontal;
    const int length = isHorizontal ? bar.rect.width() : bar.rect.height();
    const qint64 range = static_cast<qint64>(bar.maximum) - bar.minimum;
    int handle = length;
    if (range > 0)
        handle = std::clamp(static_cast<int>(qint64(bar.pageStep) * length / (range + bar.pageStep)),
                            std::min(handleMin, length), length);
    const int at = QStyle::sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition, length - handle,
                                                   bar.upsideDown);
    return isHorizontal ? QRect(bar.rect.left() + at, bar.rect.top(), handle, bar.rect.height())
                        : QRect(bar.rect.left(), bar.rect.top() + at, bar.rect.width(), handle);
}

} // namespace

WeirStyle::WeirStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
    setObjectName(QStringLiteral("weir"));
}

void WeirStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) || qobject_cast<QLineEdit *>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

void WeirStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                              const QWidget *widget) const
{
    const Tokens tokens = Tokens::of(option->palette);
    switch (element) {
    case PE_PanelButtonCommand: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        paintButtonFace(*painter, *option, button && (button->features & QStyleOptionButton::Flat));
        if (option->state & State_HasFocus)
            paintFocusRing(*painter, option->rect, option->palette);
        return;
    }
    case PE_PanelButtonTool: return paintButtonFace(*painter, *option, option->state & State_AutoRaise);
    case PE_FrameDefaultButton: return;
    case PE_FrameFocusRect:
        if (qobject_cast<const QPushButton *>(widget))
            return; // part of its face
        if (qobject_cast<const QToolButton *>(widget))
            return paintFocusRing(*painter, widget->rect(), option->palette);
        return paintFocusRing(*painter, option->rect, option->palette, isInView(widget) ? 1 : 4);
    case PE_PanelLineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame && frame->lineWidth > 0)
            return paintFieldFace(*painter, *option, option->rect);
        if (qobject_cast<const QAbstractItemView *>(widget ? widget->parentWidget() : nullptr))
            painter->fillRect(option->rect, tokens.surface);
        return;
    }
    case PE_FrameLineEdit: return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: return paintCheckMark(*painter, *option);
    case PE_IndicatorRadioButton: return paintRadioMark(*painter, *option);
    case PE_IndicatorHeaderArrow: return paintHeaderArrow(*painter, *option);
    case PE_Frame:
    case PE_FrameGroupBox:
    case PE_FrameTabWidget: return paintPanelFrame(*painter, *option);
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), tokens.divider);
        return;
    case PE_PanelStatusBar:
        painter->fillRect(QRect(option->rect.left(), option->rect.top(), option->rect.width(), 1), tokens.divider);
        return;
    case PE_FrameStatusBarItem:
    case PE_FrameDockWidget: return;
    default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void WeirStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                            const QWidget *widget) const
{
    const Tokens tokens = Tokens::of(option->palette);
    switch (element) {
    case CE_PushButtonBevel: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        proxy()->drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        if (button && (button->features & QStyleOptionButton::HasMenu)) {
            const QRect &rect = option->rect;
            paintIcon(*painter, QRectF(rect.right() - 20, rect.center().y() - 6, 14, 14), Icon::ChevronDown, tokens.text);
        }
        return;
    }
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            return paintTab(*painter, *tab);
        break;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            QStyleOptionTab plain(*tab);
            plain.state &= ~State_HasFocus; // paintTab() drew the ring
            return QProxyStyle::drawControl(element, &plain, painter, widget);
        }
        break;
    case CE_ToolButtonLabel: // in high contrast a pressed one has the system's colours of a selection
        if (const auto *tool = qstyleoption_cast<const QStyleOptionToolButton *>(option); tool && tokens.isHighContrast
            && (option->state & State_On)) {
            QStyleOptionToolButton chosen(*tool);
            chosen.palette.setColor(QPalette::ButtonText, tokens.onAccent);
            return QProxyStyle::drawControl(element, &chosen, painter, widget);
        }
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: return paintHeaderSection(*painter, *option);
    case CE_ProgressBarGroove: return;
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option))
            return paintProgress(*painter, *bar);
        break;
    case CE_ToolBar:
        painter->fillRect(option->rect, tokens.bg);
        if (option->rect.width() > option->rect.height())
            painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), tokens.divider);
        return;
    case CE_DockWidgetTitle:
        if (const auto *dock = qstyleoption_cast<const QStyleOptionDockWidget *>(option))
            return paintDockTitle(*painter, *dock);
        break;
    case CE_Splitter: {
        const bool isUpright = option->state & State_Horizontal;
        const QPoint centre = option->rect.center();
        const QRect line = isUpright ? QRect(centre.x(), option->rect.top(), 1, option->rect.height())
                                     : QRect(option->rect.left(), centre.y(), option->rect.width(), 1);
        painter->fillRect(line, option->state & State_MouseOver ? tokens.accent : tokens.divider);
        return;
    }
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void WeirStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                   const QWidget *widget) const
{
    if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option); combo && control == CC_ComboBox)
        return paintComboBox(*painter, *combo, subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget));
    if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option); spin && control == CC_SpinBox)
        return paintSpinBox(*painter, *spin, subControlRect(CC_SpinBox, option, SC_SpinBoxUp, widget),
                            subControlRect(CC_SpinBox, option, SC_SpinBoxDown, widget));
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option); bar && control == CC_ScrollBar)
        return paintScrollBar(*painter, *bar, handleRect(*bar));
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect WeirStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                const QWidget *widget) const
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (control != CC_ScrollBar || !bar)
        return QProxyStyle::subControlRect(control, option, part, widget);
    const QRect whole = bar->rect, handle = handleRect(*bar);
    const bool isHorizontal = bar->orientation == Qt::Horizontal;
    switch (part) {
    case SC_ScrollBarGroove: return whole;
    case SC_ScrollBarSlider: return handle;
    case SC_ScrollBarSubPage:
        return isHorizontal ? QRect(whole.topLeft(), QPoint(handle.left() - 1, whole.bottom()))
                            : QRect(whole.topLeft(), QPoint(whole.right(), handle.top() - 1));
    case SC_ScrollBarAddPage:
        return isHorizontal ? QRect(QPoint(handle.right() + 1, whole.top()), whole.bottomRight())
                            : QRect(QPoint(whole.left(), handle.bottom() + 1), whole.bottomRight());
    default: return {};
    }
}

QRect WeirStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_PushButtonFocusRect)
        return option->rect;
    return QProxyStyle::subElementRect(element, option, widget);
}

QSize WeirStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                                  const QWidget *widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    const int text = option ? option->fontMetrics.height() + 10 : 0;
    const int tall = std::max(m_height, text);
    switch (type) {
    case CT_PushButton:
        size = size.expandedTo({0, tall});
        size.rwidth() += 8;
        break;
    case CT_ToolButton:
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox: size = size.expandedTo({type == CT_ToolButton ? m_height : 0, tall}); break;
    case CT_CheckBox:
    case CT_RadioButton: size = size.expandedTo({24, 24}); break;
    case CT_HeaderSection: size.setHeight(std::max(size.height(), tall)); break;
    case CT_TabBarTab: size = size.expandedTo({48, tall + 4}); break;
    case CT_ItemViewItem: size = size.expandedTo({0, tall}); break;
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option); item
            && item->menuItemType != QStyleOptionMenuItem::Separator)
            size = size.expandedTo({0, m_height});
        break;
    default: break;
    }
    return size;
}

int WeirStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent: return scrollBarWidth;
    case PM_ScrollBarSliderMin: return handleMin;
    case PM_ScrollView_ScrollBarSpacing: return 0;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return iconExtent();
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal: return 0;
    case PM_FocusFrameHMargin: return 5; // of cells, with the one that Qt adds
    case PM_HeaderMargin: return 6;
    case PM_SplitterWidth: return 7;
    case PM_ToolBarItemSpacing: return 4;
    case PM_ToolBarFrameWidth: return 0;
    case PM_DefaultFrameWidth: return qobject_cast<const QLineEdit *>(widget) ? 3 : 1;
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_ListViewIconSize: return iconExtent();
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WeirStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_ComboBox_Popup:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ScrollBar_Transient: return 0;
    case SH_Table_GridLineColor:
        return option ? static_cast<int>(Tokens::of(option->palette).divider.rgb())
            : QProxyStyle::styleHint(hint, option, widget, data);
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace weir
