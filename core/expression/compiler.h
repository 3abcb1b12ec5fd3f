#pragma once

#include "core/expression/functioncatalogue.h"
#include "core/expression/operators.h"
#include "core/expression/syntaxtree.h"

#include <optional>

namespace weir {

/// Checks the types of a parsed expression and makes its nodes; folds what is constant. One use.
///
/// Methods return null once there is an error.
class Compiler
{
public:
    Compiler(std::string_view text, const ExpressionContext &context);

    [[nodiscard]] std::variant<NodePtr, ExpressionError> run(const Syntax &tree);
    /// Of the fields that were used, by index.
    [[nodiscard]] const std::vector<bool> &fieldsUsed() const { return m_fieldsUsed; }

private:
    using Nodes = std::vector<NodePtr>;

    NodePtr fail(const Syntax &at, std::string message, std::string suggestion = {});
    NodePtr failName(std::size_t position, std::size_t length, std::string message,
                     std::string suggestion = {});

    NodePtr compile(const Syntax &syntax);
    [[nodiscard]] std::optional<Nodes> compileAll(const Syntax &syntax, std::size_t first = 0);

    NodePtr literal(const Syntax &syntax);
    NodePtr name(const Syntax &syntax);
    NodePtr field(const Syntax &syntax, std::size_t index);
    NodePtr jsonMember(const Syntax &syntax, std::size_t index, std::size_t partsUsed);
    NodePtr unknownName(const Syntax &syntax);

    NodePtr unary(const Syntax &syntax);
    NodePtr binary(const Syntax &syntax);
    NodePtr logic(const Syntax &syntax);
    NodePtr concatenation(const Syntax &syntax);
    NodePtr comparison(const Syntax &syntax);
    NodePtr arithmetic(const Syntax &syntax);
    NodePtr dateArithmetic(const Syntax &syntax, Nodes &sides);
    NodePtr isNull(const Syntax &syntax);
    NodePtr membership(const Syntax &syntax);
    NodePtr like(const Syntax &syntax);
    NodePtr between(const Syntax &syntax);
    NodePtr caseOf(const Syntax &syntax);

    NodePtr function(const Syntax &syntax);
    NodePtr unknownFunction(const Syntax &syntax);
    NodePtr ifFunction(const Syntax &syntax, const FunctionSpec &spec);
    NodePtr coalesce(const Syntax &syntax, const FunctionSpec &spec);
    NodePtr nullIf(const Syntax &syntax, const FunctionSpec &spec);
    NodePtr overload(const Syntax &syntax, const FunctionSpec &spec, Nodes arguments);
    NodePtr callOverload(const Syntax &syntax, const FunctionSpec &spec, const FunctionOverload &chosen,
                         Nodes arguments);
    NodePtr conversion(const Syntax &syntax, TypeKind to, NodePtr argument);
    NodePtr noOverload(const Syntax &syntax, const FunctionSpec &spec, const Nodes &arguments);

    /// \a node as \a to, by an implicit conversion; a constant is converted now.
    NodePtr coerce(NodePtr node, TypeKind to, std::string_view wanted = {});
    bool coerceAll(Nodes &nodes, TypeKind to, std::size_t first = 0);
    /// The value, when it is the same for all rows and does not fail; else \a node.
    NodePtr fold(NodePtr node, bool isConstant);
    NodePtr makeCall(const Syntax &syntax, Type type, Kernel kernel, Nodes operands,
                     std::shared_ptr<const CallState> state = nullptr, int steps = 1);
    NodePtr makeCase(const Syntax &syntax, NodePtr subject, Nodes conditions, Nodes results,
                     NodePtr otherwise);

    std::string_view m_text;
    const ExpressionContext &m_context;
    std::vector<bool> m_fieldsUsed;
    std::size_t m_foldedBytes = 0; ///< of all constants that folding made
    std::optional<ExpressionError> m_error;
};

/// Kinds of nodes, without those of the literal null.
[[nodiscard]] std::vector<TypeKind> kindsOf(const std::vector<NodePtr> &nodes, std::size_t first = 0);

/// "text, int64": for messages.
[[nodiscard]] std::string kindsText(const std::vector<NodePtr> &nodes);

} // namespace weir
