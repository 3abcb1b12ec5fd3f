#pragma once

#include <cstdint>
#include <string>

namespace weir {

/// One request to a target that cannot be read back (classes D): made ready, kept by the ledger before its first byte
/// leaves, and sent once. While its outcome is open the ledger holds the bytes: they are what is sent again, with the same
/// key (delivery §4, HTTP: H1 to H4).
struct Dispatch
{
    std::string key;     ///< idem_key of delivery §2; empty: the target takes none
    std::string hash;    ///< XXH3, 128 bits, of `bytes`
    std::string bytes;   ///< body of the request
    std::string what;    ///< "POST /orders", for people; without secrets
    std::int64_t rows = 0;
    std::int64_t sentFirstMs = 0; ///< since 1970 UTC: the key's window counts from here; 0: not sent yet
    bool mayHaveHappened = false; ///< an earlier try of it left, and nobody knows what became of it
};

} // namespace weir
