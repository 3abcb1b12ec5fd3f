#pragma once

#include "core/data/recordbatch.h"

#include <span>
#include <string>
#include <string_view>

namespace weir {

/// A source row as it is kept in quarantine: one JSON object, members in field order, NULL as null, Json fields as
/// raw JSON, bytes as {"base64": "…"}, everything else as its exact text. Lossless for decodePayloads().
[[nodiscard]] std::string encodePayload(const RecordBatch &rows, std::int64_t row);

/// The inverse: rows of \a schema from payloads; members that the schema does not have are ignored, missing ones are
/// NULL. InvalidRow with the index of the first payload that is not such an object.
[[nodiscard]] Result<RecordBatch> decodePayloads(const SchemaPtr &schema, std::span<const std::string> payloads);

/// Canonical row of delivery §2: tag byte, LEB128 length, text form for each field in order. Appends to \a out.
void appendCanonicalRow(const RecordBatch &rows, std::int64_t row, std::string &out);

/// The values of \a fields of a row for people and logs of keys: "a=1,b=x"; one field alone: "1".
[[nodiscard]] std::string naturalKeyText(const RecordBatch &rows, std::int64_t row, std::span<const std::size_t> fields);

} // namespace weir
