#pragma once

#include "core/drill/shopserver.h"
#include "core/workspace/workspace.h"

#include <string>

namespace weir {

/// The files of the demo: two connections, an ERP file with text codes, a crosswalk that lacks some of them, two jobs.
class DemoWorkspace
{
public:
    static constexpr int itemsTotal = 500;
    static constexpr int codesMissing = 36;

    DemoWorkspace(const Workspace &workspace, const ShopServer &shop) : m_workspace(workspace), m_shop(shop) {}

    [[nodiscard]] Result<void> write() const;
    /// What the analyst corrects after looking at the causes: customers are cut to the column's 40 characters, and NULL
    /// is written where the shop sent no date or
    /// no amount.
    [[nodiscard]] Result<void> fixOrders() const;
    /// The missing codes are added to the crosswalk.
    [[nodiscard]] Result<void> completeCrosswalk() const;

private:
    [[nodiscard]] Result<void> writeOrdersJob(bool isFixed) const;
    [[nodiscard]] Result<void> writeCrosswalk(int codes) const;

    const Workspace &m_workspace;
    const ShopServer &m_shop;
};

} // namespace weir
