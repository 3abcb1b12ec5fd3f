<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>errors</name>
    <message>
        <source>Something is not set up right. The details name it; change it and try again.</source>
        <translation>配置有误，详情中已指明；请修改后重试。</translation>
    </message>
    <message>
        <source>The sign-in was refused (401). The secret may have expired. Replace it and test again.</source>
        <translation>登录被拒绝（401），凭据可能已过期。请更换后重新测试。</translation>
    </message>
    <message>
        <source>The sign-in works, but the account may not do this. Ask the administrator for the right, or use another account.</source>
        <translation>登录成功，但该账户没有此权限。请联系管理员授权，或使用其他账户。</translation>
    </message>
    <message>
        <source>It does not exist. Check the name, the path and the address.</source>
        <translation>不存在。请检查名称、路径和地址。</translation>
    </message>
    <message>
        <source>The fields are not those the mapping was made for. Review the mapping before the next run.</source>
        <translation>字段与映射不符。请在下次运行前检查字段映射。</translation>
    </message>
    <message>
        <source>The data cannot be mapped, or the target refuses it.</source>
        <translation>数据无法映射，或被目标拒绝。</translation>
    </message>
    <message>
        <source>It would change data that this job does not know. Nothing was changed.</source>
        <translation>此操作会改动该任务未知的数据，因此没有做任何更改。</translation>
    </message>
    <message>
        <source>The server asks to slow down. Try again in a moment.</source>
        <translation>服务器要求降速，请稍后重试。</translation>
    </message>
    <message>
        <source>No answer came in time. Check that the address is right and that the server is up.</source>
        <translation>没有按时收到响应。请检查地址是否正确、服务器是否可用。</translation>
    </message>
    <message>
        <source>It cannot be reached now, or it is in use. Check address and network, then try again.</source>
        <translation>目前无法连接，或正被占用。请检查地址和网络后重试。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>The disk is full. Make room; nothing is lost, and it goes on from where it was.</source>
        <translation>磁盘已满。请清理空间；没有丢失数据，之后会从原处继续。</translation>
    </message>
    <message>
        <source>The ledger is damaged. Weir makes a new one at the next start and keeps the old file.</source>
        <translation>台账已损坏。Weir 会在下次启动时新建台账，并保留原文件。</translation>
    </message>
    <message>
        <source>Weir did something wrong. Please report it with the details.</source>
        <translation>Weir 出现内部错误。请附上详情进行反馈。</translation>
    </message>
</context>
<context>
    <name>format</name>
    <message>
        <source>%1 rows/s</source>
        <translation>%1 行/秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分钟</translation>
    </message>
</context>
<context>
    <name>positions</name>
    <message>
        <source>line %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>row %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>byte %1</source>
        <translation>第 %1 字节</translation>
    </message>
    <message>
        <source>page %1</source>
        <translation>第 %1 页</translation>
    </message>
    <message>
        <source>sheet %1</source>
        <translation>工作表 %1</translation>
    </message>
</context>
<context>
    <name>state</name>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Slowed by rate limit</source>
        <translation>限流降速中</translation>
    </message>
    <message>
        <source>Paused for recovery</source>
        <translation>熔断中，等待恢复</translation>
    </message>
    <message>
        <source>Waiting for network</source>
        <translation>等待网络</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>正在暂停…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stopped by you</source>
        <translation>已手动停止</translation>
    </message>
    <message>
        <source>Stalled, rows kept</source>
        <translation>已停滞，数据已保留</translation>
    </message>
    <message>
        <source>Completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Completed, %1 quarantined</source>
        <translation>已完成，隔离 %1 行</translation>
    </message>
    <message>
        <source>Completed, %1 unknown</source>
        <translation>已完成，%1 行结果未知</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Interrupted, can resume</source>
        <translation>已中断，可续传</translation>
    </message>
    <message>
        <source>Taken over by another Weir</source>
        <translation>已被另一个 Weir 接管</translation>
    </message>
    <message>
        <source>Rows unaccounted for</source>
        <translation>行数不平</translation>
    </message>
    <message>
        <source>Completed (%1 were quarantined, all compensated)</source>
        <translation>已完成（曾隔离 %1 行，已全部补偿）</translation>
    </message>
    <message>
        <source>Completed, %1 quarantined, %2 unknown</source>
        <translation>已完成，隔离 %1 行，%2 行结果未知</translation>
    </message>
    <message>
        <source>Drill</source>
        <translation>演练</translation>
    </message>
    <message>
        <source>By you</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>Disk full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>Structure changed</source>
        <translation>结构变化</translation>
    </message>
    <message>
        <source>Many failures</source>
        <translation>大量失败</translation>
    </message>
    <message>
        <source>Sign-in failed</source>
        <translation>登录失败</translation>
    </message>
    <message>
        <source>Disk write error</source>
        <translation>磁盘写入错误</translation>
    </message>
    <message>
        <source>Too many unknown rows</source>
        <translation>未知行过多</translation>
    </message>
    <message>
        <source>Every row takes effect once, even after a crash or power cut.</source>
        <translation>即使程序崩溃或断电，每一行也只生效一次。</translation>
    </message>
    <message>
        <source>Every row appears once for readers that see committed messages only.</source>
        <translation>对于只读取已提交消息的消费者，每一行只出现一次。</translation>
    </message>
    <message>
        <source>Every row is in the file once.</source>
        <translation>每一行在文件中只出现一次。</translation>
    </message>
    <message>
        <source>Every row takes effect once, as long as the target remembers our request ids.</source>
        <translation>在目标保留请求编号期间，每一行只生效一次。</translation>
    </message>
    <message>
        <source>The target ends in the right state, without duplicates.</source>
        <translation>目标最终状态正确，没有重复。</translation>
    </message>
    <message>
        <source>Weir never writes a row twice on its own. A row without an answer is shown as unknown.</source>
        <translation>Weir 不会自行重复发送；未收到响应的行会显示为“结果未知”。</translation>
    </message>
    <message>
        <source>Insert only</source>
        <translation>仅追加</translation>
    </message>
    <message>
        <source>Insert or update</source>
        <translation>新增或更新</translation>
    </message>
    <message>
        <source>Update only</source>
        <translation>仅更新</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>整表替换</translation>
    </message>
</context>
</TS>
