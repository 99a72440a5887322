"""费用不超过规则包的上限。

规则包可以给经费定限额：单价、每行金额、年度金额、总额。每一项与限额比较，超过多少元写明；没有写金额的不能判断。
有单价和数量而没有金额的一行，金额按单价 × 数量算。规则包没有与正式文本核对过的算警告。

错：讲课费单价 600 元，规则包的上限是 550 元。
对：单价 550 元。
--
Fees stay within the ceilings of the packs.

A pack may set ceilings for money: a unit price, the amount of a line, an annual amount, a total. Each is compared with the
ceiling and the excess is named in yuan; where no amount is stated it cannot be told. A line with price and quantity but no
amount counts price × quantity. A warning at most.

Wrong: a lecture at 600 yuan where the pack's ceiling is 550 yuan.
Right: 550 yuan.
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject)
