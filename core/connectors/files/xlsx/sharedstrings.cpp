#include "core/connectors/files/xlsx/sharedstrings.h"

#include "core/connectors/files/xlsx/xmlparser.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace weir {

namespace {

void appendUtf8(unsigned code, std::string &out)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

/// Collects the <t> of each <si>, runs of rich text one behind the other, without phonetic hints (<rPh>).
struct StringsHandler final : XmlHandler
{
    StringsHandler(std::string &bytes, std::vector<std::uint32_t> &ends) : bytes(bytes), ends(ends) {}
    void startElement(std::string_view name, const XmlAttributes &) override
    {
        if (name == "t")
            isInText = !isInPhonetic;
        else if (name == "rPh")
            isInPhonetic = true;
        else if (name == "si")
            begin = bytes.size();
    }
    void endElement(std::string_view name) override
    {
        if (name == "t") {
            isInText = false;
        } else if (name == "rPh") {
            isInPhonetic = false;
        } else if (name == "si") {
            decodeEscapes(bytes, begin);
            ends.push_back(static_cast<std::uint32_t>(bytes.size()));
            isFull = isFull || ends.size() > SharedStrings::countMax;
            if (isFull)
                parser->suspend();
        }
    }
    void text(std::string_view text) override
    {
        if (!isInText || isFull)
            return;
        bytes.append(text);
        isFull = bytes.size() > SharedStrings::bytesMax;
    }
    std::string &bytes;
    std::vector<std::uint32_t> &ends;
    XmlParser *parser = nullptr;
    std::size_t begin = 0;
    bool isInText = false, isInPhonetic = false, isFull = false;
};

} // namespace

void decodeEscapes(std::string &text, std::size_t from)
{
    std::size_t at = text.find("_x", from);
    if (at == std::string::npos)
        return;
    std::string decoded;
    std::size_t done = from;
    for (; at != std::string::npos; at = text.find("_x", at)) {
        unsigned code = 0;
        const char *first = text.data() + at + 2;
        const bool isEscape = at + 6 < text.size() && text[at + 6] == '_' &&
                              std::from_chars(first, first + 4, code, 16).ptr == first + 4;
        if (!isEscape || code == 0 || (code >= 0xD800 && code < 0xE000)) {
            at += 2;
            continue;
        }
        decoded.append(text, done, at - done);
        appendUtf8(code, decoded);
        at += 7;
        done = at;
    }
    decoded.append(text, done, std::string::npos);
    text.resize(from);
    text += decoded;
}

Result<SharedStrings> SharedStrings::read(const ZipArchive &archive, const std::string &name, const CancelToken &token)
{
    SharedStrings strings;
    if (name.empty() || !archive.find(name))
        return strings;
    WEIR_TRY(ZipArchive::Part part, archive.openPart(name));
    // Once, so that growing does not hold it twice; pages that are not written cost nothing.
    strings.m_bytes.reserve(std::min(static_cast<std::size_t>(archive.find(name)->bytes), bytesMax));
    StringsHandler handler(strings.m_bytes, strings.m_ends);
    XmlParser parser(std::move(part), handler, fmt::format("\"{}\" of {}", name, archive.path()));
    handler.parser = &parser;
    WEIR_TRY(const bool isStopped, parser.run(token));
    if (isStopped || handler.isFull)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} holds more than {} MiB of different texts or more than {} of them, which is more "
                                "than is kept in memory. Save the sheet as CSV and read that",
                                archive.path(), bytesMax >> 20, countMax));
    return strings;
}

} // namespace weir
