#pragma once

#include "ui/bridge/fieldpreview.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace weir {

class EngineClient;

/// Keeps the checks of a mapping's fields up to date, off the GUI thread: over the sample first, then, for local files, over
/// every row. What changed since the last check() is found here; nothing else is looked at again. One reading of the file
/// at a time checks all fields that wait for it.
///
/// Thread-safety: GUI thread.
class FieldChecks final : public QObject
{
    Q_OBJECT

public:
    static constexpr int debounceMs = 150; ///< after edits; the first check begins at once, and is done at once if small

    explicit FieldChecks(EngineClient &engine, QObject *parent = nullptr);
    ~FieldChecks() override; ///< cancels what runs

    /// The mapping is now that of \a ask. Answers that no longer hold are stale until new ones come.
    void check(FieldCheckAsk ask);
    /// Drops all answers and cancels what runs: another source.
    void forget();

    /// Of the mapped field \a to; null: not looked at yet.
    [[nodiscard]] const FieldAnswer *answer(const std::string &to) const;
    /// Every mapped field has an answer for what it is now, at least of the sample.
    [[nodiscard]] bool isSettled() const;
    /// Nothing is left to look at, neither in the sample nor in the file.
    [[nodiscard]] bool isDone() const;
    /// Ends the reading of the file; the answers of the sample stay, and it is not read again before forget().
    void cancelScan();
    /// Reads the file after all.
    void scanAgain();
    /// The file is being read.
    [[nodiscard]] bool isScanning() const { return m_isScanning; }
    [[nodiscard]] const LookupShelf &shelf() const { return m_shelf; }
    [[nodiscard]] const FieldCheckAsk &ask() const { return m_ask; }

    /// Makes the preview of \a to, and keeps it up to date, until another one is asked for; empty: of none.
    void showPreview(const std::string &to, int rowsMax = previewRows);
    [[nodiscard]] const FieldPreview &preview() const { return m_preview; }
    /// The preview is of the field as it was before the last edit, or of another one.
    [[nodiscard]] bool isPreviewStale() const;

signals:
    void previewed();
    /// Answers came, or a reading began or ended. At most a few times for each check().
    void answered();
    /// The file could not be read to its end; answers of the sample stay.
    void scanFailed(const weir::Error &error);

private:
    struct Known
    {
        std::string print; ///< of the field as it is
        FieldAnswer answer;
        std::string samplePrint, wholePrint; ///< that the last answers are for
        PlacedRows odd;               ///< rows that something was found in, the last time something was found
        std::vector<std::int64_t> bad; ///< of the sample, likewise
    };
    void work();
    void checkSampleNow(std::vector<CheckedField> fields);
    void scanNow(std::vector<CheckedField> fields);
    void take(const std::vector<CheckedField> &fields, CheckedFields done, bool isWhole);
    [[nodiscard]] std::vector<CheckedField> waiting(bool isWhole) const;
    [[nodiscard]] std::string printOf(const FieldMapping &field) const;
    void makePreview();

    EngineClient &m_engine;
    FieldCheckAsk m_ask;
    std::map<std::string, Known, std::less<>> m_known;
    LookupShelf m_shelf;
    QTimer m_debounce;
    std::string m_previewed, m_previewPrint; ///< target field, and what it was when its preview was made
    int m_previewMax = previewRows;
    FieldPreview m_preview;
    QTimer m_previewDelay;
    bool m_isPreviewing = false;
    bool m_isPreviewAsked = false; ///< again, while one is being made
    CancelToken m_token;
    int m_generation = 0; ///< counts forget()
    bool m_isSampling = false;
    bool m_isScanning = false;
    bool m_isScanBroken = false; ///< the file cannot be read: not tried again until it is another one
};

} // namespace weir
