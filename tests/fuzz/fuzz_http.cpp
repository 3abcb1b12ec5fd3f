// What a server may answer: the head and body of a response however it is cut, packed bodies, pages, URLs and Link
// headers. The first byte of an input chooses the reader.

#include "core/connectors/http/contentcoding.h"
#include "core/connectors/http/inflate.h"
#include "core/connectors/http/pagebody.h"
#include "core/connectors/http/pagerules.h"
#include "core/connectors/http/responseparser.h"
#include "core/data/jsonrecords.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

using namespace weir;

namespace {

constexpr std::size_t bodyMax = 64U << 10;

void require(bool holds)
{
    if (!holds)
        std::abort();
}

HttpLimits limits()
{
    HttpLimits limits;
    limits.bodyBytesMax = bodyMax;
    return limits;
}

ResponseParser parsed(std::string_view bytes, std::size_t chunk)
{
    ResponseParser parser(limits());
    while (!bytes.empty()) {
        parser.feed(bytes.substr(0, chunk));
        bytes.remove_prefix(std::min(chunk, bytes.size()));
    }
    parser.close();
    return parser;
}

void readResponse(std::string_view bytes)
{
    const ResponseParser whole = parsed(bytes, bytes.size() + 1);
    require(whole.body().size() <= bodyMax);
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}}) {
        const ResponseParser cut = parsed(bytes, chunk);
        require(cut.state() == whole.state() && cut.status() == whole.status());
        require(cut.headers() == whole.headers());
        require(whole.state() != ResponseParser::State::Done || cut.body() == whole.body());
    }
}

void readPage(std::string_view bytes)
{
    HttpResponse response;
    response.status = 200;
    response.body.reserve(bytes.size() + 64);
    response.body = bytes;
    for (const bool isLines : {false, true}) {
        PageLayout layout;
        layout.isLines = isLines;
        layout.findsPaging = true;
        const PageBody page = readPageBody(response, layout);
        const char *begin = response.body.data();
        require(page.records.empty()
                || (page.records.data() >= begin
                    && page.records.data() + page.records.size() <= begin + response.body.size()));
    }
}

void readUrl(std::string_view text)
{
    (void)linkNext(text);
    const auto url = Url::parse(text);
    if (!url) {
        const auto base = Url::parse("https://shop.example/api/orders?page=2");
        if (const auto resolved = base->resolve(text)) {
            // What a server names stays within the two schemes, and is read again as it was.
            require(resolved->scheme == "http" || resolved->scheme == "https");
            const auto again = Url::parse(resolved->text());
            require(again && *again == *resolved);
        }
        return;
    }
    const auto again = Url::parse(url->text());
    require(again && *again == *url);
    const auto resolved = url->resolve(url->text());
    require(resolved.has_value());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0 || size > 4096)
        return 0;
    const std::string_view text(reinterpret_cast<const char *>(data) + 1, size - 1);
    switch (data[0] % 5) {
    case 0: readResponse(text); break;
    case 1:
        for (const auto &unpacked : {gunzip(text, bodyMax), inflateZlib(text, bodyMax)})
            require(!unpacked || unpacked->size() <= bodyMax);
        break;
    case 2: {
        const auto unpacked = decodeContent("zstd", std::string(text), limits());
        require(!unpacked || unpacked->size() <= bodyMax);
        break;
    }
    case 3: readPage(text); break;
    default: readUrl(text); break;
    }
    return 0;
}
