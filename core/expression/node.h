#pragma once

#include "core/data/type.h"
#include "core/expression/evaluation.h"

#include <memory>

namespace weir {

/// One operation of a compiled expression. evaluate() works on whole columns; the only virtual call is per
/// batch.
///
/// Thread-safety: immutable once compiled; what an evaluation needs lives in the frame.
class Node
{
public:
    Node(Type type, std::size_t position, std::size_t length) : type(type), position(position), length(length)
    {}
    Node(const Node &) = delete;
    Node &operator=(const Node &) = delete;
    virtual ~Node() = default;

    /// A value, or NULL, for each row of \a frame. A row that fails is reported to the evaluation and is
    /// NULL.
    [[nodiscard]] virtual Operand evaluate(Frame &frame) const = 0;
    /// The value when it is the same for all rows and known: a column of one row. Null otherwise.
    [[nodiscard]] virtual ColumnPtr constant() const { return nullptr; }

    Type type;
    std::size_t position = 0; ///< in the expression's text, for messages
    std::size_t length = 0;
    bool isUntypedNull = false; ///< the literal null: becomes NULL of whatever type is wanted
    std::int64_t cost = 1;      ///< steps for one row, operands included
};

using NodePtr = std::unique_ptr<Node>;

/// Reports a row's error, with the part of the expression where it happened.
void failRow(const Node &node, const Frame &frame, std::int64_t row, RowCode code, std::string_view value,
             std::string rule, std::string_view detail);

/// A value known at compile time.
class ConstantNode final : public Node
{
public:
    ConstantNode(Type type, ColumnPtr value, std::size_t position, std::size_t length)
        : Node(type, position, length), m_value(std::move(value))
    {}
    [[nodiscard]] Operand evaluate(Frame &) const override { return {m_value, true}; }
    [[nodiscard]] ColumnPtr constant() const override { return m_value; }

private:
    ColumnPtr m_value;
};

/// A field of the batch.
class FieldNode final : public Node
{
public:
    FieldNode(Type type, std::size_t field, std::size_t position, std::size_t length)
        : Node(type, position, length), m_field(field)
    {}
    [[nodiscard]] Operand evaluate(Frame &frame) const override;

private:
    std::size_t m_field;
};

/// Its operand as another type, by convert(): strict, a value that does not fit is a row error.
class ConvertNode final : public Node
{
public:
    ConvertNode(NodePtr operand, Type to, std::string zone);
    [[nodiscard]] Operand evaluate(Frame &frame) const override;

private:
    NodePtr m_operand;
    std::string m_zone;
};

/// `and`, `or`: the right side is evaluated only where the left side does not decide.
class LogicNode final : public Node
{
public:
    LogicNode(bool isAnd, NodePtr left, NodePtr right, std::size_t position, std::size_t length);
    [[nodiscard]] Operand evaluate(Frame &frame) const override;

private:
    bool m_isAnd;
    NodePtr m_left, m_right;
};

/// `is [not] null`.
class IsNullNode final : public Node
{
public:
    IsNullNode(bool isNegated, NodePtr operand, std::size_t position, std::size_t length);
    [[nodiscard]] Operand evaluate(Frame &frame) const override;

private:
    bool m_isNegated;
    NodePtr m_operand;
};

/// `case` and `if`: a branch is evaluated only for the rows that take it.
class CaseNode final : public Node
{
public:
    /// With \a subject: a branch is taken where its condition, of the subject's type, equals the subject. All
    /// results have one type; a missing \a otherwise is NULL.
    CaseNode(Type type, NodePtr subject, std::vector<NodePtr> conditions, std::vector<NodePtr> results,
             NodePtr otherwise, std::size_t position, std::size_t length);
    [[nodiscard]] Operand evaluate(Frame &frame) const override;

private:
    NodePtr m_subject;
    std::vector<NodePtr> m_conditions, m_results;
    NodePtr m_otherwise;
};

/// `coalesce`: an argument is evaluated only for the rows where all before it are NULL.
class CoalesceNode final : public Node
{
public:
    CoalesceNode(Type type, std::vector<NodePtr> operands, std::size_t position, std::size_t length);
    [[nodiscard]] Operand evaluate(Frame &frame) const override;

private:
    std::vector<NodePtr> m_operands;
};

} // namespace weir
