#include "core/connectors/http/inflate.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <vector>

// Qt decodes bodies by itself but calls half a gzip stream success, so decoding is switched off there and
// done here, where the end of the stream is seen. RFC 1951 (deflate), RFC 1952 (gzip), RFC 1950 (zlib).

namespace weir {

namespace {

enum class Verdict { Done, Cut, Broken, TooLong };

/// Takes bits, lowest first. Past the end it gives zeros and remembers that.
class BitReader
{
public:
    explicit BitReader(std::string_view bytes) : m_bytes(bytes) {}

    [[nodiscard]] std::uint32_t peek(int count)
    {
        fill(count);
        return static_cast<std::uint32_t>(m_bits & ((std::uint64_t{1} << count) - 1));
    }
    void skip(int count)
    {
        if (count > m_count) {
            m_isPastEnd = true;
            m_bits = 0;
            m_count = 0;
            return;
        }
        m_bits >>= count;
        m_count -= count;
    }
    std::uint32_t take(int count)
    {
        const std::uint32_t value = peek(count);
        skip(count);
        return value;
    }
    /// To the next byte border; returns the bytes not yet taken.
    [[nodiscard]] std::string_view rest()
    {
        skip(m_count % 8);
        m_at -= static_cast<std::size_t>(m_count / 8);
        m_bits = 0;
        m_count = 0;
        return m_bytes.substr(m_at);
    }
    void advance(std::size_t bytes) { m_at += bytes; }
    [[nodiscard]] bool isPastEnd() const { return m_isPastEnd; }

private:
    void fill(int count)
    {
        while (m_count < count && m_at < m_bytes.size()) {
            m_bits |= std::uint64_t{static_cast<unsigned char>(m_bytes[m_at++])} << m_count;
            m_count += 8;
        }
    }

    std::string_view m_bytes;
    std::size_t m_at = 0;
    std::uint64_t m_bits = 0;
    int m_count = 0; ///< bits in m_bits
    bool m_isPastEnd = false;
};

/// A canonical Huffman code as one look-up table over its longest code.
class HuffmanCode
{
public:
    /// False: the lengths are no code.
    [[nodiscard]] bool build(const std::uint8_t *lengths, std::size_t symbols)
    {
        std::array<int, 16> counts{};
        for (std::size_t i = 0; i < symbols; ++i)
            ++counts[lengths[i]];
        counts[0] = 0;
        m_bits = 15;
        while (m_bits > 1 && counts[static_cast<std::size_t>(m_bits)] == 0)
            --m_bits;
        std::array<std::uint32_t, 16> next{};
        std::uint32_t code = 0;
        int left = 1;
        for (std::size_t length = 1; length <= 15; ++length) {
            left = left * 2 - counts[length];
            if (left < 0)
                return false;
            next[length] = code;
            code = (code + static_cast<std::uint32_t>(counts[length])) << 1;
        }
        m_table.assign(std::size_t{1} << m_bits, Entry{0, 0});
        for (std::size_t symbol = 0; symbol < symbols; ++symbol) {
            const int length = lengths[symbol];
            if (length == 0)
                continue;
            // Codes arrive with their first bit lowest, so the table is indexed by the reversed code.
            std::uint32_t reversed = 0;
            const std::uint32_t value = next[static_cast<std::size_t>(length)]++;
            for (int bit = 0; bit < length; ++bit)
                reversed |= ((value >> bit) & 1U) << (length - 1 - bit);
            for (std::size_t at = reversed; at < m_table.size(); at += std::size_t{1} << length)
                m_table[at] = {static_cast<std::uint16_t>(symbol), static_cast<std::uint8_t>(length)};
        }
        return true;
    }
    /// The next symbol, or -1 for bits that are no code.
    [[nodiscard]] int take(BitReader &bits) const
    {
        const Entry entry = m_table[bits.peek(m_bits)];
        if (entry.length == 0)
            return -1;
        bits.skip(entry.length);
        return entry.symbol;
    }

private:
    struct Entry
    {
        std::uint16_t symbol;
        std::uint8_t length;
    };
    std::vector<Entry> m_table;
    int m_bits = 1;
};

constexpr std::array<std::uint16_t, 29> lengthBase = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                      15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                      67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::array<std::uint8_t, 29> lengthBits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                     2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr std::array<std::uint16_t, 30> distanceBase = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
constexpr std::array<std::uint8_t, 30> distanceBits = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                                       6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

class Inflater
{
public:
    Inflater(std::string_view bytes, std::size_t start, std::size_t bytesMax, std::string &out)
        : m_bits(bytes), m_start(start), m_bytesMax(bytesMax), m_out(out)
    {}

    Verdict run()
    {
        for (bool isLast = false; !isLast;) {
            isLast = m_bits.take(1) == 1;
            Verdict verdict = Verdict::Broken;
            switch (m_bits.take(2)) {
            case 0:
                verdict = stored();
                break;
            case 1:
                verdict = fixed();
                break;
            case 2:
                verdict = dynamic();
                break;
            default:
                break;
            }
            if (m_bits.isPastEnd())
                return Verdict::Cut;
            if (verdict != Verdict::Done)
                return verdict;
        }
        return Verdict::Done;
    }
    [[nodiscard]] std::string_view rest() { return m_bits.rest(); }

private:
    Verdict stored()
    {
        const std::string_view bytes = m_bits.rest();
        if (bytes.size() < 4)
            return Verdict::Cut;
        const auto at = [&](std::size_t i) {
            return static_cast<unsigned>(static_cast<unsigned char>(bytes[i]));
        };
        const std::size_t length = at(0) | at(1) << 8;
        if ((length ^ 0xFFFF) != (at(2) | at(3) << 8))
            return Verdict::Broken;
        if (bytes.size() < 4 + length)
            return Verdict::Cut;
        if (m_out.size() + length > m_bytesMax)
            return Verdict::TooLong;
        m_out.append(bytes.substr(4, length));
        m_bits.advance(4 + length);
        return Verdict::Done;
    }

    Verdict fixed()
    {
        std::array<std::uint8_t, 288> lengths{};
        std::fill_n(lengths.begin(), 144, std::uint8_t{8});
        std::fill_n(lengths.begin() + 144, 112, std::uint8_t{9});
        std::fill_n(lengths.begin() + 256, 24, std::uint8_t{7});
        std::fill_n(lengths.begin() + 280, 8, std::uint8_t{8});
        std::array<std::uint8_t, 30> distances{};
        distances.fill(5);
        return m_literals.build(lengths.data(), lengths.size()) &&
                       m_distances.build(distances.data(), distances.size())
                   ? symbols()
                   : Verdict::Broken;
    }

    Verdict dynamic()
    {
        constexpr std::array<std::uint8_t, 19> order = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                        11, 4,  12, 3, 13, 2, 14, 1, 15};
        const std::size_t literals = m_bits.take(5) + 257;
        const std::size_t distances = m_bits.take(5) + 1;
        const std::size_t codes = m_bits.take(4) + 4;
        if (literals > 286 || distances > 30)
            return Verdict::Broken;
        std::array<std::uint8_t, 19> codeLengths{};
        for (std::size_t i = 0; i < codes; ++i)
            codeLengths[order[i]] = static_cast<std::uint8_t>(m_bits.take(3));
        HuffmanCode lengthCode;
        if (!lengthCode.build(codeLengths.data(), codeLengths.size()))
            return Verdict::Broken;
        std::array<std::uint8_t, 286 + 30> lengths{};
        for (std::size_t at = 0; at < literals + distances;) {
            const int symbol = lengthCode.take(m_bits);
            if (symbol < 0 || m_bits.isPastEnd() || (symbol == 16 && at == 0))
                return m_bits.isPastEnd() ? Verdict::Cut : Verdict::Broken;
            if (symbol < 16) {
                lengths[at++] = static_cast<std::uint8_t>(symbol);
                continue;
            }
            const std::uint8_t value = symbol == 16 ? lengths[at - 1] : std::uint8_t{0};
            const std::size_t times = symbol == 16   ? 3 + m_bits.take(2)
                                      : symbol == 17 ? 3 + m_bits.take(3)
                                                     : 11 + m_bits.take(7);
            if (at + times > literals + distances)
                return Verdict::Broken;
            std::fill_n(lengths.begin() + static_cast<std::ptrdiff_t>(at), times, value);
            at += times;
        }
        return lengths[256] != 0 && m_literals.build(lengths.data(), literals) &&
                       m_distances.build(lengths.data() + literals, distances)
                   ? symbols()
                   : Verdict::Broken;
    }

    Verdict symbols()
    {
        for (;;) {
            const int symbol = m_literals.take(m_bits);
            if (m_bits.isPastEnd())
                return Verdict::Cut;
            if (symbol < 0 || symbol > 285)
                return Verdict::Broken;
            if (symbol == 256)
                return Verdict::Done;
            if (symbol < 256) {
                if (m_out.size() >= m_bytesMax)
                    return Verdict::TooLong;
                m_out += static_cast<char>(symbol);
                continue;
            }
            if (const Verdict verdict = copy(static_cast<std::size_t>(symbol - 257));
                verdict != Verdict::Done)
                return verdict;
        }
    }

    Verdict copy(std::size_t lengthSymbol)
    {
        const std::size_t length = lengthBase[lengthSymbol] + m_bits.take(lengthBits[lengthSymbol]);
        const int distanceSymbol = m_distances.take(m_bits);
        if (m_bits.isPastEnd())
            return Verdict::Cut;
        if (distanceSymbol < 0 || distanceSymbol > 29)
            return Verdict::Broken;
        const auto which = static_cast<std::size_t>(distanceSymbol);
        const std::size_t distance = distanceBase[which] + m_bits.take(distanceBits[which]);
        if (distance > m_out.size() - m_start)
            return Verdict::Broken;
        if (m_out.size() + length > m_bytesMax)
            return Verdict::TooLong;
        const std::size_t from = m_out.size() - distance;
        const std::size_t to = m_out.size();
        m_out.resize(to + length);
        char *const bytes = m_out.data();
        for (std::size_t i = 0; i < length; ++i) // overlapping on purpose: a distance of 1 repeats one byte
            bytes[to + i] = bytes[from + i];
        return Verdict::Done;
    }

    BitReader m_bits;
    std::size_t m_start; ///< where this stream's output begins
    std::size_t m_bytesMax;
    std::string &m_out;
    HuffmanCode m_literals;
    HuffmanCode m_distances;
};

constexpr std::array<std::uint32_t, 256> crcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320U : 0U);
        table[i] = value;
    }
    return table;
}();

std::uint32_t crc32(std::string_view bytes)
{
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes)
        crc = (crc >> 8) ^ crcTable[(crc ^ static_cast<unsigned char>(c)) & 0xFF];
    return ~crc;
}

std::uint32_t adler32(std::string_view bytes)
{
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const char c : bytes) {
        a = (a + static_cast<unsigned char>(c)) % 65'521;
        b = (b + a) % 65'521;
    }
    return b << 16 | a;
}

std::uint32_t littleEndian(std::string_view bytes)
{
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

Unexpected cut() { return fail(ErrorCode::Unavailable, Recovery::Retry, "the compressed body ends early"); }

Unexpected asError(Verdict verdict, std::size_t bytesMax)
{
    if (verdict == Verdict::Cut)
        return cut();
    if (verdict == Verdict::TooLong)
        return fail(ErrorCode::InvalidRow, Recovery::Stop,
                    fmt::format("the body unpacks to more than {} bytes", bytesMax));
    return fail(ErrorCode::Unavailable, Recovery::Retry, "the compressed body is damaged");
}

/// Length of the gzip header at the front of \a bytes, or 0.
std::size_t gzipHeader(std::string_view bytes)
{
    if (bytes.size() < 10 || bytes[0] != '\x1F' || bytes[1] != '\x8B' || bytes[2] != 8)
        return 0;
    const auto flags = static_cast<unsigned char>(bytes[3]);
    std::size_t at = 10;
    if ((flags & 4) != 0) {
        if (bytes.size() < at + 2)
            return 0;
        at += 2 + (static_cast<unsigned char>(bytes[at]) |
                   static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 1])) << 8);
    }
    for (const int flag : {8, 16}) { // file name, comment: zero-terminated
        if ((flags & flag) == 0)
            continue;
        const std::size_t end = bytes.find('\0', std::min(at, bytes.size()));
        if (end == std::string_view::npos)
            return 0;
        at = end + 1;
    }
    at += (flags & 2) != 0 ? 2 : 0;
    return at <= bytes.size() ? at : 0;
}

} // namespace

Result<std::string> gunzip(std::string_view compressed, std::size_t bytesMax)
{
    std::string out;
    if (compressed.empty())
        return cut();
    while (!compressed.empty()) {
        const std::size_t header = gzipHeader(compressed);
        if (header == 0)
            return cut();
        const std::size_t start = out.size();
        Inflater inflater(compressed.substr(header), start, bytesMax, out);
        if (const Verdict verdict = inflater.run(); verdict != Verdict::Done)
            return asError(verdict, bytesMax);
        const std::string_view trailer = inflater.rest();
        if (trailer.size() < 8)
            return cut();
        const std::string_view member = std::string_view(out).substr(start);
        if (littleEndian(trailer) != crc32(member) ||
            littleEndian(trailer.substr(4)) != static_cast<std::uint32_t>(member.size()))
            return asError(Verdict::Broken, bytesMax);
        compressed = trailer.substr(8);
    }
    return out;
}

Result<std::string> inflateZlib(std::string_view compressed, std::size_t bytesMax)
{
    if (compressed.size() < 6)
        return cut();
    const unsigned first = static_cast<unsigned char>(compressed[0]);
    const unsigned second = static_cast<unsigned char>(compressed[1]);
    if ((first & 0x0F) != 8 || (first * 256 + second) % 31 != 0 || (second & 0x20) != 0)
        return asError(Verdict::Broken, bytesMax);
    std::string out;
    Inflater inflater(compressed.substr(2), 0, bytesMax, out);
    if (const Verdict verdict = inflater.run(); verdict != Verdict::Done)
        return asError(verdict, bytesMax);
    const std::string_view trailer = inflater.rest();
    if (trailer.size() < 4)
        return cut();
    std::uint32_t expected = 0;
    for (std::size_t i = 0; i < 4; ++i)
        expected = expected << 8 | static_cast<unsigned char>(trailer[i]);
    if (expected != adler32(out))
        return asError(Verdict::Broken, bytesMax);
    return out;
}

} // namespace weir
