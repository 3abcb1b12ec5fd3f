#include "app/common/appcontext.h"

#include "core/connectors/builtin/builtinconnectors.h"
#include "core/ledger/recovery.h"

namespace weir {

Result<std::unique_ptr<AppContext>> AppContext::open(const std::string &folder, Prompts prompts)
{
    WEIR_TRY(Workspace workspace, Workspace::open(folder));
    std::unique_ptr<AppContext> context(new AppContext(std::move(workspace)));
    SecretStore::Options secrets;
    secrets.vaultPath = context->m_workspace->path("vault.weir");
    secrets.askPassphrase = std::move(prompts.askPassphrase);
    secrets.askSecret = std::move(prompts.askSecret);
    context->m_secrets = SecretStore::make(std::move(secrets));
    return context;
}

Result<std::unique_ptr<AppContext>> AppContext::openToLook(const std::optional<std::string> &folder, Prompts prompts)
{
    if (folder)
        return open(*folder, std::move(prompts));
    std::unique_ptr<AppContext> context(new AppContext(std::nullopt));
    SecretStore::Options secrets;
    secrets.askSecret = std::move(prompts.askSecret);
    context->m_secrets = SecretStore::make(std::move(secrets));
    return context;
}

Result<Ledger *> AppContext::ledger()
{
    if (!m_ledger) {
        Ledger::Options options;
        options.path = m_workspace->path("ledger.db");
        options.workspaceId = m_workspace->id().text();
        WEIR_TRY(OpenedLedger opened, openLedger(std::move(options), m_workspace->path("locks")));
        m_ledger = std::move(opened.ledger);
        m_ledgerNotice = std::move(opened.notice);
    }
    return m_ledger.get();
}

Result<Engine> AppContext::engine(bool isInteractive)
{
    Engine engine = lookingEngine(isInteractive);
    WEIR_TRY(engine.ledger, ledger());
    if (!m_ledgerNotice.empty())
        engine.notes.push_back(m_ledgerNotice);
    return engine;
}

Engine AppContext::lookingEngine(bool isInteractive)
{
    Engine engine;
    engine.workspace = m_workspace ? &*m_workspace : nullptr;
    engine.secrets = m_secrets.get();
    engine.limits = &m_limits;
    engine.findConnector = [](std::string_view kind) { return findConnector(kind); };
    engine.isInteractive = isInteractive;
    return engine;
}

} // namespace weir
