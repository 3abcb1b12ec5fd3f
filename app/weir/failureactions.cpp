#include "app/weir/failureactions.h"

#include "app/common/appcontext.h"
#include "app/weir/texts.h"
#include "core/compensation/editedrows.h"
#include "core/compensation/exceptionexport.h"
#include "core/compensation/manifestbooks.h"
#include "core/ledger/books.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

void FailureActions::define(CLI::App &app)
{
    app.add_option("--key", m_key, "With the flags below: only the row with this key")->type_name("K");
    auto *file = app.add_option("--from-file", m_file, "Bring edited values back (an --export file, .csv or NDJSON)")
                     ->type_name("FILE");
    auto *aside = app.add_flag("--set-aside", m_setsAside, "Compensations pass these rows over until --restore");
    auto *restore = app.add_flag("--restore", m_restores, "Take back --set-aside");
    auto *discard = app.add_option("--discard", m_discard, "Never deliver these rows; final, with the reason")->type_name("REASON");
    CLI::Option *const all[] = {file, aside, restore, discard};
    for (CLI::Option *one : all) {
        for (CLI::Option *other : all) {
            if (one != other)
                one->excludes(other);
        }
    }
}

Result<std::string> FailureActions::apply(const std::string &workspaceFolder, const std::string &job, std::int64_t cause,
                                          Json &object) const
{
    if (job.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "changing rows needs the name of their job: weir failures JOB …");
    WEIR_TRY(const std::unique_ptr<AppContext> context, AppContext::open(workspaceFolder));
    WEIR_TRY(std::optional<LedgerReader> reader, openLedgerReader(context->workspace()));
    WEIR_TRY(const std::vector<KnownJob> known, knownJobs(context->workspace(), reader, job));
    if (!known.front().ledgerId)
        return fail(ErrorCode::NotFound, Recovery::Stop, fmt::format("job \"{}\" has not run yet, so it has no rows", job));
    const std::int64_t id = *known.front().ledgerId;
    WEIR_TRY(Ledger *const ledger, context->ledger());
    if (!m_file.empty()) {
        WEIR_TRY(const EditedRows edits, named("--from-file", readEditedRows(*reader, id, m_file, personalMask())));
        WEIR_CHECK(ledger->call([&](Database &database) { return books::applyEdits(database, id, edits, wallMs()); }));
        object["edited"] = edits.size();
        return fmt::format("{} row{} new values; deliver: weir compensate {} --preview",
                           groupedNumber(static_cast<std::int64_t>(edits.size())), edits.size() == 1 ? " has" : "s have", job);
    }
    CompensationSelection selection;
    selection.key = m_key;
    if (cause > 0)
        selection.cause = cause;
    using Action = books::RowMark::Action;
    const Action action = m_setsAside ? Action::SetAside : m_restores ? Action::Restore : Action::Discard;
    const books::RowMark mark{action, m_discard, "local", job};
    WEIR_TRY(const std::int64_t rows, ledger->call([&](Database &database) -> Result<std::int64_t> {
        WEIR_TRY(const StreamRecord stream, books::openStream(database, id, "main"));
        return books::markRows(database, stream.id, selection, mark, wallMs());
    }));
    static constexpr const char *members[] = {"setAside", "restored", "discarded"};
    static constexpr const char *words[] = {"set aside", "restored", "discarded; they stay in the count of their run"};
    object[members[static_cast<std::size_t>(action)]] = rows;
    return fmt::format("{} rows {}", groupedNumber(rows), words[static_cast<std::size_t>(action)]);
}

} // namespace weir
