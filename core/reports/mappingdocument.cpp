#include "core/reports/mappingdocument.h"

#include "core/base/hash.h"
#include "core/base/redact.h"
#include "core/data/personaldata.h"
#include "core/data/schemajson.h"
#include "core/data/spreadsheet.h"
#include "core/ledger/ledgerreader.h"
#include "core/mapping/mappingdiff.h"
#include "core/mapping/transformsteps.h"
#include "core/reports/reporttext.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

constexpr std::size_t samplesMax = 3;

const Field *fieldOf(const SchemaPtr &schema, std::string_view name)
{
    if (!schema)
        return nullptr;
    for (const Field &field : schema->fields()) {
        if (field.name == name)
            return &field;
    }
    return nullptr;
}

std::string samplesOf(const MappingDocument &document, const std::string &field)
{
    const auto at = document.samples.find(field);
    std::string text;
    for (std::size_t i = 0; at != document.samples.end() && i < at->second.size() && i < samplesMax; ++i)
        text += fmt::format("{}{}", i == 0 ? "" : " · ", maskPersonal(escapeControls(redact(at->second[i]))));
    return text;
}

std::string endLabel(const std::string &connection, const std::string &place, const std::string &stream)
{
    if (connection.empty())
        return publicLabel(place);
    return publicLabel(stream.empty() ? connection : fmt::format("{} of {}", stream, connection));
}

/// A table of the document: its title, its head, its rows. Both forms are written from the same ones.
struct Section
{
    std::string title;
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
};

/// Puts the sections together.
class Document
{
public:
    explicit Document(const MappingDocument &document) : m_document(document), m_job(document.job) {}

    std::string title() const
    {
        return fmt::format("{} – {}", word("Field mapping", "字段映射文档"), m_job.title.empty() ? m_job.name : m_job.title);
    }

    std::vector<Section> sections() const
    {
        std::vector<Section> all{facts(), fields()};
        if (!m_job.mapping.filters.empty())
            all.push_back(filters());
        if (!m_job.mapping.lookups.empty())
            all.push_back(lookups());
        if (m_document.comparedWith > 0)
            all.push_back(changes());
        return all;
    }

private:
    std::string word(std::string_view english, std::string_view chinese) const
    {
        return std::string(ReportWords{english, chinese}.in(m_document.language));
    }

    Section facts() const
    {
        Section section{word("Job", "同步任务"), {word("Item", "项目"), word("Value", "内容")}, {}};
        const auto add = [&](const std::string &name, const std::string &value) { section.rows.push_back({name, value}); };
        add(word("Job", "同步任务"), m_job.name);
        add(word("Source", "来源"), endLabel(m_job.sourceConnection, m_job.sourcePlace, m_job.read.stream));
        add(word("Target", "目标"), endLabel(m_job.targetConnection, m_job.targetPlace, m_job.write.stream));
        add(word("Write mode", "写入方式"), std::string(writeModeWord(writeModeName(m_job.mode), m_document.language)));
        add(word("Key", "主键"), m_job.key.empty() ? word("none", "无") : fmt::format("{}", fmt::join(m_job.key, ", ")));
        if (!m_job.versionField.empty())
            add(word("Version field", "版本字段"), m_job.versionField);
        add(word("When a row fails", "行失败时"), m_job.quarantinesBadRows ? word("quarantine it and go on", "隔离该行并继续")
                                                                         : word("stop the job", "停止任务"));
        if (!m_document.guarantee.empty())
            add(word("Guarantee", "保证等级"),
                fmt::format("{}: {}", m_document.guarantee, guaranteeSentence(m_document.guarantee, m_document.language)));
        add(word("Mapping revision", "映射版本"),
            m_document.revision > 0 ? std::to_string(m_document.revision) : word("not run yet", "尚未运行"));
        add(word("SHA-256 of the definition", "任务定义的 SHA-256"), m_document.definitionHash.substr(0, 12));
        return section;
    }

    Section fields() const
    {
        Section section{word("Fields", "字段"),
                        {word("Target field", "目标字段"), word("Type", "类型"), word("From", "来源字段"), word("Rule", "规则"),
                         word("Expression", "表达式"), word("Samples (masked)", "样例（已脱敏）")},
                        {}};
        for (const MappingLine &line : mappingLines(m_document))
            section.rows.push_back({line.to, line.type, line.from, line.rule, line.expression, line.samples});
        if (section.rows.empty())
            section.rows.push_back({word("every field of the source, by its name", "来源的全部字段，同名映射"), "", "", "", "", ""});
        return section;
    }

    Section filters() const
    {
        Section section{word("Filters", "过滤规则"), {word("Rule", "规则"), word("Drops rows where", "过滤条件")}, {}};
        for (const FilterRule &filter : m_job.mapping.filters)
            section.rows.push_back({filter.name, maskPersonal(filter.drop)});
        return section;
    }

    Section lookups() const
    {
        Section section{word("Look-ups", "编码对照"),
                        {word("Name", "名称"), word("Table", "表"), word("Key", "键"), word("Value", "值")},
                        {}};
        for (const LookupDeclaration &lookup : m_job.mapping.lookups)
            section.rows.push_back({lookup.name, publicLabel(lookup.place), lookup.key, lookup.value});
        return section;
    }

    std::string ruleIn(const Mapping &mapping, const MappingChange &change) const
    {
        if (change.part == MappingChange::Part::Field) {
            for (const FieldMapping &field : mapping.fields) {
                if (field.to == change.name)
                    return fmt::format("{}{}{}: {}", field.from.value_or(""), field.type ? " " + typeText(*field.type) : "",
                                       field.expr ? " " + maskPersonal(*field.expr) : "",
                                       mappingRule(field, m_document.language));
            }
        }
        for (const FilterRule &filter : mapping.filters) {
            if (change.part == MappingChange::Part::Filter && filter.name == change.name)
                return maskPersonal(filter.drop);
        }
        for (const LookupDeclaration &lookup : mapping.lookups) {
            if (change.part == MappingChange::Part::Lookup && lookup.name == change.name)
                return fmt::format("{} {} {}", publicLabel(lookup.place), lookup.key, lookup.value);
        }
        return {};
    }

    Section changes() const
    {
        Section section{fmt::format("{} {}", word("Changes since revision", "相对版本的变化："), m_document.comparedWith),
                        {word("Change", "变化"), word("What", "对象"), word("Before", "之前"), word("After", "之后")},
                        {}};
        const std::string kinds[] = {word("added", "新增"), word("removed", "删除"), word("changed", "修改"),
                                     word("moved", "顺序变化")};
        for (const MappingChange &change : mappingDiff(m_document.before, m_job.mapping))
            section.rows.push_back({kinds[static_cast<std::size_t>(change.kind)], change.name,
                                    ruleIn(m_document.before, change), ruleIn(m_job.mapping, change)});
        if (section.rows.empty())
            section.rows.push_back({word("none", "无"), "", "", ""});
        return section;
    }

    const MappingDocument &m_document;
    const Job &m_job;
};

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="{0}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{1}</title><style>
body{{font:14px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#18212b}}
body{{margin:32px auto;max-width:1200px;padding:0 16px}}
h1{{font-size:22px;margin:0 0 4px}}h2{{font-size:16px;margin:24px 0 8px}}
table{{border-collapse:collapse;width:100%}}th,td{{text-align:left;vertical-align:top;padding:4px 12px 4px 0}}
th,td{{border-bottom:1px solid #d5dbe3;overflow-wrap:anywhere}}
th{{font-weight:600;color:#4b5766}}
</style></head><body>
<h1>{1}</h1>
)";

Result<Mapping> mappingOfRevision(LedgerReader &ledger, std::int64_t job, std::int64_t number)
{
    WEIR_TRY(Statement select, ledger.database().prepare("SELECT number, definition FROM revision WHERE job_id = ? "
                                                         "ORDER BY number"));
    select.bind(job);
    std::vector<std::int64_t> known;
    for (;;) {
        WEIR_TRY(const bool hasRow, select.step());
        if (!hasRow)
            return fail(ErrorCode::NotFound, Recovery::Stop,
                        fmt::format("there is no revision {} of this job; the ledger keeps {}", number,
                                    fmt::join(known, ", ")));
        known.push_back(select.integer(0));
        if (known.back() != number)
            continue;
        const Json definition = Json::parse(select.text(1), nullptr, false);
        if (!definition.is_object())
            return fail(ErrorCode::StorageCorrupt, Recovery::Stop,
                        fmt::format("the ledger's definition of revision {} cannot be read; run `weir check`", number));
        return definition.contains("mapping") ? Mapping::fromJson(definition["mapping"]) : Result<Mapping>(Mapping());
    }
}

} // namespace

std::vector<MappingLine> mappingLines(const MappingDocument &document)
{
    std::vector<MappingLine> lines;
    for (const FieldMapping &field : document.job.mapping.fields) {
        MappingLine line;
        line.to = field.to;
        const Field *target = fieldOf(document.target, field.to);
        const Field *source = field.from ? fieldOf(document.source, *field.from) : nullptr;
        if (field.type || target || source)
            line.type = typeText(field.type ? *field.type : target ? target->type : source->type);
        const auto transform = readTransform(field);
        line.from = field.from ? *field.from : transform ? transform->from : std::string();
        line.rule = mappingRule(field, document.language);
        line.expression = field.expr ? maskPersonal(redact(*field.expr)) : std::string();
        line.samples = samplesOf(document, line.from);
        lines.push_back(std::move(line));
    }
    if (document.job.hasMapping || !document.source)
        return lines;
    // By name: every field of the source as it is.
    for (const Field &field : document.source->fields()) {
        const Field *target = fieldOf(document.target, field.name);
        lines.push_back({field.name, typeText(target ? target->type : field.type), field.name,
                         mappingRule(FieldMapping{}, document.language), "", samplesOf(document, field.name)});
    }
    return lines;
}

Result<MappingDocument> mappingDocumentOf(LedgerReader *ledger, const Job &job, std::int64_t comparedWith)
{
    MappingDocument document;
    document.job = job;
    const std::string definition = job.toJson().dump();
    document.definitionHash = sha256Hex(definition);
    document.comparedWith = comparedWith;
    std::int64_t id = 0;
    if (ledger) {
        WEIR_TRY(const std::vector<JobRow> jobs, ledger->jobs());
        for (const JobRow &row : jobs)
            id = row.name == job.name ? row.id : id;
    }
    if (id == 0) {
        if (comparedWith > 0)
            return fail(ErrorCode::NotFound, Recovery::Stop,
                        fmt::format("job \"{}\" has not run yet, so it has no revisions", job.name));
        return document;
    }
    WEIR_TRY(Statement select, ledger->database().prepare("SELECT number FROM revision WHERE job_id = ? AND hash = ?"));
    WEIR_TRY(const bool isKnown, select.bind(id).bind(document.definitionHash).step());
    document.revision = isKnown ? select.integer(0) : 0;
    WEIR_TRY(const std::optional<RunRow> last, ledger->lastSync(id));
    document.guarantee = last ? last->guarantee : std::string();
    WEIR_TRY(const std::string schema, ledger->sourceSchema(id));
    if (!schema.empty()) {
        WEIR_TRY(Schema source, schemaFromJson(schema));
        document.source = std::make_shared<const Schema>(std::move(source));
    }
    if (comparedWith > 0) {
        WEIR_TRY(document.before, mappingOfRevision(*ledger, id, comparedWith));
    }
    return document;
}

std::string mappingDocumentHtml(const MappingDocument &document)
{
    const Document made(document);
    const bool isChinese = document.language == ReportLanguage::Chinese;
    std::string out = fmt::format(head, isChinese ? "zh-CN" : "en", htmlText(made.title()));
    for (const Section &section : made.sections()) {
        out += fmt::format("<h2>{}</h2>\n<table><tr>", htmlText(section.title));
        for (const std::string &cell : section.head)
            out += fmt::format("<th>{}</th>", htmlText(cell));
        out += "</tr>\n";
        for (const std::vector<std::string> &row : section.rows) {
            out += "<tr>";
            for (const std::string &cell : row)
                out += fmt::format("<td>{}</td>", htmlText(cell));
            out += "</tr>\n";
        }
        out += "</table>\n";
    }
    return out + "</body></html>\n";
}

std::string mappingDocumentCsv(const MappingDocument &document)
{
    const Document made(document);
    std::string out = "\xEF\xBB\xBF" + spreadsheetCell(made.title()) + "\r\n";
    const auto line = [&](const std::vector<std::string> &cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            out += (i == 0 ? "" : ",") + spreadsheetCell(cells[i]);
        out += "\r\n";
    };
    for (const Section &section : made.sections()) {
        out += "\r\n";
        line({section.title});
        line(section.head);
        for (const std::vector<std::string> &row : section.rows)
            line(row);
    }
    return out;
}

} // namespace weir
