#pragma once

#include "ui/bridge/values.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;


namespace weir {

class StatusChip;

/// One line for the most urgent run that is going on; hidden when there is none.
class ActivityStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityStrip(QWidget *parent = nullptr);
    void setRuns(const std::vector<LiveRun> &runs);
    [[nodiscard]] qint64 run() const { return isVisible() ? m_run : 0; } ///< that is shown; 0: none

signals:
    void openAsked(qint64 run);
    void pauseAsked(qint64 run);
    void stopAsked(qint64 run);
    void allAsked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    qint64 m_run = 0;
    QString m_jobName;
    bool m_hasProgress = false;
    StatusChip *m_chip = nullptr;
    QPushButton *m_job = nullptr;
    QProgressBar *m_bar = nullptr;
    QLabel *m_rate = nullptr;
    QPushButton *m_pause = nullptr;
    QPushButton *m_stop = nullptr;
    QToolButton *m_more = nullptr;
};

} // namespace weir
