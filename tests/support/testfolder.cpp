#include "tests/support/testfolder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace weir::test {

TestFolder::TestFolder()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "weir-test-XXXXXX").string();
    if (!mkdtemp(pattern.data()))
        std::abort();
    m_path = pattern;
}

TestFolder::~TestFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::string TestFolder::file(std::string_view name) const
{
    return m_path + '/' + std::string(name);
}

std::string TestFolder::write(std::string_view name, std::string_view content) const
{
    std::ofstream(file(name), std::ios::binary) << content;
    return file(name);
}

std::string TestFolder::read(std::string_view name) const
{
    std::ostringstream content;
    content << std::ifstream(file(name), std::ios::binary).rdbuf();
    return content.str();
}

} // namespace weir::test
