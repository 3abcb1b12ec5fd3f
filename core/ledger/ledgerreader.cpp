#include "core/ledger/ledgerreader.h"

namespace weir {

Result<LedgerReader> LedgerReader::open(const std::string &path)
{
    WEIR_TRY(Database database, Database::open(path, Database::Access::ReadOnly));
    return LedgerReader(std::move(database));
}

Result<std::vector<CauseRow>> LedgerReader::causesOfRun(std::int64_t run)
{
    WEIR_TRY(Statement select,
             m_database.prepare("SELECT c.id, c.stage, c.code, c.field, c.rule, count(*), c.sample, c.suggestion FROM "
                                "exception_row e JOIN cause c ON c.id = e.cause_id WHERE e.run_id = ? AND e.state NOT IN "
                                "('provisional', 'void') GROUP BY c.id ORDER BY count(*) DESC, c.id"));
    select.bind(run);
    std::vector<CauseRow> causes;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return causes;
        causes.push_back({select.integer(0), select.text(1), select.text(2), select.text(3), select.text(4),
                          select.integer(5), select.text(6), select.text(7)});
    }
}

} // namespace weir
