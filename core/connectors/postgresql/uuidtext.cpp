#include "core/connectors/postgresql/uuidtext.h"

namespace weir::postgresql {

namespace {

int digitOf(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

bool parseUuid(std::string_view text, char *bytes)
{
    if (text.starts_with('{')) {
        if (!text.ends_with('}'))
            return false;
        text = text.substr(1, text.size() - 2);
    }
    std::size_t at = 0;
    for (int i = 0; i < 16; ++i) {
        if (at + 2 > text.size())
            return false;
        const int high = digitOf(text[at]), low = digitOf(text[at + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = static_cast<char>(high * 16 + low);
        at += 2;
        if (i % 2 == 1 && i < 15 && at < text.size() && text[at] == '-')
            ++at;
    }
    return at == text.size();
}

void appendUuid(const char *bytes, std::string &out)
{
    static constexpr char digits[] = "0123456789abcdef";
    for (int i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out += '-';
        const auto byte = static_cast<unsigned char>(bytes[i]);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
}

} // namespace weir::postgresql
