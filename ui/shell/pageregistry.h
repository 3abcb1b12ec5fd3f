#pragma once

#include "ui/shell/page.h"
#include "ui/theme/icon.h"

#include <vector>

namespace weir {

enum class NavGroup : std::uint8_t { None, Build, Operate, Assure, Bottom, Hidden };

/// A page that the window knows: a line of the table in pageregistry.cpp.
struct PageEntry
{
    const char *name;  ///< for the Navigator and --page
    const char *title; ///< source text, context "pages"
    Icon icon = Icon::House;
    NavGroup group = NavGroup::None; ///< Hidden: opened from other pages only
    const char *shownAs = nullptr;   ///< hidden pages: the entry that is marked in the navigation
    std::function<Page *(const Page::Context &)> make;
};

/// In the order of the navigation.
[[nodiscard]] const std::vector<PageEntry> &pageTable();
[[nodiscard]] const PageEntry *findPage(const QString &name);
[[nodiscard]] QString pageTitle(const PageEntry &entry);

} // namespace weir
