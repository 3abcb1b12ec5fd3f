#pragma once

#include "core/mapping/mappingprogram.h"

#include <map>

namespace weir {

/// Makes a program of a mapping, or collects everything that is wrong with it. Used once, by
/// MappingPlan::compile().
class MappingCompiler
{
public:
    MappingCompiler(const Mapping &mapping, const MappingPlan::Inputs &inputs);
    [[nodiscard]] std::variant<MappingPlan, std::vector<MappingFinding>> run();

private:
    /// Where a field's values come from, as far as the types care.
    struct Origin
    {
        Type type;
        bool hasDeclaredBound =
            false;                  ///< the type is a column's own, not what text happens to be without one
        bool carriesOffset = false; ///< text that needs no zone
        bool isConstant = false;
    };

    void block(std::string pointer, const std::string &field, std::string detail);
    void warn(std::string pointer, const std::string &field, std::string detail);

    void checkInputs();
    void compileFilters();
    void compileField(std::size_t index);
    [[nodiscard]] std::optional<Origin> compileOrigin(const FieldMapping &field, const std::string &pointer,
                                                      FieldStep &step);
    [[nodiscard]] std::optional<Origin> compileFrom(const FieldMapping &field, const std::string &pointer,
                                                    FieldStep &step);
    [[nodiscard]] std::optional<Origin> compileExpression(const FieldMapping &field,
                                                          const std::string &pointer, FieldStep &step);
    void compileConversions(const FieldMapping &field, const std::string &pointer, const Origin &origin,
                            const Field *targetField, FieldStep &step);
    void addConversion(const FieldMapping &field, const std::string &pointer, const Origin &origin,
                       const Type &to, const std::string &toNative, FieldStep &step);
    [[nodiscard]] ColumnPtr compileConstant(const FieldMapping &field, const std::string &pointer,
                                            const std::string &text, const Type &finalType);
    void compileValues(const FieldMapping &field, const std::string &pointer, const Type &finalType,
                       FieldStep &step);
    void checkTo(const FieldMapping &field, std::size_t index, const std::string &pointer);
    void checkHints(const FieldMapping &field, const std::string &pointer, const Type &finalType,
                    const FieldStep &step);
    void checkRequired();
    void checkKey();

    [[nodiscard]] const Field *targetFieldOf(const std::string &name) const;
    [[nodiscard]] bool isKey(const std::string &name) const;
    [[nodiscard]] const std::string &zoneOf(const FieldMapping &field) const;
    [[nodiscard]] ExpressionContext contextOf(const std::string &zone) const;
    void markRead(const Expression &expression);

    const Mapping &m_mapping;
    const MappingPlan::Inputs &m_inputs;
    std::vector<std::string> m_sourceNames;
    std::vector<std::string> m_targetNames;
    std::map<std::string, std::size_t, std::less<>> m_mappedTo; ///< target field -> first mapping of it
    std::vector<Field> m_schemaFields;
    std::vector<MappingFinding> m_blocking;
    std::vector<MappingFinding> m_warnings;
    std::unique_ptr<MappingPlan::Program> m_program;
};

} // namespace weir
