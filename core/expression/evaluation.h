#pragma once

#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Bytes that one column of intermediate results may hold; offsets are int32, and memory is finite.
constexpr std::size_t expressionColumnBytesMax = std::size_t{1} << 30;
/// Bytes of text that the evaluation of one batch may make in all, intermediate results included.
constexpr std::size_t expressionBatchBytesMax = std::size_t{1} << 30;

/// What all nodes share during one evaluation of one batch: the rows, the first error of each row, and the
/// steps it has used. Made for one call, used on one thread.
class Evaluation
{
public:
    struct Limits
    {
        std::int64_t stepsMax = 1'000'000; ///< per row, beyond the static cost of the nodes
        std::size_t outputMax = 16 << 20;  ///< bytes per value
    };

    Evaluation(const RecordBatch &batch, std::string_view text, Limits limits, RowErrors &errors)
        : m_batch(batch), m_text(text), m_limits(limits), m_errors(errors)
    {}

    [[nodiscard]] const RecordBatch &batch() const { return m_batch; }
    [[nodiscard]] std::string_view text() const { return m_text; }
    [[nodiscard]] const Limits &limits() const { return m_limits; }

    /// Records \a error for its row (of the batch) unless the row has failed before.
    void fail(RowError error);
    /// False, and the row has failed, once it has used up its steps.
    [[nodiscard]] bool charge(std::int64_t row, std::int64_t steps);
    /// True when charge() has said no for \a row: nothing more is computed for it.
    [[nodiscard]] bool isExhausted(std::int64_t row) const
    {
        return !m_steps.empty() && m_steps[static_cast<std::size_t>(row)] > m_limits.stepsMax;
    }
    /// False once the batch has made all the bytes it may.
    [[nodiscard]] bool makeRoom(std::size_t bytes)
    {
        m_bytesMade += bytes;
        return m_bytesMade <= expressionBatchBytesMax;
    }
    [[nodiscard]] bool hasFailures() const { return !m_failed.empty(); }
    [[nodiscard]] bool isFailed(std::int64_t row) const
    {
        return !m_failed.empty() && m_failed[static_cast<std::size_t>(row)];
    }

private:
    const RecordBatch &m_batch;
    std::string_view m_text;
    Limits m_limits;
    RowErrors &m_errors;
    std::vector<std::uint8_t> m_failed; ///< by row, empty until the first error
    std::size_t m_bytesMade = 0;
    std::vector<std::int64_t> m_steps; ///< by row, empty until the first charge
};

/// The rows that a node is asked for: all rows of the batch or some of them. Never empty.
class Frame
{
public:
    explicit Frame(Evaluation &evaluation)
        : m_evaluation(evaluation), m_rows(evaluation.batch().rows()), m_isWhole(true)
    {}
    /// \a batchRows must outlive the frame.
    Frame(Evaluation &evaluation, std::span<const std::int32_t> batchRows)
        : m_evaluation(evaluation),
          m_batchRows(batchRows),
          m_rows(static_cast<std::int64_t>(batchRows.size())),
          m_isWhole(false)
    {}

    [[nodiscard]] Evaluation &evaluation() const { return m_evaluation; }
    [[nodiscard]] std::int64_t rows() const { return m_rows; }
    [[nodiscard]] bool isWhole() const { return m_isWhole; }
    [[nodiscard]] std::span<const std::int32_t> batchRows() const { return m_batchRows; }
    /// The batch's row of row \a row of this frame.
    [[nodiscard]] std::int64_t batchRow(std::int64_t row) const
    {
        return m_isWhole ? row : m_batchRows[static_cast<std::size_t>(row)];
    }

private:
    Evaluation &m_evaluation;
    std::span<const std::int32_t> m_batchRows;
    std::int64_t m_rows;
    bool m_isWhole;
};

/// The values of one node for the rows of a frame: a column of as many rows, or one value that stands for
/// all.
struct Operand
{
    ColumnPtr column;
    bool isConstant = false;

    [[nodiscard]] std::int64_t at(std::int64_t row) const { return isConstant ? 0 : row; }
    [[nodiscard]] bool isNull(std::int64_t row) const { return column->isNull(at(row)); }
    [[nodiscard]] bool boolean(std::int64_t row) const
    {
        return column->bools()[static_cast<std::size_t>(at(row))] != 0;
    }
    [[nodiscard]] std::int64_t int64(std::int64_t row) const
    {
        return column->int64s()[static_cast<std::size_t>(at(row))];
    }
    [[nodiscard]] double real(std::int64_t row) const
    {
        return column->doubles()[static_cast<std::size_t>(at(row))];
    }
    [[nodiscard]] std::int32_t days(std::int64_t row) const
    {
        return column->days()[static_cast<std::size_t>(at(row))];
    }
    [[nodiscard]] std::string_view text(std::int64_t row) const { return column->text(at(row)); }
};

/// Charges the rows of \a frame for reading long values of \a operands; rows without steps get NULLs in their
/// place.
void chargeForReading(Frame &frame, std::span<Operand> operands);

/// At most \a pointsMax code points of \a text, for RowError::value.
[[nodiscard]] std::string clipped(std::string_view text, int pointsMax = 200);

} // namespace weir
