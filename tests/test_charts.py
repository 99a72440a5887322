"""Charts: lengths that never lie about the figures beside them, and the figures that stand beside them on every page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planfolio.charts import FULL, Bar, Calendar, bars, calendar, counted, part, share
from planfolio.model.exact import ZERO, Range, added
from planfolio.pages import Page
from planfolio.project import standard_layouts
from planfolio.render import Renderer
from tests.sites import TODAY, composed, inspected, plan

RENDERER = Renderer((standard_layouts(),))

numbers = st.fractions(min_value=0, max_value=10_000, max_denominator=60)
amounts = st.tuples(numbers, numbers).map(lambda ends: Range(min(ends), max(ends)))
days = st.dates(min_value=date(1, 1, 1), max_value=date.max)


def hours(low: int, high: int | None = None) -> Range:
    return Range(Fraction(low), Fraction(low if high is None else high))


# --- lengths ----------------------------------------------------------------------------------------------------------


@given(amounts, amounts)
def test_a_part_never_leaves_the_whole_and_its_ends_are_in_order(amount: Range, whole: Range) -> None:
    bar = part(amount, whole)

    assert bar.solid >= 0
    assert bar.light >= 0
    assert bar.solid + bar.light <= FULL
    assert bar == part(amount, whole)


@given(st.lists(amounts, min_size=2, max_size=12))
def test_the_solid_lengths_of_parts_never_exceed_the_whole(parts: list[Range]) -> None:
    drawn = [bar for bar in bars(parts, added(parts)) if bar]

    assert sum(bar.solid for bar in drawn) <= FULL
    assert all(not bar.light for bar, amount in zip(drawn, parts, strict=False) if amount.is_exact)


@given(st.lists(st.none() | amounts, max_size=12))
def test_more_is_never_drawn_shorter(parts: list[Range | None]) -> None:
    drawn = [(amount, bar) for amount, bar in zip(parts, bars(parts), strict=True) if amount and bar]

    for amount, bar in drawn:
        assert all(other.solid <= bar.solid for less, other in drawn if less.low <= amount.low)


def test_a_range_is_solid_to_its_lower_end_and_light_to_its_upper_one() -> None:
    assert part(hours(6, 16), hours(20)) == Bar(solid=300, light=500)
    assert part(hours(372), hours(360)) == Bar(solid=FULL)
    assert counted(7, 14) == Bar(solid=500)


def test_unknown_is_no_bar_and_zero_is_an_empty_one() -> None:
    assert bars([hours(10), None, ZERO, hours(30)], hours(40)) == (Bar(solid=250), None, Bar(), Bar(solid=750))


@pytest.mark.parametrize("parts", [[], [hours(10)], [hours(10), None], [None, None], [ZERO, ZERO]])
def test_nothing_is_drawn_where_there_is_nothing_to_compare(parts: list[Range | None]) -> None:
    assert bars(parts) == (None,) * len(parts)


@pytest.mark.parametrize(
    ("amount", "whole", "said"),
    [
        (hours(10), hours(36), "28 %"),
        (hours(1), hours(8), "13 %"),
        (ZERO, hours(8), "0 %"),
        (hours(1), hours(1000), "< 1 %"),
        (hours(999), hours(1000), "> 99 %"),
        (hours(372), hours(360), "103 %"),
        (hours(6, 16), hours(36), ""),
        (hours(6), hours(26, 36), ""),
        (ZERO, ZERO, ""),
    ],
)
def test_a_share_is_rounded_last_and_never_to_nothing_or_all(amount: Range, whole: Range, said: str) -> None:
    assert share(amount, whole) == said


# --- the calendar -----------------------------------------------------------------------------------------------------


@given(days, days, days | st.none(), days | st.none())
def test_no_period_leaves_its_calendar(first: date, last: date, start: date | None, end: date | None) -> None:
    line = calendar([first, last, start, end])
    if line is None:
        return
    bar = line.bar(start, end)

    assert 0 <= bar.start < FULL
    assert 1 <= bar.solid + bar.light <= FULL - bar.start
    assert bool(bar.solid) is (start is not None and end is not None)
    assert all(0 <= rule < FULL for rule in line.rules())
    assert list(line.rules()) == sorted(line.rules())


@given(days, st.integers(1, 900))
def test_periods_that_follow_one_another_share_the_line(first: date, length: int) -> None:
    first = min(first, date(9990, 1, 1))
    middle, last = first + timedelta(days=length // 2), first + timedelta(days=length)
    line = Calendar(first=first, last=last)
    one, other = line.bar(first, middle), line.bar(middle + timedelta(days=1), last)

    assert one.start + one.solid == other.start
    assert other.start + other.solid == FULL


def test_a_calendar_is_ruled_by_weeks_months_or_years() -> None:
    term = Calendar(first=date(2026, 9, 1), last=date(2027, 1, 15))
    month = Calendar(first=date(2026, 9, 1), last=date(2026, 9, 30))
    cycle = Calendar(first=date(2021, 1, 1), last=date(2025, 12, 31))

    assert (term.step, len(list(term.rules()))) == ("month", 4)
    assert (month.step, len(list(month.rules()))) == ("week", 4)
    assert (cycle.step, len(list(cycle.rules()))) == ("year", 4)


def test_a_line_of_centuries_is_not_ruled() -> None:
    assert list(Calendar(first=date(1, 1, 1), last=date.max).rules()) == []


# --- pages ------------------------------------------------------------------------------------------------------------

TERM = plan("""
period: {start: 2025-03-01, end: 2025-06-30}
stages:
  - {title: 集中研修, hours: 10, mode: face_to_face, period: {start: 2025-03-01, end: 2025-03-31}}
  - {title: 岗位实践, hours: 6-16学时, mode: practice, period: {start: 2025-03-20, end: 2025-04-30}}
  - {title: 网络研修, hours: 10, mode: online, period: {start: 2025-06-01}}
  - {title: 总结, mode: online}
""")
EXACT = plan("modules: [{title: 讲座, hours: 10, mode: face_to_face}, {title: 网课, hours: 26, mode: online}]")
SCHEDULE = """
title: 示例日程
plan: term
term: {start: 2025-03-03, weeks: 6}
sessions:
  - {id: a, title: 讲座, weeks: 1-2, weekday: 3, start: 14:00, end: 15:30}
  - {id: b, title: 观课, week: 2, weekday: 4, start: 14:00, end: 15:30}
  - {id: c, title: 停掉的, week: 4, weekday: 3, start: 14:00, end: 15:30, status: cancelled}
  - {id: d, title: 没写几点下课, week: 5, weekday: 3, start: 14:00}
"""
DATED = """
title: 没有学期的日程
plan: term
sessions:
  - {id: a, title: 讲座, date: 2025-03-05, start: 14:00, end: 15:30}
  - {id: b, title: 观课, date: 2025-03-17, start: 14:00, end: 17:00}
  - {id: c, title: 日期未定, start: 14:00, end: 17:00}
"""
PORTFOLIO = """---
name: 示例教师甲
organisation: demo-school
consent: {{granted: 是, date: 2025-01-01, fields: [{fields}]}}
cycle: {{start: 2021-01-01, end: 2025-12-31, pack: cn-2011}}
ledger:
  - {{date: 2021-05-01, title: 一, hours: 100, category: ethics, status: credited}}
  - {{date: 2023-05-01, title: 二, hours: 7.5, category: skills, status: credited}}
  - {{date: 2023-06-01, title: 三, hours: 50, status: credited}}
  - {{date: 2023-07-01, title: 四, hours: 12, category: research, status: credited, internal: 是}}
  - {{date: 2019-07-01, title: 周期以前, hours: 90, category: technology, status: credited}}
  - {{date: 2024-07-01, title: 只是申报, hours: 80, category: technology, status: claimed}}
---
"""
FILES = {
    "site.yaml": "title: 示例站点\nholidays: [{date: 2025-03-12, title: 植树节}, {date: 2025-03-22, workday: 是}]\n",
    "plans/term.md": TERM,
    "plans/exact.md": EXACT.replace("示例方案", "另一份方案"),
    "plans/one.md": plan("hours: 36\nmodules: [{title: 只有一个, hours: 36, mode: online}]").replace(
        "示例方案", "又一份方案"
    ),
    "schedules/term.yaml": SCHEDULE,
    "schedules/dated.yaml": DATED,
    "portfolios/open.md": PORTFOLIO.format(fields="name, ledger, cycle"),
    "portfolios/ledger-only.md": PORTFOLIO.format(fields="ledger"),
    "portfolios/cycle-only.md": PORTFOLIO.format(fields="cycle"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, Page]:
    return {page.address: page for page in composed(inspected(folder, FILES))}


def html(pages: Mapping[str, Page], address: str) -> str:
    return RENDERER.render(pages[address]).decode()


def text(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def cells(markup: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    table = re.search(rf"<h3>{heading}</h3>.*?<table.*?</table>", markup, re.DOTALL)
    assert table is not None
    return [
        [text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", table[0], re.DOTALL)
    ]


def test_bars_stand_beside_the_sums_whose_parts_they_are(pages: dict[str, Page]) -> None:
    [modes] = pages["plans/exact/"].context["hours"].groups

    assert [(one.name, one.text, one.share, one.bar) for one in modes.sums] == [
        ("集中面授", "10 学时", "28 %", Bar(solid=277)),
        ("网络研修", "26 学时", "72 %", Bar(solid=722)),
    ]


def test_of_an_incomplete_total_no_share_is_told(pages: dict[str, Page]) -> None:
    hours = pages["plans/term/"].context["hours"]
    [modes] = hours.groups

    assert {one.share for one in modes.sums} == {""}
    assert [unit.bar for unit in hours.units] == [
        Bar(solid=277), Bar(solid=166, light=278), Bar(solid=277), None,
    ]  # fmt: skip
    assert "未知" in html(pages, "plans/term/")


def test_a_single_bar_is_not_drawn(pages: dict[str, Page]) -> None:
    assert 'class="bar"' not in html(pages, "plans/one/")


def test_a_timeline_tells_days_overlaps_gaps_open_ends_and_what_is_not_dated(pages: dict[str, Page]) -> None:
    markup = html(pages, "plans/term/")

    assert cells(markup, "各单元的起止")[1:] == [
        ["集中研修", "2025年3月1日 至 2025年3月31日"],
        ["岗位实践", "2025年3月20日 至 2025年4月30日 与“集中研修”重叠 12 天"],
        ["网络研修", "2025年6月1日 起，结束未写"],
    ]
    assert "没有写起止：总结" in text(markup)
    assert 'class="light"' in markup
    assert pages["plans/exact/"].context["timeline"] is None


def test_stages_far_apart_say_so(tmp_path: Path) -> None:
    stages = plan("""
stages:
  - {title: 一, period: {start: 2025-03-01, end: 2025-03-31}}
  - {title: 二, period: {start: 2025-04-11, end: 2025-04-30}}
""")
    [page] = [page for page in composed(inspected(tmp_path, {"plans/a.md": stages})) if page.address == "plans/a/"]

    assert [row.note for row in page.context["timeline"].rows] == ["", "与“一”相隔 10 天"]


def test_a_strip_has_a_column_for_every_week_of_the_term(pages: dict[str, Page]) -> None:
    strip = pages["schedules/term/"].context["hours"].weeks

    assert [(week.name, week.hours, week.mark) for week in strip.weeks] == [
        ("第1周", "2", ""),
        ("第2周", "4", "假"),
        ("第3周", "–", ""),
        ("第4周", "–", ""),
        ("第5周", "未知", ""),
        ("第6周", "–", ""),
    ]
    assert [week.bar for week in strip.weeks[:2]] == [Bar(solid=500), Bar(solid=1000)]
    assert strip.weeks[4].bar is None
    assert strip.notes == ("假：第2周 植树节", "取消 1 次，不计学时（第4周）")


def test_without_a_term_weeks_go_by_their_mondays(pages: dict[str, Page]) -> None:
    strip = pages["schedules/dated/"].context["hours"].weeks

    assert [(week.name, week.hours) for week in strip.weeks] == [("03-03", "2"), ("03-10", "–"), ("03-17", "4")]
    assert strip.notes[-1] == "另有 1 次不知道在哪一周，没有画上"


def test_a_ring_tells_what_is_reached_and_what_was_missing_at_the_end(pages: dict[str, Page]) -> None:
    ring = pages["portfolios/open/"].context["hours"].ring

    assert (ring.reached, ring.rest) == ("169.5 / 360 学时", "周期已在2025年12月31日结束，少 190.5 学时")
    assert ring.bar == Bar(solid=470)
    assert "169.5 / 360 学时" in text(html(pages, "portfolios/open/"))


def test_until_its_last_day_a_cycle_says_what_is_still_to_go(tmp_path: Path) -> None:
    lasting = PORTFOLIO.format(fields="ledger, cycle").replace("2025-12-31", TODAY.isoformat())
    pages = {page.address: page for page in composed(inspected(tmp_path, {"portfolios/lasting.md": lasting}))}

    assert pages["portfolios/lasting/"].context["hours"].ring.rest == "还差 190.5 学时，周期到2026年1月1日为止"


def test_years_and_categories_add_up_to_the_credited_total(folder: Path, pages: dict[str, Page]) -> None:
    total = inspected(folder, FILES).totals["portfolios/open"].computed

    assert str(total.known) == "169.5"
    assert cells(html(pages, "portfolios/open/"), "各年各类的认定学时") == [
        ["年", "师德修养", "教学技能", "没有写类别", "合计"],
        ["2021", "100", "", "", "100"],
        ["2023", "", "7.5", "50", "57.5"],
        ["未公开", "", "", "", "12"],
        ["合计", "100", "7.5", "50", "169.5"],
    ]


def test_only_what_consent_lists_is_drawn(pages: dict[str, Page]) -> None:
    assert pages["portfolios/cycle-only/"].context["hours"] is None
    assert pages["portfolios/ledger-only/"].context["hours"].ring is None
    assert "教育科研" not in html(pages, "portfolios/open/")
    assert "周期学时" not in html(pages, "portfolios/ledger-only/")


def test_inside_every_entry_has_its_year_and_category(folder: Path) -> None:
    pages = {page.address: page for page in composed(inspected(folder, FILES), profile="internal")}
    grid = pages["portfolios/open/"].context["hours"].years

    assert [(row.year, row.whole) for row in grid.years] == [("2021", "100"), ("2023", "69.5")]
    assert grid.others == ()


def test_beyond_the_floor_the_ring_is_full_and_words_say_how_much(tmp_path: Path) -> None:
    entry = "  - {date: 2022-05-01, title: 很多, hours: 300, category: ethics, status: credited}\n---"
    many = PORTFOLIO.format(fields="ledger, cycle").replace("\n---\n", f"\n{entry}\n")
    pages = {page.address: page for page in composed(inspected(tmp_path, {"portfolios/many.md": many}))}
    ring = pages["portfolios/many/"].context["hours"].ring

    assert (ring.reached, ring.rest, ring.bar) == ("469.5 / 360 学时", "已经达到，超出 109.5 学时", Bar(solid=FULL))


def test_completeness_stands_beside_the_documents_of_an_organisation(pages: dict[str, Page]) -> None:
    rows = [row for group in pages["organisations/demo-school/"].context["groups"] for row in group.rows if row.bar]

    said = [re.findall(r"\d+", row.completeness) for row in rows]
    assert [row.bar for row in rows] == [counted(int(present), int(required)) for required, present in said]
    assert len(rows) == 3


def test_charts_are_shapes_without_colour_words_or_style_of_their_own(pages: dict[str, Page]) -> None:
    for address in ("plans/term/", "schedules/term/", "portfolios/open/", "organisations/demo-school/", "report/"):
        for shape in re.findall(r"<svg.*?</svg>", html(pages, address), re.DOTALL):
            assert 'aria-hidden="true"' in shape
            assert not re.search(r"style=|#[0-9a-f]{3}|<text|fill=", shape)


def test_english_pages_have_english_charts(tmp_path: Path) -> None:
    english = {**FILES, "site.yaml": "title: Demo\nlanguage: en\n"}
    pages = {page.address: page for page in composed(inspected(tmp_path, english))}

    assert "Credited class hours by year and category" in html(pages, "portfolios/open/")
    assert "the cycle ended on 31 December 2025, 190.5 short" in html(pages, "portfolios/open/")
    assert "12 days along with “集中研修”" in html(pages, "plans/term/")
    assert "cancelled and not counted: 1 (wk 4)" in html(pages, "schedules/term/")
