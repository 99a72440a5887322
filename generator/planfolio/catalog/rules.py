"""Rules on references: one code for each slip, with its manual."""

from __future__ import annotations

from planfolio.findings import Message, Rule, Severity, say


def _rule(code: str, title: Message, manual: Message) -> Rule:
    return Rule(code=code, severity=Severity.ERROR, title=title, manual=manual, about_data=True)


UNKNOWN_REFERENCE = _rule(
    "RF01",
    say("引用的文档不存在", "A reference to a document that there is not"),
    say(
        """引用写被引用文档的 id，也就是它的文件名（不带扩展名），不写它的标题。机构在 organisations/，方案在 plans/，课程方案、日程、规则包各在自己的文件夹。

错：没有 `organisations/demo-shool.yaml`。

    发布单位: demo-shool

对：

    发布单位: demo-school
""",
        """A reference is the id of a document, that is its file's name without the extension, not its title.
Organisations are in organisations/, plans in plans/; curricula, schedules and packs in folders of their own.

Wrong: there is no `organisations/demo-shool.yaml`.

    issuer: demo-shool

Right:

    issuer: demo-school
""",
    ),
)
CYCLE = _rule(
    "RF02",
    say("引用成环", "References run in a circle"),
    say(
        """上级、代替等关系不能绕回自己。环上的几份文档只报一次，各处都列出。

错：

    上级方案: example

对：

    上级方案: district-2025
    # plans/district-2025.md
    标题: 示例学区2025-2026学年研修计划
    类型: 年度计划
""",
        """Parents, predecessors and the like cannot lead back to the document itself. A circle is reported once, with
every document on it.

Wrong:

    parent: example

Right:

    parent: district-2025
    # plans/district-2025.md
    title: 示例学区2025-2026学年研修计划
    type: annual
""",
    ),
)
SAME_PAGE = _rule(
    "RF03",
    say("网址已有别的网页，或不能用", "An address that another page has, or that cannot be one"),
    say(
        """一个网址只能有一页：两份文档不能用同一个 id，页面也不能占用程序生成的地址（report、search、plans 等）。

先读到的一份保留，另一份不发布。

旧地址（aliases）不能是别的网页现在的网址，也不能两份文档都写；能打开的网页优先，两处相同的旧地址以先读到的为准。
不能作本站网址的旧地址（空的、mailto: 这样的、带 .. 或反斜杠的）不起作用。这些是警告，文档照样发布。

错：report 是检查报告的网址。

    # pages/report.md
    标题: 研修简报

对：

    # pages/briefing.md
    标题: 研修简报
""",
        """An address has one page: two documents cannot have the same id, nor can a page take the address of a
generated one (report, search, plans and so on).

The document that is read first stays; the other is not published.

A former address (aliases) cannot be the address of a page that there is now, nor stand in two documents: the page that
there is wins, and of two equal former addresses the one that is read first. One that cannot be an address of this site
(an empty one, one such as mailto:, one with .. or a backslash) leads nowhere. These are warnings; the document is published.

Wrong: `report` is the address of the report.

    # pages/report.md
    title: Training news

Right:

    # pages/news.md
    title: Training news
""",
    ),
)
UNKNOWN_UNIT = _rule(
    "RF04",
    say("引用的单元不存在，或不止一个", "A reference to no unit, or to several"),
    say(
        """课次的单元、课程方案的先修，写的是方案或课程方案里某个单元的代号（id），不是它的标题。
代号在一份方案里不能重复，否则学时算到哪个单元，看不出来。

错：

    模块: [{代号: talk, 标题: 作业设计专题, 学时: 24}]
    # schedules/example.yaml
    标题: 秋季日程
    方案: example
    课次: [{标题: 第一讲, 日期: 2025-09-10, 单元: 作业设计专题}]

对：

    模块: [{代号: talk, 标题: 作业设计专题, 学时: 24}]
    # schedules/example.yaml
    标题: 秋季日程
    方案: example
    课次: [{标题: 第一讲, 日期: 2025-09-10, 单元: talk}]
""",
        """The unit of a session and the prerequisites of a curriculum are the id of a unit of the plan or curriculum,
not its title. No two units of a plan share an id that is referred to, or it would be unknown which of them gets the hours.

Wrong:

    modules: [{id: talk, title: 作业设计专题, hours: 24}]
    # schedules/example.yaml
    title: Autumn schedule
    plan: example
    sessions: [{title: 第一讲, date: 2025-09-10, unit: 作业设计专题}]

Right:

    modules: [{id: talk, title: 作业设计专题, hours: 24}]
    # schedules/example.yaml
    title: Autumn schedule
    plan: example
    sessions: [{title: 第一讲, date: 2025-09-10, unit: talk}]
""",
    ),
)
UNKNOWN_FILE = _rule(
    "RF05",
    say("附件文件不存在", "The file of an annex is not there"),
    say(
        """附件放在文档的 `index.md` 旁边，只写文件名，不写路径。

文档还是 `plans/<id>.md` 的，先移到 `plans/<id>/index.md`。只列名目、不附文件的附件，不写“文件”。

错：`plans/example.md` 旁边没有这个文件。

    附件: [{序号: 1, 标题: 名额分配表, 文件: quota.csv}]

对：

    # plans/example/index.md
    标题: 示例小学校本研修方案
    类型: 学期方案
    附件: [{序号: 1, 标题: 名额分配表, 文件: quota.csv}]
    # plans/example/quota.csv
    语文,20
""",
        """An annex lies beside the document's `index.md` and is named by its file name alone, without a path.

A document that is still `plans/<id>.md` moves to `plans/<id>/index.md` first. An annex that is only listed has no
`file`.

Wrong: there is no such file beside `plans/example.md`.

    annexes: [{number: 1, title: Places, file: quota.csv}]

Right:

    # plans/example/index.md
    title: School-based training at Example Primary School
    type: term
    annexes: [{number: 1, title: Places, file: quota.csv}]
    # plans/example/quota.csv
    Chinese,20
""",
    ),
)
RULES = (UNKNOWN_REFERENCE, CYCLE, SAME_PAGE, UNKNOWN_UNIT, UNKNOWN_FILE)
