// Runs a fuzz target without clang: mutates the files of a corpus for some seconds, with the calls that libFuzzer makes.
// A program of a target and this file is an ordinary test; it prints its seed, and an input that kills the target is left
// in the file crash-<seed>-<run>, which the program reads back when named instead of the folder.
//
// Usage: fuzz_csv FOLDER|FILE [SECONDS [SEED]]

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

using namespace std::string_view_literals;

constexpr unsigned hangSeconds = 20; ///< generous: the machine may be busy
constexpr std::size_t inputBytesMax = 4'096;

constexpr std::string_view words[] = {
    "\""sv, "\"\""sv, ","sv, ";"sv, "\n"sv, "\r\n"sv, "\r"sv, "\0"sv, "\\"sv, "\\u0000"sv, "\\ud800"sv, "{"sv, "}"sv,
    "["sv, "]"sv, ":"sv, "null"sv, "true"sv, "-0"sv, "1e400"sv, "1E-400"sv, "9223372036854775808"sv, "\xEF\xBB\xBF"sv,
    "\xFF"sv, "\xC0\x80"sv, "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv, "("sv, ")"sv, "'"sv, "$"sv, "case"sv, "{{"sv, "}}"sv,
    "HTTP/1.1 200 OK\r\n"sv, "Content-Length: "sv, "Transfer-Encoding: chunked\r\n"sv, "\r\n\r\n"sv, "0\r\n"sv,
    "ffffffff"sv, "\x1F\x8B\x08"sv, "base64"sv, "2026-02-30"sv, "..", "%2e", "#", "?", "//", "@"};

std::string input; ///< of the call under way
std::string crashName;

void keepInput(int signal)
{
    const int file = open(crashName.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    if (file >= 0) {
        const auto written = write(file, input.data(), input.size());
        (void)written;
        close(file);
    }
    constexpr std::string_view hint = "the input is kept in ";
    for (const std::string_view text : {hint, std::string_view(crashName), "\n"sv}) {
        const auto written = write(STDERR_FILENO, text.data(), text.size());
        (void)written;
    }
    std::signal(signal == SIGALRM ? SIGABRT : signal, SIG_DFL);
    raise(signal == SIGALRM ? SIGABRT : signal);
}

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void call()
{
    alarm(hangSeconds);
    // A copy of exactly this size, so that a sanitizer sees a read behind it.
    const std::vector<std::uint8_t> bytes(input.begin(), input.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    alarm(0);
}

std::string mutated(const std::vector<std::string> &corpus, std::mt19937_64 &random)
{
    const auto below = [&](std::size_t end) { return end == 0 ? 0 : static_cast<std::size_t>(random() % end); };
    std::string text = corpus[below(corpus.size())];
    const std::size_t changes = 1 + below(8);
    for (std::size_t i = 0; i < changes; ++i) {
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = std::min(text.size() - at, 1 + below(16));
        switch (below(7)) {
        case 0: text.insert(at, 1, static_cast<char>(random())); break;
        case 1: text.insert(at, words[below(std::size(words))]); break;
        case 2: text.erase(at, length); break;
        case 3: text.insert(at, text.substr(below(text.size() + 1), length)); break;
        case 4:
            if (at < text.size())
                text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
            break;
        case 5: {
            const std::string &other = corpus[below(corpus.size())];
            text = text.substr(0, at) + other.substr(below(other.size() + 1));
            break;
        }
        default: text.resize(at); break;
        }
    }
    if (text.size() > inputBytesMax)
        text.resize(inputBytesMax);
    return text;
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 2) {
        std::fprintf(stderr, "usage: %s FOLDER|FILE [SECONDS [SEED]]\n", arguments[0]);
        return 2;
    }
    const std::filesystem::path place = arguments[1];
    const double seconds = count > 2 ? std::atof(arguments[2]) : 5;
    const std::uint64_t seed = count > 3 ? std::strtoull(arguments[3], nullptr, 10) : std::random_device()();
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL, SIGALRM})
        std::signal(signal, keepInput);

    std::vector<std::filesystem::path> files;
    if (std::filesystem::is_directory(place)) {
        for (const auto &entry : std::filesystem::directory_iterator(place))
            files.push_back(entry.path());
    } else {
        files.push_back(place);
    }
    std::sort(files.begin(), files.end());
    std::vector<std::string> corpus;
    for (const auto &file : files)
        corpus.push_back(contentOf(file));
    if (corpus.empty()) {
        std::fprintf(stderr, "%s holds no input\n", arguments[1]);
        return 2;
    }
    std::printf("seed %llu, %zu inputs\n", static_cast<unsigned long long>(seed), corpus.size());
    std::fflush(stdout);
    for (std::size_t i = 0; i < corpus.size(); ++i) {
        input = corpus[i];
        crashName = "crash-corpus-" + files[i].filename().string();
        call();
    }
    if (!std::filesystem::is_directory(place))
        return 0;
    std::mt19937_64 random(seed);
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    std::uint64_t runs = 0;
    while (std::chrono::steady_clock::now() < end) {
        input = mutated(corpus, random);
        crashName = "crash-" + std::to_string(seed) + "-" + std::to_string(++runs);
        call();
    }
    std::printf("%llu runs\n", static_cast<unsigned long long>(runs));
    return runs > 100 ? 0 : 1;
}
