#include "core/expression/node.h"
#include "core/expression/operators.h"

#include <fmt/format.h>
#include <numeric>

namespace weir {

namespace {

using Rows = std::vector<std::int32_t>;

Rows allRows(const Frame &frame)
{
    Rows rows(static_cast<std::size_t>(frame.rows()));
    std::iota(rows.begin(), rows.end(), 0);
    return rows;
}

/// \a node for some rows of \a frame (ascending, at least one): as many values as rows.
Operand evaluateFor(const Node &node, Frame &frame, const Rows &rows)
{
    if (static_cast<std::int64_t>(rows.size()) == frame.rows())
        return node.evaluate(frame);
    Rows batchRows(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        batchRows[i] = static_cast<std::int32_t>(frame.batchRow(rows[i]));
    Frame part(frame.evaluation(), batchRows);
    return node.evaluate(part);
}

/// Values for the rows of a frame, each from one of several operands, put together in row order at the end.
class Assembly
{
public:
    Assembly(const Node &node, const Frame &frame)
        : m_node(node),
          m_frame(frame),
          m_source(static_cast<std::size_t>(frame.rows()), -1),
          m_index(m_source)
    {}

    /// Value i of \a operand belongs to row rows[i], for all i that \a takes.
    template<typename Takes>
    void add(Operand operand, const Rows &rows, Takes takes)
    {
        std::size_t taken = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (!takes(static_cast<std::int64_t>(i)))
                continue;
            m_source[static_cast<std::size_t>(rows[i])] = static_cast<std::int32_t>(m_operands.size());
            m_index[static_cast<std::size_t>(rows[i])] = static_cast<std::int32_t>(i);
            ++taken;
        }
        m_coversAll = taken == m_source.size();
        m_operands.push_back(std::move(operand));
    }
    void add(Operand operand, const Rows &rows)
    {
        add(std::move(operand), rows, [](std::int64_t) { return true; });
    }

    [[nodiscard]] Operand take() const
    {
        if (m_coversAll)
            return m_operands.back();
        auto out = std::make_shared<Column>(m_node.type.kind);
        out->reserve(m_frame.rows());
        for (std::int64_t row = 0; row < m_frame.rows(); ++row)
            appendRow(*out, row);
        return {std::move(out), false};
    }

private:
    void appendRow(Column &out, std::int64_t row) const
    {
        const std::int32_t source = m_source[static_cast<std::size_t>(row)];
        if (source < 0)
            return out.appendNull();
        const Operand &operand = m_operands[static_cast<std::size_t>(source)];
        const std::int64_t index = operand.at(m_index[static_cast<std::size_t>(row)]);
        const bool isText = isVariableWidth(out.kind()) && !operand.column->isNull(index);
        if (isText && out.bytes().size() + operand.column->text(index).size() > expressionColumnBytesMax) {
            failRow(m_node, m_frame, row, RowCode::TooLarge, {},
                    fmt::format("{} bytes in a batch", expressionColumnBytesMax),
                    "the values of this batch together are too large");
            return out.appendNull();
        }
        out.appendFrom(*operand.column, index);
    }

    const Node &m_node;
    const Frame &m_frame;
    std::vector<Operand> m_operands;
    Rows m_source;            ///< operand of each row; -1: NULL
    Rows m_index;             ///< row within that operand
    bool m_coversAll = false; ///< the last operand has all rows
};

/// Moves the rows that \a takes(i) from \a rest to the result, both stay ascending.
template<typename Takes>
Rows split(Rows &rest, Takes takes)
{
    Rows taken;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rest.size(); ++i) {
        if (takes(static_cast<std::int64_t>(i)))
            taken.push_back(rest[i]);
        else
            rest[kept++] = rest[i];
    }
    rest.resize(kept);
    return taken;
}

} // namespace

LogicNode::LogicNode(bool isAnd, NodePtr left, NodePtr right, std::size_t position, std::size_t length)
    : Node(TypeKind::Bool, position, length),
      m_isAnd(isAnd),
      m_left(std::move(left)),
      m_right(std::move(right))
{
    cost += m_left->cost + m_right->cost;
}

Operand LogicNode::evaluate(Frame &frame) const
{
    const Operand left = m_left->evaluate(frame);
    // false decides `and`, true decides `or`; NULL decides nothing.
    const auto decides = [&](const Operand &side, std::int64_t row) {
        return !side.isNull(row) && side.boolean(row) != m_isAnd;
    };
    Rows rest = allRows(frame);
    (void)split(rest, [&](std::int64_t row) { return decides(left, row); });
    if (rest.empty())
        return left;
    const Operand right = evaluateFor(*m_right, frame, rest);
    auto out = std::make_shared<Column>(TypeKind::Bool);
    out->reserve(frame.rows());
    std::size_t next = 0;
    for (std::int64_t row = 0; row < frame.rows(); ++row) {
        if (next == rest.size() || rest[next] != row) {
            out->appendBool(!m_isAnd);
            continue;
        }
        const auto index = static_cast<std::int64_t>(next++);
        if (decides(right, index))
            out->appendBool(!m_isAnd);
        else if (left.isNull(row) || right.isNull(index))
            out->appendNull();
        else
            out->appendBool(m_isAnd);
    }
    return {std::move(out), false};
}

IsNullNode::IsNullNode(bool isNegated, NodePtr operand, std::size_t position, std::size_t length)
    : Node(TypeKind::Bool, position, length), m_isNegated(isNegated), m_operand(std::move(operand))
{
    cost += m_operand->cost;
}

Operand IsNullNode::evaluate(Frame &frame) const
{
    const Operand operand = m_operand->evaluate(frame);
    auto out = std::make_shared<Column>(TypeKind::Bool);
    out->reserve(frame.rows());
    for (std::int64_t row = 0; row < frame.rows(); ++row)
        out->appendBool(operand.isNull(row) != m_isNegated);
    return {std::move(out), false};
}

CaseNode::CaseNode(Type type, NodePtr subject, std::vector<NodePtr> conditions, std::vector<NodePtr> results,
                   NodePtr otherwise, std::size_t position, std::size_t length)
    : Node(type, position, length),
      m_subject(std::move(subject)),
      m_conditions(std::move(conditions)),
      m_results(std::move(results)),
      m_otherwise(std::move(otherwise))
{
    cost += m_subject ? m_subject->cost : 0;
    for (const NodePtr &node : m_conditions)
        cost += node->cost;
    for (const NodePtr &node : m_results)
        cost += node->cost;
    cost += m_otherwise ? m_otherwise->cost : 0;
}

Operand CaseNode::evaluate(Frame &frame) const
{
    Operand subject;
    if (m_subject)
        subject = m_subject->evaluate(frame);
    Assembly assembly(*this, frame);
    Rows rest = allRows(frame);
    for (std::size_t branch = 0; branch < m_conditions.size() && !rest.empty(); ++branch) {
        const Operand condition = evaluateFor(*m_conditions[branch], frame, rest);
        const Rows before = m_subject ? rest : Rows();
        const Rows taken = split(rest, [&](std::int64_t i) {
            if (condition.isNull(i))
                return false;
            if (!m_subject)
                return condition.boolean(i);
            const std::int64_t row = before[static_cast<std::size_t>(i)];
            return !subject.isNull(row) &&
                   compareCells(*subject.column, subject.at(row), *condition.column, condition.at(i)) == 0;
        });
        if (!taken.empty())
            assembly.add(evaluateFor(*m_results[branch], frame, taken), taken);
    }
    if (!rest.empty() && m_otherwise)
        assembly.add(evaluateFor(*m_otherwise, frame, rest), rest);
    return assembly.take();
}

CoalesceNode::CoalesceNode(Type type, std::vector<NodePtr> operands, std::size_t position, std::size_t length)
    : Node(type, position, length), m_operands(std::move(operands))
{
    for (const NodePtr &operand : m_operands)
        cost += operand->cost;
}

Operand CoalesceNode::evaluate(Frame &frame) const
{
    Assembly assembly(*this, frame);
    Rows rest = allRows(frame);
    for (const NodePtr &node : m_operands) {
        const Operand operand = evaluateFor(*node, frame, rest);
        const auto hasValue = [&](std::int64_t i) { return !operand.isNull(i); };
        assembly.add(operand, rest, hasValue);
        (void)split(rest, hasValue);
        if (rest.empty())
            break;
    }
    return assembly.take();
}

} // namespace weir
