#include "core/connectors/files/xlsx/sheetrows.h"

#include "core/connectors/files/xlsx/sharedstrings.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace weir {

namespace {

/// "BC12" -> column 54; row 0 if there is none. False: no reference.
bool parseReference(std::string_view text, int &column, std::int64_t &row)
{
    int letters = 0;
    std::size_t at = 0;
    for (; at < text.size() && at < 4 && ((text[at] | 0x20) >= 'a' && (text[at] | 0x20) <= 'z'); ++at)
        letters = letters * 26 + ((text[at] | 0x20) - 'a' + 1);
    column = letters - 1;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), row);
    return letters > 0 && letters <= SheetRows::columnsMax && error == std::errc() && end == text.data() + text.size();
}

} // namespace

std::string cellName(int column, std::int64_t row)
{
    std::string letters;
    for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return row > 0 ? letters + std::to_string(row) : letters;
}

struct SheetRows::Handler final : XmlHandler
{
    enum class At : std::uint8_t { Outside, Data, Row, Cell, Value, Inline, InlineText, Other };

    void startElement(std::string_view name, const XmlAttributes &attributes) override
    {
        switch (at) {
        case At::Outside:
            return outside(name, attributes);
        case At::Data:
            if (name == "row")
                startRow(attributes);
            return;
        case At::Row:
            if (name == "c")
                startCell(attributes);
            return;
        case At::Cell:
            hasFormula = hasFormula || name == "f";
            at = name == "v" ? At::Value : name == "is" ? At::Inline : At::Cell;
            return;
        case At::Inline:
            isInPhonetic = isInPhonetic || name == "rPh";
            if (name == "t" && !isInPhonetic)
                at = At::InlineText;
            return;
        default:
            return;
        }
    }
    void outside(std::string_view name, const XmlAttributes &attributes)
    {
        if (name == "sheetData") {
            at = At::Data;
        } else if (name == "mergeCell") {
            ++merged;
        } else if (name == "col" && (attributes["hidden"] == "1" || attributes["hidden"] == "true")) {
            ++hidden;
        }
    }
    void startRow(const XmlAttributes &attributes)
    {
        row.cells.clear();
        row.text.clear();
        row.defect = SheetRow::Defect::None;
        row.formulasWithoutValue = 0;
        const std::string_view hiddenText = attributes["hidden"];
        row.isHidden = hiddenText == "1" || hiddenText == "true";
        const std::string_view number = attributes["r"];
        std::int64_t given = last + 1;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), given);
        const bool isNumber = number.empty() || (error == std::errc() && end == number.data() + number.size());
        isOrdered = isOrdered && isNumber && given > last && given <= rowsMax;
        row.number = last = given;
        column = -1;
        at = At::Row;
    }
    void startCell(const XmlAttributes &attributes)
    {
        cell = {};
        ++column;
        if (const std::string_view reference = attributes["r"]; !reference.empty()) {
            std::int64_t rowNumber = 0;
            int given = 0;
            if (!parseReference(reference, given, rowNumber) || rowNumber != row.number)
                row.defect = SheetRow::Defect::BadReference;
            else
                column = given;
        }
        if (column >= columnsMax)
            row.defect = SheetRow::Defect::BadReference;
        cell.column = column;
        const std::string_view style = attributes["s"];
        std::from_chars(style.data(), style.data() + style.size(), cell.style);
        const std::string_view type = attributes["t"];
        cell.kind = type == "s" ? SheetCell::Kind::Shared
                    : type == "str" || type == "inlineStr" ? SheetCell::Kind::Text
                    : type == "b" ? SheetCell::Kind::Bool
                    : type == "e" ? SheetCell::Kind::Error
                    : type == "d" ? SheetCell::Kind::IsoDate
                                  : SheetCell::Kind::Number;
        cell.begin = static_cast<std::uint32_t>(row.text.size());
        hasFormula = hasValue = isInPhonetic = false;
        at = At::Cell;
    }
    void endElement(std::string_view name) override
    {
        switch (at) {
        case At::Value:
            if (name == "v") {
                hasValue = true;
                at = At::Cell;
            }
            return;
        case At::InlineText:
            at = At::Inline;
            return;
        case At::Inline:
            if (name == "rPh")
                isInPhonetic = false;
            if (name == "is") {
                hasValue = true;
                at = At::Cell;
            }
            return;
        case At::Cell:
            if (name == "c")
                endCell();
            return;
        case At::Row:
            if (name == "row")
                endRow();
            return;
        case At::Data:
            if (name == "sheetData")
                at = At::Outside;
            return;
        default:
            return;
        }
    }
    void endCell()
    {
        at = At::Row;
        if (cell.kind == SheetCell::Kind::Text)
            decodeEscapes(row.text, cell.begin);
        cell.length = static_cast<std::uint32_t>(row.text.size()) - cell.begin;
        const bool isEmpty = !hasValue || (cell.length == 0 && cell.kind != SheetCell::Kind::Text);
        if (isEmpty)
            row.formulasWithoutValue += hasFormula;
        else
            row.cells.push_back(cell);
    }
    void endRow()
    {
        at = At::Data;
        const auto byColumn = [](const SheetCell &left, const SheetCell &right) { return left.column < right.column; };
        if (!std::is_sorted(row.cells.begin(), row.cells.end(), byColumn))
            std::stable_sort(row.cells.begin(), row.cells.end(), byColumn);
        for (std::size_t i = 1; i < row.cells.size(); ++i) {
            if (row.cells[i].column == row.cells[i - 1].column)
                row.defect = SheetRow::Defect::BadReference;
        }
        if (row.defect == SheetRow::Defect::None && row.cells.empty() && row.formulasWithoutValue == 0)
            return; // nothing to tell
        hasRow = true;
        parser->suspend();
    }
    void text(std::string_view text) override
    {
        if (at != At::Value && at != At::InlineText)
            return;
        if (row.text.size() + text.size() > rowBytesMax)
            row.defect = SheetRow::Defect::TooLarge;
        else
            row.text.append(text);
    }

    XmlParser *parser = nullptr;
    SheetRow row;
    SheetCell cell;
    At at = At::Outside;
    int column = -1;
    std::int64_t last = 0, merged = 0, hidden = 0;
    bool hasFormula = false, hasValue = false, isInPhonetic = false, hasRow = false, isOrdered = true;
};

SheetRows::SheetRows(std::unique_ptr<Handler> handler, std::unique_ptr<XmlParser> parser, std::string name)
    : m_handler(std::move(handler)), m_parser(std::move(parser)), m_name(std::move(name))
{
    m_handler->parser = m_parser.get();
}
SheetRows::SheetRows(SheetRows &&) noexcept = default;
SheetRows &SheetRows::operator=(SheetRows &&) noexcept = default;
SheetRows::~SheetRows() = default;

Result<SheetRows> SheetRows::open(const ZipArchive &archive, const std::string &name)
{
    WEIR_TRY(ZipArchive::Part part, archive.openPart(name));
    auto handler = std::make_unique<Handler>();
    const std::string called = fmt::format("\"{}\" of {}", name, archive.path());
    auto parser = std::make_unique<XmlParser>(std::move(part), *handler, called);
    return SheetRows(std::move(handler), std::move(parser), called);
}

Result<const SheetRow *> SheetRows::next(const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    m_handler->hasRow = false;
    auto isSuspended = m_parser->run(token);
    if (!isSuspended) {
        Unexpected failure{std::move(isSuspended).error()};
        if (failure.error.code == ErrorCode::SchemaMismatch)
            failure.error.detail += fmt::format(" (behind row {})", std::max<std::int64_t>(m_handler->last - 1, 0));
        return failure;
    }
    if (!m_handler->isOrdered)
        return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                    fmt::format("{} is damaged: its rows do not stand in the order of their numbers, or beyond row {}, at "
                                "row {}. Save it again in a spreadsheet program",
                                m_name, rowsMax, m_handler->last));
    return m_handler->hasRow ? &m_handler->row : nullptr;
}

std::int64_t SheetRows::bytesRead() const { return m_parser->bytesRead(); }
std::int64_t SheetRows::mergedRanges() const { return m_handler->merged; }
std::int64_t SheetRows::hiddenColumns() const { return m_handler->hidden; }

} // namespace weir
