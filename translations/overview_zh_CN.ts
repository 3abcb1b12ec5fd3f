<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>weir::OverviewPage</name>
    <message>
        <source>Move your first data in under a minute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Works offline. Your data goes only where you send it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try with sample data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect my data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today&apos;s row balance</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
