<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>weir::SettingsPage</name>
    <message numerus="yes">
        <source>Details of %n run(s) removed</source>
        <translation>
            <numerusform>Details of %n run removed</numerusform>
            <numerusform>Details of %n runs removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Details of %n run(s) older than %1 days will be removed. Totals are kept.</source>
        <translation>
            <numerusform>Details of %n run older than %1 days will be removed. Totals are kept.</numerusform>
            <numerusform>Details of %n runs older than %1 days will be removed. Totals are kept.</numerusform>
        </translation>
    </message>
</context>
</TS>
