<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>weir::ConnectionsPage</name>
    <message numerus="yes">
        <source>Connected in %1 ms. %n table(s) found.</source>
        <translation>
            <numerusform>Connected in %1 ms. %n table found.</numerusform>
            <numerusform>Connected in %1 ms. %n tables found.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) use this connection and will not run until you choose another.</source>
        <translation>
            <numerusform>%n job uses this connection and will not run until you choose another.</numerusform>
            <numerusform>%n jobs use this connection and will not run until you choose another.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Used by %n job(s): %1</source>
        <translation>
            <numerusform>Used by %n job: %1</numerusform>
            <numerusform>Used by %n jobs: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>weir::EncodingPicker</name>
    <message numerus="yes">
        <source>%1 (%n byte(s) cannot be read)</source>
        <translation>
            <numerusform>%1 (%n byte cannot be read)</numerusform>
            <numerusform>%1 (%n bytes cannot be read)</numerusform>
        </translation>
    </message>
</context>
</TS>
