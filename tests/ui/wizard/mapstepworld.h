#pragma once

#include "core/delivery/endpoints.h"
#include "tests/support/places.h"
#include "tests/ui/support/openengine.h"
#include "tests/ui/support/recordingnavigator.h"
#include "ui/text/language.h"
#include "ui/theme/theme.h"
#include "ui/widgets/datatable.h"
#include "ui/wizard/mapmodel.h"
#include "ui/wizard/mapstep.h"

#include <QApplication>
#include <QSignalSpy>

#include <memory>
#include <string>
#include <vector>

namespace weir::test {

/// The third step on a workspace of its own, with ends that are looked at here.
class MapStepWorld : public OpenEngine
{
protected:
    MapStepWorld() : m_model(m_engine)
    {
        m_model.reset({}, WizardStepId::Map, QString());
        makeStep();
    }
    ~MapStepWorld() override { useLanguage(*qApp, QStringLiteral("en")); }

    void makeStep()
    {
        Page::Context context;
        context.engine = &m_engine;
        context.navigator = &m_navigator;
        m_step = std::make_unique<MapStep>(context, m_model);
        m_step->resize(widthMin, heightMin);
        m_table = m_step->findChild<DataTable *>("mapTable");
        m_rows = qobject_cast<MapModel *>(m_table->model());
    }
    static constexpr int widthMin = 760, heightMin = 360; ///< that a window of 960 x 484 leaves to a step

    /// A look at a file: the sample is its first \a sampleRows rows.
    SourceLook lookAt(const std::string &path, std::int64_t sampleRows = SourceLook::sampleRowsMax)
    {
        SourceLook look;
        auto engine = m_context->engine(false);
        auto end = Endpoint::resolve(*engine, {}, path, {}, {});
        EXPECT_TRUE(end) << end.error().detail;
        auto source = end->connector->makeSource(end->context, {});
        const CancelToken token;
        const auto shape = (*source)->open({}, nullptr, token);
        EXPECT_TRUE(shape) << shape.error().detail;
        StreamProfiler profiler(shape->schema);
        std::vector<RecordBatch> pages;
        for (;;) {
            const auto page = (*source)->read(token);
            if (!page || !*page)
                break;
            profiler.add((*page)->rows);
            pages.push_back((*page)->rows);
            look.rows += (*page)->recordCount();
            for (std::int64_t row = 0; row < (*page)->rows.rows(); ++row)
                look.positions << QString::fromStdString((*page)->positionText(row));
        }
        const RecordBatch all = RecordBatch::concat(pages);
        look.label = QString::fromStdString(path).section('/', -1);
        look.schema = shape->schema;
        look.fields = profiler.profiles(shape->proposals);
        look.sample = all.slice(0, std::min(all.rows(), sampleRows));
        look.positions = look.positions.mid(0, look.sample.rows());
        look.isWhole = true;
        look.isFile = true;
        return look;
    }

    /// An existing table; "!" behind a type: required. The first \a keys fields are its key.
    static TargetLook tableOf(const std::vector<std::pair<std::string, std::string>> &columns, std::size_t keys = 1)
    {
        std::vector<Field> fields;
        std::vector<std::string> key;
        for (const auto &[name, type] : columns) {
            const bool isRequired = type.ends_with('!');
            fields.push_back({name, *parseType(isRequired ? type.substr(0, type.size() - 1) : type), !isRequired, {}});
            if (key.size() < keys)
                key.push_back(name);
        }
        TargetLook look;
        look.label = "orders of warehouse.db";
        look.kind = "sqlite";
        look.schema = std::make_shared<const Schema>(std::move(fields), std::move(key));
        return look;
    }

    /// Ends with many fields, half of them with names that are only alike, and values of which some do not fit.
    std::pair<SourceLook, TargetLook> wideEnds(int fields)
    {
        SourceLook source;
        std::vector<Field> sourceFields;
        std::vector<std::pair<std::string, std::string>> columns;
        std::vector<ColumnPtr> values;
        constexpr int rows = SourceLook::sampleRowsMax;
        for (int i = 0; i < fields; ++i) {
            const std::string name = (i % 2 == 0 ? "order_line_" : "LineAmount") + std::to_string(i);
            sourceFields.push_back({name, TypeKind::Text, true, {}});
            static constexpr const char *types[] = {"text(40)", "decimal(12,2)", "date"};
            columns.emplace_back(i % 2 == 0 ? name : "line_amount_" + std::to_string(i), types[i % 3]);
            auto column = std::make_shared<Column>(TypeKind::Text);
            for (int row = 0; row < rows; ++row) {
                const bool isOdd = row % 40 == 7;
                column->appendText(i % 3 == 0   ? std::string(isOdd ? 50U : 10U, 'x')
                                   : i % 3 == 1 ? (isOdd ? "¥1,234.50" : std::to_string(row) + ".25")
                                                : (isOdd ? "soon" : "2026-03-0" + std::to_string(1 + row % 9)));
            }
            values.push_back(std::move(column));
        }
        source.schema = std::make_shared<const Schema>(std::move(sourceFields));
        source.sample = RecordBatch(source.schema, std::move(values), rows);
        source.label = "wide.csv";
        source.rows = rows;
        source.isWhole = true;
        for (const Field &field : source.schema->fields()) {
            FieldProfile profile;
            profile.name = field.name;
            source.fields.push_back(profile);
        }
        for (int row = 0; row < rows; ++row)
            source.positions << QStringLiteral("line %1").arg(row + 2);
        return {std::move(source), tableOf(columns)};
    }

    void open(const std::string &path, const SourceLook &source, const TargetLook &target)
    {
        m_model.settle(WizardPart::Source, [&](WizardState &state) {
            state.job.sourcePlace = path;
            state.createsTable = !target.exists();
        });
        m_model.setTarget(target);
        m_model.setSource(source);
        QSignalSpy ready(m_step.get(), &MapStep::ready);
        m_step->enter();
        m_step->show();
        m_step->activateWindow();
        EXPECT_TRUE(QTest::qWaitForWindowActive(m_step.get()));
        m_table->setFocus();
        EXPECT_TRUE(waitUntil([&] { return ready.size() > 0; }));
    }

    [[nodiscard]] QString cell(const char *target, int column) const
    {
        const int row = m_rows->rowOf(target);
        return row < 0 ? QStringLiteral("(no row)") : m_rows->index(row, column).data().toString();
    }
    void select(const char *target, int column = MapModel::Source)
    {
        m_table->setCurrentIndex(m_rows->index(m_rows->rowOf(target), column));
    }
    [[nodiscard]] const MapField &field(const char *target) const { return *m_rows->find(target); }
    template<typename Widget = QWidget>
    [[nodiscard]] Widget *find(const char *name) const
    {
        return m_step->findChild<Widget *>(QLatin1String(name));
    }
    [[nodiscard]] std::string blocker() const
    {
        const auto &blocker = m_model.blocker(WizardStepId::Map);
        return blocker ? blocker->reason.toStdString() : std::string();
    }
    void shot(const char *name) { saveShot(*m_step->window(), name); }

    RecordingNavigator m_navigator;
    WizardModel m_model;
    std::unique_ptr<MapStep> m_step;
    DataTable *m_table = nullptr;
    MapModel *m_rows = nullptr;
};

} // namespace weir::test
