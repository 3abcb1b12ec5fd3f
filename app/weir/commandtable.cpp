#include "app/weir/command.h"
#include "app/weir/copycommand.h"
#include "app/weir/initcommand.h"
#include "app/weir/runcommand.h"

namespace weir {

const std::vector<CommandEntry> &commandTable()
{
    static const std::vector<CommandEntry> table = {
        {"init", "Make a workspace", makeInitCommand},
        {"copy", "Copy a file, table or API into a target, once or again, resumable", makeCopyCommand},
        {"run", "Run jobs of the workspace", makeRunCommand},
    };
    return table;
}

} // namespace weir
