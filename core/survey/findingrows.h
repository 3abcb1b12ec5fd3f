#pragma once

#include "core/delivery/endpoints.h"
#include "core/survey/rowsample.h"

namespace weir {

/// True where findingRows() can tell the rows that \a finding is about.
[[nodiscard]] bool hasFindingRows(const Finding &finding);

/// The first \a rowsMax rows of \a end's stream that \a finding is about, in its order: values damaged in the way that it
/// names, values that stand there more than once, or rows that it proposes to leave out. Reads the stream to its end where
/// there are fewer, and twice where values have to be compared. Errors are those of the source.
[[nodiscard]] Result<RowSample> findingRows(const Endpoint &end, const ReadOptions &read, const Finding &finding,
                                            std::size_t rowsMax, const CancelToken &token);

} // namespace weir
