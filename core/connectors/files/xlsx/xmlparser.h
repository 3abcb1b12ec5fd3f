#pragma once

#include "core/base/canceltoken.h"
#include "core/connectors/files/xlsx/ziparchive.h"

#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// Attributes of one element; values are UTF-8 and live for the call only.
class XmlAttributes
{
public:
    explicit XmlAttributes(const char **names) : m_names(names) {}
    /// The value of the attribute of that local name, whatever its prefix; empty: there is none.
    [[nodiscard]] std::string_view operator[](std::string_view name) const;

private:
    const char **m_names;
};

/// Takes what a parser finds. Names come without their prefix: parts of a workbook use one vocabulary each.
class XmlHandler
{
public:
    virtual ~XmlHandler() = default;
    virtual void startElement(std::string_view name, const XmlAttributes &attributes) = 0;
    virtual void endElement(std::string_view name) = 0;
    virtual void text(std::string_view text) = 0;
};

/// Parses one part of an archive with expat, chunk by chunk, as far as it is asked to.
///
/// Refused, with SchemaMismatch: a DOCTYPE (so that no entity can be declared, let alone fetched), more than depthMax
/// levels, more than attributesMax attributes, and whatever is not well-formed. Thread-safety: none.
class XmlParser
{
public:
    static constexpr int depthMax = 256;
    static constexpr int attributesMax = 512;

    /// \a handler outlives the parser. \a name is for messages.
    XmlParser(ZipArchive::Part part, XmlHandler &handler, std::string name);
    XmlParser(XmlParser &&) noexcept;
    XmlParser &operator=(XmlParser &&) noexcept;
    ~XmlParser();

    /// Parses on until suspend() was called in a handler (true) or the document has ended (false).
    [[nodiscard]] Result<bool> run(const CancelToken &token);
    /// In a handler: run() returns behind this event.
    void suspend();
    [[nodiscard]] std::int64_t bytesRead() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace weir
