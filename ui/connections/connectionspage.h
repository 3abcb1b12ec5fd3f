#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"
#include "ui/bridge/values.h"
#include "ui/connections/connectionmodel.h"
#include "ui/shell/page.h"

#include <QLineEdit>
#include <QPointer>
#include <QSortFilterProxyModel>

#include <map>
#include <memory>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedLayout;

namespace weir {

class ConnectionEditor;
class DataTable;
class EmptyState;
class InlineBanner;
struct ConnectionTest;

/// Add, test and look after sources and targets.
class ConnectionsPage final : public Page
{
    Q_OBJECT

public:
    explicit ConnectionsPage(const Context &context);
    /// \a argument: the name of a connection, or "new".
    void open(const QString &argument) override;
    void refresh() override;
    [[nodiscard]] QWidget *findBox() const override { return m_find; }
    ~ConnectionsPage() override;

private:
    QWidget *makeList();
    QWidget *makeGallery();
    void makeKeys();
    void updateView();
    void updateActions();
    void showInspector();
    [[nodiscard]] const ConnectionItem *current() const;
    void select(const QString &name);
    void tell(const QString &what, const Error &error);

    void add();
    void edit();
    void test();
    void tested(const QString &name, const Result<ConnectionTest> &result);
    void duplicate();
    void remove();
    void removeAgreed(const QString &name);
    void rename(const QString &from, const QString &to, bool isUndo = false);
    void showFootprint();

    ConnectionModel *m_model = nullptr;
    QSortFilterProxyModel *m_filter = nullptr;
    InlineBanner *m_banner = nullptr;
    QStackedLayout *m_views = nullptr;
    DataTable *m_table = nullptr;
    QListWidget *m_gallery = nullptr;
    ConnectionEditor *m_editor = nullptr;
    QLineEdit *m_find = nullptr;
    QPushButton *m_add = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_edit = nullptr;
    QPushButton *m_duplicate = nullptr;
    QPushButton *m_delete = nullptr;
    QPushButton *m_footprint = nullptr;
    QPointer<QLabel> m_details;
    std::map<QString, std::shared_ptr<CancelToken>> m_tests; ///< under way
    QString m_wanted;
    bool m_wasFilled = false;
};

} // namespace weir
