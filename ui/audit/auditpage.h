#pragma once

#include "ui/bridge/auditqueries.h"
#include "ui/shell/page.h"

#include <QPointer>

class QButtonGroup;
class QComboBox;
class QLabel;
class QLineEdit;
class QStackedLayout;
class QTimer;

namespace weir {

class AuditModel;
class DataTable;
class EmptyState;
class InlineBanner;
class WrapLayout;

/// Who did what, when, to which data; and what happened to runs by itself.
class AuditPage final : public Page
{
    Q_OBJECT

public:
    explicit AuditPage(const Context &context);
    void open(const QString &argument) override;
    void refresh() override;
    [[nodiscard]] QWidget *findBox() const override;

private:
    void makeLists(WrapLayout &chips);
    void openRun();
    [[nodiscard]] AuditChoice choice() const;
    void filter();
    void more(qint64 before);
    void showNothing(bool isEmpty);
    void showInspector();
    void save();
    void tell(const QString &what, const Error &error);

    AuditModel *m_model = nullptr;
    InlineBanner *m_banner = nullptr;
    QStackedLayout *m_views = nullptr;
    DataTable *m_table = nullptr;
    EmptyState *m_empty = nullptr;
    QButtonGroup *m_lists = nullptr;
    QLineEdit *m_find = nullptr;
    QComboBox *m_action = nullptr;
    QComboBox *m_period = nullptr;
    QLabel *m_count = nullptr;
    QTimer *m_typing = nullptr;
    QPointer<QLabel> m_details;
    bool m_beginsAnew = true; ///< the filter changed
    int m_asked = 0; ///< answers to older questions are dropped
    qint64 m_newest = -1; ///< id that the list begins with
};

} // namespace weir
