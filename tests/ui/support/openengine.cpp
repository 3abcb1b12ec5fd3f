#include "tests/ui/support/openengine.h"

namespace weir::test {

OpenEngine::OpenEngine()
{
    m_engine.open([this]() -> Result<std::unique_ptr<Engine>> {
        WEIR_TRY([[maybe_unused]] const Workspace made, Workspace::init(workspace(), "Weir"));
        WEIR_TRY(m_context, AppContext::open(workspace()));
        WEIR_TRY(Engine engine, m_context->engine(false));
        return std::make_unique<Engine>(std::move(engine));
    });
    EXPECT_TRUE(waitUntil([this] { return m_engine.isOpen(); })) << "the workspace was not opened";
}

OpenEngine::~OpenEngine() = default;

void OpenEngine::writeJob(const std::string &name, const std::string &json)
{
    m_folder.write("ws/jobs/" + name + ".json", json);
}

void OpenEngine::writeConnection(const std::string &name, const std::string &json)
{
    m_folder.write("ws/connections/" + name + ".json", json);
}

} // namespace weir::test
