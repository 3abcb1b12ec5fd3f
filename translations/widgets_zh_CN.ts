<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>weir::InlineBanner</name>
    <message>
        <source>Technical details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>weir::RowBalanceBar</name>
    <message>
        <source>delivered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>filtered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quarantined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pending</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row balance: read %1, delivered %2, filtered %3, quarantined %4, unknown %5, pending %6.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balanced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows are unaccounted for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read %1 = delivered %2 + filtered %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ quarantined %1 + unknown %2 + pending %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inserted %1, updated %2, unchanged %3, superseded %4</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>weir::Toast</name>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
