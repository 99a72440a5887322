"""Rules on source files: one code for each slip, with its manual."""

from __future__ import annotations

from planfolio.findings import Message, Rule, Severity, say


def _rule(code: str, title: Message, manual: Message, severity: Severity = Severity.ERROR) -> Rule:
    return Rule(code=code, severity=severity, title=title, manual=manual, about_data=True)


ENCODING = _rule(
    "SX01",
    say("文件不是 UTF-8 文本", "The file is not UTF-8 text"),
    say(
        "源文件一律用 UTF-8 保存（有无 BOM 均可）。GBK、UTF-16 的文件和含控制字符、双向控制符的文件不会被读取。在编辑器里选“另存为”，编码选 UTF-8。",
        "Sources are UTF-8, with or without a byte order mark. Files in GBK or UTF-16, and files with control or "
        "bidirectional override characters, are not read. Save the file again and choose UTF-8 as its encoding.",
    ),
)
FULL_WIDTH_COLON = _rule(
    "SX02",
    say("键后用了全角冒号", "A full-width colon after a key"),
    say(
        "键和值之间要用半角冒号加一个空格（`学时: 24`）。全角冒号“：”只是普通文字。",
        "A key and its value are parted by an ASCII colon and a space (`hours: 24`). The full-width colon is plain text.",
    ),
)
NO_SPACE = _rule(
    "SX03",
    say("冒号后缺空格", "No space after a colon"),
    say(
        "`学时:24` 会被读成一整段文字。冒号后面空一格：`学时: 24`。",
        "`hours:24` reads as one piece of text. Put a space after the colon: `hours: 24`.",
    ),
)
FULL_WIDTH_COMMA = _rule(
    "SX04",
    say("列表里用了全角逗号", "A full-width comma inside a list"),
    say(
        "`[语文，数学]` 只有一项。各项之间用半角逗号：`[语文, 数学]`；确为一项时加引号：`['语文，数学']`。",
        "`[语文，数学]` has one item. Part items with an ASCII comma; where it is one item, put it in quotes.",
    ),
    Severity.WARNING,
)
TAB = _rule(
    "SX05",
    say("缩进用了制表符", "A tab in the indentation"),
    say("YAML 只认空格缩进。把制表符换成两个空格。", "YAML indents with spaces only. Replace the tab with two spaces."),
)
SPECIAL_SPACE = _rule(
    "SX06",
    say("缩进用了特殊空格", "A special space in the indentation"),
    say(
        "不间断空格（U+00A0）、全角空格（U+3000）等看起来像缩进，其实是文字。换成普通空格。",
        "No-break (U+00A0) and ideographic (U+3000) spaces look like indentation but are text. Use ordinary spaces.",
    ),
)
ANCHOR = _rule(
    "SX07",
    say("用了锚点、别名或合并键", "An anchor, alias or merge key"),
    say(
        "Planfolio 只读 YAML 的一个安全子集：没有锚点（&）、别名（*）和合并键（<<）。把内容直接写出来；以 & 或 * 开头的文字加引号。",
        "Planfolio reads a safe subset of YAML without anchors (&), aliases (*) and merge keys (<<). "
        "Write the content out; put text that begins with & or * in quotes.",
    ),
)
TAG = _rule(
    "SX08",
    say("用了 YAML 标签", "A YAML tag"),
    say(
        "标签（!…、!!…）会要求程序执行别的动作，这里一律拒绝，也从不执行。以 ! 开头的文字加引号。",
        "Tags (!…, !!…) ask a program to do something else; they are refused and never run. Quote text that begins with !.",
    ),
)
DUPLICATE_KEY = _rule(
    "SX09",
    say("同一个键写了两次", "The same key twice"),
    say(
        "同一层里一个键只能写一次，中文名和英文名算同一个键。",
        "A key stands once at its level; its Chinese and its English name are the same key.",
    ),
)
QUOTE = _rule(
    "SX10",
    say("引号没有闭合", "A quote that is never closed"),
    say(
        "以引号开头的值要以同样的引号结尾。",
        "A value that begins with a quote ends with the same quote.",
    ),
)
BRACKET = _rule(
    "SX11",
    say("括号没有闭合", "A bracket that is never closed"),
    say("[ 要有 ]，{ 要有 }。", "[ needs its ], { needs its }."),
)
SECOND_DOCUMENT = _rule(
    "SX12",
    say("一个文件里有第二份文档", "A second document in one file"),
    say(
        "一个文件只写一份文档，不要再用 `---` 或 `...` 分隔，也不要写 % 指令。",
        "One file is one document: no further `---` or `...`, and no % directives.",
    ),
)
LIMIT = _rule(
    "SX13",
    say("文件超出限度", "A file beyond the limits"),
    say(
        "限度：文件 1 MiB，正文 2 MiB，层数 24，节点 50,000。正常的方案远在限度之内。",
        "Limits: 1 MiB of YAML, 2 MiB with the body, depth 24, 50,000 nodes. No ordinary plan comes near them.",
    ),
)
FRONT_MATTER = _rule(
    "SX14",
    say("缺少文件头", "The front matter is missing"),
    say(
        "`.md` 文件以一行 `---` 开头，接着是 YAML，再以一行 `---` 结束，后面才是正文。",
        "An `.md` file opens with a line `---`, then YAML, then a second line `---`, then the text.",
    ),
)
NO_MAPPING = _rule(
    "SX15",
    say("文件里没有“键: 值”", "The file holds no `key: value`"),
    say("文件要由“键: 值”的行组成。", "A file consists of lines `key: value`."),
)
SYNTAX = _rule(
    "SX16",
    say("YAML 语法不通", "The YAML cannot be read"),
    say(
        "常见原因：缩进不齐、值里有“冒号加空格”而没有引号、值以 @ ` % 开头。",
        "Usual causes: uneven indentation, a colon and space inside an unquoted value, a value that begins with @ ` or %.",
    ),
)
FULL_WIDTH = _rule(
    "SX17",
    say("该用半角的地方有全角或不可见字符", "Full-width or invisible characters where ASCII belongs"),
    say(
        "键、数字、日期、时间、选项、括号和列表的短横用半角字符书写。",
        "Keys, numbers, dates, times, choices, brackets and the hyphens of lists are written in ASCII characters.",
    ),
)
UNREADABLE = _rule(
    "SX18",
    say("文件不能读取", "The file cannot be read"),
    say(
        "符号链接、管道、设备文件和没有读取权限的文件不会被读取。放一份普通文件进来。",
        "Symbolic links, pipes, devices and files without permission are not read. Put an ordinary file there.",
    ),
)
MISPLACED = _rule(
    "SX19",
    say("文件的位置或名字不对", "A file in the wrong place or with a wrong name"),
    say(
        "文档放在各自的文件夹里，名字由小写英文字母、数字和连字符组成，扩展名为 .md 或 .yaml。附件放在 `<id>/index.md` 旁边。",
        "Documents stand in their collection's folder; names are lower-case letters, digits and hyphens, ending in .md or "
        ".yaml. Attachments stand beside `<id>/index.md`.",
    ),
)
ATTACHMENT = _rule(
    "SX20",
    say("附件类型不允许", "An attachment of a kind that is not allowed"),
    say(
        "允许 pdf、docx、xlsx、pptx、png、jpg、webp、gif、csv、txt，内容要与扩展名一致。SVG 和 HTML 能带脚本，不收。",
        "Allowed: pdf, docx, xlsx, pptx, png, jpg, webp, gif, csv, txt, with content to match. SVG and HTML can carry "
        "scripts and are refused.",
    ),
)
IGNORED = _rule(
    "SX21",
    say("没有读取的隐藏文件", "A hidden file that was left out"),
    say("以点开头的文件不属于内容。", "Files whose name begins with a dot are not content."),
    Severity.NOTE,
)
SETTINGS = _rule(
    "SX22",
    say("没有站点设置", "There are no site settings"),
    say(
        "每个站点都有 `content/site.yaml`，至少写 `标题: …`。新建站点用 `planfolio init`。",
        "Every site has `content/site.yaml` with at least `title: …`. `planfolio init` makes a new site.",
    ),
)

RULES = (
    ENCODING, FULL_WIDTH_COLON, NO_SPACE, FULL_WIDTH_COMMA, TAB, SPECIAL_SPACE, ANCHOR, TAG, DUPLICATE_KEY, QUOTE,
    BRACKET, SECOND_DOCUMENT, LIMIT, FRONT_MATTER, NO_MAPPING, SYNTAX, FULL_WIDTH, UNREADABLE, MISPLACED, ATTACHMENT,
    IGNORED, SETTINGS,
)  # fmt: skip
