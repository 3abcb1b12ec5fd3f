#include "core/connectors/http/contentcoding.h"

#include "core/base/names.h"
#include "core/base/redact.h"
#include "core/connectors/http/inflate.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <zstd.h>

namespace weir {

namespace {

constexpr std::size_t ratioFreeBytes = 1U << 20; ///< small bodies may be as repetitive as they like

Result<std::string> unzstd(std::string_view packed, std::size_t bytesMax)
{
    const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(),
                                                                            &ZSTD_freeDStream);
    std::string out;
    ZSTD_inBuffer input{packed.data(), packed.size(), 0};
    std::string part(ZSTD_DStreamOutSize(), '\0');
    std::size_t left = 1; // 0 once a frame ended with its checksum
    while (input.pos < input.size || left != 0) {
        ZSTD_outBuffer output{part.data(), part.size(), 0};
        const std::size_t before = input.pos;
        left = ZSTD_decompressStream(stream.get(), &output, &input);
        if (ZSTD_isError(left) != 0)
            return fail(ErrorCode::Unavailable, Recovery::Retry, "the compressed body is damaged");
        if (out.size() + output.pos > bytesMax)
            return fail(ErrorCode::InvalidRow, Recovery::Stop,
                        fmt::format("the body unpacks to more than {} bytes", bytesMax));
        out.append(part.data(), output.pos);
        if (left != 0 && input.pos == before && output.pos == 0)
            return fail(ErrorCode::Unavailable, Recovery::Retry, "the compressed body ends early");
    }
    return out;
}

} // namespace

Result<std::string> decodeContent(std::string_view coding, std::string body, const HttpLimits &limits)
{
    const std::string name = lowerAscii(coding);
    if (name.empty() || name == "identity")
        return body;
    const std::size_t bytesMax =
        std::min(limits.bodyBytesMax, std::max(ratioFreeBytes, body.size() * limits.ratioMax));
    if (name == "gzip" || name == "x-gzip")
        return gunzip(body, bytesMax);
    if (name == "deflate")
        return inflateZlib(body, bytesMax);
    if (name == "zstd")
        return unzstd(body, bytesMax);
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("the server packed its answer as \"{}\", which was not asked for",
                            escapeControls(name.substr(0, 60))));
}

} // namespace weir
