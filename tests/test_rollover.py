"""A plan rolled over to the next year: what changes, what stays, and what must be confirmed."""

from __future__ import annotations

import errno
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planfolio.model import Plan
from planfolio.model.choices import Status
from planfolio.rollover import Rolled, Shift, roll_over
from planfolio.shelf import opened, shelve
from planfolio.sources import SourceFile, discover, read, text_of
from tests.sites import write_site
from tests.test_skeletons import called

CONTENT = Path(__file__).parent.parent / "content"
PLAN = """\
---
# 校办供稿
title: 示例小学2025-2026学年上学期校本研修方案（依据2011年规划）
type: term
issuer: demo-school
number: 示小〔2025〕8号  # 发文字号
issued: 2025-08-21  # 落款
period: {start: 2025-09-01, end: "2026-01-16"}
school_year: 2025-2026
status: published
supersedes: old
filing:
  submitted: 2025-08-24
  # 县里批的
  by: demo-school
basis: {title: 2025年工作要点, issued: 2025-01-04}
waivers:
  - {code: HR02, reason: 补发, expires: 2025-12-31}
needs: {baseline: [{title: 能独立写出问题链的教师, value: 11人}]}
objectives:
  - {text: 2025年底前人人会用, measure: 人数, baseline: 11人, target: 36人, due: 2025-12-31}
stages:
  - {title: 2025年秋季, period: 2025-09, instructors: [{name: 示例讲师甲}]}
deadlines:
  - {title: 总结, date: 2025-10-08}
schedules: autumn-2025
group: {leader: 校长}
aliases: [plans/former/]
---
正文里的2025年9月6日（星期六）不动。
"""
SCHEDULE = """\
title: 2025-2026学年上学期日程
plan: autumn-2025
term: {start: 2025-09-01, weeks: 20, title: 2025-2026学年上学期}
sessions:
  - {title: 讲座, date: 2025-09-06, start: 8:30, end: 11:45, status: delivered}
  - {title: 研讨, weeks: 1-16, weekday: 周三, start: 14:00, end: 15:30, status: 取消}
"""
HOLIDAYS = "title: 示例站点\nholidays: [{date: 2026-10-07, title: 国庆节}]\n"


def site(folder: Path, plan: str = PLAN, schedule: str = SCHEDULE) -> Path:
    files = {"plans/autumn-2025.md": plan, "schedules/autumn-2025.yaml": schedule, "site.yaml": HOLIDAYS}
    return write_site(folder, files)


def rolled(folder: Path, key: str = "plans/autumn-2025", shift: Shift | None = None) -> Rolled:
    """A document of a site for the next year, its schedule with it."""
    sources = discover(folder / "content")
    file = next(file for file in sources.files if file.key == key)
    document, record = opened(file)
    text = text_of(file)
    assert record is not None
    assert text is not None
    names = {"plans/autumn-2025": "autumn-2026", "schedules/autumn-2025": "autumn-2026"}
    return roll_over(
        document, record, text, shift=shift or Shift(), names=names, site=shelve(sources).site, language="zh"
    )


NEXT = """\
---
# 校办供稿
title: 示例小学2026-2027学年上学期校本研修方案（依据2011年规划）
type: term
issuer: demo-school
number: 待确认  # 发文字号
issued:  # 落款
period: {start: 2026-08-31, end: "2027-01-15"}
school_year: 2026-2027
status: draft
filing:
basis: {title: 2025年工作要点, issued: 2025-01-04}
needs: {baseline: [{title: 能独立写出问题链的教师, value: 待确认}]}
objectives:
  - {text: 2025年底前人人会用, measure: 人数, baseline: 待确认, target: 36人, due: 2026-12-30}
stages:
  - {title: 2026年秋季, period: 2026-09, instructors: [{name: 示例讲师甲}]}
deadlines:
  - {title: 总结, date: 2026-10-07}
schedules: autumn-2026
group: {leader: 校长}
---
正文里的2025年9月6日（星期六）不动。
"""


def test_a_plan_changes_at_the_places_of_its_values_and_nowhere_else(tmp_path: Path) -> None:
    assert rolled(site(tmp_path)).text == NEXT


def test_what_must_be_confirmed_is_named_with_its_line(tmp_path: Path) -> None:
    made = rolled(site(tmp_path))

    lines = made.text.split("\n")
    told = [(lines[doubt.line - 1][:12], doubt.message.shown("zh")) for doubt in made.doubts]
    assert told == [
        ("period: {sta", "site.yaml 里没有 2027 年的节假日，没法核对；写上以后再检查一次"),
        ("  - {text: 2", "还写着 2025 年"),
        ("  - {title: ", "“授课人”：是否还由这些人授课"),
        ("deadlines:", "“时限”：按整周顺延，落在星期几不变"),
        ("  - {title: ", "“时限的日期”顺延到 2026-10-07，是节假日（国庆节）"),
        ("group: {lead", "“领导小组”：是否还是这些人"),
        ("正文里的2025年9月6", "还写着 2025 年"),
    ]


def test_a_schedule_keeps_its_weeks_and_weekdays_and_is_planned_again(tmp_path: Path) -> None:
    made = rolled(site(tmp_path), "schedules/autumn-2025")

    assert made.text == (
        SCHEDULE.replace("title: 2025-2026", "title: 2026-2027")
        .replace("plan: autumn-2025", "plan: autumn-2026")
        .replace("2025-09-01", "2026-08-31")
        .replace("2025-09-06", "2026-09-05")
        .replace("delivered", "planned")
        .replace("取消", "计划")
    )
    assert "去年这一次写的是“取消”；不再排就删去" in [doubt.message.shown("zh") for doubt in made.doubts]


def test_dates_move_with_the_term_where_its_first_monday_is_known(tmp_path: Path) -> None:
    made = rolled(site(tmp_path), "schedules/autumn-2025", Shift((date(2026, 9, 7) - date(2025, 9, 1)).days))

    assert "start: 2026-09-07" in made.text
    assert "date: 2026-09-12" in made.text


@pytest.mark.parametrize("weeks", [51, 52, 53])
def test_every_day_keeps_its_weekday(weeks: int) -> None:
    for day in (date(2024, 2, 29), date(2025, 12, 31), date(2026, 9, 12)):
        assert Shift(weeks * 7).day(day).weekday() == day.weekday()


PLANS = [file for file in discover(CONTENT).files if file.collection in ("plans", "schedules")]


@pytest.mark.parametrize("file", PLANS, ids=[file.key for file in PLANS])
def test_every_plan_and_schedule_of_the_demonstration_site_rolls_over(file: SourceFile) -> None:
    document, record = opened(file)
    text = text_of(file)
    assert record is not None
    assert text is not None

    made = roll_over(document, record, text, shift=Shift(), names={file.key: "next"}, site=None, language="zh")

    again = SourceFile(path=file.path, collection=file.collection, id="next", raw=made.text.encode())
    copy, findings = read(again)
    _, new = opened(again)
    assert findings == read(file)[1]
    assert copy.body == document.body
    assert type(new) is type(record)
    if isinstance(new, Plan) and isinstance(record, Plan):
        assert new.status is Status.DRAFT
        assert new.hours == record.hours
        assert [unit.hours for unit in new.units] == [unit.hours for unit in record.units]


def test_the_command_writes_tells_and_checks(tmp_path: Path) -> None:
    site(tmp_path)

    made = called("-C", str(tmp_path), "new", "plan", "autumn-2026", "--from", "plans/autumn-2025", "--with-schedules")

    assert made.exit_code == 0, made.stderr
    assert (tmp_path / "content/plans/autumn-2026.md").is_file()
    assert (tmp_path / "content/schedules/autumn-2026.yaml").is_file()
    assert "content/plans/autumn-2026.md ← plans/autumn-2025" in made.stdout
    assert "日期 5 处往后 52 周，星期不变" in made.stdout
    assert "写成“待确认” 3 处：文号、需求分析的基线的值、目标的基线" in made.stdout
    assert "warning[ID05] 字段里留有占位文字“待确认”，共 3 处" in made.stdout
    assert (tmp_path / "content/plans/autumn-2025.md").read_text(encoding="utf-8") == PLAN


def test_without_its_schedules_the_plan_names_none_and_says_so(tmp_path: Path) -> None:
    site(tmp_path)

    made = called("-C", str(tmp_path), "new", "plan", "autumn-2026", "--from", "autumn-2025")

    assert "schedules:\n" in (tmp_path / "content/plans/autumn-2026.md").read_text(encoding="utf-8")
    assert "--with-schedules" in made.stdout
    assert not (tmp_path / "content/schedules/autumn-2026.yaml").exists()


def test_attachments_come_along(tmp_path: Path) -> None:
    write_site(tmp_path, {"plans/autumn-2025/index.md": PLAN, "plans/autumn-2025/quota.csv": "a,b\n"})

    called("-C", str(tmp_path), "new", "plan", "autumn-2026", "--from", "content/plans/autumn-2025/index.md")

    assert (tmp_path / "content/plans/autumn-2026/index.md").is_file()
    assert (tmp_path / "content/plans/autumn-2026/quota.csv").read_bytes() == b"a,b\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["autumn-2026", "--from", "plans/autumn-2015"], "是不是 plans/autumn-2025？"),
        (["autumn-2025", "--from", "plans/autumn-2025"], "已经有了"),
        (["taken", "--from", "plans/autumn-2025", "--with-schedules"], "schedules/taken 已经有了，什么都没有写"),
        (["autumn-2026", "--from", "autumn-2025", "--term-start", "2026-09-01"], "如 2026-08-31"),
        (
            ["autumn-2026", "--from", "autumn-2025", "--term-start", "next"],
            "应为去年 2025-09-01 以后一年左右的一个周一",
        ),
        (["autumn-2026", "--from", "broken"], "没法顺延；先改好它"),
    ],
)
def test_a_wrong_call_writes_nothing(tmp_path: Path, arguments: list[str], said: str) -> None:
    write_site(
        site(tmp_path),
        {"schedules/taken.yaml": "title: 另一份\n", "plans/broken.md": PLAN.replace("type: term", "type: trem")},
    )
    before = sorted(tmp_path.rglob("*"))

    refused = called("-C", str(tmp_path), "new", "plan", *arguments)

    assert refused.exit_code == 2
    assert said in refused.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_roll_over_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(site(tmp_path).rglob("*"))
    opened = Path.open

    def refuse(path: Path, *how: Any) -> Any:
        if path.parent.name == "schedules":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *how)

    monkeypatch.setattr(Path, "open", refuse)
    call = ("new", "plan", "autumn-2026", "--from", "autumn-2025", "--with-schedules")

    refused = called("-C", str(tmp_path), *call)

    assert refused.exit_code == 2
    assert refused.output.endswith("schedules/autumn-2026.yaml 写不进去：没有权限\n")
    assert sorted(tmp_path.rglob("*")) == before


def test_personal_data_of_the_old_plan_is_masked_in_what_is_told(tmp_path: Path) -> None:
    number = "138" + "0013" + "8000"
    site(tmp_path, PLAN.replace("leader: 校长", f"leader: 校长 {number}"))

    made = called("-C", str(tmp_path), "new", "plan", "autumn-2026", "--from", "autumn-2025")

    assert number in (tmp_path / "content/plans/autumn-2026.md").read_text(encoding="utf-8")
    assert number not in made.stdout + made.stderr


def test_a_byte_order_mark_and_foreign_line_ends_are_left_behind(tmp_path: Path) -> None:
    site(tmp_path)
    path = tmp_path / "content/plans/autumn-2025.md"
    expected = rolled(tmp_path).text
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode())

    assert rolled(tmp_path).text == expected


def test_a_plan_in_braces_rolls_over_too(tmp_path: Path) -> None:
    plan = "---\n{title: 2025年方案, type: term, issued: 2025-08-21, waivers: [{code: HR02, reason: 甲}], aliases: [a/], period: 2025}\n---\n"

    made = rolled(site(tmp_path, plan))

    assert "{title: 2026年方案, type: term, issued:, waivers:, aliases:, period: 2026}" in made.text


def test_the_demonstration_site_with_its_next_year_has_no_new_error(tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "content")

    made = called(
        "-C", str(tmp_path), "new", "plan", "demo-autumn-2027", "--from", "demo-autumn-2026", "--with-schedules"
    )

    assert made.exit_code == 0
    assert "error[" not in made.stdout
