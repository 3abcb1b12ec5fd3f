#pragma once

#include "tests/support/program.h"
#include "tests/support/testfolder.h"
#include "tests/support/troubledrows.h"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace weir::test {

/// One thing that the program does and that must survive its death at any moment.
struct KillScenario
{
    enum class Target { Sqlite, Postgresql, Ndjson, Csv, Api };
    enum class From { Csv, Api };
    enum class Mode { Append, Upsert, Replace };
    enum class Play { Run, Again, Compensate };

    std::string name;
    Target target = Target::Sqlite;
    From from = From::Csv;
    Mode mode = Mode::Append;
    Play play = Play::Run;
};

/// Every scenario; together they must pass every named step.
[[nodiscard]] const std::vector<KillScenario> &killScenarios();

/// Plays a scenario with the built program, a fresh workspace and target each time.
class KillRig
{
public:
    KillRig(const KillScenario &scenario, std::string program);
    ~KillRig();

    /// A step with the number of times it is passed, in order of first passing.
    struct Passed
    {
        std::string step;
        int passes = 0;
    };
    /// The steps of an undisturbed play.
    [[nodiscard]] std::vector<Passed> steps();

    /// Plays with a kill at \a kills[0], again with a kill at \a kills[1] …, then without until it is done, and expects
    /// every row where it must end, once, and the books in order. Answers how many kills struck.
    int expectExactAfter(const std::vector<std::string> &kills);

    /// Names of the steps that were passed since the rig was made, in recoveries as well.
    [[nodiscard]] std::set<std::string> seenSteps() const { return m_seen; }

    class Target;

private:
    void prepare(const TestFolder &folder);
    [[nodiscard]] std::string job(const TestFolder &folder, bool isHealed) const;
    Finished play(const TestFolder &folder, const std::string &kill);
    void finish(const TestFolder &folder, const std::string &after);
    void expectRows(const TestFolder &folder, const std::string &after);
    void expectBooks(const TestFolder &folder, const std::string &after);
    [[nodiscard]] bool isDatabase() const;
    [[nodiscard]] bool isChecked() const; ///< it refuses negative amounts and long names
    [[nodiscard]] troubled::Keys keys() const;
    std::vector<std::string> passed(const TestFolder &folder);

    const KillScenario m_scenario;
    const std::string m_program;
    std::unique_ptr<Target> m_target;
    std::set<std::string> m_seen;
    std::vector<std::int64_t> m_borders; ///< last row of each commit of an undisturbed run
    std::int64_t m_commitsBeforeKill = -1; ///< of the first kill; -1: not known
};

} // namespace weir::test
