#pragma once

#include <map>
#include <string>
#include <vector>

namespace weir::test {

/// What a child process did.
struct Finished
{
    int exitCode = -1;  ///< -1 when a signal ended it
    int signal = 0;
    std::string out;
    std::string error;
};

/// Runs \a program with \a arguments (no shell) in \a folder until it ends; \a environment is added to ours.
[[nodiscard]] Finished run(const std::string &program, const std::vector<std::string> &arguments,
                           const std::map<std::string, std::string> &environment = {}, const std::string &folder = {});

} // namespace weir::test
