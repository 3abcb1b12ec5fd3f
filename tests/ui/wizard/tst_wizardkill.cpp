// The workbench is killed in the middle of a mapping: what was begun is there again.

#include "core/workspace/draft.h"
#include "tests/support/places.h"
#include "tests/ui/support/openengine.h"

#include <QProcess>

#include <csignal>

namespace weir::test {

TEST(WizardKill, TheDraftIsIntact)
{
    TestFolder folder;
    const std::string workspace = folder.file("profile") + "/workspace";
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("QT_QPA_PLATFORM", "offscreen");
    program.setProcessEnvironment(environment);
    program.start(QString::fromStdString(weirProgram()) + "-workbench",
                  {"--profile", QString::fromStdString(folder.file("profile")), "--fixture", "first-run", "--page", "wizard:sample:clean"});
    ASSERT_TRUE(program.waitForStarted());
    std::vector<Draft> drafts;
    ASSERT_TRUE(waitUntil([&] {
        drafts = listDrafts(workspace);
        return !drafts.empty() && drafts.front().job.hasMapping;
    }, 20'000)) << workspace;
    kill(static_cast<pid_t>(program.processId()), SIGKILL);
    ASSERT_TRUE(program.waitForFinished());
    const auto draft = loadDraft(workspace, drafts.front().name);
    ASSERT_TRUE(draft) << draft.error().detail;
    EXPECT_EQ(draft->job.sourcePlace, "samples/orders.csv");
    EXPECT_EQ(draft->job.mapping.fields.size(), 11U);
    EXPECT_EQ(draft->job.key, std::vector<std::string>{"order_id"});
}

} // namespace weir::test
