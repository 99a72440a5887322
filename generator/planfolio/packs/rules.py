"""Rules on rule packs: one code for each slip, with its manual."""

from __future__ import annotations

from planfolio.findings import Message, Rule, Severity, say

STOPS = say(
    "规则包有错就整个停下（退出码 2），不会悄悄放过任何方案。改好规则包再检查。",
    "A broken pack stops everything (exit status 2); it never lets a plan pass silently. Mend the pack and check again.",
)


_HEAD = say(
    """    # packs/example.yaml
    标题: 示例县教师学时要求
    出处: {标题: 示例县教师培训办法, 文号: 示教〔2025〕3号}
""",
    """    # packs/example.yaml
    title: Class hours of Example County
    citation: {title: 示例县教师培训办法, number: 示教〔2025〕3号}
""",
)
"""How the packs of the examples begin; in the manuals below a line `@pack` stands for it."""


def _rule(code: str, title: Message, manual: Message) -> Rule:
    """What is common to all of them closes each manual."""
    zh, en = manual.zh.replace("    @pack\n", _HEAD.zh), manual.en.replace("    @pack\n", _HEAD.en)
    closed = say(f"{zh}\n{STOPS.zh}", f"{en}\n{STOPS.en}")
    return Rule(code=code, severity=Severity.ERROR, title=title, manual=closed, about_data=True)


RULES = (
    _rule(
        "RP01",
        say("规则包里有不认识的键", "An unknown key in a rule pack"),
        say(
            """规则包只用字段表里列出的键，中文名、英文名都行。写错的键如果被忽略，规则就会少管一样东西而没人知道。

错：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 最少: 24}

对：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}
""",
            """A pack uses the keys of the field reference, by their English or Chinese name. Were a misspelt key passed
over, the rule would ask for less than the policy and nobody would know.

Wrong:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, atleast: 24}

Right:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}
""",
        ),
    ),
    _rule(
        "RP02",
        say("规则包缺少必填的键", "A required key is missing in a rule pack"),
        say(
            """规则包要有标题和出处：说不出依据哪份文件的要求，不能拿来评方案。每条规则要有代码和检查。

错：

    # packs/example.yaml
    标题: 示例县教师学时要求
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}

对：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}
""",
            """A pack has a title and a citation: a demand without a policy behind it judges no plan. Each rule has a
code and a check.

Wrong:

    # packs/example.yaml
    title: Class hours of Example County
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}

Right:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}
""",
        ),
    ),
    _rule(
        "RP03",
        say("规则包里有样子不对的值", "A value of the wrong shape in a rule pack"),
        say(
            """有的键要一个值，有的要列表，有的（出处、换算、规则）要下一层的键。

错：

    # packs/example.yaml
    标题: 示例县教师学时要求
    出处: 示教〔2025〕3号
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}

对：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}
""",
            """Some keys take one value, some a list, some (citation, units, rules) keys of their own.

Wrong:

    # packs/example.yaml
    title: Class hours of Example County
    citation: 示教〔2025〕3号
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}

Right:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}
""",
        ),
    ),
    _rule(
        "RP04",
        say("规则包里有读不出来的值", "A value that cannot be read in a rule pack"),
        say(
            """限值用阿拉伯数字，日期写成 2025-09-01。读不出来的限值不会被当成零或没有限值。

错：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 二十四}

对：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}
""",
            """Limits are written in digits, dates as 2025-09-01. A limit that cannot be read is taken neither for zero
nor for none.

Wrong:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: twenty-four}

Right:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}
""",
        ),
    ),
    _rule(
        "RP05",
        say("规则包里有不存在的选项", "No such choice in a rule pack"),
        say(
            """检查、方式、类别、类型等只能取列出的值，中文、英文都行。规则包没有表达式，也不能自己发明检查。

错：

    @pack
    规则:
      - {代码: X-1, 检查: 总计, 字段: units.hours, 至少: 24}

对：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}
""",
            """Checks, modes, categories, types and the like take one of the listed values, in English or Chinese. A
pack has no expressions and cannot invent checks.

Wrong:

    @pack
    rules:
      - {code: X-1, check: total, of: units.hours, at_least: 24}

Right:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}
""",
        ),
    ),
    _rule(
        "RP06",
        say("规则不完整", "An incomplete rule"),
        say(
            """每种检查都有少不了的键：合计要有字段和限值，占比要有比例，周期下限要有学时和年数。没有限值的规则谁都能通过，等于没有。

错：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours}

对：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}
""",
            """Each check has keys it cannot do without: a sum needs a field and a limit, a share its part, a cycle
floor hours and years. A rule without a limit would let everybody pass.

Wrong:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours}

Right:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}
""",
        ),
    ),
    _rule(
        "RP07",
        say("规则指向不存在或不合用的字段", "A rule names a field that there is not, or that does not fit its check"),
        say(
            """“字段”写的是方案、日程或教师档案里的字段，用英文名，逐层用点连起来；提示里列出这种检查能用的。字段写错的规则什么也数不到，所以不放过。

错：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: unit.hours, 至少: 24}

对：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}
""",
            """`of` names fields of plans, schedules or portfolios, level by level with dots; the finding lists those
that the check can use. A rule on a field that there is not would count nothing, so it is refused.

Wrong:

    @pack
    rules:
      - {code: X-1, check: sum, of: unit.hours, at_least: 24}

Right:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}
""",
        ),
    ),
    _rule(
        "RP08",
        say("信息里有不能用的占位符", "A placeholder that a message cannot use"),
        say(
            """信息里能用 {title}（标题）、{actual}（实有）、{limit}（限值）、{slack}（余量，负数是差额）、{gap}（差额），有上限的还能用
{counted}（去掉超出后还算多少）；没有数的检查只能用 {title}。别的大括号填不出内容。

错：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24, 信息: {中文: '还差 {rest} 学时'}}

对：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24, 信息: {中文: '还差 {gap} 学时'}}
""",
            """A message can use {title}, {actual}, {limit}, {slack} (negative where the limit is missed), {gap}, and with a cap
{counted}, the total without the excess; a check without figures only {title}. Nothing would fill other braces.

Wrong:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24, message: {en: '{rest} still to do'}}

Right:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24, message: {en: '{gap} still to do'}}
""",
        ),
    ),
    _rule(
        "RP09",
        say("规则代码重复", "The same rule code twice"),
        say(
            """一个规则包里，每条规则的代码只用一次：评定结果和豁免都靠代码找到规则。

错：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}
      - {代码: X-1, 检查: 计数, 字段: modules, 至少: 2}

对：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24}
      - {代码: X-2, 检查: 计数, 字段: modules, 至少: 2}
""",
            """In a pack each rule has a code of its own: verdicts and waivers find the rule by it.

Wrong:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}
      - {code: X-1, check: count, of: modules, at_least: 2}

Right:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24}
      - {code: X-2, check: count, of: modules, at_least: 2}
""",
        ),
    ),
    _rule(
        "RP10",
        say("规则里有用不上的键", "A key that does nothing in its rule"),
        say(
            """每种检查只用几个键，见手册里写规则包的一页。用不上的键、选不出东西的条件如果不报，写的人会以为规则管到了它。

错：“合计”用不上“年数”。

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 24, 年数: 5}

对：五年合计用“周期下限”。

    @pack
    规则:
      - {代码: X-1, 检查: 周期下限, 学时: 24, 年数: 5}
""",
            """Each check reads a few keys, see the handbook's page on writing a pack. Were a key that it does not read, or a
condition that selects nothing, passed over, its author would believe that the rule heeds it.

Wrong: `sum` makes no use of `years`.

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 24, years: 5}

Right: over five years it is `cycle_floor`.

    @pack
    rules:
      - {code: X-1, check: cycle_floor, hours: 24, years: 5}
""",
        ),
    ),
    _rule(
        "RP11",
        say("限值不成立", "A limit that cannot be"),
        say(
            """限值要和字段是同一种量（学时、金额、个数、时间），下限不能高于上限，比例在 0 到 100% 之间，有效期不能先完后始。

错：没有方案能满足。

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 60, 至多: 40}

对：

    @pack
    规则:
      - {代码: X-1, 检查: 合计, 字段: units.hours, 至少: 40, 至多: 60}
""",
            """A limit is of the same sort as its field (hours, money, a number, a time), a floor is not above its cap, a share
lies between 0 and 100%, and validity does not end before it begins.

Wrong: no plan can meet both.

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 60, at_most: 40}

Right:

    @pack
    rules:
      - {code: X-1, check: sum, of: units.hours, at_least: 40, at_most: 60}
""",
        ),
    ),
    _rule(
        "RP12",
        say("上级规则包不存在或绕成了环", "A parent pack that there is not, or that leads back"),
        say(
            """“上级”写另一个规则包的 id：自带的，或本站 packs/ 里的。上级的规则一并适用，代码相同的以本包为准；上级的上级也算，不能绕回自己。

错：没有 cn-2012。

    @pack
    上级: cn-2012

对：

    @pack
    上级: cn-2011
""",
            """`parent` is the id of another pack, built in or in the site's packs/. Its rules apply too, but for those whose code
the pack has itself; so do those of its own parent, which must not lead back.

Wrong: there is no cn-2012.

    @pack
    parent: cn-2012

Right:

    @pack
    parent: cn-2011
""",
        ),
    ),
)
