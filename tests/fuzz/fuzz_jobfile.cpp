// Job, connection and vault files, places and messages from anywhere: no input may crash, hang or leave its
// bounds. The first byte of an input chooses the reader.
#include "core/base/redact.h"
#include "core/secrets/vaultfile.h"
#include "core/workspace/configfile.h"
#include "core/workspace/configvalues.h"
#include "core/workspace/job.h"
#include "core/workspace/place.h"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

using namespace weir;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void readJob(std::string_view text)
{
    auto object = parseConfig(text, "jobs/fuzz.json");
    if (!object)
        return;
    const auto config =
        resolveConfig(*std::move(object), JsonSchema::published("job"), "jobs/fuzz.json", {{"p", "1"}});
    if (!config)
        return;
    const auto job = Job::fromJson(*config->resolved, "fuzz", "jobs/fuzz.json", config->written.get());
    if (!job)
        return;
    // what was read and not changed is saved as it was
    require(job->toJson().dump(-1, ' ', false, Json::error_handler_t::replace) ==
            config->written->dump(-1, ' ', false, Json::error_handler_t::replace));
}

void readConnection(std::string_view text)
{
    if (auto object = parseConfig(text, "connections/fuzz.json"))
        static_cast<void>(resolveConfig(*std::move(object), JsonSchema::published("connection"),
                                        "connections/fuzz.json", {}));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char *>(data) + 1, size - 1);
    switch (data[0] % 5) {
    case 0:
        readJob(text);
        break;
    case 1:
        readConnection(text);
        break;
    case 2:
        static_cast<void>(Place::parse(text, "/work"));
        break;
    case 3:
        static_cast<void>(VaultFile::parse(text));
        break;
    default: {
        const std::string clean = redact(text);
        require(clean.size() <= 4 * text.size() + 100);
    }
    }
    return 0;
}
