#include "core/base/names.h"
#include "core/data/zone.h"
#include "core/mapping/mappingcompiler.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

// The part of the compiler that looks at the mapping as a whole: names, keys, required fields.
namespace weir {

namespace {

bool contains(const std::vector<std::string> &names, const std::string &name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

const Field *MappingCompiler::targetFieldOf(const std::string &name) const
{
    if (!m_inputs.target)
        return nullptr;
    const std::optional<std::size_t> index = m_inputs.target->indexOf(name);
    return index ? &m_inputs.target->field(*index) : nullptr;
}

bool MappingCompiler::isKey(const std::string &name) const { return contains(m_inputs.key, name); }

void MappingCompiler::checkInputs()
{
    if (m_mapping.fields.empty())
        block("/mapping/fields", {}, "nothing is mapped; map at least one field");
    if (!m_inputs.zone.empty()) {
        if (const Result<Zone> zone = Zone::find(m_inputs.zone); !zone)
            block("/zone", {}, zone.error().detail);
    }
    std::set<std::string> names;
    for (std::size_t i = 0; i < m_mapping.lookups.size(); ++i) {
        const std::string &name = m_mapping.lookups[i].name;
        if (!names.insert(name).second)
            block("/mapping/lookups", {}, fmt::format("look-up \"{}\" is declared twice; rename one", name));
    }
}

void MappingCompiler::checkTo(const FieldMapping &field, std::size_t index, const std::string &pointer)
{
    if (field.to.empty())
        return block(pointer + "/to", {}, "a mapping needs the name of its target field");
    const auto [first, isNew] = m_mappedTo.emplace(field.to, index);
    if (!isNew) {
        block(pointer + "/to", field.to,
              fmt::format("\"{}\" is mapped twice, by fields {} and {}; remove one", field.to,
                          first->second + 1, index + 1));
    }
    if (!field.zone.empty()) {
        if (const Result<Zone> zone = Zone::find(field.zone); !zone)
            block(pointer + "/zone", field.to, zone.error().detail);
    }
    if (!m_inputs.target) {
        for (std::size_t other = 0; isNew && other < index; ++other) {
            const std::string &name = m_mapping.fields[other].to;
            if (name != field.to && lowerAscii(name) == lowerAscii(field.to)) {
                warn(pointer + "/to", field.to,
                     fmt::format(
                         "\"{}\" and \"{}\" differ in case only; many databases take them for one column",
                         name, field.to));
            }
        }
        return;
    }
    if (targetFieldOf(field.to))
        return;
    const std::string near = nearestName(field.to, m_targetNames);
    block(pointer + "/to", field.to,
          near.empty() ? fmt::format("the target has no field \"{}\"; it has {}", field.to,
                                     fmt::join(m_targetNames, ", "))
                       : fmt::format("the target has no field \"{}\"; did you mean \"{}\"?", field.to, near));
}

void MappingCompiler::checkHints(const FieldMapping &field, const std::string &pointer, const Type &finalType,
                                 const FieldStep &step)
{
    const bool isBounded = finalType.length > 0 || (field.type && field.type->length > 0);
    if (field.onTooLong != OnTooLong::Quarantine && !isBounded) {
        warn(pointer + "/onTooLong", field.to,
             fmt::format("\"onTooLong\" does nothing here: {} has no length", typeText(finalType)));
    }
    if (field.onTooLong == OnTooLong::Null && !step.requiredBy.empty() && isBounded && !field.defaultValue) {
        warn(pointer + "/onTooLong", field.to,
             fmt::format("\"{}\" must have a value ({}): too long values become NULL and are then rejected",
                         field.to, step.requiredBy));
    }
    if (step.requiredBy == "key" && field.defaultValue) {
        warn(pointer + "/default", field.to,
             fmt::format(
                 "\"{}\" is a key: rows without it would all get the key \"{}\" and overwrite one another",
                 field.to, *field.defaultValue));
    }
}

void MappingCompiler::checkRequired()
{
    if (!m_inputs.target)
        return;
    for (const Field &field : m_inputs.target->fields()) {
        if (field.isNullable || m_mappedTo.count(field.name) ||
            isKey(field.name) // keys are told by checkKey()
            || contains(m_inputs.targetDefaults, field.name))
            continue;
        block("/mapping/fields", field.name,
              fmt::format("the target needs \"{}\" ({}, not null, no default), and nothing is mapped to it; "
                          "map a field or a "
                          "constant",
                          field.name, field.nativeType.empty() ? typeText(field.type) : field.nativeType));
    }
}

void MappingCompiler::checkKey()
{
    std::size_t constants = 0;
    for (const std::string &name : m_inputs.key) {
        const Field *field = targetFieldOf(name);
        const auto mapped = m_mappedTo.find(name);
        if (m_inputs.target && !field && mapped == m_mappedTo.end()) {
            const std::string near = nearestName(name, m_targetNames);
            block("/target/key", name,
                  fmt::format("the key names \"{}\", which the target does not have{}", name,
                              near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
            continue;
        }
        if (mapped == m_mappedTo.end()) {
            block("/mapping/fields", name,
                  fmt::format(
                      "\"{}\" is a key field, and nothing is mapped to it: rows could not be told apart",
                      name));
            continue;
        }
        const FieldMapping &mapping = m_mapping.fields[mapped->second];
        constants += mapping.value || mapping.isNullConstant ? 1 : 0;
        if (field && field->isNullable) {
            warn(fmt::format("/mapping/fields/{}", mapped->second), name,
                 fmt::format("key field \"{}\" may be NULL in the target: rows without it are quarantined "
                             "(MissingRequired); make the column NOT NULL",
                             name));
        }
    }
    if (!m_inputs.key.empty() && constants == m_inputs.key.size()) {
        warn("/target/key", m_inputs.key.front(),
             "every key field is a constant: all rows would have one key and overwrite one another");
    }
}

} // namespace weir
