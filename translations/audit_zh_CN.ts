<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>weir::AuditModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>weir::AuditPage</name>
    <message>
        <source>Audit log</source>
        <translation>审计日志</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Find in the audit log</source>
        <translation>在审计日志中查找</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>every action</source>
        <translation>全部操作</translation>
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
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>The audit log cannot be read.</source>
        <translation>无法读取审计日志。</translation>
    </message>
    <message numerus="yes">
        <source>%n entry(s)</source>
        <translation>
            <numerusform>%n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>Export the audit log</source>
        <translation>导出审计日志</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 文件 (*.csv)</translation>
    </message>
    <message>
        <source>The audit log was not exported.</source>
        <translation>审计日志未能导出。</translation>
    </message>
    <message numerus="yes">
        <source>%n entry(s) exported</source>
        <translation>
            <numerusform>已导出 %n 条记录</numerusform>
        </translation>
    </message>
    <message>
        <source>No entry fits the filter</source>
        <translation>没有符合筛选条件的记录</translation>
    </message>
    <message>
        <source>Clear the text, or choose every action and a longer period.</source>
        <translation>请清空文字，或选择全部操作和更长的时间段。</translation>
    </message>
    <message>
        <source>Nothing was done in this period</source>
        <translation>此时间段内没有操作记录</translation>
    </message>
    <message>
        <source>Whoever changes, runs or compensates something is kept here: who, when, what.</source>
        <translation>谁在何时更改、运行或补偿了什么，都会记录在这里。</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>What happened to runs by itself: tables made, sources that changed, recoveries</source>
        <translation>运行中自动发生的事件：建表、来源变化、恢复</translation>
    </message>
    <message>
        <source>Nothing out of the ordinary happened in this period</source>
        <translation>此期间没有异常事件</translation>
    </message>
    <message>
        <source>Tables made, sources that changed and recoveries are kept here.</source>
        <translation>此处记录建表、来源变化和恢复等事件。</translation>
    </message>
</context>
</TS>
