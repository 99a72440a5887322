"""几项学时认定之间，谁包含谁要写明。

有两项以上学时认定的，至少一项要写“已含”（没有就写空列表），否则同样的学时可能算两次，认定合计只能是从最大一项到总和的范围。
同一项也不能同时写进两项的“已含”里，两项更不能互相包含。“已含”里的名称和哪一项都不同、又和其中一项很像的，多半是写错了，它的学时还在合计里。

错：

    学时认定: [{标题: 县级培训, 学时: 24}, {标题: 平台证书, 学时: 10}]

对：平台的 10 学时已经算在县级的 24 学时里。

    学时认定: [{标题: 县级培训, 学时: 24, 已含: 平台证书}, {标题: 平台证书, 学时: 10}]
--
Grants say which of them is inside which.

Where there are two or more grants at least one states what it includes (an empty list for nothing); else the same hours may
count twice, and what is credited is a range from the largest grant to the sum. Nor is one grant included in two, or two in each
other. A name that is no grant's, and much like one, is most likely mistyped: the hours of that grant are still added.

Wrong:

    grants: [{title: County course, hours: 24}, {title: Online certificate, hours: 10}]

Right: the 10 hours online are already counted in the county's 24.

    grants: [{title: County course, hours: 24, includes: Online certificate}, {title: Online certificate, hours: 10}]
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.catalog import walk
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Related, Severity, say
from planfolio.guesses import guesser
from planfolio.model import Plan
from planfolio.totals import Sum, circle, counted_grants, inclusion_unstated

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan):
        return
    if members := circle(plan):
        yield _circular(subject, plan, members)
        return
    if len(plan.grants) < 2:
        return
    if inclusion_unstated(plan):
        yield _unstated(subject, plan)
        return
    wrong = [*_mistyped(subject, plan), *_in_two(subject, plan)]
    yield from wrong
    if not wrong:
        credited = _credited(subject)
        yield subject.passed(
            say(
                "认定 {addends}，合计 {sum}",
                "credited: {addends}, {sum} in all",
                addends=" + ".join(f"{addend.title} {addend.hours or '?'}" for addend in credited.addends),
                sum=credited,
            )
        )


def _credited(subject: Subject) -> Sum:
    assert subject.totals is not None
    assert subject.totals.credited is not None  # as the plan has grants
    return subject.totals.credited


def _circular(subject: Subject, plan: Plan, members: tuple[int, ...]) -> Outcome:
    titles = [plan.grants[index].title for index in (*members, members[0])]
    return subject.finding(
        subject.at("grants", members[0], "includes"),
        say(
            "“已含”绕成了环：{chain}，看不出认定多少学时",
            "`includes` runs in a circle, {chain}: it is unknown how many hours are credited",
            chain=" → ".join(titles),
        ),
        fix=say("只在包含别项的那一项里写“已含”", "state it only in the grant that includes the other"),
        related=[
            Related(at=subject.at("grants", index, "includes"), message=say("环上的一项", "part of the circle"))
            for index in members[1:]
        ],
    )


def _unstated(subject: Subject, plan: Plan) -> Outcome:
    return subject.finding(
        subject.at("grants", 0, "title"),
        say(
            "{count} 项学时认定都没有写“已含”，同样的学时可能算两次；认定合计只能是范围：{sum}",
            "none of {count} grants states what it includes, so the same hours may count twice; what is credited is a range: {sum}",
            count=len(plan.grants),
            sum=_credited(subject),
        ),
        fix=say(
            "每项写“已含: [别的名目]”，不含别的写“已含: []”",
            "add `includes: [other titles]` to each, or `includes: []` for none",
        ),
        related=[
            Related(
                at=subject.at("grants", index, "hours"),
                message=say("“{title}”：{hours}", "“{title}”: {hours}", title=grant.title, hours=grant.hours),
            )
            for index, grant in enumerate(plan.grants)
        ],
    )


def _mistyped(subject: Subject, plan: Plan) -> Iterator[Outcome]:
    """Names of no grant, nor of a unit, that are much like another grant's. What is included may be no grant of the plan at all."""
    titles = {grant.title for grant in plan.grants}
    known = {*titles, *(unit.title for _, unit in walk(plan.units, ()))}
    guess = guesser(sorted(titles), 0.8)
    for index, grant in enumerate(plan.grants):
        for number, name in enumerate(grant.includes):
            near = guess(name) if name not in known else None
            if near is not None and near != grant.title:
                yield subject.finding(
                    subject.at("grants", index, "includes", number),
                    say(
                        "“{title}”已含“{name}”，没有叫这个名称的学时认定，“{near}”的学时仍算在合计里",
                        "“{title}” includes “{name}”, which is no grant: the hours of “{near}” are still added",
                        title=grant.title,
                        name=name,
                        near=near,
                    ),
                    fix=say("是不是“{near}”？", "did you mean “{near}”?", near=near),
                )


def _in_two(subject: Subject, plan: Plan) -> Iterator[Outcome]:
    """A grant that two others include: its hours stand in both, and both are counted."""
    holders: dict[str, list[int]] = {}
    counted = dict(counted_grants(plan))
    hours = {grant.title: grant.hours for grant in plan.grants}
    for index, grant in counted.items():
        for title in dict.fromkeys(grant.includes):
            holders.setdefault(title, []).append(index)
    for title, indices in holders.items():
        if len(indices) > 1 and title in hours:
            yield subject.finding(
                subject.at("grants", indices[1], "includes"),
                say(
                    "“{title}”同时算在{holders}里，它的 {hours}算了 {count} 次",
                    "“{title}” is inside {holders}: its {hours} count {count} times",
                    title=title,
                    hours=hours[title],
                    count=len(indices),
                    holders=[say("“{name}”", "“{name}”", name=counted[index].title) for index in indices],
                ),
                fix=say("只在一项里写“已含”", "leave it in one of them"),
                related=[
                    Related(
                        at=subject.at("grants", indices[0], "includes"),
                        message=say("也算在这里", "it is inside this one too"),
                    )
                ],
            )
