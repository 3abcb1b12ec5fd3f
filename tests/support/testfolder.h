#pragma once

#include <string>
#include <string_view>

namespace weir::test {

/// A fresh folder (0700) under the system's temporary folder, removed with all it holds at the end of the scope.
class TestFolder
{
public:
    TestFolder();
    /// On a memory file system where there is one: for tests of crashes of processes, not of machines, in numbers.
    [[nodiscard]] static TestFolder inMemory();
    TestFolder(const TestFolder &) = delete;
    TestFolder &operator=(const TestFolder &) = delete;
    ~TestFolder();

    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] std::string file(std::string_view name) const;
    /// Writes \a content to file(name) and returns its path.
    std::string write(std::string_view name, std::string_view content) const;
    [[nodiscard]] std::string read(std::string_view name) const;

private:
    explicit TestFolder(std::string pattern);
    std::string m_path;
};

} // namespace weir::test
