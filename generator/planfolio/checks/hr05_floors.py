"""达到政策规定的下限。

方案按它写明的规则包评定（没写的按发布单位的，再没有按站点的），只用方案日期那天有效的。结果写明实际、下限和余数，各个加数列在后面，出处在说明里。
没有日期的方案照样评定，但会说明。不在有效期内的规则包不用，提示一下。

错：每学期 34 学时，一年两学期，五年 34 × 2 × 5 = 340，比 360 少 20。

    规则包: cn-2011
    学时认定: [{标题: 学期研修合格, 学时: 34}]

对：36 × 2 × 5 = 360。

    规则包: cn-2011
    学时认定: [{标题: 学期研修合格, 学时: 36}]
--
The floors of policies are met.

A plan is judged by the packs that it names, else its issuer's, else the site's, and by those in force at its date. The
verdict shows actual, floor and slack, with every addend; its source stands beside it. A plan without a date is judged all
the same and the verdict says so. A pack that was not in force is not used; that is a note.

Wrong: 34 class hours a term make 34 × 2 × 5 = 340 in five years, 20 short of 360.

    packs: cn-2011
    grants: [{title: Term completed, hours: 34}]

Right: 36 × 2 × 5 = 360.

    packs: cn-2011
    grants: [{title: Term completed, hours: 36}]
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity, say
from planfolio.model import Pack

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject)
    for idle in subject.out_of_force:
        pack = subject.catalog.record(Pack, idle.pack)
        assert pack is not None  # else it could not be out of force
        assert pack.valid is not None
        yield subject.finding(
            idle.at,
            say(
                "规则包“{title}”（{pack}）的有效期是 {begins} 至 {ends}，方案的日期是 {day}，没有用它评定",
                "the pack “{title}” ({pack}) is in force {begins} to {ends}, the plan's date is {day}: it judged nothing",
                title=pack.title,
                pack=idle.pack,
                begins=pack.valid.begins or "…",
                ends=pack.valid.ends or "…",
                day=idle.day,
            ),
            fix=say(
                "换成当时有效的规则包，或核对方案的日期", "name the pack that was in force, or check the plan's date"
            ),
            severity=Severity.NOTE,
        )
