#pragma once

#include "ui/theme/icon.h"

#include <QString>

#include <vector>

namespace weir {

/// A line of the form of a connection; a member of its file.
struct ConnectionField
{
    enum class Kind : std::uint8_t { Text, File, Number, Choice, Encoding, Secret };
    const char *member; ///< "auth.token": a member of a member
    const char *label;  ///< source text, context "connections"
    Kind kind = Kind::Text;
    bool isRequired = false;
    const char *example = "";
    const char *choices = ""; ///< separated by spaces; the first is what a missing member means
};

/// A kind of connection as the gallery shows it and the form asks for it.
struct ConnectionKind
{
    const char *kind;  ///< of the file: "sqlite"
    const char *title, *text; ///< source texts, context "connections"
    Icon icon;
    std::vector<ConnectionField> fields;
};

[[nodiscard]] const std::vector<ConnectionKind> &connectionKinds();
/// Null: a kind that this version has no form for.
[[nodiscard]] const ConnectionKind *findConnectionKind(const QString &kind);
/// Source text of the table above, translated.
[[nodiscard]] QString connectionText(const char *text);

} // namespace weir
