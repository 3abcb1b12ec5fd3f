#include "core/compensation/lostrows.h"

#include "core/data/rowpayload.h"

#include <unordered_map>

namespace weir {

namespace {

using Found = std::map<std::int64_t, RereadRow>;

Result<Found> byNumber(Source &source, const std::vector<LostRow> &rows, const CancelToken &token)
{
    Found found;
    std::map<std::int64_t, std::int64_t> wanted; // id by number
    for (const LostRow &row : rows) {
        if (row.seq > 0)
            wanted.emplace(row.seq, row.id);
    }
    for (std::int64_t before = 0; !wanted.empty() && before < wanted.rbegin()->first;) {
        if (token.isCancelled())
            return CancelToken::cancelled();
        WEIR_TRY(const auto page, source.read(token));
        if (!page)
            break;
        for (const BrokenRow &broken : page->broken) {
            if (const auto id = wanted.find(before + broken.index + 1); id != wanted.end())
                found[id->second] = {broken.raw, true};
        }
        for (std::int64_t row = 0; row < page->rows.rows(); ++row) {
            if (const auto id = wanted.find(before + page->recordIndex(row) + 1); id != wanted.end())
                found[id->second] = {encodePayload(page->rows, row), false};
        }
        before += page->recordCount();
    }
    return found;
}

Result<Found> byKey(Source &source, const std::vector<LostRow> &rows, const std::vector<std::size_t> &keyFields,
                    const CancelToken &token)
{
    struct Place
    {
        std::int64_t id = 0;
        int lost = 0, seen = 0; ///< how often the key is asked for, and how often it is there
    };
    std::unordered_map<std::string, Place> places;
    for (const LostRow &row : rows) {
        if (row.naturalKey.empty())
            continue;
        Place &place = places[row.naturalKey];
        place.id = row.id;
        ++place.lost;
    }
    Found found;
    while (!places.empty()) {
        if (token.isCancelled())
            return CancelToken::cancelled();
        WEIR_TRY(const auto page, source.read(token));
        if (!page)
            break;
        for (std::int64_t row = 0; row < page->rows.rows(); ++row) {
            const auto place = places.find(naturalKeyText(page->rows, row, keyFields));
            if (place == places.end())
                continue;
            if (++place->second.seen == 1 && place->second.lost == 1)
                found[place->second.id] = {encodePayload(page->rows, row), false};
            else
                found.erase(place->second.id); // which of them it was cannot be told
        }
    }
    return found;
}

} // namespace

Result<Found> readLostRows(const Endpoints &ends, const SchemaPtr &pinned, const Cursor &cursor,
                           const std::vector<LostRow> &rows, const std::vector<std::size_t> &keyFields,
                           const CancelToken &token)
{
    const bool isFile = ends.source->kind == "file";
    if (rows.empty() || ends.isPipe || (!isFile && keyFields.empty()))
        return Found();
    WEIR_TRY(const std::unique_ptr<Source> source, ends.makeSource());
    if (isFile && !cursor.text.empty()) {
        WEIR_TRY(const SourceChange change, source->changeSince(cursor, token));
        if (change == SourceChange::Replaced)
            return Found();
    }
    WEIR_CHECK(source->open({}, pinned, token));
    return isFile ? byNumber(*source, rows, token) : byKey(*source, rows, keyFields, token);
}

} // namespace weir
