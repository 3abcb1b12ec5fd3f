// Rows of the ledger and of an edited export: what decodes is encoded and decoded again to the same row, and to the same
// canonical bytes.

#include "core/data/rowpayload.h"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace weir;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

std::string canonical(const RecordBatch &rows)
{
    std::string bytes;
    appendCanonicalRow(rows, 0, bytes);
    return bytes;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size > 4096)
        return 0;
    static const SchemaPtr schema = std::make_shared<const Schema>(
        std::vector<Field>{{"b", TypeKind::Bool, true, {}}, {"i", TypeKind::Int64, true, {}},
                           {"f", TypeKind::Float64, true, {}}, {"n", TypeKind::Decimal, true, {}},
                           {"t", TypeKind::Text, true, {}}, {"j", TypeKind::Json, true, {}},
                           {"y", TypeKind::Bytes, true, {}}, {"d", TypeKind::Date, true, {}},
                           {"h", TypeKind::Time, true, {}}, {"l", TypeKind::DateTime, true, {}},
                           {"s", TypeKind::Timestamp, true, {}}});
    const std::string payload(reinterpret_cast<const char *>(data), size);
    const auto rows = decodePayloads(schema, {&payload, 1});
    if (!rows)
        return 0;
    require(rows->rows() == 1);
    const std::string encoded = encodePayload(*rows, 0);
    const auto again = decodePayloads(schema, {&encoded, 1});
    require(again.has_value());
    require(canonical(*again) == canonical(*rows));
    require(encodePayload(*again, 0) == encoded);
    return 0;
}
