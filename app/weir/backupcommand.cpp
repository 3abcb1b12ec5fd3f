#include "app/weir/backupcommand.h"

#include "app/weir/joblookup.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class BackupCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("FILE", m_file, "The copy; must not exist")->required();
        app.footer("Examples:\n  weir backup ledger-2026-03-05.db\n  weir backup /backup/ledger.db --json\n"
                   "Copies the ledger while runs go on. It holds rows in quarantine: keep it as safe as the data. Job files,\n"
                   "connections and vault.weir are plain files: copy them as you like.");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        const auto bytes = copy(options);
        if (!bytes)
            return output.error(bytes.error());
        output.line(fmt::format("wrote {} ({} bytes)", m_file, *bytes));
        output.object({{"file", m_file}, {"bytes", *bytes}});
        return 0;
    }

private:
    Result<std::uintmax_t> copy(const GlobalOptions &options)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const Workspace workspace, Workspace::open(folder));
        std::error_code ignored;
        m_file = std::filesystem::absolute(m_file, ignored).lexically_normal().string();
        if (std::filesystem::exists(m_file, ignored))
            return fail(ErrorCode::InvalidConfig, Recovery::Stop, fmt::format("{} exists already; name another file", m_file));
        WEIR_TRY(std::optional<LedgerReader> ledger, openLedgerReader(workspace));
        if (!ledger)
            return fail(ErrorCode::NotFound, Recovery::Stop,
                        "nothing has run yet: there is no ledger to copy; `weir run JOB` or `weir copy` makes it");
        if (auto done = ledger->database().backupTo(m_file); !done) {
            std::filesystem::remove(m_file, ignored);
            return Unexpected{done.error()};
        }
        return std::filesystem::file_size(m_file, ignored);
    }

    std::string m_file;
};

} // namespace

std::unique_ptr<Command> makeBackupCommand()
{
    return std::make_unique<BackupCommand>();
}

} // namespace weir
