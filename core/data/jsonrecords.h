#pragma once

#include "core/base/result.h"
#include "core/data/recordbatch.h"
#include "core/data/rowcode.h"
#include "core/data/typeproposal.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// A path into JSON: "$.customer.name", "customer.name", "$.items", "$['odd name'].x", "$" for the whole
/// value.
class JsonPath
{
public:
    [[nodiscard]] static Result<JsonPath> parse(std::string_view text);
    [[nodiscard]] const std::vector<std::string> &members() const { return m_members; }
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::string> m_members;
};

/// Cuts records out of a byte stream without parsing them: NDJSON at LF, JSON arrays by string state and
/// depth (platform decision: records are cut by us, never by the parser). Feed bytes, take records; what is
/// not yet whole stays inside. Memory is bounded by the longest record (recordBytesMax, default 64 MiB;
/// longer: TooLarge).
class JsonRecordCutter
{
public:
    enum class Form : std::uint8_t { Lines, Array };
    struct Record
    {
        std::string_view
            text; ///< valid until the next feed() or next(); SIMDJSON_PADDING bytes behind it are readable
        std::int64_t offset = 0; ///< of its first byte, from the first byte ever fed
        std::int64_t line = 0;   ///< 1-based
        /// Just behind it and its separator (the array's last record: before the closing bracket). Reading
        /// can resume there: a cutter made with this offset gives the records that follow, and no other.
        std::int64_t offsetBehind = 0;
        std::optional<RowError> error; ///< BrokenRecord, BrokenTail, TooLarge: text is what was there, of
                                       ///< what was too large the first KiB
    };

    /// \a startOffset and \a startLine: where the bytes come from when resuming in the middle of a file.
    JsonRecordCutter(Form form, std::int64_t startOffset, std::int64_t startLine,
                     std::size_t recordBytesMax = 64 << 20);
    ~JsonRecordCutter();
    void feed(std::string_view bytes);
    void finish(); ///< no more bytes will come
    /// The next whole record; nothing: feed more, or done after finish(). Blank lines are no records.
    [[nodiscard]] std::optional<Record> next();

private:
    class State;
    std::unique_ptr<State> m_state;
};

/// Turns cut records into columns. Each record is parsed alone, walked to its end, every token checked;
/// anything that is not strict JSON (RFC 8259, UTF-8, depth <= 128, no duplicate keys) is an error of that
/// record alone.
///
/// A Text field gets strings decoded, numbers and booleans as written, objects and arrays as raw JSON. A Json
/// field gets the raw token; a missing member is NULL in a Text field and empty text in a Json field
/// (absent). null is NULL in both ("null" would be a value). Fields are paths for nested members when their
/// name is in \a paths.
class JsonRecordReader
{
public:
    /// \a paths: one for each field of \a schema (Text or Json only).
    JsonRecordReader(SchemaPtr schema, const std::vector<JsonPath> &paths);
    ~JsonRecordReader();
    /// Appends one row, or nothing and says why. \a record needs SIMDJSON_PADDING readable bytes behind it.
    [[nodiscard]] std::optional<RowError> add(std::string_view record);
    [[nodiscard]] std::int64_t rows() const;
    [[nodiscard]] std::size_t memorySize() const;
    /// The rows so far as a batch; the reader is empty afterwards and can go on.
    [[nodiscard]] RecordBatch take();
    /// Top-level members seen that no field stands for, with how many records had them. At most 1,000 names.
    [[nodiscard]] const std::vector<std::pair<std::string, std::int64_t>> &unknownMembers() const;

private:
    class State;
    std::unique_ptr<State> m_state;
};

/// Learns the fields of records from samples: top-level members in order of first sight. Objects and arrays
/// make Json fields, everything else Text fields with a proposed type.
class JsonShape
{
public:
    JsonShape();
    ~JsonShape();
    /// Broken records are skipped, but counted in records(). Needs no padding.
    void add(std::string_view record);
    [[nodiscard]] SchemaPtr schema(bool rawTokens) const; ///< rawTokens: every field is Json
    /// One for each field of schema().
    [[nodiscard]] std::vector<TypeProposal> proposals() const;
    [[nodiscard]] std::int64_t records() const;

private:
    class State;
    std::unique_ptr<State> m_state;
};

/// The raw JSON text at \a path of \a document (which has SIMDJSON_PADDING readable bytes behind it); nothing
/// when a member on the way is absent. InvalidRow when the document is not JSON.
[[nodiscard]] Result<std::optional<std::string_view>> findJson(std::string_view document,
                                                               const JsonPath &path);

/// True when \a text is one whole, strict JSON value (RFC 8259), depth <= 128, valid UTF-8.
[[nodiscard]] bool isStrictJson(std::string_view text);

} // namespace weir
