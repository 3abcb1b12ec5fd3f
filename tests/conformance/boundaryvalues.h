#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <random>
#include <string>
#include <vector>

namespace weir::test {

/// A value at some border, in one column of the table of the fidelity suite (columns as in canonicalvalue.h).
struct BoundaryValue
{
    char column = 't';
    std::string text;
    /// Some targets, or Weir, have no such value: there it may be refused with a reason. All others must arrive.
    bool mayBeRefused = false;
};

inline void addNumbers(std::vector<BoundaryValue> &values)
{
    for (const int bits : {7, 8, 15, 16, 23, 24, 31, 32, 52, 53, 54, 62, 63}) {
        const std::uint64_t power = std::uint64_t{1} << bits;
        for (const std::uint64_t number : {power - 1, power, power + 1}) {
            const bool isBig = number > static_cast<std::uint64_t>(INT64_MAX);
            values.push_back({'i', std::to_string(number), isBig});
            values.push_back({'i', "-" + std::to_string(number), isBig});
            values.push_back({'n', std::to_string(number), false});
        }
    }
    for (const char *text : {"18446744073709551615", "18446744073709551616", "18446744073709551617"}) {
        values.push_back({'i', text, true});
        values.push_back({'n', text, false});
    }
    for (const char *text : {"0", "1", "-1", "9", "10", "99999999", "-9223372036854775808"})
        values.push_back({'i', text, false});
    for (const char *text : {"00123", "+7", "-0", "12345678901234567890", "1.0", "1.5", "1e3", "0x10", "1,234", "１２３"})
        values.push_back({'i', text, true});
    for (const char *text :
         {"0", "1.00", "0.1", "-0.1", "0.30000000000000004", "12345678901234567890", "99999999999999999999999999999999999999",
          "0.00000000000000000000000000000000000001", "123456789012345678901234567890.123456789012345678901234567890",
          "1.10", "100", "1000000000000000000000", "-1914310000010100016", "0.05", "2.675", "1234.50"})
        values.push_back({'n', text, false});
    for (const char *text : {"1e400", "1E-400", "-0", "-0.00", "1e3", "NaN", "Infinity", "-Infinity", ".5", "5.", "1e2000",
                             "1,234.50", "1_000", "--1"})
        values.push_back({'n', text, true});
    values.push_back({'n', std::string(200, '9') + "." + std::string(200, '1'), true});
    for (const char *text : {"0", "1", "-1", "0.1", "0.2", "0.30000000000000004", "1e22", "1e23", "5e-324", "2.2250738585072014e-308",
                             "2.2250738585072011e-308", "1.7976931348623157e308", "9007199254740993", "4.35", "1e-7", "123456.789"})
        values.push_back({'f', text, false});
    for (const char *text : {"NaN", "Infinity", "-Infinity", "-0", "1e400", "1e-400"})
        values.push_back({'f', text, true});
    std::mt19937_64 random(20260305); // fixed: every run compares the same doubles
    for (int i = 0; i < 60; ++i) {
        const std::uint64_t bits = random();
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        if (std::isfinite(value))
            values.push_back({'f', fmt::format("{}", value), false});
    }
    for (const char *text : {"true", "false"})
        values.push_back({'b', text, false});
    for (const char *text : {"2", "maybe"})
        values.push_back({'b', text, true});
}

inline void addMoments(std::vector<BoundaryValue> &values)
{
    for (const char *text : {"0001-01-01", "0004-02-29", "0099-12-31", "1000-01-01", "1582-10-04", "1582-10-15", "1899-12-31",
                             "1900-02-28", "1900-03-01", "1969-12-31", "1970-01-01", "1999-12-31", "2000-02-29", "2024-02-29",
                             "2026-03-05", "2038-01-19", "2100-02-28", "9999-12-31"})
        values.push_back({'d', text, false});
    for (const char *text : {"2025-02-30", "1900-02-29", "2025-13-01", "2025-00-10", "0000-00-00", "infinity", "-infinity",
                             "10000-01-01", "2026-3-5", "05/03/2026", "2026年3月5日", "0000-01-01"})
        values.push_back({'d', text, true});
    for (const char *text : {"00:00:00", "00:00:00.000001", "12:34:56", "12:34:56.7", "12:34:56.123456", "23:59:59.999999"})
        values.push_back({'h', text, false});
    for (const char *text : {"24:00:00", "25:00:00", "23:59:60", "12:34:56.1234567", "12:60:00", "noon"})
        values.push_back({'h', text, true});
    for (const char *text : {"0001-01-01T00:00:00", "1969-12-31T23:59:59.999999", "1970-01-01T00:00:00",
                             "2026-03-05T10:20:30.000001", "2026-03-29T02:30:00", "2026-10-25T02:30:00",
                             "9999-12-31T23:59:59.999999", "2026-03-05 10:20:30.5"})
        values.push_back({'l', text, false});
    for (const char *text : {"infinity", "-infinity", "2016-12-31T23:59:60", "2026-03-05T10:20:30.1234567",
                             "2026-02-29T00:00:00", "2026-03-05T24:00:00", "2026-03-05T10:20:30Z", "10000-01-01T00:00:00"})
        values.push_back({'l', text, true});
    for (const char *text : {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "2026-03-05T10:20:30.000001Z",
                             "2026-03-05T10:20:30+08:00", "2026-03-05T10:20:30-03:30", "2026-03-05T10:20:30+14:00",
                             "2026-03-29T02:30:00+01:00", "9999-12-31T23:59:59.999999Z", "2026-03-05T00:00:00+00:00"})
        values.push_back({'s', text, false});
    for (const char *text : {"infinity", "-infinity", "2016-12-31T23:59:60Z", "2026-03-05T10:20:30", "2026-03-05T10:20:30.1234567Z",
                             "10000-01-01T00:00:00Z", "2026-03-05T10:20:30+25:00"})
        values.push_back({'s', text, true});
}

inline void addTexts(std::vector<BoundaryValue> &values)
{
    for (const char *text :
         {"", " ", "  lead", "trail  ", "\\N", "\\\\N", "NULL", "null", "NA", "\"", "\"\"", "'", "''", ",", ";", "\t", "|", "a,b",
          "a\"b", "a\nb", "a\r\nb", "a\rb", "\n", "\r\n", "line\n", "00123", "12345678901234567890", "1.0", "1e5", "-0", "true",
          "FALSE", "2026-03-05", "=1+1", "@cmd", "+1", "-1", "#N/A", "\\", "\\t", "\\x41", "\\.", "{}", "[]", "{\"a\":1}",
          "王小明", "𠮷野家", "😀", "👨‍👩‍👧‍👦", "e\u0301", "é", "\u200B", "\u00A0x\u00A0", "\u3000", "\uFEFFx", "x\uFEFF", "\u0085", "\u2028",
          "\x01", "\x1F", "\x7F", "a\bb", "\uFFFD", "\uFFFF", "\U0010FFFF", "ﬁ", "İi", "ß", "１２３", "1,234.50元", "2026年3月5日",
          "%s%n", "${x}", "{secret:x}", "O'Brien; DROP TABLE orders;--", "مرحبا", "שלום", "ไทย", "\u202Eabc"})
        values.push_back({'t', text, false});
    values.push_back({'t', std::string(1 << 20, 'x'), false});
    std::string cjk;
    for (int i = 0; i < 100'000; ++i)
        cjk += "中";
    values.push_back({'t', cjk, false});
    values.push_back({'t', std::string("a\0b", 3), true});
    values.push_back({'t', std::string("\0", 1), true});
    for (const char *bytes : {"\xFF", "a\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "ok\x80ok"})
        values.push_back({'t', bytes, true});
    for (const char *text : {"\\x", "\\x00", "\\xff00", "\\x5c4e", "\\x0a0d22", "\\xdeadbeef00"})
        values.push_back({'y', text, false});
    for (const char *text :
         {"{}", "[]", "{\"a\":1.00}", "{\"a\":12345678901234567890}", "{\"a\":0.1e-7}", "[1,2,{\"b\":[null,true,\"x\"]}]",
          "{\"名\":\"王\"}", "{\"a\":\"line\\nbreak\"}", "{\"e\":\"\\u00e9\"}", "{\"deep\":[[[[[[[[1]]]]]]]]}", "{\"a\" : 1 }",
          "{\"b\":1,\"a\":2}", "{\"n\":-0}", "{\"q\":\"\\\"\"}"})
        values.push_back({'j', text, false});
    for (const char *text : {"{\"a\":1,\"a\":2}", "{\"a\":01}", "{\"a\":}", "{\"z\":\"\\u0000\"}", "{\"s\":\"\\ud800\"}"})
        values.push_back({'j', text, true});
}

/// All of them; the row of a value has its place here, from 1, as id.
inline const std::vector<BoundaryValue> &boundaryValues()
{
    static const std::vector<BoundaryValue> all = [] {
        std::vector<BoundaryValue> values;
        addNumbers(values);
        addMoments(values);
        addTexts(values);
        return values;
    }();
    return all;
}

} // namespace weir::test
