// Workbooks: input that begins like a ZIP file is one; "format:" is before the code of a number format; all else is the XML of
// a sheet in a sound workbook.

#include "core/connectors/files/xlsx/cellvalues.h"

#include <cstdlib>
#include <string>
#include <zip.h>

using namespace weir;

namespace {

void require(bool isTrue)
{
    if (!isTrue)
        std::abort();
}

const char *const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook whose only sheet is \a xml, not compressed.
std::string packed(const std::string &xml)
{
    const std::string book = "<workbook><sheets><sheet name=\"a\" r:id=\"1\"/></sheets></workbook>";
    const std::string links = std::string("<R><Relationship Id=\"1\" Type=\"") + types + "/worksheet\" Target=\"s.xml\"/></R>";
    const std::pair<const char *, const std::string &> parts[] = {
        {"xl/workbook.xml", book}, {"xl/_rels/workbook.xml.rels", links}, {"xl/s.xml", xml}};
    zip_source_t *memory = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    require(memory != nullptr);
    zip_source_keep(memory);
    zip_t *zip = zip_open_from_source(memory, ZIP_TRUNCATE, nullptr);
    require(zip != nullptr);
    for (const auto &[name, content] : parts) {
        const zip_int64_t index = zip_file_add(zip, name, zip_source_buffer(zip, content.data(), content.size(), 0), 0);
        zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
    require(zip_close(zip) == 0 && zip_source_open(memory) == 0);
    zip_stat_t stat;
    zip_source_stat(memory, &stat);
    std::string bytes(stat.size, '\0');
    zip_source_read(memory, bytes.data(), bytes.size());
    zip_source_close(memory);
    zip_source_free(memory);
    return bytes;
}

void read(const std::string &bytes)
{
    const FileInput input = FileInput::ofBytes(bytes);
    const auto archive = ZipArchive::open(input);
    if (!archive)
        return;
    const auto workbook = Workbook::read(*archive, {});
    if (!workbook)
        return;
    const auto strings = SharedStrings::read(*archive, workbook->sharedStrings, {});
    if (!strings)
        return;
    const CellValues converter(*workbook, *strings), shown(*workbook, *strings, true);
    for (const Sheet &sheet : workbook->sheets) {
        auto rows = SheetRows::open(*archive, sheet.part);
        std::int64_t last = 0;
        while (rows) {
            const auto row = rows->next({});
            if (!row || !*row)
                break;
            require((*row)->number > last && (*row)->number <= SheetRows::rowsMax);
            last = (*row)->number;
            std::string text;
            int column = -1;
            for (const SheetCell &cell : (*row)->cells) {
                require((*row)->defect != SheetRow::Defect::None || (cell.column > column && cell.column < SheetRows::columnsMax));
                column = cell.column;
                (void)converter.append(**row, cell, text);
                (void)shown.append(**row, cell, text);
            }
        }
    }
}

/// Whatever the code is: nothing is taken away, nothing is appended without success, and what is appended is bounded.
void show(std::string_view code)
{
    const CellFormat format = CellFormat::compile(code);
    for (const char *stored : {"0", "1", "-1", "0.5", "46086.520983796297", "-1234.5678", "1.005", "0.00001", "99999999999.7",
                               "-1e15", "1e300", "-1e-300", "2958465.9999999", "1914310000010100016", "", "a", "nan"}) {
        for (const bool is1904 : {false, true}) {
            std::string text = " kept ";
            const CellFormat::Outcome outcome = format.append(stored, is1904, text);
            require(text.starts_with(" kept "));
            require((outcome == CellFormat::Outcome::Shown) == (text.size() > 6));
            require(text.size() < 8 * CellFormat::codeBytesMax);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size > 64 << 10)
        return 0;
    const std::string text(reinterpret_cast<const char *>(data), size);
    constexpr std::string_view mark = "format:";
    if (text.starts_with(mark)) {
        show(std::string_view(text).substr(mark.size()));
        return 0;
    }
    read(text.rfind("PK", 0) == 0 ? text : packed(text));
    return 0;
}
