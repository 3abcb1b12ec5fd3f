#pragma once

#include <QPointer>
#include <QWidget>

#include <functional>

namespace weir {

class EngineClient;
class Preferences;

/// What a page may ask of the window around it.
class Navigator
{
public:
    virtual ~Navigator() = default;
    /// Opens a page by its registered name; \a argument is the page's own (a job's name, a run's number).
    virtual void go(const QString &page, const QString &argument = {}) = 0;
    /// Success and undo only, 8 s. \a undo may be empty.
    virtual void toast(const QString &text, std::function<void()> undo = {}) = 0;
    /// Shows \a content in the inspector beside the page, owned by it; null: nothing to inspect.
    virtual void inspect(QWidget *content) = 0;
    /// The window is made anew in that language; runs go on.
    virtual void useLanguage(const QString &language) { (void)language; }
    /// Another window on another workspace.
    virtual void openWorkspace(const QString &folder) { (void)folder; }
};

/// One page of the window, built on its first visit and kept: scroll, filter and selection stay.
///
/// A page asks the engine in show(), again on EngineClient::ledgerChanged(), and says ready() once what it shows is
/// there. No page knows another one; it goes through the Navigator.
class Page : public QWidget
{
    Q_OBJECT

public:
    struct Context
    {
        EngineClient *engine = nullptr;
        Navigator *navigator = nullptr;
        Preferences *preferences = nullptr;
    };

    explicit Page(const Context &context, QWidget *parent = nullptr)
        : QWidget(parent), m_engine(*context.engine), m_navigator(*context.navigator)
    {}

    /// Called whenever the page becomes the current one.
    virtual void open(const QString &argument) = 0;
    /// Asks for everything again (F5, ledgerChanged).
    virtual void refresh() = 0;
    /// For the breadcrumb: "Runs / Orders to Warehouse"; empty: the page's own title.
    [[nodiscard]] virtual QString trail() const { return {}; }
    /// Where Ctrl+F goes; null: nowhere.
    [[nodiscard]] virtual QWidget *findBox() const { return nullptr; }
    [[nodiscard]] bool isReady() const { return m_isReady; }

signals:
    /// Everything asked for is shown. Emitted once per open().
    void ready();
    void trailChanged();
    /// What open() takes to come back to what is shown now, where that is no longer what it was opened with.
    void placeChanged(const QString &argument);

protected:
    void setReady(bool isReady = true)
    {
        m_isReady = isReady;
        if (isReady)
            emit ready();
    }
    EngineClient &m_engine;
    Navigator &m_navigator;

private:
    bool m_isReady = false;
};

} // namespace weir
