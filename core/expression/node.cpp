#include "core/expression/node.h"

#include "core/data/conversion.h"
#include "core/expression/kernel.h"

#include <fmt/format.h>

namespace weir {

namespace {

/// Values up to bytesFree are covered by the static cost of their node.
constexpr std::size_t bytesFree = 4096, bytesPerStep = 64;

} // namespace

void failRow(const Node &node, const Frame &frame, std::int64_t row, RowCode code, std::string_view value,
             std::string rule, std::string_view detail)
{
    RowError error;
    error.row = frame.batchRow(row);
    if (frame.evaluation().isFailed(error.row))
        return;
    error.code = code;
    error.value = clipped(value);
    error.rule = std::move(rule);
    const std::string_view text = frame.evaluation().text();
    std::string part;
    if (node.length > 0 && node.position + node.length <= text.size())
        part = clipped(text.substr(node.position, node.length), 60);
    error.detail = part.empty() ? std::string(detail) : fmt::format("{} in {}", detail, part);
    frame.evaluation().fail(std::move(error));
}

void Call::fail(Column &out, std::int64_t row, RowCode code, std::string_view value, std::string rule,
                std::string_view detail) const
{
    failRow(m_node, m_frame, row, code, value, std::move(rule), detail);
    out.appendNull();
}

bool Call::charge(Column &out, std::int64_t row, std::int64_t steps) const
{
    if (m_frame.evaluation().charge(m_frame.batchRow(row), steps))
        return true;
    out.appendNull();
    return false;
}

bool Call::hasRoom(Column &out, std::int64_t row, std::size_t bytes) const
{
    const Evaluation::Limits &limits = m_frame.evaluation().limits();
    if (bytes > limits.outputMax) {
        fail(out, row, RowCode::TooLarge, {}, fmt::format("{} bytes", limits.outputMax),
             fmt::format("a value of more than {} bytes", limits.outputMax));
        return false;
    }
    const bool columnHasRoom = out.bytes().size() + bytes <= expressionColumnBytesMax;
    if (!columnHasRoom || !m_frame.evaluation().makeRoom(bytes)) {
        fail(out, row, RowCode::TooLarge, {}, "bytes in a batch",
             "the values of this batch together are too large");
        return false;
    }
    return bytes <= bytesFree || charge(out, row, static_cast<std::int64_t>(bytes / bytesPerStep));
}

void Call::close(Column &out, std::int64_t row, std::size_t start) const
{
    const std::size_t bytes = out.openBytes().size() - start;
    const Evaluation::Limits &limits = m_frame.evaluation().limits();
    const bool isShort =
        bytes <= std::min(limits.outputMax, bytesFree) && start + bytes <= expressionColumnBytesMax;
    if (isShort && m_frame.evaluation().makeRoom(bytes))
        return out.closeText();
    std::string value = out.openBytes().substr(start);
    out.openBytes().resize(start);
    append(out, row, value);
}

CallNode::CallNode(Type type, Kernel kernel, std::shared_ptr<const CallState> state,
                   std::vector<NodePtr> operands, int steps, std::size_t position, std::size_t length)
    : Node(type, position, length),
      m_kernel(kernel),
      m_state(std::move(state)),
      m_operands(std::move(operands))
{
    cost = steps;
    for (const NodePtr &operand : m_operands)
        cost += operand->cost;
}

Operand CallNode::evaluate(Frame &frame) const
{
    std::vector<Operand> operands;
    operands.reserve(m_operands.size());
    for (const NodePtr &operand : m_operands)
        operands.push_back(operand->evaluate(frame));
    chargeForReading(frame, operands);
    auto out = std::make_shared<Column>(type.kind);
    out->reserve(frame.rows());
    m_kernel(Call(*this, frame, operands, m_state.get()), *out);
    return {std::move(out), false};
}

namespace {

/// An absent JSON member is empty text in its column; in an expression it is NULL.
ColumnPtr absentAsNull(ColumnPtr column)
{
    const auto isAbsent = [&](std::int64_t row) { return !column->isNull(row) && column->text(row).empty(); };
    std::int64_t row = 0;
    while (row < column->size() && !isAbsent(row))
        ++row;
    if (row == column->size())
        return column;
    auto out = std::make_shared<Column>(column->kind());
    out->reserve(column->size(), column->bytes().size());
    for (row = 0; row < column->size(); ++row) {
        if (isAbsent(row))
            out->appendNull();
        else
            out->appendFrom(*column, row);
    }
    return out;
}

} // namespace

Operand FieldNode::evaluate(Frame &frame) const
{
    const RecordBatch &batch = frame.evaluation().batch();
    ColumnPtr column = batch.sharedColumn(m_field);
    if (!frame.isWhole())
        column = std::make_shared<Column>(Column::gather(*column, frame.batchRows()));
    if (type.kind == TypeKind::Json)
        column = absentAsNull(std::move(column));
    return {std::move(column), false};
}

ConvertNode::ConvertNode(NodePtr operand, Type to, std::string zone)
    : Node(to, operand->position, operand->length), m_operand(std::move(operand)), m_zone(std::move(zone))
{
    cost = m_operand->cost + 2;
}

Operand ConvertNode::evaluate(Frame &frame) const
{
    Operand operand = m_operand->evaluate(frame);
    chargeForReading(frame, {&operand, 1});
    ConversionOptions options;
    options.to = type;
    options.zone = m_zone;
    RowErrors errors;
    operand.column = convert(operand.column, m_operand->type, options, errors);
    for (const RowError &error : errors) {
        const std::int64_t first = operand.isConstant ? 0 : error.row;
        const std::int64_t last = operand.isConstant ? frame.rows() - 1 : error.row;
        for (std::int64_t row = first; row <= last; ++row)
            failRow(*this, frame, row, error.code, error.value, error.rule, error.detail);
    }
    return operand;
}

} // namespace weir
