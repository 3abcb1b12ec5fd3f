#pragma once

#include "core/data/conversion.h"
#include "core/data/zone.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir {

/// One column on its way to another type; what the kernels below share. Inside core/data only.
class ConversionTask
{
public:
    ConversionTask(const Column &from, const ConversionOptions &options, RowErrors &errors)
        : from(from), options(options), errors(errors), out(options.to.kind)
    {}

    /// Appends NULL and the error. \a value is the offending text; empty: the cell's own text.
    void refuse(std::int64_t row, RowCode code, std::string_view value = {});

    /// Microseconds of \a utc as shown in options.zone, and the inverse; see ConversionOptions::zone.
    [[nodiscard]] std::optional<RowCode> toLocal(std::int64_t utc, std::int64_t &micros);
    [[nodiscard]] std::optional<RowCode> toUtc(std::int64_t local, std::int64_t &micros);

    /// Calls \a convert(row), which appends one value to out or says why not, for every row that is not NULL.
    template<typename Convert>
    void eachRow(Convert &&convert)
    {
        for (std::int64_t row = 0; row < from.size(); ++row) {
            if (from.isNull(row))
                out.appendNull();
            else if (const std::optional<RowCode> error = convert(row)) [[unlikely]]
                refuse(row, *error);
        }
    }

    const Column &from;
    const ConversionOptions &options;
    RowErrors &errors;
    Column out;
    std::int64_t offsetsDropped = 0;
    std::int64_t overlaps = 0;

private:
    bool hasZone();

    std::optional<Zone> m_zone;
    bool m_isZoneKnown = true;
    const char *m_reason = nullptr; ///< of the error that the last call returned
};

/// Text or Json columns to anything but text and json.
void convertFromText(ConversionTask &task);
void convertFromJson(ConversionTask &task);
/// Any column to text(n) or json.
void convertToText(ConversionTask &task);
void convertToJson(ConversionTask &task);
/// Bool, Int64, Float64 and Decimal among one another.
void convertNumbers(ConversionTask &task);
/// Date, DateTime and Timestamp among one another.
void convertTimes(ConversionTask &task);

} // namespace weir
