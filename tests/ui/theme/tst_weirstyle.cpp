#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"
#include "ui/theme/weirstyle.h"
#include "ui/widgets/primarybutton.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableWidget>
#include <QToolButton>

#include <gtest/gtest.h>

namespace weir::test {

namespace {

/// One of each control. With WEIR_GALLERY=FOLDER the tests leave pictures of it there.
class Gallery final : public QWidget
{
public:
    Gallery()
    {
        auto *column = new QVBoxLayout(this);
        auto *buttons = new QHBoxLayout;
        buttons->addWidget(plain = new QPushButton("Edit mapping"));
        auto *off = new QPushButton("Disabled");
        off->setEnabled(false);
        buttons->addWidget(off);
        buttons->addWidget(new PrimaryButton("New job"));
        auto *flat = new QPushButton("Undo");
        flat->setFlat(true);
        buttons->addWidget(flat);
        auto *chip = new QToolButton;
        chip->setText("Running 2");
        chip->setCheckable(true);
        chip->setChecked(true);
        buttons->addWidget(chip);
        auto *other = new QToolButton;
        other->setText("All 8");
        buttons->addWidget(other);
        buttons->addStretch(1);
        column->addLayout(buttons);
        auto *form = new QFormLayout;
        form->addRow("Name", edit = new QLineEdit("订单 to warehouse"));
        form->addRow("Mode", combo = new QComboBox);
        combo->addItems({"Insert or update", "Insert only"});
        form->addRow("Limit", spin = new QSpinBox);
        auto *disabled = new QLineEdit("not now");
        disabled->setEnabled(false);
        form->addRow("Disabled", disabled);
        auto *box = new QCheckBox("Respect Retry-After");
        box->setChecked(true);
        form->addRow(box);
        form->addRow(new QCheckBox("Off"));
        auto *radio = new QRadioButton("UTF-8");
        radio->setChecked(true);
        form->addRow(radio);
        auto *bar = new QProgressBar;
        bar->setValue(62);
        form->addRow("Progress", bar);
        column->addLayout(form);
        auto *tabs = new QTabWidget;
        table = new QTableWidget(30, 3);
        table->setHorizontalHeaderLabels({"State", "Name", "Rows"});
        table->verticalHeader()->hide();
        table->setSelectionBehavior(QAbstractItemView::SelectRows);
        table->setSortingEnabled(true);
        for (int row = 0; row < 30; ++row) {
            for (int at = 0; at < 3; ++at)
                table->setItem(row, at, new QTableWidgetItem(QString("Cell %1").arg(row * 3 + at)));
        }
        table->setCurrentCell(1, 1);
        tabs->addTab(table, "Actions");
        tabs->addTab(new QWidget, "System");
        column->addWidget(tabs, 1);
        resize(640, 620);
    }
    QPushButton *plain = nullptr;
    QLineEdit *edit = nullptr;
    QComboBox *combo = nullptr;
    QSpinBox *spin = nullptr;
    QTableWidget *table = nullptr;
};

class WeirStyleTest : public testing::TestWithParam<const char *>
{
protected:
    WeirStyleTest() { applyTheme(*qApp, *themeFromName(GetParam())); }
    ~WeirStyleTest() override { applyTheme(*qApp, ThemeKind::Light); }
};

/// Most frequent colours are the same when it is drawn flat: how many pixels of \a wanted there are.
int pixelsOf(const QImage &image, const QColor &wanted)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y).rgb() == wanted.rgb() ? 1 : 0;
    }
    return count;
}

TEST_P(WeirStyleTest, EveryControlIsAtLeast28HighAndTargetsAtLeast24)
{
    Gallery gallery;
    gallery.show();
    EXPECT_GE(gallery.plain->height(), 28);
    EXPECT_GE(gallery.edit->height(), 28);
    EXPECT_GE(gallery.combo->height(), 28);
    EXPECT_GE(gallery.spin->height(), 28);
    for (const auto *button : gallery.findChildren<QAbstractButton *>()) {
        if (button->isVisible() && button->parentWidget() != gallery.table) {
            EXPECT_GE(button->height(), 24) << button->text().toStdString();
        }
    }
    if (const QByteArray folder = qgetenv("WEIR_GALLERY"); !folder.isEmpty())
        gallery.grab().save(QString::fromLocal8Bit(folder) + "/gallery-" + GetParam() + ".png");
}

TEST_P(WeirStyleTest, WhatHasTheFocusHasARingInTheFocusColourOnTwoPixels)
{
    Gallery gallery;
    gallery.show();
    gallery.activateWindow();
    const QColor ring = Tokens::of(QApplication::palette()).focus;
    for (QWidget *widget : {static_cast<QWidget *>(gallery.plain), static_cast<QWidget *>(gallery.edit),
                            static_cast<QWidget *>(gallery.combo)}) {
        gallery.table->setFocus();
        const int without = pixelsOf(widget->grab().toImage(), ring);
        widget->setFocus(Qt::TabFocusReason);
        QApplication::processEvents();
        const QImage image = widget->grab().toImage();
        EXPECT_GT(pixelsOf(image, ring), without + image.width()) << widget->metaObject()->className();
    }
}

INSTANTIATE_TEST_SUITE_P(Themes, WeirStyleTest, testing::Values("light", "dark", "hc"),
                         [](const auto &info) { return std::string(info.param); });

} // namespace

} // namespace weir::test
