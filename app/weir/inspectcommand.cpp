#include "app/weir/inspectcommand.h"

#include "app/weir/interrupt.h"
#include "app/weir/lookcontext.h"
#include "app/weir/previewreport.h"
#include "app/weir/sourceflags.h"
#include "app/weir/texts.h"
#include "core/base/redact.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace weir {

namespace {

class InspectCommand final : public Command
{
public:
    void define(CLI::App &app) override
    {
        app.add_option("PLACE", m_place, "A file, @connection, @connection#stream, sqlite:FILE#table, postgresql://…#table, https://…")
            ->required();
        m_look.define(app);
        m_source.define(app);
        app.footer("Without a stream it lists the streams of the place. Writes nothing.\n\nExamples:\n"
                   "  weir inspect orders.csv\n  weir inspect orders.csv --encoding gbk --header-row 3\n"
                   "  weir inspect sqlite:shop.db\n  weir inspect @shop-api#orders --rows 500 --json");
    }

    int run(const GlobalOptions &options, const Output &output) override
    {
        CancelToken token;
        const Interrupt interrupt(token);
        if (auto done = inspect(options, output, token); !done)
            return output.error(done.error());
        output.object(m_object);
        return 0;
    }

private:
    Result<void> inspect(const GlobalOptions &options, const Output &output, const CancelToken &token)
    {
        WEIR_TRY(const LookContext look, LookContext::open(options));
        WEIR_TRY(const TypedPlace typed, TypedPlace::parse(m_place, std::filesystem::current_path().string()));
        WEIR_TRY(Endpoint end, Endpoint::resolve(look.engine, typed.connection, typed.place, typed.stream, {}));
        ReadOptions read;
        WEIR_CHECK(m_source.apply(read));
        if (typed.connection.empty())
            end.usePassword(look.engine, read.format.get(), "source");
        WEIR_TRY(const SurveyLimits limits, m_look.limits());
        const bool hasStreams = end.connector->kind != "file" && end.connector->listStreams;
        if (end.stream.empty() && read.query.empty() && hasStreams) {
            WEIR_TRY(const std::vector<StreamInfo> streams, end.connector->listStreams(end.context, token));
            list(output, end, streams);
            return {};
        }
        WEIR_TRY(const StreamSurvey survey, surveyStream(end, read, limits, token));
        show(output, survey);
        return {};
    }

    void list(const Output &output, const Endpoint &end, const std::vector<StreamInfo> &streams)
    {
        std::vector<std::vector<std::string>> table{{"STREAM", "KIND", "ROWS"}};
        Json objects = Json::array();
        for (const StreamInfo &stream : streams) {
            table.push_back({stream.name, stream.kind, stream.rowsEstimate < 0 ? "?" : groupedNumber(stream.rowsEstimate)});
            objects.push_back({{"name", stream.name}, {"kind", stream.kind},
                               {"rowsEstimate", stream.rowsEstimate < 0 ? Json() : Json(stream.rowsEstimate)}});
        }
        output.line(streams.empty() ? fmt::format("{} has no streams", end.label) : tableText(table));
        if (!streams.empty())
            output.line(fmt::format("look into one: weir inspect '{}#{}'", m_place, streams.front().name));
        m_object = {{"place", end.label}, {"kind", end.connector->kind}, {"streams", std::move(objects)}};
    }

    void show(const Output &output, const StreamSurvey &survey)
    {
        std::vector<std::vector<std::string>> table{{"FIELD", "TYPE", "NULLS", "DISTINCT", "EXAMPLES", "WHY"}};
        Json fields = Json::array();
        for (const FieldProfile &field : survey.fields) {
            const std::string distinct = field.distinct == field.values && field.values > 1 ? "all" : groupedNumber(field.distinct);
            table.push_back({field.name, typeText(field.proposed), groupedNumber(field.nulls), distinct,
                             fmt::format("{}", fmt::join(field.examples, " | ")), field.reason});
            fields.push_back({{"name", field.name}, {"type", typeText(field.type)}, {"nativeType", field.nativeType},
                              {"proposedType", typeText(field.proposed)}, {"reason", field.reason}, {"values", field.values},
                              {"nulls", field.nulls}, {"empty", field.empty}, {"distinct", field.distinct},
                              {"distinctIsExact", survey.isWhole}, {"longest", field.longest}, {"examples", field.examples}});
        }
        const std::int64_t estimate = survey.shape.rowsEstimate;
        output.line(fmt::format("{}: {} fields; looked at {} row{}{}", survey.label, survey.fields.size(),
                                groupedNumber(survey.rows), survey.rows == 1 ? "" : "s",
                                survey.isWhole  ? ", all there are"
                                : estimate >= 0 ? fmt::format(" of about {}", groupedNumber(estimate))
                                                : " from the beginning"));
        output.line(tableText(table));
        if (!survey.shape.schema->key().empty())
            output.line(fmt::format("key: {}", fmt::join(survey.shape.schema->key(), ", ")));
        printFindings(output, survey.findings);
        if (survey.broken > 0)
            output.line(fmt::format("warning: {} record{} could not be read and would be quarantined", groupedNumber(survey.broken),
                                    survey.broken == 1 ? "" : "s"));
        for (const std::string &example : survey.brokenExamples)
            output.line("  " + redact(example));
        m_object = {{"place", survey.label}, {"fields", std::move(fields)}, {"key", survey.shape.schema->key()},
                    {"rows", survey.rows}, {"whole", survey.isWhole}, {"rowsEstimate", estimate < 0 ? Json() : Json(estimate)},
                    {"broken", survey.broken}, {"brokenExamples", survey.brokenExamples},
                    {"findings", findingsArray(survey.findings)}};
    }

    std::string m_place;
    LookFlags m_look;
    SourceFlags m_source;
    Json m_object;
};

} // namespace

std::unique_ptr<Command> makeInspectCommand()
{
    return std::make_unique<InspectCommand>();
}

} // namespace weir
