<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>attention</name>
    <message numerus="yes">
        <source>%n row(s) quarantined</source>
        <translation>
            <numerusform>已隔离 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>They are stored safely and can be compensated.</source>
        <translation>数据已完整保存，可随时补偿。</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) unknown</source>
        <translation>
            <numerusform>%n 行结果未知</numerusform>
        </translation>
    </message>
    <message>
        <source>They were sent and no answer came. Check the target before anything is sent again.</source>
        <translation>已发送但未收到响应。请先核对目标，再决定是否重新发送。</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) missing in the target</source>
        <translation>
            <numerusform>目标中缺失 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Found by the reconciliation of %1, without an explanation.</source>
        <translation>由 %1 的对账发现，原因未明。</translation>
    </message>
    <message>
        <source>the job&apos;s file cannot be used</source>
        <translation>任务文件无法使用</translation>
    </message>
    <message>
        <source>the last run failed</source>
        <translation>上次运行失败</translation>
    </message>
    <message>
        <source>stalled, rows kept</source>
        <translation>已停滞，数据已保留</translation>
    </message>
    <message>
        <source>Every retry was used up. Nothing is lost.</source>
        <translation>重试次数已用完，没有丢失数据。</translation>
    </message>
    <message>
        <source>rows unaccounted for</source>
        <translation>行数不平</translation>
    </message>
    <message>
        <source>The job is paused until this is settled.</source>
        <translation>问题解决前任务保持暂停。</translation>
    </message>
    <message>
        <source>interrupted at row %1</source>
        <translation>在第 %1 行中断</translation>
    </message>
    <message>
        <source>Nothing is lost. Resume goes on from there.</source>
        <translation>没有丢失数据，可从该处续传。</translation>
    </message>
    <message>
        <source>the source changed</source>
        <translation>来源结构已变化</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Next try %1. Nothing is lost.</source>
        <translation>下次尝试时间 %1，没有丢失数据。</translation>
    </message>
    <message>
        <source>It goes on by itself. Nothing is lost.</source>
        <translation>将自动继续，没有丢失数据。</translation>
    </message>
    <message>
        <source>waiting for network</source>
        <translation>等待网络</translation>
    </message>
    <message>
        <source>paused for recovery</source>
        <translation>熔断中，等待恢复</translation>
    </message>
</context>
<context>
    <name>weir::AttentionCard</name>
    <message>
        <source>Needs attention</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>Compensate…</source>
        <translation>补偿…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Needs attention (%1)</source>
        <translation>待处理（%1）</translation>
    </message>
    <message>
        <source>Nothing needs attention. Checked %1.</source>
        <translation>暂无待处理事项（%1 已检查）。</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <translation>显示全部 %1 项</translation>
    </message>
    <message>
        <source>Dismissed until it changes</source>
        <translation>已忽略，情况变化时会再次提示</translation>
    </message>
</context>
<context>
    <name>weir::OverviewPage</name>
    <message>
        <source>Move your first data in under a minute</source>
        <translation>一分钟内完成第一次同步</translation>
    </message>
    <message>
        <source>Works offline. Your data goes only where you send it.</source>
        <translation>可离线使用，数据只发送到您指定的目标。</translation>
    </message>
    <message>
        <source>Try with sample data</source>
        <translation>用示例数据试一试</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>Connect my data</source>
        <translation>连接我的数据</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Today&apos;s row balance</source>
        <translation>今日行数平衡</translation>
    </message>
    <message>
        <source>Running now</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>没有正在运行的任务</translation>
    </message>
    <message>
        <source>Last checked</source>
        <translation>最近对账</translation>
    </message>
    <message>
        <source>Not checked yet. A reconciliation compares source and target.</source>
        <translation>尚未对账。对账会比较来源与目标。</translation>
    </message>
    <message>
        <source>Headline numbers</source>
        <translation>关键指标</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时间范围</translation>
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
        <source>Job</source>
        <translation>任务</translation>
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
    <message numerus="yes">
        <source>all jobs, %n run(s)</source>
        <translation>
            <numerusform>全部任务，%n 次运行</numerusform>
        </translation>
    </message>
    <message>
        <source>The ledger in %1 cannot be read. %2</source>
        <translation>无法读取 %1 中的台账。%2</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>尚未对账</translation>
    </message>
    <message>
        <source>All jobs</source>
        <translation>全部任务</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message numerus="yes">
        <source>%n unexplained</source>
        <translation>
            <numerusform>%n 项原因未明</numerusform>
        </translation>
    </message>
    <message>
        <source>What needs attention and what runs</source>
        <translation>需要关注的事项与正在运行的任务</translation>
    </message>
</context>
</TS>
