#pragma once

#include "ui/bridge/values.h"
#include "ui/wizard/wizardlooks.h"
#include "ui/wizard/wizardstep.h"

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;
class QToolButton;

namespace weir {

class ColumnModel;
class DataTable;
class InlineBanner;

/// Step 2: where the rows go, into a new table or one that is there, and what the new one will look like.
class TargetStep final : public WizardStep
{
    Q_OBJECT

public:
    TargetStep(const Page::Context &context, WizardModel &model, WizardLooks &looks, QWidget *parent = nullptr);

    ~TargetStep() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString subtitle() const override;
    void enter() override;
    void focusFirst() override;

private:
    [[nodiscard]] QWidget *buildPlaces();
    [[nodiscard]] QWidget *buildTables();
    [[nodiscard]] QWidget *buildFootprint();
    void fillConnections();
    void fillTables();
    void choosePlace(TargetPlaceKind kind);
    void chooseConnection();
    void chooseFile(const QString &path);
    void chooseTable(bool isNew);
    void browse();
    void copySql();
    void edit(const QString &words, const std::function<void(WizardState &)> &change, const QString &mergeKey = {});
    void follow(WizardPart part);
    void updateControls();
    void updateLook();
    void updateBlocker();
    void updateSql();
    [[nodiscard]] QString lookText() const;
    [[nodiscard]] bool isFile() const { return m_model.state().targetPlace == TargetPlaceKind::File; }

    WizardLooks &m_looks;
    std::vector<ConnectionItem> m_connections;
    CancelToken m_tablesToken;
    QString m_tablesOf; ///< connection whose tables are listed
    QButtonGroup *m_places = nullptr;
    QRadioButton *m_warehouse = nullptr;
    QRadioButton *m_connection = nullptr;
    QRadioButton *m_file = nullptr;
    QComboBox *m_connectionBox = nullptr;
    QLineEdit *m_path = nullptr;
    QPushButton *m_browse = nullptr;
    QWidget *m_tableRow = nullptr;
    QRadioButton *m_new = nullptr;
    QRadioButton *m_existing = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_tables = nullptr;
    QLabel *m_lookText = nullptr;
    InlineBanner *m_banner = nullptr;
    DataTable *m_columns = nullptr;
    ColumnModel *m_plan = nullptr;
    QToolButton *m_showSql = nullptr; ///< opened: the statement instead of the columns
    QPlainTextEdit *m_statement = nullptr;
    int m_sqlAsked = 0;
    QWidget *m_footprintRow = nullptr;
    QLabel *m_footprint = nullptr;
    QLineEdit *m_schema = nullptr;
    QPushButton *m_sql = nullptr;
    QCheckBox *m_without = nullptr;
};

} // namespace weir
