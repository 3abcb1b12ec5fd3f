<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>expressions</name>
    <message>
        <source>the expression is empty</source>
        <translation>表达式为空</translation>
    </message>
    <message>
        <source>the expression is longer than 64 KiB; split it into fields</source>
        <translation>表达式超过 64 KiB，请拆分到多个字段</translation>
    </message>
    <message>
        <source>the expression has more than %1 parts; split it into fields</source>
        <translation>表达式超过 %1 个部分，请拆分到多个字段</translation>
    </message>
    <message>
        <source>the expression takes %1 steps for each row, at most %2 are allowed; split it into fields</source>
        <translation>表达式每行需要 %1 步，最多允许 %2 步，请拆分到多个字段</translation>
    </message>
    <message>
        <source>more than %1 operators in one chain; split the expression</source>
        <translation>连续的运算符超过 %1 个，请拆分表达式</translation>
    </message>
    <message>
        <source>more than %1 levels of nesting</source>
        <translation>嵌套超过 %1 层</translation>
    </message>
    <message>
        <source>a path of more than %1 names</source>
        <translation>路径超过 %1 级</translation>
    </message>
    <message>
        <source>a &quot;)&quot; without its &quot;(&quot;</source>
        <translation>多余的“)”，没有对应的“(”</translation>
    </message>
    <message>
        <source>this &quot;(&quot; is never closed</source>
        <translation>此处的“(”没有闭合</translation>
    </message>
    <message>
        <source>an operator was expected here, found %1</source>
        <translation>此处应为运算符，实际为 %1</translation>
    </message>
    <message>
        <source>an operator or &quot;)&quot; was expected here, found %1</source>
        <translation>此处应为运算符或“)”，实际为 %1</translation>
    </message>
    <message>
        <source>&quot;,&quot; or &quot;)&quot; was expected here, found %1</source>
        <translation>此处应为“,”或“)”，实际为 %1</translation>
    </message>
    <message>
        <source>a value, a field or a function was expected here, found %1</source>
        <translation>此处应为值、字段或函数，实际为 %1</translation>
    </message>
    <message>
        <source>a name was expected behind the point, found %1</source>
        <translation>点号后应为名称，实际为 %1</translation>
    </message>
    <message>
        <source>when, else or end was expected here, found %1</source>
        <translation>此处应为 when、else 或 end，实际为 %1</translation>
    </message>
    <message>
        <source>comparisons cannot be chained; join two with and</source>
        <translation>比较不能连写，请用 and 连接两个比较</translation>
    </message>
    <message>
        <source>after a value, not must be followed by in, like or between</source>
        <translation>值后面的 not 之后必须是 in、like 或 between</translation>
    </message>
    <message>
        <source>not must be followed by in, like or between here, found %1</source>
        <translation>此处 not 之后必须是 in、like 或 between，实际为 %1</translation>
    </message>
    <message>
        <source>is must be followed by null or not null, found %1</source>
        <translation>is 之后必须是 null 或 not null，实际为 %1</translation>
    </message>
    <message>
        <source>in must be followed by a list in parentheses, found %1</source>
        <translation>in 之后必须是括号中的列表，实际为 %1</translation>
    </message>
    <message>
        <source>the list of in is empty</source>
        <translation>in 的列表为空</translation>
    </message>
    <message>
        <source>between needs and: x between 1 and 9, found %1</source>
        <translation>between 需要 and（如 x between 1 and 9），实际为 %1</translation>
    </message>
    <message>
        <source>case needs when … then …, found %1</source>
        <translation>case 需要 when … then …，实际为 %1</translation>
    </message>
    <message>
        <source>when needs then, found %1</source>
        <translation>when 需要 then，实际为 %1</translation>
    </message>
    <message>
        <source>this case has no end</source>
        <translation>此 case 缺少 end</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is a word of the language; as a field name write &quot;%2&quot; in double quotes</source>
        <translation>“%1”是保留字；用作字段名时请加双引号：&quot;%2&quot;</translation>
    </message>
    <message>
        <source>this %1 has no closing %2</source>
        <translation>此%1缺少结尾的 %2</translation>
    </message>
    <message>
        <source>this %1 is not valid UTF-8</source>
        <translation>此%1不是有效的 UTF-8</translation>
    </message>
    <message>
        <source>the expression is not valid UTF-8</source>
        <translation>表达式不是有效的 UTF-8</translation>
    </message>
    <message>
        <source>a name cannot be empty</source>
        <translation>名称不能为空</translation>
    </message>
    <message>
        <source>a number directly followed by a letter; quote the name: &quot;…&quot;</source>
        <translation>数字后直接跟字母；名称请加引号：&quot;…&quot;</translation>
    </message>
    <message>
        <source>a number of more than 400 digits</source>
        <translation>数字超过 400 位</translation>
    </message>
    <message>
        <source>this number does not fit float64</source>
        <translation>此数字超出 float64 的范围</translation>
    </message>
    <message>
        <source>this is not a number</source>
        <translation>这不是数字</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a sign of the language</source>
        <translation>“%1”不是表达式中的符号</translation>
    </message>
    <message>
        <source>unexpected &quot;%1&quot;</source>
        <translation>意外的“%1”</translation>
    </message>
    <message>
        <source>control character %1 outside of text</source>
        <translation>文本之外出现控制字符 %1</translation>
    </message>
    <message>
        <source>unknown field &quot;%1&quot;; text stands in single quotes: &apos;…&apos;</source>
        <translation>未知字段“%1”；文本请用单引号：&apos;…&apos;</translation>
    </message>
    <message>
        <source>unknown field &quot;%1&quot;; the function is called as %2</source>
        <translation>未知字段“%1”；函数的写法是 %2</translation>
    </message>
    <message>
        <source>unknown field &quot;%1&quot;; fields are %2</source>
        <translation>未知字段“%1”；可用字段：%2</translation>
    </message>
    <message>
        <source>unknown field &quot;%1&quot;</source>
        <translation>未知字段“%1”</translation>
    </message>
    <message>
        <source>unknown function &quot;%1&quot;</source>
        <translation>未知函数“%1”</translation>
    </message>
    <message>
        <source>the field &quot;%1&quot; has type %2, only json fields have members; for JSON inside of text write %3</source>
        <translation>字段“%1”的类型是 %2，只有 json 字段才有成员；文本中的 JSON 请写 %3</translation>
    </message>
    <message>
        <source>a %1 becomes a timestamp only in a zone; write timestamp(…, &apos;Europe/Berlin&apos;)</source>
        <translation>%1 需要时区才能转为时间戳；请写 timestamp(…, &apos;Asia/Shanghai&apos;)</translation>
    </message>
    <message>
        <source>%1 expected, this is no %2; %3</source>
        <translation>应为 %1，这不是 %2；%3</translation>
    </message>
    <message>
        <source>%1 expected, this is no %2</source>
        <translation>应为 %1，这不是 %2</translation>
    </message>
    <message>
        <source>%1 expected, this is %2 (%3)</source>
        <translation>应为 %1，这里是 %2（%3）</translation>
    </message>
    <message>
        <source>%1 expected, this is %2</source>
        <translation>应为 %1，这里是 %2</translation>
    </message>
    <message>
        <source>a comparison with null is never true</source>
        <translation>与 null 比较永远不成立</translation>
    </message>
    <message>
        <source>escape takes one character in quotes</source>
        <translation>escape 需要引号中的一个字符</translation>
    </message>
    <message>
        <source>coalesce has values of types that do not go together: %1; write text(…) around them</source>
        <translation>coalesce 的值类型不一致：%1；请用 text(…) 转换</translation>
    </message>
    <message>
        <source>the branches have types that do not go together: %1; write text(…) around them</source>
        <translation>各分支的类型不一致：%1；请用 text(…) 转换</translation>
    </message>
    <message>
        <source>%1 cannot compare %2</source>
        <translation>%1 无法比较 %2</translation>
    </message>
    <message>
        <source>%1 cannot become %2</source>
        <translation>%1 无法转换为 %2</translation>
    </message>
    <message>
        <source>%1 cannot work on %2 together</source>
        <translation>%1 无法同时处理 %2</translation>
    </message>
    <message>
        <source>%1 cannot work on %2; dates take whole days (date + 7, date - date), everything else date_add and date_diff</source>
        <translation>%1 无法处理 %2；日期可加减整天（date + 7、date - date），其他请用 date_add 和 date_diff</translation>
    </message>
    <message>
        <source>%1 needs a number, found %2</source>
        <translation>%1 需要数字，实际为 %2</translation>
    </message>
    <message>
        <source>%1 needs numbers, found %2</source>
        <translation>%1 需要数字，实际为 %2</translation>
    </message>
    <message>
        <source>%1 of %2 must be constant, not a field and not null</source>
        <translation>%2 的 %1 必须是常量，不能是字段或 null</translation>
    </message>
    <message>
        <source>%1 does not take %2 arguments; it is %3</source>
        <translation>%1 不接受 %2 个参数；写法：%3</translation>
    </message>
    <message>
        <source>%1 does not take %2 argument; it is %3</source>
        <translation>%1 不接受 %2 个参数；写法：%3</translation>
    </message>
    <message>
        <source>%1 does not take (%2); it is %3</source>
        <translation>%1 不接受 (%2)；写法：%3</translation>
    </message>
    <message>
        <source>unknown look-up table &quot;%1&quot;; declare it under &quot;lookups&quot; of the mapping</source>
        <translation>未知对照表“%1”；请在映射的“lookups”中声明</translation>
    </message>
    <message>
        <source>unknown look-up table &quot;%1&quot;; tables are %2</source>
        <translation>未知对照表“%1”；可用的表：%2</translation>
    </message>
    <message>
        <source>the look-up table &quot;%1&quot; has no column &quot;%2&quot;</source>
        <translation>对照表“%1”没有列“%2”</translation>
    </message>
    <message>
        <source>&apos;%1&apos; stands in this map twice</source>
        <translation>&apos;%1&apos; 在此映射中出现两次</translation>
    </message>
    <message>
        <source>the values to look for must be constant and not null</source>
        <translation>要查找的值必须是常量且不为 null</translation>
    </message>
    <message>
        <source>the pattern is wrong at its byte %1: %2</source>
        <translation>正则表达式在第 %1 个字节处有误：%2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no unit; units are %2</source>
        <translation>“%1”不是时间单位；可用单位：%2</translation>
    </message>
    <message>
        <source>the end of the expression</source>
        <translation>表达式结尾</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>quoted name</source>
        <translation>引号中的名称</translation>
    </message>
    <message>
        <source>name in brackets</source>
        <translation>方括号中的名称</translation>
    </message>
    <message>
        <source>text is joined with ||</source>
        <translation>文本用 || 连接</translation>
    </message>
    <message>
        <source>%1. Did you mean “%2”?</source>
        <translation>%1。您是否要用“%2”？</translation>
    </message>
    <message>
        <source>%1 cannot compare %2 and %3</source>
        <translation>%1 无法比较 %2 和 %3</translation>
    </message>
    <message>
        <source>date pattern &quot;%1&quot;: &quot;%2&quot; means nothing; letters are %3, other letters go into &apos;quotes&apos;</source>
        <translation>日期格式“%1”中的“%2”没有含义；可用字母：%3；其他字母请放在 &apos;引号&apos; 中</translation>
    </message>
    <message>
        <source>the condition of if</source>
        <translation>if 的条件</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>argument, function</comment>
        <translation>%2 的 %1</translation>
    </message>
    <message>
        <source>this depends on a time zone; name one as the last argument, such as %1, or in the job</source>
        <translation>这取决于时区；请在最后一个参数中指定（例如 %1），或在任务中设置</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a time zone, did you mean &quot;%2&quot;; use an IANA name such as %3 (package tzdata), UTC, or an offset such as %4</source>
        <translation>“%1”不是时区，您是否要用“%2”？请使用 IANA 名称（例如 %3，来自 tzdata）、UTC 或偏移量（例如 %4）</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not a time zone; use an IANA name such as %2 (package tzdata), UTC, or an offset such as %3</source>
        <translation>“%1”不是时区；请使用 IANA 名称（例如 %2，来自 tzdata）、UTC 或偏移量（例如 %3）</translation>
    </message>
</context>
<context>
    <name>findings</name>
    <message>
        <source>numbers in scientific notation: digits were lost before the file was saved</source>
        <translation>数字为科学计数法：保存文件之前就已丢失位数</translation>
    </message>
    <message>
        <source>long numbers that end in zeros: a spreadsheet may have rounded them</source>
        <translation>以 0 结尾的长数字：可能已被电子表格舍入</translation>
    </message>
    <message>
        <source>numbers that a spreadsheet keeps with more digits than it shows</source>
        <translation>电子表格中实际位数多于显示位数的数字</translation>
    </message>
    <message>
        <source>dates that became day numbers</source>
        <translation>日期变成了天数序号</translation>
    </message>
    <message>
        <source>cells that are no valid date</source>
        <translation>单元格不是有效日期</translation>
    </message>
    <message>
        <source>error cells such as #N/A</source>
        <translation>#N/A 等错误单元格</translation>
    </message>
    <message>
        <source>garbled characters</source>
        <translation>乱码</translation>
    </message>
    <message>
        <source>full-width digits</source>
        <translation>全角数字</translation>
    </message>
    <message>
        <source>values that should be unique come more than once</source>
        <translation>本应唯一的值出现多次</translation>
    </message>
    <message>
        <source>a total row at the end: it is left out by a filter</source>
        <translation>末尾有合计行：已用过滤规则排除</translation>
    </message>
    <message>
        <source>numbers and texts in one column</source>
        <translation>同一列中既有数字又有文本</translation>
    </message>
    <message>
        <source>numbers stored as text</source>
        <translation>以文本形式存储的数字</translation>
    </message>
    <message>
        <source>formulas without a stored result</source>
        <translation>公式没有保存计算结果</translation>
    </message>
    <message>
        <source>hidden rows are read too</source>
        <translation>隐藏的行也会读取</translation>
    </message>
    <message>
        <source>hidden columns are read too</source>
        <translation>隐藏的列也会读取</translation>
    </message>
    <message>
        <source>merged cells: only the first of them holds the value</source>
        <translation>合并单元格：只有第一格有值</translation>
    </message>
    <message>
        <source>title lines above the header are left out</source>
        <translation>已跳过表头上方的标题行</translation>
    </message>
    <message>
        <source>where the header is was found out</source>
        <translation>已自动识别表头位置</translation>
    </message>
    <message>
        <source>columns without a name got one</source>
        <translation>已为没有名称的列命名</translation>
    </message>
    <message>
        <source>columns of the same name got a number</source>
        <translation>已为同名的列编号</translation>
    </message>
    <message>
        <source>blanks around names were taken away</source>
        <translation>已去掉列名两端的空格</translation>
    </message>
    <message>
        <source>the header has another number of columns than the rows</source>
        <translation>表头与数据行的列数不同</translation>
    </message>
    <message>
        <source>the encoding was found out</source>
        <translation>已自动识别编码</translation>
    </message>
    <message>
        <source>the delimiter was found out</source>
        <translation>已自动识别分隔符</translation>
    </message>
    <message>
        <source>the quote character was found out</source>
        <translation>已自动识别引号字符</translation>
    </message>
    <message>
        <source>sheets: the first with content is read</source>
        <translation>有多个工作表：读取第一个有内容的</translation>
    </message>
    <message>
        <source>where the records are was found out</source>
        <translation>已自动识别记录所在位置</translation>
    </message>
    <message>
        <source>no key: a load that breaks off starts over</source>
        <translation>没有主键：中断后需从头读取</translation>
    </message>
    <message>
        <source>no records were found</source>
        <translation>没有找到记录</translation>
    </message>
    <message>
        <source>a field that is not in every record</source>
        <translation>并非每条记录都有的字段</translation>
    </message>
    <message>
        <source>how pages follow each other was found out</source>
        <translation>已自动识别翻页方式</translation>
    </message>
    <message>
        <source>codes shorter than the others: leading zeros may be lost</source>
        <translation>编码短于其他编码：前导零可能已丢失</translation>
    </message>
    <message>
        <source>cells with a number format that is not understood: read as stored</source>
        <translation>单元格的数字格式无法识别：按存储值读取</translation>
    </message>
    <message>
        <source>dates or amounts that each computer shows in its own way: read as stored</source>
        <translation>日期或金额的显示方式因电脑的区域设置而异：按存储值读取</translation>
    </message>
    <message>
        <source>numbers are shown with fewer digits than they hold: read as stored</source>
        <translation>数字显示的位数少于实际存储的位数：按存储值读取</translation>
    </message>
</context>
<context>
    <name>safety</name>
    <message>
        <source>Running this job twice is safe. Rows are recognised by %1.</source>
        <translation>可以放心重复运行：Weir 按 %1 识别目标中已有的行。</translation>
    </message>
    <message>
        <source>Running this job twice is safe. Every run replaces all rows at once.</source>
        <translation>可以放心重复运行：每次运行都会一次性替换全部行。</translation>
    </message>
    <message>
        <source>Starting over writes nothing twice: rows whose %1 is there already are quarantined.</source>
        <translation>从头重新运行不会重复写入：%1 已存在的行会被隔离。</translation>
    </message>
    <message>
        <source>Not safe to start over: the rows would be added to the file once more.</source>
        <translation>从头重新运行有风险：这些行会再次追加到文件中。</translation>
    </message>
    <message>
        <source>Not safe to start over: without a key, the same row could be written twice.</source>
        <translation>从头重新运行有风险：没有主键，同一行可能写入两次。</translation>
    </message>
</context>
<context>
    <name>weir::BeforeAfter</name>
    <message>
        <source>Before and after</source>
        <translation>转换前后</translation>
    </message>
</context>
<context>
    <name>weir::BeforeAfterModel</name>
    <message>
        <source>%1⟨cut %2⟩</source>
        <comment>a value, and how many characters were cut</comment>
        <translation>%1⟨截去 %2⟩</translation>
    </message>
    <message>
        <source>goes to quarantine</source>
        <translation>将被隔离</translation>
    </message>
    <message>
        <source>default</source>
        <translation>默认值</translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) cut</source>
        <translation>
            <numerusform>截去 %n 个字符</numerusform>
        </translation>
    </message>
    <message>
        <source>blanks removed</source>
        <translation>去掉空格</translation>
    </message>
    <message>
        <source>currency sign removed</source>
        <translation>去掉货币符号</translation>
    </message>
    <message>
        <source>converted</source>
        <translation>已转换</translation>
    </message>
    <message>
        <source>%1: %2 becomes %3. %4</source>
        <comment>position, before, after, note</comment>
        <translation>%1：%2 变为 %3。%4</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>转换前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>转换后</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
</context>
<context>
    <name>weir::CheckStep</name>
    <message>
        <source>Checking</source>
        <translation>正在检查</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Run without checking</source>
        <translation>不检查直接运行</translation>
    </message>
    <message>
        <source>Check and run</source>
        <translation>检查并运行</translation>
    </message>
    <message>
        <source>%1 rows: %2</source>
        <translation>%1 行：%2</translation>
    </message>
    <message>
        <source>%1 rows: %2 in %3</source>
        <translation>%1 行：%3，%2</translation>
    </message>
    <message>
        <source>Estimate: %1</source>
        <translation>预计：%1</translation>
    </message>
    <message>
        <source>Row balance: %1</source>
        <translation>行数平衡：%1</translation>
    </message>
    <message>
        <source>First: %1, “%2”</source>
        <translation>首个：%1，“%2”</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>Fix %1</source>
        <translation>修正 %1</translation>
    </message>
    <message>
        <source>See rows</source>
        <translation>查看行</translation>
    </message>
    <message>
        <source>See rows: %1</source>
        <translation>查看行：%1</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Reading, converting and checking every row. Nothing is written.</source>
        <translation>正在读取、转换并检查每一行，不写入任何数据。</translation>
    </message>
    <message>
        <source>Not checked. Problems will show up only while the job runs.</source>
        <translation>未检查。问题要到正式运行时才会暴露。</translation>
    </message>
    <message>
        <source>The check ended early. Nothing was written.</source>
        <translation>检查提前结束，未写入任何数据。</translation>
    </message>
    <message>
        <source>Run without checking? Problems will show up only while the job runs.</source>
        <translation>跳过试运行？问题要到正式运行时才会暴露。</translation>
    </message>
    <message>
        <source>%1 rows checked in %2. Nothing was written.</source>
        <translation>已检查 %1 行，用时 %2，未写入任何数据。</translation>
    </message>
    <message>
        <source>The first %1 rows checked in %2. Nothing was written.</source>
        <translation>已检查前 %1 行，用时 %2，未写入任何数据。</translation>
    </message>
    <message>
        <source>%1 rows would be quarantined. Fix them now, or go on and compensate later.</source>
        <translation>%1 行将被隔离。可以现在修正，也可以先运行，之后再补偿。</translation>
    </message>
    <message>
        <source>would insert %1 · would update %2 · already there %3 · would be quarantined %4</source>
        <translation>将插入 %1 · 将更新 %2 · 已存在 %3 · 将隔离 %4</translation>
    </message>
    <message>
        <source>The first run makes: %1</source>
        <translation>首次运行将创建：%1</translation>
    </message>
    <message>
        <source>The job cannot run like this.</source>
        <translation>任务目前无法运行。</translation>
    </message>
    <message>
        <source>The check is still under way.</source>
        <translation>检查仍在进行。</translation>
    </message>
    <message>
        <source>The job was not checked.</source>
        <translation>任务未检查。</translation>
    </message>
</context>
<context>
    <name>weir::CheckText</name>
    <message>
        <source>%1 %</source>
        <comment>share: a number</comment>
        <translation>%1%</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>8 of 2,000 (values of all rows)</comment>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>%1 of %2 sampled</source>
        <translation>抽样 %1/%2</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>No values seen</source>
        <translation>未见到值</translation>
    </message>
    <message>
        <source>Fits, %1 shortened</source>
        <translation>符合，截短 %1 个</translation>
    </message>
    <message>
        <source>Fits %1/%1</source>
        <translation>符合 %1/%1</translation>
    </message>
    <message>
        <source>Fits %1/%1 sampled</source>
        <translation>符合，抽样 %1/%1</translation>
    </message>
    <message>
        <source>%1 converted</source>
        <comment>8 of 2,000 converted</comment>
        <translation>%1 可转换</translation>
    </message>
    <message>
        <source>%1 lose digits</source>
        <translation>%1 损失精度</translation>
    </message>
    <message>
        <source>%1 too long, max %2</source>
        <translation>%1 超长，最长 %2</translation>
    </message>
    <message>
        <source>%1 too long</source>
        <translation>%1 超长</translation>
    </message>
    <message>
        <source>%1 empty, required</source>
        <translation>%1 必填为空</translation>
    </message>
    <message>
        <source>%1 ambiguous</source>
        <translation>%1 有歧义</translation>
    </message>
    <message>
        <source>No such target field</source>
        <translation>目标中无此字段</translation>
    </message>
    <message>
        <source>Does not work</source>
        <translation>无法执行</translation>
    </message>
    <message>
        <source>Nothing mapped</source>
        <translation>未映射</translation>
    </message>
    <message>
        <source>%1 have a currency</source>
        <translation>%1 带货币符号</translation>
    </message>
    <message>
        <source>%1 not a date</source>
        <translation>%1 不是日期</translation>
    </message>
    <message>
        <source>%1 not a time</source>
        <translation>%1 不是时间</translation>
    </message>
    <message>
        <source>%1 not a number</source>
        <translation>%1 不是数字</translation>
    </message>
    <message>
        <source>%1 not yes or no</source>
        <translation>%1 不是是/否</translation>
    </message>
    <message>
        <source>%1 out of range</source>
        <translation>%1 超出范围</translation>
    </message>
    <message>
        <source>%1 codes not found</source>
        <translation>%1 编码未找到</translation>
    </message>
    <message>
        <source>%1 fail in the expression</source>
        <translation>%1 表达式出错</translation>
    </message>
    <message>
        <source>%1 cannot convert</source>
        <translation>%1 无法转换</translation>
    </message>
    <message>
        <source>Nothing is mapped to this field; it stays empty.</source>
        <translation>此字段未映射，保持为空。</translation>
    </message>
    <message>
        <source>The values are being checked.</source>
        <translation>正在检查值。</translation>
    </message>
    <message>
        <source>No value of the source was seen.</source>
        <translation>未见到来源的值。</translation>
    </message>
    <message>
        <source>%1 values are shortened by a step, on purpose. The target will not hold the full value.</source>
        <translation>有 %1 个值按步骤设置被截短，目标中不会保留完整值。</translation>
    </message>
    <message>
        <source>All %1 values fit without loss.</source>
        <translation>全部 %1 个值都符合，无损失。</translation>
    </message>
    <message>
        <source>All values in %1 sampled rows fit without loss.</source>
        <translation>抽样的 %1 行中所有值都符合，无损失。</translation>
    </message>
    <message>
        <source>The target has no field “%1”. Choose “nothing” to leave it out.</source>
        <translation>目标中没有字段“%1”。选择“不映射”即可去掉它。</translation>
    </message>
    <message>
        <source>“%1” is required, and nothing is mapped to it. Choose a source field or a constant.</source>
        <translation>“%1”为必填字段，但尚未映射。请选择来源字段或常量。</translation>
    </message>
    <message>
        <source>Such rows go to quarantine, as you chose.</source>
        <translation>按您的选择，这些行将被隔离。</translation>
    </message>
    <message>
        <source>Such rows would go to quarantine.</source>
        <translation>这些行将被隔离。</translation>
    </message>
    <message>
        <source>%1 of %2 values</source>
        <comment>begin of a sentence: 29 of 2,000 values are …</comment>
        <translation>%2 个值中有 %1 个</translation>
    </message>
    <message>
        <source>%1 of %2 sampled values</source>
        <comment>begin of a sentence</comment>
        <translation>抽样 %2 个值中有 %1 个</translation>
    </message>
    <message>
        <source>%1 are longer than %2 bytes. Longest: %3.</source>
        <translation>%1超过 %2 个字节，最长的有 %3 个字节。</translation>
    </message>
    <message>
        <source>%1 are longer than %2 characters. Longest: %3.</source>
        <translation>%1超过 %2 个字符，最长的有 %3 个字符。</translation>
    </message>
    <message>
        <source>%1 would lose digits in %2, for example “%3”.</source>
        <translation>%1转为 %2 会损失位数，例如“%3”。</translation>
    </message>
    <message>
        <source>%1 convert without loss; their text changes.</source>
        <translation>%1可无损转换，文本形式会改变。</translation>
    </message>
    <message>
        <source>%1 are empty, and “%2” is required.</source>
        <translation>%1为空，而“%2”为必填字段。</translation>
    </message>
    <message>
        <source>%1 can be read in two ways, for example “%2”.</source>
        <translation>%1有两种读法，例如“%2”。</translation>
    </message>
    <message>
        <source>%1 carry a currency, for example “%2”.</source>
        <translation>%1带货币符号，例如“%2”。</translation>
    </message>
    <message>
        <source>%1 have no entry in the crosswalk, for example “%2”.</source>
        <translation>%1在编码对照中没有条目，例如“%2”。</translation>
    </message>
    <message>
        <source>%1 cannot become %2, for example “%3”.</source>
        <translation>%1无法转换为 %2，例如“%3”。</translation>
    </message>
    <message>
        <source>same name</source>
        <translation>名称相同</translation>
    </message>
    <message>
        <source>same name but for case and separators</source>
        <translation>名称相同（大小写与分隔符除外）</translation>
    </message>
    <message>
        <source>same meaning</source>
        <translation>含义相同</translation>
    </message>
    <message>
        <source>alike words</source>
        <translation>词语相近</translation>
    </message>
    <message>
        <source>same position</source>
        <translation>位置相同</translation>
    </message>
    <message numerus="yes">
        <source>%n suggestion(s)</source>
        <translation>
            <numerusform>%n 个建议</numerusform>
        </translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>Same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Likely</source>
        <translation>可能</translation>
    </message>
    <message>
        <source>Guess</source>
        <translation>猜测</translation>
    </message>
    <message>
        <source>No source field means this.</source>
        <translation>没有含义相同的来源字段。</translation>
    </message>
    <message>
        <source>Suggested: %1 (%2). Nothing was filled.</source>
        <translation>建议：%1（%2）。尚未填入。</translation>
    </message>
    <message>
        <source>Chosen by hand.</source>
        <translation>手动选择。</translation>
    </message>
    <message>
        <source>Same: %1, %2 of values fit.</source>
        <translation>相同：%1，%2 的值符合目标类型。</translation>
    </message>
    <message>
        <source>Same: %1.</source>
        <translation>相同：%1。</translation>
    </message>
    <message>
        <source>Confirmed by you: %1, %2 of values fit.</source>
        <translation>已由您确认：%1，%2 的值符合目标类型。</translation>
    </message>
    <message>
        <source>Confirmed by you: %1.</source>
        <translation>已由您确认：%1。</translation>
    </message>
    <message>
        <source>Likely match: %1, %2 of values fit. Please confirm.</source>
        <translation>可能匹配：%1，%2 的值符合目标类型。请确认。</translation>
    </message>
    <message>
        <source>Likely match: %1. Please confirm.</source>
        <translation>可能匹配：%1。请确认。</translation>
    </message>
    <message>
        <source>Guess: %1, %2 of values fit. Please confirm.</source>
        <translation>猜测：%1，%2 的值符合目标类型。请确认。</translation>
    </message>
    <message>
        <source>Guess: %1. Please confirm.</source>
        <translation>猜测：%1。请确认。</translation>
    </message>
    <message>
        <source>Confirm that “%1” is what “%2” wants: a key or required field needs you to agree.</source>
        <translation>请确认“%1”就是“%2”所需的来源：主键和必填字段需要您同意。</translation>
    </message>
    <message>
        <source>Choose what fills “%1”: it is required.</source>
        <translation>请为必填字段“%1”选择来源。</translation>
    </message>
    <message>
        <source>Choose a default for the empty values of “%1”, or let such rows go to quarantine.</source>
        <translation>请为“%1”的空值选择默认值，或将这些行隔离。</translation>
    </message>
    <message>
        <source>“%1” does not work: %2</source>
        <translation>“%1”无法执行：%2</translation>
    </message>
    <message>
        <source>Choose how to read &quot;%1&quot; before continuing.</source>
        <comment>translations may use %2 and %3: both readings</comment>
        <translation>请先确定“%1”是 %2 还是 %3。</translation>
    </message>
    <message>
        <source>Widen the target to %1</source>
        <translation>加宽目标列为 %1</translation>
    </message>
    <message>
        <source>Keep as text</source>
        <translation>按文本保存</translation>
    </message>
    <message>
        <source>Cut to %1 characters (lossy)</source>
        <translation>截断为 %1 个字符（有损）</translation>
    </message>
    <message numerus="yes">
        <source>Round to %n digit(s) (lossy)</source>
        <translation>
            <numerusform>四舍五入到 %n 位小数（有损）</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove the currency and parse</source>
        <translation>去掉货币符号并解析</translation>
    </message>
    <message>
        <source>Parse with %1</source>
        <translation>按 %1 解析</translation>
    </message>
    <message>
        <source>Parse</source>
        <translation>解析</translation>
    </message>
    <message>
        <source>Day first: %1</source>
        <translation>日在前：%1</translation>
    </message>
    <message>
        <source>Month first: %1</source>
        <translation>月在前：%1</translation>
    </message>
    <message>
        <source>Thousands: %1</source>
        <translation>千分位：%1</translation>
    </message>
    <message>
        <source>Decimal: %1</source>
        <translation>小数：%1</translation>
    </message>
    <message>
        <source>Default value…</source>
        <translation>默认值…</translation>
    </message>
    <message>
        <source>Let such rows go to quarantine</source>
        <translation>隔离这些行</translation>
    </message>
    <message>
        <source>This step removes characters. The target will not hold the full value.</source>
        <translation>此步骤会截断内容，目标中不会保留完整值。</translation>
    </message>
    <message>
        <source>This step removes digits. The target will not hold the full value.</source>
        <translation>此步骤会舍去位数，目标中不会保留完整值。</translation>
    </message>
    <message>
        <source>Quarantine the row and go on. Nothing is thrown away.</source>
        <translation>隔离该行并继续，不会丢弃任何数据。</translation>
    </message>
    <message>
        <source>choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>%1?</source>
        <comment>a suggested source field</comment>
        <translation>%1？</translation>
    </message>
    <message>
        <source>constant “%1”</source>
        <translation>常量“%1”</translation>
    </message>
    <message>
        <source>always empty</source>
        <translation>始终为空</translation>
    </message>
    <message>
        <source>%1 with a currency, parsed</source>
        <translation>%1 个带货币符号，已解析</translation>
    </message>
    <message>
        <source>%1 values carry a currency; a step takes it away, and all of them become numbers.</source>
        <translation>有 %1 个值带货币符号，由步骤去掉后全部成为数字。</translation>
    </message>
</context>
<context>
    <name>weir::ColumnModel</name>
    <message>
        <source>chosen by you</source>
        <translation>由您选定</translation>
    </message>
    <message>
        <source>the longest of %1 characters, and room for longer ones</source>
        <translation>最长 %1 个字符，并留有余量</translation>
    </message>
    <message>
        <source>key</source>
        <translation>主键</translation>
    </message>
    <message>
        <source>has a default</source>
        <translation>有默认值</translation>
    </message>
    <message>
        <source>required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>最长</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>no value was seen</source>
        <translation>未见到任何值</translation>
    </message>
    <message>
        <source>all %1 values are of this type</source>
        <translation>全部 %1 个值都属于此类型</translation>
    </message>
    <message>
        <source>texts of any length</source>
        <translation>任意长度的文本</translation>
    </message>
</context>
<context>
    <name>weir::CrosswalkEditor</name>
    <message>
        <source>Table of codes</source>
        <translation>编码对照表</translation>
    </message>
    <message>
        <source>a CSV file, or @connection#table</source>
        <translation>CSV 文件，或 @连接#表</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>对照表</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>变为</translation>
    </message>
    <message>
        <source>Codes not found</source>
        <translation>未找到的编码</translation>
    </message>
    <message>
        <source>Choose a table of codes</source>
        <translation>选择编码对照表</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt *.xlsx *.json *.ndjson);;All files (*)</source>
        <translation>表格 (*.csv *.tsv *.txt *.xlsx *.json *.ndjson);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Reading the table…</source>
        <translation>正在读取对照表…</translation>
    </message>
    <message>
        <source>None of its columns holds the codes. Choose the one that should.</source>
        <translation>没有一列包含这些编码，请选择应对应的列。</translation>
    </message>
    <message>
        <source>Looking up the codes…</source>
        <translation>正在查找编码…</translation>
    </message>
    <message>
        <source>All %1 codes found.</source>
        <translation>全部 %1 个编码都已找到。</translation>
    </message>
    <message>
        <source>All codes of %1 sampled rows found.</source>
        <translation>抽样的 %1 行中编码都已找到。</translation>
    </message>
    <message>
        <source>%1 of %2 codes found, %3 not.</source>
        <translation>%2 个编码中找到 %1 个，%3 个未找到。</translation>
    </message>
    <message>
        <source>%1 of %2 sampled codes found, %3 not.</source>
        <translation>抽样的 %2 个编码中找到 %1 个，%3 个未找到。</translation>
    </message>
    <message>
        <source>%1: nothing near</source>
        <comment>a code</comment>
        <translation>%1：没有相近的编码</translation>
    </message>
    <message>
        <source>%1: near %2</source>
        <comment>a code, keys</comment>
        <translation>%1：相近的有 %2</translation>
    </message>
</context>
<context>
    <name>weir::ExpressionEdit</name>
    <message>
        <source>%1  %2</source>
        <comment>function, help</comment>
        <translation>%1  %2</translation>
    </message>
</context>
<context>
    <name>weir::ExpressionLine</name>
    <message>
        <source>Expression</source>
        <translation>表达式</translation>
    </message>
    <message>
        <source>Functions and fields</source>
        <translation>函数和字段</translation>
    </message>
    <message>
        <source>%1  %2</source>
        <comment>function, help</comment>
        <translation>%1  %2</translation>
    </message>
</context>
<context>
    <name>weir::FilterList</name>
    <message>
        <source>Leave out rows where</source>
        <translation>过滤条件</translation>
    </message>
    <message>
        <source>Leave out rows where …  for example status = &apos;test&apos;</source>
        <translation>过滤满足条件的行…  例如 status = &apos;test&apos;</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add this filter</source>
        <translation>添加此过滤规则</translation>
    </message>
    <message>
        <source>Remove the filter %1</source>
        <translation>移除过滤规则 %1</translation>
    </message>
    <message>
        <source>Rows are left out and counted where %1</source>
        <translation>满足条件的行会被过滤并计数：%1</translation>
    </message>
    <message>
        <source>This is a value and no condition: compare it with something.</source>
        <translation>这是一个值而不是条件：请与其他值比较。</translation>
    </message>
    <message>
        <source>Leaves out %1 of %2 sample rows.</source>
        <translation>过滤 %2 行样本中的 %1 行。</translation>
    </message>
    <message>
        <source>Leave out rows where %1</source>
        <translation>过滤满足 %1 的行</translation>
    </message>
</context>
<context>
    <name>weir::FixMenu</name>
    <message>
        <source>Show these rows</source>
        <translation>查看这些行</translation>
    </message>
    <message>
        <source>Confirm the match</source>
        <translation>确认匹配</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>使用 %1</translation>
    </message>
    <message>
        <source>Choose another source field…</source>
        <translation>选择其他来源字段…</translation>
    </message>
    <message>
        <source>Choose a source field or constant…</source>
        <translation>选择来源字段或常量…</translation>
    </message>
    <message>
        <source>Map nothing</source>
        <translation>不映射</translation>
    </message>
</context>
<context>
    <name>weir::MapDelegate</name>
    <message>
        <source>required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>Default value for %1</source>
        <translation>%1 的默认值</translation>
    </message>
    <message>
        <source>Default value, then Enter</source>
        <translation>输入默认值后按 Enter</translation>
    </message>
</context>
<context>
    <name>weir::MapModel</name>
    <message>
        <source>%1 goes into %2. %3 %4</source>
        <comment>source, target, check, match</comment>
        <translation>%1 写入 %2。%3%4</translation>
    </message>
    <message>
        <source>Nothing goes into %1. %2 %3</source>
        <comment>target, check, match</comment>
        <translation>没有内容写入 %1。%2%3</translation>
    </message>
    <message>
        <source>%1, %2, key, required</source>
        <translation>%1，%2，主键，必填</translation>
    </message>
    <message>
        <source>%1, %2, required</source>
        <translation>%1，%2，必填</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>field, type</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>No transform</source>
        <translation>无转换</translation>
    </message>
    <message>
        <source>Source field</source>
        <translation>来源字段</translation>
    </message>
    <message>
        <source>Target field</source>
        <translation>目标字段</translation>
    </message>
    <message>
        <source>Type check</source>
        <translation>类型检查</translation>
    </message>
    <message>
        <source>Transform</source>
        <translation>转换</translation>
    </message>
    <message>
        <source>Match</source>
        <translation>匹配</translation>
    </message>
</context>
<context>
    <name>weir::MapStep</name>
    <message>
        <source>Map fields</source>
        <translation>字段映射</translation>
    </message>
    <message>
        <source>%1 &gt; %2 (new)</source>
        <comment>source, target</comment>
        <translation>%1 &gt; %2（新建）</translation>
    </message>
    <message>
        <source>%1 &gt; %2 (existing table)</source>
        <comment>source, target</comment>
        <translation>%1 &gt; %2（已有表）</translation>
    </message>
    <message>
        <source>The source and the target have to be looked at first.</source>
        <translation>需要先查看来源和目标。</translation>
    </message>
    <message>
        <source>Map at least one field.</source>
        <translation>请至少映射一个字段。</translation>
    </message>
    <message>
        <source>The values are being checked; one moment.</source>
        <translation>正在检查值，请稍候。</translation>
    </message>
    <message>
        <source>suggested, %1 of values fit</source>
        <translation>建议，%1 的值符合</translation>
    </message>
    <message>
        <source>suggested</source>
        <translation>建议</translation>
    </message>
    <message>
        <source>used for %1</source>
        <translation>已用于 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n undone step(s) can no longer be redone.</source>
        <translation>
            <numerusform>已撤销的 %n 步无法再重做。</numerusform>
        </translation>
    </message>
    <message>
        <source>Auto-match</source>
        <translation>自动匹配</translation>
    </message>
    <message>
        <source>Match by name</source>
        <translation>同名映射</translation>
    </message>
    <message>
        <source>Match by position</source>
        <translation>同行映射</translation>
    </message>
    <message>
        <source>Clear the mapping</source>
        <translation>清空映射</translation>
    </message>
    <message numerus="yes">
        <source>Confirm %n field(s)</source>
        <translation>
            <numerusform>确认 %n 个字段</numerusform>
        </translation>
    </message>
    <message>
        <source>Confirm %1</source>
        <translation>确认 %1</translation>
    </message>
    <message>
        <source>Map %1 from %2</source>
        <translation>%1 取自 %2</translation>
    </message>
    <message>
        <source>Constant for %1</source>
        <translation>%1 设为常量</translation>
    </message>
    <message>
        <source>Leave out %1</source>
        <translation>不映射 %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>field, fix</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>Apply %n suggested fix(es)</source>
        <translation>
            <numerusform>应用 %n 项修正建议</numerusform>
        </translation>
    </message>
    <message>
        <source>Fills what names and values speak for. Fields that you confirmed stay.</source>
        <translation>根据名称和值填入匹配项，已确认的字段保持不变。</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>同名映射</translation>
    </message>
    <message>
        <source>Fills fields of the same name.</source>
        <translation>填入名称相同的字段。</translation>
    </message>
    <message>
        <source>By position</source>
        <translation>同行映射</translation>
    </message>
    <message>
        <source>First to first, second to second. Keys and required fields are filled by name only.</source>
        <translation>按顺序一一对应；主键和必填字段只按名称填入。</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Nothing is mapped any more.</source>
        <translation>取消全部映射。</translation>
    </message>
    <message>
        <source>Needs review only (%1)</source>
        <translation>仅看待确认（%1）</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Default for %1</source>
        <translation>%1 的默认值</translation>
    </message>
    <message>
        <source>Fields left out</source>
        <translation>未映射的字段</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n target field(s) filled.</source>
        <translation>
            <numerusform>目标字段已映射 %1/%n 个，</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n need(s) review.</source>
        <translation>
            <numerusform>其中 %n 个待确认；</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n source field(s) not used.</source>
        <translation>
            <numerusform>%n 个来源字段未使用。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>还有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Source fields not used</source>
        <translation>未使用的来源字段</translation>
    </message>
    <message>
        <source>Target fields not filled</source>
        <translation>未映射的目标字段</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>field, step</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Expression of %1</source>
        <translation>%1 的表达式</translation>
    </message>
    <message>
        <source>Checking all rows…</source>
        <translation>正在检查全部行…</translation>
    </message>
    <message>
        <source>The file could not be read to its end; the checks are of the sample.</source>
        <translation>文件未能读完，检查结果仅来自样本。</translation>
    </message>
    <message>
        <source>Only the sample was checked.</source>
        <translation>只检查了样本。</translation>
    </message>
    <message>
        <source>Check all rows</source>
        <translation>检查全部行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>weir::RulesStep</name>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Name of the job</source>
        <translation>任务名称</translation>
    </message>
    <message>
        <source>Name the job</source>
        <translation>命名任务</translation>
    </message>
    <message>
        <source>NAME</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>KEY</source>
        <translation>主键</translation>
    </message>
    <message>
        <source>new rows are added, known rows are updated</source>
        <translation>新行插入，已有行更新</translation>
    </message>
    <message>
        <source>rows are only added; known rows are quarantined where there is a key</source>
        <translation>只插入新行；有主键时，已有的行会被隔离</translation>
    </message>
    <message>
        <source>known rows are updated; others are quarantined</source>
        <translation>更新已有行；其余的行会被隔离</translation>
    </message>
    <message>
        <source>all rows are replaced at once when the run is through</source>
        <translation>运行结束时一次性替换全部行</translation>
    </message>
    <message>
        <source>Choose how rows are written</source>
        <translation>选择写入方式</translation>
    </message>
    <message>
        <source>WRITE</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>Quarantine it and go on</source>
        <translation>隔离该行并继续</translation>
    </message>
    <message>
        <source>Quarantine the row and go on. Nothing is thrown away.</source>
        <translation>隔离该行并继续，不会丢弃任何数据。</translation>
    </message>
    <message>
        <source>Stop the job</source>
        <translation>停止任务</translation>
    </message>
    <message>
        <source>What happens to a row that fails</source>
        <translation>失败行的处理方式</translation>
    </message>
    <message>
        <source>Pause at</source>
        <translation>隔离达到</translation>
    </message>
    <message>
        <source>Quarantined rows at which the run pauses</source>
        <translation>达到多少隔离行时暂停</translation>
    </message>
    <message>
        <source>Percent or rows</source>
        <translation>百分比或行数</translation>
    </message>
    <message>
        <source>% of the rows</source>
        <translation>% 的行</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>quarantined</source>
        <translation>时暂停</translation>
    </message>
    <message>
        <source>When a run pauses</source>
        <translation>何时暂停运行</translation>
    </message>
    <message>
        <source> h</source>
        <translation> 小时</translation>
    </message>
    <message>
        <source>Hours for which an end that cannot be reached is tried</source>
        <translation>无法连接时持续重试的小时数</translation>
    </message>
    <message>
        <source>How long an end is tried</source>
        <translation>持续重试的时长</translation>
    </message>
    <message>
        <source>When an end cannot be reached: keep trying for</source>
        <translation>无法连接时持续重试</translation>
    </message>
    <message>
        <source>30 s to 15 min apart</source>
        <translation>间隔 30 秒至 15 分钟</translation>
    </message>
    <message>
        <source>WHEN A ROW FAILS</source>
        <translation>行失败时</translation>
    </message>
    <message>
        <source>%1 (unique)</source>
        <translation>%1（唯一）</translation>
    </message>
    <message>
        <source>Key: %1</source>
        <translation>主键：%1</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>无主键</translation>
    </message>
    <message>
        <source>A file has no key: every row is written once.</source>
        <translation>文件没有主键：每一行写入一次。</translation>
    </message>
    <message>
        <source>Without a key Weir cannot recognise rows that are there already.</source>
        <translation>没有主键，Weir 无法识别目标中已有的行。</translation>
    </message>
    <message>
        <source>unique in all %1 rows</source>
        <translation>在全部 %1 行中唯一</translation>
    </message>
    <message>
        <source>unique in %1 rows looked at</source>
        <translation>在已查看的 %1 行中唯一</translation>
    </message>
    <message>
        <source>Not unique: %1 rows repeat a value, %2 have none.</source>
        <translation>不唯一：%1 行的值重复，%2 行没有值。</translation>
    </message>
    <message>
        <source>Guarantee %1: %2</source>
        <translation>保证等级 %1：%2</translation>
    </message>
    <message>
        <source>There is a job “%1” already: give this one another name.</source>
        <translation>已有名为“%1”的任务：请换一个名称。</translation>
    </message>
    <message>
        <source>Choose a key: rows cannot be recognised without one.</source>
        <translation>请选择主键：没有主键就无法识别已有的行。</translation>
    </message>
    <message>
        <source>This target cannot be written that way. Choose another one.</source>
        <translation>该目标不支持这种写入方式，请另选一种。</translation>
    </message>
    <message>
        <source>LEAVE OUT</source>
        <translation>过滤</translation>
    </message>
</context>
<context>
    <name>weir::SampleModel</name>
    <message>
        <source>%1 (%2): %3 valid, %4 empty, %5 odd</source>
        <translation>%1（%2）：有效 %3，空值 %4，异常 %5</translation>
    </message>
</context>
<context>
    <name>weir::SourcePicker</name>
    <message>
        <source>Source field for %1</source>
        <translation>%1 的来源字段</translation>
    </message>
    <message>
        <source>Type to filter</source>
        <translation>输入以筛选</translation>
    </message>
    <message>
        <source>Source fields</source>
        <translation>来源字段</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>不映射</translation>
    </message>
    <message>
        <source>constant…</source>
        <translation>常量…</translation>
    </message>
    <message>
        <source>constant “%1”</source>
        <translation>常量“%1”</translation>
    </message>
    <message>
        <source>%1   %2</source>
        <comment>field, note</comment>
        <translation>%1   %2</translation>
    </message>
    <message>
        <source>The constant, then Enter</source>
        <translation>输入常量后按 Enter</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>常量</translation>
    </message>
</context>
<context>
    <name>weir::SourceStep</name>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt *.xlsx *.xlsm *.json *.ndjson *.jsonl);;All files (*)</source>
        <translation>表格文件 (*.csv *.tsv *.txt *.xlsx *.xlsm *.json *.ndjson *.jsonl);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>来源列表</translation>
    </message>
    <message>
        <source>Tables and endpoints</source>
        <translation>表与接口</translation>
    </message>
    <message>
        <source>Checking all rows</source>
        <translation>正在检查全部行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Other source…</source>
        <translation>更换来源…</translation>
    </message>
    <message>
        <source>File check-up</source>
        <translation>表格体检</translation>
    </message>
    <message>
        <source>Sample rows</source>
        <translation>样本行</translation>
    </message>
    <message>
        <source>The first with content</source>
        <translation>第一个有内容的工作表</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Delimiter</source>
        <translation>分隔符</translation>
    </message>
    <message>
        <source>Header</source>
        <translation>表头</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>工作表</translation>
    </message>
    <message>
        <source>Found out</source>
        <translation>自动识别</translation>
    </message>
    <message>
        <source>Comma</source>
        <translation>逗号</translation>
    </message>
    <message>
        <source>Semicolon</source>
        <translation>分号</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>制表符</translation>
    </message>
    <message>
        <source>Bar |</source>
        <translation>竖线 |</translation>
    </message>
    <message>
        <source>Choose the encoding</source>
        <translation>选择编码</translation>
    </message>
    <message>
        <source>Choose the delimiter</source>
        <translation>选择分隔符</translation>
    </message>
    <message>
        <source>Choose the header</source>
        <translation>选择表头</translation>
    </message>
    <message>
        <source>Choose the sheet</source>
        <translation>选择工作表</translation>
    </message>
    <message>
        <source>SAMPLE DATA</source>
        <translation>示例数据</translation>
    </message>
    <message>
        <source>2,000 clean orders, to see how it goes</source>
        <translation>2,000 条干净的订单，用来体验全过程</translation>
    </message>
    <message>
        <source>2,000 orders, 37 of them with faults: to see what happens to rows that fail</source>
        <translation>2,000 条订单，其中 37 条有问题：看看失败的行会怎样</translation>
    </message>
    <message>
        <source>Items of an MES with digit codes, and the table that translates them</source>
        <translation>MES 物料（数字编码），附编码对照表</translation>
    </message>
    <message>
        <source>FILE</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>打开文件…</translation>
    </message>
    <message>
        <source>CSV, Excel, JSON; or drop it onto the window</source>
        <translation>CSV、Excel、JSON；也可拖放到窗口</translation>
    </message>
    <message>
        <source>CONNECTIONS</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>Choose %1</source>
        <translation>选择 %1</translation>
    </message>
    <message>
        <source>Looking at “%1” …</source>
        <translation>正在查看“%1”…</translation>
    </message>
    <message>
        <source>“%1” has no tables.</source>
        <translation>“%1”中没有表。</translation>
    </message>
    <message>
        <source>%1, about %2 rows</source>
        <translation>%1，约 %2 行</translation>
    </message>
    <message>
        <source>“%1” looks like an ID number. Kept as text so that no digit is lost.</source>
        <translation>“%1”像是证件号码，按文本保存，以免丢失位数。</translation>
    </message>
    <message>
        <source>Looking at the source …</source>
        <translation>正在查看来源…</translation>
    </message>
    <message>
        <source>%1 sample rows are shown. Checking all rows …</source>
        <translation>显示 %1 行样本。正在检查全部行…</translation>
    </message>
    <message>
        <source>%1 sample rows of %2: unusual rows are included on purpose. All %2 rows checked.</source>
        <translation>从 %2 行中抽取 %1 行样本，特意包含了异常行。已检查全部 %2 行。</translation>
    </message>
    <message>
        <source>All %1 rows checked.</source>
        <translation>已检查全部 %1 行。</translation>
    </message>
    <message>
        <source>%1 sample rows of the first %2: unusual rows are included on purpose.</source>
        <translation>从前 %2 行中抽取 %1 行样本，特意包含了异常行。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>No header: the first row is data</source>
        <translation>没有表头：第一行就是数据</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
    <message>
        <source>Choose where the rows come from.</source>
        <translation>请选择数据来源。</translation>
    </message>
    <message>
        <source>The source cannot be read.</source>
        <translation>无法读取来源。</translation>
    </message>
    <message>
        <source>The source is still being looked at.</source>
        <translation>仍在查看来源。</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>取值</translation>
    </message>
    <message>
        <source>As stored: all digits that a cell holds. As shown: numbers and dates as a spreadsheet program shows them, rounded and with their signs.</source>
        <translation>按存储值：保留单元格中的全部位数。按显示值：数字和日期与电子表格软件中显示的一致，包括舍入和符号。</translation>
    </message>
    <message>
        <source>As stored</source>
        <translation>按存储值</translation>
    </message>
    <message>
        <source>As shown</source>
        <translation>按显示值</translation>
    </message>
    <message>
        <source>Choose the values</source>
        <translation>选择取值方式</translation>
    </message>
    <message>
        <source>Row %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
    <message>
        <source>Back to the sample</source>
        <translation>返回样本</translation>
    </message>
    <message>
        <source>Looking for the rows …</source>
        <translation>正在查找相关行…</translation>
    </message>
    <message>
        <source>The first %1 of %2 rows: %3</source>
        <translation>共 %2 行，显示前 %1 行：%3</translation>
    </message>
    <message>
        <source>%1 rows: %2</source>
        <translation>%1 行：%2</translation>
    </message>
    <message>
        <source>The fields as they were on %1. You can go on with them; what needs rows is looked at when the source is back.</source>
        <translation>字段为 %1 时的记录。可以继续操作；需要读取数据的检查会在来源恢复后进行。</translation>
    </message>
</context>
<context>
    <name>weir::StepEditor</name>
    <message>
        <source>Takes blanks off both ends.</source>
        <translation>去掉首尾空格。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字符数</translation>
    </message>
    <message>
        <source>the target&apos;s length</source>
        <translation>目标长度</translation>
    </message>
    <message>
        <source>This step removes characters. The target will not hold the full value.</source>
        <translation>此步骤会截断内容，目标中不会保留完整值。</translation>
    </message>
    <message>
        <source>Digits behind the point</source>
        <translation>小数位数</translation>
    </message>
    <message>
        <source>This step removes digits. The target will not hold the full value.</source>
        <translation>此步骤会舍去位数，目标中不会保留完整值。</translation>
    </message>
    <message>
        <source>goes to quarantine</source>
        <translation>将被隔离</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>留空</translation>
    </message>
    <message>
        <source>A comma is</source>
        <translation>逗号表示</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>不允许</translation>
    </message>
    <message>
        <source>thousands: 1,234.50</source>
        <translation>千分位：1,234.50</translation>
    </message>
    <message>
        <source>decimal: 12,30</source>
        <translation>小数点：12,30</translation>
    </message>
    <message>
        <source>Take away currency signs and blanks</source>
        <translation>去掉货币符号和空格</translation>
    </message>
    <message>
        <source>Full-width digits</source>
        <translation>全角数字</translation>
    </message>
    <message>
        <source>Chinese numerals</source>
        <translation>中文数字</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>ISO: 2026-03-05</source>
        <translation>ISO：2026-03-05</translation>
    </message>
    <message>
        <source>Only with</source>
        <translation>仅含</translation>
    </message>
    <message>
        <source>all values</source>
        <translation>所有值</translation>
    </message>
    <message>
        <source>Chinese date: 2026年3月5日</source>
        <translation>中文日期：2026年3月5日</translation>
    </message>
    <message>
        <source>Values and what they become</source>
        <translation>值及其映射结果</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>变为</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他值</translation>
    </message>
    <message>
        <source>Between them</source>
        <translation>连接符</translation>
    </message>
    <message>
        <source>Fields behind this one</source>
        <translation>后接字段</translation>
    </message>
    <message>
        <source>choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>With</source>
        <translation>后接</translation>
    </message>
    <message>
        <source>At</source>
        <translation>分隔符</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>第几段</translation>
    </message>
    <message>
        <source>Codes not found</source>
        <translation>未找到的编码</translation>
    </message>
</context>
<context>
    <name>weir::StepList</name>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>This expression is not made of steps. It can be edited under “Expression”.</source>
        <translation>此表达式不是由步骤组成的，可在“表达式”中编辑。</translation>
    </message>
    <message>
        <source>Add step</source>
        <translation>添加步骤</translation>
    </message>
    <message>
        <source>Move up (Alt+Up)</source>
        <translation>上移 (Alt+Up)</translation>
    </message>
    <message>
        <source>Move down (Alt+Down)</source>
        <translation>下移 (Alt+Down)</translation>
    </message>
    <message>
        <source>Remove the step (Del)</source>
        <translation>删除步骤 (Del)</translation>
    </message>
    <message>
        <source>%1. Characters or digits are lost.</source>
        <translation>%1。会丢失字符或位数。</translation>
    </message>
    <message>
        <source>%1, off</source>
        <translation>%1，已停用</translation>
    </message>
    <message>
        <source>Remove: %1</source>
        <comment>a step</comment>
        <translation>删除：%1</translation>
    </message>
    <message>
        <source>Move: %1</source>
        <comment>a step</comment>
        <translation>移动：%1</translation>
    </message>
    <message>
        <source>Turn on: %1</source>
        <comment>a step</comment>
        <translation>启用：%1</translation>
    </message>
    <message>
        <source>Turn off: %1</source>
        <comment>a step</comment>
        <translation>停用：%1</translation>
    </message>
</context>
<context>
    <name>weir::StepText</name>
    <message>
        <source>Trim</source>
        <translation>去空格</translation>
    </message>
    <message>
        <source>Parse number</source>
        <translation>解析数字</translation>
    </message>
    <message>
        <source>Parse date</source>
        <translation>解析日期</translation>
    </message>
    <message>
        <source>Map values</source>
        <translation>值映射</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>Combine</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>截取</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>四舍五入</translation>
    </message>
    <message>
        <source>Code crosswalk</source>
        <translation>编码对照</translation>
    </message>
    <message>
        <source>Chinese numerals</source>
        <translation>中文数字</translation>
    </message>
    <message>
        <source>without currency</source>
        <translation>去货币符号</translation>
    </message>
    <message>
        <source>full-width digits</source>
        <translation>全角数字</translation>
    </message>
    <message>
        <source>comma is thousands</source>
        <translation>逗号为千分位</translation>
    </message>
    <message>
        <source>comma is decimal</source>
        <translation>逗号为小数点</translation>
    </message>
    <message>
        <source>Chinese date</source>
        <translation>中文日期</translation>
    </message>
    <message>
        <source>ISO date</source>
        <translation>ISO 日期</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s)</source>
        <translation>
            <numerusform>%n 个值</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1”</source>
        <comment>a value</comment>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>part %1 at “%2”</source>
        <translation>按“%2”分隔取第 %1 段</translation>
    </message>
    <message>
        <source>to %1 characters, lossy</source>
        <translation>截为 %1 个字符，有损</translation>
    </message>
    <message>
        <source>to the target&apos;s length, lossy</source>
        <translation>截为目标长度，有损</translation>
    </message>
    <message numerus="yes">
        <source>to %n digit(s), lossy</source>
        <translation>
            <numerusform>到 %n 位小数，有损</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>step: how</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>expression</source>
        <translation>表达式</translation>
    </message>
</context>
<context>
    <name>weir::TargetStep</name>
    <message>
        <source>Type of %1</source>
        <translation>%1 的类型</translation>
    </message>
    <message>
        <source>That is no type. Types are for example text(40), decimal(12,2), int64, date.</source>
        <translation>这不是类型。类型示例：text(40)、decimal(12,2)、int64、date。</translation>
    </message>
    <message>
        <source>Columns of the target</source>
        <translation>目标的列</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>A local table</source>
        <translation>本地表</translation>
    </message>
    <message>
        <source>In the workspace&apos;s own warehouse, a SQLite file</source>
        <translation>位于工作区自带的仓库（SQLite 文件）</translation>
    </message>
    <message>
        <source>A connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>A file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Create a new table</source>
        <translation>新建表</translation>
    </message>
    <message>
        <source>Use an existing table</source>
        <translation>使用已有的表</translation>
    </message>
    <message>
        <source>Name of the new table</source>
        <translation>新表名称</translation>
    </message>
    <message>
        <source>Existing table</source>
        <translation>已有的表</translation>
    </message>
    <message>
        <source>Name the table</source>
        <translation>命名表</translation>
    </message>
    <message>
        <source>Schema of Weir&apos;s tables</source>
        <translation>Weir 所用表的 schema</translation>
    </message>
    <message>
        <source>Other schema</source>
        <translation>其他 schema</translation>
    </message>
    <message>
        <source>Copy SQL for your DBA</source>
        <translation>复制给 DBA 的 SQL</translation>
    </message>
    <message>
        <source>Do without: guarantee D2</source>
        <translation>不建表：保证等级 D2</translation>
    </message>
    <message>
        <source>The position is kept in the workspace alone. After a crash some rows may be written again over themselves.</source>
        <translation>进度只保存在工作区中。崩溃之后，部分行可能会再次写入并覆盖自身。</translation>
    </message>
    <message>
        <source>Where the position is kept</source>
        <translation>进度保存位置</translation>
    </message>
    <message>
        <source>%1 (planned)</source>
        <translation>%1（计划中）</translation>
    </message>
    <message>
        <source>There is no connection to a database yet: add one on the Connections page.</source>
        <translation>还没有数据库连接：请在“连接”页添加。</translation>
    </message>
    <message>
        <source>Into the local warehouse</source>
        <translation>写入本地仓库</translation>
    </message>
    <message>
        <source>Into %1</source>
        <translation>写入 %1</translation>
    </message>
    <message>
        <source>Into a file</source>
        <translation>写入文件</translation>
    </message>
    <message>
        <source>CSV (*.csv);;JSON lines (*.ndjson);;JSON (*.json)</source>
        <translation>CSV (*.csv);;JSON 行 (*.ndjson);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Into a new table</source>
        <translation>写入新表</translation>
    </message>
    <message>
        <source>Into the table %1</source>
        <translation>写入表 %1</translation>
    </message>
    <message>
        <source>The SQL is in the clipboard</source>
        <translation>SQL 已复制到剪贴板</translation>
    </message>
    <message>
        <source>Looking at the target …</source>
        <translation>正在查看目标…</translation>
    </message>
    <message>
        <source>Every row is written once, as it is. The file appears when the run begins.</source>
        <translation>每一行按原样写入一次。运行开始时生成文件。</translation>
    </message>
    <message>
        <source>The table is made by the first run. Its types keep every value seen; double-click a type to change it.</source>
        <translation>首次运行时创建该表。类型足以容纳所有已见到的值；双击类型可修改。</translation>
    </message>
    <message>
        <source>There is no such table.</source>
        <translation>没有这个表。</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>rows not counted</source>
        <translation>行数未统计</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>无主键</translation>
    </message>
    <message>
        <source>key: %1</source>
        <translation>主键：%1</translation>
    </message>
    <message>
        <source>made by Weir</source>
        <translation>由 Weir 创建</translation>
    </message>
    <message>
        <source>not made by Weir</source>
        <translation>非 Weir 创建</translation>
    </message>
    <message>
        <source>The first run also makes in the target: %1. There Weir keeps how far it is, so that no row is lost or written twice.</source>
        <translation>首次运行还会在目标中创建：%1。Weir 用它们记录进度，确保不丢行、不重复写入。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Name the file that the rows go to.</source>
        <translation>请填写要写入的文件。</translation>
    </message>
    <message>
        <source>Name the table that the rows go to.</source>
        <translation>请填写要写入的表。</translation>
    </message>
    <message>
        <source>The target cannot be used.</source>
        <translation>目标无法使用。</translation>
    </message>
    <message>
        <source>The target is still being looked at.</source>
        <translation>仍在查看目标。</translation>
    </message>
    <message>
        <source>There is a table “%1” already: use it, or give the new one another name.</source>
        <translation>已有表“%1”：请使用它，或为新表另取名称。</translation>
    </message>
    <message>
        <source>Choose a table that is there.</source>
        <translation>请选择一个已有的表。</translation>
    </message>
    <message>
        <source>The account may not make a table there.</source>
        <translation>该账户无权在那里建表。</translation>
    </message>
    <message>
        <source>Show SQL</source>
        <translation>显示 SQL</translation>
    </message>
    <message>
        <source>SQL of the new table</source>
        <translation>新表的 SQL</translation>
    </message>
</context>
<context>
    <name>weir::TransformPane</name>
    <message>
        <source>Before and after</source>
        <translation>转换前后</translation>
    </message>
    <message>
        <source>More fixes</source>
        <translation>更多修正</translation>
    </message>
    <message>
        <source>Hide before and after</source>
        <translation>隐藏转换前后</translation>
    </message>
    <message>
        <source>Show before and after</source>
        <translation>显示转换前后</translation>
    </message>
    <message>
        <source>Fewer rows</source>
        <translation>收起</translation>
    </message>
    <message numerus="yes">
        <source>%n odd row(s)…</source>
        <translation>
            <numerusform>%n 个异常行…</numerusform>
        </translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>表达式</translation>
    </message>
</context>
<context>
    <name>weir::WizardPage</name>
    <message>
        <source>The draft cannot be saved. What you chose is kept as long as this page is open.</source>
        <translation>草稿无法保存。只要本页开着，您的选择就会保留。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Save draft</source>
        <translation>保存草稿</translation>
    </message>
    <message>
        <source>Save only</source>
        <translation>仅保存</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Jobs / %1</source>
        <translation>同步任务 / %1</translation>
    </message>
    <message>
        <source>New job</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>打开文件</translation>
    </message>
    <message>
        <source>“%1” is saved</source>
        <translation>已保存“%1”</translation>
    </message>
    <message>
        <source>current</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>未到</translation>
    </message>
    <message>
        <source>Save as revision %1</source>
        <translation>保存为修订 %1</translation>
    </message>
    <message>
        <source>Save and run</source>
        <translation>保存并运行</translation>
    </message>
    <message>
        <source>Draft saved</source>
        <translation>草稿已保存</translation>
    </message>
    <message>
        <source>“%1” starts when one of the running jobs ends</source>
        <translation>“%1”将在有任务结束后自动开始</translation>
    </message>
</context>
</TS>
