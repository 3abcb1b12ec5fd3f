// What opening a sheet finds out about it: where the table is, its types, what is damaged or odd.

#include "core/connectors/files/xlsx/xlsxsource.h"
#include "core/connectors/valuecheckup.h"

#include <algorithm>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t recordsMax = 300;
constexpr std::size_t recordCellsMax = 500'000;
/// Sheets up to this size are looked at as a whole, of larger ones the first rows.
constexpr std::int64_t wholeSampleBytes = 16 << 20;
constexpr std::int64_t sampleRowsMax = 20'000;
constexpr std::size_t formatNameMax = 80; ///< of a format in a finding

/// Digits from the first to the last that is no zero.
std::ptrdiff_t significantDigits(std::string_view number)
{
    std::ptrdiff_t all = 0, significant = 0;
    bool isInNumber = false;
    for (const char c : number) {
        if (isInNumber && (c == 'e' || c == 'E'))
            break;
        if (c < '0' || c > '9')
            continue;
        isInNumber = true;
        all += all > 0 || c != '0';
        significant = c != '0' ? all : significant;
    }
    return significant;
}

} // namespace

/// Counted over the rows looked at.
struct XlsxSource::Sample
{
    struct FieldCount
    {
        std::int64_t texts = 0, values = 0, errors = 0, longNumbers = 0, badMoments = 0, badFormats = 0, regionals = 0,
                     differing = 0;
        std::string error, longNumber, badMoment, badFormat, regional, differingOne; ///< examples

        void count(const Values::Cell &cell, std::string_view text, const Workbook &workbook)
        {
            const auto note = [&](std::int64_t &number, std::string &example) {
                if (number++ == 0)
                    example = text;
            };
            const auto noteFormat = [&](std::int64_t &number, std::string &example) {
                if (number++ == 0)
                    example = fmt::format("{} by {}", text, workbook.formatOf(cell.style).name().substr(0, formatNameMax));
            };
            ++values;
            texts += cell.kind == CellValues::Kind::Text && !text.empty();
            if (cell.kind == CellValues::Kind::Error)
                note(errors, error);
            else if (cell.kind == CellValues::Kind::LongNumber)
                note(longNumbers, longNumber);
            else if (cell.kind == CellValues::Kind::BadMoment)
                note(badMoments, badMoment);
            else if (cell.kind == CellValues::Kind::BadFormat)
                noteFormat(badFormats, badFormat);
            else if (cell.kind == CellValues::Kind::Regional)
                noteFormat(regionals, regional);
        }
        /// \a stored, a number, is shown with fewer digits than it has.
        void compare(std::string_view stored, const CellFormat &format, bool is1904, std::string &shown)
        {
            shown.clear();
            const CellFormat::Outcome outcome = format.append(stored, is1904, shown);
            if (outcome == CellFormat::Outcome::Shown && significantDigits(shown) < significantDigits(stored)
                && differing++ == 0)
                differingOne = fmt::format("{} as {}", stored, shown);
        }
    };
    std::vector<FieldCount> fields; ///< of the schema
    std::string shown;              ///< for compare()
    std::int64_t rows = 0, hiddenRows = 0, formulas = 0;
    bool isWhole = true;
};

Result<void> XlsxSource::detect(bool isFollowing, const CancelToken &token)
{
    WEIR_TRY(SheetRows rows, SheetRows::open(*m_archive, m_sheet.part));
    const CellValues converter(m_workbook, m_strings, m_format.isShown);
    std::vector<CsvSampleRecord> records;
    std::vector<int> firstColumns;
    for (std::size_t cells = 0; records.size() < recordsMax && cells < recordCellsMax;) {
        WEIR_TRY(const SheetRow *row, rows.next(token));
        if (!row)
            break;
        if (row->cells.empty() || row->defect != SheetRow::Defect::None)
            continue;
        CsvSampleRecord &record = records.emplace_back();
        record.line = row->number;
        record.cells.resize(static_cast<std::size_t>(row->cells.back().column) + 1);
        for (const SheetCell &cell : row->cells)
            (void)converter.append(*row, cell, record.cells[static_cast<std::size_t>(cell.column)]);
        firstColumns.push_back(row->cells.front().column);
        cells += record.cells.size();
    }
    std::size_t header = 0;
    if (isFollowing) {
        while (header < records.size() && records[header].line <= m_layout.linesBefore)
            ++header;
    } else {
        header = detectHeader(records, m_format, m_layout);
        while (header < records.size() && records[header].line <= m_layout.linesBefore)
            ++header;
    }
    std::size_t width = m_layout.names.size();
    if (!isFollowing) {
        std::size_t end = 1;
        m_firstColumn = header < records.size() ? firstColumns[header] : 0;
        for (std::size_t i = header; i < records.size(); ++i) {
            m_firstColumn = std::min(m_firstColumn, firstColumns[i]);
            end = std::max(end, records[i].cells.size());
        }
        width = std::max<std::size_t>(end - std::min(end, static_cast<std::size_t>(m_firstColumn)), 1);
    }
    std::vector<std::string> cells;
    const bool hasNames = m_layout.hasHeader && header < records.size();
    if (hasNames && records[header].cells.size() > static_cast<std::size_t>(m_firstColumn))
        cells.assign(records[header].cells.begin() + m_firstColumn, records[header].cells.end());
    std::vector<Finding> ignored;
    m_layout.names = headerNames(cells, width, isFollowing ? ignored : m_layout.findings);
    m_firstRow = hasNames ? records[header].line + 1 : m_layout.linesBefore + 1;
    return {};
}

void XlsxSource::tellSample(const Sample &seen, const SheetRows &rows, SourceShape &shape) const
{
    const std::string among = seen.isWhole ? std::string() : fmt::format(" among the first {} rows", seen.rows);
    const auto add = [&](Finding::Level level, std::string code, std::string field, std::int64_t count,
                         const std::string &detail) {
        if (count > 0)
            shape.findings.push_back({level, std::move(code), std::move(field), count, detail + among});
    };
    for (std::size_t i = 0; i < seen.fields.size(); ++i) {
        const Sample::FieldCount &field = seen.fields[i];
        const std::string &name = m_schema->field(i).name;
        add(Finding::Level::Warning, "damagedNumber", name, field.longNumbers,
            fmt::format("{} numbers have more than 15 digits ({}): a spreadsheet keeps 15 of a number, so they are already "
                        "damaged in the file, or will be when it is saved; such ids have to be text cells",
                        field.longNumbers, field.longNumber));
        add(Finding::Level::Warning, "spreadsheetError", name, field.errors,
            fmt::format("{} cells hold an error ({}); they are delivered as that text, or set apart where it does not fit. "
                        "--null '{}' makes them NULL",
                        field.errors, field.error, field.error));
        add(Finding::Level::Warning, "badDate", name, field.badMoments,
            fmt::format("{} cells are shown as dates and are none ({}): delivered as they are, set apart by a date column",
                        field.badMoments, field.badMoment));
        FieldProposal &proposal = shape.proposals[i];
        if (field.texts > 0 && proposal.type.kind != TypeKind::Text) {
            if (field.texts == field.values)
                add(Finding::Level::Note, "textNumbers", name, field.texts,
                    fmt::format("all {} values are text cells and stay text; they would fit {} (--types '{}={}')", field.texts,
                                typeText(proposal.type), name, typeText(proposal.type)));
            proposal = {TypeKind::Text,
                        fmt::format("{} of {} cells are text, and text cells stay text", field.texts, field.values)};
        }
    }
    add(Finding::Level::Warning, "formulaWithoutResult", {}, seen.formulas,
        fmt::format("{} formulas have no stored result and are read as NULL: a program wrote them and no spreadsheet has "
                    "calculated them. Open and save the file in a spreadsheet program",
                    seen.formulas));
    add(Finding::Level::Note, "hiddenRows", {}, seen.hiddenRows,
        fmt::format("{} hidden rows are read like all others", seen.hiddenRows));
    add(Finding::Level::Note, "hiddenColumns", {}, rows.hiddenColumns(), "hidden columns are read like all others");
    add(Finding::Level::Note, "mergedCells", {}, rows.mergedRanges(),
        fmt::format("{} ranges of merged cells: the first cell of each has the value, the others are NULL", rows.mergedRanges()));
    tellFormats(seen, shape);
}

std::vector<Finding> XlsxSource::totalRow(const Values &values, std::int64_t row) const
{
    std::vector<std::string> cells, read(m_layout.names.size());
    for (const Values::Cell &cell : values.cells)
        cells.emplace_back(values.of(cell));
    for (const int field : m_fieldOf)
        read[static_cast<std::size_t>(field)] = m_layout.names[static_cast<std::size_t>(field)];
    return findTotalRow(cells, read, row, "row");
}

void XlsxSource::tellFormats(const Sample &seen, SourceShape &shape) const
{
    const std::string among = seen.isWhole ? std::string() : fmt::format(" among the first {} rows", seen.rows);
    const auto add = [&](Finding::Level level, const char *code, const std::string &field, std::int64_t count,
                         const std::string &detail) {
        if (count > 0)
            shape.findings.push_back({level, code, field, count, detail + among});
    };
    for (std::size_t i = 0; i < seen.fields.size(); ++i) {
        const Sample::FieldCount &field = seen.fields[i];
        const std::string &name = m_schema->field(i).name;
        add(Finding::Level::Warning, "numberFormat", name, field.badFormats,
            fmt::format("{} cells have a number format that is not understood, and are read as stored ({})",
                        field.badFormats, field.badFormat));
        add(Finding::Level::Note, "regionalFormat", name, field.regionals,
            fmt::format("{} cells have a number format that each computer shows in the way of its region, and are read as "
                        "stored ({})",
                        field.regionals, field.regional));
        add(Finding::Level::Note, "shownDiffers", name, field.differing,
            fmt::format("{} numbers are shown with fewer digits than they have ({}); they are read as stored, "
                        "--values shown reads what is shown",
                        field.differing, field.differingOne));
    }
}

Result<void> XlsxSource::sample(SourceShape &shape, bool isNeeded, const CancelToken &token)
{
    std::vector<std::string> names;
    for (const Field &field : m_schema->fields())
        names.push_back(field.name);
    ValueCheckup checkup(names);
    Sample seen;
    seen.fields.resize(names.size());
    const auto add = [&](const Values &values) {
        for (std::size_t i = 0; i < m_fieldOf.size(); ++i) {
            const Values::Cell &cell = values.cells[static_cast<std::size_t>(m_fieldOf[i])];
            const std::string_view text = values.of(cell);
            if (!cell.isSet || (m_format.nullText && text == *m_format.nullText))
                continue;
            Sample::FieldCount &field = seen.fields[i];
            field.count(cell, text, m_workbook);
            if (cell.kind == CellValues::Kind::Number && !m_format.isShown)
                field.compare(text, m_workbook.formatOf(cell.style), m_workbook.is1904, seen.shown);
            if (cell.kind != CellValues::Kind::Error)
                checkup.add(i, text);
        }
    };
    WEIR_TRY(SheetRows rows, SheetRows::open(*m_archive, m_sheet.part));
    const ZipArchive::Entry *entry = m_archive->find(m_sheet.part);
    seen.isWhole = m_options.scanAll || (entry && entry->bytes <= wholeSampleBytes);
    Values values, before;
    std::int64_t lastRow = 0;
    while (isNeeded && (seen.isWhole || seen.rows < sampleRowsMax)) {
        WEIR_TRY(const SheetRow *row, rows.next(token));
        if (!row) {
            seen.isWhole = true;
            break;
        }
        if (row->number < m_firstRow)
            continue;
        seen.formulas += row->formulasWithoutValue;
        if (row->cells.empty())
            continue;
        ++seen.rows;
        seen.hiddenRows += row->isHidden;
        RowError ignored;
        if (!convert(*row, values, ignored))
            continue;
        if (lastRow > 0)
            add(before);
        std::swap(before, values);
        lastRow = row->number;
    }
    if (lastRow > 0 && seen.isWhole && seen.rows >= 3) {
        const std::vector<Finding> total = totalRow(before, lastRow);
        shape.findings.insert(shape.findings.end(), total.begin(), total.end());
        lastRow = total.empty() ? lastRow : 0;
    }
    if (lastRow > 0)
        add(before);
    shape.proposals = checkup.proposals();
    if (isNeeded)
        tellSample(seen, rows, shape);
    for (Finding &finding : checkup.findings()) {
        const bool isTold = std::any_of(shape.findings.begin(), shape.findings.end(), [&](const Finding &told) {
            return told.field == finding.field && told.code == "damagedNumber" && finding.code == "roundedNumber";
        });
        if (!isTold)
            shape.findings.push_back(std::move(finding));
    }
    const double read = static_cast<double>(std::max<std::int64_t>(rows.bytesRead(), 1));
    const double all = static_cast<double>(entry ? entry->bytes : 0);
    const auto guess = static_cast<std::int64_t>(static_cast<double>(seen.rows) * all / read);
    shape.rowsEstimate = !isNeeded ? -1 : seen.isWhole ? seen.rows : guess;
    return {};
}

} // namespace weir
