#include "core/workspace/place.h"

#include "core/base/hash.h"
#include "core/base/names.h"
#include "core/base/quantities.h"
#include "core/base/redact.h"
#include "core/workspace/names.h"
#include "core/workspace/placeurl.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr std::size_t stemBytesMax = 40;
constexpr std::array databaseParameters = {"host",    "sslmode",        "sslrootcert",
                                           "sslcert", "connectTimeout", "schema"};
constexpr std::array sslModes = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"};
/// Query parameters that say which part of an answer is wanted, not which answer: no part of a place's
/// identity.
constexpr std::array pagingParameters = {
    "page",    "per_page", "perpage",    "page_size",  "pagesize",     "page_number", "pageno",
    "page_no", "limit",    "offset",     "cursor",     "start_cursor", "after",       "since_id",
    "skip",    "next",     "next_token", "page_token", "continuation"};

template<std::size_t count>
bool isOneOf(const std::array<const char *, count> &words, std::string_view word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

Unexpected refused(std::string detail)
{
    return fail(ErrorCode::InvalidConfig, Recovery::Stop, std::move(detail));
}

Unexpected secretRefused(std::string_view what)
{
    return refused(
        fmt::format("{} cannot be part of a place, where shells and process lists show it; name a stored "
                    "secret with --source-secret NAME or --target-secret NAME, or set WEIR_SECRET_SOURCE or "
                    "WEIR_SECRET_TARGET",
                    what));
}

/// \a text as part of a job's name: letters, digits, - and _ stay, anything else becomes one -.
std::string stemOf(std::string_view text)
{
    std::string stem;
    for (const char c : text) {
        const bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '_' || static_cast<unsigned char>(c) >= 0x80;
        if (stays)
            stem += c;
        else if (!stem.empty() && stem.back() != '-')
            stem += '-';
    }
    if (stem.size() > stemBytesMax) {
        std::size_t end = stemBytesMax;
        while (end > 0 && (static_cast<unsigned char>(stem[end]) & 0xC0) == 0x80)
            --end;
        stem.resize(end);
    }
    while (stem.ends_with('-'))
        stem.pop_back();
    return stem;
}

std::string absolutePath(std::string_view path, const std::string &currentFolder)
{
    return (std::filesystem::path(currentFolder) / path).lexically_normal().string();
}

/// With links followed as far as the path exists.
std::string realPath(const std::string &absolute)
{
    std::error_code failed;
    const auto real = std::filesystem::weakly_canonical(absolute, failed);
    return failed ? absolute : real.string();
}

/// The part of a table's name behind its schema.
std::string_view tableOf(std::string_view stream)
{
    const std::size_t dot = stream.rfind('.');
    return dot == std::string_view::npos || dot + 1 == stream.size() ? stream : stream.substr(dot + 1);
}

Result<Place> parsePath(std::string_view text, const std::string &currentFolder)
{
    Place place;
    place.kind = "file";
    place.settings = {{"weir", 1}, {"kind", "file"}};
    if (text == "-") {
        place.settings["path"] = place.canonical = "-";
        place.stem = "pipe";
        return place;
    }
    const std::string absolute = absolutePath(text, currentFolder);
    const std::filesystem::path path(absolute);
    const std::string extension =
        lowerAscii(path.extension().string().substr(0, path.extension().string().find('#')));
    if (extension == ".db" || extension == ".sqlite" || extension == ".sqlite3")
        return refused(
            fmt::format("\"{0}\" looks like a database; write sqlite:FILE#TABLE", escapeControls(text)));
    place.settings["path"] = absolute;
    place.canonical = realPath(absolute);
    place.stem = stemOf(path.stem().string());
    if (place.stem.empty())
        place.stem = "file";
    return place;
}

Result<Place> parseConnection(std::string_view text)
{
    const std::size_t hash = text.find('#');
    Place place;
    place.connection = std::string(text.substr(1, hash == std::string_view::npos ? hash : hash - 1));
    if (hash != std::string_view::npos)
        place.stream = std::string(text.substr(hash + 1));
    WEIR_CHECK(checkName("connection", place.connection));
    place.canonical =
        place.stream.empty() ? '@' + place.connection : fmt::format("@{}#{}", place.connection, place.stream);
    place.stem = stemOf(place.stream.empty() ? std::string_view(place.connection) : tableOf(place.stream));
    if (place.stem.empty())
        place.stem = stemOf(place.connection);
    return place;
}

Result<Place> parseSqlite(std::string_view text, const std::string &currentFolder)
{
    text.remove_prefix(std::string_view("sqlite:").size());
    if (text.starts_with("//"))
        return refused("a SQLite place is sqlite:FILE#TABLE, such as sqlite:shop.db#orders or "
                       "sqlite:/data/shop.db#orders");
    const std::size_t hash = text.rfind('#');
    const std::string_view file = text.substr(0, hash);
    if (file.empty())
        return refused("a SQLite place names its file: sqlite:FILE#TABLE, such as sqlite:shop.db#orders");
    if (file.find('?') != std::string_view::npos)
        return refused("a SQLite place takes no parameters: sqlite:FILE#TABLE");
    Place place;
    place.kind = "sqlite";
    place.stream = hash == std::string_view::npos ? std::string() : std::string(text.substr(hash + 1));
    const std::string absolute = absolutePath(file, currentFolder);
    place.settings = {{"weir", 1}, {"kind", "sqlite"}, {"file", absolute}};
    place.canonical = fmt::format("sqlite:{}#{}", realPath(absolute), place.stream);
    place.stem =
        stemOf(place.stream.empty() ? std::filesystem::path(absolute).stem().string() : place.stream);
    if (place.stem.empty())
        place.stem = "sqlite";
    return place;
}

/// Puts one parameter of a database's URL into its settings.
Result<void> applyParameter(const PlaceUrl::Parameter &parameter, Json &settings)
{
    const auto &[name, value] = parameter;
    if (name == "sslmode") {
        if (!isOneOf(sslModes, value))
            return refused(
                "parameter sslmode: allowed are disable, allow, prefer, require, verify-ca, verify-full");
        settings["tls"] = value;
    } else if (name == "sslrootcert") {
        settings["sslrootcert"] = value;
    } else if (name == "sslcert") {
        settings["sslcert"] = value;
    } else if (name == "connectTimeout") {
        const bool isNumber = !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
        const std::string duration = isNumber ? value + 's' : value; // libpq's own is in seconds
        if (auto parsed = parseDuration(duration); !parsed)
            return refused("parameter connectTimeout: " + parsed.error().detail);
        settings["connectTimeout"] = duration;
    } else {
        settings[name] = value;
    }
    return {};
}

/// \a name is quoted only when it cannot be a piece of a password that broke the URL apart.
Unexpected unknownParameter(const std::string &name)
{
    const bool isPlain =
        !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
            return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
        });
    const std::vector<std::string> known(databaseParameters.begin(), databaseParameters.end());
    const std::string nearest = nearestName(name, known);
    return refused(fmt::format("unknown parameter{} in the place; allowed: {}{}",
                               isPlain ? fmt::format(" \"{}\"", name) : "", fmt::join(known, ", "),
                               nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
}

/// A socket's folder as it is; names and addresses in lower case, with the brackets that IPv6 needs.
std::string hostIdentity(const std::string &host)
{
    if (host.starts_with('/'))
        return host;
    return host.find(':') == std::string::npos ? lowerAscii(host) : fmt::format("[{}]", lowerAscii(host));
}

Result<Place> parseDatabase(const PlaceUrl &url)
{
    Place place;
    place.kind = url.scheme == "mysql" || url.scheme == "mariadb" ? "mysql" : "postgresql";
    place.settings = {{"weir", 1}, {"kind", place.kind}};
    std::string host = url.host;
    for (const PlaceUrl::Parameter &parameter : url.query) {
        if (isSecretName(parameter.name))
            return secretRefused("a password or key");
        if (!isOneOf(databaseParameters, parameter.name))
            return unknownParameter(parameter.name);
        if (parameter.name == "host")
            host = parameter.value;
        else
            WEIR_CHECK(applyParameter(parameter, place.settings));
    }
    const std::string database = url.path.starts_with('/') ? url.path.substr(1) : url.path;
    if (database.empty())
        return refused(fmt::format("the place names no database: {}://USER@HOST/DATABASE#TABLE", url.scheme));
    if (database.find_first_of("/@") != std::string::npos && !url.pathWasEscaped) {
        return refused("the database's name holds \"/\" or \"@\"; if that is meant write %2F or %40, and "
                       "leave passwords "
                       "out of places");
    }
    const int port = url.port > 0 ? url.port : place.kind == "mysql" ? 3306 : 5432;
    if (!host.empty())
        place.settings["host"] = host;
    place.settings["port"] = port;
    place.settings["database"] = database;
    if (!url.user.empty())
        place.settings["user"] = url.user;
    place.stream = url.fragment;
    std::string table = place.stream;
    if (const std::string schema = place.settings.value("schema", std::string());
        !schema.empty() && !table.empty() && table.find('.') == std::string::npos)
        table = schema + '.' + table;
    place.canonical = fmt::format("{}://{}:{}/{}#{}", place.kind, hostIdentity(host), port, database, table);
    place.stem = stemOf(place.stream.empty() ? std::string_view(database) : tableOf(place.stream));
    if (place.stem.empty())
        place.stem = place.kind;
    return place;
}

Result<Place> parseHttp(const PlaceUrl &url)
{
    if (!url.user.empty())
        return refused(
            "an API's place takes no user; use --bearer-secret NAME, or a connection with \"auth\"");
    if (!url.fragment.empty())
        return refused(
            "an API's place has no table behind #; the path names the endpoint, --records where records are");
    std::vector<std::string> identity;
    for (const auto &[name, value] : url.query) {
        const bool isPaging = isOneOf(pagingParameters, lowerAscii(name));
        if ((!isPaging && isSecretName(name)) || redact(value) != value) {
            return refused(
                "a token or key cannot be part of a place, where shells and process lists show it; use "
                "--bearer-secret NAME or --header 'X-Api-Key: {secret:NAME}'");
        }
        if (!isPaging)
            identity.push_back(fmt::format("{}={}", name, value));
    }
    std::sort(identity.begin(), identity.end());
    const bool isDefaultPort = url.port <= 0 || url.port == (url.scheme == "https" ? 443 : 80);
    const std::string base = fmt::format("{}://{}{}", url.scheme, hostIdentity(url.host),
                                         isDefaultPort ? "" : fmt::format(":{}", url.port));
    std::string_view last = url.path;
    while (last.ends_with('/'))
        last.remove_suffix(1);
    Place place;
    place.kind = "http";
    place.stem = stemOf(last.substr(last.rfind('/') + 1));
    if (place.stem.empty())
        place.stem = stemOf(url.host);
    place.stream = place.stem;
    const std::string path = url.rawPath.empty() ? "/" : url.rawPath;
    const std::string rawQuery = url.rawQuery.empty() ? std::string() : '?' + url.rawQuery;
    place.settings = {{"weir", 1}, {"kind", "http"}, {"baseUrl", base}};
    place.settings["streams"][place.stream]["path"] = path + rawQuery;
    place.canonical = base + path + (identity.empty() ? "" : fmt::format("?{}", fmt::join(identity, "&")));
    return place;
}

} // namespace

Result<Place> Place::parse(std::string_view text, const std::string &currentFolder)
{
    if (text.empty())
        return refused("a place is a path, @connection#stream, a URL, or -");
    if (text.size() > PlaceUrl::bytesMax ||
        std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
        return refused(
            fmt::format("a place has at most {} bytes and no control characters", PlaceUrl::bytesMax));
    if (text.starts_with('@'))
        return parseConnection(text);
    if (text.starts_with("sqlite:"))
        return parseSqlite(text, currentFolder);
    if (text.find("://") == std::string_view::npos)
        return parsePath(text, currentFolder);
    WEIR_TRY(const PlaceUrl url, PlaceUrl::parse(text));
    if (url.hasPassword)
        return secretRefused("a password");
    if (url.scheme == "postgresql" || url.scheme == "postgres" || url.scheme == "mysql" ||
        url.scheme == "mariadb")
        return parseDatabase(url);
    if (url.scheme == "http" || url.scheme == "https")
        return parseHttp(url);
    const std::string nearest = nearestName(url.scheme, {"postgresql", "mysql", "http", "https", "sqlite"});
    return refused(fmt::format(
        "\"{}://\" is no kind of place; known: a path, @connection#stream, sqlite:, postgresql://, "
        "mysql://, http://, https://{}",
        url.scheme, nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest)));
}

std::string copyJobName(const Place &source, const Place &target)
{
    const std::string both = source.canonical + '\0' + target.canonical;
    return fmt::format("copy-{}-{}-{}", source.stem, target.stem, sha256Hex(both).substr(0, 8));
}

} // namespace weir
