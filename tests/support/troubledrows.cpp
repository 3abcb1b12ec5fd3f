#include "tests/support/troubledrows.h"

#include <cstdlib>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

namespace weir::test::troubled {

namespace {

constexpr int pageRows = 100;

struct Row
{
    int id = 0;
    std::string amount, name;
    bool isPoison = false, isFiltered = false, isNegative = false, isSecond = false;

    [[nodiscard]] bool isLong() const { return name.size() > nameLengthMax; }
    [[nodiscard]] std::string text(bool isCut) const
    {
        return fmt::format("{}|{}", id, isCut ? name.substr(0, nameLengthMax) : name);
    }
};

Row row(int id)
{
    Row row;
    row.id = id;
    row.isPoison = id % 97 == 5;
    row.isNegative = id % 211 == 13;
    row.isFiltered = id % 50 == 7;
    row.amount = row.isPoison ? "abc" : row.isNegative ? "-1.50" : fmt::format("{}.25", id);
    row.name = fmt::format("{} {}{}", row.isFiltered ? "drop" : "keep", id,
                           id % 157 == 11 ? ", too long for its column" : "");
    return row;
}

/// Ids that come twice: some at once, some at the very end.
const std::vector<Row> &all()
{
    static const std::vector<Row> list = [] {
        std::vector<Row> made, late;
        for (int id = 1; id <= ids; ++id) {
            made.push_back(row(id));
            if (id % 90 != 0)
                continue;
            Row second = row(id);
            second.name = fmt::format("again {}", id);
            second.isSecond = true;
            (id % 180 == 0 ? late : made).push_back(second);
        }
        made.insert(made.end(), late.begin(), late.end());
        return made;
    }();
    return list;
}

Ends finish(Keys keys, bool isChecked, bool isHealed)
{
    Ends ends;
    std::map<int, std::string> byId;
    for (const Row &row : all()) {
        const bool isRefused = isChecked && (row.isNegative || row.isLong());
        if (row.isFiltered) {
            ++ends.filtered;
        } else if ((!isHealed && (row.isPoison || isRefused)) || (keys == Keys::Refused && row.isSecond)) {
            ++ends.quarantined;
        } else {
            ++ends.delivered;
            if (keys == Keys::Merged)
                byId[row.id] = row.text(isChecked);
            else
                ends.rows.insert(row.text(isChecked));
        }
    }
    for (const auto &[id, text] : byId)
        ends.rows.insert(text);
    return ends;
}

} // namespace

int rows()
{
    return static_cast<int>(all().size());
}

std::string csv()
{
    std::string text = "id,amount,name\n";
    for (const Row &row : all())
        text += fmt::format("{},{},\"{}\"\n", row.id, row.amount, row.name);
    return text;
}

std::unique_ptr<LoopbackServer> serve()
{
    auto server = LoopbackServer::start([](const ServedRequest &request, ServerConnection &wire) {
        const std::string text(request.parameter("page"));
        const int page = text.empty() ? 1 : std::atoi(text.c_str());
        const int pages = (rows() + pageRows - 1) / pageRows;
        nlohmann::json items = nlohmann::json::array();
        for (int i = (page - 1) * pageRows; i < std::min(page * pageRows, rows()); ++i) {
            const Row &row = all()[static_cast<std::size_t>(i)];
            items.push_back({{"id", row.id}, {"amount", row.amount}, {"name", row.name}});
        }
        nlohmann::json next;
        if (page < pages)
            next = fmt::format("/orders?page={}", page + 1);
        wire.send(answerText(200, nlohmann::json{{"items", items}, {"next", next}}.dump()));
    });
    if (!server)
        throw std::runtime_error(server.error().detail);
    return std::move(*server);
}

Ends ends(Keys keys, bool isChecked)
{
    return finish(keys, isChecked, false);
}

Ends endsWhenHealed(Keys keys, bool isChecked)
{
    return finish(keys, isChecked, true);
}

} // namespace weir::test::troubled
