#pragma once

#include "core/expression/expression.h"
#include "core/expression/node.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// What a call made of its constant arguments when the expression was compiled: a compiled pattern, a value
/// map.
class CallState
{
public:
    CallState() = default;
    CallState(const CallState &) = delete;
    CallState &operator=(const CallState &) = delete;
    virtual ~CallState() = default;
};

/// What a kernel works with: the operands of one call for the rows of one frame.
class Call
{
public:
    Call(const Node &node, Frame &frame, std::span<const Operand> operands, const CallState *state)
        : m_node(node), m_frame(frame), m_operands(operands), m_state(state)
    {}

    [[nodiscard]] std::int64_t rows() const { return m_frame.rows(); }
    [[nodiscard]] std::size_t count() const { return m_operands.size(); }
    [[nodiscard]] const Operand &operator[](std::size_t index) const { return m_operands[index]; }
    template<typename State>
    [[nodiscard]] const State &state() const
    {
        return static_cast<const State &>(*m_state);
    }

    /// The row is NULL and has an error: appends the NULL to \a out. \a rule is the same for all rows with
    /// this trouble.
    void fail(Column &out, std::int64_t row, RowCode code, std::string_view value, std::string rule,
              std::string_view detail) const;
    /// False once the row has used up its steps; it has failed then and a NULL was appended to \a out.
    [[nodiscard]] bool charge(Column &out, std::int64_t row, std::int64_t steps) const;
    /// True when a value of \a bytes may be appended to \a out; otherwise the row has failed as in charge().
    [[nodiscard]] bool hasRoom(Column &out, std::int64_t row, std::size_t bytes) const;
    /// Makes what was written to out.openBytes() behind \a start one value, or fails the row when it is too
    /// long.
    void close(Column &out, std::int64_t row, std::size_t start) const;
    /// Appends \a value, or fails the row when it is too long.
    void append(Column &out, std::int64_t row, std::string_view value) const
    {
        if (hasRoom(out, row, value.size()))
            out.appendText(value);
    }

private:
    const Node &m_node;
    Frame &m_frame;
    std::span<const Operand> m_operands;
    const CallState *m_state;
};

/// Appends one value or NULL to \a out for each of call.rows(). A kernel loops inside: no call per cell.
using Kernel = void (*)(const Call &call, Column &out);

/// What prepare() sees: for each argument its value if constant (a column of one row), else null.
struct PrepareInput
{
    std::vector<ColumnPtr> constants;
    std::vector<TypeKind> kinds; ///< of the arguments, after conversion
    const ExpressionContext &context;
};

/// Why a call cannot work as written.
struct PrepareError
{
    std::size_t argument = 0;
    std::string message;
    std::string suggestion;
};

using Prepared = std::variant<std::shared_ptr<const CallState>, PrepareError>;
using Prepare = Prepared (*)(const PrepareInput &input);

/// Runs \a body(row) for each row whose operands all have a value; the others are NULL.
template<typename Body>
void eachRow(const Call &call, Column &out, Body body)
{
    const std::int64_t rows = call.rows();
    bool hasNulls = false;
    for (std::size_t i = 0; i < call.count(); ++i)
        hasNulls = hasNulls || call[i].column->nullCount() != 0;
    if (!hasNulls) {
        for (std::int64_t row = 0; row < rows; ++row)
            body(row);
        return;
    }
    for (std::int64_t row = 0; row < rows; ++row) {
        bool isNull = false;
        for (std::size_t i = 0; i < call.count(); ++i)
            isNull = isNull || call[i].isNull(row);
        if (isNull)
            out.appendNull();
        else
            body(row);
    }
}

/// A call of a kernel.
class CallNode final : public Node
{
public:
    CallNode(Type type, Kernel kernel, std::shared_ptr<const CallState> state, std::vector<NodePtr> operands,
             int steps, std::size_t position, std::size_t length);
    [[nodiscard]] Operand evaluate(Frame &frame) const override;

private:
    Kernel m_kernel;
    std::shared_ptr<const CallState> m_state;
    std::vector<NodePtr> m_operands;
};

} // namespace weir
