#pragma once

#include "tests/conformance/boundaryvalues.h"
#include "tests/support/canonicalvalue.h"
#include "tests/support/postgresqlserver.h"
#include "tests/support/testfolder.h"

#include <array>
#include <fstream>
#include <libpq-fe.h>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace weir::test {

/// What a place holds: id to column and text, as a reader that knows nothing of the engine sees it. A row without a value
/// has column '-'.
using FidelityContent = std::map<int, std::pair<char, std::string>>;

inline constexpr std::string_view fidelityColumns = "tinfbdhlsyj";
/// The types of the columns, for `weir copy --types`.
inline constexpr std::string_view fidelityTypes =
    "id=int64,t=text,i=int64,n=decimal,f=float64,b=bool,d=date,h=time,l=datetime,s=timestamp,y=bytes,j=json";

inline void writeFile(const std::string &path, const std::string &text)
{
    std::ofstream(path, std::ios::binary) << text;
}

inline std::string readFile(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// --- CSV, by RFC 4180 ---

inline std::string csvOf(const std::vector<BoundaryValue> &values)
{
    std::string text = "id,t,i,n,f,b,d,h,l,s,y,j\n";
    for (std::size_t at = 0; at < values.size(); ++at) {
        text += std::to_string(at + 1);
        for (const char column : fidelityColumns) {
            text += ',';
            if (column != values[at].column)
                continue;
            text += '"';
            for (const char c : values[at].text)
                text += c == '"' ? std::string("\"\"") : std::string(1, c);
            text += '"';
        }
        text += '\n';
    }
    return text;
}

inline FidelityContent readCsv(const std::string &text)
{
    FidelityContent content;
    std::vector<std::pair<std::string, bool>> fields(1);
    bool isHeader = true;
    const auto endRecord = [&] {
        if (!isHeader && fields.size() == fidelityColumns.size() + 1) {
            auto &row = content[std::atoi(fields[0].first.c_str())];
            row.first = '-';
            for (std::size_t i = 0; i < fidelityColumns.size(); ++i) {
                const auto &[value, isQuoted] = fields[i + 1];
                if (isQuoted || !value.empty())
                    row = {fidelityColumns[i], value};
            }
        } else if (!isHeader) {
            content[-static_cast<int>(content.size()) - 1] = {'?', "ragged"};
        }
        isHeader = false;
        fields.assign(1, {});
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"' && fields.back().first.empty() && !fields.back().second) {
            fields.back().second = true;
            for (++at; at < text.size(); ++at) {
                if (text[at] == '"' && (at + 1 == text.size() || text[at + 1] != '"'))
                    break;
                at += text[at] == '"';
                fields.back().first += text[at];
            }
        } else if (text[at] == ',') {
            fields.emplace_back();
        } else if (text[at] == '\n') {
            endRecord();
        } else {
            fields.back().first += text[at];
        }
    }
    return content;
}

// --- JSON, keeping the text of numbers ---

inline std::string jsonTokenOf(const BoundaryValue &value)
{
    const bool isNumber = value.column == 'i' || value.column == 'n' || value.column == 'f';
    if (value.column == 'j' || (isNumber && nlohmann::json::accept(value.text)) ||
        (value.column == 'b' && nlohmann::json::accept(value.text)))
        return value.text;
    std::string token = "\"";
    for (const char c : value.text) {
        if (c == '"' || c == '\\')
            (token += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20)
            token += fmt::format("\\u{:04x}", static_cast<int>(c));
        else
            token += c;
    }
    return token + '"';
}

inline std::string jsonOf(const std::vector<BoundaryValue> &values, bool isArray)
{
    std::string text = isArray ? "[\n" : "";
    for (std::size_t at = 0; at < values.size(); ++at) {
        text += fmt::format("{{\"id\":{}", at + 1);
        for (const char column : fidelityColumns)
            text += fmt::format(",\"{}\":{}", column, column == values[at].column ? jsonTokenOf(values[at]) : "null");
        text += isArray && at + 1 < values.size() ? "},\n" : "}\n";
    }
    return text + (isArray ? "]\n" : "");
}

/// The members of one flat object with their raw tokens.
inline std::map<std::string, std::string> membersOf(std::string_view object)
{
    std::map<std::string, std::string> members;
    std::size_t at = object.find('{') + 1;
    const auto skipString = [&](std::size_t from) {
        for (++from; from < object.size() && object[from] != '"'; ++from)
            from += object[from] == '\\';
        return from + 1;
    };
    while (at < object.size() && object[at] != '}') {
        if (object[at] != '"') {
            ++at;
            continue;
        }
        const std::size_t nameEnd = skipString(at);
        const std::string name(object.substr(at + 1, nameEnd - at - 2));
        std::size_t end = object.find(':', nameEnd) + 1;
        const std::size_t start = end;
        for (int depth = 0; end < object.size() && (depth > 0 || (object[end] != ',' && object[end] != '}'));) {
            if (object[end] == '"') {
                end = skipString(end);
                continue;
            }
            depth += object[end] == '{' || object[end] == '[';
            depth -= object[end] == '}' || object[end] == ']';
            ++end;
        }
        members[name] = std::string(object.substr(start, end - start));
        at = end;
    }
    return members;
}

/// \a hasJsonAsText: the column j holds text.
inline FidelityContent readJson(const std::string &text, bool hasJsonAsText)
{
    FidelityContent content;
    std::size_t at = 0;
    while (at < text.size()) { // both forms have a record on each line
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = std::string_view(text).substr(at, end - at);
        at = end + 1;
        if (line.find('{') == std::string_view::npos)
            continue;
        auto members = membersOf(line);
        std::string id = members["id"];
        id.erase(std::remove(id.begin(), id.end(), '"'), id.end());
        auto &row = content[std::atoi(id.c_str())];
        row.first = '-';
        for (const char column : fidelityColumns) {
            std::string &token = members[std::string(1, column)];
            if (token.empty() || token == "null")
                continue;
            if (token.front() == '"' && (column != 'j' || hasJsonAsText))
                token = nlohmann::json::parse(token).get<std::string>();
            row = {column, token};
        }
    }
    return content;
}

// --- SQLite ---

inline constexpr const char *fidelitySqlite =
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, t TEXT, i INTEGER, n TEXT /* decimal */, f REAL, b INTEGER /* bool */, "
    "d TEXT /* date */, h TEXT /* time */, l TEXT /* datetime */, s TEXT /* timestamp */, y BLOB, j TEXT /* json */) STRICT";

class SqliteHandle
{
public:
    explicit SqliteHandle(const std::string &path) { sqlite3_open(path.c_str(), &m_handle); }
    SqliteHandle(const SqliteHandle &) = delete;
    SqliteHandle &operator=(const SqliteHandle &) = delete;
    ~SqliteHandle() { sqlite3_close(m_handle); }
    operator sqlite3 *() const { return m_handle; } // NOLINT: as the C interface takes it

private:
    sqlite3 *m_handle = nullptr;
};

inline std::string bytesOf(const std::string &hex)
{
    std::string bytes;
    for (std::size_t at = 2; at + 1 < hex.size(); at += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
    return bytes;
}

/// Leaves out what SQLite does not take as it is.
inline void fillSqlite(const std::string &path, const std::vector<BoundaryValue> &values)
{
    const SqliteHandle db(path);
    sqlite3_exec(db, fidelitySqlite, nullptr, nullptr, nullptr);
    sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
    for (std::size_t at = 0; at < values.size(); ++at) {
        const BoundaryValue &value = values[at];
        sqlite3_stmt *insert = nullptr;
        sqlite3_prepare_v2(db, fmt::format("INSERT INTO orders (id, {}) VALUES (?, ?)", value.column).c_str(), -1, &insert,
                           nullptr);
        sqlite3_bind_int64(insert, 1, static_cast<std::int64_t>(at) + 1);
        const auto size = static_cast<int>(value.text.size());
        const std::string bytes = value.column == 'y' ? bytesOf(value.text) : "";
        if (value.column == 'f')
            sqlite3_bind_double(insert, 2, std::strtod(value.text.c_str(), nullptr));
        else if (value.column == 'b' && value.text.size() > 3)
            sqlite3_bind_int(insert, 2, value.text == "true");
        else if (value.column == 'y')
            sqlite3_bind_blob(insert, 2, bytes.c_str(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
        else
            sqlite3_bind_text(insert, 2, value.text.data(), size, SQLITE_TRANSIENT);
        sqlite3_step(insert);
        sqlite3_finalize(insert);
    }
    sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}

inline FidelityContent readSqlite(const std::string &path)
{
    FidelityContent content;
    const SqliteHandle db(path);
    sqlite3_stmt *select = nullptr;
    sqlite3_prepare_v2(db, "SELECT id,t,i,n,f,b,d,h,l,s,y,j FROM orders ORDER BY id", -1, &select, nullptr);
    while (sqlite3_step(select) == SQLITE_ROW) {
        auto &row = content[sqlite3_column_int(select, 0)];
        row.first = '-';
        for (int i = 1; i <= static_cast<int>(fidelityColumns.size()); ++i) {
            const int kind = sqlite3_column_type(select, i);
            if (kind == SQLITE_NULL)
                continue;
            std::string text;
            if (kind == SQLITE_FLOAT) {
                text = fmt::format("{}", sqlite3_column_double(select, i));
            } else {
                const auto *bytes = static_cast<const char *>(sqlite3_column_blob(select, i));
                text.assign(bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(select, i)));
                if (kind == SQLITE_INTEGER)
                    text = std::to_string(sqlite3_column_int64(select, i));
            }
            if (kind == SQLITE_BLOB) {
                std::string hex;
                for (const char c : text)
                    hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
                text = hex;
            }
            row = {fidelityColumns[static_cast<std::size_t>(i) - 1], text};
        }
    }
    sqlite3_finalize(select);
    return content;
}

// --- PostgreSQL ---

inline constexpr const char *fidelityPostgresql =
    "CREATE TABLE orders (id bigint PRIMARY KEY, t text, i bigint, n numeric, f float8, b boolean, d date, h time, "
    "l timestamp, s timestamptz, y bytea, j json)";

class PostgresqlHandle
{
public:
    explicit PostgresqlHandle(const std::string &database)
        : m_handle(PQconnectdb(database.c_str()))
    {
        PQclear(PQexec(m_handle, "SET TimeZone = 'UTC'; SET extra_float_digits = 3; SET client_min_messages = 'error'"));
        PQsetClientEncoding(m_handle, "UTF8");
    }
    PostgresqlHandle(const PostgresqlHandle &) = delete;
    PostgresqlHandle &operator=(const PostgresqlHandle &) = delete;
    ~PostgresqlHandle() { PQfinish(m_handle); }
    operator PGconn *() const { return m_handle; } // NOLINT: as the C interface takes it

private:
    PGconn *m_handle;
};

/// Leaves out what PostgreSQL does not take.
inline void fillPostgresql(const std::string &connection, const std::vector<BoundaryValue> &values)
{
    const PostgresqlHandle db(connection);
    PQclear(PQexec(db, fidelityPostgresql));
    for (std::size_t at = 0; at < values.size(); ++at) {
        if (values[at].text.find('\0') != std::string::npos)
            continue;
        const std::string id = std::to_string(at + 1);
        const char *parameters[] = {id.c_str(), values[at].text.c_str()};
        PQclear(PQexecParams(db, fmt::format("INSERT INTO orders (id, {}) VALUES ($1, $2)", values[at].column).c_str(), 2,
                             nullptr, parameters, nullptr, nullptr, 0));
    }
}

inline FidelityContent readPostgresql(const std::string &connection)
{
    FidelityContent content;
    const PostgresqlHandle db(connection);
    PGresult *rows = PQexec(db, "SELECT id,t,i,n,f,b,d,h,l,s,y,j FROM orders ORDER BY id");
    for (int row = 0; row < PQntuples(rows); ++row) {
        auto &cell = content[std::atoi(PQgetvalue(rows, row, 0))];
        cell.first = '-';
        for (int i = 1; i <= static_cast<int>(fidelityColumns.size()); ++i) {
            if (!PQgetisnull(rows, row, i))
                cell = {fidelityColumns[static_cast<std::size_t>(i) - 1], PQgetvalue(rows, row, i)};
        }
    }
    PQclear(rows);
    return content;
}

} // namespace weir::test
