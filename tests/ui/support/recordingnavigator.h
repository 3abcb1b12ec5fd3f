#pragma once

#include "ui/shell/page.h"

#include <QStringList>

#include <utility>
#include <vector>

namespace weir::test {

/// Remembers where a page wanted to go and what it said.
class RecordingNavigator final : public Navigator
{
public:
    void go(const QString &page, const QString &argument = {}) override { visits.emplace_back(page, argument); }
    void toast(const QString &text, std::function<void()>) override { toasts << text; }
    void inspect(QWidget *content) override { delete content; }

    std::vector<std::pair<QString, QString>> visits;
    QStringList toasts;
};

} // namespace weir::test
