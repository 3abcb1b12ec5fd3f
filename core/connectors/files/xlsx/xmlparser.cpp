#include "core/connectors/files/xlsx/xmlparser.h"

#include <cstring>
#include <expat.h>
#include <fmt/format.h>

namespace weir {

namespace {

constexpr int chunkBytes = 64 << 10;

std::string_view localName(const char *name)
{
    const char *colon = std::strchr(name, ':');
    return colon ? colon + 1 : name;
}

} // namespace

std::string_view XmlAttributes::operator[](std::string_view name) const
{
    for (const char **at = m_names; *at; at += 2) {
        if (std::strncmp(*at, "xmlns", 5) != 0 && localName(*at) == name)
            return at[1];
    }
    return {};
}

struct XmlParser::State
{
    State(ZipArchive::Part from, XmlHandler &to, std::string called)
        : part(std::move(from)), handler(to), name(std::move(called)), parser(XML_ParserCreate(nullptr))
    {
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, start, end);
        XML_SetCharacterDataHandler(parser, text);
        XML_SetStartDoctypeDeclHandler(parser, doctype);
    }
    ~State() { XML_ParserFree(parser); }

    void refuse(std::string why)
    {
        refusal = std::move(why);
        XML_StopParser(parser, XML_FALSE);
    }

    static void start(void *user, const char *name, const char **attributes)
    {
        State &state = *static_cast<State *>(user);
        if (++state.depth > depthMax)
            return state.refuse(fmt::format("more than {} levels", depthMax));
        int count = 0;
        while (attributes[count])
            count += 2;
        if (count > attributesMax * 2)
            return state.refuse(fmt::format("an element with more than {} attributes", attributesMax));
        state.handler.startElement(localName(name), XmlAttributes(attributes));
    }
    static void end(void *user, const char *name)
    {
        State &state = *static_cast<State *>(user);
        --state.depth;
        state.handler.endElement(localName(name));
    }
    static void text(void *user, const char *text, int length)
    {
        static_cast<State *>(user)->handler.text({text, static_cast<std::size_t>(length)});
    }
    static void doctype(void *user, const char *, const char *, const char *, int)
    {
        static_cast<State *>(user)->refuse("a DOCTYPE, which workbooks do not have and which can be an attack");
    }

    ZipArchive::Part part;
    XmlHandler &handler;
    std::string name;
    XML_Parser parser;
    std::string refusal;
    std::int64_t bytes = 0;
    int depth = 0;
    bool isSuspended = false;
    bool isAtEnd = false;
};

XmlParser::XmlParser(ZipArchive::Part part, XmlHandler &handler, std::string name)
    : m_state(std::make_unique<State>(std::move(part), handler, std::move(name)))
{}
XmlParser::XmlParser(XmlParser &&) noexcept = default;
XmlParser &XmlParser::operator=(XmlParser &&) noexcept = default;
XmlParser::~XmlParser() = default;

std::int64_t XmlParser::bytesRead() const { return m_state->bytes; }

void XmlParser::suspend() { XML_StopParser(m_state->parser, XML_TRUE); }

Result<bool> XmlParser::run(const CancelToken &token)
{
    State &state = *m_state;
    for (;;) {
        XML_Status status = XML_STATUS_OK;
        if (state.isSuspended) {
            state.isSuspended = false;
            status = XML_ResumeParser(state.parser);
        } else {
            if (state.isAtEnd)
                return false;
            if (token.isCancelled())
                return CancelToken::cancelled();
            void *buffer = XML_GetBuffer(state.parser, chunkBytes);
            if (!buffer)
                return fail(ErrorCode::StorageFull, Recovery::Stop, "no memory for a workbook");
            WEIR_TRY(const std::size_t got, state.part.read(static_cast<char *>(buffer), chunkBytes));
            state.bytes += static_cast<std::int64_t>(got);
            state.isAtEnd = got == 0;
            status = XML_ParseBuffer(state.parser, static_cast<int>(got), state.isAtEnd);
        }
        if (status == XML_STATUS_ERROR)
            return fail(ErrorCode::SchemaMismatch, Recovery::Stop,
                        fmt::format("{} is damaged at byte {}: {}", state.name, XML_GetCurrentByteIndex(state.parser),
                                    state.refusal.empty() ? XML_ErrorString(XML_GetErrorCode(state.parser))
                                                          : state.refusal));
        if (status == XML_STATUS_SUSPENDED) {
            state.isSuspended = true;
            return true;
        }
    }
}

} // namespace weir
