<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>weir::MainWindow</name>
    <message>
        <source>The workspace cannot be opened.</source>
        <translation>无法打开工作区。</translation>
    </message>
</context>
</TS>
