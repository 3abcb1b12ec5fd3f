#pragma once

#include <cstdint>
#include <string>

namespace weir {

/// A border at which a source can resume: opaque text made by the source, compared for equality only, kept by
/// checkpoints and the ledger. Empty = the beginning.
struct Cursor
{
    std::string text;
    bool operator==(const Cursor &) const = default;
};

} // namespace weir
