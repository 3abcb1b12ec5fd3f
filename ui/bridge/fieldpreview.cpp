#include "ui/bridge/fieldpreview.h"

#include "core/data/conversion.h"
#include "core/data/encoding.h"
#include "core/data/personaldata.h"
#include "ui/bridge/services.h"

#include <algorithm>
#include <set>

namespace weir {

namespace {

constexpr int ordinaryMin = 2; ///< rows that show how it usually goes
constexpr std::int64_t poolMax = 700;
constexpr std::size_t changedShare = 5; ///< a fifth of the rows at most is rare

QString shown(const std::string &text)
{
    return toQt(maskPersonal(text)).left(previewCharactersMax);
}

std::string textAt(const Column &column, std::int64_t row)
{
    std::string text;
    if (!column.isNull(row))
        appendAsText(column, row, text);
    return text;
}

/// \a field without the steps that shorten on purpose; nothing where there is none.
std::optional<FieldMapping> uncut(const FieldMapping &field)
{
    auto transform = readTransform(field);
    if (!transform)
        return std::nullopt;
    const std::size_t before = transform->steps.size();
    std::erase_if(transform->steps, [](const TransformStep &step) { return step.kind == StepKind::Cut; });
    if (transform->steps.size() == before)
        return std::nullopt;
    FieldMapping whole = field;
    writeTransform(*transform, whole);
    whole.type = Type(TypeKind::Text);
    return whole;
}

/// The row that row \a row of \a mapped was made of.
std::size_t originOf(const MappedRows &mapped, std::int64_t row)
{
    const auto at = static_cast<std::size_t>(row);
    return mapped.origin.empty() ? at : static_cast<std::size_t>(mapped.origin[at]);
}

bool hasSameFields(const Schema &a, const Schema &b)
{
    return std::equal(a.fields().begin(), a.fields().end(), b.fields().begin(), b.fields().end(),
                      [](const Field &left, const Field &right) { return left.name == right.name; });
}

/// The rows to choose from, all run through the mapping.
class Preview
{
public:
    Preview(const FieldCheckAsk &ask, const FieldMapping &field, const LookupShelf &shelf)
        : m_field(field), m_inputs(checkInputs(ask, shelf)), m_checker(field, m_inputs, ask.createsTarget)
    {}

    [[nodiscard]] bool isUsable() const { return m_checker.plan() != nullptr; }

    void addOdd(const PlacedRows &odd)
    {
        if (!odd.rows.schema() || odd.rows.rows() == 0 || !m_known.schema()
            || !hasSameFields(*odd.rows.schema(), *m_known.schema()))
            return;
        m_known = RecordBatch::concat({odd.rows, m_known});
        m_positions = odd.positions + m_positions;
        m_odd = odd.rows.rows();
    }

    void addSample(const PlacedRows &sample)
    {
        if (!sample.rows.schema())
            return;
        m_known = m_checker.reduced(sample.rows);
        m_positions = sample.positions;
    }

    void run(const std::vector<std::int64_t> &bad)
    {
        if (!m_known.schema())
            return;
        if (m_known.rows() > poolMax)
            m_known = m_known.slice(0, poolMax);
        const MappedRows mapped = m_checker.plan()->apply(m_known);
        m_rows.resize(static_cast<std::size_t>(m_known.rows()));
        for (std::int64_t row = 0; row < m_known.rows(); ++row)
            takeBefore(row);
        for (std::int64_t row = 0; row < mapped.rows.rows(); ++row) {
            PreviewRow &made = m_rows[originOf(mapped, row)];
            made.isAfterNull = mapped.rows.column(0).isNull(row);
            const std::string text = textAt(mapped.rows.column(0), row);
            made.after = shown(text);
            made.isDefault = m_field.defaultValue && made.isBeforeNull && *m_field.defaultValue == text;
        }
        for (const RowError &error : mapped.rejected) {
            PreviewRow &made = m_rows[static_cast<std::size_t>(error.row)];
            made.failure = error.code;
            made.rule = toQt(error.rule);
        }
        countCut(mapped);
        m_isBad.assign(m_rows.size(), false);
        for (const std::int64_t row : bad) {
            if (row + m_odd < m_known.rows())
                m_isBad[static_cast<std::size_t>(row + m_odd)] = true;
        }
    }

    [[nodiscard]] FieldPreview take(int rowsMax) const
    {
        FieldPreview preview;
        preview.to = m_field.to;
        std::vector<std::size_t> odd, ordinary;
        std::set<QString> seen;
        // What changes a few rows only is worth seeing there.
        const auto changed = static_cast<std::size_t>(std::count_if(m_rows.begin(), m_rows.end(), &Preview::isChanged));
        const bool isChangeRare = changed * changedShare <= m_rows.size();
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            if (!seen.insert(m_rows[row].position + QLatin1Char('\n') + m_rows[row].before).second)
                continue;
            const bool isKnown = static_cast<std::int64_t>(row) < m_odd || m_isBad[row];
            const bool isOdd = m_rows[row].failure || m_rows[row].cut > 0 || isKnown
                || (isChangeRare && isChanged(m_rows[row]));
            (isOdd ? odd : ordinary).push_back(row);
        }
        preview.odd = static_cast<std::int64_t>(odd.size());
        rankOdd(odd);
        rankOrdinary(ordinary);
        const int room = std::max(rowsMax - std::min(ordinaryMin, static_cast<int>(ordinary.size())), 1);
        for (std::size_t i = 0; i < odd.size() && static_cast<int>(i) < room; ++i)
            preview.rows.push_back(m_rows[odd[i]]);
        for (std::size_t i = 0; i < ordinary.size()
             && static_cast<int>(preview.rows.size()) < std::max(rowsMax, previewRows); ++i) {
            if (rowsMax > previewRows && i >= ordinaryMin)
                break;
            preview.rows.push_back(m_rows[ordinary[i]]);
        }
        return preview;
    }

private:
    static bool isChanged(const PreviewRow &row) { return row.before != row.after; }

    void takeBefore(std::int64_t row)
    {
        PreviewRow &made = m_rows[static_cast<std::size_t>(row)];
        if (row < m_positions.size())
            made.position = m_positions[row];
        std::string text;
        for (std::size_t i = 0; i < m_known.schema()->size(); ++i)
            text += (i == 0 ? "" : " · ") + textAt(m_known.column(i), row);
        made.before = shown(text);
        made.isBeforeNull = m_known.schema()->size() == 1 && m_known.column(0).isNull(row);
    }

    void countCut(const MappedRows &mapped)
    {
        const auto whole = uncut(m_field);
        if (!whole)
            return;
        MappingPlan::Inputs free = m_inputs;
        free.source = m_known.schema();
        free.target = nullptr;
        free.key.clear();
        const FieldChecker checker(*whole, free, true);
        if (!checker.plan())
            return;
        const MappedRows full = checker.plan()->apply(checker.reduced(m_known));
        std::vector<std::int64_t> lengths(m_rows.size(), -1);
        for (std::int64_t row = 0; row < full.rows.rows(); ++row) {
            lengths[originOf(full, row)] = codePointCount(textAt(full.rows.column(0), row));
        }
        for (std::int64_t row = 0; row < mapped.rows.rows(); ++row) {
            const std::size_t from = originOf(mapped, row);
            const std::int64_t kept = codePointCount(textAt(mapped.rows.column(0), row));
            m_rows[from].cut = std::max<std::int64_t>(0, lengths[from] - kept);
        }
    }

    /// Failing ones first; different values before more of the same.
    void rankOdd(std::vector<std::size_t> &rows) const
    {
        std::set<QString> seen;
        std::vector<std::pair<int, std::size_t>> ranked;
        for (const std::size_t row : rows) {
            const bool isNew = seen.insert(m_rows[row].before).second;
            ranked.emplace_back((m_rows[row].failure ? 0 : 1) + (isNew ? 0 : 2), row);
        }
        std::stable_sort(ranked.begin(), ranked.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i] = ranked[i].second;
    }

    /// The longest and an empty one, then those that change, then the rest.
    void rankOrdinary(std::vector<std::size_t> &rows) const
    {
        if (rows.empty())
            return;
        const auto longest = *std::max_element(rows.begin(), rows.end(), [this](std::size_t a, std::size_t b) {
            return m_rows[a].before.size() < m_rows[b].before.size();
        });
        bool hasNull = false;
        std::vector<std::pair<int, std::size_t>> ranked;
        for (const std::size_t row : rows) {
            const PreviewRow &at = m_rows[row];
            const bool isFirstNull = at.isBeforeNull && !std::exchange(hasNull, hasNull || at.isBeforeNull);
            ranked.emplace_back(row == longest ? 0 : isFirstNull ? 1 : at.before != at.after ? 2 : 3, row);
        }
        std::stable_sort(ranked.begin(), ranked.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i] = ranked[i].second;
    }

    const FieldMapping &m_field;
    MappingPlan::Inputs m_inputs;
    FieldChecker m_checker;
    RecordBatch m_known;
    QStringList m_positions;
    std::int64_t m_odd = 0; ///< the first of them are known to be odd
    std::vector<PreviewRow> m_rows;
    std::vector<bool> m_isBad;
};

} // namespace

FieldPreview previewField(const FieldCheckAsk &ask, const FieldMapping &field, const LookupShelf &shelf,
                          const PlacedRows &odd, const std::vector<std::int64_t> &bad, int rowsMax)
{
    Preview preview(ask, field, shelf);
    if (!preview.isUsable())
        return {field.to, {}, 0};
    preview.addSample(ask.sample);
    preview.addOdd(odd);
    preview.run(bad);
    return preview.take(rowsMax);
}

} // namespace weir
