#include "core/workspace/configfile.h"

#include "core/base/atomicfile.h"

#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sys/stat.h>
#include <vector>

namespace weir {

namespace {

std::string lineAndColumn(std::string_view text, std::size_t byte)
{
    std::size_t line = 1, column = 1;
    for (std::size_t i = 0; i < byte && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++line;
            column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
            ++column; // count characters, not continuation bytes
        }
    }
    return fmt::format("{}:{}", line, column);
}

/// Nesting of arrays and objects, strings skipped. Returns the byte where it becomes deeper than allowed, or
/// npos.
std::size_t findTooDeep(std::string_view text)
{
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > configDepthMax)
                return i;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return std::string_view::npos;
}

/// Finds a name that stands twice in one object while the parser runs.
class DuplicateFinder
{
public:
    bool operator()(Json::parse_event_t event, Json &parsed)
    {
        using Event = Json::parse_event_t;
        if (event == Event::object_start) {
            m_objects.emplace_back();
        } else if (event == Event::object_end) {
            m_objects.pop_back();
        } else if (event == Event::key) {
            Level &level = m_objects.back();
            level.name = parsed.get<std::string>();
            if (!level.seen.insert(level.name).second && m_found.empty())
                m_found = level.name;
        }
        return true;
    }
    [[nodiscard]] const std::string &found() const { return m_found; }

private:
    struct Level
    {
        std::set<std::string> seen;
        std::string name;
    };
    std::vector<Level> m_objects;
    std::string m_found;
};

/// The parser's reason without its prefix and without the piece of text it read last.
std::string syntaxReason(std::string_view what)
{
    if (const std::size_t dash = what.find(" - "); dash != std::string_view::npos)
        what.remove_prefix(dash + 3);
    std::string reason(what);
    const std::size_t last = reason.find("; last read: '");
    if (last != std::string::npos) {
        const std::size_t end = reason.rfind("'; expected");
        reason.erase(last, end == std::string::npos || end < last ? std::string::npos : end + 1 - last);
    }
    if (reason.find("unexpected '}'") != std::string::npos ||
        reason.find("unexpected ']'") != std::string::npos)
        reason += " (a comma before it is one too many?)";
    return reason;
}

bool isBeneath(const std::string &path, const std::string &folder)
{
    std::error_code failed;
    const auto real = std::filesystem::canonical(path, failed);
    if (failed)
        return false;
    const auto realFolder = std::filesystem::canonical(folder, failed);
    return !failed && real.string().starts_with(realFolder.string() + '/');
}

} // namespace

Result<Json> parseConfig(std::string_view text, const std::string &file)
{
    if (text.size() > configBytesMax) {
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{}: larger than {} MiB; a configuration file cannot be", file,
                                configBytesMax >> 20));
    }
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    if (const std::size_t byte = findTooDeep(text); byte != std::string_view::npos) {
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{}:{}: nested deeper than {} levels", file, lineAndColumn(text, byte),
                                configDepthMax));
    }
    DuplicateFinder duplicates;
    try {
        Json value = Json::parse(
            text, [&](int, Json::parse_event_t event, Json &parsed) { return duplicates(event, parsed); });
        if (!duplicates.found().empty()) {
            return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                        fmt::format("{}: the name \"{}\" stands twice in one object; keep one of them", file,
                                    duplicates.found().substr(0, 80)));
        }
        return value;
    } catch (const Json::parse_error &error) {
        const std::size_t byte = error.byte > 0 ? error.byte - 1 : 0;
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("{}:{}: not JSON: {}", file, lineAndColumn(text, byte), syntaxReason(error.what())));
    } catch (const Json::exception &) {
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{}: not JSON: a number is out of range", file));
    }
}

Result<Json> readConfigFile(const std::string &path, const std::string &beneath)
{
    // O_NONBLOCK: opening a FIFO must not wait for a writer
    const OpenFile file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.isOpen())
        return systemFailure(path, "open");
    struct stat info = {};
    if (fstat(file.get(), &info) != 0)
        return systemFailure(path, "examine");
    if (!S_ISREG(info.st_mode))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{}: not a regular file", path));
    if (!beneath.empty() && !isBeneath(path, beneath)) {
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("{}: leads out of the workspace through a link; put the file itself there", path));
    }
    WEIR_TRY(const std::string content, readOpenFile(file.get(), path, configBytesMax));
    return parseConfig(content, path);
}

Result<void> saveConfigFile(const std::string &path, const Json &object)
{
    if (auto present = readConfigFile(path);
        present && *present == object && present->dump() == object.dump())
        return {};
    try {
        return replaceFile(path, object.dump(2) + '\n');
    } catch (const Json::exception &) {
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{}: a text is not valid UTF-8", path));
    }
}

} // namespace weir
