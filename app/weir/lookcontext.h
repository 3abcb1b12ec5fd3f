#pragma once

#include "app/common/appcontext.h"
#include "app/weir/command.h"
#include "core/survey/streamsurvey.h"
#include "core/workspace/place.h"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace weir {

/// The flags of commands that look at a sample.
struct LookFlags
{
    std::int64_t rows = 10'000;
    std::string time = "20s";

    void define(CLI::App &app);
    [[nodiscard]] Result<SurveyLimits> limits() const;
};

/// What commands that only look work on: a workspace if there is one, no ledger.
struct LookContext
{
    std::unique_ptr<AppContext> context;
    Engine engine;

    [[nodiscard]] static Result<LookContext> open(const GlobalOptions &options);
};

/// A place of the command line as jobs keep it: with absolute paths, so that it means the same from everywhere.
struct TypedPlace
{
    std::string connection; ///< for "@connection#stream"
    std::string place;      ///< else
    std::string stream;
    Place parsed;

    [[nodiscard]] static Result<TypedPlace> parse(const std::string &text, const std::string &currentFolder);
};

} // namespace weir
