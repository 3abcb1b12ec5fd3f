#include "core/delivery/sourcedrift.h"

#include <algorithm>

namespace weir {

bool declaresFields(std::string_view connectorKind)
{
    return connectorKind == "sqlite" || connectorKind == "postgresql" || connectorKind == "mysql";
}

Schema comparableFields(const Schema &pinned, const Schema &today, std::string_view connectorKind)
{
    const bool isDeclared = declaresFields(connectorKind), isTyped = isDeclared && connectorKind != "sqlite";
    std::vector<Field> fields;
    for (const Field &field : today.fields()) {
        const auto before = pinned.indexOf(field.name);
        fields.push_back(before && !isTyped ? pinned.field(*before) : field);
    }
    for (const Field &field : pinned.fields()) {
        if (!isDeclared && !today.indexOf(field.name))
            fields.push_back(field);
    }
    return Schema(std::move(fields), isDeclared ? today.key() : pinned.key());
}

Schema withoutUnreadFields(const Job &job, const Schema &compared, const Schema &today)
{
    std::vector<std::string> gone;
    for (const DriftChange &change : sourceDrift(job, compared, today).changes) {
        if (change.kind == DriftKind::Removed && change.affected.empty())
            gone.push_back(change.field);
    }
    std::vector<Field> fields;
    std::copy_if(compared.fields().begin(), compared.fields().end(), std::back_inserter(fields),
                 [&](const Field &field) { return std::find(gone.begin(), gone.end(), field.name) == gone.end(); });
    return Schema(std::move(fields), compared.key());
}

SchemaDrift sourceDrift(const Job &job, const Schema &pinned, const Schema &compared)
{
    Mapping mapping = job.mapping;
    for (const Field &field : pinned.fields()) {
        if (job.hasMapping)
            break;
        FieldMapping copy;
        copy.to = field.name;
        copy.from = field.name;
        mapping.fields.push_back(std::move(copy));
    }
    return compareSchemas(DriftSide::Source, pinned, compared, mapping);
}

} // namespace weir
