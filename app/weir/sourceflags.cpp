#include "app/weir/sourceflags.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace weir {

namespace {

constexpr std::size_t queryBytesMax = std::size_t{1} << 20;

Unexpected refused(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

Result<std::string> readQuery(const std::string &path)
{
    std::ifstream file(path);
    if (!file)
        return refused(fmt::format("--query: cannot read {}", path));
    std::ostringstream text;
    text << file.rdbuf();
    if (text.str().size() > queryBytesMax)
        return refused(fmt::format("--query: {} is larger than 1 MiB", path));
    return text.str();
}

} // namespace

void SourceFlags::define(CLI::App &app)
{
    app.add_option("--select", select, "Only these source fields: a,b")->delimiter(',');
    app.add_option("--where", where, "SQL condition for database sources");
    app.add_option("--query", query, "File with a SELECT instead of a table");
    app.add_option("--order-key", orderKey, "Unique, ordered field of the query, so that it can resume");
    app.add_option("--cursor", cursor, "Field that grows: later runs read only what is new");
    app.add_option("--overlap", overlap, "How far behind the cursor to read again (10m)");
    app.add_flag("--scan", isScanAll, "Choose types from the whole file, not a sample");
    app.add_option("--format", format, "csv, tsv, ndjson, json or xlsx")->group("Files");
    app.add_option("--delimiter", delimiter, "Field delimiter")->group("Files");
    app.add_option("--encoding", encoding, "Encoding of the file (gbk, utf-16 …)")->group("Files");
    app.add_flag("--no-header", hasNoHeader, "The first line is data")->group("Files");
    app.add_option("--header-row", headerRow, "Line of the header, counted from 1")->group("Files");
    app.add_option("--skip", skip, "Lines to leave out before the header")->group("Files");
    app.add_option("--sheet", sheet, "Sheet of a workbook: name or number (default: the first with content)")->group("Files");
    app.add_option("--values", values, "Cells of a workbook: stored (default), or shown: as a spreadsheet shows them")
        ->group("Files");
    app.add_option("--null", nullText, "Text that means NULL")->group("Files");
    app.add_option("--records", records, "JSON path of the records ($.items)")->group("APIs");
    app.add_option("--next", next, "JSON path of the next page's URL")->group("APIs");
    app.add_flag("--link-header", isLinkHeader, "Follow Link: <…>; rel=\"next\"")->group("APIs");
    app.add_option("--page-param", pageParam, "Query parameter with the page number")->group("APIs");
    app.add_option("--first-page", firstPage, "Number of the first page (default 1)")->group("APIs");
    app.add_option("--offset-param", offsetParam, "Query parameter with the offset")->group("APIs");
    app.add_option("--limit-size", limitSize, "Rows per page of an offset API")->group("APIs");
    app.add_option("--next-cursor", nextCursor, "JSON path of the next cursor")->group("APIs");
    app.add_option("--cursor-param", cursorParam, "Query parameter for the cursor")->group("APIs");
    app.add_option("--bearer-secret", bearerSecret, "Name of the secret with the bearer token")->group("APIs");
    app.add_option("--header", headers, "Request header 'Name: value'; a secret as 'X-Api-Key: {secret:NAME}'")->group("APIs");
    app.add_option("--rate", rate, "Requests per second at most")->group("APIs");
    app.add_flag("--allow-http", allowsHttp, "Allow http:// beyond this machine")->group("APIs");
    app.add_option("--source-secret", sourceSecret, "Name of the source's password")->group("Databases");
}

Result<Json> SourceFlags::dialect() const
{
    Json object = Json::object();
    const auto text = [&](const char *name, const std::string &value) {
        if (!value.empty())
            object[name] = value;
    };
    text("format", format);
    text("delimiter", delimiter == "\\t" ? "\t" : delimiter);
    text("encoding", encoding);
    text("null", nullText);
    text("sheet", sheet);
    text("values", values);
    if (hasNoHeader)
        object["header"] = false;
    if (headerRow > 0)
        object["headerRow"] = headerRow;
    if (skip >= 0)
        object["skip"] = skip;
    text("records", records);
    text("next", next);
    text("pageParam", pageParam);
    if (!pageParam.empty())
        object["firstPage"] = firstPage;
    text("offsetParam", offsetParam);
    if (limitSize > 0)
        object["limitSize"] = limitSize;
    text("nextCursor", nextCursor);
    text("cursorParam", cursorParam);
    text("bearerSecret", bearerSecret);
    if (isLinkHeader)
        object["linkHeader"] = true;
    if (rate > 0)
        object["rate"] = rate;
    if (allowsHttp)
        object["allowHttp"] = true;
    WEIR_CHECK(addHeaders(object));
    if (!sourceSecret.empty())
        object["passwordSecret"] = sourceSecret;
    return object;
}

Result<void> SourceFlags::addHeaders(Json &object) const
{
    for (const std::string &header : headers) {
        const std::size_t colon = header.find(':');
        const std::size_t value = colon == std::string::npos ? colon : header.find_first_not_of(' ', colon + 1);
        if (colon == 0 || value == std::string::npos)
            return refused("--header takes 'Name: value'; how a secret is named shows --help");
        object["headers"].push_back({header.substr(0, colon), header.substr(value)});
    }
    return {};
}

Result<void> SourceFlags::apply(ReadOptions &read) const
{
    if (rate < 0)
        return refused("--rate takes requests per second, more than 0");
    read.select = select;
    read.where = where;
    read.cursorField = cursor;
    read.overlap = overlap;
    read.scanAll = isScanAll;
    if (!orderKey.empty())
        read.orderKey = {orderKey};
    if (!query.empty()) {
        WEIR_TRY(read.query, readQuery(query));
    }
    WEIR_TRY(Json options, dialect());
    if (!options.empty())
        read.format = std::make_shared<const Json>(std::move(options));
    return {};
}

} // namespace weir
