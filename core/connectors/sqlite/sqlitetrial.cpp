// Rows written and taken back, for previews.

#include "core/base/names.h"
#include "core/connectors/sqlite/sqliterowerror.h"
#include "core/connectors/sqlite/sqlitetarget.h"

#include <algorithm>
#include <sqlite3.h>

namespace weir {

namespace {

// Zero if and only if COMMIT would find every foreign key to point at something.
bool hasDanglingKeys(const SqliteDatabase &database)
{
    int present = 0;
    int highest = 0;
    sqlite3_db_status(database.handle(), SQLITE_DBSTATUS_DEFERRED_FKS, &present, &highest, 0);
    return present != 0;
}

} // namespace

Result<TrialTarget::Bound> SqliteTarget::bindForTrial(const SchemaPtr &columns, WriteMode mode,
                                                      const std::vector<std::string> &key,
                                                      const std::string &versionField, const CancelToken &token)
{
    WEIR_CHECK(checkMode(mode));
    disconnect();
    WEIR_CHECK(connect(SqliteDatabase::Access::Write));
    m_database->setToken(token);
    m_setup = Setup{columns, mode, key, versionField};
    WEIR_TRY(SqliteTable table, readTable());
    m_table = std::move(table);
    // What is never to be kept need not reach the file either.
    WEIR_CHECK(closeOnFailure(m_database->run("PRAGMA cache_spill=OFF")));
    WEIR_CHECK(closeOnFailure(writerFor(m_table->name)));
    const auto isItself = [&](const SqliteForeignKey &foreign) {
        return lowerAscii(foreign.parent) == lowerAscii(m_table->name);
    };
    return Bound{std::any_of(m_table->foreignKeys.begin(), m_table->foreignKeys.end(), isItself)};
}

Result<std::vector<SkipToken>> SqliteTarget::lookAtTokens(const Uuid &job, const Settlement &settlement,
                                                          const CancelToken &token)
{
    if (!m_database || !m_setup)
        return fail(ErrorCode::Internal, Recovery::Stop, "lookAtTokens() before bindForTrial()");
    m_database->setToken(token);
    return SqliteCheckpoints::lookAt(*m_database, job, settlement);
}

Result<void> SqliteTarget::beginTrial(const CancelToken &token)
{
    if (!m_setup)
        return fail(ErrorCode::Internal, Recovery::Stop, "beginTrial() before bindForTrial()");
    if (!m_database) {
        const Setup setup = *m_setup;
        WEIR_TRY([[maybe_unused]] const Bound bound,
                 bindForTrial(setup.columns, setup.mode, setup.key, setup.versionField, token));
    }
    m_database->setToken(token);
    return closeOnFailure(begin());
}

Result<WriteReport> SqliteTarget::attempt(const WriteBatch &batch, const CancelToken &token)
{
    if (!m_database || !m_database->isInTransaction())
        return fail(ErrorCode::Internal, Recovery::Stop, "attempt() before beginTrial()");
    m_database->setToken(token);
    return closeOnFailure(attemptInSavepoint(batch));
}

Result<WriteReport> SqliteTarget::attemptInSavepoint(const WriteBatch &batch)
{
    // The writer may have put off the foreign keys to find the row; that lasts until the transaction ends.
    WEIR_CHECK(m_database->run("PRAGMA defer_foreign_keys=OFF; SAVEPOINT weir_trial"));
    WEIR_TRY(WriteReport report, m_writer->write(batch));
    if (report.refused.empty() && hasDanglingKeys(*m_database)) {
        WEIR_TRY(report.refused, m_writer->findOrphans(batch, nullptr));
        if (report.refused.empty())
            report.refused.push_back(
                rowErrorOf(*m_database, *m_table, SQLITE_CONSTRAINT_FOREIGNKEY, batch, {}, -1));
    }
    if (report.refused.empty()) {
        WEIR_CHECK(m_database->run("RELEASE weir_trial"));
        return report;
    }
    // RAISE(ROLLBACK) ended the trial; the writer has opened another transaction, which knows no savepoint.
    if (!m_database->run("ROLLBACK TO weir_trial; RELEASE weir_trial")) {
        m_database->rollback();
        WEIR_CHECK(begin());
    }
    WriteReport refusal;
    refusal.refused = std::move(report.refused);
    return refusal;
}

void SqliteTarget::endTrial()
{
    if (m_database)
        m_database->rollback();
}

} // namespace weir
