#include "core/connectors/http/httpposition.h"

#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr int version = 1;

/// Calls \a visit(name, member, value when absent) for every member that has a JSON form of its own.
template<typename Position, typename Visit>
void eachMember(Position &position, Visit visit)
{
    visit("end", position.isEnd, false);
    visit("ask", position.ask, std::string());
    visit("page", position.page, std::int64_t{1});
    visit("records", position.records, std::int64_t{0});
    visit("total", position.total, std::int64_t{-1});
    visit("totalDoubtful", position.isTotalDoubtful, false);
    visit("countIsPageSize", position.wasCountPageSize, true);
    visit("longest", position.longest, std::int64_t{0});
    visit("barren", position.barren, std::int64_t{0});
    visit("previous", position.previous, std::string());
    visit("members", position.members, std::vector<std::string>());
    visit("hasMore", position.hasMore, std::string());
    visit("recordsPath", position.recordsPath, std::string());
    visit("nextPath", position.nextPath, std::string());
    visit("since", position.since, std::string());
    visit("highest", position.highest, std::string());
    visit("take", position.take, std::int64_t{-1});
}

} // namespace

Cursor HttpPosition::cursor() const
{
    Json object{{"http", version}, {"paging", pagingRules(kind).name}};
    eachMember(*this, [&](const char *name, const auto &value, const auto &absent) {
        if (value != absent)
            object[name] = value;
    });
    return {object.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Result<HttpPosition> HttpPosition::parse(const Cursor &cursor)
{
    HttpPosition position;
    if (cursor.text.empty())
        return position;
    const Json object = Json::parse(cursor.text, nullptr, false);
    bool isGood = object.is_object() && object.contains("http") && object["http"].is_number_integer() &&
                  object["http"].get<int>() == version && object.contains("paging") &&
                  object["paging"].is_string();
    if (isGood) {
        isGood = false;
        for (int kind = 0; kind <= static_cast<int>(PagingKind::Keyset); ++kind) {
            if (pagingRules(static_cast<PagingKind>(kind)).name == object["paging"].get<std::string>()) {
                position.kind = static_cast<PagingKind>(kind);
                isGood = true;
            }
        }
    }
    eachMember(position, [&](const char *name, auto &value, const auto &) {
        if (!isGood || !object.contains(name))
            return;
        const Json &found = object[name];
        if constexpr (std::is_same_v<decltype(value), bool &>)
            isGood = found.is_boolean();
        else if constexpr (std::is_same_v<decltype(value), std::int64_t &>)
            isGood = found.is_number_integer();
        else if constexpr (std::is_same_v<decltype(value), std::string &>)
            isGood = found.is_string();
        else
            isGood = found.is_array() && std::all_of(found.begin(), found.end(),
                                                     [](const Json &item) { return item.is_string(); });
        if (isGood)
            value = found.get<std::decay_t<decltype(value)>>();
    });
    if (!isGood)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "the stored cursor is not one of an HTTP source; start over with --again");
    return position;
}

} // namespace weir
