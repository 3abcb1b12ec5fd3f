#pragma once

#include "ui/wizard/mapfields.h"

#include <QMenu>

namespace weir {

/// What can be done about a field: the fixes of its finding, the best one preselected, the rows it is about, its match and
/// its source.
class FixMenu final : public QMenu
{
    Q_OBJECT

public:
    FixMenu(const MapField &field, QWidget *parent);

signals:
    void fixChosen(const std::string &target, const weir::FieldFix &fix);
    void sourceChosen(const std::string &target, const QString &source);
    void rowsAsked();
    void confirmAsked();
    void pickerAsked(const std::string &target);
    void leftOut(const std::string &target);

private:
    void addFixes(const MapField &field);
    void addSources(const MapField &field);
};

} // namespace weir
