"""经费写明金额和来源。

写了经费的，要有金额（总额、年度金额或明细）和来源。没有写经费的，由 ST01 报。

错：

    经费: {来源: 学校公用经费}

对：

    经费: {来源: 学校公用经费, 总额: 6000}
--
A budget states an amount and a source.

Where there is a budget it has an amount (a total, an annual amount or lines) and says who pays. A plan without any budget is
ST01's affair.

Wrong:

    budget: {source: School funds}

Right:

    budget: {source: School funds, total: 6000}
"""

from __future__ import annotations

from collections.abc import Iterator

from planfolio.checks.subject import Subject
from planfolio.findings import Message, Outcome, Severity, say
from planfolio.model import Plan
from planfolio.model.plans import Budget

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or plan.budget is None:
        return
    lacking = list(_lacking(plan.budget))
    if lacking:
        yield subject.finding(
            subject.at("budget"),
            say("经费没有写{lacking}", "the budget states no {lacking}", lacking=lacking),
            fix=say("补上{lacking}", "add the {lacking}", lacking=lacking),
        )


def _lacking(budget: Budget) -> Iterator[Message]:
    if not (budget.source or "").strip():
        yield say("来源", "source")
    has_line = any(
        line.amount is not None or (line.unit_price is not None and line.quantity is not None) for line in budget.lines
    )
    if budget.total is None and budget.annual is None and not has_line:
        yield say("金额", "amount")
