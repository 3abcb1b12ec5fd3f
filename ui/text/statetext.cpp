#include "ui/text/statetext.h"

#include "ui/text/format.h"

#include <QCoreApplication>

namespace weir {

namespace {

struct StateText
{
    Q_DECLARE_TR_FUNCTIONS(state)
};

struct Row
{
    UiState state;
    Icon icon;
    Hue hue;
    const char *word;
};

constexpr Row looks[] = {
    {UiState::Draft, Icon::Pencil, Hue::Neutral, QT_TRANSLATE_NOOP("state", "Draft")},
    {UiState::Ready, Icon::CircleDashed, Hue::Neutral, QT_TRANSLATE_NOOP("state", "Ready")},
    {UiState::Queued, Icon::Hourglass, Hue::Neutral, QT_TRANSLATE_NOOP("state", "Queued")},
    {UiState::Running, Icon::Play, Hue::Running, QT_TRANSLATE_NOOP("state", "Running")},
    {UiState::Throttled, Icon::Gauge, Hue::Warn, QT_TRANSLATE_NOOP("state", "Slowed by rate limit")},
    {UiState::CircuitOpen, Icon::ZapOff, Hue::Warn, QT_TRANSLATE_NOOP("state", "Paused for recovery")},
    {UiState::Offline, Icon::WifiOff, Hue::Warn, QT_TRANSLATE_NOOP("state", "Waiting for network")},
    {UiState::Pausing, Icon::CirclePause, Hue::Neutral, QT_TRANSLATE_NOOP("state", "Pausing…")},
    {UiState::Paused, Icon::Pause, Hue::Neutral, QT_TRANSLATE_NOOP("state", "Paused")},
    {UiState::Stopping, Icon::Hand, Hue::Neutral, QT_TRANSLATE_NOOP("state", "Stopping…")},
    {UiState::Stopped, Icon::CircleSlash, Hue::Neutral, QT_TRANSLATE_NOOP("state", "Stopped by you")},
    {UiState::Stalled, Icon::TimerOff, Hue::Error, QT_TRANSLATE_NOOP("state", "Stalled, rows kept")},
    {UiState::Completed, Icon::CircleCheck, Hue::Ok, QT_TRANSLATE_NOOP("state", "Completed")},
    {UiState::CompletedQuarantined, Icon::TriangleAlert, Hue::Warn, QT_TRANSLATE_NOOP("state", "Completed, %1 quarantined")},
    {UiState::CompletedUnknown, Icon::BadgeQuestionMark, Hue::Error, QT_TRANSLATE_NOOP("state", "Completed, %1 unknown")},
    {UiState::Failed, Icon::CircleX, Hue::Error, QT_TRANSLATE_NOOP("state", "Failed")},
    {UiState::Interrupted, Icon::Unplug, Hue::Warn, QT_TRANSLATE_NOOP("state", "Interrupted, can resume")},
    {UiState::Fenced, Icon::MonitorX, Hue::Neutral, QT_TRANSLATE_NOOP("state", "Taken over by another Weir")},
    {UiState::Unbalanced, Icon::EqualNot, Hue::Error, QT_TRANSLATE_NOOP("state", "Rows unaccounted for")},
};
static_assert(std::size(looks) == uiStateCount);

} // namespace

StateLook stateLook(UiState state, qint64 quarantined, qint64 unknown, bool isAllCompensated)
{
    const Row &row = looks[static_cast<std::size_t>(state)];
    StateLook look{row.icon, row.hue, StateText::tr(row.word)};
    if (state == UiState::CompletedQuarantined) {
        if (isAllCompensated)
            return {Icon::CircleCheck, Hue::Ok, StateText::tr("Completed (%1 were quarantined, all compensated)").arg(rowsText(quarantined))};
        look.word = look.word.arg(rowsText(quarantined));
    } else if (state == UiState::CompletedUnknown) {
        look.word = quarantined > 0
                        ? StateText::tr("Completed, %1 quarantined, %2 unknown").arg(rowsText(quarantined), rowsText(unknown))
                        : look.word.arg(rowsText(unknown));
    }
    return look;
}

StateLook drillLook()
{
    return {Icon::FlaskConical, Hue::Neutral, StateText::tr("Drill")};
}

QString pauseReasonText(const QString &reason)
{
    static const std::pair<const char *, const char *> reasons[] = {
        {"pause", QT_TRANSLATE_NOOP("state", "By you")},
        {"disk full", QT_TRANSLATE_NOOP("state", "Disk full")},
        {"drift", QT_TRANSLATE_NOOP("state", "Structure changed")},
        {"flood", QT_TRANSLATE_NOOP("state", "Many failures")},
        {"sign-in", QT_TRANSLATE_NOOP("state", "Sign-in failed")},
        {"fsync", QT_TRANSLATE_NOOP("state", "Disk write error")},
        {"unknown rows", QT_TRANSLATE_NOOP("state", "Too many unknown rows")},
    };
    for (const auto &[known, text] : reasons) {
        if (reason == QLatin1String(known))
            return StateText::tr(text);
    }
    return reason;
}

QString guaranteeText(const GuaranteeClass &guarantee)
{
    static const std::pair<const char *, const char *> classes[] = {
        {"A", QT_TRANSLATE_NOOP("state", "Every row takes effect once, even after a crash or power cut.")},
        {"B", QT_TRANSLATE_NOOP("state", "Every row appears once for readers that see committed messages only.")},
        {"C", QT_TRANSLATE_NOOP("state", "Every row is in the file once.")},
        {"D1", QT_TRANSLATE_NOOP("state", "Every row takes effect once, as long as the target remembers our request ids.")},
        {"D2", QT_TRANSLATE_NOOP("state", "The target ends in the right state, without duplicates.")},
        {"D3", QT_TRANSLATE_NOOP("state", "Weir never writes a row twice on its own. A row without an answer is shown as unknown.")},
    };
    for (const auto &[known, text] : classes) {
        if (guarantee == QLatin1String(known))
            return StateText::tr(text);
    }
    return {};
}

QString modeText(const QString &mode)
{
    static const std::pair<const char *, const char *> modes[] = {
        {"append", QT_TRANSLATE_NOOP("state", "Insert only")},
        {"upsert", QT_TRANSLATE_NOOP("state", "Insert or update")},
        {"update", QT_TRANSLATE_NOOP("state", "Update only")},
        {"replace", QT_TRANSLATE_NOOP("state", "Replace all")},
    };
    for (const auto &[known, text] : modes) {
        if (mode == QLatin1String(known))
            return StateText::tr(text);
    }
    return mode;
}

} // namespace weir
