"""各项的编号连续。

同一组里的 1. 2. 3.、（一）（二）、(1)(2)、①②、一是二是 不能断号；丢了编号只剩标点的（“.具备……”），按前后两项说出是第几项。
换到新的一段重新从 1 编号，或中间夹着下一层，都不算断号。

错：第 4 项丢了编号。

    3.学科知识扎实。
    .有课堂研究能力。
    5.能引领校本研修。

对：

    3.学科知识扎实。
    4.有课堂研究能力。
    5.能引领校本研修。
--
Items are numbered without gaps.

Within one list 1. 2. 3., （一）（二）, (1)(2), ①② and 一是二是 go on without a break; where only the delimiter of a number is
left (“.具备…”), the lost number is named with its neighbours. A list that starts again at one, or has another inside, has no gap.

Wrong: the fourth item has lost its number.

    3. Teachers know their subject.
    .有课堂研究能力。
    5. They lead training at school.

Right:

    3. Teachers know their subject.
    4. They study their own lessons.
    5. They lead training at school.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.gaps import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject, sections=False)
