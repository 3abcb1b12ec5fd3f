#include "app/weir/copyjob.h"

#include "core/workspace/configfile.h"
#include "core/workspace/workspace.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace weir {

namespace {

Unexpected wrong(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

} // namespace

void CopyFlags::define(CLI::App &app)
{
    app.add_option("--key", key, "Key fields of the target: a,b")->delimiter(',');
    app.add_option("--mode", mode, "append, upsert, update, replace or mirror (default: upsert with a key, else append)");
    app.add_option("--version-field", version, "Field that tells which of two rows is newer");
    app.add_option("--map", map, "Job or mapping file whose mapping is used");
    app.add_option("--filter", filter, "Keep only rows for which EXPR is true");
    app.add_option("--select", select, "Only these source fields: a,b")->delimiter(',');
    app.add_option("--where", where, "SQL condition for database sources");
    app.add_option("--query", query, "File with a SELECT instead of a table");
    app.add_option("--order-key", orderKey, "Unique, ordered field of the query, so that it can resume");
    app.add_option("--cursor", cursor, "Field that grows: later runs read only what is new");
    app.add_option("--overlap", overlap, "How far behind the cursor to read again (10m)");
    app.add_option("--types", types, "Types of created columns: text, or col=type,…")->delimiter(',');
    app.add_option("--zone", zone, "Zone of times without offset (Asia/Shanghai)");
    app.add_flag("--scan", isScanAll, "Choose types from the whole file, not a sample");
    app.add_option("--format", format, "csv, tsv, ndjson or json")->group("Files");
    app.add_option("--delimiter", delimiter, "Field delimiter")->group("Files");
    app.add_option("--encoding", encoding, "Encoding of the file (gbk, utf-16 …)")->group("Files");
    app.add_flag("--no-header", hasNoHeader, "The first line is data")->group("Files");
    app.add_option("--header-row", headerRow, "Line of the header, counted from 1")->group("Files");
    app.add_option("--skip", skip, "Lines to leave out before the header")->group("Files");
    app.add_option("--null", nullText, "Text that means NULL")->group("Files");
    app.add_option("--records", records, "JSON path of the records ($.items)")->group("APIs");
    app.add_option("--next", next, "JSON path of the next page's URL")->group("APIs");
    app.add_flag("--link-header", isLinkHeader, "Follow Link: <…>; rel=\"next\"")->group("APIs");
    app.add_option("--page-param", pageParam, "Query parameter with the page number")->group("APIs");
    app.add_option("--first-page", firstPage, "Number of the first page")->group("APIs");
    app.add_option("--offset-param", offsetParam, "Query parameter with the offset")->group("APIs");
    app.add_option("--limit-size", limitSize, "Rows per page of an offset API")->group("APIs");
    app.add_option("--next-cursor", nextCursor, "JSON path of the next cursor")->group("APIs");
    app.add_option("--cursor-param", cursorParam, "Query parameter for the cursor")->group("APIs");
    app.add_option("--bearer-secret", bearerSecret, "Name of the secret with the bearer token")->group("APIs");
    app.add_option("--header", headers, "Request header; secrets as {secret:NAME}")->group("APIs");
    app.add_option("--rate", rate, "Requests per second at most")->group("APIs");
    app.add_flag("--allow-http", allowsHttp, "Allow http:// beyond this machine")->group("APIs");
    app.add_option("--source-secret", sourceSecret, "Name of the source's password")->group("Databases");
    app.add_option("--target-secret", targetSecret, "Name of the target's password")->group("Databases");
}

Json CopyFlags::sourceFormat() const
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
    for (const std::string &header : headers) {
        const std::size_t colon = header.find(':');
        if (colon == std::string::npos)
            continue;
        const std::size_t value = header.find_first_not_of(' ', colon + 1);
        object["headers"].push_back({header.substr(0, colon), value == std::string::npos ? "" : header.substr(value)});
    }
    return object;
}

Result<void> CopyFlags::applyMapping(Job &job) const
{
    if (!map.empty()) {
        WEIR_TRY(const Json file, readConfigFile(map));
        const bool isJob = file.is_object() && file.contains("mapping");
        WEIR_TRY(job.mapping, Mapping::fromJson(isJob ? file["mapping"] : file, isJob ? "/mapping" : ""));
        job.hasMapping = true;
    }
    if (!filter.empty())
        job.mapping.filters.push_back({"--filter", fmt::format("not ({})", filter)});
    return {};
}

Result<void> CopyFlags::applyMode(Job &job) const
{
    job.mode = key.empty() ? WriteMode::Append : WriteMode::Upsert;
    if (!mode.empty()) {
        const auto named = writeModeFromName(mode);
        if (!named)
            return wrong(fmt::format("--mode is \"{}\", allowed are append, upsert, update, replace, mirror", mode));
        job.mode = *named;
    }
    job.key = key;
    job.versionField = version;
    return {};
}

Result<void> CopyFlags::applyTypes(Job &job) const
{
    for (std::size_t i = 0; i < types.size(); ++i) {
        std::string entry = types[i];
        // decimal(12,2) was cut at its comma
        while (entry.find('(') != std::string::npos && entry.find(')') == std::string::npos && i + 1 < types.size())
            entry += ',' + types[++i];
        const std::size_t sign = entry.find('=');
        if (entry == "text") {
            job.allText = true;
            continue;
        }
        if (sign == std::string::npos)
            return wrong(fmt::format("--types takes \"text\" or col=type, not \"{}\"", entry));
        WEIR_TRY(job.types[entry.substr(0, sign)], parseType(entry.substr(sign + 1)));
    }
    return {};
}

Result<Job> CopyFlags::job(const Workspace &workspace, const std::string &from, const std::string &to,
                           const std::string &currentFolder) const
{
    WEIR_TRY(const Place source, Place::parse(from, currentFolder));
    WEIR_TRY(const Place target, Place::parse(to, currentFolder));
    (void)workspace;
    Job job;
    job.name = copyJobName(source, target);
    job.title = fmt::format("{} to {}", source.stem, target.stem);
    const auto absolute = [&](const Place &place, const std::string &text) {
        return place.kind == "file" && text != "-" ? place.settings.value("path", text) : text;
    };
    job.sourceConnection = source.connection;
    job.sourcePlace = source.connection.empty() ? absolute(source, from) : "";
    job.targetConnection = target.connection;
    job.targetPlace = target.connection.empty() ? absolute(target, to) : "";
    if (source.kind == "sqlite" && source.connection.empty())
        job.sourcePlace = fmt::format("sqlite:{}#{}", source.settings.value("file", ""), source.stream);
    if (target.kind == "sqlite" && target.connection.empty())
        job.targetPlace = fmt::format("sqlite:{}#{}", target.settings.value("file", ""), target.stream);
    job.read.stream = source.stream;
    job.write.stream = target.stream;
    job.createIfMissing = true;
    job.read.select = select;
    job.read.where = where;
    job.read.cursorField = cursor;
    job.read.overlap = overlap;
    job.read.scanAll = isScanAll;
    if (!orderKey.empty())
        job.read.orderKey = {orderKey};
    if (!query.empty()) {
        std::ifstream file(query);
        if (!file)
            return wrong(fmt::format("--query: cannot read {}", query));
        std::ostringstream text;
        text << file.rdbuf();
        job.read.query = text.str();
    }
    Json options = sourceFormat();
    if (!sourceSecret.empty())
        options["passwordSecret"] = sourceSecret;
    if (!options.empty())
        job.read.format = std::make_shared<const Json>(std::move(options));
    Json targetOptions = Json::object();
    if (target.kind == "file" && to == "-" && !format.empty())
        targetOptions["format"] = format;
    if (!targetSecret.empty())
        targetOptions["passwordSecret"] = targetSecret;
    if (!targetOptions.empty())
        job.write.format = std::make_shared<const Json>(std::move(targetOptions));
    job.zone = zone;
    WEIR_CHECK(applyMode(job));
    WEIR_CHECK(applyMapping(job));
    WEIR_CHECK(applyTypes(job));
    return job;
}

} // namespace weir
