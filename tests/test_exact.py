"""Exact numbers and amounts of hours."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from planfolio.model.amounts import Amount, HourUnit, Rates
from planfolio.model.exact import Range, written

numbers = some.fractions(min_value=0, max_value=10_000, max_denominator=1000)
ranges = some.tuples(numbers, numbers).map(lambda ends: Range(min(ends), max(ends)))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(360), "360"),
        (Fraction(15, 2), "7.5"),
        (Fraction(966, 10), "96.6"),
        (Fraction(-10), "-10"),
        (Fraction(-1, 4), "-0.25"),
        (Fraction(40, 3), "40/3"),
        (Fraction(1, 3_000_000), "1/3000000"),
        (Fraction(0), "0"),
    ],
)
def test_a_number_is_written_as_an_exact_decimal_or_a_fraction(number: Fraction, text: str) -> None:
    assert written(number) == text


@given(some.fractions(max_denominator=10_000))
def test_what_is_written_reads_back_as_the_same_number(number: Fraction) -> None:
    assert Fraction(written(number)) == number


@given(ranges, ranges, ranges)
def test_ranges_add_in_any_order_and_grouping(one: Range, two: Range, three: Range) -> None:
    assert one + two == two + one
    assert (one + two) + three == one + (two + three)


@given(ranges, ranges)
def test_an_envelope_holds_both_ranges(one: Range, two: Range) -> None:
    both = one.envelope(two)

    assert both.meets(one)
    assert both.meets(two)
    assert both.low == min(one.low, two.low)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("60", "60 学时"),
        ("60学时", "60 学时"),
        ("2天", "2 天"),
        ("90 分钟", "90 分钟"),
        ("1.5小时", "1.5 小时"),
        ("3学分", "3 学分"),
        ("4周", "4 周"),
        ("6-16学时", "6-16 学时"),
        ("6～16", "6-16 学时"),
        ("2 days", "2 天"),
    ],
)
def test_an_amount_keeps_its_unit(text: str, shown: str) -> None:
    amount = Amount.parse(text)

    assert amount is not None
    assert amount.shown("zh") == shown


@pytest.mark.parametrize(
    "text", ["四十八", "约12学时", "1:30", "16-6学时", "-3", "", "12 hours", "1e3", "12,5", "９", "12学时以上"]
)
def test_what_is_no_amount_is_never_guessed(text: str) -> None:
    assert Amount.parse(text) is None


def test_units_convert_exactly() -> None:
    rates = Rates(minutes_per_hour=Fraction(45), hours_per_day=Fraction(6), days_per_week=Fraction(5))
    amounts = {"40分钟": "8/9", "1.5小时": "2", "2天": "12", "1周": "30", "7": "7"}

    converted = {text: str(rates.class_hours(amount)) for text in amounts if (amount := Amount.parse(text))}

    assert converted == amounts


def test_a_missing_rate_leaves_the_amount_unknown() -> None:
    amount = Amount(Range.of(3), HourUnit.CREDIT)

    assert Rates().class_hours(amount) is None


def test_a_range_below_zero_reads_as_one() -> None:
    ranges = [Range(Fraction(-120), Fraction(0)), Range(Fraction(-2), Fraction(-1)), Range(Fraction(6), Fraction(16))]

    assert [one.shown("zh") for one in ranges] == ["-120 至 0", "-2 至 -1", "6-16"]
    assert [one.shown("en") for one in ranges] == ["-120 to 0", "-2 to -1", "6-16"]
    assert [str(one) for one in ranges] == ["-120-0", "-2--1", "6-16"]
