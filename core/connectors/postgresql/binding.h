#pragma once

#include "core/connectors/postgresql/catalogue.h"
#include "core/connectors/target.h"
#include "core/data/recordbatch.h"

#include <string>
#include <vector>

namespace weir::postgresql {

/// A field of the batches and the column it goes to.
struct BoundField
{
    std::size_t field = 0;
    TypeKind kind = TypeKind::Text;
    TableColumn column;
    bool isKey = false;
};

/// Which field of the batches goes to which column, in field order, and where the key and the version are.
struct Binding
{
    std::vector<BoundField> fields;
    std::vector<std::size_t> key; ///< indexes into fields, in key order
    std::optional<std::size_t> version;

    /// Every column has a binary form, so that rows can be copied straight into the table.
    [[nodiscard]] bool isDirect() const;
    [[nodiscard]] bool hasIdentityAlways() const;
};

/// Binds \a schema to \a table by exact names. InvalidConfig with the nearest name for a field without a column, for a
/// generated column and for a field whose kind the column cannot take unchanged.
[[nodiscard]] Result<Binding> bindFields(const Schema &schema, const TableInfo &table,
                                         const std::vector<std::string> &key, const std::string &versionField);

/// Rows of \a batch that a column certainly cannot hold, found without the server: several at once, each row once (its
/// first trouble), ascending. Also NULL in a key when \a needsKey. Columnar; costs next to nothing on good rows.
[[nodiscard]] RowErrors checkRows(const Binding &binding, const WriteBatch &batch, bool needsKey, bool checksNotNull);

} // namespace weir::postgresql
