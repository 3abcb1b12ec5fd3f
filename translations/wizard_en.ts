<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>weir::MapStep</name>
    <message numerus="yes">
        <source>%n field(s) filled</source>
        <translation>
            <numerusform>%n field filled</numerusform>
            <numerusform>%n fields filled</numerusform>
        </translation>
    </message>
</context>
</TS>
