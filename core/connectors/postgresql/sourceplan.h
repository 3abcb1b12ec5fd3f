#pragma once

#include "core/connectors/connectorspec.h"
#include "core/connectors/postgresql/catalogue.h"
#include "core/connectors/postgresql/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace weir::postgresql {

/// A column of a table or of a query's result, as it is read.
struct SelectedColumn
{
    std::string name;
    std::string quoted;
    std::string nativeType;
    std::string castType; ///< for bounds: base type without length
    TypeView view;
    Wire wire = Wire::None; ///< form on the wire; None: the server casts to text
    bool isNotNull = false;
};

/// Where a reader stands: opaque JSON in a Cursor. Values are texts of full precision that the server wrote or reads.
struct Position
{
    std::uint32_t tableOid = 0;      ///< 0 for a query
    std::vector<std::string> key;    ///< of the last row read
    std::optional<std::string> value; ///< of the cursor field
    bool isAtEnd = false;            ///< a load ended here: an overlap applies to the next one
    std::int64_t rows = -1;          ///< without a key: rows read; nobody can resume there

    [[nodiscard]] Cursor cursor() const;
    /// InvalidConfig for text that is no cursor of this source.
    [[nodiscard]] static Result<Position> parse(const Cursor &cursor);
};

/// What to read and in which order, made once from the catalogue and the options.
struct SourcePlan
{
    SchemaPtr schema;
    std::vector<SelectedColumn> columns; ///< of the schema, then those that only cursors need
    std::vector<std::size_t> key;        ///< indexes into columns; empty: no order, no resume
    std::optional<std::size_t> cursorField;
    std::string from;          ///< "public"."orders" AS t, or the query in brackets
    std::string upperBound;    ///< condition that leaves out what may still change behind us; may be empty
    std::uint32_t tableOid = 0;
    std::int64_t rowsEstimate = -1;
    std::vector<Finding> findings;

    /// The SELECT behind \a after. Bounds are read from session settings weir.k0 …, weir.c, which bind() sets.
    [[nodiscard]] std::string sql(const ReadOptions &options, const std::optional<Position> &after,
                                  std::int64_t rowsMax) const;
    [[nodiscard]] Result<void> bind(Connection &connection, const Position &after, const CancelToken &token) const;
};

/// Makes the plan inside the transaction that will read. \a horizon: instant before which no transaction can still
/// bring rows; empty when that is not known.
[[nodiscard]] Result<SourcePlan> planSource(Connection &connection, const Settings &settings,
                                            const ReadOptions &options, const SchemaPtr &pinned,
                                            const std::string &horizon, const CancelToken &token);

/// The instant before which no transaction can still bring rows (delivery C3), as text; empty when the account cannot
/// see all transactions or the server is a standby. To be asked before the snapshot is taken.
[[nodiscard]] Result<std::string> commitHorizon(Connection &connection, const CancelToken &token);

} // namespace weir::postgresql
