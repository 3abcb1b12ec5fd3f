<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>attention</name>
    <message numerus="yes">
        <source>%n row(s) quarantined</source>
        <translation>
            <numerusform>%n row quarantined</numerusform>
            <numerusform>%n rows quarantined</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) unknown</source>
        <translation>
            <numerusform>%n row unknown</numerusform>
            <numerusform>%n rows unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) missing in the target</source>
        <translation>
            <numerusform>%n row missing in the target</numerusform>
            <numerusform>%n rows missing in the target</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::OverviewPage</name>
    <message numerus="yes">
        <source>all jobs, %n run(s)</source>
        <translation>
            <numerusform>all jobs, %n run</numerusform>
            <numerusform>all jobs, %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unexplained</source>
        <translation>
            <numerusform>%n unexplained</numerusform>
            <numerusform>%n unexplained</numerusform>
        </translation>
    </message>
</context>
</TS>
