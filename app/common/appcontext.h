#pragma once

#include "core/delivery/run.h"
#include "core/ledger/ledger.h"
#include "core/limits/endpointlimits.h"
#include "core/secrets/secretstore.h"
#include "core/workspace/workspace.h"

#include <memory>
#include <optional>
#include <string>

namespace weir {

/// The object graph of a program that works on one workspace. The only place that builds it.
class AppContext
{
public:
    /// What a person at a terminal can be asked for; null where nobody can.
    struct Prompts
    {
        std::function<Result<Secret>(bool isNew)> askPassphrase; ///< of the vault
        std::function<Result<Secret>(const std::string &what)> askSecret; ///< that no place holds
    };

    /// Opens the workspace in \a folder and its secrets, before any thread starts (secrets leave the environment). The
    /// ledger is opened when engine() or ledger() first asks.
    [[nodiscard]] static Result<std::unique_ptr<AppContext>> open(const std::string &folder, Prompts prompts = {});

    /// For commands that only look: \a folder may be missing, and the ledger is not touched.
    [[nodiscard]] static Result<std::unique_ptr<AppContext>> openToLook(const std::optional<std::string> &folder,
                                                                        Prompts prompts = {});

    [[nodiscard]] bool hasWorkspace() const { return m_workspace.has_value(); }
    [[nodiscard]] const Workspace &workspace() const { return *m_workspace; }
    [[nodiscard]] SecretStore &secrets() { return *m_secrets; }
    [[nodiscard]] Result<Ledger *> ledger();
    /// Services for runs. \a isInteractive: a person sits at a terminal.
    [[nodiscard]] Result<Engine> engine(bool isInteractive);
    /// Services for looking: without ledger, and without workspace when there is none.
    [[nodiscard]] Engine lookingEngine(bool isInteractive);

private:
    explicit AppContext(std::optional<Workspace> workspace) : m_workspace(std::move(workspace)) {}

    std::optional<Workspace> m_workspace;
    std::unique_ptr<SecretStore> m_secrets;
    EndpointLimits m_limits;
    std::unique_ptr<Ledger> m_ledger;
    std::string m_ledgerNotice;
};

} // namespace weir
