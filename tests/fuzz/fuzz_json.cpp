// Cutting and reading of JSON records against a strict reference parser (nlohmann), record by record, and
// against itself with other buffer cuts and resumed at every border.

#include "core/data/jsonrecords.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace weir;

namespace {

struct Cut
{
    std::string text;
    std::int64_t offset = 0;
    std::int64_t behind = 0;
    bool isBroken = false;
    bool operator==(const Cut &) const = default;
};

void require(bool isTrue)
{
    if (!isTrue)
        std::abort();
}

std::vector<Cut> cut(std::string_view bytes, JsonRecordCutter::Form form, std::int64_t offset,
                     std::size_t chunk)
{
    std::vector<Cut> cuts;
    JsonRecordCutter cutter(form, offset, 1);
    const auto drain = [&] {
        while (const auto record = cutter.next())
            cuts.push_back(
                {std::string(record->text), record->offset, record->offsetBehind, record->error.has_value()});
    };
    while (!bytes.empty()) {
        cutter.feed(bytes.substr(0, chunk));
        bytes.remove_prefix(std::min(chunk, bytes.size()));
        drain();
    }
    cutter.finish();
    drain();
    return cuts;
}

/// A reference for lines: cut at LF, blank lines and white space around are nothing.
std::vector<std::string> referenceLines(std::string_view bytes)
{
    if (bytes.substr(0, 3) == "\xEF\xBB\xBF")
        bytes.remove_prefix(3);
    std::vector<std::string> lines;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        std::string_view line = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first == std::string_view::npos)
            continue;
        lines.emplace_back(line.substr(first, line.find_last_not_of(" \t\r") - first + 1));
    }
    return lines;
}

/// The reference calls a number that no double holds an error: the same text with short runs of digits instead.
std::string withSmallNumbers(std::string_view text)
{
    constexpr int digitsMax = 20;
    std::string out;
    bool isInString = false, isExponent = false;
    int digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isInString) {
            out += c;
            if (c == '\\' && i + 1 < text.size())
                out += text[++i];
            isInString = c != '"';
            continue;
        }
        const bool isDigit = c >= '0' && c <= '9';
        if ((c == 'e' || c == 'E') && !out.empty() && out.back() >= '0' && out.back() <= '9') {
            isExponent = true;
            digits = 0;
        } else if (!isDigit && c != '+' && c != '-') {
            isExponent = false;
            digits = 0;
        }
        isInString = c == '"';
        if (!isDigit || ++digits <= (isExponent ? 1 : digitsMax))
            out += c;
    }
    return out;
}

/// The reference takes a zero byte for the end of its input.
bool isJson(const std::string &text)
{
    return text.find(char(0)) == std::string::npos && nlohmann::json::accept(withSmallNumbers(text));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size > 4096)
        return 0;
    const std::string bytes(reinterpret_cast<const char *>(data), size);
    const auto whole = cut(bytes, JsonRecordCutter::Form::Lines, 0, bytes.size() + 1);
    const auto lines = referenceLines(bytes);
    require(whole.size() == lines.size());
    JsonRecordReader reader(
        std::make_shared<const Schema>(std::vector<Field>{{"a", TypeKind::Json, true, {}}}),
        {*JsonPath::parse("a")});
    for (std::size_t i = 0; i < whole.size(); ++i) {
        require(whole[i].text == lines[i]);
        std::string padded = whole[i].text + std::string(128, '\0');
        const std::string_view text = std::string_view(padded).substr(0, whole[i].text.size());
        // Ours is stricter (depth, doubled names), never laxer.
        if (isStrictJson(text))
            require(isJson(whole[i].text));
        if (!reader.add(text))
            require(isJson(whole[i].text) && text.front() == '{');
    }
    require(reader.take().rows() <= static_cast<std::int64_t>(whole.size()));
    for (const auto form : {JsonRecordCutter::Form::Lines, JsonRecordCutter::Form::Array}) {
        const auto expected = cut(bytes, form, 0, bytes.size() + 1);
        require(cut(bytes, form, 0, 1) == expected);
        require(cut(bytes, form, 0, 5) == expected);
        if (form == JsonRecordCutter::Form::Array && isJson(bytes) && !bytes.empty()) {
            const auto document = nlohmann::json::parse(withSmallNumbers(bytes), nullptr, false);
            if (document.is_array())
                require(document.size() == expected.size());
        }
    }
    return 0;
}
