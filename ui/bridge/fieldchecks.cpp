#include "ui/bridge/fieldchecks.h"

#include "ui/bridge/services.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace weir {

namespace {

constexpr std::size_t atOnceMax = 100; ///< fields that the first check looks at without a worker, some 20 ms

bool isSameSample(const FieldCheckAsk &a, const FieldCheckAsk &b)
{
    const RecordBatch &left = a.sample.rows, &right = b.sample.rows;
    if (a.source != b.source || left.schema() != right.schema() || left.rows() != right.rows())
        return false;
    return !left.schema() || left.schema()->size() == 0 || left.sharedColumn(0) == right.sharedColumn(0);
}

} // namespace

FieldChecks::FieldChecks(EngineClient &engine, QObject *parent) : QObject(parent), m_engine(engine)
{
    m_debounce.setSingleShot(true);
    connect(&m_debounce, &QTimer::timeout, this, &FieldChecks::work);
    m_previewDelay.setSingleShot(true);
    connect(&m_previewDelay, &QTimer::timeout, this, &FieldChecks::makePreview);
}

FieldChecks::~FieldChecks()
{
    m_token.cancel();
}

void FieldChecks::forget()
{
    m_token.cancel();
    m_token = CancelToken();
    ++m_generation;
    m_isSampling = m_isScanning = m_isScanBroken = m_isPreviewing = false;
    m_preview = {};
    m_previewPrint.clear();
    m_known.clear();
    m_shelf = {};
    m_debounce.stop();
}

void FieldChecks::cancelScan()
{
    if (!m_isScanning)
        return;
    m_token.cancel();
    m_token = CancelToken();
    m_isScanBroken = true;
}

void FieldChecks::scanAgain()
{
    m_isScanBroken = false;
    work();
}

void FieldChecks::check(FieldCheckAsk ask)
{
    if (!isSameSample(ask, m_ask) || ask.job.sourcePlace != m_ask.job.sourcePlace)
        forget();
    m_ask = std::move(ask);
    const bool isFirst = m_known.empty();
    std::set<std::string_view> kept;
    for (const FieldMapping &field : m_ask.job.mapping.fields) {
        kept.insert(field.to);
        Known &known = m_known[field.to];
        known.print = printOf(field);
        known.answer.isStale = known.print != (known.answer.isWhole ? known.wholePrint : known.samplePrint);
    }
    std::erase_if(m_known, [&](const auto &entry) { return !kept.contains(entry.first); });
    const std::vector<CheckedField> fields = waiting(false);
    if (isFirst && fields.size() <= atOnceMax && m_ask.job.mapping.lookups.empty())
        take(fields, checkSample(m_ask, fields, m_shelf, m_token), false);
    if (!fields.empty() || !waiting(true).empty())
        m_debounce.start(isFirst ? 0 : debounceMs);
    if (isPreviewStale())
        m_previewDelay.start(m_previewPrint.empty() ? 0 : debounceMs);
}

const FieldAnswer *FieldChecks::answer(const std::string &to) const
{
    const auto found = m_known.find(to);
    return found == m_known.end() || found->second.answer.check.state == FieldState::Unknown ? nullptr
        : &found->second.answer;
}

bool FieldChecks::isSettled() const
{
    return std::none_of(m_known.begin(), m_known.end(), [](const auto &entry) {
        return entry.second.answer.isStale || entry.second.answer.check.state == FieldState::Unknown;
    });
}

bool FieldChecks::isDone() const
{
    return !m_isSampling && !m_isScanning && waiting(false).empty() && waiting(true).empty();
}

std::string FieldChecks::printOf(const FieldMapping &field) const
{
    std::string print = field.toJson().dump(-1, ' ', false, Json::error_handler_t::replace) + '\n' + m_ask.job.zone + '\n';
    if (m_ask.target) {
        if (const auto index = m_ask.target->indexOf(field.to)) {
            const Field &target = m_ask.target->field(*index);
            print += typeText(target.type) + (target.isNullable ? "" : "!");
        }
    }
    const auto has = [&field](const std::vector<std::string> &names) {
        return std::find(names.begin(), names.end(), field.to) != names.end();
    };
    for (const FilterRule &filter : m_ask.job.mapping.filters)
        print += filter.drop + '\n';
    print += has(m_ask.key) ? " key" : "";
    print += has(m_ask.targetDefaults) ? " default" : "";
    print += m_ask.createsTarget ? " new" : "";
    if (field.expr && field.expr->find("lookup") != std::string::npos) {
        for (const LookupDeclaration &declaration : m_ask.job.mapping.lookups)
            print += '\n' + lookupPrint(declaration);
    }
    return print;
}

std::vector<CheckedField> FieldChecks::waiting(bool isWhole) const
{
    std::vector<CheckedField> fields;
    if (isWhole && (!m_ask.readsWhole || m_isScanBroken))
        return fields;
    for (const FieldMapping &field : m_ask.job.mapping.fields) {
        const auto known = m_known.find(field.to);
        if (known == m_known.end())
            continue;
        const bool isBroken = isWhole && known->second.answer.check.state == FieldState::Broken;
        if (!isBroken && (isWhole ? known->second.wholePrint : known->second.samplePrint) != known->second.print)
            fields.push_back({field, known->second.print});
    }
    return fields;
}

void FieldChecks::work()
{
    std::vector<CheckedField> fields = waiting(false);
    if (!fields.empty() && !m_isSampling)
        return checkSampleNow(std::move(fields));
    if (m_isSampling || m_isScanning)
        return; // its end comes here again
    fields = waiting(true);
    if (!fields.empty())
        scanNow(std::move(fields));
}

void FieldChecks::checkSampleNow(std::vector<CheckedField> fields)
{
    m_isSampling = true;
    m_engine.services()
        .work([ask = m_ask, fields, shelf = m_shelf, token = m_token](const Engine &engine) -> Result<CheckedFields> {
            LookupShelf filled = shelf;
            fillShelf(engine, ask, fields, filled, token);
            return checkSample(ask, fields, std::move(filled), token);
        })
        .then(this, [this, fields, generation = m_generation](const Result<CheckedFields> &done) {
            if (generation != m_generation)
                return;
            m_isSampling = false;
            if (done) {
                take(fields, *done, false);
                work();
            }
            emit answered();
        });
}

void FieldChecks::scanNow(std::vector<CheckedField> fields)
{
    m_isScanning = true;
    m_engine.services()
        .work([ask = m_ask, fields, shelf = m_shelf, token = m_token](const Engine &engine) {
            return checkWhole(engine, ask, fields, shelf, token);
        })
        .then(this, [this, fields, generation = m_generation](const Result<CheckedFields> &done) {
            if (generation != m_generation)
                return;
            m_isScanning = false;
            m_isScanBroken = !done;
            if (done)
                take(fields, *done, true);
            else if (done.error().code != ErrorCode::Cancelled)
                emit scanFailed(done.error());
            work();
            emit answered();
        });
}

void FieldChecks::take(const std::vector<CheckedField> &fields, CheckedFields done, bool isWhole)
{
    for (auto &[print, table] : done.shelf.tables)
        m_shelf.tables[print] = std::move(table);
    m_shelf.errors = std::move(done.shelf.errors);
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto known = m_known.find(fields[i].field.to);
        if (known == m_known.end() || known->second.print != fields[i].print)
            continue; // edited meanwhile
        (isWhole ? known->second.wholePrint : known->second.samplePrint) = fields[i].print;
        if (m_ask.isSampleWhole)
            known->second.wholePrint = fields[i].print;
        FieldAnswer &answer = done.answers[i];
        if (!isWhole && !answer.check.badRows.empty())
            known->second.bad = answer.check.badRows;
        if (isWhole && answer.odd.rows.rows() > 0)
            known->second.odd = std::move(answer.odd);
        if (fields[i].field.to == m_previewed)
            m_previewDelay.start(0);
        if (!isWhole && !m_ask.isSampleWhole && known->second.wholePrint == fields[i].print)
            continue;
        answer.isWhole = isWhole || m_ask.isSampleWhole;
        known->second.answer = std::move(answer);
        known->second.answer.isStale = false;
    }
}

void FieldChecks::showPreview(const std::string &to, int rowsMax)
{
    if (m_previewed == to && m_previewMax == rowsMax && !isPreviewStale())
        return;
    m_previewed = to;
    m_previewMax = rowsMax;
    m_previewPrint.clear();
    m_previewDelay.start(0);
}

bool FieldChecks::isPreviewStale() const
{
    const auto known = m_known.find(m_previewed);
    return known != m_known.end() && (m_preview.to != m_previewed || m_previewPrint != known->second.print);
}

void FieldChecks::makePreview()
{
    const auto known = m_known.find(m_previewed);
    const auto &fields = m_ask.job.mapping.fields;
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [this](const FieldMapping &each) { return each.to == m_previewed; });
    if (known == m_known.end() || field == fields.end()) {
        m_preview = {m_previewed, {}, 0};
        m_previewPrint.clear();
        return emit previewed();
    }
    m_isPreviewAsked = m_isPreviewing;
    if (m_isPreviewing)
        return;
    m_isPreviewing = true;
    m_engine.services()
        .work([ask = m_ask, field = *field, shelf = m_shelf, odd = known->second.odd, bad = known->second.bad,
               rowsMax = m_previewMax](const Engine &) -> Result<FieldPreview> {
            return previewField(ask, field, shelf, odd, bad, rowsMax);
        })
        .then(this, [this, print = known->second.print, rowsMax = m_previewMax,
                     generation = m_generation](const Result<FieldPreview> &made) {
            if (generation != m_generation)
                return;
            m_isPreviewing = false;
            if (!made)
                return;
            if (made->to == m_previewed && rowsMax == m_previewMax) {
                m_preview = *made;
                m_previewPrint = print;
            }
            if (m_isPreviewAsked || isPreviewStale())
                makePreview();
            emit previewed();
        });
}

} // namespace weir
