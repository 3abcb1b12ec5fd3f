<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>weir::ActivityStrip</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::MainWindow</name>
    <message numerus="yes">
        <source>%n running, %1</source>
        <translation>
            <numerusform>%n running, %1</numerusform>
            <numerusform>%n running, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) are running.</source>
        <translation>
            <numerusform>%n job is running.</numerusform>
            <numerusform>%n jobs are running.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Weir closed unexpectedly while %n jobs were running. Nothing is lost. Resume?</source>
        <translation>
            <numerusform>Weir closed unexpectedly while %n job was running. Nothing is lost. Resume?</numerusform>
            <numerusform>Weir closed unexpectedly while %n jobs were running. Nothing is lost. Resume?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::Notifier</name>
    <message numerus="yes">
        <source>Weir: %n running</source>
        <translation>
            <numerusform>Weir: %n running</numerusform>
            <numerusform>Weir: %n running</numerusform>
        </translation>
    </message>
</context>
</TS>
