#pragma once

#include "core/data/type.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// One named, typed field of a stream.
struct Field
{
    std::string name;
    Type type;
    bool isNullable = true;
    /// The type in the endpoint's own words ("character varying(40)"), empty for files.
    std::string nativeType;

    bool operator==(const Field &) const = default;
};

/// Ordered fields and the key of a stream. Immutable once shared; copies are cheap enough for set-up, never per row.
class Schema
{
public:
    Schema() = default;
    explicit Schema(std::vector<Field> fields, std::vector<std::string> key = {})
        : m_fields(std::move(fields)), m_key(std::move(key))
    {}

    [[nodiscard]] const std::vector<Field> &fields() const { return m_fields; }
    [[nodiscard]] const Field &field(std::size_t index) const { return m_fields[index]; }
    [[nodiscard]] std::size_t size() const { return m_fields.size(); }
    /// Names of the primary or declared unique key's fields, in key order; empty when there is none.
    [[nodiscard]] const std::vector<std::string> &key() const { return m_key; }
    /// Index of the field of exactly that name.
    [[nodiscard]] std::optional<std::size_t> indexOf(std::string_view name) const
    {
        for (std::size_t i = 0; i < m_fields.size(); ++i) {
            if (m_fields[i].name == name)
                return i;
        }
        return std::nullopt;
    }

    bool operator==(const Schema &) const = default;

private:
    std::vector<Field> m_fields;
    std::vector<std::string> m_key;
};

using SchemaPtr = std::shared_ptr<const Schema>;

} // namespace weir
