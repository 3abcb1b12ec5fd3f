<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>banner</name>
    <message>
        <source>The source asked us to slow down. Reading %1 rows/s until %2. No rows are lost; %3 are waiting.</source>
        <translation>来源要求降速：%2 前按 %1 行/秒读取。数据不会丢失，%3 行正在等待。</translation>
    </message>
    <message>
        <source>The target asked us to slow down. Sending %1 rows/s until %2. No rows are lost; %3 are waiting.</source>
        <translation>目标要求降速：%2 前按 %1 行/秒发送。数据不会丢失，%3 行正在等待。</translation>
    </message>
    <message>
        <source>The source asked us to wait until %1. No rows are lost; %2 are waiting.</source>
        <translation>来源要求等待至 %1。数据不会丢失，%2 行正在等待。</translation>
    </message>
    <message>
        <source>The target asked us to wait until %1. No rows are lost; %2 are waiting.</source>
        <translation>目标要求等待至 %1。数据不会丢失，%2 行正在等待。</translation>
    </message>
    <message>
        <source>Nothing was skipped.</source>
        <translation>没有跳过任何数据。</translation>
    </message>
    <message>
        <source>Nothing was skipped; reading continues behind %1.</source>
        <translation>没有跳过任何数据，将从 %1 之后继续读取。</translation>
    </message>
    <message>
        <source>Rows stay on this computer: %1.</source>
        <translation>%1 行已保存在本机。</translation>
    </message>
    <message>
        <source>Testing the source with one request…</source>
        <translation>正在向来源发送一个试探请求…</translation>
    </message>
    <message>
        <source>Testing the target with one request…</source>
        <translation>正在向目标发送一个试探请求…</translation>
    </message>
    <message>
        <source>%1 of the last %2 calls to the source failed. Trying again in %3 s.</source>
        <translation>最近 %2 次调用来源有 %1 次失败，%3 秒后重试。</translation>
    </message>
    <message>
        <source>%1 of the last %2 calls to the target failed. Trying again in %3 s.</source>
        <translation>最近 %2 次调用目标有 %1 次失败，%3 秒后重试。</translation>
    </message>
    <message>
        <source>The source could not be reached %1 times in a row. Trying again in %2 s.</source>
        <translation>来源连续 %1 次无法连接，%2 秒后重试。</translation>
    </message>
    <message>
        <source>The target could not be reached %1 times in a row. Trying again in %2 s.</source>
        <translation>目标连续 %1 次无法连接，%2 秒后重试。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>two sentences</comment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>The source has been unreachable for %1 h. Retries have stopped; %2 rows stay on this computer.</source>
        <translation>来源已连续 %1 小时无法访问，重试已停止。%2 行仍保存在本机。</translation>
    </message>
    <message>
        <source>The target has been unreachable for %1 h. Retries have stopped; %2 rows stay on this computer.</source>
        <translation>目标已连续 %1 小时无法访问，重试已停止。%2 行仍保存在本机。</translation>
    </message>
    <message>
        <source>The disk of the ledger is full. The job is paused; nothing was written after row %1.</source>
        <translation>台账所在磁盘已满，任务已暂停；第 %1 行之后没有写入任何数据。</translation>
    </message>
    <message>
        <source>Progress cannot be saved. The job is paused; nothing was written after row %1.</source>
        <translation>无法保存进度，任务已暂停；第 %1 行之后没有写入任何数据。</translation>
    </message>
    <message>
        <source>Many rows fail in the same way: the structure may have changed. The job is paused; the last batch was not written.</source>
        <translation>大量行因同一原因失败，来源或目标的结构可能已变化。任务已暂停，最后一批没有写入。</translation>
    </message>
    <message>
        <source>The source changed since it was last read. The job is paused; nothing was written.</source>
        <translation>来源结构自上次读取后已变化。任务已暂停，没有写入任何数据。</translation>
    </message>
    <message>
        <source>The source refuses the sign-in. The job is paused; no row is quarantined for this.</source>
        <translation>来源拒绝登录。任务已暂停，没有行因此被隔离。</translation>
    </message>
    <message>
        <source>The target refuses the sign-in. The job is paused; no row is quarantined for this.</source>
        <translation>目标拒绝登录。任务已暂停，没有行因此被隔离。</translation>
    </message>
    <message>
        <source>%1 rows are unaccounted for. The job is paused so that nothing more is lost.</source>
        <translation>有 %1 行去向不明。任务已暂停，以防问题扩大。</translation>
    </message>
    <message>
        <source>No network. Local jobs go on; this one continues by itself.</source>
        <translation>网络已断开。本地任务不受影响，此任务将在网络恢复后自动继续。</translation>
    </message>
    <message>
        <source>%1 left for the ledger. Pausing at %2.</source>
        <translation>台账所在磁盘仅剩 %1，低于 %2 时任务将暂停。</translation>
    </message>
    <message>
        <source>Waiting for the source (no rows for %1 s).</source>
        <translation>等待来源返回数据（%1 秒无新数据）。</translation>
    </message>
    <message>
        <source>Weir closed unexpectedly at row %1. Nothing is lost. Resume?</source>
        <translation>Weir 上次意外关闭，进度停在第 %1 行，没有丢失数据。是否续传？</translation>
    </message>
    <message>
        <source>The run failed. What was delivered stays delivered; run again to go on.</source>
        <translation>运行失败。已送达的数据不受影响；再次运行即可继续。</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) had no answer and cannot be looked up. They will not be sent again without you.</source>
        <translation>
            <numerusform>%n 行未收到响应，也无法查询结果；未经您确认不会重新发送。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>eta</name>
    <message>
        <source>less than 1 min left</source>
        <translation>剩余不到 1 分钟</translation>
    </message>
    <message numerus="yes">
        <source>about %n min left</source>
        <translation>
            <numerusform>大约还需 %n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>about %1 h %2 min left</source>
        <translation>大约还需 %1 小时 %2 分钟</translation>
    </message>
    <message>
        <source>Will continue when the network is back</source>
        <translation>网络恢复后自动继续</translation>
    </message>
    <message numerus="yes">
        <source>next try in %n s</source>
        <translation>
            <numerusform>%n 秒后重试</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) so far</source>
        <translation>
            <numerusform>已读取 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>share, time left</comment>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>runs</name>
    <message>
        <source>Compensation</source>
        <translation>补偿运行</translation>
    </message>
    <message>
        <source>You</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>命令行</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>定时</translation>
    </message>
    <message>
        <source>Table made in the target</source>
        <translation>已在目标中建表</translation>
    </message>
    <message>
        <source>Columns added to the target</source>
        <translation>已在目标表中加列</translation>
    </message>
    <message>
        <source>The target went back to an earlier state; lost rows are delivered again</source>
        <translation>目标回到了较早的状态，缺失的行将重新送达</translation>
    </message>
    <message>
        <source>The source&apos;s fields changed</source>
        <translation>来源字段已变化</translation>
    </message>
    <message>
        <source>A new field was taken</source>
        <translation>已接收新字段</translation>
    </message>
    <message>
        <source>The job was reset</source>
        <translation>任务已重置</translation>
    </message>
    <message>
        <source>The ledger was recovered</source>
        <translation>台账已恢复</translation>
    </message>
    <message>
        <source>Values of a row were edited</source>
        <translation>已修改一行的值</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>event, detail</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>The source asked us to slow down</source>
        <translation>来源要求降速</translation>
    </message>
    <message>
        <source>The target asked us to slow down</source>
        <translation>目标要求降速</translation>
    </message>
    <message>
        <source>The source is left alone for a while</source>
        <translation>来源已熔断，暂停访问</translation>
    </message>
    <message>
        <source>The target is left alone for a while</source>
        <translation>目标已熔断，暂停访问</translation>
    </message>
    <message>
        <source>The source is tested with one request</source>
        <translation>正在试探来源</translation>
    </message>
    <message>
        <source>The target is tested with one request</source>
        <translation>正在试探目标</translation>
    </message>
    <message>
        <source>Back to normal</source>
        <translation>已恢复正常</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>网络已断开</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>The computer slept for %1</source>
        <translation>电脑休眠了 %1</translation>
    </message>
    <message>
        <source>Value is too long</source>
        <translation>超过长度限制</translation>
    </message>
    <message>
        <source>Value is too long (limit %1)</source>
        <translation>超过长度限制（上限 %1）</translation>
    </message>
    <message>
        <source>Not a date</source>
        <translation>不是有效日期</translation>
    </message>
    <message>
        <source>Not a time</source>
        <translation>不是有效时间</translation>
    </message>
    <message>
        <source>Not a number</source>
        <translation>不是数字</translation>
    </message>
    <message>
        <source>Neither true nor false</source>
        <translation>不是布尔值</translation>
    </message>
    <message>
        <source>Number is out of range</source>
        <translation>数值超出范围</translation>
    </message>
    <message>
        <source>Digits would be lost</source>
        <translation>会损失精度</translation>
    </message>
    <message>
        <source>Value does not fit the type</source>
        <translation>值与类型不符</translation>
    </message>
    <message>
        <source>Required field is empty</source>
        <translation>必填字段为空</translation>
    </message>
    <message>
        <source>Row has too many or too few fields</source>
        <translation>列数过多或过少</translation>
    </message>
    <message>
        <source>Record cannot be read</source>
        <translation>记录无法读取</translation>
    </message>
    <message>
        <source>The end of the file cannot be read</source>
        <translation>文件末尾无法读取</translation>
    </message>
    <message>
        <source>Text in another encoding</source>
        <translation>文本编码不符</translation>
    </message>
    <message>
        <source>Record is too large</source>
        <translation>记录过大</translation>
    </message>
    <message>
        <source>Key is in the target already</source>
        <translation>目标中已有相同主键</translation>
    </message>
    <message>
        <source>No row of this key in the target</source>
        <translation>目标中没有此主键的行</translation>
    </message>
    <message>
        <source>Code has no counterpart</source>
        <translation>编码没有对应项</translation>
    </message>
    <message>
        <source>A check of the target refuses it</source>
        <translation>未通过目标的检查约束</translation>
    </message>
    <message>
        <source>The row it refers to does not exist</source>
        <translation>引用的行不存在</translation>
    </message>
    <message>
        <source>The target needs a value</source>
        <translation>目标要求必填</translation>
    </message>
    <message>
        <source>The target refuses the row</source>
        <translation>目标拒绝该行</translation>
    </message>
    <message>
        <source>The copy of the row is lost</source>
        <translation>该行的副本已丢失</translation>
    </message>
    <message>
        <source>The expression gives no value</source>
        <translation>表达式没有结果</translation>
    </message>
    <message>
        <source>Done, every row is accounted for: %1 delivered in %2.</source>
        <translation>已完成，每一行都去向明确：用时 %2，送达 %1 行。</translation>
    </message>
    <message>
        <source>Completed, %1 quarantined. %2 delivered.</source>
        <translation>已完成，隔离 %1 行，送达 %2 行。</translation>
    </message>
    <message>
        <source>Completed, %1 unknown. %2 delivered.</source>
        <translation>已完成，%1 行结果未知，送达 %2 行。</translation>
    </message>
    <message>
        <source>No answer: it is not known whether the row arrived</source>
        <translation>没有响应，无法确定该行是否已写入</translation>
    </message>
</context>
<context>
    <name>weir::CompareRunsDialog</name>
    <message>
        <source>changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>added</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已移除</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Started by</source>
        <translation>触发方式</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>送达</translation>
    </message>
    <message>
        <source>Filtered</source>
        <translation>过滤</translation>
    </message>
    <message>
        <source>Quarantined</source>
        <translation>隔离</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>Rows/s</source>
        <translation>行/秒</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Guarantee</source>
        <translation>保证级别</translation>
    </message>
    <message>
        <source>Mapping revision</source>
        <translation>映射版本</translation>
    </message>
    <message>
        <source>Compare runs of %1</source>
        <translation>对比“%1”的运行</translation>
    </message>
    <message>
        <source>This run</source>
        <translation>此次运行</translation>
    </message>
    <message>
        <source>with this one</source>
        <translation>对比运行</translation>
    </message>
    <message>
        <source>Only what is different</source>
        <translation>仅显示不同之处</translation>
    </message>
    <message>
        <source>Copy as text</source>
        <translation>复制为文本</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>What</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Both runs, line by line</source>
        <translation>两次运行逐项对比</translation>
    </message>
    <message>
        <source>Run %1, %2, %3</source>
        <comment>number, time, result</comment>
        <translation>运行 %1，%2，%3</translation>
    </message>
    <message>
        <source>The job has run once only. After its next run there are two to compare.</source>
        <translation>该任务只运行过一次，再运行一次后即可对比。</translation>
    </message>
</context>
<context>
    <name>weir::RunCharts</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>half-open</source>
        <translation>试探中</translation>
    </message>
    <message>
        <source>open</source>
        <translation>熔断</translation>
    </message>
    <message>
        <source>%1/s</source>
        <comment>bytes</comment>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>%1 /min</source>
        <translation>%1 次/分</translation>
    </message>
    <message>
        <source>Rows/s</source>
        <translation>行/秒</translation>
    </message>
    <message>
        <source>read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>送达</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据量</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>进行中请求</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>time-out</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Circuit</source>
        <translation>连接状态</translation>
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
        <source>2 min</source>
        <translation>2 分钟</translation>
    </message>
    <message>
        <source>15 min</source>
        <translation>15 分钟</translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation>整个运行</translation>
    </message>
    <message>
        <source>Freeze view</source>
        <translation>冻结画面</translation>
    </message>
    <message>
        <source>View frozen at %1. The run continues.</source>
        <translation>画面已冻结在 %1，运行仍在继续。</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>No update for %1 s</source>
        <translation>已有 %1 秒没有更新</translation>
    </message>
    <message>
        <source>updated %1</source>
        <translation>更新于 %1</translation>
    </message>
</context>
<context>
    <name>weir::RunDetailPage</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>There is no run %1 in this workspace.</source>
        <translation>此工作区中没有第 %1 次运行。</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation>查看所有运行</translation>
    </message>
    <message>
        <source>Runs / %1, run %2</source>
        <translation>运行监控 / %1，第 %2 次运行</translation>
    </message>
    <message>
        <source>%1, run %2</source>
        <translation>%1，第 %2 次运行</translation>
    </message>
    <message>
        <source>Guarantee %1</source>
        <translation>保证等级 %1</translation>
    </message>
    <message>
        <source>Failures %1</source>
        <translation>失败 %1</translation>
    </message>
    <message>
        <source>Failures</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Attempts %1</source>
        <translation>重试记录 %1</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>重试记录</translation>
    </message>
    <message numerus="yes">
        <source>waiting for %n request(s)</source>
        <translation>
            <numerusform>等待 %n 个请求完成</numerusform>
        </translation>
    </message>
    <message>
        <source>Every row is accounted for.</source>
        <translation>每一行都去向明确。</translation>
    </message>
    <message>
        <source>oldest pending row %1</source>
        <translation>最早的待处理行已等待 %1</translation>
    </message>
    <message>
        <source>spool %1</source>
        <translation>本机暂存 %1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>duration, rate</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Open connection</source>
        <translation>打开连接</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>逐行处理</translation>
    </message>
    <message>
        <source>Reconcile now</source>
        <translation>立即对账</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Row balance</source>
        <translation>行数平衡</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop after this batch</source>
        <translation>本批完成后停止</translation>
    </message>
    <message>
        <source>Stop now</source>
        <translation>立即停止</translation>
    </message>
    <message>
        <source>Compensate…</source>
        <translation>补偿…</translation>
    </message>
    <message>
        <source>Reconcile</source>
        <translation>对账</translation>
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
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>Failures by cause</source>
        <translation>按原因分组的失败</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>吞吐量</translation>
    </message>
    <message>
        <source>Throughput table</source>
        <translation>吞吐量表</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>一侧</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>显示更多</translation>
    </message>
    <message>
        <source>Settings used</source>
        <translation>所用设置</translation>
    </message>
    <message>
        <source>See the rows</source>
        <translation>查看数据</translation>
    </message>
    <message>
        <source>Copy receipt</source>
        <translation>复制回执</translation>
    </message>
    <message>
        <source>Mapping document…</source>
        <translation>字段映射文档…</translation>
    </message>
    <message>
        <source>The receipt was not copied.</source>
        <translation>未能复制回执。</translation>
    </message>
    <message>
        <source>Receipt copied as text and picture. Check digits: %1</source>
        <translation>回执已复制（文字和图片）。校验码：%1</translation>
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
        <source>See how it looks when rows fail</source>
        <translation>看看有失败行时是什么样</translation>
    </message>
    <message>
        <source>State, balance and charts of the run</source>
        <translation>运行的状态、行数平衡与图表</translation>
    </message>
    <message>
        <source>Details of the run</source>
        <translation>运行详情</translation>
    </message>
    <message>
        <source>The failed tries of this run were kept no longer (Settings, Data). Its totals are kept.</source>
        <translation>该运行的失败尝试明细已按设置（设置 › 数据）清理，汇总数据仍保留。</translation>
    </message>
</context>
<context>
    <name>weir::RunModel</name>
    <message>
        <source>%1, %2</source>
        <comment>state, share</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <comment>job, time, result</comment>
        <translation>%1，%2，%3</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>同步任务</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>Filtered</source>
        <translation>已过滤</translation>
    </message>
    <message>
        <source>Quarantined</source>
        <translation>已隔离</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Rows/s</source>
        <translation>行/秒</translation>
    </message>
    <message>
        <source>Started by</source>
        <translation>启动方式</translation>
    </message>
</context>
<context>
    <name>weir::RunsPage</name>
    <message>
        <source>All results</source>
        <translation>全部结果</translation>
    </message>
    <message>
        <source>Going on</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>With quarantined or unknown rows</source>
        <translation>有隔离或未知行</translation>
    </message>
    <message>
        <source>Failed or interrupted</source>
        <translation>失败或中断</translation>
    </message>
    <message>
        <source>Paused or stopped</source>
        <translation>已暂停或已停止</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>最近 30 天</translation>
    </message>
    <message>
        <source>All time</source>
        <translation>全部时间</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>还没有运行记录</translation>
    </message>
    <message>
        <source>A run appears here as soon as a job is started, also from a shell.</source>
        <translation>任务一启动，运行就会出现在这里；从命令行启动的也一样。</translation>
    </message>
    <message>
        <source>Go to jobs</source>
        <translation>前往同步任务</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行监控</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>同步任务</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时间范围</translation>
    </message>
    <message>
        <source>All jobs</source>
        <translation>全部任务</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>No run matches the filter.</source>
        <translation>没有符合筛选条件的运行。</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were interrupted. Nothing is lost; each goes on where it stopped.</source>
        <translation>
            <numerusform>%n 次运行被中断，没有丢失数据；可从中断处续传。</numerusform>
        </translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>对比…</translation>
    </message>
    <message>
        <source>The chosen run beside another one of its job</source>
        <translation>将所选运行与同一任务的另一次运行对比</translation>
    </message>
</context>
<context>
    <name>weir::ThroughputModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Rows/s read</source>
        <translation>读取 行/秒</translation>
    </message>
    <message>
        <source>Rows/s delivered</source>
        <translation>送达 行/秒</translation>
    </message>
    <message>
        <source>Bytes/s</source>
        <translation>字节/秒</translation>
    </message>
    <message>
        <source>p50 ms</source>
        <translation>p50 毫秒</translation>
    </message>
    <message>
        <source>p95 ms</source>
        <translation>p95 毫秒</translation>
    </message>
    <message>
        <source>p99 ms</source>
        <translation>p99 毫秒</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>进行中请求</translation>
    </message>
    <message>
        <source>Retries/min</source>
        <translation>重试/分</translation>
    </message>
</context>
</TS>
