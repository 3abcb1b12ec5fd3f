<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>connections</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>CSV, Excel, JSON or JSON lines on this computer</source>
        <translation>本机上的 CSV、Excel、JSON 或 JSON 行文件</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation>分隔符</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>SQLite</source>
        <translation>SQLite</translation>
    </message>
    <message>
        <source>A database in one file</source>
        <translation>单文件数据库</translation>
    </message>
    <message>
        <source>Database file</source>
        <translation>数据库文件</translation>
    </message>
    <message>
        <source>PostgreSQL</source>
        <translation>PostgreSQL</translation>
    </message>
    <message>
        <source>A database server</source>
        <translation>数据库服务器</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>Schema of Weir&apos;s tables</source>
        <translation>Weir 自用表所在模式</translation>
    </message>
    <message>
        <source>Connections at once</source>
        <translation>同时连接数</translation>
    </message>
    <message>
        <source>REST API</source>
        <translation>REST API</translation>
    </message>
    <message>
        <source>JSON over HTTP, page by page</source>
        <translation>通过 HTTP 逐页读取 JSON</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>网址</translation>
    </message>
    <message>
        <source>Bearer token</source>
        <translation>Bearer 令牌</translation>
    </message>
    <message>
        <source>Requests per second, at most</source>
        <translation>每秒请求数上限</translation>
    </message>
    <message>
        <source>Requests at once, at most</source>
        <translation>同时请求数上限</translation>
    </message>
    <message>
        <source>Time-out</source>
        <translation>超时</translation>
    </message>
</context>
<context>
    <name>weir::ConnectionEditor</name>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>New connection: %1</source>
        <translation>新建连接：%1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>As a target: Weir makes two small tables there, weir_checkpoint and weir_skip. They keep the position, so that no row is written twice.</source>
        <translation>作为目标时：Weir 会在其中创建 weir_checkpoint 和 weir_skip 两张小表，用于记录断点，确保每行只写入一次。</translation>
    </message>
    <message>
        <source>Your data goes only where you send it.</source>
        <translation>数据只发送到您指定的目标。</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>set by %1</source>
        <translation>由 %1 设置</translation>
    </message>
    <message>
        <source>A name is needed.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>此项必填。</translation>
    </message>
    <message>
        <source>A number is needed, not “%1”.</source>
        <translation>此处需填数字，而不是“%1”。</translation>
    </message>
    <message>
        <source>The secret was not stored, and nothing was saved.</source>
        <translation>密钥未能存入，连接也未保存。</translation>
    </message>
    <message>
        <source>The connection was not saved.</source>
        <translation>连接未能保存。</translation>
    </message>
    <message>
        <source>Fields of the connection</source>
        <translation>连接的各项设置</translation>
    </message>
</context>
<context>
    <name>weir::ConnectionModel</name>
    <message>
        <source>Testing…</source>
        <translation>正在测试…</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Not tested</source>
        <translation>未测试</translation>
    </message>
    <message>
        <source>source and target</source>
        <translation>来源和目标</translation>
    </message>
    <message>
        <source>source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Tested</source>
        <translation>测试时间</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>weir::ConnectionsPage</name>
    <message>
        <source>“%1” cannot be read.</source>
        <translation>无法读取“%1”。</translation>
    </message>
    <message numerus="yes">
        <source>Connected in %1 ms. %n table(s) found.</source>
        <translation>
            <numerusform>连接成功，耗时 %1 毫秒，发现 %n 张表。</numerusform>
        </translation>
    </message>
    <message>
        <source>Connected in %1 ms.</source>
        <translation>连接成功，耗时 %1 毫秒。</translation>
    </message>
    <message>
        <source>It answers, but cannot be used as it is.</source>
        <translation>有响应，但目前无法使用。</translation>
    </message>
    <message>
        <source>The test was cancelled.</source>
        <translation>测试已取消。</translation>
    </message>
    <message>
        <source>“%1” failed the test.</source>
        <translation>“%1”测试失败。</translation>
    </message>
    <message>
        <source>The connection was not duplicated.</source>
        <translation>连接未能复制。</translation>
    </message>
    <message>
        <source>Made “%1”</source>
        <translation>已创建“%1”</translation>
    </message>
    <message>
        <source>Delete the connection “%1”?</source>
        <translation>删除连接“%1”？</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) use this connection and will not run until you choose another.</source>
        <translation>
            <numerusform>有 %n 个任务使用此连接；删除后，这些任务需另选连接才能运行。</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete the connection</source>
        <translation>删除连接</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>“%1” was not deleted.</source>
        <translation>“%1”未能删除。</translation>
    </message>
    <message>
        <source>“%1” is in the trash for 30 days</source>
        <translation>“%1”已移到回收站，保留 30 天</translation>
    </message>
    <message>
        <source>“%1” was not restored.</source>
        <translation>“%1”未能恢复。</translation>
    </message>
    <message>
        <source>“%1” was not renamed.</source>
        <translation>“%1”未能重命名。</translation>
    </message>
    <message>
        <source>Renamed to “%1”; its jobs know the new name</source>
        <translation>已重命名为“%1”，相关任务已同步更新</translation>
    </message>
    <message>
        <source>The SQL cannot be made.</source>
        <translation>无法生成 SQL。</translation>
    </message>
    <message>
        <source>SQL for the administrator</source>
        <translation>供管理员执行的 SQL</translation>
    </message>
    <message>
        <source>The SQL is in the clipboard</source>
        <translation>SQL 已复制到剪贴板</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter connections</source>
        <translation>筛选连接</translation>
    </message>
    <message>
        <source>Add connection</source>
        <translation>添加连接</translation>
    </message>
    <message>
        <source>No connections yet</source>
        <translation>还没有连接</translation>
    </message>
    <message>
        <source>A connection is a file, a database or an API that jobs read from or write to.</source>
        <translation>连接是任务读取或写入的文件、数据库或 API。</translation>
    </message>
    <message>
        <source>No connection matches the filter</source>
        <translation>没有符合筛选条件的连接</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>“%1” is added. Test it with Ctrl+T.</source>
        <translation>已添加“%1”，可按 Ctrl+T 测试。</translation>
    </message>
    <message>
        <source>“%1” is saved</source>
        <translation>“%1”已保存</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>What do you want to connect?</source>
        <translation>要连接什么？</translation>
    </message>
    <message>
        <source>Types of connections</source>
        <translation>连接类型</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The connections cannot be read.</source>
        <translation>无法读取连接。</translation>
    </message>
    <message>
        <source>Cancel the test</source>
        <translation>取消测试</translation>
    </message>
    <message>
        <source>Tested %1: %2</source>
        <translation>%1 测试：%2</translation>
    </message>
    <message numerus="yes">
        <source>Used by %n job(s): %1</source>
        <translation>
            <numerusform>被 %n 个任务使用：%1</numerusform>
        </translation>
    </message>
    <message>
        <source>No job uses it.</source>
        <translation>没有任务使用此连接。</translation>
    </message>
    <message>
        <source>As a target it gets two small tables, weir_checkpoint and weir_skip, before the first run. “weir forget” removes them.</source>
        <translation>作为目标时，首次运行前会在其中创建 weir_checkpoint 和 weir_skip 两张小表；“weir forget”命令可将其移除。</translation>
    </message>
</context>
<context>
    <name>weir::EncodingPicker</name>
    <message>
        <source>Found out by Weir, and said</source>
        <translation>由 Weir 自动识别并说明</translation>
    </message>
    <message>
        <source>%1 (looks right)</source>
        <translation>%1（显示正常）</translation>
    </message>
    <message numerus="yes">
        <source>%1 (%n byte(s) cannot be read)</source>
        <translation>
            <numerusform>%1（%n 个字节无法读取）</numerusform>
        </translation>
    </message>
</context>
</TS>
