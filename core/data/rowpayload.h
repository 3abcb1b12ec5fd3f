#pragma once

#include "core/data/recordbatch.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace weir {

/// A source row as it is kept in quarantine: one JSON object, members in field order, NULL as null, Json
/// fields as raw JSON (an absent one is left out), bytes as {"base64": "…"}, everything else as a string of
/// its exact text (see conversion.h). Lossless for decodePayloads(); only a Json field that holds the token
/// null comes back as NULL.
[[nodiscard]] std::string encodePayload(const RecordBatch &rows, std::int64_t row);

/// The inverse: rows of \a schema from payloads. Members that the schema does not have are ignored, missing
/// ones are NULL, in Json fields absent; numbers and booleans count as their text. InvalidRow, with the index
/// of the first payload (from 0) that is not such an object or whose value is none of the field's type.
[[nodiscard]] Result<RecordBatch> decodePayloads(const SchemaPtr &schema,
                                                 std::span<const std::string> payloads);

/// Canonical row of delivery §2, appended to \a out: the canonical values of all fields, in order. Equal rows
/// give equal bytes on every machine, and rows that differ in a value give different ones.
void appendCanonicalRow(const RecordBatch &rows, std::int64_t row, std::string &out);

/// One value of it: tag byte, LEB128 length, text form. Tags: 0 NULL and absent · 1 bool `true`/`false` · 2
/// int64 and decimal without trailing zeros · 3 float64, shortest, -0 as 0 · 4 text and json as written · 5
/// bytes, raw · 6 date · 7 time · 8 datetime · 9 timestamp in UTC, all four ISO 8601 as datetime.h writes
/// them.
void appendCanonicalValue(const Column &column, std::int64_t row, std::string &out);

/// The values of \a fields of a row for people and logs of keys: "a=1,b=x"; one field alone: "1". Two
/// different keys may look the same ("," in a value): identity is the canonical form.
[[nodiscard]] std::string naturalKeyText(const RecordBatch &rows, std::int64_t row,
                                         std::span<const std::size_t> fields);

} // namespace weir
