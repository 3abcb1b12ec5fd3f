#pragma once

#include "core/ledger/database.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choicelist.h"
#include "ui/wizard/checkstep.h"
#include "ui/wizard/wizardpage.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include <filesystem>
#include <fstream>

namespace weir::test {

/// A wizard's page on a workspace of its own, driven by keys.
class WizardPageTest : public OpenEngine
{
protected:
    WizardPageTest()
    {
        // For pictures: WEIR_SHOTS=folder WEIR_SHOT_LANG=zh_CN WEIR_SHOT_THEME=dark.
        if (qEnvironmentVariableIsSet("WEIR_SHOT_LANG"))
            useLanguage(*qApp, qEnvironmentVariable("WEIR_SHOT_LANG"));
        if (const auto theme = themeFromName(qEnvironmentVariable("WEIR_SHOT_THEME")))
            applyTheme(*qApp, *theme);
        m_page = std::make_unique<WizardPage>(Page::Context{&m_engine, &m_navigator, nullptr});
        m_page->resize(760, 470);
        m_page->show();
        m_page->activateWindow();
    }

    void open(const QString &argument) { m_page->open(argument); }
    [[nodiscard]] WizardModel &model() { return m_page->model(); }
    [[nodiscard]] bool waitForStep(WizardStepId step)
    {
        return waitUntil([&] { return m_page->isReady() && model().step() == step; });
    }
    void next() { QTest::keyClick(m_page.get(), Qt::Key_Return, Qt::ControlModifier); }
    template<typename T>
    T *part(const char *name)
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    [[nodiscard]] bool waitForCheck()
    {
        return waitUntil([&] { return m_page->findChild<CheckStep *>()->look().has_value(); }, 20'000);
    }
    void shoot(const char *name) { saveShot(*m_page, name); }
    std::int64_t count(const std::string &file, const char *sql)
    {
        const auto value = Database::open(workspace() + "/" + file, Database::Access::ReadOnly)->scalar(sql);
        EXPECT_TRUE(value) << (value ? std::string() : value.error().detail);
        return value ? value->value_or(-1) : -1;
    }
    /// Runs what Save and run began, and waits for its end.
    qint64 waitForRun()
    {
        EXPECT_TRUE(waitUntil([&] { return !m_navigator.visits.empty(); }, 20'000));
        if (m_navigator.visits.empty())
            return 0;
        EXPECT_EQ(m_navigator.visits.back().first, "run");
        EXPECT_TRUE(waitUntil([&] { return !m_engine.hasOwnRuns(); }, 30'000));
        return m_navigator.visits.back().second.toLongLong();
    }

    /// ID numbers of 18 digits and codes like 007 arrive byte for byte.
    void expectCodesAsWritten()
    {
        std::ifstream file(workspace() + "/samples/orders.csv");
        std::string line;
        std::getline(file, line);
        int compared = 0;
        auto database = Database::open(workspace() + "/warehouse.db", Database::Access::ReadOnly);
        while (std::getline(file, line)) {
            // Only names are quoted in the sample; rows without quotes can be cut at their commas.
            const QStringList cells = QString::fromStdString(line).trimmed().split(QLatin1Char(','));
            if (line.find('"') != std::string::npos || cells.size() != 11)
                continue;
            auto select = *database->prepare("SELECT id_card || ',' || item_code FROM orders WHERE order_id = ?");
            const std::string id = cells[0].toStdString();
            ASSERT_TRUE(*select.bind(id).step());
            EXPECT_EQ(select.text(0), (cells[3] + ',' + cells[4]).toStdString()) << line;
            ++compared;
        }
        EXPECT_GT(compared, 1'500);
    }

    RecordingNavigator m_navigator;
    std::unique_ptr<WizardPage> m_page;
};

} // namespace weir::test
