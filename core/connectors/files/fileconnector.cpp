#include "core/connectors/files/fileconnector.h"

#include "core/connectors/files/csvsource.h"
#include "core/connectors/files/fileformat.h"
#include "core/connectors/files/filetarget.h"
#include "core/connectors/files/jsonsource.h"
#include "core/connectors/files/stdouttarget.h"
#include "core/connectors/files/textwindow.h"
#include "core/connectors/files/xlsx/xlsxsource.h"

#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

/// The connection's "path", made absolute against the base folder; "-" stays.
Result<std::string> pathOf(const ConnectionContext &context)
{
    const Json *settings = context.settings.get();
    const auto member = settings && settings->is_object() ? settings->find("path") : Json::const_iterator();
    if (!settings || !settings->is_object() || member == settings->end() || !member->is_string() ||
        member->get<std::string>().empty())
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("connection \"{}\" needs a \"path\": the file to read or write", context.name));
    const std::string path = member->get<std::string>();
    if (path == "-" || path.front() == '/' || context.baseFolder.empty())
        return path;
    return (std::filesystem::path(context.baseFolder) / path).lexically_normal().string();
}

/// A file is written in the one way that every reader understands.
Result<void> checkWritable(const FileFormat &format)
{
    if (format.kind == FileKind::Xlsx)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    ".xlsx files are read, not written; write a .csv file, which spreadsheet programs open");
    if (format.encoding && !isUtf8Name(*format.encoding))
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("files are written as UTF-8 (or \"utf-8-sig\", with a byte order mark), not as {}",
                        *format.encoding));
    if (format.quote && *format.quote == '\0')
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "a file without quotes cannot hold every value; leave \"quote\" out when writing");
    return {};
}

Result<std::unique_ptr<Source>> makeFileSource(const ConnectionContext &context, const ReadOptions &options)
{
    WEIR_TRY(const std::string path, pathOf(context));
    WEIR_TRY(const FileFormat format, FileFormat::make(path, context.settings.get(), options.format.get()));
    if (format.kind == FileKind::Json || format.kind == FileKind::Ndjson)
        return std::unique_ptr<Source>(std::make_unique<JsonSource>(path, format, options));
    if (format.kind == FileKind::Xlsx)
        return std::unique_ptr<Source>(std::make_unique<XlsxSource>(path, format, options));
    return std::unique_ptr<Source>(std::make_unique<CsvSource>(path, format, options));
}

Result<std::unique_ptr<Target>> makeFileTarget(const ConnectionContext &context, const WriteOptions &options)
{
    WEIR_TRY(const std::string path, pathOf(context));
    WEIR_TRY(const FileFormat format, FileFormat::make(path, context.settings.get(), options.format.get()));
    WEIR_CHECK(checkWritable(format));
    if (path == "-")
        return std::unique_ptr<Target>(std::make_unique<StdoutTarget>(format));
    return std::unique_ptr<Target>(std::make_unique<FileTarget>(path, format, options));
}

Result<std::vector<StreamInfo>> listFileStreams(const ConnectionContext &context, const CancelToken &)
{
    WEIR_TRY(const std::string path, pathOf(context));
    return std::vector<StreamInfo>{
        {path == "-" ? path : std::filesystem::path(path).filename().string(), "file", -1}};
}

Result<std::vector<Finding>> testFile(const ConnectionContext &context, const CancelToken &token)
{
    WEIR_TRY(const std::string path, pathOf(context));
    if (path == "-")
        return std::vector<Finding>();
    WEIR_TRY(const std::unique_ptr<Source> source, makeFileSource(context, {}));
    WEIR_TRY(SourceShape shape, source->open({}, nullptr, token));
    shape.findings.insert(shape.findings.begin(), {Finding::Level::Note,
                                                   "size",
                                                   {},
                                                   shape.bytesTotal,
                                                   fmt::format("{} is readable: {} bytes, {} columns", path,
                                                               shape.bytesTotal, shape.schema->size())});
    return std::move(shape.findings);
}

} // namespace

ConnectorSpec fileConnector()
{
    ConnectorSpec spec;
    spec.kind = "file";
    spec.title = "File";
    spec.makeSource = makeFileSource;
    spec.makeTarget = makeFileTarget;
    spec.listStreams = listFileStreams;
    spec.test = testFile;
    return spec;
}

} // namespace weir
