<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>weir::CompensationSheet</name>
    <message>
        <source>Only those that are not written</source>
        <translation>只显示未写入的行</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>主键</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>补偿前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>补偿后</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>outcome, reason</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>What becomes of each row</source>
        <translation>每一行的处理结果</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>修复方式</translation>
    </message>
    <message>
        <source>Why no duplicates</source>
        <translation>为何不会重复</translation>
    </message>
    <message>
        <source>Compensate %1 rows</source>
        <translation>补偿 %1 行</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>cause, field</comment>
        <translation>%2：%1</translation>
    </message>
    <message>
        <source>Looking at what would happen…</source>
        <translation>正在预览结果…</translation>
    </message>
    <message>
        <source>Delivering the rows…</source>
        <translation>正在补偿…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Preview: nothing is written yet.</source>
        <translation>预览：尚未写入任何数据。</translation>
    </message>
    <message>
        <source>insert %1 · update %2 · already there, skip %3 · blocked %4</source>
        <translation>新增 %1 · 更新 %2 · 已存在，跳过 %3 · 无法补偿 %4</translation>
    </message>
    <message>
        <source>Nothing to compensate</source>
        <translation>没有可补偿的行</translation>
    </message>
    <message>
        <source>All %1 rows are already in the target. Marked as compensated.</source>
        <translation>%1 行在目标中均已存在，已标记为“已补偿”。</translation>
    </message>
    <message>
        <source>%1 compensated, %2 of them found in the target.</source>
        <translation>已补偿 %1 行，并已在目标中核实 %2 行。</translation>
    </message>
    <message>
        <source>%1 compensated.</source>
        <translation>已补偿 %1 行。</translation>
    </message>
    <message>
        <source>inserted %1 · updated %2 · were there already %3 · still blocked %4</source>
        <translation>已新增 %1 · 已更新 %2 · 原已存在 %3 · 仍无法补偿 %4</translation>
    </message>
    <message>
        <source>inserted %1 · updated %2 · were there already %3</source>
        <translation>已新增 %1 · 已更新 %2 · 原已存在 %3</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Compensate</source>
        <translation>补偿</translation>
    </message>
</context>
<context>
    <name>weir::FailedRowModel</name>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>主键</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>尝试次数</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>最近一次错误</translation>
    </message>
    <message>
        <source>Failed at</source>
        <translation>失败时间</translation>
    </message>
</context>
<context>
    <name>weir::FailuresPage</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Run %1 ×</source>
        <translation>第 %1 次运行 ×</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>未处理 %1</translation>
    </message>
    <message>
        <source>Unknown %1</source>
        <translation>结果未知 %1</translation>
    </message>
    <message>
        <source>Compensated %1</source>
        <translation>已补偿 %1</translation>
    </message>
    <message>
        <source>Set aside %1</source>
        <translation>已搁置 %1</translation>
    </message>
    <message>
        <source>All %1 compensated</source>
        <translation>%1 行已全部补偿</translation>
    </message>
    <message>
        <source>No row waits for you.</source>
        <translation>没有待处理的行。</translation>
    </message>
    <message>
        <source>No failed rows</source>
        <translation>没有失败的行</translation>
    </message>
    <message>
        <source>Every row was delivered, or filtered by your rules.</source>
        <translation>所有行均已送达，或被您设定的规则过滤。</translation>
    </message>
    <message>
        <source>Rows of “%1”: %2</source>
        <translation>“%1”的行：%2</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Set aside all</source>
        <translation>全部搁置</translation>
    </message>
    <message>
        <source>All %1 selected</source>
        <translation>已选择全部 %1 行</translation>
    </message>
    <message>
        <source>Select all %1</source>
        <translation>选择全部 %1 行</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>position, what the target or the mapping said</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>原始内容</translation>
    </message>
    <message>
        <source>%1 rows restored</source>
        <translation>已恢复 %1 行</translation>
    </message>
    <message>
        <source>%1 rows set aside</source>
        <translation>已搁置 %1 行</translation>
    </message>
    <message>
        <source>Export rows</source>
        <translation>导出行</translation>
    </message>
    <message>
        <source>%1 failures.csv</source>
        <translation>%1 失败行.csv</translation>
    </message>
    <message>
        <source>Spreadsheet (*.csv);;NDJSON (*.ndjson)</source>
        <translation>电子表格 (*.csv);;NDJSON (*.ndjson)</translation>
    </message>
    <message>
        <source>%1 rows written to %2</source>
        <translation>已将 %1 行写入 %2</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>失败处理</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>同步任务</translation>
    </message>
    <message>
        <source>All jobs</source>
        <translation>全部任务</translation>
    </message>
    <message>
        <source>Show the rows of every run</source>
        <translation>显示所有运行的行</translation>
    </message>
    <message>
        <source>Causes</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>For example</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>%1: “%2”, %3 characters</source>
        <comment>position, value, length</comment>
        <translation>%1：“%2”，%3 个字符</translation>
    </message>
    <message>
        <source>%1: “%2”</source>
        <comment>position, value</comment>
        <translation>%1：“%2”</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Compensate…</source>
        <translation>补偿…</translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation>导出 CSV…</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>搁置</translation>
    </message>
    <message>
        <source>Rows set aside stay stored and can be restored.</source>
        <translation>搁置的行仍会保留，可随时恢复。</translation>
    </message>
    <message>
        <source>Failed rows</source>
        <translation>失败的行</translation>
    </message>
    <message>
        <source>The row as read</source>
        <translation>读取时的整行</translation>
    </message>
    <message>
        <source>As read</source>
        <translation>读取时的值</translation>
    </message>
    <message>
        <source>Bring back edited rows</source>
        <translation>导回修改过的行</translation>
    </message>
    <message>
        <source>Exported rows (*.csv *.ndjson)</source>
        <translation>导出的行 (*.csv *.ndjson)</translation>
    </message>
    <message>
        <source>Nothing was taken from %1: %2</source>
        <translation>未从 %1 导入任何内容：%2</translation>
    </message>
    <message>
        <source>%1 rows have new values. Compensate them to deliver them.</source>
        <translation>%1 行有了新值，补偿后即可送达。</translation>
    </message>
    <message>
        <source>%1 is edited. Compensate the row to deliver it.</source>
        <translation>已修改 %1，补偿该行后即可送达。</translation>
    </message>
    <message>
        <source>Bring back…</source>
        <translation>导回…</translation>
    </message>
    <message>
        <source>Values that you edited in an exported file replace those kept; then compensate the rows.</source>
        <translation>在导出文件中修改过的值会替换原有的值，之后再补偿这些行。</translation>
    </message>
</context>
</TS>
