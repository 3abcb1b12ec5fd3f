#include "core/connectors/files/csvsource.h"

#include "core/base/names.h"
#include "core/connectors/valuecheckup.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::size_t headSampleBytes = 256 << 10;
constexpr std::size_t tailSampleBytes = 64 << 10;
constexpr std::size_t spreadSampleBytes = 16 << 10;
constexpr int spreadSamples = 8;
constexpr std::size_t headRecords = 1'000;
constexpr std::size_t tailRecords = 200;
constexpr std::size_t spreadRecords = 40;

/// \a raw decoded, cut to whole lines where it begins or ends inside one.
Result<std::string> decodedLines(std::string raw, bool startsAtLine, bool isWhole, std::string_view encoding)
{
    const FileInput input = FileInput::ofBytes(std::move(raw));
    WEIR_TRY(TextWindow window, TextWindow::make(input, 0, encoding));
    while (!window.isAtEnd())
        WEIR_CHECK(window.more(CancelToken()));
    std::string text(window.ahead());
    if (!startsAtLine)
        text.erase(0, text.find('\n') == std::string::npos ? text.size() : text.find('\n') + 1);
    if (!isWhole)
        text.resize(text.rfind('\n') == std::string::npos ? text.size() : text.rfind('\n') + 1);
    return text;
}

Unexpected pipeCannotResume()
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                "standard input cannot be read again from the middle; run the command anew, or write the "
                "content to a file "
                "first");
}

} // namespace

CsvSource::CsvSource(std::string path, FileFormat format, ReadOptions options)
    : m_path(std::move(path)),
      m_format(std::move(format)),
      m_options(std::move(options)),
      m_rowsLeft(m_options.rowsMax)
{}

Result<void> CsvSource::openInput()
{
    if (m_input)
        return {};
    WEIR_TRY(FileInput input, FileInput::open(m_path));
    m_input = std::make_unique<FileInput>(std::move(input));
    return {};
}

Result<SourceChange> CsvSource::changeSince(const Cursor &cursor, const CancelToken &)
{
    WEIR_CHECK(openInput());
    if (m_input->isPipe())
        return SourceChange::Replaced;
    WEIR_TRY(const FileCursor at, FileCursor::parse(cursor));
    return at.compare(*m_input);
}

Result<void> CsvSource::detect(const FileCursor *at, const CancelToken &token, std::string &headText,
                               bool &isWhole)
{
    std::string head;
    if (m_input->isPipe()) {
        WEIR_TRY(head, m_input->peek(headSampleBytes, token));
        isWhole = m_input->isPeekedWhole();
    } else {
        WEIR_TRY(head, m_input->readAt(0, headSampleBytes));
        isWhole = static_cast<std::int64_t>(head.size()) == m_input->size();
    }
    const bool isFollowing = at && !at->decided.empty();
    detectEncoding(head, m_format, m_layout);
    if (isFollowing)
        m_layout.follow(at->decided);
    WEIR_TRY(headText, decodedLines(head.substr(std::min<std::size_t>(
                                        head.size(), static_cast<std::size_t>(m_layout.bomBytes))),
                                    true, isWhole, m_layout.encoding));
    detectLayout(headText, isWhole, m_format, isFollowing, m_layout);
    m_decided = m_layout.decided();
    return {};
}

Result<SchemaPtr> CsvSource::bindFields(const SchemaPtr &pinned, CsvPlan &plan)
{
    std::vector<std::string> wanted = m_options.select.empty() ? m_layout.names : m_options.select;
    if (pinned) {
        wanted.clear();
        for (const Field &field : pinned->fields())
            wanted.push_back(field.name);
    }
    std::vector<Field> fields;
    for (const std::string &name : wanted) {
        const auto found = std::find(m_layout.names.begin(), m_layout.names.end(), name);
        if (found == m_layout.names.end()) {
            const std::string nearest = nearestName(name, m_layout.names);
            const std::string hint = nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest);
            return fail(pinned ? ErrorCode::SchemaMismatch : ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("{} has no column \"{}\"{}{}", m_input->path(), name,
                                    pinned ? ", which earlier runs of this job read" : "", hint));
        }
        plan.fieldOf.push_back(static_cast<int>(found - m_layout.names.begin()));
        fields.push_back({name, TypeKind::Text, true, {}});
    }
    if (pinned) {
        for (const std::string &name : m_layout.names) {
            if (m_options.select.empty() && !pinned->indexOf(name))
                m_layout.findings.push_back({Finding::Level::Warning, "newField", name, 0,
                                             fmt::format("the file has a new column \"{}\"", name)});
        }
    }
    plan.schema = pinned ? pinned : std::make_shared<const Schema>(std::move(fields));
    plan.dialect = m_layout.dialect;
    plan.names = m_layout.names;
    plan.hasNullText = m_format.nullText.has_value();
    plan.nullText = m_format.nullText.value_or("");
    return plan.schema;
}

Result<void> CsvSource::standAt(const FileCursor *at, const CancelToken &token)
{
    if (at) {
        WEIR_TRY(const std::int64_t lineEnd, at->lineEndToSkip(*m_input));
        WEIR_TRY(TextWindow window, TextWindow::make(*m_input, at->offset + lineEnd, m_layout.encoding));
        m_window = std::make_unique<TextWindow>(std::move(window));
        m_reader =
            std::make_unique<CsvPageReader>(*m_window, m_plan, at->line + (lineEnd > 0 ? 1 : 0), false);
        return m_window->more(token);
    }
    WEIR_TRY(TextWindow window, TextWindow::make(*m_input, m_layout.bomBytes, m_layout.encoding));
    m_window = std::make_unique<TextWindow>(std::move(window));
    WEIR_CHECK(m_window->more(token));
    m_reader = std::make_unique<CsvPageReader>(*m_window, m_plan, 1, m_input->isPipe());
    return m_reader->skip(m_layout.linesBefore, m_layout.hasHeader, token);
}

void CsvSource::addSample(std::string_view text, bool isWhole, std::size_t recordsMax,
                          ValueCheckup &checkup) const
{
    for (const CsvSampleRecord &record : sampleRecords(text, isWhole, m_layout.dialect, recordsMax)) {
        if (record.cells.size() != m_layout.names.size() || record.cells == m_totalCells)
            continue;
        for (std::size_t i = 0; i < m_plan.fieldOf.size(); ++i) {
            const auto field = static_cast<std::size_t>(m_plan.fieldOf[i]);
            const std::string &cell = record.cells[field];
            const bool isNull = !record.isQuoted[field] && (cell.empty() || cell == "\\N" ||
                                                            (m_plan.hasNullText && cell == m_plan.nullText));
            if (!isNull)
                checkup.add(i, cell);
        }
    }
}

Result<void> CsvSource::scanWhole(ValueCheckup &checkup, const CancelToken &token)
{
    WEIR_TRY(TextWindow window, TextWindow::make(*m_input, m_layout.bomBytes, m_layout.encoding));
    CsvPageReader reader(window, m_plan, 1, false);
    WEIR_CHECK(reader.skip(m_layout.linesBefore, m_layout.hasHeader, token));
    for (;;) {
        WEIR_TRY(const std::optional<SourcePage> page, reader.read(-1, token));
        if (!page)
            return {};
        for (std::int64_t row = 0; row < page->rows.rows(); ++row) {
            if (isTotal(page->rows, row))
                continue;
            for (std::size_t i = 0; i < m_plan.fieldOf.size(); ++i) {
                if (!page->rows.column(i).isNull(row))
                    checkup.add(i, page->rows.column(i).text(row));
            }
        }
    }
}

bool CsvSource::isTotal(const RecordBatch &rows, std::int64_t row) const
{
    if (m_totalCells.empty())
        return false;
    for (std::size_t i = 0; i < m_plan.fieldOf.size(); ++i) {
        const std::string &cell = m_totalCells[static_cast<std::size_t>(m_plan.fieldOf[i])];
        if (cell != (rows.column(i).isNull(row) ? std::string_view() : rows.column(i).text(row)))
            return false;
    }
    return true;
}

void CsvSource::findTotal(const CsvSampleRecord &last, bool isLineKnown, SourceShape &shape)
{
    std::vector<std::string> read(m_layout.names.size());
    for (const int field : m_plan.fieldOf)
        read[static_cast<std::size_t>(field)] = m_layout.names[static_cast<std::size_t>(field)];
    shape.findings = findTotalRow(last.cells, read, isLineKnown ? last.line : -1);
    if (!shape.findings.empty() && last.cells.size() == read.size())
        m_totalCells = last.cells;
}

Result<std::string> CsvSource::tailText()
{
    const std::int64_t from =
        (m_input->size() - static_cast<std::int64_t>(tailSampleBytes) - m_layout.bomBytes) / 2 * 2 +
        m_layout.bomBytes;
    WEIR_TRY(std::string raw, m_input->readAt(from, tailSampleBytes + 2));
    return decodedLines(std::move(raw), false, true, m_layout.encoding);
}

Result<void> CsvSource::sampleFile(std::string_view headText, bool isWhole, ValueCheckup &checkup,
                                   SourceShape &shape, const CancelToken &token)
{
    std::string_view rows = headText;
    for (std::int64_t line = 0; line < m_layout.linesBefore && !rows.empty(); ++line) {
        const std::size_t behind = CsvScanner::behindLineEnd(rows);
        rows.remove_prefix(std::min(behind, rows.size()));
    }
    const std::vector<CsvSampleRecord> header = sampleRecords(rows, isWhole, m_layout.dialect, 2, 1);
    if (m_layout.hasHeader && !header.empty()) {
        for (std::int64_t line = 1;
             line < (header.size() > 1 ? header[1].line : header[0].line + 1) && !rows.empty(); ++line)
            rows.remove_prefix(std::min(CsvScanner::behindLineEnd(rows), rows.size()));
    }
    std::string tail; // of a file that is more than its head
    if (!m_input->isPipe()) {
        if (!isWhole) {
            WEIR_TRY(tail, tailText());
        }
        const std::vector<CsvSampleRecord> last =
            sampleRecords(isWhole ? headText : tail, true, m_layout.dialect, std::size_t(-1));
        if (last.size() >= (isWhole ? 3 : 2))
            findTotal(last.back(), isWhole, shape);
    }
    if (m_options.scanAll && !m_input->isPipe())
        WEIR_CHECK(scanWhole(checkup, token));
    else
        addSample(rows, isWhole, headRecords, checkup);
    if (m_input->isPipe())
        return {};
    const std::int64_t size = m_input->size();
    const auto lines = std::max<std::int64_t>(CsvScanner::countLines(headText), 1);
    shape.rowsEstimate =
        isWhole ? std::max<std::int64_t>(lines - m_layout.linesBefore - (m_layout.hasHeader ? 1 : 0), 0)
                : static_cast<std::int64_t>(static_cast<double>(lines) * static_cast<double>(size) /
                                            static_cast<double>(headSampleBytes));
    // Where the head is not all of it: the end, and some places between.
    for (int i = 1; !isWhole && !m_options.scanAll && i <= spreadSamples; ++i) {
        const std::int64_t offset =
            (size - static_cast<std::int64_t>(headSampleBytes)) * i / (spreadSamples + 1) +
            static_cast<std::int64_t>(headSampleBytes);
        WEIR_TRY(std::string raw, m_input->readAt((offset - m_layout.bomBytes) / 2 * 2 + m_layout.bomBytes,
                                                  spreadSampleBytes));
        WEIR_TRY(const std::string text, decodedLines(std::move(raw), false, false, m_layout.encoding));
        addSample(text, false, spreadRecords, checkup);
    }
    if (!isWhole)
        addSample(tail, true, tailRecords, checkup);
    return {};
}

Result<SourceShape> CsvSource::open(const Cursor &from, const SchemaPtr &pinned, const CancelToken &token)
{
    WEIR_CHECK(openInput());
    if (m_input->isPipe() && !from.text.empty())
        return pipeCannotResume();
    std::optional<FileCursor> at;
    if (!from.text.empty()) {
        WEIR_TRY(at, FileCursor::parse(from));
        if (at->offset > m_input->size())
            return fail(
                ErrorCode::SchemaMismatch, Recovery::Stop,
                fmt::format(
                    "{} has {} bytes; the job stands at byte {}. The file was replaced or cut: --again, or "
                    "--on-replaced load",
                    m_input->path(), m_input->size(), at->offset));
    }
    if (!m_input->isPipe())
        WEIR_CHECK(m_cursor.noteHead(*m_input));
    std::string headText;
    bool isWhole = false;
    m_layout = {};
    m_plan = {};
    m_totalCells.clear();
    WEIR_CHECK(detect(at ? &*at : nullptr, token, headText, isWhole));
    SourceShape shape;
    WEIR_TRY(shape.schema, bindFields(pinned, m_plan));
    std::vector<std::string> names;
    for (const Field &field : shape.schema->fields())
        names.push_back(field.name);
    ValueCheckup checkup(std::move(names));
    if (!at || !pinned)
        WEIR_CHECK(sampleFile(headText, isWhole, checkup, shape, token));
    shape.proposals = checkup.proposals();
    for (const std::vector<Finding> &more : {m_layout.findings, checkup.findings()})
        shape.findings.insert(shape.findings.end(), more.begin(), more.end());
    shape.isRereadable = shape.canResume = !m_input->isPipe();
    shape.bytesTotal = m_input->size();
    shape.fingerprint = m_input->isPipe()
                            ? ""
                            : fmt::format("{}:{}:{}", m_cursor.headHash, m_cursor.headBytes, m_cursor.size);
    WEIR_CHECK(standAt(at ? &*at : nullptr, token));
    if (!at && !m_input->isPipe())
        shape.start = borderCursor();
    m_rowsLeft = m_options.rowsMax;
    return shape;
}

Cursor CsvSource::borderCursor()
{
    m_cursor.offset = m_window->offset();
    m_cursor.line = m_reader->line();
    m_cursor.tailHash = m_window->tailHash();
    m_cursor.incompleteLine = m_cursor.offset == m_cursor.size ? m_reader->incompleteLine() : 0;
    m_cursor.isOpenQuote = m_cursor.incompleteLine > 0 && m_reader->isOpenQuote();
    m_cursor.decided = m_decided;
    return m_cursor.cursor();
}

std::string CsvSource::spoolHeader(std::int64_t offset, std::int64_t line) const
{
    const Json header{{"offset", offset},
                      {"line", line},
                      {"layout", Json::parse(m_decided, nullptr, false)},
                      {"names", m_layout.names},
                      {"fields", m_plan.fieldOf},
                      {"null", m_format.nullText ? Json(*m_format.nullText) : Json()}};
    return header.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<std::optional<SourcePage>> CsvSource::read(const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    const std::int64_t line = m_reader->line();
    const std::int64_t start = m_window->offset();
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
    page->next = borderCursor();
    return page;
}

Result<SourcePage> CsvSource::parseSpooled(std::string raw, const Cursor &next, std::string label)
{
    const auto broken = [] {
        return fail(ErrorCode::StorageCorrupt, Recovery::Stop, "a spooled page of standard input is damaged");
    };
    const std::size_t headerEnd = raw.find('\n');
    const Json header =
        headerEnd == std::string::npos ? Json() : Json::parse(raw.substr(0, headerEnd), nullptr, false);
    if (!header.is_object() || !header.contains("fields") || !header.contains("names") ||
        !header.contains("layout"))
        return broken();
    CsvLayout layout;
    layout.follow(header["layout"].dump());
    CsvPlan plan;
    plan.dialect = layout.dialect;
    std::vector<Field> fields;
    for (const Json &name : header["names"])
        plan.names.push_back(name.is_string() ? name.get<std::string>() : std::string());
    for (const Json &field : header["fields"]) {
        const int index = field.is_number_integer() ? field.get<int>() : -1;
        if (index < 0 || static_cast<std::size_t>(index) >= plan.names.size())
            return broken();
        plan.fieldOf.push_back(index);
        fields.push_back({plan.names[static_cast<std::size_t>(index)], TypeKind::Text, true, {}});
    }
    plan.schema = m_plan.schema ? m_plan.schema : std::make_shared<const Schema>(std::move(fields));
    plan.hasNullText = header.contains("null") && header["null"].is_string();
    plan.nullText = plan.hasNullText ? header["null"].get<std::string>() : std::string();
    // Offsets count from the start of the pipe; the page's own bytes follow as many that are not there.
    const std::int64_t offset = header.value("offset", std::int64_t{0});
    const FileInput input = FileInput::ofBytes(raw.substr(headerEnd + 1), offset);
    WEIR_TRY(TextWindow window, TextWindow::make(input, offset, layout.encoding));
    CsvPageReader reader(window, plan, header.value("line", std::int64_t{1}), false);
    WEIR_TRY(std::optional<SourcePage> page, reader.read(-1, CancelToken()));
    if (!page)
        return broken();
    page->raw = std::move(raw);
    page->next = next;
    page->label = std::move(label);
    return std::move(*page);
}

} // namespace weir
