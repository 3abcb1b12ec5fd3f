#include "core/compensation/lostrows.h"

#include "core/data/rowpayload.h"

#include <algorithm>

namespace weir {

Result<std::map<std::int64_t, RereadRow>> readLostRows(const Endpoints &ends, const SchemaPtr &pinned, const Cursor &cursor,
                                                       const std::vector<std::int64_t> &numbers, const CancelToken &token)
{
    std::map<std::int64_t, RereadRow> found;
    if (ends.source->kind != "file" || numbers.empty())
        return found;
    WEIR_TRY(const std::unique_ptr<Source> source, ends.makeSource());
    if (!cursor.text.empty()) {
        WEIR_TRY(const SourceChange change, source->changeSince(cursor, token));
        if (change == SourceChange::Replaced)
            return found;
    }
    WEIR_CHECK(source->open({}, pinned, token));
    std::vector<std::int64_t> wanted = numbers;
    std::sort(wanted.begin(), wanted.end());
    const auto isWanted = [&](std::int64_t number) { return std::binary_search(wanted.begin(), wanted.end(), number); };
    for (std::int64_t before = 0; before < wanted.back();) {
        if (token.isCancelled())
            return CancelToken::cancelled();
        WEIR_TRY(const auto page, source->read(token));
        if (!page)
            break;
        for (const BrokenRow &broken : page->broken) {
            if (isWanted(before + broken.index + 1))
                found[before + broken.index + 1] = {broken.raw, true};
        }
        for (std::int64_t row = 0; row < page->rows.rows(); ++row) {
            const std::int64_t number = before + page->recordIndex(row) + 1;
            if (isWanted(number))
                found[number] = {encodePayload(page->rows, row), false};
        }
        before += page->recordCount();
    }
    return found;
}

} // namespace weir
