<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>pages</name>
    <message>
        <source>BUILD</source>
        <translation>构建</translation>
    </message>
    <message>
        <source>OPERATE</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>ASSURE</source>
        <translation>保障</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>同步任务</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行监控</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>审计日志</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>失败处理</translation>
    </message>
    <message>
        <source>Reconciliation</source>
        <translation>对账</translation>
    </message>
    <message>
        <source>New job</source>
        <translation>新建任务</translation>
    </message>
</context>
<context>
    <name>passphrase</name>
    <message>
        <source>Passphrase of the vault</source>
        <translation>凭据库口令</translation>
    </message>
    <message>
        <source>Weir keeps secrets in an encrypted vault in the workspace. Choose a passphrase of at least %1 characters; nobody can recover it.</source>
        <translation>Weir 将密钥存入工作区内的加密凭据库。请设置至少 %1 个字符的口令；口令遗失后无法找回。</translation>
    </message>
    <message>
        <source>Secrets of this workspace are in its encrypted vault. Type its passphrase.</source>
        <translation>此工作区的密钥存放在加密凭据库中，请输入口令。</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>口令</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>再次输入</translation>
    </message>
</context>
<context>
    <name>weir::ActivityStrip</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>%1 rows so far   %2</source>
        <translation>已处理 %1 行   %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>另有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Running: %1</source>
        <translation>正在运行：%1</translation>
    </message>
</context>
<context>
    <name>weir::CommandBox</name>
    <message>
        <source>Search or run a command   Ctrl+K</source>
        <translation>搜索或执行命令   Ctrl+K</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或执行命令</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>匹配项</translation>
    </message>
</context>
<context>
    <name>weir::KeyHelp</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或执行命令</translation>
    </message>
    <message>
        <source>Pages in order, to Ctrl+9</source>
        <translation>依次打开各页，至 Ctrl+9</translation>
    </message>
    <message>
        <source>New job</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>Run the selected job</source>
        <translation>运行所选任务</translation>
    </message>
    <message>
        <source>Pause or continue</source>
        <translation>暂停或继续</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Find on the page</source>
        <translation>在本页查找</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>To the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>下一个窗格</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Close, then clear the filter</source>
        <translation>关闭，再清除筛选</translation>
    </message>
</context>
<context>
    <name>weir::MainWindow</name>
    <message>
        <source>Weir 堰</source>
        <translation>Weir 堰</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检查器</translation>
    </message>
    <message>
        <source>Navigation</source>
        <translation>导航</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>New job</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>没有正在运行的任务</translation>
    </message>
    <message numerus="yes">
        <source>%n running, %1</source>
        <translation>
            <numerusform>%n 个正在运行，%1</numerusform>
        </translation>
    </message>
    <message>
        <source>The ledger cannot be read.</source>
        <translation>无法读取台账。</translation>
    </message>
    <message>
        <source>0 quarantined</source>
        <translation>已隔离 0 行</translation>
    </message>
    <message>
        <source>%1 quarantined</source>
        <translation>已隔离 %1 行</translation>
    </message>
    <message>
        <source>Ledger OK %1</source>
        <translation>台账正常 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) are running.</source>
        <translation>
            <numerusform>有 %n 个任务正在运行。</numerusform>
        </translation>
    </message>
    <message>
        <source>They pause at the next batch border. Nothing is lost; they go on from there.</source>
        <translation>任务会在本批完成后暂停，不会丢失数据，之后从该处继续。</translation>
    </message>
    <message>
        <source>Pause and quit</source>
        <translation>暂停并退出</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>不退出</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Run “%1”</source>
        <translation>运行“%1”</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>深色主题</translation>
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
        <source>Workspace</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>%1 - Weir 堰</source>
        <translation>%1 - Weir 堰</translation>
    </message>
    <message>
        <source>Waiting for network</source>
        <translation>等待网络</translation>
    </message>
    <message>
        <source>“%1”: Weir closed unexpectedly at row %2. Nothing is lost. Resume?</source>
        <translation>“%1”：Weir 上次意外关闭，进度停在第 %2 行，没有丢失数据。是否续传？</translation>
    </message>
    <message numerus="yes">
        <source>Weir closed unexpectedly while %n jobs were running. Nothing is lost. Resume?</source>
        <translation>
            <numerusform>Weir 上次意外关闭时有 %n 个任务正在运行，没有丢失数据。是否续传？</numerusform>
        </translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>续传</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>“%1” was not started. %2</source>
        <translation>“%1”未能启动。%2</translation>
    </message>
    <message>
        <source>Replace all rows in the target of “%1”?</source>
        <translation>整表替换“%1”的目标表？</translation>
    </message>
    <message>
        <source>The %1 rows now in the table are replaced in one step once all new rows are ready; if anything fails, the old table stays. Weir did not create this table.</source>
        <translation>新数据全部就绪后，将一次性替换表中现有的 %1 行；中途失败则原表不变。该表不是由 Weir 创建的。</translation>
    </message>
    <message>
        <source>Replace %1 rows</source>
        <translation>替换 %1 行</translation>
    </message>
    <message>
        <source>Keep the table</source>
        <translation>保留原表</translation>
    </message>
    <message>
        <source>Keep running in the tray</source>
        <translation>在托盘中继续运行</translation>
    </message>
    <message>
        <source>Pausing… Weir closes once every answer is in and the position is kept.</source>
        <translation>正在暂停… 收到全部响应并保存断点后，Weir 将关闭。</translation>
    </message>
    <message>
        <source>There is no page “%1” in this version.</source>
        <translation>此版本没有页面“%1”。</translation>
    </message>
</context>
<context>
    <name>weir::NavList</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>weir::Notifier</name>
    <message>
        <source>Open Weir</source>
        <translation>打开 Weir</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message numerus="yes">
        <source>Weir: %n running</source>
        <translation>
            <numerusform>Weir：%n 个任务正在运行</numerusform>
        </translation>
    </message>
    <message>
        <source>Weir: rows wait for you</source>
        <translation>Weir：有数据行等待处理</translation>
    </message>
    <message>
        <source>Weir: nothing needs attention</source>
        <translation>Weir：暂无待处理事项</translation>
    </message>
    <message>
        <source>Completed, some rows quarantined</source>
        <translation>已完成，有隔离的行</translation>
    </message>
    <message>
        <source>Completed, some rows unknown</source>
        <translation>已完成，有结果未知的行</translation>
    </message>
</context>
</TS>
