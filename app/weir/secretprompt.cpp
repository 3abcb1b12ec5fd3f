#include "app/weir/secretprompt.h"

#include <atomic>
#include <cerrno>
#include <fmt/format.h>
#include <sodium.h>
#include <termios.h>
#include <unistd.h>

namespace weir {

namespace {

constexpr std::size_t secretBytesMax = 64 << 10;
constexpr char ctrlC = 3;

std::atomic<bool> isOpen{false};

/// A terminal that shows nothing of what is typed, for the time of a scope. Ctrl-C ends the line instead of the program,
/// which would leave the terminal like this.
class SilentTerminal
{
public:
    explicit SilentTerminal(const std::string &prompt)
    {
        isOpen.store(true);
        tcgetattr(STDIN_FILENO, &m_before);
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
        quiet.c_lflag |= ICANON;
        quiet.c_cc[VEOL] = ctrlC;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
        fmt::print(stderr, "\r\033[K{}: ", prompt);
    }
    SilentTerminal(const SilentTerminal &) = delete;
    SilentTerminal &operator=(const SilentTerminal &) = delete;
    ~SilentTerminal()
    {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
        fmt::print(stderr, "\n");
        isOpen.store(false);
    }

private:
    termios m_before{};
};

/// Fills \a bytes up to the end of input, on a terminal up to the end of the line. The size read.
Result<std::size_t> readInput(std::string &bytes, bool isTerminal)
{
    std::size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t got = ::read(STDIN_FILENO, bytes.data() + size, bytes.size() - size);
        if (got < 0 && errno == EINTR && !isTerminal)
            continue;
        if (got < 0 && errno == EINTR)
            return CancelToken::cancelled();
        if (got <= 0)
            break;
        size += static_cast<std::size_t>(got);
        if (isTerminal && bytes[size - 1] == ctrlC)
            return CancelToken::cancelled();
        if (isTerminal && bytes[size - 1] == '\n')
            break;
    }
    return size;
}

} // namespace

bool canAsk()
{
    return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

bool isAsking()
{
    return isOpen.load();
}

Result<Secret> readSecret(const std::string &prompt)
{
    std::optional<SilentTerminal> terminal;
    if (isatty(STDIN_FILENO) == 1)
        terminal.emplace(prompt);
    std::string bytes(secretBytesMax + 1, '\0'); // never grows, so that no copy stays behind
    const Result<std::size_t> got = readInput(bytes, terminal.has_value());
    terminal.reset();
    std::size_t size = got ? *got : 0;
    const bool isTooLong = size > secretBytesMax;
    if (size > 0 && bytes[size - 1] == '\n')
        --size;
    if (size > 0 && bytes[size - 1] == '\r')
        --size;
    Secret secret(std::string_view(bytes).substr(0, isTooLong ? 0 : size));
    sodium_memzero(bytes.data(), bytes.size());
    if (!got)
        return Unexpected{got.error()};
    if (isTooLong)
        return fail(ErrorCode::InvalidConfig, Recovery::Stop, "a secret has at most 64 KiB");
    if (secret.isEmpty())
        return fail(ErrorCode::InvalidConfig, Recovery::Stop,
                    "no value was given; type it, or keep it once: `weir secrets set NAME`, or from a file "
                    "`weir secrets set NAME < file`");
    return secret;
}

AppContext::Prompts terminalPrompts()
{
    AppContext::Prompts prompts;
    if (!canAsk())
        return prompts;
    prompts.askPassphrase = [](bool isNew) -> Result<Secret> {
        WEIR_TRY(Secret first, readSecret(isNew ? "New passphrase of the vault" : "Passphrase of the vault"));
        if (isNew) {
            WEIR_TRY(const Secret second, readSecret("The same again"));
            if (first.reveal() != second.reveal())
                return fail(ErrorCode::InvalidConfig, Recovery::Stop, "the two passphrases differ; nothing was written");
        }
        return first;
    };
    prompts.askSecret = readSecret;
    return prompts;
}

} // namespace weir
