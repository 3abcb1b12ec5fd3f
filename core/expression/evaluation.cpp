#include "core/expression/evaluation.h"

#include <fmt/format.h>

namespace weir {

void Evaluation::fail(RowError error)
{
    if (m_failed.empty())
        m_failed.assign(static_cast<std::size_t>(m_batch.rows()), 0);
    std::uint8_t &failed = m_failed[static_cast<std::size_t>(error.row)];
    if (failed)
        return;
    failed = 1;
    m_errors.push_back(std::move(error));
}

bool Evaluation::charge(std::int64_t row, std::int64_t steps)
{
    if (m_steps.empty())
        m_steps.assign(static_cast<std::size_t>(m_batch.rows()), 0);
    std::int64_t &used = m_steps[static_cast<std::size_t>(row)];
    used += steps;
    if (used <= m_limits.stepsMax)
        return true;
    RowError error;
    error.row = row;
    error.code = RowCode::Expression;
    error.rule = "steps";
    error.detail =
        fmt::format("the expression needs more than {} steps for this row; shorten the value first, for "
                    "example with left()",
                    m_limits.stepsMax);
    fail(std::move(error));
    return false;
}

std::string clipped(std::string_view text, int pointsMax)
{
    std::size_t bytes = 0;
    for (int points = 0; bytes < text.size(); ++bytes) {
        const bool isStart = (static_cast<unsigned char>(text[bytes]) & 0xC0) != 0x80;
        if (isStart && points++ == pointsMax)
            break;
    }
    return std::string(text.substr(0, bytes));
}

} // namespace weir
