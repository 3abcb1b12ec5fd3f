<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>compensation</name>
    <message>
        <source>insert</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>inserted</source>
        <translation>已新增</translation>
    </message>
    <message>
        <source>update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>updated</source>
        <translation>已更新</translation>
    </message>
    <message>
        <source>already there, skip</source>
        <translation>已存在，跳过</translation>
    </message>
    <message>
        <source>still fails</source>
        <translation>仍会失败</translation>
    </message>
    <message>
        <source>a filter drops it now</source>
        <translation>现被过滤</translation>
    </message>
    <message>
        <source>differs, may be newer</source>
        <translation>不同，可能更新</translation>
    </message>
    <message>
        <source>target is newer</source>
        <translation>目标较新</translation>
    </message>
    <message>
        <source>cannot be proved missing</source>
        <translation>无法确认缺失</translation>
    </message>
    <message>
        <source>The target itself records how far Weir has written. These rows were left out there, and each is written together with that record.</source>
        <translation>目标中记录了 Weir 的写入位置；这些行当时未写入，补偿时与该记录在同一事务中写入。</translation>
    </message>
    <message>
        <source>Weir&apos;s own record shows none of these rows was confirmed, and the file is cut back to the recorded length after a crash.</source>
        <translation>本机台账显示这些行均未确认送达；崩溃后文件会截回已记录的长度。</translation>
    </message>
    <message>
        <source>Rows are recognised by %1, which is unique in the target. Rows already there are skipped. %2</source>
        <translation>按 %1 识别（在目标中唯一）；目标中已有的行会跳过。%2</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>Cut to the column&apos;s length (loses the end)</source>
        <translation>截断到列长度（有损）</translation>
    </message>
    <message>
        <source>Leave the field empty in these rows (loses the text)</source>
        <translation>这些行的该字段留空（有损）</translation>
    </message>
    <message>
        <source>With the mapping as it is now</source>
        <translation>按当前映射</translation>
    </message>
    <message>
        <source>Widen the column from %1 to %2 characters</source>
        <translation>将列从 %1 个字符加宽到 %2 个字符</translation>
    </message>
    <message>
        <source>Widen the column from %1 characters to any number</source>
        <translation>将列从 %1 个字符改为不限长度</translation>
    </message>
</context>
<context>
    <name>edited</name>
    <message>
        <source>compensated already</source>
        <translation>已补偿</translation>
    </message>
    <message>
        <source>discarded</source>
        <translation>已放弃</translation>
    </message>
    <message>
        <source>not open</source>
        <translation>不在待处理状态</translation>
    </message>
    <message>
        <source>The text is not UTF-8, so values would be damaged. Save the file as “CSV UTF-8”.</source>
        <translation>文件不是 UTF-8 编码，读取会损坏内容。请另存为“CSV UTF-8”。</translation>
    </message>
    <message>
        <source>This is no file of exported rows: its first column is not “row”.</source>
        <translation>这不是导出的行文件：第一列不是“row”。</translation>
    </message>
    <message>
        <source>The source has no field “%1”.</source>
        <translation>来源中没有字段“%1”。</translation>
    </message>
    <message>
        <source>The source has no field “%1”. Is it “%2”?</source>
        <translation>来源中没有字段“%1”，是否应为“%2”？</translation>
    </message>
    <message>
        <source>A quotation mark in this line is never closed.</source>
        <translation>该行中的引号没有闭合。</translation>
    </message>
    <message>
        <source>At most %1 rows can be edited at once. Split the file.</source>
        <translation>一次最多修改 %1 行，请拆分文件。</translation>
    </message>
    <message>
        <source>The line does not fit the head: %1</source>
        <translation>该行与表头不符：%1</translation>
    </message>
    <message>
        <source>“%1” is no number of a row</source>
        <translation>“%1”不是行号</translation>
    </message>
    <message>
        <source>This job has no such row</source>
        <translation>该任务没有这一行</translation>
    </message>
    <message>
        <source>set aside: restore it first</source>
        <translation>已搁置，请先恢复</translation>
    </message>
    <message>
        <source>stands in line %1, too: keep one of them</source>
        <translation>与文件第 %1 行重复，请只保留一行</translation>
    </message>
    <message>
        <source>“%1” is no value of the type %2</source>
        <translation>“%1”不是 %2 类型的值</translation>
    </message>
    <message>
        <source>The spreadsheet made %1 of %2. Open the file with this column as text.</source>
        <translation>电子表格把 %2 变成了 %1，请以文本格式打开该列。</translation>
    </message>
    <message>
        <source>This column is only for reading. Change the field&apos;s own column behind “detail”.</source>
        <translation>该列仅供查看，请修改“detail”之后该字段自己的列。</translation>
    </message>
</context>
<context>
    <name>failures</name>
    <message>
        <source>%1: failed in run %2</source>
        <translation>%1：第 %2 次运行中失败</translation>
    </message>
    <message>
        <source>%1: values edited</source>
        <translation>%1：修改了值</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>was in the target already</source>
        <translation>目标中已存在</translation>
    </message>
    <message>
        <source>failed again</source>
        <translation>再次失败</translation>
    </message>
    <message>
        <source>not written</source>
        <translation>未写入</translation>
    </message>
    <message>
        <source>going on</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>%1: compensation, %2</source>
        <translation>%1：补偿，%2</translation>
    </message>
</context>
</TS>
