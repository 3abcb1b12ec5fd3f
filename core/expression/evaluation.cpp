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

namespace {

/// \a operand with NULL in the rows that have no steps left.
Operand withoutExhausted(const Operand &operand, const Frame &frame)
{
    auto out = std::make_shared<Column>(operand.column->kind());
    out->reserve(frame.rows());
    for (std::int64_t row = 0; row < frame.rows(); ++row) {
        if (frame.evaluation().isExhausted(frame.batchRow(row)))
            out->appendNull();
        else
            out->appendFrom(*operand.column, operand.at(row));
    }
    return {std::move(out), false};
}

} // namespace

void chargeForReading(Frame &frame, std::span<Operand> operands)
{
    // Short values are covered by the static cost of the node that reads them.
    constexpr std::size_t bytesFree = 4096, bytesPerStep = 256;
    bool hasExhausted = false;
    for (const Operand &operand : operands) {
        if (!isVariableWidth(operand.column->kind()) || operand.column->bytes().size() <= bytesFree)
            continue;
        for (std::int64_t row = 0; row < frame.rows(); ++row) {
            const std::size_t bytes = operand.text(row).size();
            if (bytes <= bytesFree)
                continue;
            const auto steps = static_cast<std::int64_t>(bytes / bytesPerStep);
            hasExhausted = !frame.evaluation().charge(frame.batchRow(row), steps) || hasExhausted;
        }
    }
    if (!hasExhausted)
        return;
    for (Operand &operand : operands) {
        if (!operand.isConstant)
            operand = withoutExhausted(operand, frame);
    }
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
