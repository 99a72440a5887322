"""经费算得对：单价 × 数量、明细之和、年度金额 × 年数。

每行的单价乘数量等于金额，各行之和等于总额（明细按年列的，等于年度金额），年度金额乘年数等于总额。分毫不差才算。
有明细没写金额的，只在已知部分超过总额时才报。

错：总额 6500，明细 5000 + 1000 = 6000，多写 500。

    经费:
      来源: 学校公用经费
      总额: 6500
      明细: [{标题: 讲课费, 单价: 1000, 数量: 5, 金额: 5000}, {标题: 资料费, 金额: 1000}]

对：

    经费:
      来源: 学校公用经费
      总额: 6000
      明细: [{标题: 讲课费, 单价: 1000, 数量: 5, 金额: 5000}, {标题: 资料费, 金额: 1000}]
--
The budget adds up: unit price × quantity, the lines, annual amount × years.

On each line unit price × quantity is the amount, the lines make the total (or, where they are those of a year, the annual
amount), and the annual amount × years makes the total. There is no tolerance; where a line has no amount, only a sum that is
above the total without it is reported.

Wrong: a total of 6500, lines of 5000 + 1000 = 6000, 500 too many.

    budget:
      source: School funds
      total: 6500
      lines: [{title: Lectures, unit_price: 1000, quantity: 5, amount: 5000}, {title: Materials, amount: 1000}]

Right:

    budget:
      source: School funds
      total: 6000
      lines: [{title: Lectures, unit_price: 1000, quantity: 5, amount: 5000}, {title: Materials, amount: 1000}]
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planfolio.checks.subject import Subject
from planfolio.findings import Count, Message, Outcome, Related, Severity, say
from planfolio.model import Plan
from planfolio.model.exact import summed, written
from planfolio.model.plans import Budget, BudgetLine

SEVERITY = Severity.ERROR


def check(subject: Subject) -> Iterator[Outcome]:
    plan = subject.record
    if not isinstance(plan, Plan) or plan.budget is None:
        return
    for index, line in enumerate(plan.budget.lines):
        if line.unit_price is not None and line.quantity is not None and line.amount is not None:
            yield _line(subject, index, line)
    if plan.budget.total is not None:
        yield from _total(subject, plan.budget, plan.budget.total)


def _line(subject: Subject, index: int, line: BudgetLine) -> Outcome:
    assert line.unit_price is not None
    assert line.quantity is not None
    assert line.amount is not None
    product = line.unit_price * line.quantity
    values = {
        "title": line.title,
        "price": written(line.unit_price),
        "quantity": written(line.quantity),
        "product": written(product),
        "amount": written(line.amount),
    }
    if product == line.amount:
        return subject.passed(
            say("“{title}”：{price} × {quantity} = {amount}", "“{title}”: {price} × {quantity} = {amount}", **values)
        )
    return subject.finding(
        subject.at("budget", "lines", index, "amount"),
        say(
            "“{title}”写 {amount} 元，{price} × {quantity} = {product}，{gap}",
            "“{title}” says {amount} yuan, {price} × {quantity} = {product}: {gap}",
            gap=_gap(line.amount - product),
            **values,
        ),
        fix=say(
            "金额改成 {product}，或核对单价和数量",
            "make the amount {product}, or check price and quantity",
            product=written(product),
        ),
    )


def _total(subject: Subject, budget: Budget, total: Fraction) -> Iterator[Outcome]:
    """The total against its lines and against the years; where these agree with each other, the total alone is wrong."""
    amounts = [_amount(line) for line in budget.lines]
    product = budget.annual * budget.years if budget.annual is not None and budget.years is not None else None
    if budget.lines and None not in amounts and sum(filter(None, amounts), Fraction(0)) == product != total:
        yield _wrong_total(subject, budget, total)
        return
    if budget.lines:
        yield from _lines(subject, budget, total)
    if budget.annual is not None and budget.years is not None:
        yield _years(subject, budget.annual, budget.years, total)


def _wrong_total(subject: Subject, budget: Budget, total: Fraction) -> Outcome:
    assert budget.annual is not None
    assert budget.years is not None
    product = budget.annual * budget.years
    amounts = [amount for line in budget.lines if (amount := _amount(line)) is not None]
    values = {
        "total": written(total),
        "addends": _addition(amounts),
        "annual": written(budget.annual),
        "years": Count(budget.years, "year"),
        "sum": written(product),
        "gap": _gap(total - product),
    }
    return subject.finding(
        subject.at("budget", "total"),
        say(
            "总额写 {total} 元，明细 {addends}{sum}，每年 {annual} × {years} 年也是 {sum}，{gap}",
            "the total says {total} yuan, the lines make {addends}{sum}, {annual} a year × {years} makes the same: {gap}",
            **values,
        ),
        fix=say("总额改成 {sum}", "make the total {sum}", **values),
        related=[*_line_places(subject, budget), _annual_place(subject, budget.annual)],
    )


def _lines(subject: Subject, budget: Budget, total: Fraction) -> Iterator[Outcome]:
    amounts = [_amount(line) for line in budget.lines]
    known = [amount for amount in amounts if amount is not None]
    found = summed(known)
    unknown = len(amounts) - len(known)
    values = {"addends": _addition(known), "sum": written(found), "total": written(total)}
    if len(known) < len(amounts) and found <= total:
        yield subject.not_computable(
            say(
                "有明细没写金额，不能与总额 {total} 比较",
                "a line has no amount; the lines cannot be compared with the total, {total}",
                **values,
            )
        )
    elif len(known) == len(amounts) and found in (total, budget.annual):
        whole = say("总额", "the total") if found == total else say("年度金额", "the annual amount")
        yield subject.passed(
            say("明细 {addends}{sum}，与{whole}相符", "the lines make {addends}{sum}, {whole}", whole=whole, **values)
        )
    else:
        yield subject.finding(
            subject.at("budget", "total"),
            say(
                "总额写 {total} 元，明细 {addends}{sum}{more}，{gap}",
                "the total says {total} yuan, the lines {addends}{sum}{more}: {gap}",
                more=_without_amount(unknown) if unknown else "",
                gap=say("至少{gap}", "at least {gap}", gap=_gap(total - found)) if unknown else _gap(total - found),
                **values,
            ),
            fix=say("补上没写的金额，再改总额", "complete the lines, then correct the total")
            if unknown
            else say(
                "总额改成 {sum}，或补上、改正明细", "make the total {sum}, or complete and correct the lines", **values
            ),
            related=_line_places(subject, budget),
        )


def _line_places(subject: Subject, budget: Budget) -> Iterator[Related]:
    for index, line in enumerate(budget.lines):
        amount = _amount(line)
        shown = (
            say("没写金额", "no amount")
            if amount is None
            else say("{amount} 元", "{amount} yuan", amount=written(amount))
        )
        yield Related(
            at=subject.at("budget", "lines", index),
            message=say("“{title}” {amount}", "“{title}”: {amount}", title=line.title, amount=shown),
        )


def _annual_place(subject: Subject, annual: Fraction) -> Related:
    message = say("每年 {annual} 元", "{annual} yuan a year", annual=written(annual))
    return Related(at=subject.at("budget", "annual"), message=message)


def _addition(amounts: list[Fraction]) -> str:
    """`5000 + 1000 = `; of a single line there is nothing to add."""
    return f"{' + '.join(map(written, amounts))} = " if len(amounts) > 1 else ""


def _without_amount(unknown: int) -> Message:
    return say("（另有 {count} 项没写金额）", " (and {count} without an amount)", count=Count(unknown, "line"))


def _amount(line: BudgetLine) -> Fraction | None:
    if line.amount is None and line.unit_price is not None and line.quantity is not None:
        return line.unit_price * line.quantity
    return line.amount


def _years(subject: Subject, annual: Fraction, years: int, total: Fraction) -> Outcome:
    product = annual * years
    values = {
        "annual": written(annual),
        "years": Count(years, "year"),
        "product": written(product),
        "total": written(total),
    }
    if product == total:
        return subject.passed(say("{annual} × {years} = {total}", "{annual} × {years} = {total}", **values))
    return subject.finding(
        subject.at("budget", "total"),
        say(
            "总额写 {total} 元，每年 {annual} × {years} 年 = {product}，{gap}",
            "the total says {total} yuan, {annual} a year × {years} = {product}: {gap}",
            gap=_gap(total - product),
            **values,
        ),
        fix=say(
            "总额改成 {product}，或核对年度金额和年数",
            "make the total {product}, or check the annual amount and the years",
            **values,
        ),
        related=[_annual_place(subject, annual)],
    )


def _gap(difference: Fraction) -> Message:
    """How much what is written differs from what was computed."""
    if difference > 0:
        return say("多写 {gap}", "{gap} too many", gap=written(difference))
    return say("少写 {gap}", "{gap} short", gap=written(-difference))
