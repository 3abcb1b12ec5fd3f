// What earlier runs left to be asked: definitions, events, and where the ledger lives.

#include "core/ledger/books.h"

namespace weir::books {

Result<std::optional<RunDefinition>> definitionOf(Database &database, std::int64_t run)
{
    WEIR_TRY(Statement select, database.prepare("SELECT v.number, v.definition FROM run r JOIN revision v ON v.id = "
                                                "r.revision_id WHERE r.id = ?"));
    WEIR_TRY(const bool hasRow, select.bind(run).step());
    if (!hasRow)
        return std::optional<RunDefinition>();
    return std::optional(RunDefinition{select.integer(0), select.text(1)});
}

Result<std::vector<std::string>> eventDetails(Database &database, std::int64_t job, std::string_view code)
{
    WEIR_TRY(Statement select, database.prepare("SELECT detail FROM event WHERE job_id = ? AND code = ? ORDER BY id"));
    select.bind(job).bind(code);
    std::vector<std::string> details;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return details;
        details.push_back(select.text(0));
    }
}

Result<bool> isAtHome(Database &database, std::string_view home)
{
    WEIR_TRY(Statement insert, database.prepare("INSERT INTO meta (key, value) VALUES ('home', ?) ON CONFLICT (key) DO "
                                                "NOTHING"));
    WEIR_CHECK(insert.bind(home).run());
    WEIR_TRY(Statement select, database.prepare("SELECT value = ? FROM meta WHERE key = 'home'"));
    WEIR_TRY(const bool hasRow, select.bind(home).step());
    return hasRow && select.integer(0) != 0;
}

Result<void> moveHome(Database &database, std::string_view home)
{
    WEIR_TRY(Statement update, database.prepare("UPDATE meta SET value = ? WHERE key = 'home'"));
    return update.bind(home).run();
}

} // namespace weir::books
