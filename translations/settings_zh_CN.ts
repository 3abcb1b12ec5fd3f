<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>weir::SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>设置分组</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>The window is made anew in that language. Running jobs go on.</source>
        <translation>窗口将以所选语言重新打开，运行中的任务不受影响。</translation>
    </message>
    <message>
        <source>Show an icon in the tray (after the next start)</source>
        <translation>在托盘中显示图标（下次启动后生效）</translation>
    </message>
    <message>
        <source>Tray</source>
        <translation>托盘</translation>
    </message>
    <message>
        <source>Notices</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>紧凑</translation>
    </message>
    <message>
        <source>Comfortable</source>
        <translation>宽松</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>密度</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Workspace folder</source>
        <translation>工作区文件夹</translation>
    </message>
    <message>
        <source>Size of the ledger</source>
        <translation>台账大小</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open another workspace…</source>
        <translation>打开其他工作区…</translation>
    </message>
    <message>
        <source>Open another workspace</source>
        <translation>打开其他工作区</translation>
    </message>
    <message>
        <source>Deleted jobs and connections can be had back for 30 days.</source>
        <translation>删除的任务和连接在 30 天内可以恢复。</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Weir works offline. It sends no telemetry; your data goes only where you send it.</source>
        <translation>Weir 可离线使用，不发送遥测数据；数据只发送到您指定的目标。</translation>
    </message>
    <message>
        <source>Weir uses Qt (LGPL), SQLite, PostgreSQL&apos;s libpq, simdjson, nlohmann/json, fmt, PCRE2, utf8proc, libsodium, zstd, and icons of Lucide (ISC).</source>
        <translation>Weir 使用了 Qt（LGPL）、SQLite、PostgreSQL 的 libpq、simdjson、nlohmann/json、fmt、PCRE2、utf8proc、libsodium、zstd，以及 Lucide 图标（ISC）。</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>Settings of this group</source>
        <translation>本组设置</translation>
    </message>
    <message>
        <source>Tell me when a run fails or a long one ends</source>
        <translation>运行失败或长时间运行结束时通知</translation>
    </message>
    <message>
        <source>Notices come while the window is not in front.</source>
        <translation>仅在窗口不在最前面时通知。</translation>
    </message>
    <message>
        <source>Back up the ledger…</source>
        <translation>备份台账…</translation>
    </message>
    <message>
        <source>The ledger knows what became of every row. The copy is whole even while jobs run.</source>
        <translation>台账记录每一行的去向。任务运行时备份也是完整的。</translation>
    </message>
    <message>
        <source>Back up the ledger</source>
        <translation>备份台账</translation>
    </message>
    <message>
        <source>Ledger (*.db)</source>
        <translation>台账 (*.db)</translation>
    </message>
    <message>
        <source>%1 written to %2</source>
        <translation>已写入 %2（%1）</translation>
    </message>
    <message>
        <source>The ledger was not copied. %1</source>
        <translation>台账未备份。%1</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>Masked in failures, previews, exports, receipts and mapping documents: ID numbers, unified social credit codes, mobile numbers, bank cards and e-mail addresses. They are told by their form and check digits.</source>
        <translation>在失败处理、预览、导出、回执和字段映射文档中自动脱敏：身份证号、统一社会信用代码、手机号、银行卡号和邮箱，按格式和校验位识别。</translation>
    </message>
    <message>
        <source>Values are shown, or exported for editing, for a reason only. Who did it, when and why is in the audit log.</source>
        <translation>显示原值或导出编辑须填写原因；何人、何时、为何都记入审计日志。</translation>
    </message>
    <message>
        <source>Open the audit log</source>
        <translation>打开审计日志</translation>
    </message>
    <message>
        <source>Passwords and tokens are kept in the workspace&apos;s encrypted vault and never shown again.</source>
        <translation>密码和令牌存于工作区的加密保险库，之后不再显示。</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Jobs at once</source>
        <translation>同时运行的任务数</translation>
    </message>
    <message>
        <source>Further jobs wait in the queue and start by themselves. What is running goes on.</source>
        <translation>其余任务排队等待，轮到时自动开始；正在运行的任务不受影响。</translation>
    </message>
    <message>
        <source>How many requests a second an endpoint gets, and how many at once, is set in its connection. All jobs of the window keep to it together.</source>
        <translation>端点每秒请求数和并发数在其连接中设置，窗口中的所有任务共同遵守。</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Proxy, certificates and time limits belong to a connection: an API inside the house and one outside seldom share them. Certificates are always checked against the system&apos;s authorities and the connection&apos;s own.</source>
        <translation>代理、证书和超时属于各个连接：内部接口与外部接口很少共用。证书始终按系统信任机构及连接自带证书校验。</translation>
    </message>
    <message>
        <source>Open the connections</source>
        <translation>打开连接</translation>
    </message>
    <message>
        <source>for good</source>
        <translation>永久</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 年</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 天</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>Keep details of runs</source>
        <translation>保留运行明细</translation>
    </message>
    <message>
        <source>Details are the failed tries of calls. Rows, totals and the audit log stay for good.</source>
        <translation>明细指失败的调用尝试。行数据、汇总和审计日志永久保留。</translation>
    </message>
    <message numerus="yes">
        <source>Details of %n run(s) removed</source>
        <translation>
            <numerusform>已清理 %n 次运行的明细</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Details of %n run(s) older than %1 days will be removed. Totals are kept.</source>
        <translation>
            <numerusform>将清理 %1 天前的 %n 次运行明细，汇总数据会保留。</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove details</source>
        <translation>清理明细</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留</translation>
    </message>
</context>
</TS>
