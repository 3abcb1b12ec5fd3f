#include "core/connectors/files/filetarget.h"

#include "core/base/step.h"
#include "core/base/volume.h"
#include "core/connectors/files/csvencoder.h"
#include "core/connectors/files/jsonencoder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace weir {

namespace {

constexpr std::size_t writeBytes = 1 << 20; ///< encoded at a time
constexpr std::string_view compensationPrefix = "comp:";

std::string folderOf(const std::string &path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

Unexpected notOurs(const std::string &path)
{
    return fail(
        ErrorCode::InvalidConfig, Recovery::Stop,
        fmt::format(
            "{} exists and was not written by this job (no sidecar {}.weir, nothing in the ledger); nothing "
            "was changed. Name another file, or --mode replace to put a new one in its place",
            path, path));
}

} // namespace

Result<std::unique_ptr<RowEncoder>> makeEncoder(const FileFormat &format, const SchemaPtr &fields,
                                                const SchemaPtr &batch)
{
    if (format.kind == FileKind::Ndjson || format.kind == FileKind::Json) {
        const auto form = format.kind == FileKind::Json ? JsonEncoder::Form::Array : JsonEncoder::Form::Lines;
        return std::unique_ptr<RowEncoder>(std::make_unique<JsonEncoder>(form, *batch));
    }
    std::vector<int> columns;
    std::size_t used = 0;
    for (const Field &field : fields->fields()) {
        const auto column = batch->indexOf(field.name);
        columns.push_back(column ? static_cast<int>(*column) : -1);
        used += column.has_value();
    }
    if (used < batch->size()) {
        for (const Field &field : batch->fields()) {
            if (!fields->indexOf(field.name))
                return fail(
                    ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format(
                        "the file has no column \"{}\", and its header cannot be changed; write to a new "
                        "file, or --mode replace",
                        field.name));
        }
    }
    return std::unique_ptr<RowEncoder>(std::make_unique<CsvEncoder>(format, fields, std::move(columns)));
}

FileTarget::FileTarget(std::string path, FileFormat format, WriteOptions options)
    : m_path(std::move(path)), m_format(std::move(format)), m_options(std::move(options))
{}

Result<TargetShape> FileTarget::describe(const CancelToken &)
{
    TargetShape shape;
    shape.guarantee = Guarantee::C;
    shape.isUpsertable = false;
    shape.label = "file " + m_path;
    struct stat status = {};
    const bool exists = lstat(m_path.c_str(), &status) == 0;
    if (exists && !S_ISREG(status.st_mode))
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    fmt::format("{} is no regular file; rows go into regular files, or into \"-\"", m_path));
    if (const auto volume = Volume::of(folderOf(m_path)); volume && volume->isNetwork)
        shape.findings.push_back(
            {Finding::Level::Warning,
             "networkShare",
             {},
             0,
             fmt::format("{} lies on a network share, whose locks and syncs may not hold what they "
                         "promise after a crash",
                         m_path)});
    WEIR_TRY(const std::optional<FileSidecar> sidecar, FileSidecar::load(sidecarPath(m_path)));
    if (!exists || m_options.mayReplaceFile) {
        shape.rows = exists ? -1 : 0;
        if (!exists)
            shape.footprint = {fmt::format("file {} (readable by its owner only)", m_path)};
        if (!sidecar)
            shape.footprint.push_back(
                fmt::format("file {} (what is known of the first one)", sidecarPath(m_path)));
        return shape;
    }
    if (sidecar)
        shape.schema = sidecar->fields;
    else if (status.st_size > 0)
        shape.findings.push_back(
            {Finding::Level::Warning,
             "foreignFile",
             {},
             status.st_size,
             fmt::format("{} exists and has no sidecar: it is only written to if the ledger knows that "
                         "this job wrote it",
                         m_path)});
    return shape;
}

Result<void> FileTarget::create(const Schema &schema, const CancelToken &)
{
    struct stat status = {};
    if (lstat(m_path.c_str(), &status) == 0)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{} already exists", m_path));
    m_sidecar.fields = std::make_shared<const Schema>(schema);
    return {}; // made by fence(), under its lock and with its owner's name beside it
}

Result<void> FileTarget::prepare(const SchemaPtr &columns, WriteMode mode, const std::vector<std::string> &,
                                 const std::string &, const CancelToken &)
{
    if (mode != WriteMode::Append && mode != WriteMode::Replace)
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format(
                "{} into a file is not possible: a file has no keys to find rows by. Use append or replace, "
                "or a database as target",
                writeModeName(mode)));
    if (columns->size() == 0)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "no field is written; a file needs at least one");
    m_mode = mode;
    m_columns = columns;
    return {};
}

Result<Fenced> FileTarget::fence(const Claim &claim, const CancelToken &token)
{
    if (token.isCancelled())
        return CancelToken::cancelled();
    m_isCompensation = claim.stream.rfind(compensationPrefix, 0) == 0;
    const SchemaPtr created = m_sidecar.fields;
    m_sidecar = {};
    m_sidecar.fields = created ? created : m_columns;
    m_absence.clear();
    WEIR_TRY(Fenced fenced,
             m_mode == WriteMode::Replace && !m_isCompensation ? fenceReplace(claim) : fenceAppend(claim));
    WEIR_CHECK(bindEncoder());
    step("file.fenced");
    return fenced;
}

Result<void> FileTarget::bindEncoder()
{
    WEIR_TRY(m_encoder, makeEncoder(m_format, m_sidecar.fields, m_columns));
    const std::string header = m_encoder->header();
    m_headerBytes = static_cast<std::int64_t>(header.size());
    if (!m_file.isOpen() || m_file.length() == 0)
        return {};
    WEIR_TRY(const bool isSame, m_file.beginsWith(header));
    if (isSame && (m_sidecar.format.empty() || m_sidecar.format == fileKindName(m_format.kind)))
        return {};
    return fail(
        ErrorCode::InvalidConfig, Recovery::Stop,
        fmt::format(
            "{} was begun in another format ({}, other columns or another delimiter): rows of two kinds "
            "cannot stand in one file. Name another file, or --mode replace",
            m_path, m_sidecar.format.empty() ? "unknown" : m_sidecar.format));
}

/// Nothing is opened: the caller compares the identity and either stops or begins a new generation.
Fenced FileTarget::withoutFile(const Claim &claim, std::string why)
{
    m_file.close();
    m_absence = std::move(why);
    Fenced fenced;
    fenced.checkpoint = claim.known;
    fenced.targetIdentity = "missing";
    fenced.targetIsEmpty = true;
    fenced.epoch = std::max(claim.epochAtLeast, claim.known->epoch) + (claim.isFirst ? 1 : 0);
    return fenced;
}

Result<Fenced> FileTarget::fenceAppend(const Claim &claim)
{
    struct stat status = {};
    const bool exists = lstat(m_path.c_str(), &status) == 0;
    if (!exists && claim.known && claim.known->seq > 0 && claim.newGeneration == 0)
        return withoutFile(claim,
                           fmt::format("{} is gone; run {} wrote it. Bring it back, or --again to write "
                                       "everything anew",
                                       m_path, claim.known->run));
    if (!exists && ::unlink(sidecarPath(m_path).c_str()) != 0 && errno != ENOENT)
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("cannot remove {}, whose file is gone: {}", sidecarPath(m_path),
                                std::strerror(errno)));
    Claim fresh = claim;
    if (!exists)
        fresh.known.reset();
    return standIn(m_path, fresh, true);
}

Result<Fenced> FileTarget::fenceReplace(const Claim &claim)
{
    struct stat status = {};
    if (claim.newGeneration == 0) {
        const bool isComplete = claim.known && claim.known->isComplete;
        if (!isComplete && lstat(partPath().c_str(), &status) == 0) {
            auto resumed = standIn(partPath(), claim, false);
            if (resumed || resumed.error().code != ErrorCode::SchemaMismatch)
                return resumed;
        }
        // A completed load, or one whose rename came before the crash: the file itself is the generation.
        if (claim.known && claim.known->seq > 0) {
            if (lstat(m_path.c_str(), &status) == 0) {
                auto done = standIn(m_path, claim, false);
                if (done || done.error().code == ErrorCode::Conflict)
                    return done;
            }
            return withoutFile(claim,
                               fmt::format("what run {} wrote for {} is gone or was changed; --again loads "
                                           "everything anew",
                                           claim.known->run, m_path));
        }
    }
    m_file.close();
    for (const std::string &left : {partPath(), sidecarPath(partPath())}) {
        if (::unlink(left.c_str()) != 0 && errno != ENOENT)
            return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                        fmt::format("cannot remove {} of an earlier load: {}", left, std::strerror(errno)));
    }
    Claim fresh = claim;
    fresh.known.reset();
    m_sidecar = {};
    m_sidecar.fields = m_columns;
    return standIn(partPath(), fresh, true);
}

Result<std::optional<Checkpoint>> FileTarget::chooseState(const Claim &claim)
{
    std::vector<Checkpoint> candidates;
    if (claim.known && FileState::parse(claim.known->state))
        candidates.push_back(*claim.known);
    if (m_sidecar.checkpoint && FileState::parse(m_sidecar.checkpoint->state))
        candidates.push_back(*m_sidecar.checkpoint);
    const auto order = [](const Checkpoint &checkpoint) {
        return std::tuple(checkpoint.generation, checkpoint.seq, FileState::parse(checkpoint.state)->length);
    };
    if (candidates.size() == 2 && order(candidates[0]) < order(candidates[1]))
        std::swap(candidates[0], candidates[1]);
    for (const Checkpoint &candidate : candidates) {
        WEIR_TRY(const bool holds, m_file.holds(*FileState::parse(candidate.state)));
        if (holds)
            return std::optional<Checkpoint>(candidate);
    }
    if (!candidates.empty())
        return fail(
            ErrorCode::SchemaMismatch, Recovery::Stop,
            fmt::format(
                "{} was changed since run {} wrote it: it has {} bytes, and the 64 KiB before byte {} are "
                "not the ones that were written. Nothing was changed; bring the file back, write to another "
                "one, or --mode replace",
                m_file.path(), candidates[0].run, m_file.size(),
                FileState::parse(candidates[0].state)->length));
    return std::optional<Checkpoint>();
}

Result<Fenced> FileTarget::standIn(const std::string &path, const Claim &claim, bool mayCreate)
{
    WEIR_CHECK(m_file.open(path, mayCreate));
    WEIR_TRY(std::optional<FileSidecar> sidecar, FileSidecar::load(sidecarPath(path)));
    const bool isKnown = claim.known && FileState::parse(claim.known->state);
    if (sidecar && sidecar->job != claim.job)
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format(
                "{} belongs to another job ({}); nothing was changed. Name another file, or --mode replace",
                path, sidecar->job.text()));
    if (!sidecar && !isKnown && m_file.size() > 0)
        return notOurs(path);
    if (sidecar)
        m_sidecar = std::move(*sidecar);
    WEIR_TRY(const std::optional<Checkpoint> chosen, chooseState(claim));
    const auto state = chosen ? FileState::parse(chosen->state) : std::nullopt;
    const std::string closing = m_format.kind == FileKind::Json ? "\n]\n" : "";
    const std::int64_t surplus = m_file.size() - (state ? state->length : 0);
    // A sidecar may be one acknowledgement behind the ledger; only the job's own run knows, so only it may
    // cut.
    if (m_isCompensation && !isKnown && surplus > 0 && surplus != static_cast<std::int64_t>(closing.size()))
        return fail(
            ErrorCode::Conflict, Recovery::Stop,
            fmt::format(
                "{} ends in {} bytes that its sidecar does not know, as after a crash; run the job once, "
                "then compensate",
                path, surplus));
    WEIR_CHECK(m_file.standAt(state ? state->length : 0, closing));
    Fenced fenced;
    fenced.checkpoint = chosen ? chosen : claim.known;
    fenced.targetIdentity = m_file.identity();
    fenced.targetIsEmpty = m_file.length() == 0;
    if (state && chosen->generation ==
                     (m_sidecar.checkpoint ? m_sidecar.checkpoint->generation : chosen->generation)) {
        for (const auto &[first, last] : state->skips.ranges())
            m_sidecar.skips.add(first, last);
        m_sidecar.skips.removeAfter(chosen->seq);
    } else {
        m_sidecar.skips.clear();
    }
    for (const std::int64_t seq : m_sidecar.skips.seqs())
        fenced.openSkips.push_back({seq, {}, {}, {}});
    if (m_isCompensation)
        fenced.checkpoint = claim.known;
    fenced.epoch = std::max(claim.epochAtLeast, fenced.checkpoint ? fenced.checkpoint->epoch : 0) +
                   (claim.isFirst ? 1 : 0);
    WEIR_CHECK(takeOver(claim, fenced));
    return fenced;
}

/// Writes down whose the file is before the first row, and where a new generation begins.
Result<void> FileTarget::takeOver(const Claim &claim, Fenced &fenced)
{
    const bool isNew = m_sidecar.job.isNil();
    if (!isNew && claim.newGeneration == 0)
        return {};
    m_sidecar.job = claim.job;
    m_sidecar.format = fileKindName(m_format.kind);
    if (isNew)
        m_sidecar.stream = m_isCompensation ? "main" : claim.stream;
    if (claim.newGeneration != 0) {
        Checkpoint begun;
        begun.generation = claim.newGeneration;
        begun.epoch = fenced.epoch;
        begun.holder = claim.holder;
        begun.targetIdentity = m_file.identity();
        begun.revision = claim.revision;
        begun.run = claim.run;
        begun.workspace = claim.workspace;
        begun.state = m_file.state().text();
        m_sidecar.checkpoint = begun;
        m_sidecar.skips.clear();
    } else if (fenced.checkpoint && !m_isCompensation) {
        m_sidecar.checkpoint = fenced.checkpoint;
    }
    return m_sidecar.store(sidecarPath(m_file.path()));
}

Result<void> FileTarget::checkReady() const
{
    if (m_file.isOpen() && m_encoder)
        return m_file.checkUndisturbed();
    if (m_absence.empty())
        return fail(ErrorCode::Internal, Recovery::Stop, "a file is written before it was fenced");
    return fail(ErrorCode::NotFound, Recovery::Stop, m_absence);
}

Result<void> FileTarget::appendHeader()
{
    return m_file.length() == 0 && m_headerBytes > 0 ? m_file.append(m_encoder->header()) : Result<void>();
}

Result<void> FileTarget::appendRows(const WriteBatch &batch, RowErrors &refused, const CancelToken &token)
{
    WEIR_CHECK(appendHeader());
    bool isFirst = m_file.length() == m_headerBytes;
    std::string bytes;
    bytes.reserve(writeBytes + writeBytes / 8);
    std::int64_t index = 0;
    for (const RecordBatch &part : batch.parts) {
        for (std::int64_t row = 0; row < part.rows() && index < batch.rows; ++row, ++index) {
            RowError error;
            error.row = index;
            if (!m_encoder->encode(part, row, isFirst, bytes, error)) {
                refused.push_back(std::move(error));
                continue;
            }
            isFirst = false;
            if (bytes.size() < writeBytes)
                continue;
            if (token.isCancelled())
                return CancelToken::cancelled();
            WEIR_CHECK(m_file.append(bytes));
            bytes.clear();
        }
    }
    return m_file.append(bytes);
}

Result<WriteReport> FileTarget::write(const WriteBatch &batch, std::span<const Skipped> skipped,
                                      Checkpoint &next, const CancelToken &token)
{
    WEIR_CHECK(checkReady());
    if (token.isCancelled())
        return CancelToken::cancelled();
    step("file.write.begin");
    const std::int64_t before = m_file.length();
    WriteReport report;
    auto appended = appendRows(batch, report.refused, token);
    if (!appended || !report.refused.empty()) {
        WEIR_CHECK(m_file.cutTo(before));
        WEIR_CHECK(std::move(appended));
        return report;
    }
    step("file.write.data");
    WEIR_CHECK(m_file.sync());
    step("file.write.synced");
    FileState state = m_file.state();
    for (const Skipped &row : skipped)
        state.skips.add(row.seq, row.seq);
    for (const auto &[first, last] : state.skips.ranges())
        m_sidecar.skips.add(first, last);
    if (m_sidecar.skips.isFull())
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format(
                "more than {} stretches of rows were set aside; no sidecar can hold that. Correct the "
                "mapping, then --again",
                SeqRanges::rangesMax));
    report.inserted = batch.rows;
    report.state = state.text();
    next.totals.inserted += batch.rows;
    next.state = report.state;
    next.targetIdentity = m_file.identity();
    return report;
}

Result<void> FileTarget::acknowledged(const Checkpoint &checkpoint)
{
    if (m_isCompensation && m_sidecar.checkpoint)
        m_sidecar.checkpoint->state = checkpoint.state;
    else if (!m_isCompensation)
        m_sidecar.checkpoint = checkpoint;
    WEIR_CHECK(m_sidecar.store(sidecarPath(m_file.path())));
    const std::string left = sidecarPath(partPath());
    if (m_file.path() == m_path && ::unlink(left.c_str()) != 0 && errno != ENOENT)
        return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                    fmt::format("cannot remove {}: {}", left, std::strerror(errno)));
    return {};
}

Result<void> FileTarget::complete(Checkpoint &next, const CancelToken &)
{
    WEIR_CHECK(checkReady());
    WEIR_CHECK(appendHeader());
    // Only a body that is not closed yet is closed: a run that found nothing new leaves the file alone.
    const std::string closing = m_encoder->closing();
    if (m_file.size() != m_file.length() + static_cast<std::int64_t>(closing.size()))
        WEIR_CHECK(m_file.close(closing));
    WEIR_CHECK(m_file.sync());
    step("file.complete.closed");
    if (m_file.path() != m_path) {
        WEIR_CHECK(m_file.rename(m_path));
        step("file.rename");
    }
    next.isComplete = true;
    next.state = m_file.state().text();
    next.targetIdentity = m_file.identity();
    return {};
}

Result<SettleReport> FileTarget::settle(const WriteBatch &batch, const Settlement &, const CancelToken &token)
{
    WEIR_CHECK(checkReady());
    step("file.settle.begin");
    const std::int64_t before = m_file.length();
    const bool wasClosed = m_file.size() > before;
    SettleReport report;
    auto appended = appendRows(batch, report.write.refused, token);
    const bool isWritten = appended && report.write.refused.empty();
    if (!isWritten)
        WEIR_CHECK(m_file.cutTo(before));
    if (wasClosed)
        WEIR_CHECK(m_file.close(m_encoder->closing()));
    WEIR_CHECK(std::move(appended));
    WEIR_CHECK(m_file.sync());
    step("file.settle.synced");
    if (!isWritten)
        return report;
    report.hit.assign(static_cast<std::size_t>(batch.rows), true);
    report.write.inserted = batch.rows;
    report.write.state = m_file.state().text();
    return report;
}

Result<std::vector<Standing>> FileTarget::lookUp(const RecordBatch &batch, const CancelToken &)
{
    return std::vector<Standing>(static_cast<std::size_t>(batch.rows()), Standing::Absent);
}

Result<void> FileTarget::forget(const Uuid &job, const CancelToken &)
{
    for (const std::string &file : {m_path, partPath()}) {
        WEIR_TRY(const std::optional<FileSidecar> sidecar, FileSidecar::load(sidecarPath(file)));
        if (!sidecar || sidecar->job != job)
            continue;
        if (::unlink(sidecarPath(file).c_str()) != 0)
            return fail(ErrorCode::PermissionDenied, Recovery::Stop,
                        fmt::format("cannot remove {}: {}", sidecarPath(file), std::strerror(errno)));
        // A half-loaded replacement is nobody's without its sidecar.
        if (file == partPath())
            ::unlink(file.c_str());
    }
    return {};
}

} // namespace weir
