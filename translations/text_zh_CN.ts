<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>format</name>
    <message>
        <source>%1 rows/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>state</name>
    <message>
        <source>Draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Slowed by rate limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused for recovery</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stalled, rows kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed, %1 quarantined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed, %1 unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted, can resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Taken over by another Weir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows unaccounted for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed (%1 were quarantined, all compensated)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Completed, %1 quarantined, %2 unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Structure changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Many failures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sign-in failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk write error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many unknown rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every row takes effect once, even after a crash or power cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every row appears once for readers that see committed messages only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every row is in the file once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every row takes effect once, as long as the target remembers our request ids.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The target ends in the right state, without duplicates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weir never writes a row twice on its own. A row without an answer is shown as unknown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Insert or update</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
