#include "core/ledger/salvage.h"

#include "core/base/hash.h"
#include "core/base/uuid.h"
#include "core/connectors/target.h"
#include "core/ledger/books.h"

#include <fmt/format.h>
#include <set>

namespace weir {

namespace {

struct Table
{
    const char *name;
    const char *columns;           ///< the first one is the id
    const char *written;           ///< what goes into them, as parameters; null: all as read
    int columnCount;
    bool (*isTrusted)(const Statement &row);
};

bool trusts(const Statement &)
{
    return true;
}

constexpr Table tables[] = {
    {"job", "id, uuid, name, epoch", nullptr, 4, [](const Statement &row) { return Uuid::parse(row.text(1)).has_value(); }},
    {"revision", "id, job_id, number, hash, definition, at, who", nullptr, 7,
     [](const Statement &row) { return sha256Hex(row.text(4)) == row.text(3); }},
    {"run", "id, job_id, kind, trigger_by, revision_id, holder, state, reason, guarantee, target, is_final, started_at, ended_at, "
            "beat_at, pid, host, retries", nullptr, 17, trusts},
    {"stream", "id, job_id, name, generation, totals", "?1, ?2, ?3, 1, ?5", 5, trusts},
    {"cause", "id, job_id, stage, code, field, rule, sample, suggestion", nullptr, 8, trusts},
    // A row starts provisional; its state follows once it is in.
    {"exception_row", "id, stream_id, generation, seq, run_id, state, cause_id, value, detail, position, natural_key, payload, "
                      "is_raw, revision_id, tries, is_set_aside, at, checksum",
     "?1, ?2, ?3, ?4, ?5, iif(?6 = '', '', 'provisional'), ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18", 18,
     [](const Statement &row) {
         return row.text(5) != "void"
                && books::exceptionChecksum(row.integer(1), row.integer(2), row.integer(3), row.text(9), row.text(11))
                       == row.integer(17);
     }},
};
constexpr int stateColumn = 5, payloadColumn = 11; ///< of exception_row

class Salvage
{
public:
    Salvage(Database &damaged, Database &fresh) : m_damaged(damaged), m_fresh(fresh) {}

    Result<std::vector<SalvagedTable>> all()
    {
        for (const Table &table : tables) {
            SalvagedTable kept{table.name, 0, 0, true};
            std::set<std::int64_t> seen;
            WEIR_TRY(const bool isWhole, copy(table, "", kept, seen));
            if (!isWhole) { // what stands behind the damage is reached from the other end
                kept.isWhole = false;
                WEIR_TRY(const bool reached, copy(table, "DESC", kept, seen));
                (void)reached;
            }
            m_tables.push_back(std::move(kept));
        }
        WEIR_CHECK(m_fresh.execute("UPDATE run SET state = 'interrupted', is_final = 1, ended_at = beat_at WHERE is_final = 0"));
        WEIR_CHECK(sealStreams());
        return std::move(m_tables);
    }

private:
    /// False: reading ended at something damaged.
    Result<bool> copy(const Table &table, const char *order, SalvagedTable &kept, std::set<std::int64_t> &seen)
    {
        std::string parameters = "?1";
        for (int i = 2; i <= table.columnCount; ++i)
            parameters += fmt::format(", ?{}", i);
        WEIR_TRY(Statement insert, m_fresh.prepare(fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, table.columns,
                                                               table.written ? table.written : parameters.c_str())));
        auto select = m_damaged.prepare(fmt::format("SELECT {} FROM {} ORDER BY id {}", table.columns, table.name, order));
        if (!select)
            return false;
        for (;;) {
            const auto hasRow = select->step();
            if (!hasRow)
                return false;
            if (!*hasRow || !seen.insert(select->integer(0)).second)
                return true;
            if (!table.isTrusted(*select)) {
                kept.refused += select->text(stateColumn) != "void";
                continue;
            }
            if (auto taken = insertRow(table, insert, *select); !taken) {
                if (taken.error().code != ErrorCode::Internal)
                    return Unexpected{taken.error()};
                ++kept.refused; // what it refers to is gone, or a rule of the books refuses it
                continue;
            }
            ++kept.kept;
        }
    }

    Result<void> insertRow(const Table &table, Statement &insert, const Statement &row)
    {
        const bool isException = table.name == std::string_view("exception_row");
        for (int i = 0; i < table.columnCount; ++i) {
            if (row.isNull(i))
                insert.bindNull();
            else if (isException && i == payloadColumn)
                insert.bindBlob(row.text(i));
            else
                insert.bind(row.text(i));
        }
        WEIR_CHECK(insert.run());
        return isException ? follow(row.integer(0), row.text(stateColumn)) : Result<void>();
    }

    /// Takes the row along the legal way to its state. A row that a compensation held is open again: in the target its
    /// weir_skip row decides whether it was delivered; without one nobody knows.
    Result<void> follow(std::int64_t id, const std::string &state)
    {
        std::vector<std::string_view> way;
        if (state == "unknown")
            way = {"unknown"};
        else if (state == "quarantined")
            way = {"quarantined"};
        else if (state == "discarded")
            way = {"quarantined", "discarded"};
        else if (state == "delivered")
            way = {"quarantined", "released", "delivered"};
        else if (state == "released")
            way = {number(fmt::format("SELECT guarantee IN ('A', 'B') FROM run JOIN exception_row e ON e.run_id = run.id WHERE "
                                      "e.id = {}", id)) == 1 ? "quarantined" : "unknown"};
        for (const std::string_view next : way)
            WEIR_CHECK(m_fresh.execute(fmt::format("UPDATE exception_row SET state = '{}' WHERE id = {}", next, id)));
        return {};
    }

    std::int64_t number(const std::string &sql)
    {
        const auto value = m_fresh.scalar(sql);
        return value && *value ? **value : 0;
    }

    /// Streams begin where a new one does, with the fields that are pinned if they can be trusted.
    Result<void> sealStreams()
    {
        WEIR_TRY(Statement streams, m_fresh.prepare("SELECT id FROM stream"));
        for (;;) {
            WEIR_TRY(const bool hasRow, streams.step());
            if (!hasRow)
                return {};
            const std::int64_t id = streams.integer(0);
            WEIR_TRY(Statement reset, m_fresh.prepare("UPDATE stream SET totals = ? WHERE id = ?"));
            WEIR_CHECK(reset.bind(Totals{}.json()).bind(id).run());
            WEIR_CHECK(books::pinSchema(m_fresh, id, trustedSchema(id)));
        }
    }

    std::string trustedSchema(std::int64_t stream)
    {
        auto select = m_damaged.prepare(fmt::format("SELECT {}, checksum FROM stream WHERE id = {}", books::streamColumns, stream));
        if (!select)
            return {};
        const auto hasRow = select->step();
        const bool isTrusted = hasRow && *hasRow
                               && books::streamChecksum(*select) == select->integer(books::streamColumnCount);
        return isTrusted ? select->text(books::streamColumnCount - 1) : std::string();
    }

    Database &m_damaged;
    Database &m_fresh;
    std::vector<SalvagedTable> m_tables;
};

} // namespace

Result<std::vector<SalvagedTable>> salvage(Database &damaged, Database &fresh)
{
    return Salvage(damaged, fresh).all();
}

} // namespace weir
