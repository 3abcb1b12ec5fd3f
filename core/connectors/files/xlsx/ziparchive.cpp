#include "core/connectors/files/xlsx/ziparchive.h"

#include "core/base/names.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <zip.h>

namespace weir {

namespace {

/// What libzip reads from, and what went wrong there.
struct ReadState
{
    const FileInput *input = nullptr;
    std::int64_t offset = 0;
    std::optional<Error> error;
    zip_error_t zipError;
};

zip_int64_t seekTo(ReadState &state, void *data, zip_uint64_t length)
{
    const std::int64_t offset = zip_source_seek_compute_offset(static_cast<zip_uint64_t>(state.offset),
                                                               static_cast<zip_uint64_t>(state.input->size()), data, length,
                                                               &state.zipError);
    if (offset < 0)
        return -1;
    state.offset = offset;
    return 0;
}

zip_int64_t readBytes(ReadState &state, void *data, zip_uint64_t length)
{
    auto got = state.input->read(state.offset, static_cast<char *>(data), static_cast<std::size_t>(length), CancelToken());
    if (!got) {
        state.error = got.error();
        zip_error_set(&state.zipError, ZIP_ER_READ, 0);
        return -1;
    }
    state.offset += static_cast<std::int64_t>(*got);
    return static_cast<zip_int64_t>(*got);
}

zip_int64_t serve(void *user, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
    ReadState &state = *static_cast<ReadState *>(user);
    switch (command) {
    case ZIP_SOURCE_OPEN:
        state.offset = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return readBytes(state, data, length);
    case ZIP_SOURCE_SEEK:
        return seekTo(state, data, length);
    case ZIP_SOURCE_TELL:
        return state.offset;
    case ZIP_SOURCE_STAT: {
        auto *stat = static_cast<zip_stat_t *>(data);
        zip_stat_init(stat);
        stat->size = static_cast<zip_uint64_t>(state.input->size());
        stat->valid = ZIP_STAT_SIZE;
        return static_cast<zip_int64_t>(sizeof(zip_stat_t));
    }
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&state.zipError, data, length);
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    default:
        zip_error_set(&state.zipError, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

Unexpected noWorkbook(const std::string &path, std::string_view why)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                fmt::format("{} cannot be read as an .xlsx file: {}", path, why));
}

/// libzip makes room for as many entries as the file says: looks first. Every place near the end that could be the end
/// record (of either kind) is asked.
Result<void> checkCounts(const FileInput &input)
{
    constexpr std::int64_t tailBytes = (64 << 10) + 22 + 20 + 56;
    WEIR_TRY(const std::string tail, input.readAt(std::max<std::int64_t>(input.size() - tailBytes, 0), tailBytes));
    const auto number = [&](std::size_t at, std::size_t bytes) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes && at + i < tail.size(); ++i)
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(tail[at + i])) << (8 * i);
        return value;
    };
    const auto tooMany = [&](std::uint64_t count) { return count > static_cast<std::uint64_t>(ZipArchive::entriesMax); };
    for (std::size_t at = 0; (at = tail.find("PK", at)) != std::string::npos; at += 2) {
        const std::string_view here = std::string_view(tail).substr(at);
        std::uint64_t count = 0;
        if (here.rfind("PK\5\6", 0) == 0)
            count = std::max(number(at + 8, 2), number(at + 10, 2));
        else if (here.rfind("PK\6\6", 0) == 0)
            count = std::max(number(at + 24, 8), number(at + 32, 8));
        if (tooMany(count))
            return noWorkbook(input.path(), fmt::format("it says that it holds {} parts; at most {} are taken", count,
                                                        ZipArchive::entriesMax));
    }
    return {};
}

} // namespace

struct ZipArchive::Open
{
    Open() { zip_error_init(&state.zipError); }
    ~Open()
    {
        if (zip)
            zip_discard(zip);
        zip_error_fini(&state.zipError);
    }
    ReadState state;
    zip_t *zip = nullptr;
    std::map<std::string, Entry, std::less<>> entries; ///< by lower-case name
};

struct ZipArchive::Part::Open
{
    ~Open()
    {
        if (file)
            zip_fclose(file);
    }
    zip_file_t *file = nullptr;
    ReadState *state = nullptr;
    std::string name;
    std::int64_t left = 0;
};

ZipArchive::ZipArchive(std::unique_ptr<Open> open) : m_open(std::move(open)) {}
ZipArchive::ZipArchive(ZipArchive &&) noexcept = default;
ZipArchive &ZipArchive::operator=(ZipArchive &&) noexcept = default;
ZipArchive::~ZipArchive() = default;
ZipArchive::Part::Part(std::unique_ptr<Open> open) : m_open(std::move(open)) {}
ZipArchive::Part::Part(Part &&) noexcept = default;
ZipArchive::Part &ZipArchive::Part::operator=(Part &&) noexcept = default;
ZipArchive::Part::~Part() = default;

const std::string &ZipArchive::path() const { return m_open->state.input->path(); }

Result<ZipArchive> ZipArchive::open(const FileInput &input)
{
    WEIR_TRY(const std::string head, input.readAt(0, 8));
    if (head == "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
        return noWorkbook(input.path(), "it is protected by a password, or an old .xls file. Open it in a spreadsheet "
                                        "program and save it as .xlsx without a password");
    if (head.rfind("PK", 0) != 0)
        return noWorkbook(input.path(), "it is no ZIP file, which every .xlsx file is. If it is text, name it .csv or say "
                                        "--format csv");
    WEIR_CHECK(checkCounts(input));
    auto open = std::make_unique<Open>();
    open->state.input = &input;
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_function_create(serve, &open->state, &error);
    open->zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    if (!open->zip) {
        const std::string why = zip_error_strerror(&error);
        zip_error_fini(&error);
        zip_source_free(source);
        if (open->state.error)
            return Unexpected{*open->state.error};
        return noWorkbook(input.path(), fmt::format("its directory of parts is damaged or cut off ({})", why));
    }
    zip_error_fini(&error);
    ZipArchive archive(std::move(open));
    WEIR_CHECK(archive.readEntries());
    return archive;
}

Result<void> ZipArchive::readEntries()
{
    const zip_int64_t count = zip_get_num_entries(m_open->zip, 0);
    if (count > entriesMax)
        return noWorkbook(path(), fmt::format("it holds {} parts; at most {} are taken", count, entriesMax));
    const auto fileBytes = static_cast<zip_uint64_t>(m_open->state.input->size());
    std::int64_t packed = 0;
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t stat;
        zip_stat_init(&stat);
        if (zip_stat_index(m_open->zip, static_cast<zip_uint64_t>(i), 0, &stat) != 0)
            return noWorkbook(path(), fmt::format("part {} cannot be looked at", i + 1));
        const std::string name = stat.name ? stat.name : "";
        if (name.size() > nameBytesMax)
            return noWorkbook(path(), fmt::format("part {} has a name of {} bytes; at most {} are taken", i + 1, name.size(),
                                                  nameBytesMax));
        if (stat.encryption_method != ZIP_EM_NONE)
            return noWorkbook(path(), "it is encrypted. Save it without a password");
        if (stat.size > static_cast<zip_uint64_t>(partBytesMax) || stat.comp_size > fileBytes)
            return noWorkbook(path(), fmt::format("part {} says that it has {} bytes; at most 4 GiB are taken", i + 1, stat.size));
        const Entry entry{stat.index, static_cast<std::int64_t>(stat.size), static_cast<std::int64_t>(stat.comp_size),
                          stat.crc};
        packed += entry.packed;
        if (!m_open->entries.emplace(lowerAscii(name), entry).second)
            return noWorkbook(path(), fmt::format("it holds the part \"{}\" twice", name.substr(0, 80)));
    }
    if (packed > m_open->state.input->size())
        return noWorkbook(path(), "its parts overlap, as in a ZIP bomb");
    return {};
}

const ZipArchive::Entry *ZipArchive::find(std::string_view name) const
{
    const auto found = m_open->entries.find(lowerAscii(name));
    return found == m_open->entries.end() ? nullptr : &found->second;
}

Result<ZipArchive::Part> ZipArchive::openPart(std::string_view name) const
{
    const Entry *entry = find(name);
    if (!entry)
        return noWorkbook(path(), fmt::format("its part \"{}\" is missing", name));
    if (entry->bytes > ratioFloorBytes && entry->bytes / ratioMax > entry->packed)
        return noWorkbook(path(), fmt::format("{} bytes of its part \"{}\" become {} bytes, more than {} times as many, as in a "
                                              "ZIP bomb. Save it again in a spreadsheet program, or as CSV",
                                              entry->packed, name, entry->bytes, ratioMax));
    auto open = std::make_unique<Part::Open>();
    open->file = zip_fopen_index(m_open->zip, entry->index, 0);
    if (!open->file)
        return noWorkbook(path(), fmt::format("its part \"{}\" cannot be opened: {}", name, zip_strerror(m_open->zip)));
    open->state = &m_open->state;
    open->name = name;
    open->left = entry->bytes;
    return Part(std::move(open));
}

Result<std::size_t> ZipArchive::Part::read(char *to, std::size_t count)
{
    const zip_int64_t got = zip_fread(m_open->file, to, count);
    if (got < 0 && m_open->state->error)
        return Unexpected{*m_open->state->error};
    if (got < 0)
        return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                    fmt::format("\"{}\" of {} is damaged: {}", m_open->name, m_open->state->input->path(),
                                zip_file_strerror(m_open->file)));
    m_open->left -= got;
    if (m_open->left < 0 || (got == 0 && m_open->left > 0))
        return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                    fmt::format("\"{}\" of {} is damaged: it is {} than it says", m_open->name, m_open->state->input->path(),
                                m_open->left < 0 ? "longer" : "shorter"));
    return static_cast<std::size_t>(got);
}

} // namespace weir
