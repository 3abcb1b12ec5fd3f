#include "core/delivery/footing.h"

#include "core/base/json.h"
#include "core/workspace/place.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <unistd.h>
#include <utility>

namespace weir {

namespace {

/// A member as text; nothing and null are alike.
std::string textAt(const Json &object, const char *name)
{
    if (!object.is_object())
        return {};
    const auto member = object.find(name);
    return member == object.end() || member->is_null() ? std::string() : member->is_string() ? member->get<std::string>()
                                                                                               : member->dump();
}

/// Connection or place with the stream in it: one text for one end, however it was typed.
std::string endText(const Json &side, const std::string &folder)
{
    const std::string connection = textAt(side, "connection"), stream = textAt(side, "stream");
    if (!connection.empty())
        return "@" + connection + '#' + stream;
    std::string place = textAt(side, "file");
    if (place.empty())
        place = textAt(side, "place");
    if (const auto parsed = Place::parse(place, folder))
        place = parsed->canonical;
    return stream.empty() || place.ends_with('#' + stream) ? place : place + '#' + stream;
}

std::string modeText(const Json &target)
{
    if (std::string mode = textAt(target, "mode"); !mode.empty())
        return mode;
    const std::string key = textAt(target, "key");
    return key.empty() || key == "[]" ? "append" : "upsert";
}

std::vector<std::pair<std::string, std::string>> footingOf(const Json &job, const std::string &folder)
{
    const Json source = job.value("source", Json::object()), target = job.value("target", Json::object());
    const Json cursor = source.is_object() ? source.value("cursor", Json::object()) : Json::object();
    return {{"source", endText(source, folder)},    {"query", textAt(source, "query")},
            {"condition", textAt(source, "where")}, {"cursor field", textAt(cursor, "field")},
            {"target", endText(target, folder)},    {"mode", modeText(target)},
            {"key", textAt(target, "key")}};
}

} // namespace

std::vector<std::string> changedFooting(std::string_view before, std::string_view now, const std::string &folder)
{
    const Json old = Json::parse(before, nullptr, false), present = Json::parse(now, nullptr, false);
    std::vector<std::string> changed;
    if (!old.is_object() || !present.is_object())
        return changed;
    const auto was = footingOf(old, folder), is = footingOf(present, folder);
    for (std::size_t i = 0; i < was.size(); ++i) {
        if (was[i].second != is[i].second)
            changed.push_back(was[i].first);
    }
    return changed;
}

std::string homeOf(const std::string &folder)
{
    std::string machine;
    std::ifstream("/etc/machine-id") >> machine;
    if (machine.empty()) {
        char name[256] = {};
        machine = gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
    }
    std::error_code ignored;
    const auto real = std::filesystem::canonical(folder, ignored);
    return machine + ':' + (ignored ? folder : real.string());
}

} // namespace weir
