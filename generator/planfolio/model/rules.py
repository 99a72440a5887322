"""Rules on fields: one code for each slip, with its manual."""

from __future__ import annotations

from planfolio.findings import Message, Rule, Severity, say


def _rule(code: str, title: Message, manual: Message) -> Rule:
    return Rule(code=code, severity=Severity.ERROR, title=title, manual=manual, about_data=True)


UNKNOWN_KEY = _rule(
    "FD01",
    say("不认识的键", "An unknown key"),
    say(
        """只能用字段表里有的键，中文名、英文名都行。同一个键只在它所属的那一层有效：地点写在模块和课次里，不写在方案的最上层。

不认识的键不会被忽略，免得内容丢了没人知道。

错：

    类型: 学期方案
    总课时: 24

对：

    类型: 学期方案
    学时: 24
""",
        """Only keys of the field reference are read, by their Chinese or English name, and each only at its own level:
a place belongs to modules and sessions, not to the plan itself.

Unknown keys are never dropped silently: nothing may be lost unnoticed.

Wrong:

    type: term
    huors: 24

Right:

    type: term
    hours: 24
""",
    ),
)
MISSING_KEY = _rule(
    "FD02",
    say("缺少必填的键", "A required key is missing"),
    say(
        """字段表里标 * 的键必须写，而且要有值。缺了它，这份文档就不能读取，别的规则也不检查它。

错：

    模块: [{学时: 24, 方式: 校本研修}]

对：

    模块: [{标题: 单元作业研讨, 学时: 24, 方式: 校本研修}]
""",
        """Keys marked * in the field reference must be there and have a value. Without them the document is not read,
and no other rule looks at it.

Wrong:

    modules: [{hours: 24, mode: school_based}]

Right:

    modules: [{title: Homework workshop, hours: 24, mode: school_based}]
""",
    ),
)
WRONG_SHAPE = _rule(
    "FD03",
    say("值的样子不对", "A value of the wrong shape"),
    say(
        """有的字段要一个值（日期、学时），有的要一个列表，有的要下一层的键（领导小组、考核）。只要一个值的字段不能写成列表；要列表的字段可以只写一个值。

错：

    领导小组: 示例负责人甲

对：

    领导小组: {组长: 示例负责人甲, 办公室: 教师发展室}
""",
        """Some fields take one value (dates, hours), some a list, some keys of their own (group, assessments). A field
of one value takes no list; a list field may hold a single value.

Wrong:

    group: 示例负责人甲

Right:

    group: {leader: 示例负责人甲, office: 教师发展室}
""",
    ),
)
UNREADABLE_VALUE = _rule(
    "FD04",
    say("值读不出来", "A value that cannot be read"),
    say(
        """日期、时间、学时、数和金额有固定写法，见字段表。读不出来的值不会被当成零，也不会去猜；整份文档因此不读取。

数用阿拉伯数字，不写“约”“左右”；数还没定，就整行删去。颜色不写 #：YAML 把它当成注释，设置里的主色就没有了，这一处是警告。

错：

    成文日期: 2025年8月21日
    学时: 约24

对：

    成文日期: 2025-08-21
    学时: 24
""",
        """Dates, times, hours, numbers and money have one way of writing, see the field reference. What cannot be read
is neither taken for zero nor guessed, and the document is not read.

Write digits without “about”; where a number is not settled, leave its line out. A colour has no #, which YAML takes for
a comment, so that the accent of the settings is lost; of this there is a warning.

Wrong:

    issued: 21 August 2025
    hours: about 24

Right:

    issued: 2025-08-21
    hours: 24
""",
    ),
)
UNKNOWN_CHOICE = _rule(
    "FD05",
    say("没有这个选项", "No such choice"),
    say(
        """这个字段只能取列出的值，中文、英文都行。

没有完全合适的，取意思最近的一个，原来的说法写进正文。

错：

    类型: 校本研修

对：

    类型: 学期方案
""",
        """The field takes one of the listed values, in English or Chinese.

Where none fits exactly, take the nearest and put the original words into the text.

Wrong:

    type: school training

Right:

    type: term
""",
    ),
)
UNFIT_SETTINGS = _rule(
    "FD06",
    say("设置之间不相配", "Settings that do not go together"),
    say(
        """有的设置要和别的设置配在一起才有用。配不上的不会悄悄不起作用，整个停下（退出码 2），等改好。

“网上编辑”要有仓库的平台和地址；Gitee 上的仓库不能用表单，Sveltia 和 Decap 都存不进去。

错：

    # site.yaml
    标题: 示例小学教师研修
    网上编辑: sveltia

对：

    # site.yaml
    标题: 示例小学教师研修
    仓库: {平台: github, 地址: https://github.com/example/site}
    网上编辑: sveltia
""",
        """Some settings need others. One that lacks them is never dropped in silence: everything stops (exit status 2) until
it is mended.

“admin” needs the forge and the url of the repository; a repository on Gitee can have no form, since neither Sveltia nor
Decap can save there.

Wrong:

    # site.yaml
    title: Teacher training at Example Primary School
    admin: sveltia

Right:

    # site.yaml
    title: Teacher training at Example Primary School
    repository: {forge: github, url: https://github.com/example/site}
    admin: sveltia
""",
    ),
)
RULES = (UNKNOWN_KEY, MISSING_KEY, WRONG_SHAPE, UNREADABLE_VALUE, UNKNOWN_CHOICE, UNFIT_SETTINGS)
