#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weir {

enum class SyntaxKind : std::uint8_t {
    Null,    ///< null
    Bool,    ///< name is "true" or "false"
    Integer, ///< name holds the digits
    Decimal,
    Float,
    Text,    ///< name holds the text
    Name,    ///< parts hold the names between the points
    Call,    ///< name is the function as written, children its arguments
    Unary,   ///< name is "-", "+" or "not"
    Binary,  ///< name is or and = <> < <= > >= || + - * / %
    IsNull,  ///< child is [not] null
    In,      ///< first child in the others
    Like,    ///< child like pattern [escape character]
    Between, ///< child between second and third
    Case,    ///< case [subject] when … then … [else …] end: see hasSubject, hasElse
};

/// What the parser made of a part of an expression. Children in the order of the text.
struct Syntax
{
    SyntaxKind kind = SyntaxKind::Null;
    std::size_t position = 0;   ///< byte offset of the part
    std::size_t length = 0;     ///< its bytes
    std::size_t nameLength = 0; ///< of a call: bytes of the function's name
    int depth = 1;              ///< height of the tree below, itself included
    std::string name;
    bool isNegated = false; ///< is not null, not in, not like, not between
    bool hasSubject = false;
    bool hasElse = false;
    std::vector<std::string> parts;
    std::vector<std::unique_ptr<Syntax>> children;
};

using SyntaxPtr = std::unique_ptr<Syntax>;

} // namespace weir
