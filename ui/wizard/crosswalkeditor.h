#pragma once

#include "ui/wizard/stepsurroundings.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;

namespace weir {

/// Chooses the table of a code crosswalk and its columns, and tells how many codes it knows, with the nearest keys of those
/// that it does not.
class CrosswalkEditor final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int typingDelayMs = 400;

    /// \a codes: the expression of what is looked up.
    CrosswalkEditor(const TransformStep &step, const std::string &codes, const StepSurroundings &surroundings,
                    QWidget *parent);
    ~CrosswalkEditor() override; ///< cancels what is asked

signals:
    /// Place and key are known.
    void chosen(const weir::LookupDeclaration &table);

private:
    void build();
    void browse();
    void askColumns();
    void takeColumns(const Result<CrosswalkColumns> &columns);
    void choose();
    void askCodes();
    void tellCodes(const Result<CrosswalkLook> &look);
    [[nodiscard]] CrosswalkAsk ask() const;
    [[nodiscard]] std::string freeName(const std::string &place) const;

    StepSurroundings m_surroundings;
    std::string m_codes;
    LookupDeclaration m_table;
    QLineEdit *m_place = nullptr;
    QComboBox *m_key = nullptr, *m_value = nullptr;
    QLabel *m_state = nullptr;
    QListWidget *m_missing = nullptr;
    QTimer m_typing;
    CancelToken m_token;
    bool m_isFilling = false;
};

} // namespace weir
