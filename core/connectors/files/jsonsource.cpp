#include "core/connectors/files/jsonsource.h"

#include "core/base/names.h"
#include "core/connectors/files/jsonarrayfinder.h"
#include "core/connectors/files/textwindow.h"
#include "core/connectors/pinnedfields.h"
#include "core/data/encoding.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::size_t headSampleBytes = 1 << 20;
constexpr std::size_t spreadSampleBytes = 64 << 10;
constexpr int spreadSamples = 16;
constexpr std::size_t headRecords = 2'000;
constexpr std::size_t spreadRecords = 200;
/// Files up to this size are looked at as a whole: a member that only the last record has is a field too.
constexpr std::int64_t wholeSampleBytes = 16 << 20;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::size_t skipSpace(std::string_view text, std::size_t at)
{
    while (at < text.size() && isSpace(text[at]))
        ++at;
    return at;
}

/// Offset behind the JSON object or array at the start of \a text; npos: it does not end there.
std::size_t behindValue(std::string_view text)
{
    std::int64_t depth = 0;
    bool isInString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isInString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                isInString = false;
        } else if (c == '"') {
            isInString = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1;
        }
    }
    return std::string_view::npos;
}

Finding note(std::string code, std::string detail)
{
    return {Finding::Level::Note, std::move(code), {}, 0, std::move(detail)};
}

} // namespace

JsonSource::JsonSource(std::string path, FileFormat format, ReadOptions options)
    : m_path(std::move(path)),
      m_format(std::move(format)),
      m_options(std::move(options)),
      m_records(m_format.records)
{}

Result<void> JsonSource::openInput()
{
    if (m_input)
        return {};
    WEIR_TRY(FileInput input, FileInput::open(m_path));
    m_input = std::make_unique<FileInput>(std::move(input));
    return {};
}

JsonRecordCutter::Form JsonSource::cutterForm() const
{
    return m_form == Form::Lines ? JsonRecordCutter::Form::Lines : JsonRecordCutter::Form::Array;
}

std::string JsonSource::decided() const
{
    return Json{{"k", static_cast<int>(m_form)}, {"r", m_records}, {"a", m_start}, {"y", m_startLine}}.dump();
}

void JsonSource::follow(const FileCursor &at)
{
    const Json object = Json::parse(at.decided, nullptr, false);
    if (!object.is_object())
        return;
    const int form = object.value("k", 0);
    m_form = form == 1 ? Form::Array : form == 2 ? Form::Document : Form::Lines;
    m_records = object.value("r", std::string());
    m_start = object.value("a", std::int64_t{0});
    m_startLine = object.value("y", std::int64_t{1});
}

Result<SourceChange> JsonSource::changeSince(const Cursor &cursor, const CancelToken &)
{
    WEIR_CHECK(openInput());
    if (m_input->isPipe())
        return SourceChange::Replaced;
    WEIR_TRY(const FileCursor at, FileCursor::parse(cursor));
    follow(at);
    WEIR_TRY(const SourceChange change, at.compare(*m_input));
    // Brackets cannot grow: whatever was added changed what was there.
    return m_form != Form::Lines && (change == SourceChange::Grown || m_input->size() != at.size)
               ? SourceChange::Replaced
               : change;
}

Result<void> JsonSource::detect(std::string_view head, bool isWhole, SourceShape &shape)
{
    const EncodingGuess guess = guessEncoding(head.substr(0, 64 << 10));
    if ((m_format.encoding && !isUtf8Name(*m_format.encoding)) || guess.name.rfind("UTF-16", 0) == 0)
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format(
                "{} is {}; JSON is read as UTF-8 only (RFC 8259). Convert it first: iconv -f {} -t UTF-8",
                m_input->path(), m_format.encoding.value_or(guess.name),
                m_format.encoding.value_or(guess.name)));
    const std::size_t mark = head.rfind(byteOrderMark, 0) == 0 ? byteOrderMark.size() : 0;
    m_start = static_cast<std::int64_t>(mark);
    m_startLine = 1;
    if (m_format.kind == FileKind::Ndjson) {
        m_form = Form::Lines;
        return {};
    }
    m_form = Form::Array;
    if (!m_records.empty())
        return {};
    const std::size_t first = skipSpace(head, mark);
    if (first == head.size() || head[first] == '[')
        return {};
    if (head[first] != '{')
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} begins with \"{}\": JSON records stand in an array or one to a line",
                                m_input->path(), head.substr(first, 1)));
    const std::size_t behind = behindValue(head.substr(first));
    const std::size_t next = behind == std::string_view::npos ? head.size() : skipSpace(head, first + behind);
    if (next < head.size()) {
        m_form = Form::Lines;
        shape.findings.push_back(
            note("format", "several objects follow one another: read as NDJSON, one record to a line"));
        return {};
    }
    const std::vector<std::string> arrays = topLevelArrays(head.substr(first));
    if (arrays.size() == 1) {
        std::string quoted;
        for (const char c : arrays.front())
            quoted += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        m_records = "$['" + quoted + "']";
        shape.findings.push_back(note(
            "records", fmt::format("the document's only array, \"{}\", holds the records", arrays.front())));
        return {};
    }
    if (arrays.empty() && isWhole) {
        m_form = Form::Document;
        shape.findings.push_back(note("records", "the document is one object: one record"));
        return {};
    }
    return fail(
        ErrorCode::InvalidConfig, Recovery::Stop,
        fmt::format(
            "{} is an object; say which array in it holds the records, for example --records $.items{}",
            m_input->path(),
            arrays.empty() ? "" : fmt::format(" (arrays in it: {})", fmt::join(arrays, ", "))));
}

Result<void> JsonSource::findArray(const CancelToken &token)
{
    WEIR_TRY(const JsonPath path, JsonPath::parse(m_records.empty() ? "$" : m_records));
    JsonArrayFinder finder(path);
    FileWindow window(*m_input, m_start);
    for (auto state = JsonArrayFinder::State::Searching; state != JsonArrayFinder::State::Found;) {
        const bool isEmpty = finder.offsetBehind() == 0 && window.isAtEnd() && window.ahead().empty();
        if (window.isAtEnd() || state == JsonArrayFinder::State::NotThere) {
            if (isEmpty && m_records.empty()) {
                m_form = Form::Lines; // an empty file has no records in any form
                return {};
            }
            return fail(
                ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("{} has no array at {}: {}", m_input->path(), path.text(),
                            finder.reason().empty() ? "the document ends before it" : finder.reason()));
        }
        WEIR_CHECK(window.more(token));
        state = finder.feed(window.ahead());
        window.consume(window.ahead().size());
    }
    m_start += finder.offsetBehind();
    m_startLine = finder.line();
    return {};
}

void JsonSource::addSample(std::string_view bytes, bool isAtBorder, std::size_t recordsMax,
                           JsonShape &learned) const
{
    if (!isAtBorder) {
        const std::size_t lineFeed = bytes.find('\n');
        bytes.remove_prefix(lineFeed == std::string_view::npos ? bytes.size() : lineFeed + 1);
    }
    JsonRecordCutter cutter(cutterForm(), m_form == Form::Lines ? 0 : 1, 1);
    cutter.feed(bytes);
    if (m_form == Form::Document) {
        cutter.feed("]");
        cutter.finish();
    }
    for (std::size_t i = 0; i < recordsMax; ++i) {
        const auto record = cutter.next();
        if (!record)
            return;
        if (!record->error)
            learned.add(record->text);
    }
}

Result<void> JsonSource::scanWhole(JsonShape &learned, const CancelToken &token) const
{
    FileWindow window(*m_input, m_start);
    JsonRecordCutter cutter(cutterForm(),
                            m_form == Form::Lines ? m_start : std::max<std::int64_t>(m_start, 1), 1);
    for (bool isFinished = false; !isFinished;) {
        WEIR_CHECK(window.more(token));
        cutter.feed(window.ahead());
        window.consume(window.ahead().size());
        isFinished = window.isAtEnd();
        if (isFinished && m_form == Form::Document)
            cutter.feed("]");
        if (isFinished)
            cutter.finish();
        while (const auto record = cutter.next()) {
            if (!record->error)
                learned.add(record->text);
        }
    }
    return {};
}

Result<bool> JsonSource::sample(std::string_view head, bool isWhole, JsonShape &learned, const CancelToken &token) const
{
    const std::int64_t size = m_input->size();
    const bool readsAll =
        !m_input->isPipe() && (m_options.scanAll || m_options.rawJson || size <= wholeSampleBytes);
    if (readsAll) {
        WEIR_CHECK(scanWhole(learned, token));
        return true;
    }
    std::string first(head);
    if (!m_input->isPipe() && m_start >= static_cast<std::int64_t>(head.size() / 2)) {
        WEIR_TRY(first, m_input->readAt(m_start, headSampleBytes));
    } else {
        first.erase(0, static_cast<std::size_t>(m_start));
    }
    if (isWhole && m_form == Form::Lines && !first.empty() && first.back() != '\n')
        first += '\n';
    addSample(first, true, headRecords, learned);
    for (int i = 1; !m_input->isPipe() && m_form == Form::Lines && i <= spreadSamples; ++i) {
        const std::int64_t from = (size - static_cast<std::int64_t>(spreadSampleBytes)) * i / spreadSamples;
        WEIR_TRY(const std::string spread, m_input->readAt(from, spreadSampleBytes));
        addSample(spread, false, spreadRecords, learned);
    }
    return false;
}

Result<void> JsonSource::learnFields(std::string_view head, bool isWhole, SourceShape &shape,
                                     const CancelToken &token)
{
    JsonShape learned;
    WEIR_TRY(const bool readsAll, sample(head, isWhole, learned, token));
    shape.schema = learned.schema(m_options.rawJson);
    if (readsAll)
        shape.rowsEstimate = learned.records();
    if (learned.records() == 0)
        shape.findings.push_back({Finding::Level::Warning, "noRecords", {}, 0,
                                  fmt::format("{} has no record, so that its fields cannot be known", m_input->path())});
    for (TypeProposal &proposal : learned.proposals())
        shape.proposals.push_back({proposal.type, std::move(proposal.reason)});
    shape.proposals.resize(shape.schema->size());
    return {};
}

Schema JsonSource::usualMembers(std::string_view records) const
{
    JsonRecordCutter cutter(cutterForm(), m_form == Form::Lines ? 0 : 1, 1);
    cutter.feed(records);
    std::vector<Field> usual;
    for (std::int64_t i = 0; i < goneRecordsMin; ++i) {
        const auto record = cutter.next();
        if (!record)
            break;
        JsonShape one;
        one.add(record->text);
        const SchemaPtr members = one.schema(false);
        if (i == 0)
            usual = members->fields();
        std::erase_if(usual, [&](const Field &field) { return !members->indexOf(field.name); });
    }
    return Schema(std::move(usual));
}

Result<void> JsonSource::checkPinned(const Schema &pinned, const FileCursor *at, std::string_view head, bool isWhole,
                                     SourceShape &shape, const CancelToken &token) const
{
    if (m_options.rawJson)
        return {}; // a member that is left out stays left out
    JsonShape learned;
    std::optional<Schema> usual;
    if (at) {
        // Lines of many kinds may stand in one file: only what all of them had can be missed.
        usual = usualMembers(head.substr(std::min(head.size(), static_cast<std::size_t>(m_start))));
        WEIR_TRY(const std::string ahead, m_input->readAt(at->offset, headSampleBytes));
        addSample(ahead, true, headRecords, learned);
    } else {
        WEIR_CHECK(sample(head, isWhole, learned, token));
    }
    const SchemaPtr found = learned.schema(false);
    PinnedComparison comparison{pinned, *found, learned.records(), !m_options.select.empty(), m_input->path()};
    comparison.usual = usual ? &*usual : nullptr;
    WEIR_TRY(const std::vector<Finding> findings, comparePinned(comparison));
    shape.findings.insert(shape.findings.end(), findings.begin(), findings.end());
    return {};
}

Result<void> JsonSource::bindFields(const SchemaPtr &pinned, SourceShape &shape)
{
    const SchemaPtr learned = shape.schema ? shape.schema : pinned;
    std::vector<Field> fields;
    std::vector<FieldProposal> proposals;
    m_paths.clear();
    const auto add = [&](const std::string &name) -> Result<void> {
        const auto index = learned->indexOf(name);
        std::string text = name;
        if (index || name.find_first_of(".[") == std::string::npos) {
            text = "$['";
            for (const char c : name)
                text += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
            text += "']";
        }
        WEIR_TRY(JsonPath path, JsonPath::parse(text));
        m_paths.push_back(std::move(path));
        fields.push_back(index ? learned->field(*index) : Field{name, TypeKind::Text, true, {}});
        if (m_options.rawJson)
            fields.back().type = TypeKind::Json;
        proposals.push_back(index && *index < shape.proposals.size()
                                ? shape.proposals[*index]
                                : FieldProposal{TypeKind::Text, "not seen in the samples"});
        return {};
    };
    if (pinned) {
        for (const Field &field : pinned->fields())
            WEIR_CHECK(add(field.name));
    } else {
        std::vector<std::string> names = m_options.select;
        for (std::size_t i = 0; m_options.select.empty() && i < learned->size(); ++i)
            names.push_back(learned->field(i).name);
        for (const std::string &name : names)
            WEIR_CHECK(add(name));
    }
    m_schema = pinned ? pinned : std::make_shared<const Schema>(std::move(fields));
    shape.schema = m_schema;
    shape.proposals = std::move(proposals);
    return {};
}

Result<SourceShape> JsonSource::open(const Cursor &from, const SchemaPtr &pinned, const CancelToken &token)
{
    WEIR_CHECK(openInput());
    const bool isPipe = m_input->isPipe();
    if (isPipe && !from.text.empty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "standard input cannot be read again from the middle; run the command anew, or write the "
                    "content to a "
                    "file first");
    SourceShape shape;
    std::optional<FileCursor> at;
    std::string head;
    bool isWhole = false;
    if (isPipe) {
        WEIR_TRY(head, m_input->peek(headSampleBytes, token));
        isWhole = m_input->isPeekedWhole();
    } else {
        WEIR_CHECK(m_cursor.noteHead(*m_input));
        WEIR_TRY(head, m_input->readAt(0, headSampleBytes));
        isWhole = static_cast<std::int64_t>(head.size()) == m_input->size();
    }
    if (!from.text.empty()) {
        WEIR_TRY(at, FileCursor::parse(from));
        if (at->offset > m_input->size())
            return fail(
                ErrorCode::SchemaMismatch, Recovery::Stop,
                fmt::format(
                    "{} has {} bytes; the job stands at byte {}. The file was replaced or cut: --again, or "
                    "--on-replaced load",
                    m_input->path(), m_input->size(), at->offset));
        follow(*at);
    } else {
        m_records = m_format.records;
        WEIR_CHECK(detect(head, isWhole, shape));
        if (isPipe && m_form == Form::Array && !m_records.empty())
            return fail(
                ErrorCode::InvalidConfig, Recovery::Stop,
                "records inside a document cannot be read from a pipe; write the content to a file first");
        if (m_form == Form::Array && !isPipe)
            WEIR_CHECK(findArray(token));
        if (m_form == Form::Array && isPipe)
            m_start = static_cast<std::int64_t>(
                std::min(skipSpace(head, static_cast<std::size_t>(m_start)) + 1, head.size()));
    }
    if (!pinned)
        WEIR_CHECK(learnFields(head, isWhole, shape, token));
    else
        WEIR_CHECK(checkPinned(*pinned, at ? &*at : nullptr, head, isWhole, shape, token));
    WEIR_CHECK(bindFields(pinned, shape));
    shape.isRereadable = shape.canResume = !isPipe;
    shape.bytesTotal = m_input->size();
    shape.fingerprint =
        isPipe ? "" : fmt::format("{}:{}:{}", m_cursor.headHash, m_cursor.headBytes, m_cursor.size);
    std::int64_t offset = at ? at->offset : m_start;
    std::int64_t line = at ? at->line : m_startLine;
    if (at && m_form == Form::Lines) {
        WEIR_TRY(const std::int64_t lineEnd, at->lineEndToSkip(*m_input));
        offset += lineEnd;
        line += lineEnd > 0 ? 1 : 0;
    }
    m_window = std::make_unique<FileWindow>(*m_input, offset);
    WEIR_CHECK(m_window->more(token));
    m_reader = std::make_unique<JsonPageReader>(*m_window, cutterForm(), m_form == Form::Document, line,
                                                !m_records.empty(), m_schema, m_paths, isPipe);
    m_rowsLeft = m_options.rowsMax;
    m_cursor.decided = decided();
    return shape;
}

std::string JsonSource::spoolHeader(std::int64_t offset, std::int64_t line) const
{
    Json paths = Json::array();
    for (const JsonPath &path : m_paths)
        paths.push_back(path.text());
    Json fields = Json::array();
    for (const Field &field : m_schema->fields())
        fields.push_back(Json::array({field.name, field.type.kind == TypeKind::Json}));
    return Json{{"offset", offset},
                {"line", line},
                {"form", static_cast<int>(m_form)},
                {"paths", paths},
                {"fields", fields}}
               .dump(-1, ' ', false, Json::error_handler_t::replace) +
           "\n";
}

Result<std::optional<SourcePage>> JsonSource::read(const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    if (m_reader->isTailBroken())
        return fail(
            ErrorCode::SchemaMismatch, Recovery::Stop,
            fmt::format(
                "the array of {} is broken: from the last row set apart on, nobody can tell where records "
                "begin and end. Mend the file, then --again",
                m_input->path()));
    const std::int64_t start = m_window->offset();
    const std::int64_t line = m_reader->line();
    WEIR_TRY(std::optional<SourcePage> page, m_reader->read(m_rowsLeft, token));
    if (!page)
        return page;
    if (m_rowsLeft > 0)
        m_rowsLeft -= page->recordCount();
    if (m_input->isPipe()) {
        page->raw.insert(0, spoolHeader(start, line));
        page->next.text = fmt::format(R"({{"pipe":{}}})", m_window->offset());
        return page;
    }
    m_cursor.offset = m_window->offset();
    m_cursor.line = m_reader->line();
    m_cursor.tailHash = m_window->tailHash(m_cursor.offset);
    m_cursor.incompleteLine = m_reader->incompleteLine();
    page->next = m_cursor.cursor();
    return page;
}

Result<SourcePage> JsonSource::parseSpooled(std::string raw, const Cursor &next, std::string label)
{
    const std::size_t headerEnd = raw.find('\n');
    const Json header =
        headerEnd == std::string::npos ? Json() : Json::parse(raw.substr(0, headerEnd), nullptr, false);
    const auto broken = [] {
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop, "a spooled page of standard input is damaged");
    };
    if (!header.is_object() || !header.contains("fields") || !header.contains("paths") ||
        !header.contains("form"))
        return broken();
    std::vector<Field> fields;
    for (const Json &field : header["fields"])
        fields.push_back(
            {field[0].get<std::string>(), field[1].get<bool>() ? TypeKind::Json : TypeKind::Text, true, {}});
    std::vector<JsonPath> paths;
    for (const Json &text : header["paths"]) {
        WEIR_TRY(JsonPath path, JsonPath::parse(text.get<std::string>()));
        paths.push_back(std::move(path));
    }
    if (paths.size() != fields.size())
        return broken();
    const bool isLines = header["form"] == static_cast<int>(Form::Lines);
    const auto form = isLines ? JsonRecordCutter::Form::Lines : JsonRecordCutter::Form::Array;
    const SchemaPtr schema = m_schema ? m_schema : std::make_shared<const Schema>(std::move(fields));
    // Offsets count from the start of the pipe; the page's own bytes follow as many that are not there.
    const FileInput input =
        FileInput::ofBytes(raw.substr(headerEnd + 1), header.value("offset", std::int64_t{0}));
    FileWindow window(input, header.value("offset", std::int64_t{0}));
    WEIR_CHECK(window.more(CancelToken()));
    JsonPageReader reader(window, form, !isLines, header.value("line", std::int64_t{1}), false, schema,
                          std::move(paths), false);
    WEIR_TRY(std::optional<SourcePage> page, reader.read(-1, CancelToken()));
    if (!page)
        return broken();
    page->raw = std::move(raw);
    page->next = next;
    page->label = std::move(label);
    return std::move(*page);
}

} // namespace weir
