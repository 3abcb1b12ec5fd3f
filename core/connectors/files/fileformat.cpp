#include "core/connectors/files/fileformat.h"

#include "core/base/names.h"

#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace weir {

namespace {

constexpr std::array<std::string_view, 5> kindNames = {"csv", "tsv", "ndjson", "json", "xlsx"};
constexpr std::array<std::pair<std::string_view, char>, 6> delimiterNames = {
    {{"tab", '\t'}, {"\\t", '\t'}, {"comma", ','}, {"semicolon", ';'}, {"pipe", '|'}, {"space", ' '}}};

const std::vector<std::string> &formatMembers()
{
    static const std::vector<std::string> names = {"format",    "delimiter", "quote", "encoding", "header",
                                                   "headerRow", "skip",      "null",  "records",  "sheet",
                                                   "values"};
    return names;
}

Unexpected wrongValue(std::string_view member, const Json &value, std::string_view allowed)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("the file format's \"{}\" is {}; it must be {}", member,
                            value.dump().substr(0, 60), allowed));
}

std::optional<FileKind> kindFromName(std::string_view name)
{
    if (name == "jsonl")
        return FileKind::Ndjson;
    for (std::size_t i = 0; i < kindNames.size(); ++i) {
        if (kindNames[i] == name)
            return static_cast<FileKind>(i);
    }
    return std::nullopt;
}

FileKind kindFromPath(std::string_view path)
{
    const std::size_t dot = path.rfind('.');
    const std::string ending = dot == std::string_view::npos ? "" : lowerAscii(path.substr(dot + 1));
    if (ending == "tab")
        return FileKind::Tsv;
    if (ending == "xlsm")
        return FileKind::Xlsx;
    return kindFromName(ending).value_or(FileKind::Csv);
}

Result<char> delimiterFrom(const Json &value)
{
    constexpr std::string_view allowed =
        "one ASCII character that is no quote, letter, digit or line end, or tab, "
        "comma, semicolon, pipe, space";
    if (!value.is_string())
        return wrongValue("delimiter", value, allowed);
    const std::string text = value.get<std::string>();
    for (const auto &[name, delimiter] : delimiterNames) {
        if (lowerAscii(text) == name)
            return delimiter;
    }
    const auto first = static_cast<unsigned char>(text.empty() ? 0 : text.front());
    const bool isPlain =
        text.size() == 1 && first < 0x80 && (first > 0x20 || first == '\t' || first == ' ' || first == 1);
    const bool isAlnum = (first >= '0' && first <= '9') || ((first | 0x20) >= 'a' && (first | 0x20) <= 'z');
    if (!isPlain || isAlnum || first == '"' || first == 0x7F)
        return wrongValue("delimiter", value, allowed);
    return static_cast<char>(first);
}

Result<std::int64_t> countFrom(std::string_view member, const Json &value, std::int64_t min)
{
    if (!value.is_number_integer() || value.get<std::int64_t>() < min ||
        value.get<std::int64_t>() > 1'000'000)
        return wrongValue(member, value, fmt::format("a whole number from {} to 1000000", min));
    return value.get<std::int64_t>();
}

Result<void> readText(FileFormat &format, const std::string &name, const Json &value)
{
    if (!value.is_string())
        return wrongValue(name, value, "a text");
    const std::string text = value.get<std::string>();
    if (name == "quote") {
        if (text.size() > 1 || (!text.empty() && (static_cast<unsigned char>(text[0]) >= 0x80 ||
                                                  text[0] == '\n' || text[0] == '\r')))
            return wrongValue(name, value, "one ASCII character, or empty for none");
        format.quote = text.empty() ? '\0' : text.front();
    } else if (name == "encoding") {
        if (lowerAscii(text) != "auto")
            format.encoding = text;
    } else if (name == "null") {
        if (text.size() > 256)
            return wrongValue(name, value, "a text of at most 256 bytes");
        format.nullText = text;
    } else {
        format.records = text;
    }
    return {};
}

Result<void> readMember(FileFormat &format, const std::string &name, const Json &value)
{
    if (value.is_null())
        return {};
    if (name == "format") {
        const std::optional<FileKind> kind =
            value.is_string() ? kindFromName(lowerAscii(value.get<std::string>())) : std::nullopt;
        if (!kind)
            return wrongValue(name, value, "csv, tsv, ndjson, json or xlsx");
        format.kind = *kind;
        format.isKindGiven = true;
        return {};
    }
    if (name == "delimiter") {
        WEIR_TRY(format.delimiter, delimiterFrom(value));
        return {};
    }
    if (name == "header") {
        if (!value.is_boolean())
            return wrongValue(name, value, "true or false");
        format.hasHeader = value.get<bool>();
        return {};
    }
    if (name == "headerRow") {
        WEIR_TRY(format.headerRow, countFrom(name, value, 1));
        return {};
    }
    if (name == "sheet") {
        if (!value.is_string() && !(value.is_number_integer() && value.get<std::int64_t>() >= 1))
            return wrongValue(name, value, "the name of a sheet, or its number from 1");
        format.sheet = value.is_string() ? value.get<std::string>() : value.dump();
        return {};
    }
    if (name == "values") {
        const std::string text = value.is_string() ? value.get<std::string>() : std::string();
        if (text != "stored" && text != "shown")
            return wrongValue(name, value, "stored or shown");
        format.isShown = text == "shown";
        return {};
    }
    if (name == "skip") {
        WEIR_TRY(format.skip, countFrom(name, value, 0));
        return {};
    }
    return readText(format, name, value);
}

bool isFormatMember(const std::string &name)
{
    for (const std::string &known : formatMembers()) {
        if (known == name)
            return true;
    }
    return false;
}

Result<void> readObject(FileFormat &format, const Json &object, bool isStrict)
{
    for (const auto &[name, value] : object.items()) {
        if (isFormatMember(name)) {
            WEIR_CHECK(readMember(format, name, value));
        } else if (isStrict) {
            const std::string nearest = nearestName(name, formatMembers());
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("the file format has no member \"{}\"{}", name,
                                    nearest.empty()
                                        ? "; known are " + fmt::format("{}", fmt::join(formatMembers(), ", "))
                                        : fmt::format("; did you mean \"{}\"?", nearest)));
        }
    }
    return {};
}

} // namespace

std::string_view fileKindName(FileKind kind) { return kindNames[static_cast<std::size_t>(kind)]; }

Result<FileFormat> FileFormat::make(const std::string &path, const Json *settings, const Json *overrides)
{
    FileFormat format;
    format.kind = kindFromPath(path);
    if (settings && settings->is_object()) {
        WEIR_CHECK(readObject(format, *settings, false));
        if (const auto dialect = settings->find("dialect");
            dialect != settings->end() && dialect->is_object())
            WEIR_CHECK(readObject(format, *dialect, true));
    }
    if (overrides && overrides->is_object())
        WEIR_CHECK(readObject(format, *overrides, true));
    if (path == "-" && !format.isKindGiven)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "\"-\" needs to be told what flows through it: --format csv, tsv, ndjson or json");
    if (format.quote && format.delimiter && *format.quote == *format.delimiter)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "delimiter and quote are the same character");
    return format;
}

} // namespace weir
