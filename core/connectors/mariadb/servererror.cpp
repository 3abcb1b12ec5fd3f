#include "core/connectors/mariadb/servererror.h"

#include "core/base/redact.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace weir::mariadb {

namespace {

struct Verdict
{
    ErrorCode code = ErrorCode::Internal;
    Recovery recovery = Recovery::Stop;
};

Verdict verdictOf(unsigned number)
{
    switch (number) {
    case 1205: // lock wait timeout: only the statement was rolled back
    case 1213: // deadlock
    case 1020: // record has changed since last read
    case 1040: // too many connections
    case 1203: // of this account
    case 1053: // shutting down
    case 1927: // connection was killed
    case 1317: // query was interrupted
    case 1021: // disk full
    case 1114: // table is full
    case 1158: case 1159: case 1160: case 1161: // network
    case 3572: return {ErrorCode::Unavailable, Recovery::Retry};
    case 1969: case 3024: return {ErrorCode::Timeout, Recovery::Retry};
    case 1045: case 1698: case 1251: case 1862: return {ErrorCode::Unauthenticated, Recovery::Stop};
    case 1044: case 1142: case 1143: case 1227: case 1290: case 1370: case 1410: case 1836:
        return {ErrorCode::PermissionDenied, Recovery::Stop};
    case 1049: case 1146: return {ErrorCode::NotFound, Recovery::Stop};
    case 1054: case 1064: case 1364: case 1136: case 1305: return {ErrorCode::SchemaMismatch, Recovery::Stop};
    default: break;
    }
    if (number == 2026 || number == 2012)
        return {ErrorCode::InvalidConfig, Recovery::Stop};
    if (number >= 2000 && number < 3000)
        return {ErrorCode::Unavailable, Recovery::Retry};
    return {};
}

constexpr std::pair<unsigned, RowCode> dataErrors[] = {
    {1048, RowCode::NotNull},       {1062, RowCode::DuplicateKey}, {1264, RowCode::OutOfRange},
    {1265, RowCode::NotConvertible}, {1292, RowCode::NotConvertible}, {1366, RowCode::NotConvertible},
    {1367, RowCode::OutOfRange},    {1406, RowCode::TooLong},      {1411, RowCode::NotConvertible},
    {1451, RowCode::ForeignKey},    {1452, RowCode::ForeignKey},   {1586, RowCode::DuplicateKey},
    {1644, RowCode::Rejected},      {1690, RowCode::OutOfRange},   {3140, RowCode::NotConvertible},
    {3819, RowCode::Check},         {4025, RowCode::Check},        {4078, RowCode::NotConvertible}};

/// The text between the last pair of quotes, with which the server names a key or a column.
std::string lastQuoted(std::string_view text)
{
    const std::size_t end = text.find_last_of("'`");
    if (end == std::string_view::npos || end == 0)
        return {};
    const std::size_t begin = text.find_last_of("'`", end - 1);
    return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin + 1, end - begin - 1));
}

} // namespace

bool ServerError::isData() const
{
    return std::any_of(std::begin(dataErrors), std::end(dataErrors),
                       [this](const auto &known) { return known.first == number; });
}

bool ServerError::isLost() const
{
    return number == 2006 || number == 2013 || number == 2055 || number == 1927 || number == 1053;
}

Error ServerError::error(std::string_view what) const
{
    const Verdict verdict = verdictOf(number);
    // A refusal of data may quote a row.
    const std::string text = isData() ? std::string("the server refused a value") : redact(message);
    return {verdict.code, verdict.recovery, escapeControls(fmt::format("MySQL, {}: {} ({})", what, text, number))};
}

RowError ServerError::rowError(std::int64_t row) const
{
    RowError error;
    error.row = row;
    error.stage = Stage::Write;
    for (const auto &[known, code] : dataErrors) {
        if (known == number)
            error.code = code;
    }
    const std::string name = lastQuoted(message);
    const bool namesKey = error.code == RowCode::DuplicateKey || error.code == RowCode::ForeignKey
                          || error.code == RowCode::Check;
    if (!namesKey && error.code != RowCode::Rejected)
        error.field = name;
    error.rule = namesKey ? name : error.code == RowCode::NotNull ? "not null" : std::to_string(number);
    error.detail = redact(message);
    return error;
}

std::int64_t ServerError::rowNumber() const
{
    static constexpr std::string_view words = " at row ";
    const std::size_t found = message.rfind(words);
    std::int64_t row = 0;
    if (found == std::string::npos)
        return -1;
    const char *begin = message.data() + found + words.size();
    const auto [end, failure] = std::from_chars(begin, message.data() + message.size(), row);
    return failure == std::errc() && row > 0 ? row - 1 : -1;
}

} // namespace weir::mariadb
