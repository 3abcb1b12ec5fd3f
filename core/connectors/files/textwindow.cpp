#include "core/connectors/files/textwindow.h"

#include "core/base/names.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace weir {

namespace {

bool hasNul(std::string_view text)
{
    return !text.empty() && std::memchr(text.data(), 0, text.size()) != nullptr;
}

/// \a name begins with \a squeezed when hyphens and underscores are left out of it.
bool isNamed(std::string_view name, std::string_view squeezed)
{
    std::string plain;
    for (const char c : name) {
        if (c != '-' && c != '_' && c != ' ')
            plain += c;
    }
    return plain.rfind(squeezed, 0) == 0;
}

} // namespace

bool isUtf8Name(std::string_view encoding)
{
    const std::string name = lowerAscii(encoding);
    return isNamed(name, "utf8") || name == "ascii" || name == "us-ascii";
}

Result<TextWindow> TextWindow::make(const FileInput &input, std::int64_t offset, std::string_view encoding)
{
    if (isUtf8Name(encoding))
        return TextWindow(input, offset, std::nullopt, 1, false);
    const std::string name = lowerAscii(encoding);
    const int unitBytes = isNamed(name, "utf16") ? 2 : isNamed(name, "utf32") ? 4 : 1;
    const bool isBigEndian = unitBytes > 1 && name.size() > 2 && name.substr(name.size() - 2) == "be";
    WEIR_TRY(Decoder decoder, Decoder::make(encoding));
    return TextWindow(input, offset, std::move(decoder), unitBytes, isBigEndian);
}

TextWindow::TextWindow(const FileInput &input, std::int64_t offset, std::optional<Decoder> decoder,
                       int unitBytes, bool isBigEndian)
    : m_raw(input, offset),
      m_decoder(std::move(decoder)),
      m_unitBytes(unitBytes),
      m_isBigEndian(isBigEndian),
      m_rawStart(offset),
      m_rawDecoded(offset)
{}

std::string_view TextWindow::ahead() const
{
    return m_decoder ? std::string_view(m_text).substr(m_position) : m_raw.ahead();
}

bool TextWindow::isAtEnd() const
{
    return m_raw.isAtEnd() &&
           (!m_decoder || m_rawDecoded == m_raw.offset() + static_cast<std::int64_t>(m_raw.ahead().size()));
}

Result<void> TextWindow::more(const CancelToken &token)
{
    if (!m_decoder) {
        WEIR_CHECK(m_raw.more(token));
    } else {
        // Text that is consumed goes before more comes, so that the window stays as small as its records
        // allow.
        m_text.erase(0, m_position);
        for (Line &line : m_lines)
            line.textEnd -= m_position;
        m_position = 0;
        const std::size_t before = m_text.size();
        while (m_text.size() == before && !isAtEnd()) {
            WEIR_CHECK(m_raw.more(token));
            decodeLines();
        }
        m_text.reserve(m_text.size() + FileWindow::paddingBytes);
    }
    learnSoundness();
    return {};
}

std::size_t TextWindow::findLineEnd(std::string_view raw, std::size_t from, char &which) const
{
    if (m_unitBytes == 1) {
        const std::size_t at = raw.find_first_of("\r\n", from);
        if (at != std::string_view::npos)
            which = raw[at];
        return at;
    }
    const auto unit = static_cast<std::size_t>(m_unitBytes);
    const std::size_t low = m_isBigEndian ? unit - 1 : 0;
    for (std::size_t i = from; i + unit <= raw.size(); i += unit) {
        if (raw[i + low] != '\n' && raw[i + low] != '\r')
            continue;
        const std::string_view bytes = raw.substr(i, unit);
        if (std::count(bytes.begin(), bytes.end(), '\0') == m_unitBytes - 1) {
            which = raw[i + low];
            return i;
        }
    }
    return std::string_view::npos;
}

void TextWindow::decodeLine(std::string_view raw, std::string_view lineEnd, std::int64_t rawEnd)
{
    const std::int64_t broken = raw.empty() ? 0 : m_decoder->decode(raw, m_text, true);
    m_text.append(lineEnd);
    m_lines.push_back({m_text.size(), rawEnd, broken > 0});
}

void TextWindow::decodeLines()
{
    const std::string_view ahead = m_raw.ahead();
    std::string_view raw = ahead.substr(static_cast<std::size_t>(m_rawDecoded - m_raw.offset()));
    std::size_t from = 0;
    for (;;) {
        char which = '\n';
        const std::size_t at = findLineEnd(raw, from, which);
        if (at == std::string_view::npos)
            break;
        const std::size_t behind = at + static_cast<std::size_t>(m_unitBytes);
        decodeLine(raw.substr(from, at - from), {&which, 1},
                   m_rawDecoded + static_cast<std::int64_t>(behind));
        from = behind;
    }
    m_rawDecoded += static_cast<std::int64_t>(from);
    std::string_view rest = raw.substr(from);
    if (rest.empty() || (!m_raw.isAtEnd() && rest.size() < lineBytesMax))
        return;
    if (!m_raw.isAtEnd())
        rest = rest.substr(0, rest.size() / 4 * 4);
    m_rawDecoded += static_cast<std::int64_t>(rest.size());
    decodeLine(rest, {}, m_rawDecoded);
}

void TextWindow::consume(std::size_t count)
{
    m_consumed += count;
    if (!m_decoder)
        return m_raw.consume(count);
    const std::int64_t to = offsetAt(count);
    m_position += count;
    while (!m_lines.empty() && m_lines.front().textEnd <= m_position)
        m_lines.pop_front();
    m_raw.consume(static_cast<std::size_t>(to - m_raw.offset()));
    m_rawStart = to;
}

std::int64_t TextWindow::offset() const { return m_decoder ? m_rawStart : m_raw.offset(); }

std::int64_t TextWindow::offsetAt(std::size_t count) const
{
    if (!m_decoder)
        return m_raw.offset() + static_cast<std::int64_t>(count);
    if (count == 0)
        return m_rawStart;
    const auto line = std::lower_bound(m_lines.begin(), m_lines.end(), m_position + count,
                                       [](const Line &left, std::size_t end) { return left.textEnd < end; });
    assert(line != m_lines.end() && line->textEnd == m_position + count && "not a line border");
    return line->rawEnd;
}

std::string_view TextWindow::rawAhead(std::size_t count) const
{
    return m_raw.ahead().substr(0, static_cast<std::size_t>(offsetAt(count) - m_raw.offset()));
}

void TextWindow::learnSoundness()
{
    const std::string_view text = ahead();
    const std::size_t checked = m_checkedTo > m_consumed ? m_checkedTo - m_consumed : 0;
    std::size_t to = text.size();
    if (!isAtEnd()) {
        const std::size_t lineFeed = text.rfind('\n');
        to = lineFeed == std::string_view::npos ? 0 : lineFeed + 1;
    }
    if (to <= checked)
        return;
    // A line feed is never inside a UTF-8 sequence: stretches between line feeds are sound each by itself.
    if (isSound(checked, to)) {
        if (m_soundTo < m_consumed + checked)
            m_soundFrom = m_consumed + checked;
        m_soundTo = m_consumed + to;
    }
    m_checkedTo = m_consumed + to;
}

bool TextWindow::isSound(std::size_t from, std::size_t to) const
{
    const std::string_view text = ahead().substr(from, to - from);
    if (hasNul(text))
        return false;
    if (!m_decoder)
        return isUtf8(text);
    const auto first =
        std::upper_bound(m_lines.begin(), m_lines.end(), m_position + from,
                         [](std::size_t start, const Line &line) { return start < line.textEnd; });
    for (auto line = first; line != m_lines.end(); ++line) {
        if (line->isBroken)
            return false;
        if (line->textEnd >= m_position + to)
            break;
    }
    return true;
}

} // namespace weir
