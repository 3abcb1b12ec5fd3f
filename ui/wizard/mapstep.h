#pragma once

#include "core/mapping/matchproposal.h"
#include "ui/bridge/rowfilter.h"
#include "ui/wizard/mapedits.h"
#include "ui/wizard/sourcepicker.h"
#include "ui/wizard/wizardstep.h"

#include <QElapsedTimer>

#include <string>

class QCheckBox;
class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QToolButton;
class QSplitter;
class QVBoxLayout;

namespace weir {

class DataTable;
class FieldChecks;
class TransformPane;

/// Step 3: which target field gets which source field, and whether the values fit.
class MapStep final : public WizardStep
{
    Q_OBJECT

public:
    MapStep(const Page::Context &context, WizardModel &model, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString subtitle() const override;
    void enter() override;
    void forget() override;
    void focusFirst() override;
    void focusBlocker() override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    // mapstepparts.cpp
    void build();
    void makeToolbar(QVBoxLayout &column);
    void makeTable();
    void makePane();
    void makeFooter(QVBoxLayout &column);
    void makeKeys();
    void layoutColumns();
    void shareHeight();
    void showFooter();
    void fillMore();

    // What is shown
    void follow(WizardPart part);
    [[nodiscard]] bool look();
    /// False: the sample is the same as before.
    bool takeSample(const SourceLook &source);
    void propose();
    void match();
    void parseWhatIsPlain();
    [[nodiscard]] bool waitsForParsing() const;
    void showFields();
    void showPane();
    void updateBlocker();
    [[nodiscard]] const MapField *blockingField() const;
    [[nodiscard]] std::vector<SourceEntry> entriesFor(const MapField &field) const;

    // What a person does
    void edit(const QString &name, const std::function<void(WizardState &)> &change, const QString &mergeKey = {});
    void takeTransform(const Transform &transform, const QString &name, const QString &mergeKey);
    void takeCrosswalk(const LookupDeclaration &table, const Transform &transform);
    void takeExpression(const QString &text);
    void fill(MatchWay way);
    void clear();
    void confirm(bool isAll);
    void choose(const std::string &target, const SourceChoice &choice);
    void fix(const std::string &target, const FieldFix &fix);
    void applySuggested();
    void openCell(const QModelIndex &index);
    void openFixes(const QModelIndex &index);
    void goToField(const std::string &target, int column);
    [[nodiscard]] const MapField *currentField() const;

    MapModel *m_fields = nullptr;
    FieldChecks *m_checks = nullptr;
    SchemaPtr m_target;               ///< of the rows shown; null: nothing was looked at
    SchemaPtr m_source;
    ColumnPtr m_sampled;              ///< first column of the sample that was looked at
    std::vector<std::string> m_filters; ///< that m_sample was made with
    PlacedRows m_sample;              ///< without the rows that filters drop
    std::vector<TargetProposal> m_proposals;
    bool m_isLooking = false;
    bool m_wasAnswered = false;       ///< the checks of this source have said something
    bool m_waitsForReady = false;
    bool m_isJustMatched = false;     ///< what may be parsed without asking is not yet
    QElapsedTimer m_matched;          ///< since then
    QElapsedTimer m_lookedFor;        ///< since checks were asked for that are not done
    QString m_scanTrouble;            ///< why the file could not be read, the engine's words
    bool m_wasToldOfRedo = false;
    bool m_areColumnsFree = true;     ///< nobody dragged them

    QSplitter *m_halves = nullptr;
    DataTable *m_table = nullptr;
    TransformPane *m_pane = nullptr;
    bool m_isPaneChosen = false;      ///< a person opened or closed it
    QPushButton *m_autoMatch = nullptr, *m_byName = nullptr, *m_byPosition = nullptr, *m_clear = nullptr;
    QCheckBox *m_reviewOnly = nullptr;
    QLabel *m_footer = nullptr;
    QToolButton *m_more = nullptr;
    QPushButton *m_scan = nullptr; ///< cancels the reading of the file, or begins it again
    bool m_isScanCancelled = false;
    QMenu *m_moreMenu = nullptr;
    QPushButton *m_suggested = nullptr;
    QString m_redoNotice;
};

} // namespace weir
