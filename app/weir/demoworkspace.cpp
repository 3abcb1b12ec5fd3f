#include "app/weir/demoworkspace.h"

#include "core/base/atomicfile.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

std::string erpCode(int item)
{
    static constexpr const char *kinds[] = {"STEEL", "BOLT", "PUMP", "VALVE", "GEAR"};
    return fmt::format("{}-{:04}", kinds[item % 5], item);
}

Json field(const char *to, const char *name, const std::string &source, const char *type)
{
    return {{"to", to}, {name, source}, {"type", type}};
}

} // namespace

Result<void> DemoWorkspace::write() const
{
    const Json shop{{"weir", 1}, {"kind", "http"}, {"baseUrl", m_shop.origin()}, {"streams", {{"orders",
        {{"path", m_shop.path()}, {"records", "$.items"}, {"paging", {{"type", "nextUrl"}, {"next", "$.next"}}},
         {"key", {"id"}}}}}}};
    WEIR_CHECK(m_workspace.saveConnection("shop-api", shop));
    WEIR_CHECK(m_workspace.saveConnection("warehouse", Json{{"weir", 1}, {"kind", "sqlite"}, {"file", "warehouse.db"}}));
    std::string items = "item,name,on_hand\n";
    for (int item = 1; item <= itemsTotal; ++item)
        items += fmt::format("{},Part {},{}\n", erpCode(item), item, item * 7 % 90);
    WEIR_CHECK(replaceFile(m_workspace.path("erp-items.csv"), items));
    WEIR_CHECK(writeCrosswalk(itemsTotal - codesMissing));
    const Json stock{{"weir", 1}, {"title", "ERP stock to warehouse"}, {"source", {{"file", "erp-items.csv"}}},
        {"target", {{"connection", "warehouse"}, {"stream", "stock"}, {"mode", "upsert"}, {"key", {"mes_code"}},
                    {"create", "ifMissing"}}},
        {"mapping", {{"fields", {field("mes_code", "expr", "lookup('mes', item)", "text"),
                                 field("erp_code", "from", "item", "text"), field("name", "from", "name", "text"),
                                 field("on_hand", "from", "on_hand", "int64")}},
                     {"lookups", {{"mes", {{"file", "mes-codes.csv"}, {"key", "erp"}, {"value", "mes"}}}}}}},
        {"policy", {{"stopAfter", "never"}}}};
    WEIR_CHECK(replaceFile(m_workspace.path("jobs/stock-to-warehouse.json"), stock.dump(2) + "\n"));
    return writeOrdersJob(false);
}

Result<void> DemoWorkspace::fixOrders() const
{
    return writeOrdersJob(true);
}

Result<void> DemoWorkspace::completeCrosswalk() const
{
    return writeCrosswalk(itemsTotal);
}

Result<void> DemoWorkspace::writeCrosswalk(int codes) const
{
    std::string text = "erp,mes\n";
    for (int item = 1; item <= codes; ++item)
        text += fmt::format("{},{:06}\n", erpCode(item), 100'000 + item * 13);
    return replaceFile(m_workspace.path("mes-codes.csv"), text);
}

Result<void> DemoWorkspace::writeOrdersJob(bool isFixed) const
{
    const char *amount = isFixed ? "if(regex_match(replace(amount, '¥', ''), '^[0-9.]+$'), decimal(replace(amount, '¥', '')), null)"
                                 : "decimal(replace(amount, '¥', ''))";
    const char *created = isFixed ? "if(regex_match(created_at, '^[0-9]{4}-[0-9]{2}-[0-9]{2}T'), timestamp(created_at), null)"
                                  : "timestamp(created_at)";
    Json customer = field("customer", "from", "customer.name", "text(40)");
    if (isFixed)
        customer["onTooLong"] = "cut";
    const Json job{{"weir", 1}, {"title", "Orders to warehouse"}, {"source", {{"connection", "shop-api"}, {"stream", "orders"}}},
        {"target", {{"connection", "warehouse"}, {"stream", "orders"}, {"mode", "upsert"}, {"key", {"order_id"}},
                    {"create", "ifMissing"}}},
        {"mapping", {{"fields", {field("order_id", "from", "id", "int64"), field("order_no", "from", "order_no", "text"),
                                 customer,
                                 field("amount", "expr", amount, "decimal(12,2)"),
                                 field("currency", "from", "currency", "text(3)"),
                                 field("created_at", "expr", created, "timestamp"),
                                 field("note", "from", "note", "text")}}}},
        {"policy", {{"stopAfter", "never"}}}};
    return replaceFile(m_workspace.path("jobs/orders-to-warehouse.json"), job.dump(2) + "\n");
}

} // namespace weir
