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
    <message>
        <source>Edited rows of %1</source>
        <translation>%1 中修改过的行</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>正在读取文件…</translation>
    </message>
    <message>
        <source>New values typed beside the rows</source>
        <translation>在行旁直接输入的新值</translation>
    </message>
    <message>
        <source>Compensate %1 edited rows</source>
        <translation>补偿 %1 行修改过的数据</translation>
    </message>
    <message>
        <source>Nothing is taken from this file.</source>
        <translation>未采用此文件中的任何内容。</translation>
    </message>
    <message>
        <source>Correct the new values that are refused, or take them back, first.</source>
        <translation>请先更正被拒绝的新值，或将其撤回。</translation>
    </message>
    <message>
        <source>No row has a new value that can be taken.</source>
        <translation>没有任何一行含有可采用的新值。</translation>
    </message>
    <message>
        <source>edited %1 · refused %2</source>
        <translation>已修改 %1 · 被拒绝 %2</translation>
    </message>
    <message>
        <source>changed %1 · unchanged %2 · refused %3</source>
        <translation>有改动 %1 · 无改动 %2 · 被拒绝 %3</translation>
    </message>
    <message>
        <source>%1 in %2 rows</source>
        <comment>field, number</comment>
        <translation>%1（%2 行）</translation>
    </message>
    <message>
        <source>New values: %1</source>
        <translation>新值：%1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>处理结果</translation>
    </message>
    <message>
        <source>Refused %1</source>
        <translation>被拒绝 %1</translation>
    </message>
    <message>
        <source>Stopped. Rows delivered until then stay delivered; the others are still open.</source>
        <translation>已停止。此前已送达的行保持送达，其余行仍待处理。</translation>
    </message>
    <message>
        <source>Stopping behind the rows that are under way…</source>
        <translation>正在停止，等待进行中的行完成…</translation>
    </message>
    <message>
        <source>What becomes of the rows, and which lines are refused</source>
        <translation>各行的处理结果与被拒绝的文件行</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>文件行号</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Refused lines</source>
        <translation>被拒绝的文件行</translation>
    </message>
    <message>
        <source>%1: the column&apos;s own limit is in the way. An administrator of the target has to run this first; then come back here:
%2</source>
        <comment>fix, statement</comment>
        <translation>%1：受目标列自身长度限制。请目标数据库管理员先执行以下语句，再回到此处：
%2</translation>
    </message>
    <message>
        <source>Copy SQL</source>
        <translation>复制 SQL</translation>
    </message>
</context>
<context>
    <name>weir::EditExportDialog</name>
    <message>
        <source>%1 to edit.csv</source>
        <translation>%1 待修改.csv</translation>
    </message>
    <message>
        <source>%1 to edit %2.csv</source>
        <translation>%1 待修改 %2.csv</translation>
    </message>
    <message>
        <source>Export to edit</source>
        <translation>导出以便修改</translation>
    </message>
    <message>
        <source>The file holds the values as they are, personal data included, so that what you bring back is exact. Change values in the columns behind “detail”; an emptied cell is no value.</source>
        <translation>文件中是未脱敏的真实值（含个人信息），以便导回时准确无误。请修改“detail”之后各列的值；清空的单元格表示没有值。</translation>
    </message>
    <message>
        <source>Rows of “%1”: %2</source>
        <translation>“%1”的行：%2</translation>
    </message>
    <message>
        <source>Every open row of %1: %2</source>
        <translation>%1 的全部待处理行：%2</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>For the audit log</source>
        <translation>将记入审计日志</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Spreadsheet (*.csv);;NDJSON (*.ndjson)</source>
        <translation>电子表格 (*.csv);;NDJSON (*.ndjson)</translation>
    </message>
    <message>
        <source>This file exists already, and may hold edits. Name another one.</source>
        <translation>该文件已存在，其中可能有修改内容，请换一个文件名。</translation>
    </message>
    <message>
        <source>This folder does not exist.</source>
        <translation>该文件夹不存在。</translation>
    </message>
    <message>
        <source>A reason is needed, for the audit log</source>
        <translation>需填写原因，将记入审计日志</translation>
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
        <source>Bring back edited rows</source>
        <translation>导回修改过的行</translation>
    </message>
    <message>
        <source>Exported rows (*.csv *.ndjson)</source>
        <translation>导出的行 (*.csv *.ndjson)</translation>
    </message>
    <message>
        <source>%1 rows written to %2. Bring them back once they are edited.</source>
        <translation>已将 %1 行写入 %2，修改后请导回。</translation>
    </message>
    <message>
        <source>The export was cancelled; no file was left.</source>
        <translation>已取消导出，未留下文件。</translation>
    </message>
    <message>
        <source>Exporting to %1: %2 rows so far</source>
        <translation>正在导出到 %1：已写入 %2 行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Edit in a file</source>
        <translation>用文件修改</translation>
    </message>
    <message>
        <source>Export to edit…</source>
        <translation>导出以便修改…</translation>
    </message>
    <message>
        <source>Bring back edited rows…</source>
        <translation>导回修改过的行…</translation>
    </message>
    <message>
        <source>Mark %1 as delivered…</source>
        <translation>将 %1 行标记为已送达…</translation>
    </message>
    <message>
        <source>Send %1 again…</source>
        <translation>重新发送 %1 行…</translation>
    </message>
    <message>
        <source>Mark as delivered</source>
        <translation>标记为已送达</translation>
    </message>
    <message>
        <source>Mark %1 rows of %2 as delivered? You know that they are in the target. Weir will not send them again, and this cannot be taken back.</source>
        <translation>将“%2”的 %1 行标记为已送达？请确认这些行已在目标中。Weir 不会再次发送，且此操作无法撤销。</translation>
    </message>
    <message>
        <source>Mark %1 rows as delivered</source>
        <translation>将 %1 行标记为已送达</translation>
    </message>
    <message>
        <source>%1 rows marked as delivered</source>
        <translation>已将 %1 行标记为已送达</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Send %1 rows of %2 again? They join the open rows, and a compensation delivers them.</source>
        <translation>重新发送“%2”的 %1 行？这些行将转为待处理，由补偿送达。</translation>
    </message>
    <message>
        <source>Send %1 rows again</source>
        <translation>重新发送 %1 行</translation>
    </message>
    <message>
        <source>I accept that %1 rows may be written twice</source>
        <translation>我接受 %1 行可能被写入两次</translation>
    </message>
    <message>
        <source>%1 rows are open again</source>
        <translation>%1 行已转为待处理</translation>
    </message>
    <message>
        <source>Causes and rows</source>
        <translation>原因和行</translation>
    </message>
    <message>
        <source>No answer from the target. It is not known whether these rows arrived.</source>
        <translation>目标没有响应，无法确定这些行是否已写入。</translation>
    </message>
    <message>
        <source>Compares source and target, row by row</source>
        <translation>逐行对比来源与目标</translation>
    </message>
    <message>
        <source>Discard for ever</source>
        <translation>永久放弃</translation>
    </message>
    <message>
        <source>Discard %1 rows of %2 for ever? They are never delivered, and this cannot be taken back. They stay in the count of quarantined rows, with your reason.</source>
        <translation>永久放弃“%2”的 %1 行？这些行将不再送达，且无法撤销；它们仍计入已隔离行数，并保留您填写的原因。</translation>
    </message>
    <message>
        <source>Discard %1 rows</source>
        <translation>放弃 %1 行</translation>
    </message>
    <message>
        <source>%1 rows discarded</source>
        <translation>已放弃 %1 行</translation>
    </message>
    <message>
        <source>Discard…</source>
        <translation>放弃…</translation>
    </message>
    <message>
        <source>The rows are never delivered. A reason is kept.</source>
        <translation>这些行将不再送达，并保留原因。</translation>
    </message>
    <message>
        <source>Check these %1 first</source>
        <translation>先核对这 %1 行</translation>
    </message>
</context>
<context>
    <name>weir::ReasonDialog</name>
    <message>
        <source>Reason, for the audit log</source>
        <translation>原因（记入审计日志）</translation>
    </message>
    <message>
        <source>Reason, for the audit log (may be left out)</source>
        <translation>原因（记入审计日志，可不填）</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>weir::RowDetail</name>
    <message>
        <source>Masked: type the whole value</source>
        <translation>已脱敏：请输入完整的值</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Takes the last new value back (Ctrl+Z)</source>
        <translation>撤回上一个新值 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>The row as read, and its new values</source>
        <translation>读取时的行及其新值</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>As read</source>
        <translation>读取时的值</translation>
    </message>
    <message>
        <source>New value</source>
        <translation>新值</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>position, what the target or the mapping said</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Edited: not delivered yet</source>
        <translation>已修改，尚未送达</translation>
    </message>
    <message>
        <source>Too long, or of several lines: edit it in a file.</source>
        <translation>值过长或含多行，请用文件修改。</translation>
    </message>
    <message>
        <source>F2 edits a value; an empty one is no value</source>
        <translation>按 F2 修改值；留空表示没有值</translation>
    </message>
    <message>
        <source>Compensate this row…</source>
        <translation>补偿此行…</translation>
    </message>
    <message>
        <source>Compensate %1 edited rows…</source>
        <translation>补偿 %1 行修改过的数据…</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Response</source>
        <translation>响应</translation>
    </message>
    <message>
        <source>This request held %1 rows; its beginning is shown.</source>
        <translation>该请求包含 %1 行，此处仅显示开头部分。</translation>
    </message>
    <message>
        <source>There was no answer.</source>
        <translation>没有收到响应。</translation>
    </message>
    <message>
        <source>What is kept of the row</source>
        <translation>该行保留的内容</translation>
    </message>
</context>
</TS>
