#include "ui/shell/activitystrip.h"

#include "ui/text/format.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/statuschip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace weir {

namespace {

/// Trouble first, then what has run longest.
int urgency(const LiveRun &run)
{
    switch (run.state) {
    case UiState::CircuitOpen:
    case UiState::Offline: return 3;
    case UiState::Throttled: return 2;
    case UiState::Queued: return 0;
    default: return 1;
    }
}

} // namespace

ActivityStrip::ActivityStrip(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("activityStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_chip = new StatusChip(this);
    m_job = new QPushButton(this);
    m_job->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_job->setFlat(true);
    m_job->setObjectName(QStringLiteral("btnActivityOpen"));
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(140);
    m_bar->setMaximumHeight(8);
    m_rate = new ElidedLabel({}, this);
    m_pause = new QPushButton(tr("Pause"), this);
    m_pause->setObjectName(QStringLiteral("btnActivityPause"));
    m_stop = new QPushButton(tr("Stop"), this);
    m_stop->setObjectName(QStringLiteral("btnActivityStop"));
    m_more = new QToolButton(this);
    m_more->setAutoRaise(true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 3, 12, 3);
    row->setSpacing(10);
    row->addWidget(m_job);
    row->addWidget(m_chip);
    row->addWidget(m_bar);
    row->addWidget(m_rate);
    row->addStretch(1);
    row->addWidget(m_pause);
    row->addWidget(m_stop);
    row->addWidget(m_more);
    connect(m_job, &QPushButton::clicked, this, [this] { emit openAsked(m_run); });
    connect(m_pause, &QPushButton::clicked, this, [this] { emit pauseAsked(m_run); });
    connect(m_stop, &QPushButton::clicked, this, [this] { emit stopAsked(m_run); });
    connect(m_more, &QToolButton::clicked, this, &ActivityStrip::allAsked);
    hide();
}

void ActivityStrip::setRuns(const std::vector<LiveRun> &runs)
{
    setVisible(!runs.empty());
    if (runs.empty())
        return;
    const auto first = std::max_element(runs.begin(), runs.end(), [](const LiveRun &a, const LiveRun &b) {
        return std::pair(urgency(a), a.seconds) < std::pair(urgency(b), b.seconds);
    });
    m_run = first->run;
    m_jobName = plainText(first->job, 200);
    m_chip->setLook(stateLook(first->state, first->figures.quarantined, first->figures.unknown));
    const auto progress = first->progress();
    m_hasProgress = progress.has_value();
    m_bar->setRange(0, 1000);
    m_bar->setValue(progress ? static_cast<int>(*progress * 1000) : 0);
    const double rate = first->seconds > 0 ? static_cast<double>(first->figures.read) / first->seconds : 0;
    m_rate->setText(progress ? QStringLiteral("%1   %2").arg(shareText(static_cast<qint64>(*progress * 1000), 1000), rateText(rate))
                             : tr("%1 rows so far   %2").arg(rowsText(first->figures.read), rateText(rate)));
    const bool isEnding = first->state == UiState::Pausing || first->state == UiState::Stopping;
    m_pause->setEnabled(!isEnding);
    m_stop->setEnabled(first->state != UiState::Stopping);
    const int others = static_cast<int>(runs.size()) - 1;
    m_more->setVisible(others > 0);
    m_more->setText(tr("%n more", nullptr, others));
    setAccessibleName(tr("Running: %1").arg(first->job));
    fit();
}

/// The name is cut to what the rest leaves, then the bar goes, then the rate: the state and the buttons stay.
void ActivityStrip::fit()
{
    constexpr int characters = 16;
    const int nameMin = fontMetrics().averageCharWidth() * characters;
    const QMargins margins = layout()->contentsMargins();
    int others = margins.left() + margins.right() + nameMin + m_job->iconSize().width();
    for (const QWidget *part : std::initializer_list<const QWidget *>{m_chip, m_pause, m_stop})
        others += part->sizeHint().width() + layout()->spacing();
    if (!m_more->isHidden())
        others += m_more->sizeHint().width() + layout()->spacing();
    const bool hasRate = others + m_rate->sizeHint().width() + layout()->spacing() <= width();
    others += hasRate ? m_rate->sizeHint().width() + layout()->spacing() : 0;
    const bool hasBar = m_hasProgress && others + m_bar->width() + layout()->spacing() <= width();
    others += hasBar ? m_bar->width() + layout()->spacing() : 0;
    m_rate->setVisible(hasRate);
    m_bar->setVisible(hasBar);
    const QString name = fontMetrics().elidedText(m_jobName, Qt::ElideRight, nameMin + std::max(0, width() - others));
    m_job->setText(name);
    m_job->setToolTip(name == m_jobName ? QString() : tipText(m_jobName));
    m_job->setAccessibleName(m_jobName);
}

void ActivityStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void ActivityStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens tokens = Tokens::of(palette());
    painter.fillRect(rect(), tokens.surface);
    painter.fillRect(QRect(0, 0, width(), 1), tokens.divider);
}

} // namespace weir
