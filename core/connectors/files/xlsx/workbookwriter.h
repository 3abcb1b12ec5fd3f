#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace weir {

/// Writes rows as the one sheet of an .xlsx workbook (ECMA-376), for people: a bold head that stays in view, texts as texts
/// (nothing becomes a formula), numbers as numbers where a spreadsheet keeps every digit (at most 15 and no leading zero),
/// else as text. In constant memory; the sheet grows in a file beside \a path.
///
/// The workbook appears with finish(), readable by its owner alone; what is not finished leaves no file. Refused, with
/// InvalidConfig: more than 1,048,576 rows, and a value of more than 32,767 characters. Thread-safety: none.
class WorkbookWriter
{
public:
    [[nodiscard]] static Result<WorkbookWriter> create(const std::string &path);
    WorkbookWriter(WorkbookWriter &&other) noexcept;
    WorkbookWriter &operator=(WorkbookWriter &&) = delete;
    ~WorkbookWriter();

    /// Cells of a row, from the first column on.
    void addText(std::string_view text);
    void addNumber(std::string_view number); ///< "-12.50"; what a spreadsheet would change becomes text
    void addEmpty() { ++m_column; }
    [[nodiscard]] Result<void> endRow();
    [[nodiscard]] Result<void> finish();

private:
    WorkbookWriter(std::string path, std::ofstream sheet);
    void beginRow();
    [[nodiscard]] Error trouble(const std::string &what) const;

    std::string m_path;
    std::ofstream m_sheet;
    std::string m_row; ///< of the row that is being made
    std::int64_t m_rows = 0;
    int m_column = 0;
    bool m_isTooLong = false;
    bool m_isOpen = false;
};

} // namespace weir
