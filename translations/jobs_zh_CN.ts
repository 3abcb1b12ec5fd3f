<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>weir::JobInspector</name>
    <message>
        <source>Open the last run</source>
        <translation>打开上次运行</translation>
    </message>
    <message>
        <source>Open the failed rows</source>
        <translation>打开失败的行</translation>
    </message>
    <message>
        <source>Reconcile</source>
        <translation>对账</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>上次运行</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>平均速度</translation>
    </message>
    <message>
        <source>Mapping revision</source>
        <translation>映射版本</translation>
    </message>
    <message>
        <source>Open, quarantined</source>
        <translation>未处理的隔离行</translation>
    </message>
    <message>
        <source>Open, unknown</source>
        <translation>未处理的未知行</translation>
    </message>
    <message>
        <source>Runs, %1</source>
        <translation>运行次数（%1）</translation>
    </message>
    <message>
        <source>Retries, %1</source>
        <translation>重试次数（%1）</translation>
    </message>
    <message>
        <source>Lost rows</source>
        <translation>丢失行数</translation>
    </message>
    <message>
        <source>%1 (compared %2)</source>
        <translation>%1（%2 对账）</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>尚未对账</translation>
    </message>
    <message>
        <source>The source&apos;s fields as they are now, and what of the mapping they touch</source>
        <translation>来源当前的字段，以及对映射的影响</translation>
    </message>
    <message>
        <source>Review the change…</source>
        <translation>查看变更…</translation>
    </message>
</context>
<context>
    <name>weir::JobModel</name>
    <message>
        <source>File cannot be used</source>
        <translation>文件无法使用</translation>
    </message>
    <message>
        <source>Source changed</source>
        <translation>来源已变化</translation>
    </message>
    <message>
        <source>%1 (disabled)</source>
        <translation>%1（已停用）</translation>
    </message>
    <message>
        <source>%1 rows so far</source>
        <translation>已处理 %1 行</translation>
    </message>
    <message>
        <source>%1 quarantined</source>
        <translation>已隔离 %1 行</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>尚未对账</translation>
    </message>
    <message>
        <source>Compared %1</source>
        <translation>%1 对账</translation>
    </message>
    <message>
        <source>Guarantee class</source>
        <translation>保证等级</translation>
    </message>
    <message>
        <source>Delivered rows, of those that were due in the period</source>
        <translation>时间范围内应送达的行中，已送达的比例</translation>
    </message>
    <message>
        <source>Rows quarantined or unknown, of those that were due in the period</source>
        <translation>时间范围内应送达的行中，已隔离或结果未知的比例</translation>
    </message>
    <message>
        <source>Missing in the target and unexplained, by the last reconciliation</source>
        <translation>最近一次对账中目标缺失且原因未明的行</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Source → Target</source>
        <translation>来源 → 目标</translation>
    </message>
    <message>
        <source>G</source>
        <comment>guarantee class, short</comment>
        <translation>等级</translation>
    </message>
    <message>
        <source>Write mode</source>
        <translation>写入方式</translation>
    </message>
    <message>
        <source>Last result</source>
        <translation>上次结果</translation>
    </message>
    <message>
        <source>Success rate</source>
        <translation>成功率</translation>
    </message>
    <message>
        <source>Failure rate</source>
        <translation>失败率</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>重试次数</translation>
    </message>
    <message>
        <source>Lost rows</source>
        <translation>丢失行数</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>上次运行</translation>
    </message>
</context>
<context>
    <name>weir::JobsPage</name>
    <message>
        <source>“%1” was not started.</source>
        <translation>“%1”未能启动。</translation>
    </message>
    <message>
        <source>“%1” is not running</source>
        <translation>“%1”没有在运行</translation>
    </message>
    <message>
        <source>The job was not duplicated.</source>
        <translation>任务未能复制。</translation>
    </message>
    <message>
        <source>Made “%1”</source>
        <translation>已创建“%1”</translation>
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
        <source>Renamed to “%1”</source>
        <translation>已重命名为“%1”</translation>
    </message>
    <message>
        <source>“%1” was not changed.</source>
        <translation>“%1”未能更改。</translation>
    </message>
    <message>
        <source>“%1” is enabled</source>
        <translation>“%1”已启用</translation>
    </message>
    <message>
        <source>“%1” is disabled; no schedule starts it</source>
        <translation>“%1”已停用，不再定时启动</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>同步任务</translation>
    </message>
    <message>
        <source>No jobs yet</source>
        <translation>还没有同步任务</translation>
    </message>
    <message>
        <source>A job moves data from a source to a target, and accounts for every row.</source>
        <translation>同步任务将数据从来源送到目标，并对每一行负责。</translation>
    </message>
    <message>
        <source>Try with sample data</source>
        <translation>用示例数据试一试</translation>
    </message>
    <message>
        <source>New job</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter jobs</source>
        <translation>筛选任务</translation>
    </message>
    <message>
        <source>Period of the rates</source>
        <translation>指标的时间范围</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Edit mapping</source>
        <translation>编辑映射</translation>
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
        <source>More actions</source>
        <translation>更多操作</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Reconcile</source>
        <translation>对账</translation>
    </message>
    <message>
        <source>The jobs cannot be read.</source>
        <translation>无法读取任务。</translation>
    </message>
    <message>
        <source>All %1</source>
        <translation>全部 %1</translation>
    </message>
    <message>
        <source>Running %1</source>
        <translation>运行中 %1</translation>
    </message>
    <message>
        <source>Needs attention %1</source>
        <translation>待处理 %1</translation>
    </message>
    <message>
        <source>Paused %1</source>
        <translation>已暂停 %1</translation>
    </message>
    <message>
        <source>No job is in this state</source>
        <translation>没有处于此状态的任务</translation>
    </message>
    <message>
        <source>No job matches “%1”</source>
        <translation>没有与“%1”匹配的任务</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>续传</translation>
    </message>
    <message>
        <source>Go on editing</source>
        <translation>继续编辑</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Mapping document</source>
        <translation>字段映射文档</translation>
    </message>
    <message>
        <source>Document (*.html);;Spreadsheet (*.csv)</source>
        <translation>文档 (*.html);;电子表格 (*.csv)</translation>
    </message>
    <message>
        <source>The mapping document was not written.</source>
        <translation>未能写入字段映射文档。</translation>
    </message>
    <message>
        <source>Mapping document written to %1</source>
        <translation>字段映射文档已写入 %1</translation>
    </message>
    <message>
        <source>See the rows</source>
        <translation>查看数据</translation>
    </message>
    <message>
        <source>Mapping document…</source>
        <translation>字段映射文档…</translation>
    </message>
    <message>
        <source>“%1” starts when one of the running jobs ends</source>
        <translation>“%1”将在有任务结束后自动开始</translation>
    </message>
    <message>
        <source>Saved. The next run goes on with the source as it is now.</source>
        <translation>已保存。下次运行将按来源的当前结构继续。</translation>
    </message>
    <message numerus="yes">
        <source>Saved; %n line(s) of the mapping changed. The next run goes on with the source as it is now.</source>
        <translation>
            <numerusform>已保存，映射中 %n 行已更改。下次运行将按来源的当前结构继续。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::SourceChangeSheet</name>
    <message>
        <source>new</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>gone; looks renamed to %1</source>
        <translation>已移除，可能改名为 %1</translation>
    </message>
    <message>
        <source>wider</source>
        <translation>变宽</translation>
    </message>
    <message>
        <source>narrower</source>
        <translation>变窄</translation>
    </message>
    <message>
        <source>another type</source>
        <translation>类型已变</translation>
    </message>
    <message>
        <source>may be empty now</source>
        <translation>现在可为空</translation>
    </message>
    <message>
        <source>always has a value now</source>
        <translation>现在必有值</translation>
    </message>
    <message>
        <source>declared in another way, same values</source>
        <translation>声明方式不同，取值相同</translation>
    </message>
    <message>
        <source>another key</source>
        <translation>主键已变</translation>
    </message>
    <message>
        <source>The source of %1 changed</source>
        <translation>“%1”的来源已变化</translation>
    </message>
    <message>
        <source>Looking at the source…</source>
        <translation>正在查看来源…</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>原来</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>使用者</translation>
    </message>
    <message>
        <source>Fields that changed</source>
        <translation>已变化的字段</translation>
    </message>
    <message>
        <source>Open the mapping</source>
        <translation>打开映射</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Apply and save</source>
        <translation>应用并保存</translation>
    </message>
    <message>
        <source>Leave new fields out; a run says that it did</source>
        <translation>不接收新字段，运行时会注明</translation>
    </message>
    <message>
        <source>Take new fields over, now and later; a table that Weir made gets a column for each</source>
        <translation>接收新字段（今后亦然）；Weir 创建的表会自动加列</translation>
    </message>
    <message>
        <source>Read renamed fields under their new name</source>
        <translation>改名的字段按新名称读取</translation>
    </message>
    <message>
        <source>The source cannot be looked at. %1</source>
        <translation>无法查看来源。%1</translation>
    </message>
    <message>
        <source>The source has the fields that the last run knew. There is nothing to decide.</source>
        <translation>来源字段与上次运行时一致，无需处理。</translation>
    </message>
    <message>
        <source>New fields: %1. Removed: %2. Otherwise changed: %3.</source>
        <translation>新增字段 %1 个，移除 %2 个，其他变化 %3 个。</translation>
    </message>
    <message>
        <source>Changed types are taken as they are now; a value that does not fit is quarantined, not altered.</source>
        <translation>类型变化按当前类型处理；不符合的值会被隔离，不会被改动。</translation>
    </message>
    <message>
        <source>Nothing was saved. %1</source>
        <translation>未保存任何更改。%1</translation>
    </message>
    <message>
        <source>Lines that read a removed field and have no new name for it are taken out: their columns get no value from the next run on. What is in the target stays.</source>
        <translation>读取已移除字段且没有新名称的映射行将被去掉：从下次运行起，对应列不再写入值。目标中的已有数据保持不变。</translation>
    </message>
</context>
<context>
    <name>weir::TargetGrid</name>
    <message>
        <source>Rows in the target of “%1”</source>
        <translation>“%1”的目标数据</translation>
    </message>
    <message>
        <source>Find by key</source>
        <translation>按主键查找</translation>
    </message>
    <message>
        <source>Rows of the target</source>
        <translation>目标数据</translation>
    </message>
    <message>
        <source>Reason, for the audit log</source>
        <translation>原因（记入审计日志）</translation>
    </message>
    <message>
        <source>Reason for showing masked values</source>
        <translation>显示脱敏值的原因</translation>
    </message>
    <message>
        <source>Show masked values</source>
        <translation>显示脱敏值</translation>
    </message>
    <message>
        <source>Hold for one second. The values are shown for 30 s, and the audit log keeps it.</source>
        <translation>按住一秒。内容显示 30 秒，并记入审计日志。</translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation>导出 CSV…</translation>
    </message>
    <message>
        <source>The rows of the target could not be read.</source>
        <translation>无法读取目标数据。</translation>
    </message>
    <message>
        <source>Find by %1</source>
        <translation>按 %1 查找</translation>
    </message>
    <message>
        <source>No row has this key.</source>
        <translation>没有该主键的行。</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <translation>找到 %1 行</translation>
    </message>
    <message>
        <source>The first %1 rows</source>
        <translation>前 %1 行</translation>
    </message>
    <message>
        <source>All rows</source>
        <translation>全部行</translation>
    </message>
    <message>
        <source>Shown for 30 s</source>
        <translation>显示 30 秒</translation>
    </message>
    <message>
        <source>Export the rows of the target</source>
        <translation>导出目标数据</translation>
    </message>
    <message>
        <source>%1 rows written to %2; personal data is masked.</source>
        <translation>已将 %1 行写入 %2，个人信息已脱敏。</translation>
    </message>
    <message>
        <source>The rows were not exported.</source>
        <translation>未能导出。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>%1 rows in the target</source>
        <translation>目标共 %1 行</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在计数…</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx);;CSV (*.csv)</source>
        <translation>Excel 工作簿 (*.xlsx);;CSV (*.csv)</translation>
    </message>
</context>
</TS>
