#include "core/expression/operators.h"

#include "core/data/decimal.h"
#include "core/expression/codepoints.h"

#include <cmath>
#include <string>
#include <unordered_set>

namespace weir {

namespace {

template<typename T>
int compareNumbers(T a, T b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

int compareReals(double a, double b)
{
    if (std::isnan(a) || std::isnan(b)) [[unlikely]]
        return std::isnan(a) ? (std::isnan(b) ? 0 : 1) : -1;
    return compareNumbers(a, b);
}

int compareTexts(std::string_view a, std::string_view b) { return a.compare(b); }

template<Comparison comparison>
bool holds(int order)
{
    switch (comparison) {
    case Comparison::Equal:
        return order == 0;
    case Comparison::NotEqual:
        return order != 0;
    case Comparison::Less:
        return order < 0;
    case Comparison::LessOrEqual:
        return order <= 0;
    case Comparison::Greater:
        return order > 0;
    case Comparison::GreaterOrEqual:
        return order >= 0;
    }
    return false;
}

template<Comparison comparison, TypeKind kind>
void compareKernel(const Call &call, Column &out)
{
    const Operand &a = call[0], &b = call[1];
    eachRow(call, out, [&](std::int64_t row) {
        int order = 0;
        if constexpr (kind == TypeKind::Bool)
            order = compareNumbers(a.boolean(row), b.boolean(row));
        else if constexpr (kind == TypeKind::Int64)
            order = compareNumbers(a.int64(row), b.int64(row));
        else if constexpr (kind == TypeKind::Float64)
            order = compareReals(a.real(row), b.real(row));
        else if constexpr (kind == TypeKind::Date)
            order = compareNumbers(a.days(row), b.days(row));
        else if constexpr (kind == TypeKind::Decimal)
            order = compareDecimals(a.text(row), b.text(row));
        else
            order = compareTexts(a.text(row), b.text(row));
        out.appendBool(holds<comparison>(order));
    });
}

template<Comparison comparison>
Kernel kernelFor(TypeKind kind)
{
    switch (kind) {
    case TypeKind::Bool:
        return compareKernel<comparison, TypeKind::Bool>;
    case TypeKind::Float64:
        return compareKernel<comparison, TypeKind::Float64>;
    case TypeKind::Date:
        return compareKernel<comparison, TypeKind::Date>;
    case TypeKind::Decimal:
        return compareKernel<comparison, TypeKind::Decimal>;
    case TypeKind::Int64:
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Timestamp:
        return compareKernel<comparison, TypeKind::Int64>;
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Bytes:
        return compareKernel<comparison, TypeKind::Text>;
    }
    return nullptr;
}

} // namespace

int compareCells(const Column &a, std::int64_t rowA, const Column &b, std::int64_t rowB)
{
    const auto i = static_cast<std::size_t>(rowA), j = static_cast<std::size_t>(rowB);
    switch (a.kind()) {
    case TypeKind::Bool:
        return compareNumbers(a.bools()[i], b.bools()[j]);
    case TypeKind::Float64:
        return compareReals(a.doubles()[i], b.doubles()[j]);
    case TypeKind::Date:
        return compareNumbers(a.days()[i], b.days()[j]);
    case TypeKind::Decimal:
        return compareDecimals(a.text(rowA), b.text(rowB));
    case TypeKind::Int64:
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Timestamp:
        return compareNumbers(a.int64s()[i], b.int64s()[j]);
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Bytes:
        return compareTexts(a.text(rowA), b.text(rowB));
    }
    return 0;
}

Kernel comparisonKernel(Comparison comparison, TypeKind kind)
{
    switch (comparison) {
    case Comparison::Equal:
        return kernelFor<Comparison::Equal>(kind);
    case Comparison::NotEqual:
        return kernelFor<Comparison::NotEqual>(kind);
    case Comparison::Less:
        return kernelFor<Comparison::Less>(kind);
    case Comparison::LessOrEqual:
        return kernelFor<Comparison::LessOrEqual>(kind);
    case Comparison::Greater:
        return kernelFor<Comparison::Greater>(kind);
    case Comparison::GreaterOrEqual:
        return kernelFor<Comparison::GreaterOrEqual>(kind);
    }
    return nullptr;
}

void notKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) { out.appendBool(!call[0].boolean(row)); });
}

void concatKernel(const Call &call, Column &out)
{
    eachRow(call, out, [&](std::int64_t row) {
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < call.count(); ++i)
            bytes += call[i].text(row).size();
        if (!call.hasRoom(out, row, bytes))
            return;
        for (std::size_t i = 0; i < call.count(); ++i)
            out.openBytes().append(call[i].text(row));
        out.closeText();
    });
}

namespace {

enum class LikeResult : std::uint8_t { Match, NoMatch, TooManySteps };

/// Greedy with one point to return to, the last `%`: quadratic at worst, bounded by \a stepsMax.
LikeResult like(std::string_view text, std::string_view pattern, std::string_view escape, std::int64_t &steps,
                std::int64_t stepsMax)
{
    constexpr auto none = std::string_view::npos;
    std::size_t t = 0, p = 0, anyAt = none, anyText = 0;
    for (;;) {
        if (++steps > stepsMax)
            return LikeResult::TooManySteps;
        if (p < pattern.size() && pattern[p] == '%' && escape != "%") {
            anyAt = ++p;
            anyText = t;
            if (p == pattern.size())
                return LikeResult::Match;
            continue;
        }
        if (t == text.size() && p == pattern.size())
            return LikeResult::Match;
        if (p < pattern.size() && t < text.size()) {
            const bool isEscaped = !escape.empty() && pattern.substr(p).starts_with(escape);
            const std::size_t from = isEscaped ? p + escape.size() : p;
            const std::size_t wanted = pointSize(pattern, from), found = pointSize(text, t);
            const bool isAnyPoint = !isEscaped && pattern[p] == '_';
            if (isAnyPoint || pattern.substr(from, wanted) == text.substr(t, found)) {
                p = from + wanted;
                t += found;
                continue;
            }
        }
        if (anyAt == none || anyText >= text.size())
            return LikeResult::NoMatch;
        anyText += pointSize(text, anyText);
        p = anyAt;
        t = anyText;
    }
}

/// True when the escape character stands at the end of \a pattern, with nothing behind it.
bool endsInEscape(std::string_view pattern, std::string_view escape)
{
    if (escape.empty())
        return false;
    for (std::size_t at = 0; at < pattern.size(); at += pointSize(pattern, at)) {
        if (!pattern.substr(at).starts_with(escape))
            continue;
        at += escape.size();
        if (at >= pattern.size())
            return true;
    }
    return false;
}

template<bool isNegated>
void likeRows(const Call &call, Column &out)
{
    constexpr std::int64_t stepsMax = 1'000'000;
    eachRow(call, out, [&](std::int64_t row) {
        const std::string_view escape = call.count() > 2 ? call[2].text(row) : std::string_view("\\");
        std::int64_t steps = 0;
        if (endsInEscape(call[1].text(row), escape))
            return call.fail(out, row, RowCode::Expression, call[1].text(row), "like",
                             "the pattern ends with its escape character");
        const LikeResult result = like(call[0].text(row), call[1].text(row), escape, steps, stepsMax);
        constexpr std::int64_t stepsFree = 256;
        if (steps > stepsFree && !call.charge(out, row, steps))
            return;
        out.appendBool((result == LikeResult::Match) != isNegated);
    });
}

/// A value as bytes that are equal when the values are.
std::string_view keyOf(const Column &column, std::int64_t row)
{
    const auto i = static_cast<std::size_t>(row);
    const auto bytesOf = [](const auto &value) {
        return std::string_view(reinterpret_cast<const char *>(&value), sizeof value);
    };
    switch (column.kind()) {
    case TypeKind::Bool:
        return bytesOf(column.bools()[i]);
    case TypeKind::Date:
        return bytesOf(column.days()[i]);
    case TypeKind::Float64:
        return bytesOf(column.doubles()[i]);
    case TypeKind::Int64:
    case TypeKind::Time:
    case TypeKind::DateTime:
    case TypeKind::Timestamp:
        return bytesOf(column.int64s()[i]);
    case TypeKind::Decimal:
        return withoutTrailingZeros(column.text(row));
    case TypeKind::Text:
    case TypeKind::Json:
    case TypeKind::Bytes:
        return column.text(row);
    }
    return {};
}

struct ViewHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
};

class InSet final : public CallState
{
public:
    std::unordered_set<std::string, ViewHash, std::equal_to<>> keys;
    bool hasNull = false;
};

template<bool isNegated>
void inSetRows(const Call &call, Column &out)
{
    const auto &set = call.state<InSet>();
    const Operand &x = call[0];
    eachRow(call, out, [&](std::int64_t row) {
        if (set.keys.contains(keyOf(*x.column, x.at(row))))
            out.appendBool(!isNegated);
        else if (set.hasNull)
            out.appendNull();
        else
            out.appendBool(isNegated);
    });
}

template<bool isNegated>
void inRows(const Call &call, Column &out)
{
    const Operand &x = call[0];
    for (std::int64_t row = 0; row < call.rows(); ++row) {
        bool isFound = false, hasNull = x.isNull(row);
        for (std::size_t i = 1; i < call.count() && !isFound && !x.isNull(row); ++i) {
            if (call[i].isNull(row))
                hasNull = true;
            else
                isFound = compareCells(*x.column, x.at(row), *call[i].column, call[i].at(row)) == 0;
        }
        if (isFound)
            out.appendBool(!isNegated);
        else if (hasNull)
            out.appendNull();
        else
            out.appendBool(isNegated);
    }
}

template<bool isNegated>
void betweenRows(const Call &call, Column &out)
{
    const Operand &x = call[0], &low = call[1], &high = call[2];
    for (std::int64_t row = 0; row < call.rows(); ++row) {
        if (x.isNull(row)) {
            out.appendNull();
            continue;
        }
        const bool isBelow =
            !low.isNull(row) && compareCells(*x.column, x.at(row), *low.column, low.at(row)) < 0;
        const bool isAbove =
            !high.isNull(row) && compareCells(*x.column, x.at(row), *high.column, high.at(row)) > 0;
        if (isBelow || isAbove)
            out.appendBool(isNegated);
        else if (low.isNull(row) || high.isNull(row))
            out.appendNull();
        else
            out.appendBool(!isNegated);
    }
}

} // namespace

void likeKernel(const Call &call, Column &out) { likeRows<false>(call, out); }
void notLikeKernel(const Call &call, Column &out) { likeRows<true>(call, out); }
void inSetKernel(const Call &call, Column &out) { inSetRows<false>(call, out); }
void notInSetKernel(const Call &call, Column &out) { inSetRows<true>(call, out); }
void inKernel(const Call &call, Column &out) { inRows<false>(call, out); }
void notInKernel(const Call &call, Column &out) { inRows<true>(call, out); }
void betweenKernel(const Call &call, Column &out) { betweenRows<false>(call, out); }
void notBetweenKernel(const Call &call, Column &out) { betweenRows<true>(call, out); }

void nullIfKernel(const Call &call, Column &out)
{
    const Operand &a = call[0], &b = call[1];
    for (std::int64_t row = 0; row < call.rows(); ++row) {
        const bool isEqual =
            !a.isNull(row) && !b.isNull(row) && compareCells(*a.column, a.at(row), *b.column, b.at(row)) == 0;
        if (isEqual)
            out.appendNull();
        else
            out.appendFrom(*a.column, a.at(row));
    }
}

std::shared_ptr<const CallState> makeInSet(const std::vector<ColumnPtr> &constants)
{
    auto set = std::make_shared<InSet>();
    for (const ColumnPtr &constant : constants) {
        if (constant->isNull(0))
            set->hasNull = true;
        else
            set->keys.emplace(keyOf(*constant, 0));
    }
    return set;
}

} // namespace weir
