#include "core/connectors/sqlite/sqlitecursor.h"

#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

std::string SqliteCursor::text() const
{
    Json json = Json::object();
    json["key"] = Json::array();
    for (const SqliteValue &value : key)
        json["key"].push_back(toJson(value));
    if (same > 0)
        json["same"] = same;
    if (isEnd)
        json["end"] = true;
    if (isEnd || !ties.empty()) {
        if (isTiesKnown) {
            json["ties"] = Json::array();
            for (const std::uint64_t tie : ties)
                json["ties"].push_back(fmt::format("{:016x}", tie));
        }
    }
    return json.dump();
}

Result<SqliteCursor> SqliteCursor::parse(const std::string &text)
{
    SqliteCursor cursor;
    if (text.empty())
        return cursor;
    const Unexpected foreign =
        fail(ErrorCode::StorageCorrupt, Recovery::Stop,
             "the position where this stream stopped cannot be read; start over with --again");
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("key") || !json["key"].is_array())
        return foreign;
    for (const Json &part : json["key"]) {
        const auto value = valueFromJson(part);
        if (!value)
            return foreign;
        cursor.key.push_back(*value);
    }
    if (const auto same = json.find("same"); same != json.end() && same->is_number_integer())
        cursor.same = same->get<std::int64_t>();
    cursor.isEnd = json.contains("end");
    cursor.isTiesKnown = json.contains("ties") && json["ties"].is_array();
    for (std::size_t i = 0; cursor.isTiesKnown && i < json["ties"].size(); ++i) {
        const Json &tie = json["ties"][i];
        if (!tie.is_string())
            return foreign;
        const auto &hex = tie.get_ref<const std::string &>();
        std::uint64_t digest = 0;
        if (std::from_chars(hex.data(), hex.data() + hex.size(), digest, 16).ptr != hex.data() + hex.size())
            return foreign;
        cursor.ties.push_back(digest);
    }
    return cursor;
}

} // namespace weir
