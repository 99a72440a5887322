"""Rules on source files: one code for each slip, with its manual."""

from __future__ import annotations

from planfolio.findings import Message, Rule, Severity, say


def _rule(code: str, title: Message, manual: Message, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(code=code, severity=severity, title=title, manual=manual, about_data=True)


ENCODING = _rule(
    "SX01",
    say("文件不是 UTF-8 文本", "The file is not UTF-8 text"),
    say(
        """源文件一律是 UTF-8 文本，有没有 BOM 都可以。GBK、UTF-16 的文件读出来是乱码，控制字符和双向控制符会让显示的内容和实际的不一样，所以都不读取；
在引号里用 `\\u202e` 这样的转义写出来的也一样。

改法：用编辑器打开，选“另存为”，编码选 UTF-8，再保存一次；看不见的控制字符在提示的行和列删去。

错：文件以 GBK（记事本里的 ANSI）保存。

对：同一份文件以 UTF-8 保存。
""",
        """Sources are UTF-8 text, with or without a byte order mark. Files in GBK or UTF-16 would come out garbled, and
control or bidirectional override characters make what is shown differ from what is there; none of them is read, nor
where an escape such as `\\u202e` writes one between quotes.

Open the file in an editor, choose “Save as” and UTF-8 as its encoding; delete an invisible character at the line and
column given.

Wrong: a file saved as GBK (“ANSI” in Notepad).

Right: the same file saved as UTF-8.
""",
    ),
)
FULL_WIDTH_COLON = _rule(
    "SX02",
    say("键后用了全角冒号", "A full-width colon after a key"),
    say(
        """键和值之间是半角冒号加一个空格。全角冒号“：”在这里只是普通文字，分不开键和值。

值里面的全角冒号不受影响。

错：

    类型: 学期方案
    学时：24

对：

    类型: 学期方案
    学时: 24
""",
        """A key and its value are parted by an ASCII colon and a space. The full-width colon is plain text there.

Inside a value it does no harm.

Wrong:

    type: term
    hours：24

Right:

    type: term
    hours: 24
""",
    ),
)
NO_SPACE = _rule(
    "SX03",
    say("冒号后缺空格", "No space after a colon"),
    say(
        """冒号后面空一格，才分得开键和值；`学时:24` 会被读成一整段文字。

错：

    类型: 学期方案
    学时:24

对：

    类型: 学期方案
    学时: 24
""",
        """A space after the colon parts key and value; `hours:24` reads as one piece of text.

Wrong:

    type: term
    hours:24

Right:

    type: term
    hours: 24
""",
    ),
)
FULL_WIDTH_COMMA = _rule(
    "SX04",
    say("列表的各项没有分开", "The items of a list are not parted"),
    say(
        """列表写在方括号里，各项用半角逗号分开，或者每项一行；`[语文，数学]`、`[语文、数学]` 和没有括号的 `语文, 数学` 都只有一项。
每项一行的，前面写短横和空格，`-语文` 或没有短横的几行也只有一项。

文件或这个值因此读不通时算错误，否则算警告。文字里本来就有的顿号、逗号不算，如 `对象: 语文、数学教师`。

错：

    学科: [语文，数学]

对：确为一项时加引号。

    学科: [语文, 数学, '音乐，美术']
""",
        """A list stands in brackets, its items parted by ASCII commas, or has an item on each line; `[语文，数学]`, `[语文、数学]`
and, without brackets, `语文, 数学` have one item. Lines of their own begin with a hyphen and a space; `-语文`, or lines
without a hyphen, are one item.

A warning, or an error where the file or the value cannot be read for it. A comma that belongs to a text does no harm.

Wrong:

    subjects: [语文，数学]

Right: what is one item stands in quotes.

    subjects: [语文, 数学, '音乐，美术']
""",
    ),
    Severity.WARNING,
)
TAB = _rule(
    "SX05",
    say("缩进用了制表符", "A tab in the indentation"),
    say(
        """缩进只用空格：制表符在各人的编辑器里宽窄不一，YAML 不认。每深一层多两个空格。

错：→ 代表制表符。

    起止:
    →开始: 2025-09-01

对：

    起止:
      开始: 2025-09-01
""",
        """Indentation is made of spaces alone: a tab is of another width in every editor, and YAML refuses it. Each
level has two spaces more.

Wrong: → stands for a tab.

    period:
    →start: 2025-09-01

Right:

    period:
      start: 2025-09-01
""",
    ),
)
SPECIAL_SPACE = _rule(
    "SX06",
    say("缩进用了特殊空格", "A special space in the indentation"),
    say(
        """缩进和冒号后面只用普通空格。全角空格（U+3000）、不间断空格（U+00A0）和零宽空格看起来像空格，或者根本看不见，其实都是文字，多半是从网页或公文里粘贴来的。

错：□ 代表全角空格。

    起止:
    □开始: 2025-09-01

对：

    起止:
      开始: 2025-09-01
""",
        """Indentation, and the gap after a colon, are ordinary spaces. Ideographic (U+3000), no-break (U+00A0) and
zero-width spaces look like them, or cannot be seen at all, but are text; most come from a web page or a word processor.

Wrong: □ stands for an ideographic space.

    period:
    □start: 2025-09-01

Right:

    period:
      start: 2025-09-01
""",
    ),
)
ANCHOR = _rule(
    "SX07",
    say("用了锚点、别名或合并键", "An anchor, alias or merge key"),
    say(
        """值不能以 & 或 * 开头，也不能用 `<<`：那是 YAML 的锚点、别名和合并键，Planfolio 只读不带它们的安全子集。

是文字就给整个值加引号；想重复前面的内容，就再写一遍。

错：

    对象: *全体教师

对：

    对象: '*全体教师'
""",
        """A value cannot begin with & or *, nor can a key be `<<`: these are YAML's anchors, aliases and merge keys,
and Planfolio reads a safe subset without them.

Put text in quotes; write repeated content out.

Wrong:

    audience: *all teachers

Right:

    audience: '*all teachers'
""",
    ),
)
TAG = _rule(
    "SX08",
    say("用了 YAML 标签", "A YAML tag"),
    say(
        """值不能以半角 ! 开头：那是 YAML 标签，会要求读它的程序执行别的动作。标签一律拒绝，从不执行。是文字就给整个值加引号。

错：

    对象: !全体教师

对：

    对象: '!全体教师'
""",
        """A value cannot begin with !: that is a YAML tag, which asks the program that reads it to do something else.
Tags are refused and never run. Put text in quotes.

Wrong:

    audience: !teachers

Right:

    audience: '!teachers'
""",
    ),
)
DUPLICATE_KEY = _rule(
    "SX09",
    say("同一个键写了两次", "The same key twice"),
    say(
        """同一层里一个键只能写一次，否则不知道该听哪一个。中文名和英文名算同一个键。

不同的模块、课次里可以各写各的。

错：

    学时: 24
    hours: 36

对：

    学时: 36
""",
        """A key stands once at its level, or nobody knows which one counts. Its Chinese and its English name are the
same key.

Each module or session has keys of its own.

Wrong:

    hours: 24
    学时: 36

Right:

    hours: 36
""",
    ),
)
QUOTE = _rule(
    "SX10",
    say("引号没有闭合", "A quote that is never closed"),
    say(
        """以半角引号开头的值要以同样的引号结尾。

中文引号“”是普通文字，不受影响。

错：

    对象: "全体教师
    学时: 24

对：

    对象: "全体教师"
    学时: 24
""",
        """A value that begins with a straight quote ends with the same quote.

Curly quotes are plain text.

Wrong:

    audience: "all teachers
    hours: 24

Right:

    audience: "all teachers"
    hours: 24
""",
    ),
)
BRACKET = _rule(
    "SX11",
    say("括号没有闭合", "A bracket that is never closed"),
    say(
        """[ 要有 ]，{ 要有 }，都是半角的；里面的各项用半角逗号分开。

错：

    学科: [语文, 数学

对：

    学科: [语文, 数学]
""",
        """[ needs its ] and { its }, both in ASCII; an ASCII comma parts the items inside.

Wrong:

    subjects: [语文, 数学

Right:

    subjects: [语文, 数学]
""",
    ),
)
SECOND_DOCUMENT = _rule(
    "SX12",
    say("一个文件里有第二份文档", "A second document in one file"),
    say(
        """一个文件只写一份文档。`.yaml` 文件里，`---` 只能出现在最前面；也不写 `...` 和以 % 开头的指令。

错：

    # organisations/example.yaml
    标题: 示例小学
    ---
    标题: 示例中学

对：

    # organisations/example.yaml
    标题: 示例小学
    # organisations/example-middle.yaml
    标题: 示例中学
""",
        """One file is one document. In a `.yaml` file `---` stands at most at the very top; `...` and directives (lines
that begin with %) are not used.

Wrong:

    # organisations/example.yaml
    title: Example Primary School
    ---
    title: Example Middle School

Right:

    # organisations/example.yaml
    title: Example Primary School
    # organisations/example-middle.yaml
    title: Example Middle School
""",
    ),
)
LIMIT = _rule(
    "SX13",
    say("文件超出限度", "A file beyond the limits"),
    say(
        """一份源文件最多 2 MiB，其中 YAML 部分最多 1,048,576 个字符；嵌套最多 24 层；键、值和列表合计最多 50,000 个；一个附件最多 50 MiB。
一份文档最多 100 个旧地址，一份日程逐周展开以后最多 5,000 次活动，一份方案的各单元最多 50 种对象。

正常的方案远在限度之内，超出的多半是放错了的数据。

改法：拆成几份，或把数据作为附件，或放到别处再链接。

错：

    标签: [[[[[[[[[[[[[[[[[[[[[[[[[[作业设计]]]]]]]]]]]]]]]]]]]]]]]]]]

对：

    标签: [作业设计]
""",
        """A source has at most 2 MiB, its YAML at most 1,048,576 characters, 24 levels and 50,000 keys, values and
lists together; an attachment has at most 50 MiB. A document has at most 100 former addresses, a schedule 5,000 meetings
when taken week by week, and the units of a plan 50 different audiences.

No ordinary plan comes near; what goes beyond is mostly material in the wrong place.

Split it, attach the material, or keep it elsewhere and link to it.

Wrong:

    tags: [[[[[[[[[[[[[[[[[[[[[[[[[[作业设计]]]]]]]]]]]]]]]]]]]]]]]]]]

Right:

    tags: [作业设计]
""",
    ),
)
FRONT_MATTER = _rule(
    "SX14",
    say("缺少文件头", "The front matter is missing"),
    say(
        """`.md` 文件的第 1 行是 `---`，接着是“键: 值”，再有一行 `---`，后面才是正文。两行都是三个半角短横，前面没有空行和空格。

错：

    # plans/example.md
    ---
    标题: 示例小学校本研修方案
    类型: 学期方案

    本学期的研修围绕作业设计。

对：

    # plans/example.md
    ---
    标题: 示例小学校本研修方案
    类型: 学期方案
    ---
    本学期的研修围绕作业设计。
""",
        """Line 1 of an `.md` file is `---`, then come lines `key: value`, then a second line `---`, then the text. Both
are three ASCII hyphens with nothing before them.

Wrong:

    # plans/example.md
    ---
    title: School-based training at Example Primary School
    type: term

    This term is about the design of homework.

Right:

    # plans/example.md
    ---
    title: School-based training at Example Primary School
    type: term
    ---
    This term is about the design of homework.
""",
    ),
)
NO_MAPPING = _rule(
    "SX15",
    say("文件里没有“键: 值”", "The file holds no `key: value`"),
    say(
        """文件（`.md` 文件的文件头）由“键: 值”的行组成，不能是空的，也不能只是一段文字或一个列表。

错：

    # organisations/example.yaml
    示例小学

对：

    # organisations/example.yaml
    标题: 示例小学
""",
        """A file (in `.md` its front matter) consists of lines `key: value`. It cannot be empty, a mere text or a list.

Wrong:

    # organisations/example.yaml
    Example Primary School

Right:

    # organisations/example.yaml
    title: Example Primary School
""",
    ),
)
SYNTAX = _rule(
    "SX16",
    say("YAML 语法不通", "The YAML cannot be read"),
    say(
        """文件的结构读到提示的那一行就读不下去了，整份文件都没有读取。常见原因：值里有“冒号加空格”，值以 @、` 或 % 开头，引号只包住半个值，双引号里有反斜杠，键后面没有冒号，短横后面没有空格，同一层的键没有对齐。

改法：值里有这些符号就给整个值加引号；同一层的键左边对齐，下一层多两个空格。

错：

    标题: 作业设计研修: 2025年秋季

对：

    标题: '作业设计研修: 2025年秋季'
""",
        """The structure breaks at the line given, and the file is not read. Usual causes: a colon and space inside a
value, a value that begins with @, ` or %, quotes around half a value, a backslash in double quotes, a key without a colon, a
hyphen without a space, keys of one level that are not aligned.

Put a value with such signs in quotes; align the keys of one level and indent the next one by two spaces.

Wrong:

    title: Homework design: autumn 2025

Right:

    title: 'Homework design: autumn 2025'
""",
    ),
)
FULL_WIDTH = _rule(
    "SX17",
    say("该用半角的地方有全角或不可见字符", "Full-width or invisible characters where ASCII belongs"),
    say(
        """键、数字、日期、时间、选项、括号和列表项前的短横用半角字符书写，两头没有中文引号和看不见的字符。

文字里的全角标点不受影响。

错：

    学时: ２４

对：

    学时: 24
""",
        """Keys, numbers, dates, times, choices, brackets and the hyphens of lists are written in ASCII, without curly
quotes or invisible characters around them.

Full-width punctuation inside a text does no harm.

Wrong:

    hours: ２４

Right:

    hours: 24
""",
    ),
)
UNREADABLE = _rule(
    "SX18",
    say("文件不能读取", "The file cannot be read"),
    say(
        """content/ 下只放普通的文件和文件夹。符号链接从不跟随，免得带出文件夹以外的内容；管道、设备文件和没有读取权限的文件也不读取。正在读时被删掉、或一直在改的文件不读半份。

改法：把链接换成文件本身的一份副本；没有权限的，改成运行 Planfolio 的人可读；正在改的，存好以后再运行。

错：`plans/autumn-2025.md` 是指向桌面上一份文件的符号链接。

对：把桌面上的文件复制到 `plans/autumn-2025.md`。
""",
        """content/ holds ordinary files and folders. Symbolic links are never followed, lest they bring in what lies
outside; pipes, devices and files without permission are not read either. Of a file that goes or keeps changing while it is read no
half is taken.

Replace a link by a copy of the file; let whoever runs Planfolio read what is forbidden; run again once a file is saved.

Wrong: `plans/autumn-2025.md` is a symbolic link to a file on the desktop.

Right: the file on the desktop is copied to `plans/autumn-2025.md`.
""",
    ),
)
MISPLACED = _rule(
    "SX19",
    say("文件的位置或名字不对", "A file in the wrong place or with a wrong name"),
    say(
        """文档放在所属的文件夹里（plans/、schedules/ 等），文件名就是网址：用小写英文字母、数字和连字符，扩展名为 .md 或 .yaml。

带附件的文档写成 `<id>/index.md`，附件放在它旁边，不再分文件夹。附件的名字各种系统都要放得下：没有 `<>:"|?*\\` 和看不见的字符，
不叫 con、nul 等设备名，不只差大小写。

错：

    # plans/2025秋季方案.md
    标题: 示例小学2025年秋季研修方案
    类型: 学期方案

对：

    # plans/autumn-2025.md
    标题: 示例小学2025年秋季研修方案
    类型: 学期方案
""",
        """Documents stand in their collection's folder (plans/, schedules/ and so on). The file's name is the address:
lower-case letters, digits and hyphens, ending in .md or .yaml.

A document with attachments is `<id>/index.md`; the attachments lie beside it, in no further folder. Every system must be able
to keep their names: none of `<>:"|?*\\`, nothing that cannot be seen, no device such as con or nul, no two that differ in case
alone.

Wrong:

    # plans/Autumn_2025.md
    title: Autumn training at Example Primary School
    type: term

Right:

    # plans/autumn-2025.md
    title: Autumn training at Example Primary School
    type: term
""",
    ),
)
ATTACHMENT = _rule(
    "SX20",
    say("附件类型不允许", "An attachment of a kind that is not allowed"),
    say(
        """附件可以是 pdf、docx、xlsx、pptx、png、jpg、webp、gif、csv、txt，内容要与扩展名一致：只改扩展名不行。

SVG 和 HTML 能带脚本，不收；带宏的 Office 文档也不收。

错：

    # plans/example/index.md
    标题: 示例小学校本研修方案
    类型: 学期方案
    # plans/example/quota.html
    <table><tr><td>语文</td><td>20</td></tr></table>

对：

    # plans/example/index.md
    标题: 示例小学校本研修方案
    类型: 学期方案
    # plans/example/quota.csv
    语文,20
""",
        """Attachments are pdf, docx, xlsx, pptx, png, jpg, webp, gif, csv or txt, with content to match: another
extension alone does not do.

SVG and HTML can carry scripts and are refused, and so are Office documents with macros.

Wrong:

    # plans/example/index.md
    title: School-based training at Example Primary School
    type: term
    # plans/example/quota.html
    <table><tr><td>Chinese</td><td>20</td></tr></table>

Right:

    # plans/example/index.md
    title: School-based training at Example Primary School
    type: term
    # plans/example/quota.csv
    Chinese,20
""",
    ),
)
IGNORED = _rule(
    "SX21",
    say("没有读取的隐藏文件", "A hidden file that was left out"),
    say(
        """名字以点开头的文件和文件夹不属于内容，不读取，也不发布。

.gitkeep、.gitignore、.DS_Store 等常见的不提示，Windows 和 Office 自己放的 Thumbs.db、desktop.ini、~$… 也不提示。

错：

    # plans/.autumn-2025.md
    标题: 示例小学2025年秋季研修方案
    类型: 学期方案

对：

    # plans/autumn-2025.md
    标题: 示例小学2025年秋季研修方案
    类型: 学期方案
""",
        """Files and folders whose name begins with a dot are no content: they are neither read nor published.

Usual ones such as .gitkeep, .gitignore and .DS_Store pass without a word, and so do Thumbs.db, desktop.ini and ~$…, which Windows and Office leave.

Wrong:

    # plans/.autumn-2025.md
    title: Autumn training at Example Primary School
    type: term

Right:

    # plans/autumn-2025.md
    title: Autumn training at Example Primary School
    type: term
""",
    ),
    Severity.NOTE,
)
SETTINGS = _rule(
    "SX22",
    say("没有站点设置", "There are no site settings"),
    say(
        """每个站点都有 `content/site.yaml`，里面至少有标题；没有它就不知道这是谁的站点，整个停下（退出码 2）。

文件名要一字不差。新站点用 `planfolio init` 建。

错：

    # site.yml
    标题: 示例小学教师研修

对：

    # site.yaml
    标题: 示例小学教师研修
""",
        """Every site has `content/site.yaml` with at least a title; without it nobody knows whose site this is, and
everything stops (exit status 2).

The name is exactly this. `planfolio init` makes a new site.

Wrong:

    # site.yml
    title: Teacher training at Example Primary School

Right:

    # site.yaml
    title: Teacher training at Example Primary School
""",
    ),
)

UNSEEN = _rule(
    "SX23",
    say("有看不见的字符", "A character that cannot be seen"),
    say(
        """零宽空格一类的字符没有宽度，谁也看不见，多半是从网页或聊天软件里粘贴来的。有了它，两个看上去一样的名字并不一样，检索、引用和查重
都会落空，审阅的人也看不出多了什么。写维吾尔文、藏文、蒙古文和表情符号要用的不算。

错：零宽空格（U+200B）看不见，这里用转义写出来。

    标题: "示例小学\\u200b教师研修"

对：

    标题: 示例小学教师研修
""",
        """Characters such as the zero-width space have no width, so nobody sees them; most are pasted from a web page or a chat.
With one inside, two names that look the same are not: search, references and the search for duplicates miss, and a reviewer
cannot see what was added. Where a script or an emoji is written with them, as Uyghur, Tibetan and Mongolian are, they are fine.

Wrong: a zero-width space (U+200B), written as an escape since nobody would see it.

    title: "Teacher\\u200btraining at Example Primary School"

Right:

    title: Teacher training at Example Primary School
""",
    ),
    Severity.WARNING,
)

RULES = (
    ENCODING, FULL_WIDTH_COLON, NO_SPACE, FULL_WIDTH_COMMA, TAB, SPECIAL_SPACE, ANCHOR, TAG, DUPLICATE_KEY, QUOTE,
    BRACKET, SECOND_DOCUMENT, LIMIT, FRONT_MATTER, NO_MAPPING, SYNTAX, FULL_WIDTH, UNREADABLE, MISPLACED, ATTACHMENT,
    IGNORED, SETTINGS, UNSEEN,
)  # fmt: skip
