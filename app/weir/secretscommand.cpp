#include "app/weir/secretscommand.h"

#include "app/common/appcontext.h"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sodium.h>
#include <termios.h>
#include <unistd.h>

namespace weir {

namespace {

constexpr std::size_t secretBytesMax = 64 << 10;

/// Standard input up to its end, or on a terminal one line without echo; one line end at the end is dropped.
Result<Secret> readSecret(const std::string &prompt)
{
    const bool isTerminal = isatty(STDIN_FILENO) == 1;
    termios before{};
    if (isTerminal) {
        tcgetattr(STDIN_FILENO, &before);
        termios quiet = before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        fmt::print(stderr, "{}: ", prompt);
    }
    std::string bytes(secretBytesMax + 1, '\0'); // never grows, so that no copy stays behind
    std::size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t got = ::read(STDIN_FILENO, bytes.data() + size, bytes.size() - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        size += static_cast<std::size_t>(got);
        if (isTerminal && bytes[size - 1] == '\n')
            break;
    }
    if (isTerminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fmt::print(stderr, "\n");
    }
    const bool isTooLong = size > secretBytesMax;
    if (size > 0 && bytes[size - 1] == '\n')
        --size;
    if (size > 0 && bytes[size - 1] == '\r')
        --size;
    Secret secret(std::string_view(bytes).substr(0, isTooLong ? 0 : size));
    sodium_memzero(bytes.data(), bytes.size());
    if (isTooLong)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "a secret has at most 64 KiB");
    if (secret.isEmpty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "no value was given; type it, or pipe it in: `weir secrets set NAME < file`");
    return secret;
}

/// The vault's passphrase, from the terminal itself, so that a value can be piped in. Null without one.
AppContext::PassphrasePrompt passphrasePrompt()
{
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return {};
    return [](bool isNew) -> Result<Secret> {
        WEIR_TRY(Secret first, readSecret(isNew ? "New passphrase of the vault" : "Passphrase of the vault"));
        if (isNew) {
            WEIR_TRY(const Secret second, readSecret("The same again"));
            if (first.reveal() != second.reveal())
                return fail(ErrorCode::InvalidConfig, Recovery::Stop, "the two passphrases differ; nothing was written");
        }
        return first;
    };
}

class SecretsCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.require_subcommand(1);
        m_set = app.add_subcommand("set", "Keep a secret; reads a terminal without echo, or standard input");
        m_list = app.add_subcommand("list", "Names of the secrets found (never values)");
        m_remove = app.add_subcommand("rm", "Remove a secret from every place that can be written");
        m_where = app.add_subcommand("where", "Every place that is looked at, in order, and which holds the name");
        for (CLI::App *sub : {m_set, m_remove, m_where})
            sub->add_option("NAME", m_name, "Name of the secret")->required();
        const char *examples = "Examples:\n  weir secrets set dw-password\n  weir secrets set dw-password < password.txt\n"
                               "  weir secrets list --json\n  weir secrets where dw-password\n  weir secrets rm dw-password\n"
                               "Without a terminal the vault needs WEIR_VAULT_KEY_FILE.";
        for (CLI::App *each : {&app, m_set, m_list, m_remove, m_where})
            each->footer(examples);
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        Json object;
        const auto done = act(options, output, object);
        if (!done)
            return output.error(done.error());
        output.object(object);
        return 0;
    }

private:
    Result<void> act(const GlobalOptions &options, const Output &output, Json &object)
    {
        WEIR_TRY(const std::string folder, findWorkspace(options));
        WEIR_TRY(const auto context, AppContext::open(folder, passphrasePrompt()));
        SecretStore &secrets = context->secrets();
        if (m_list->parsed()) {
            const std::vector<std::string> names = secrets.names();
            object = {{"secrets", names}};
            for (const std::string &name : names)
                output.line(name);
            if (names.empty())
                output.line("No secrets found. Keep one with `weir secrets set NAME`.");
            return {};
        }
        WEIR_CHECK(checkSecretName(m_name));
        if (m_where->parsed()) {
            Json places = Json::array();
            for (const auto &[place, holds] : secrets.where(m_name)) {
                places.push_back({{"place", place}, {"holds", holds}});
                output.line(fmt::format("{}  {}", holds ? "yes" : "no ", place));
            }
            object = {{"name", m_name}, {"places", std::move(places)}};
            return {};
        }
        object = {{"name", m_name}, {m_set->parsed() ? "set" : "removed", true}};
        if (m_set->parsed()) {
            WEIR_TRY(const Secret value, readSecret("Value of " + m_name));
            WEIR_CHECK(secrets.write(m_name, value));
            output.line(fmt::format("kept {0}; `weir secrets where {0}` shows where", m_name));
            return {};
        }
        WEIR_CHECK(secrets.remove(m_name));
        output.line("removed " + m_name);
        return {};
    }

    CLI::App *m_set = nullptr, *m_list = nullptr, *m_remove = nullptr, *m_where = nullptr;
    std::string m_name;
};

} // namespace

std::unique_ptr<Command> makeSecretsCommand()
{
    return std::make_unique<SecretsCommand>();
}

} // namespace weir
