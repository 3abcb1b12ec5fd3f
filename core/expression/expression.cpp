#include "core/expression/expression.h"

#include "core/expression/compiler.h"
#include "core/expression/parser.h"

#include <algorithm>
#include <fmt/format.h>
#include <utf8proc.h>

namespace weir {

namespace {

/// Columns that \a text takes on a terminal; CJK characters take two.
std::size_t displayWidth(std::string_view text)
{
    std::size_t width = 0;
    const auto *bytes = reinterpret_cast<const utf8proc_uint8_t *>(text.data());
    for (std::size_t i = 0; i < text.size();) {
        utf8proc_int32_t point = -1;
        const auto size = utf8proc_iterate(bytes + i, static_cast<utf8proc_ssize_t>(text.size() - i), &point);
        width += size > 0 ? static_cast<std::size_t>(std::max(0, utf8proc_charwidth(point))) : 1;
        i += size > 0 ? static_cast<std::size_t>(size) : 1;
    }
    return width;
}

std::size_t pointsIn(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

} // namespace

std::string ExpressionError::caret(std::string_view text) const
{
    const std::size_t at = std::min(position, text.size());
    const std::size_t before = text.substr(0, at).rfind('\n');
    const std::size_t lineStart = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t lineEnd = std::min(text.find('\n', at), text.size());
    const std::size_t marked = std::min(at + length, lineEnd) - std::min(at, lineEnd);
    const auto lineNumber =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(lineStart), '\n');
    // Tabs and other controls would shift the caret.
    std::string line(text.substr(lineStart, lineEnd - lineStart));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; },
        ' ');
    const std::string_view shown = line;
    const std::string where =
        lineNumber > 1
            ? fmt::format("line {}, character {}", lineNumber, pointsIn(shown.substr(0, at - lineStart)) + 1)
            : fmt::format("character {}", pointsIn(shown.substr(0, at - lineStart)) + 1);
    return fmt::format(
        "{} at {}{}\n{}\n{}{}", message, where,
        suggestion.empty() ? "" : fmt::format("; did you mean \"{}\"?", suggestion), line,
        std::string(displayWidth(shown.substr(0, at - lineStart)), ' '),
        std::string(std::max<std::size_t>(1, displayWidth(shown.substr(at - lineStart, marked))), '^'));
}

/// What compile() made, never changed afterwards.
class Expression::Program
{
public:
    std::string text;
    NodePtr root;
    std::vector<std::size_t> fieldsRead;
    Evaluation::Limits limits;
};

Expression::Expression(std::unique_ptr<Program> program) : m_program(std::move(program)) {}
Expression::Expression(Expression &&) noexcept = default;
Expression &Expression::operator=(Expression &&) noexcept = default;
Expression::~Expression() = default;

std::variant<Expression, ExpressionError> Expression::compile(std::string_view text,
                                                              const ExpressionContext &context)
{
    auto tree = parseExpression(text);
    if (auto *error = std::get_if<ExpressionError>(&tree))
        return std::move(*error);
    Compiler compiler(text, context);
    auto root = compiler.run(*std::get<SyntaxPtr>(tree));
    if (auto *error = std::get_if<ExpressionError>(&root))
        return std::move(*error);
    auto program = std::make_unique<Program>();
    program->text = text;
    program->root = std::get<NodePtr>(std::move(root));
    program->limits = {context.stepsMax - program->root->cost, context.outputMax};
    for (std::size_t i = 0; i < compiler.fieldsUsed().size(); ++i) {
        if (compiler.fieldsUsed()[i])
            program->fieldsRead.push_back(i);
    }
    return Expression(std::move(program));
}

const Type &Expression::type() const { return m_program->root->type; }

const std::vector<std::size_t> &Expression::fieldsRead() const { return m_program->fieldsRead; }

namespace {

/// \a operand as a column of its own: one value for each row, NULL for rows that failed.
ColumnPtr finished(const Operand &operand, const Node &root, Frame &frame)
{
    const Evaluation &evaluation = frame.evaluation();
    if (!operand.isConstant && !evaluation.hasFailures())
        return operand.column;
    auto out = std::make_shared<Column>(operand.column->kind());
    out->reserve(frame.rows(), operand.isConstant ? 0 : operand.column->bytes().size());
    const bool isText = isVariableWidth(out->kind());
    for (std::int64_t row = 0; row < frame.rows(); ++row) {
        if (isText && out->bytes().size() + operand.text(row).size() > expressionColumnBytesMax)
            failRow(root, frame, row, RowCode::TooLarge, {}, "bytes in a batch",
                    "the values of this batch together are too large");
        if (evaluation.isFailed(row))
            out->appendNull();
        else
            out->appendFrom(*operand.column, operand.at(row));
    }
    return out;
}

} // namespace

ColumnPtr Expression::evaluate(const RecordBatch &rows, RowErrors &errors) const
{
    const Node &root = *m_program->root;
    if (rows.rows() == 0)
        return std::make_shared<Column>(root.type.kind);
    const auto before = static_cast<std::ptrdiff_t>(errors.size());
    Evaluation evaluation(rows, m_program->text, m_program->limits, errors);
    Frame frame(evaluation);
    ColumnPtr column = finished(root.evaluate(frame), root, frame);
    std::sort(errors.begin() + before, errors.end(),
              [](const RowError &a, const RowError &b) { return a.row < b.row; });
    return column;
}

} // namespace weir
