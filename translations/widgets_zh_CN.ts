<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>weir::InlineBanner</name>
    <message>
        <source>Technical details</source>
        <translation>技术详情</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>weir::RowBalanceBar</name>
    <message>
        <source>delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>filtered</source>
        <translation>已过滤</translation>
    </message>
    <message>
        <source>quarantined</source>
        <translation>已隔离</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>Row balance: read %1, delivered %2, filtered %3, quarantined %4, unknown %5, pending %6.</source>
        <translation>行数平衡：读取 %1，已送达 %2，已过滤 %3，已隔离 %4，未知 %5，待处理 %6。</translation>
    </message>
    <message>
        <source>Balanced.</source>
        <translation>平衡。</translation>
    </message>
    <message>
        <source>%1 rows are unaccounted for.</source>
        <translation>有 %1 行去向不明。</translation>
    </message>
    <message>
        <source>read %1 = delivered %2 + filtered %3</source>
        <translation>读取 %1 = 已送达 %2 + 已过滤 %3</translation>
    </message>
    <message>
        <source>+ quarantined %1 + unknown %2 + pending %3</source>
        <translation>+ 已隔离 %1 + 未知 %2 + 待处理 %3</translation>
    </message>
    <message>
        <source>inserted %1, updated %2, unchanged %3, superseded %4</source>
        <translation>新增 %1，更新 %2，无变化 %3，被同批后一行覆盖 %4</translation>
    </message>
</context>
<context>
    <name>weir::SecretEdit</name>
    <message>
        <source>Replace</source>
        <translation>更换</translation>
    </message>
    <message>
        <source>********  Stored in Weir&apos;s encrypted vault. Weir never shows it again.</source>
        <translation>********  已存入 Weir 加密凭据库，之后不再显示。</translation>
    </message>
    <message>
        <source>********  Kept in: %1. Weir never shows it.</source>
        <translation>********  存放于：%1，Weir 不会显示。</translation>
    </message>
</context>
<context>
    <name>weir::StripChart</name>
    <message>
        <source>No data, %1</source>
        <translation>没有数据，%1</translation>
    </message>
    <message>
        <source>steady</source>
        <translation>平稳</translation>
    </message>
    <message>
        <source>rising</source>
        <translation>上升</translation>
    </message>
    <message>
        <source>falling</source>
        <translation>下降</translation>
    </message>
    <message>
        <source>%1, %2, %3</source>
        <translation>%1，%2，%3</translation>
    </message>
    <message>
        <source>No data yet</source>
        <translation>还没有数据</translation>
    </message>
</context>
<context>
    <name>weir::Toast</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
</TS>
