#pragma once

#include "ui/shell/page.h"

#include <vector>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace weir {

class InlineBanner;

/// Few settings, by group and by search; each applies at once and can be undone.
class SettingsPage final : public Page
{
    Q_OBJECT

public:
    explicit SettingsPage(const Context &context);
    /// \a argument: a group ("appearance").
    void open(const QString &argument) override;
    void refresh() override;
    [[nodiscard]] QWidget *findBox() const override;

private:
    struct Group
    {
        QString name, words; ///< words: what the search looks at
        QWidget *page = nullptr;
    };
    QFormLayout *addGroup(const QString &id, const QString &title);
    void addRow(QFormLayout &form, const QString &label, QWidget *field);
    void addNote(QFormLayout &form, const QString &text);
    void addButtons(QFormLayout &form, const std::vector<QPushButton *> &buttons);
    void makeGeneral();
    void makeAppearance();
    void makeData();
    void makeRunning();
    void makeNetwork();
    void makePrivacy();
    void makeAbout();
    void makeRetention(QFormLayout &form);
    void keepDetails(int days);
    void backUp();
    void change(const QString &key, const QVariant &value);
    void search(const QString &text);

    Preferences &m_preferences;
    QLineEdit *m_search = nullptr;
    QListWidget *m_sections = nullptr;
    QStackedWidget *m_stack = nullptr;
    InlineBanner *m_banner = nullptr;
    QLabel *m_folder = nullptr;
    QLabel *m_size = nullptr;
    QComboBox *m_keep = nullptr;
    std::vector<Group> m_groups;
};

} // namespace weir
