#include "core/reconciliation/externalsort.h"

#include "core/base/uuid.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace weir {

namespace {

/// How a row lies in the arena and in a run; key, row and note follow.
struct Header
{
    std::uint32_t keyBytes = 0, rowBytes = 0, noteBytes = 0;
    std::uint32_t kind = 0;
    std::int64_t number = 0;

    [[nodiscard]] std::size_t total() const { return sizeof(Header) + keyBytes + rowBytes + noteBytes; }
};

Header headerAt(const char *data)
{
    Header header;
    std::memcpy(&header, data, sizeof header);
    return header;
}

SortedRow rowAt(const char *data)
{
    const Header header = headerAt(data);
    const char *key = data + sizeof header;
    SortedRow row;
    row.key = {key, header.keyBytes};
    row.kind = static_cast<std::uint8_t>(header.kind);
    row.row = {key + header.keyBytes, header.rowBytes};
    row.note = {key + header.keyBytes + header.rowBytes, header.noteBytes};
    row.number = header.number;
    return row;
}

void append(const SortedRow &row, std::string &out)
{
    Header header;
    header.keyBytes = static_cast<std::uint32_t>(row.key.size());
    header.rowBytes = static_cast<std::uint32_t>(row.row.size());
    header.noteBytes = static_cast<std::uint32_t>(row.note.size());
    header.kind = row.kind;
    header.number = row.number;
    out.append(reinterpret_cast<const char *>(&header), sizeof header);
    out.append(row.key).append(row.row).append(row.note);
}

/// Big-endian, so that it compares like the bytes.
std::uint64_t prefixOf(std::string_view key)
{
    std::uint64_t prefix = 0;
    for (std::size_t i = 0; i < 8; ++i)
        prefix = prefix << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
    return prefix;
}

Unexpected systemError(const std::string &folder, std::string_view doing)
{
    const int code = errno;
    const bool isFull = code == ENOSPC || code == EDQUOT || code == EIO;
    return fail(isFull ? ErrorCode::StorageFull : ErrorCode::PermissionDenied, Recovery::Stop,
                fmt::format("sorting rows in {} failed while {}: {}{}", folder, doing, std::strerror(code),
                            isFull ? "; a comparison needs about the size of both sides there (--depth keys needs less)" : ""));
}

} // namespace

bool operator<(const SortedRow &a, const SortedRow &b)
{
    if (const int order = a.key.compare(b.key); order != 0)
        return order < 0;
    if (a.kind != b.kind)
        return a.kind < b.kind;
    if (const int order = a.row.compare(b.row); order != 0)
        return order < 0;
    return a.number < b.number;
}

/// Writes one run.
class ExternalSort::Writer
{
public:
    Writer(const std::string &folder, std::size_t bufferBytes) : m_folder(folder), m_bufferBytes(bufferBytes) {}
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;
    ~Writer()
    {
        if (m_file >= 0)
            close(m_file);
    }

    Result<void> open()
    {
        const std::string path = fmt::format("{}/sort-{}.run", m_folder, Uuid::random().text());
        m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (m_file < 0)
            return systemError(m_folder, "making a file");
        if (unlink(path.c_str()) != 0)
            return systemError(m_folder, "hiding a file");
        return {};
    }
    Result<void> add(const SortedRow &row)
    {
        append(row, m_buffer);
        return m_buffer.size() < m_bufferBytes ? Result<void>() : flush();
    }
    Result<void> flush()
    {
        for (std::size_t done = 0; done < m_buffer.size();) {
            const ssize_t count = write(m_file, m_buffer.data() + done, m_buffer.size() - done);
            if (count < 0 && errno != EINTR)
                return systemError(m_folder, "writing");
            done += count > 0 ? static_cast<std::size_t>(count) : 0;
        }
        m_buffer.clear();
        return {};
    }
    [[nodiscard]] int release() { return std::exchange(m_file, -1); }

private:
    const std::string &m_folder;
    std::size_t m_bufferBytes;
    std::string m_buffer;
    int m_file = -1;
};

/// Reads one run from its beginning; owns the file.
class ExternalSort::Reader
{
public:
    Reader(std::string folder, int file) : m_folder(std::move(folder)), m_file(file) {}
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;
    ~Reader() { close(m_file); }

    /// Takes the buffer that reading needs; runs that wait to be merged hold none.
    void prepare(std::size_t bufferBytes) { m_bufferBytes = bufferBytes; }

    /// False at the end of the run.
    Result<bool> advance()
    {
        m_at += m_size;
        m_size = 0;
        WEIR_TRY(const bool hasHeader, need(sizeof(Header)));
        if (!hasHeader)
            return false;
        const std::size_t total = headerAt(m_buffer.data() + m_at).total();
        WEIR_TRY(const bool hasRow, need(total));
        if (!hasRow)
            return fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                        fmt::format("a sorted file in {} is shorter than what was written", m_folder));
        m_size = total;
        m_row = rowAt(m_buffer.data() + m_at);
        return true;
    }
    [[nodiscard]] const SortedRow &row() const { return m_row; }

private:
    /// Makes \a bytes readable at m_at; false when the file ends before.
    Result<bool> need(std::size_t bytes)
    {
        while (m_buffer.size() - m_at < bytes) {
            m_buffer.erase(0, m_at);
            m_at = 0;
            const std::size_t kept = m_buffer.size();
            m_buffer.resize(std::max(m_bufferBytes, bytes));
            const ssize_t count = pread(m_file, m_buffer.data() + kept, m_buffer.size() - kept, m_offset);
            if (count < 0 && errno != EINTR)
                return systemError(m_folder, "reading");
            m_buffer.resize(kept + (count > 0 ? static_cast<std::size_t>(count) : 0));
            m_offset += count > 0 ? count : 0;
            if (count == 0)
                return false;
        }
        return true;
    }

    std::string m_folder;
    int m_file;
    std::size_t m_bufferBytes = 0;
    std::string m_buffer;
    std::size_t m_at = 0, m_size = 0;
    off_t m_offset = 0;
    SortedRow m_row;
};

ExternalSort::ExternalSort(std::string folder, Limits limits) : m_folder(std::move(folder)), m_limits(limits) {}
ExternalSort::ExternalSort(ExternalSort &&) noexcept = default;
ExternalSort &ExternalSort::operator=(ExternalSort &&) noexcept = default;
ExternalSort::~ExternalSort() = default;

Result<void> ExternalSort::add(const SortedRow &row)
{
    const std::size_t bytes = sizeof(Header) + row.key.size() + row.row.size() + row.note.size();
    if (!m_entries.empty() && m_arena.size() + bytes > m_limits.arenaBytes)
        WEIR_CHECK(spill());
    if (m_arena.capacity() < m_limits.arenaBytes)
        m_arena.reserve(m_limits.arenaBytes);
    m_entries.push_back({prefixOf(row.key), m_arena.size()});
    append(row, m_arena);
    ++m_rows;
    return {};
}

void ExternalSort::sortArena()
{
    std::sort(m_entries.begin(), m_entries.end(), [this](const Entry &a, const Entry &b) {
        if (a.prefix != b.prefix)
            return a.prefix < b.prefix;
        return rowAt(m_arena.data() + a.at) < rowAt(m_arena.data() + b.at);
    });
}

Result<void> ExternalSort::spill()
{
    sortArena();
    Writer writer(m_folder, m_limits.readBytes);
    WEIR_CHECK(writer.open());
    for (const Entry &entry : m_entries)
        WEIR_CHECK(writer.add(rowAt(m_arena.data() + entry.at)));
    WEIR_CHECK(writer.flush());
    ++m_runsWritten;
    m_entries.clear();
    m_arena.clear();
    if (m_levels.empty())
        m_levels.emplace_back();
    m_levels[0].push_back(std::make_unique<Reader>(m_folder, writer.release()));
    return m_levels[0].size() >= m_limits.runsMax ? mergeLevel(0) : Result<void>();
}

/// All runs of a level become one of the next.
Result<void> ExternalSort::mergeLevel(std::size_t level)
{
    WEIR_CHECK(openReaders(std::exchange(m_levels[level], {})));
    Writer writer(m_folder, m_limits.readBytes);
    WEIR_CHECK(writer.open());
    SortedRow row;
    for (;;) {
        WEIR_TRY(const bool hasRow, nextMerged(row));
        if (!hasRow)
            break;
        WEIR_CHECK(writer.add(row));
    }
    WEIR_CHECK(writer.flush());
    ++m_runsWritten;
    if (m_levels.size() <= level + 1)
        m_levels.emplace_back();
    m_levels[level + 1].push_back(std::make_unique<Reader>(m_folder, writer.release()));
    return m_levels[level + 1].size() >= m_limits.runsMax ? mergeLevel(level + 1) : Result<void>();
}

Result<void> ExternalSort::finish()
{
    if (m_levels.empty()) {
        sortArena();
        return {};
    }
    if (!m_entries.empty())
        WEIR_CHECK(spill());
    m_arena = {};
    m_entries = {};
    for (std::size_t level = 0; level + 1 < m_levels.size(); ++level) {
        if (m_levels[level].size() > 1)
            WEIR_CHECK(mergeLevel(level));
    }
    std::vector<std::unique_ptr<Reader>> readers;
    for (auto &level : m_levels)
        std::move(level.begin(), level.end(), std::back_inserter(readers));
    m_levels.clear();
    return openReaders(std::move(readers));
}

namespace {

constexpr auto isLater = [](const auto &a, const auto &b) { return b->row() < a->row(); };

} // namespace

Result<void> ExternalSort::openReaders(std::vector<std::unique_ptr<Reader>> readers)
{
    m_heap.clear();
    m_isFirst = true;
    for (auto &reader : readers) {
        reader->prepare(m_limits.readBytes);
        WEIR_TRY(const bool hasRow, reader->advance());
        if (hasRow)
            m_heap.push_back(std::move(reader));
    }
    std::make_heap(m_heap.begin(), m_heap.end(), isLater);
    return {};
}

Result<bool> ExternalSort::nextMerged(SortedRow &row)
{
    // The row given last stays readable until now: its reader moves on only here.
    if (!m_isFirst && !m_heap.empty()) {
        std::pop_heap(m_heap.begin(), m_heap.end(), isLater);
        WEIR_TRY(const bool hasRow, m_heap.back()->advance());
        if (hasRow)
            std::push_heap(m_heap.begin(), m_heap.end(), isLater);
        else
            m_heap.pop_back();
    }
    m_isFirst = false;
    if (m_heap.empty())
        return false;
    row = m_heap.front()->row();
    return true;
}

Result<bool> ExternalSort::next(SortedRow &row)
{
    if (m_runsWritten > 0)
        return nextMerged(row);
    if (m_position >= m_entries.size())
        return false;
    row = rowAt(m_arena.data() + m_entries[m_position++].at);
    return true;
}

} // namespace weir
