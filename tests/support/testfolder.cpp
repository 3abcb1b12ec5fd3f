#include "tests/support/testfolder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace weir::test {

namespace {

constexpr const char *folderPattern = "weir-test-XXXXXX";

}

TestFolder::TestFolder() : TestFolder((std::filesystem::temp_directory_path() / folderPattern).string()) {}

TestFolder::TestFolder(std::string pattern) : m_path(std::move(pattern))
{
    if (!mkdtemp(m_path.data()))
        std::abort();
}

TestFolder TestFolder::inMemory()
{
    const std::filesystem::path memory = "/dev/shm";
    const bool isThere = access(memory.c_str(), W_OK) == 0;
    return TestFolder(((isThere ? memory : std::filesystem::temp_directory_path()) / folderPattern).string());
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
