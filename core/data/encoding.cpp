#include "core/data/encoding.h"

#include "core/base/names.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <iconv.h>
#include <simdjson.h>
#include <utility>

namespace weir {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD
constexpr std::string_view utf8Mark = "\xEF\xBB\xBF";

struct KnownEncoding
{
    std::string_view name;
    const char *iconvName; ///< null: UTF-8
    std::size_t unit;      ///< bytes to skip behind an undecodable one
};

constexpr std::array<KnownEncoding, 24> knownEncodings = {{
    {"UTF-8", nullptr, 1},           {"UTF-16LE", "UTF-16LE", 2},
    {"UTF-16BE", "UTF-16BE", 2},     {"UTF-32LE", "UTF-32LE", 4},
    {"UTF-32BE", "UTF-32BE", 4},     {"GB18030", "GB18030", 1},
    {"Big5", "BIG5-HKSCS", 1},       {"Shift_JIS", "CP932", 1},
    {"EUC-JP", "EUC-JP", 1},         {"EUC-KR", "CP949", 1},
    {"windows-1250", "CP1250", 1},   {"windows-1251", "CP1251", 1},
    {"windows-1252", "CP1252", 1},   {"windows-1253", "CP1253", 1},
    {"windows-1254", "CP1254", 1},   {"windows-1257", "CP1257", 1},
    {"ISO-8859-1", "ISO-8859-1", 1}, {"ISO-8859-2", "ISO-8859-2", 1},
    {"ISO-8859-5", "ISO-8859-5", 1}, {"ISO-8859-7", "ISO-8859-7", 1},
    {"ISO-8859-9", "ISO-8859-9", 1}, {"ISO-8859-15", "ISO-8859-15", 1},
    {"KOI8-R", "KOI8-R", 1},         {"CP437", "CP437", 1},
}};

struct Alias
{
    std::string_view squeezed;
    std::string_view name;
};

constexpr std::array<Alias, 15> aliases = {{
    {"utf8withbom", "UTF-8"},
    {"utf8bom", "UTF-8"},
    {"ascii", "UTF-8"},
    {"usascii", "UTF-8"},
    {"utf16", "UTF-16LE"},
    {"gbk", "GB18030"},
    {"gb2312", "GB18030"},
    {"cp936", "GB18030"},
    {"cp950", "Big5"},
    {"big5hkscs", "Big5"},
    {"sjis", "Shift_JIS"},
    {"cp932", "Shift_JIS"},
    {"latin1", "ISO-8859-1"},
    {"cp949", "EUC-KR"},
    {"euccn", "GB18030"},
}};

/// Lower case without hyphens, underscores and spaces.
std::string squeezed(std::string_view name)
{
    std::string text;
    for (const char c : lowerAscii(name)) {
        if (c != '-' && c != '_' && c != ' ')
            text += c;
    }
    return text;
}

const KnownEncoding *findEncoding(std::string_view name)
{
    std::string wanted = squeezed(name);
    for (const Alias &alias : aliases) {
        if (wanted == alias.squeezed)
            wanted = squeezed(alias.name);
    }
    if (wanted.starts_with("cp125"))
        wanted.replace(0, 2, "windows");
    for (const KnownEncoding &known : knownEncodings) {
        if (squeezed(known.name) == wanted)
            return &known;
    }
    return nullptr;
}

/// Length of the valid UTF-8 sequence at the start of \a text; 0 if it is wrong, -1 if it may go on behind
/// the end.
int sequenceLength(std::string_view text)
{
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = at(0);
    if (first < 0x80)
        return 1;
    const int length = first >= 0xC2 && first <= 0xDF   ? 2
                       : (first & 0xF0) == 0xE0         ? 3
                       : first >= 0xF0 && first <= 0xF4 ? 4
                                                        : 0;
    for (int i = 1; i < length; ++i) {
        if (static_cast<std::size_t>(i) >= text.size())
            return -1;
        const unsigned char byte = at(static_cast<std::size_t>(i));
        // RFC 3629 narrows the second byte: no overlong forms, no surrogates, nothing above U+10FFFF.
        const unsigned char least = i > 1 ? 0x80 : first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        const unsigned char most = i > 1 ? 0xBF : first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (byte < least || byte > most)
            return 0;
    }
    return length;
}

/// Bytes at the end of \a text that begin a sequence which is not whole yet, at most 3.
std::size_t incompleteTail(std::string_view text)
{
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if (byte >= 0xC0)
            return sequenceLength(text.substr(text.size() - back)) < 0 ? back : 0;
        if (byte < 0x80)
            return 0;
    }
    return 0;
}

} // namespace

bool isUtf8(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }

std::int64_t codePointCount(std::string_view utf8)
{
    std::int64_t count = 0;
    for (const char c : utf8)
        count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

class Decoder::State
{
public:
    explicit State(const KnownEncoding &encoding) : m_encoding(encoding) {}
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    ~State()
    {
        if (m_iconv != noConverter())
            iconv_close(m_iconv);
    }

    [[nodiscard]] bool open()
    {
        if (m_encoding.iconvName)
            m_iconv = iconv_open("UTF-8", m_encoding.iconvName);
        return !m_encoding.iconvName || m_iconv != noConverter();
    }

    std::int64_t decode(std::string_view bytes, std::string &out, bool isLast,
                        std::vector<std::size_t> *replaced);

private:
    static iconv_t noConverter() { return reinterpret_cast<iconv_t>(-1); }
    std::int64_t decodeUtf8(std::string_view bytes, std::string &out, bool isLast,
                            std::vector<std::size_t> *replaced);
    std::int64_t decodeOther(std::string_view bytes, std::string &out, bool isLast,
                             std::vector<std::size_t> *replaced);
    static void replace(std::string &out, std::vector<std::size_t> *replaced)
    {
        if (replaced)
            replaced->push_back(out.size());
        out.append(replacement);
    }

    const KnownEncoding m_encoding;
    iconv_t m_iconv = noConverter();
    std::string m_pending; ///< an incomplete sequence, at most a few bytes between calls
    bool m_isAtStart = true;
};

std::int64_t Decoder::State::decode(std::string_view bytes, std::string &out, bool isLast,
                                    std::vector<std::size_t> *replaced)
{
    const std::size_t start = out.size();
    std::string joined;
    if (!m_pending.empty()) {
        joined = std::exchange(m_pending, {});
        joined.append(bytes);
        bytes = joined;
    }
    const std::int64_t bad = m_encoding.iconvName ? decodeOther(bytes, out, isLast, replaced)
                                                  : decodeUtf8(bytes, out, isLast, replaced);
    if (m_isAtStart && out.size() > start) {
        m_isAtStart = false;
        if (std::string_view(out).substr(start).starts_with(utf8Mark)) {
            out.erase(start, utf8Mark.size());
            for (std::size_t i = 0; replaced && i < replaced->size(); ++i)
                (*replaced)[i] -= (*replaced)[i] > start ? utf8Mark.size() : 0;
        }
    }
    if (isLast)
        m_isAtStart = true;
    return bad;
}

std::int64_t Decoder::State::decodeUtf8(std::string_view bytes, std::string &out, bool isLast,
                                        std::vector<std::size_t> *replaced)
{
    if (const std::size_t tail = isLast ? 0 : incompleteTail(bytes); tail > 0) {
        m_pending = bytes.substr(bytes.size() - tail);
        bytes.remove_suffix(tail);
    }
    if (isUtf8(bytes)) {
        out.append(bytes);
        return 0;
    }
    std::int64_t bad = 0;
    while (!bytes.empty()) {
        if (const int length = sequenceLength(bytes); length > 0) {
            out.append(bytes.substr(0, static_cast<std::size_t>(length)));
            bytes.remove_prefix(static_cast<std::size_t>(length));
        } else {
            replace(out, replaced);
            ++bad;
            bytes.remove_prefix(1);
        }
    }
    return bad;
}

std::int64_t Decoder::State::decodeOther(std::string_view bytes, std::string &out, bool isLast,
                                         std::vector<std::size_t> *replaced)
{
    std::int64_t bad = 0;
    auto *input = const_cast<char *>(bytes.data()); // iconv() does not write there (POSIX)
    std::size_t left = bytes.size();
    const auto flushTo = [&](char **from, std::size_t *size) {
        std::array<char, 4096> buffer;
        char *output = buffer.data();
        std::size_t room = buffer.size();
        const std::size_t result = iconv(m_iconv, from, size, &output, &room);
        const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
        out.append(buffer.data(), buffer.size() - room);
        return error;
    };
    while (left > 0) {
        const int error = flushTo(&input, &left);
        if (error == 0 || error == E2BIG)
            continue;
        if (error == EINVAL && !isLast) {
            m_pending.assign(input, left);
            break;
        }
        const std::size_t skipped = std::min(left, m_encoding.unit);
        replace(out, replaced);
        bad += static_cast<std::int64_t>(skipped);
        input += skipped;
        left -= skipped;
    }
    // HKSCS holds back a letter that an accent may follow.
    if (isLast)
        flushTo(nullptr, nullptr);
    return bad;
}

Decoder::Decoder(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Decoder::Decoder(Decoder &&) noexcept = default;
Decoder &Decoder::operator=(Decoder &&) noexcept = default;
Decoder::~Decoder() = default;

Result<Decoder> Decoder::make(std::string_view encoding)
{
    const KnownEncoding *known = findEncoding(encoding);
    if (known) {
        auto state = std::make_unique<State>(*known);
        if (state->open())
            return Decoder(std::move(state));
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("this machine has no converter for the encoding \"{}\" (package libc-bin, gconv)",
                        encoding));
    }
    std::vector<std::string> names;
    for (const KnownEncoding &one : knownEncodings)
        names.emplace_back(one.name);
    const std::string near = nearestName(encoding, names);
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("\"{}\" is not a known encoding{}; known are {}", encoding,
                            near.empty() ? "" : fmt::format(", did you mean \"{}\"", near),
                            fmt::join(names, ", ")));
}

std::int64_t Decoder::decode(std::string_view bytes, std::string &out, bool isLast,
                             std::vector<std::size_t> *replaced)
{
    return m_state->decode(bytes, out, isLast, replaced);
}

} // namespace weir
