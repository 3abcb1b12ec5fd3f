<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>weir::BeforeAfterModel</name>
    <message numerus="yes">
        <source>%n character(s) cut</source>
        <translation>
            <numerusform>%n character cut</numerusform>
            <numerusform>%n characters cut</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::CheckText</name>
    <message numerus="yes">
        <source>%n suggestion(s)</source>
        <translation>
            <numerusform>%n suggestion</numerusform>
            <numerusform>%n suggestions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Round to %n digit(s) (lossy)</source>
        <translation>
            <numerusform>Round to %n digit (lossy)</numerusform>
            <numerusform>Round to %n digits (lossy)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::MapStep</name>
    <message numerus="yes">
        <source>%n undone step(s) can no longer be redone.</source>
        <translation>
            <numerusform>%n undone step can no longer be redone.</numerusform>
            <numerusform>%n undone steps can no longer be redone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Confirm %n field(s)</source>
        <translation>
            <numerusform>Confirm %n field</numerusform>
            <numerusform>Confirm %n fields</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply %n suggested fix(es)</source>
        <translation>
            <numerusform>Apply %n suggested fix</numerusform>
            <numerusform>Apply %n suggested fixes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n target field(s) filled.</source>
        <translation>
            <numerusform>%1 of %n target field filled.</numerusform>
            <numerusform>%1 of %n target fields filled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) review.</source>
        <translation>
            <numerusform>%n needs review.</numerusform>
            <numerusform>%n need review.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source field(s) not used.</source>
        <translation>
            <numerusform>%n source field not used.</numerusform>
            <numerusform>%n source fields not used.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::StepText</name>
    <message numerus="yes">
        <source>%n value(s)</source>
        <translation>
            <numerusform>%n value</numerusform>
            <numerusform>%n values</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>to %n digit(s), lossy</source>
        <translation>
            <numerusform>to %n digit, lossy</numerusform>
            <numerusform>to %n digits, lossy</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::TransformPane</name>
    <message numerus="yes">
        <source>%n odd row(s)…</source>
        <translation>
            <numerusform>%n odd row…</numerusform>
            <numerusform>%n odd rows…</numerusform>
        </translation>
    </message>
</context>
</TS>
