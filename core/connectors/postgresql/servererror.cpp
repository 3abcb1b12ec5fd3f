#include "core/connectors/postgresql/servererror.h"

#include "core/base/redact.h"

#include <fmt/format.h>

namespace weir::postgresql {

namespace {

struct Verdict
{
    ErrorCode code = ErrorCode::Internal;
    Recovery recovery = Recovery::Stop;
};

Verdict verdictOf(std::string_view state)
{
    const std::string_view group = state.substr(0, 2);
    if (state.empty() || group == "08" || group == "57" || group == "53" || group == "58" || state == "25006")
        return {state == "57014" ? ErrorCode::Timeout : ErrorCode::Unavailable, Recovery::Retry};
    if (state == "40001" || state == "40P01" || state == "40003" || state == "55P03" || state == "55006"
        || state == "25P03" || state == "25P04")
        return {ErrorCode::Unavailable, Recovery::Retry};
    if (group == "28")
        return {ErrorCode::Unauthenticated, Recovery::Stop};
    if (state == "42501")
        return {ErrorCode::PermissionDenied, Recovery::Stop};
    if (state == "3D000")
        return {ErrorCode::NotFound, Recovery::Stop};
    if (group == "42" || group == "3F" || group == "0A" || group == "55")
        return {ErrorCode::SchemaMismatch, Recovery::Stop};
    return {ErrorCode::Internal, Recovery::Stop};
}

RowCode rowCodeOf(std::string_view state)
{
    static constexpr std::pair<std::string_view, RowCode> codes[] = {
        {"23505", RowCode::DuplicateKey}, {"23P01", RowCode::DuplicateKey}, {"23502", RowCode::NotNull},
        {"23503", RowCode::ForeignKey},   {"23514", RowCode::Check},        {"44000", RowCode::Check},
        {"22001", RowCode::TooLong},      {"22003", RowCode::OutOfRange},   {"22008", RowCode::OutOfRange},
        {"22021", RowCode::BadEncoding},  {"22P05", RowCode::BadEncoding},  {"54000", RowCode::TooLarge},
        {"22007", RowCode::NotADate},     {"22P02", RowCode::NotConvertible}, {"22P03", RowCode::NotConvertible},
        {"22012", RowCode::Rejected}};
    for (const auto &[known, code] : codes) {
        if (state == known)
            return code;
    }
    return RowCode::Rejected;
}

} // namespace

bool ServerError::isData() const
{
    return sqlState.starts_with("22") || sqlState.starts_with("23") || sqlState == "44000" || sqlState == "P0001"
           || sqlState == "54000";
}

Error ServerError::error(std::string_view what) const
{
    const Verdict verdict = verdictOf(sqlState);
    const std::string state = sqlState.empty() ? "" : fmt::format(" ({})", sqlState);
    return {verdict.code, verdict.recovery,
            escapeControls(redact(fmt::format("PostgreSQL, {}: {}{}", what, message, state)))};
}

RowError ServerError::rowError(std::int64_t row) const
{
    RowError error;
    error.row = row;
    error.stage = Stage::Write;
    error.code = rowCodeOf(sqlState);
    error.field = column;
    error.rule = !constraint.empty() ? constraint : error.code == RowCode::NotNull ? "not null" : sqlState;
    error.detail = redact(detail.empty() ? message : message + " (" + detail + ")");
    return error;
}

std::int64_t ServerError::copyRow(std::string_view copiedTable) const
{
    std::string_view rest = context;
    std::int64_t row = -1;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        // "COPY orders, line 5": a word, the table, then the number. A table's name may hold anything.
        const std::size_t name = line.find(copiedTable);
        if (name == std::string_view::npos || name == 0 || line[name - 1] != ' ' || line.find(' ') != name - 1)
            continue;
        const std::string_view behind = line.substr(name + copiedTable.size());
        const std::size_t digit = behind.find_first_of("0123456789");
        if (digit == std::string_view::npos)
            continue;
        std::int64_t number = 0;
        for (std::size_t i = digit; i < behind.size() && behind[i] >= '0' && behind[i] <= '9' && number < 1'000'000'000;
             ++i)
            number = number * 10 + (behind[i] - '0');
        row = number - 1;
    }
    return row;
}

} // namespace weir::postgresql
