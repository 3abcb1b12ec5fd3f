<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>banner</name>
    <message numerus="yes">
        <source>%n row(s) had no answer and cannot be looked up. They will not be sent again without you.</source>
        <translation>
            <numerusform>%n row had no answer and cannot be looked up. It will not be sent again without you.</numerusform>
            <numerusform>%n rows had no answer and cannot be looked up. They will not be sent again without you.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>eta</name>
    <message numerus="yes">
        <source>about %n min left</source>
        <translation>
            <numerusform>about %n min left</numerusform>
            <numerusform>about %n min left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>next try in %n s</source>
        <translation>
            <numerusform>next try in %n s</numerusform>
            <numerusform>next try in %n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) so far</source>
        <translation>
            <numerusform>%n row so far</numerusform>
            <numerusform>%n rows so far</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::RunDetailPage</name>
    <message numerus="yes">
        <source>waiting for %n request(s)</source>
        <translation>
            <numerusform>waiting for %n request</numerusform>
            <numerusform>waiting for %n requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::RunsPage</name>
    <message numerus="yes">
        <source>%n run(s) were interrupted. Nothing is lost; each goes on where it stopped.</source>
        <translation>
            <numerusform>%n run was interrupted. Nothing is lost; it goes on where it stopped.</numerusform>
            <numerusform>%n runs were interrupted. Nothing is lost; each goes on where it stopped.</numerusform>
        </translation>
    </message>
</context>
</TS>
