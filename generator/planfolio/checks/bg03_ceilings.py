"""费用不超过规则包的上限。

规则包可以给经费定限额：单价、每行金额、年度金额、总额。每一项与限额比较，超过多少元写明；没有写金额的不能判断。
有单价和数量而没有金额的一行，金额按单价 × 数量算。规则包没有与正式文本核对过的算警告。

错：讲课费单价 600 元，规则包的上限是 550 元。

    # packs/fees.yaml
    标题: 示例县培训费标准
    出处: {标题: 示例县教师培训经费管理办法, 文号: 示财教〔2025〕6号}
    规则:
      - {代码: FEE-1, 标题: 讲课费每学时不超过 550 元, 检查: 逐项, 字段: budget.lines.unit_price, 至多: 550元}
    # plans/example.md
    标题: 示例小学2026年春季校本研修方案
    类型: 学期方案
    规则包: fees
    经费: {来源: 公用经费, 明细: [{标题: 专家讲课费, 单价: 600, 数量: 4}]}

对：单价 550 元。

    # packs/fees.yaml
    标题: 示例县培训费标准
    出处: {标题: 示例县教师培训经费管理办法, 文号: 示财教〔2025〕6号}
    规则:
      - {代码: FEE-1, 标题: 讲课费每学时不超过 550 元, 检查: 逐项, 字段: budget.lines.unit_price, 至多: 550元}
    # plans/example.md
    标题: 示例小学2026年春季校本研修方案
    类型: 学期方案
    规则包: fees
    经费: {来源: 公用经费, 明细: [{标题: 专家讲课费, 单价: 550, 数量: 4}]}
--
Fees stay within the ceilings of the packs.

A pack may set ceilings for money: a unit price, the amount of a line, an annual amount, a total. Each is compared with the
ceiling and the excess is named in yuan; where no amount is stated it cannot be told. A line with price and quantity but no
amount counts price × quantity. A warning at most.

Wrong: a lecture at 600 yuan where the pack's ceiling is 550 yuan.

    # packs/fees.yaml
    title: Training fees of Example County
    citation: {title: 示例县教师培训经费管理办法, number: 示财教〔2025〕6号}
    rules:
      - {code: FEE-1, title: At most 550 yuan a class hour, check: each, of: budget.lines.unit_price, at_most: 550元}
    # plans/example.md
    title: Training in school, spring 2026
    type: term
    packs: fees
    budget: {source: school funds, lines: [{title: Lectures, unit_price: 600, quantity: 4}]}

Right: 550 yuan.

    # packs/fees.yaml
    title: Training fees of Example County
    citation: {title: 示例县教师培训经费管理办法, number: 示财教〔2025〕6号}
    rules:
      - {code: FEE-1, title: At most 550 yuan a class hour, check: each, of: budget.lines.unit_price, at_most: 550元}
    # plans/example.md
    title: Training in school, spring 2026
    type: term
    packs: fees
    budget: {source: school funds, lines: [{title: Lectures, unit_price: 550, quantity: 4}]}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.judgement import judged
from planfolio.checks.subject import Subject
from planfolio.findings import Outcome, Severity

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    yield from judged(subject)
