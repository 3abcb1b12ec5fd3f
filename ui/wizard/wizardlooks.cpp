#include "ui/wizard/wizardlooks.h"

#include "ui/bridge/engineclient.h"
#include "ui/bridge/wizardqueries.h"
#include "ui/wizard/filterlist.h"
#include "ui/wizard/lastseen.h"
#include "ui/wizard/ruleproposal.h"

#include <QFileInfo>

#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr int typingDelayMs = 250, tickMs = 200;

QString keyOf(std::initializer_list<std::string> parts, const std::shared_ptr<const Json> &format)
{
    QString key;
    for (const std::string &part : parts)
        key += QString::fromStdString(part) + QChar(0x1F);
    return format ? key + QString::fromStdString(format->dump(-1, ' ', false, Json::error_handler_t::replace)) : key;
}

} // namespace

WizardLooks::WizardLooks(EngineClient &engine, WizardModel &model, QObject *parent)
    : QObject(parent), m_engine(engine), m_model(model)
{
    m_targetDelay.setSingleShot(true);
    m_targetDelay.setInterval(typingDelayMs);
    connect(&m_targetDelay, &QTimer::timeout, this, &WizardLooks::lookAtTarget);
    m_ticks.setInterval(tickMs);
    connect(&m_ticks, &QTimer::timeout, this, &WizardLooks::sourceStateChanged);
    connect(&m_model, &WizardModel::changed, this, &WizardLooks::follow);
}

WizardLooks::~WizardLooks()
{
    for (const auto &scan : {m_sample, m_scan}) {
        if (scan)
            scan->token.cancel();
    }
    m_targetToken.cancel();
}

QString WizardLooks::sourceKey(const Job &job)
{
    if (job.sourceConnection.empty() && job.sourcePlace.empty())
        return {};
    return keyOf({job.sourceConnection, job.sourcePlace, job.read.stream, job.read.query, job.read.where}, job.read.format);
}

QString WizardLooks::targetKey(const Job &job)
{
    if (job.targetConnection.empty() && job.targetPlace.empty())
        return {};
    return keyOf({job.targetConnection, job.targetPlace, job.write.stream, job.checkpointInLedger ? "ledger" : ""},
                 job.write.format);
}

void WizardLooks::follow(WizardPart part)
{
    if (part == WizardPart::Source && sourceKey(m_model.job()) != m_sourceSeen)
        lookAtSource();
    if (part == WizardPart::Target && targetKey(m_model.job()) != m_targetSeen)
        m_targetSeen.isEmpty() ? lookAtTarget() : m_targetDelay.start();
    if (part == WizardPart::SourceLook)
        proposeFilters(m_model);
    if (part == WizardPart::SourceLook || part == WizardPart::TargetLook)
        proposeRules(m_model);
}

void WizardLooks::lookAgain()
{
    lookAtSource();
    lookAtTarget();
}

std::optional<double> WizardLooks::progress() const
{
    if (!m_scan || m_scan->bytesTotal <= 0 || m_scan->bytes < 0)
        return std::nullopt;
    return std::min(1.0, static_cast<double>(m_scan->bytes) / static_cast<double>(m_scan->bytesTotal));
}

void WizardLooks::cancelScan()
{
    if (m_scan)
        m_scan->token.cancel();
    m_scan.reset();
    m_ticks.stop();
    emit sourceStateChanged();
}

void WizardLooks::lookAtSource()
{
    if (m_sample)
        m_sample->token.cancel();
    cancelScan();
    m_sourceSeen = sourceKey(m_model.job());
    m_sourceError.reset();
    m_sample.reset();
    const int asked = ++m_sourceAsked;
    m_model.setSource(std::nullopt);
    if (m_sourceSeen.isEmpty())
        return;
    m_sample = std::make_shared<SourceScan>();
    emit sourceStateChanged();
    weir::lookAtSource(m_engine, m_model.job(), LookDepth::Sample, m_sample)
        .then(this, [this, asked](const Result<SourceLook> &look) { takeSource(look, asked); });
}

void WizardLooks::takeSource(const Result<SourceLook> &look, int asked)
{
    if (asked != m_sourceAsked)
        return;
    m_sample.reset();
    if (!look) {
        m_sourceError = look.error();
        if (auto known = lastSeenFrom(m_model.state().lastSeen, m_sourceSeen.toStdString()))
            m_model.setSource(std::move(known));
        emit sourceStateChanged();
        return;
    }
    setSource(*look);
    emit sourceStateChanged();
    proposeTarget();
    if (look->isFile && !look->isWhole)
        scanAll(m_model.job());
}

void WizardLooks::scanAll(const Job &job)
{
    m_scan = std::make_shared<SourceScan>();
    m_ticks.start();
    const int asked = m_sourceAsked;
    weir::lookAtSource(m_engine, job, LookDepth::Whole, m_scan)
        .then(this, [this, asked, scan = m_scan](const Result<SourceLook> &look) {
            if (asked != m_sourceAsked || scan != m_scan)
                return; // another source, or cancelled
            m_scan.reset();
            m_ticks.stop();
            if (look)
                setSource(*look);
            emit sourceStateChanged();
        });
}

void WizardLooks::setSource(const SourceLook &look)
{
    m_model.setSource(look);
    m_model.keepLastSeen(lastSeenText(look, m_sourceSeen.toStdString()));
}

void WizardLooks::proposeTarget()
{
    if (m_model.state().isTargetChosen || !m_model.job().targetConnection.empty() || !m_model.job().targetPlace.empty())
        return;
    m_isPreparing = true;
    // The name is that of the source seen now: it may be looked at anew before the answer comes.
    prepareWarehouse(m_engine).then(this, [this, table = tableNameFor(m_model).toStdString()](const Result<QString> &warehouse) {
        m_isPreparing = false;
        if (!warehouse) {
            m_targetError = warehouse.error();
            emit targetStateChanged();
            return;
        }
        m_model.settle(WizardPart::Target, [&](WizardState &state) {
            state.targetPlace = TargetPlaceKind::Warehouse;
            state.job.targetConnection = warehouse->toStdString();
            if (state.job.write.stream.empty())
                state.job.write.stream = table;
        });
    });
}

void WizardLooks::lookAtTarget()
{
    m_targetDelay.stop();
    m_targetToken.cancel();
    m_targetToken = CancelToken();
    m_targetSeen = targetKey(m_model.job());
    m_targetError.reset();
    m_isTargetAsked = false;
    const int asked = ++m_targetAsked;
    m_model.setTarget(std::nullopt);
    if (m_targetSeen.isEmpty())
        return;
    m_isTargetAsked = true;
    emit targetStateChanged();
    weir::lookAtTarget(m_engine, m_model.job(), m_targetToken).then(this, [this, asked](const Result<TargetLook> &look) {
        if (asked != m_targetAsked)
            return;
        m_isTargetAsked = false;
        if (look)
            m_model.setTarget(*look);
        else
            m_targetError = look.error();
        emit targetStateChanged();
    });
}

} // namespace weir
