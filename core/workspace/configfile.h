#pragma once

#include "core/base/json.h"
#include "core/base/result.h"

#include <string>
#include <string_view>

namespace weir {

/// Configuration files are data from anywhere (SR-33): these bounds are checked by a scan before the parser,
/// which recurses, sees the text.
constexpr std::size_t configBytesMax = std::size_t{16} << 20;
constexpr int configDepthMax = 64;

/// Parses \a text of the file called \a file. InvalidConfig "file:line:column: …" for a syntax error, with
/// the JSON pointer for a name that stands twice in an object. Texts of the file are never quoted in errors.
/// Pure.
[[nodiscard]] Result<Json> parseConfig(std::string_view text, const std::string &file);

/// Reads and parses a regular file; \a beneath, if not empty, is a folder that the file must really be in
/// once all links are followed (SR-31). NotFound when there is no such file.
[[nodiscard]] Result<Json> readConfigFile(const std::string &path, const std::string &beneath = {});

/// Saves \a object with two spaces of indentation. A file that already holds exactly this object is not
/// touched, so that its own layout stays.
[[nodiscard]] Result<void> saveConfigFile(const std::string &path, const Json &object);

} // namespace weir
