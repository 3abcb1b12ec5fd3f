#include "core/connectors/files/stdouttarget.h"

#include "core/base/step.h"
#include "core/connectors/files/filetarget.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace weir {

namespace {

constexpr int pipePollMs = 200;          ///< how late a cancelled token may be noticed
constexpr std::size_t pieceBytes = 4096; ///< PIPE_BUF: such a write does not block once poll() says so

} // namespace

StdoutTarget::StdoutTarget(FileFormat format, int descriptor)
    : m_format(std::move(format)), m_descriptor(descriptor)
{}

Result<TargetShape> StdoutTarget::describe(const CancelToken &)
{
    TargetShape shape;
    shape.guarantee = Guarantee::D3;
    shape.isUpsertable = false;
    shape.label = "standard output";
    return shape;
}

Result<void> StdoutTarget::create(const Schema &, const CancelToken &) { return {}; }

Result<void> StdoutTarget::prepare(const SchemaPtr &columns, WriteMode mode, const std::vector<std::string> &,
                                   const std::string &, const CancelToken &)
{
    if (mode != WriteMode::Append)
        return fail(
            ErrorCode::InvalidConfig, Recovery::Stop,
            fmt::format("{} into standard output is not possible; only append is", writeModeName(mode)));
    WEIR_TRY(m_encoder, makeEncoder(m_format, columns, columns));
    return {};
}

Result<Fenced> StdoutTarget::fence(const Claim &claim, const CancelToken &)
{
    Fenced fenced;
    if (claim.newGeneration == 0)
        fenced.checkpoint = claim.known;
    fenced.epoch =
        std::max(claim.epochAtLeast, claim.known ? claim.known->epoch : 0) + (claim.isFirst ? 1 : 0);
    return fenced;
}

Result<void> StdoutTarget::send(std::string_view bytes, const CancelToken &token)
{
    while (!bytes.empty()) {
        if (token.isCancelled())
            return CancelToken::cancelled();
        pollfd waiting = {m_descriptor, POLLOUT, 0};
        const int ready = poll(&waiting, 1, pipePollMs);
        if (ready == 0 || (ready < 0 && errno == EINTR))
            continue;
        const ssize_t written = ::write(m_descriptor, bytes.data(), std::min(bytes.size(), pieceBytes));
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR && errno != EAGAIN) {
            const bool isClosed = errno == EPIPE;
            return fail(ErrorCode::Unavailable, Recovery::Stop,
                        isClosed ? "the reader of standard output has closed the pipe"
                                 : fmt::format("cannot write to standard output: {}", std::strerror(errno)));
        }
    }
    return {};
}

Result<WriteReport> StdoutTarget::write(const WriteBatch &batch, std::span<const Skipped>, Checkpoint &next,
                                        const CancelToken &token)
{
    step("file.pipe.begin");
    WriteReport report;
    std::string bytes = m_hasHeader ? std::string() : m_encoder->header();
    std::int64_t index = 0;
    for (const RecordBatch &part : batch.parts) {
        for (std::int64_t row = 0; row < part.rows() && index < batch.rows; ++row, ++index) {
            RowError error;
            error.row = index;
            // Nothing leaves before every row of the batch is known to be writable.
            if (!m_encoder->encode(part, row, m_rows + index == 0, bytes, error))
                report.refused.push_back(std::move(error));
        }
    }
    if (!report.refused.empty())
        return report;
    WEIR_CHECK(send(bytes, token));
    step("file.pipe.sent");
    m_hasHeader = true;
    m_rows += batch.rows;
    report.inserted = batch.rows;
    next.totals.inserted += batch.rows;
    return report;
}

Result<void> StdoutTarget::complete(Checkpoint &next, const CancelToken &token)
{
    std::string bytes = m_hasHeader ? std::string() : m_encoder->header();
    m_hasHeader = true;
    next.isComplete = true;
    return send(bytes + m_encoder->closing(), token);
}

Result<SettleReport> StdoutTarget::settle(const WriteBatch &, const Settlement &, const CancelToken &)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                "rows cannot be delivered later into standard output; its reader is gone");
}

Result<std::vector<Standing>> StdoutTarget::lookUp(const RecordBatch &batch, const CancelToken &)
{
    return std::vector<Standing>(static_cast<std::size_t>(batch.rows()), Standing::Absent);
}

Result<void> StdoutTarget::forget(const Uuid &, const CancelToken &) { return {}; }

} // namespace weir
