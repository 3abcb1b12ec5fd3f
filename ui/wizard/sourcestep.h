#pragma once

#include "ui/bridge/wizardqueries.h"
#include "ui/wizard/wizardlooks.h"
#include "ui/wizard/wizardstep.h"

class QComboBox;
class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace weir {

class ChoiceList;
class DataTable;
class InlineBanner;
class SampleModel;

/// Step 1: where the rows come from, and what they look like.
class SourceStep final : public WizardStep
{
    Q_OBJECT

public:
    SourceStep(const Page::Context &context, WizardModel &model, WizardLooks &looks, QWidget *parent = nullptr);

    ~SourceStep() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString subtitle() const override;
    void enter() override;
    void forget() override;
    void focusFirst() override;

    /// The beginning of a job on a bundled sample.
    [[nodiscard]] static WizardState stateOfSample(const QString &name, const SamplePlace &place);
    [[nodiscard]] static QString fileFilter();

private:
    [[nodiscard]] QWidget *buildChoice();
    [[nodiscard]] QWidget *buildPreview();
    [[nodiscard]] QWidget *buildOptions();
    void fillSources();
    void choose(const QVariant &value);
    void chooseSample(const QString &name);
    void chooseFile(const QString &path);
    void openFile();
    void showStreams(const QString &connection);
    void takeStreams(const QString &connection, const Result<std::vector<StreamItem>> &items);
    void chooseStream(const QString &connection, const QString &stream);
    /// Everything that follows from another source begins anew.
    void begin(const QString &words, const std::function<void(WizardState &)> &change);
    void setFormat(const QString &words, const char *member, const QVariant &value);
    void follow(WizardPart part);
    void showChoice(bool isShown);
    void updateLook();
    void updateState();
    void updateOptions();
    void showHead(const FileHead &head, bool isBook);
    void markHead();
    void updateFindings();
    void openFinding(const Finding &finding);
    void showRows(const Finding &finding, const PlacedRows &rows);
    void showSample();
    void showField(const QString &field);
    void tellUsual(const Finding &finding);
    void updateBlocker();

    WizardLooks &m_looks;
    QStackedWidget *m_views = nullptr;
    ChoiceList *m_sources = nullptr;
    ChoiceList *m_streams = nullptr;
    InlineBanner *m_banner = nullptr;
    QLabel *m_stateText = nullptr;
    QProgressBar *m_progress = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_other = nullptr;
    QWidget *m_options = nullptr;
    QComboBox *m_encoding = nullptr;
    QComboBox *m_delimiter = nullptr;
    QComboBox *m_header = nullptr;
    QComboBox *m_sheet = nullptr;
    QComboBox *m_values = nullptr; ///< of a workbook: as stored or as shown
    QLabel *m_labels[5] = {};
    QListWidget *m_findings = nullptr;
    QLabel *m_rowsText = nullptr;       ///< which rows are shown instead of the sample
    QPushButton *m_backToSample = nullptr;
    QWidget *m_rowsBar = nullptr;
    CancelToken m_rowsToken; ///< of the rows that are looked for
    int m_rowsAsked = 0;
    QLabel *m_kept = nullptr; ///< why long digit strings stay text
    DataTable *m_table = nullptr;
    SampleModel *m_sample = nullptr;
    QString m_linesOf; ///< file whose first lines are in the header box
    CancelToken m_streamsToken; ///< of the connection that is looked at
    int m_asked = 0;
};

} // namespace weir
