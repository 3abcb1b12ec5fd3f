<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>weir::JobsPage</name>
    <message numerus="yes">
        <source>Saved; %n line(s) of the mapping changed. The next run goes on with the source as it is now.</source>
        <translation>
            <numerusform>Saved; %n line of the mapping changed. The next run goes on with the source as it is now.</numerusform>
            <numerusform>Saved; %n lines of the mapping changed. The next run goes on with the source as it is now.</numerusform>
        </translation>
    </message>
</context>
</TS>
