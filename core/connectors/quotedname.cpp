#include "core/connectors/quotedname.h"

namespace weir {

std::string quotedName(std::string_view name, char quote)
{
    std::string out(1, quote);
    for (const char c : name) {
        if (c == quote)
            out += quote;
        out += c;
    }
    out += quote;
    return out;
}

bool readQuotedName(std::string_view text, char quote, std::size_t &at, std::string &part)
{
    for (++at; at < text.size(); ++at) {
        if (text[at] != quote) {
            part += text[at];
        } else if (at + 1 < text.size() && text[at + 1] == quote) {
            part += text[++at];
        } else {
            ++at;
            return true;
        }
    }
    return false;
}

} // namespace weir
