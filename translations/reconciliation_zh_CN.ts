<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>explanations</name>
    <message>
        <source>in quarantine</source>
        <translation>在隔离区中</translation>
    </message>
    <message>
        <source>set aside</source>
        <translation>已搁置</translation>
    </message>
    <message>
        <source>discarded</source>
        <translation>已放弃</translation>
    </message>
    <message>
        <source>outcome unknown</source>
        <translation>结果未知</translation>
    </message>
    <message>
        <source>filtered by a rule</source>
        <translation>被规则过滤</translation>
    </message>
    <message>
        <source>replaced by a later row</source>
        <translation>被同键后一行覆盖</translation>
    </message>
    <message>
        <source>delivered with edited values</source>
        <translation>以修改后的值送达</translation>
    </message>
    <message>
        <source>waiting to be delivered</source>
        <translation>待送达</translation>
    </message>
    <message>
        <source>not yet read</source>
        <translation>尚未读取</translation>
    </message>
    <message>
        <source>changed since the run</source>
        <translation>运行后有变化</translation>
    </message>
    <message>
        <source>unexplained</source>
        <translation>未解释</translation>
    </message>
</context>
<context>
    <name>weir::ReconcilePage</name>
    <message>
        <source>Reconciliation</source>
        <translation>对账</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>还没有可对账的内容</translation>
    </message>
    <message>
        <source>A comparison needs a job that has run.</source>
        <translation>对账需要一个已运行过的任务。</translation>
    </message>
    <message>
        <source>Go to jobs</source>
        <translation>前往同步任务</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>同步任务</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Counts the rows of both sides</source>
        <translation>统计两侧的行数</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>主键</translation>
    </message>
    <message>
        <source>Also finds which rows are missing or extra</source>
        <translation>还会找出缺失和多余的行</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>逐值</translation>
    </message>
    <message>
        <source>Also compares every value; reads both sides whole</source>
        <translation>还会逐值比较；完整读取两侧</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>保存报告…</translation>
    </message>
    <message>
        <source>Compare now</source>
        <translation>立即对账</translation>
    </message>
    <message>
        <source>Compensate…</source>
        <translation>补偿…</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>主键</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>字段</translation>
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
        <source>Explanation</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Reading the target: %1 rows so far</source>
        <translation>正在读取目标：已读 %1 行</translation>
    </message>
    <message>
        <source>Reading the source: %1 rows so far</source>
        <translation>正在读取来源：已读 %1 行</translation>
    </message>
    <message>
        <source>Comparing: %1 rows so far</source>
        <translation>正在比较：已比较 %1 行</translation>
    </message>
    <message>
        <source>Opening both sides…</source>
        <translation>正在打开两侧…</translation>
    </message>
    <message>
        <source>Source and target agree: %1 rows, counted at %2.</source>
        <translation>来源与目标一致：%1 行，已于 %2 核对数量。</translation>
    </message>
    <message>
        <source>Source and target agree: %1 rows, checked by key at %2.</source>
        <translation>来源与目标一致：%1 行，已于 %2 按主键核对。</translation>
    </message>
    <message>
        <source>Source and target agree: %1 rows, checked by value at %2.</source>
        <translation>来源与目标一致：%1 行，已于 %2 逐值核对。</translation>
    </message>
    <message>
        <source>%1 missing, %2 in quarantine, 0 unexplained.</source>
        <translation>缺失 %1 行，其中 %2 行在隔离区，0 行原因不明。</translation>
    </message>
    <message>
        <source>%1 missing, %2 extra, %3 different; %4 unexplained.</source>
        <translation>缺失 %1 行，多余 %2 行，不同 %3 行；%4 行原因不明。</translation>
    </message>
    <message>
        <source>Not compared yet. Counters say balanced; a comparison is independent proof.</source>
        <translation>尚未对账。计数显示平衡；对账是独立的证明。</translation>
    </message>
    <message>
        <source>source %1, target %2 · finished %3, %4</source>
        <translation>来源 %1，目标 %2 · 完成于 %3，用时 %4</translation>
    </message>
    <message>
        <source>Same %1</source>
        <translation>一致 %1</translation>
    </message>
    <message>
        <source>Missing %1</source>
        <translation>缺失 %1</translation>
    </message>
    <message>
        <source>Extra %1</source>
        <translation>多余 %1</translation>
    </message>
    <message>
        <source>Different %1</source>
        <translation>不同 %1</translation>
    </message>
    <message>
        <source>Not comparable %1</source>
        <translation>无法比较 %1</translation>
    </message>
    <message>
        <source>%1 differences are unexplained: the ledger knows no reason for them.</source>
        <translation>有 %1 处差异原因不明：台账中没有对应的记录。</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>%1 reconciliation.html</source>
        <translation>%1 对账报告.html</translation>
    </message>
    <message>
        <source>Report (*.html);;Spreadsheet (*.csv)</source>
        <translation>报告 (*.html);;电子表格 (*.csv)</translation>
    </message>
    <message>
        <source>Report written to %1</source>
        <translation>报告已写入 %1</translation>
    </message>
    <message>
        <source>Source and target agree: %1 rows, checked by value at %2. %3 differ for a known reason.</source>
        <translation>来源与目标一致：共 %1 行，%2 按值核对，其中 %3 行因已知原因不同。</translation>
    </message>
</context>
</TS>
