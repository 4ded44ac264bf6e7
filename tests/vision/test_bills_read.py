"""Bills: who wants how much of which money by when, from what stands on them, in Chinese and English."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.papers import TODAY, bills, places, reading
from fakes.pictures import drawn, encoded, noisy, picture
from parley.models.store import Store
from parley.pool.host import Inline
from parley.settings import Settings
from parley.vision.bills.days import completed, days
from parley.vision.bills.finding import bill_of
from parley.vision.bills.money import sums
from parley.vision.bills.sheet import plain
from parley.vision.bills.types import Bill, BillField, BillKind
from parley.vision.eyes import Eyes
from parley.vision.reading.page import reading_of
from parley.vision.service import Vision

BILLS = [*bills("known"), *bills("unseen"), *bills("later")]


def told(bill: Bill, field: str) -> Any:
    value = getattr(bill, field)
    return value.value if isinstance(value, BillKind) else value


def wanted(of: dict[str, Any]) -> dict[str, Any]:
    want = dict(of)
    if want.get("amount") is not None:
        want["amount"] = Decimal(want["amount"])
    return want


def test_there_are_enough_bills_of_both_languages() -> None:
    chinese = sum(each["region"] in ("CN", "TW", "HK") for each in BILLS)
    assert len(BILLS) >= 40
    assert min(chinese, len(BILLS) - chinese) >= 18


@pytest.mark.parametrize("paper", BILLS, ids=lambda paper: paper["name"])
def test_a_bill_is_understood(paper: dict[str, Any]) -> None:
    bill = bill_of(reading(paper["rows"]), TODAY, paper["region"])
    want = wanted(paper["want"])
    assert {field: told(bill, field) for field in want} == want


@pytest.mark.parametrize("paper", BILLS, ids=lambda paper: paper["name"])
def test_what_was_found_says_where_it_stands(paper: dict[str, Any]) -> None:
    """A person can check it: each reason is a line of the paper."""
    bill = bill_of(reading(paper["rows"]), TODAY, paper["region"])
    fields = {reason.field for reason in bill.reasons}
    for field in (BillField.AMOUNT, BillField.DUE, BillField.PAYEE, BillField.ISSUED, BillField.ACCOUNT):
        assert (field in fields) == (told(bill, field.value) not in (None, ""))
    rows = ["".join(plain(row.replace("|", " ")).split()) for row in paper["rows"]]
    for reason in bill.reasons:
        assert "".join(reason.text.split()) in rows


DRAWN = ("a water bill with values below their labels", "an American card statement", "电费通知单", "房租")


@pytest.mark.engine
@pytest.mark.parametrize("name", DRAWN)
def test_a_photographed_bill_is_understood(name: str, reader: Any) -> None:
    paper = next(each for each in BILLS if each["name"] == name)
    sheet = drawn(places(paper["rows"]), (1100, max(740, 80 + 44 * len(paper["rows"]))), 24)
    seen = reading_of(picture(noisy(sheet.rotate(2.5, fillcolor="white"), 8)), reader)
    bill = bill_of(seen, TODAY, paper["region"])
    want = wanted({key: value for key, value in paper["want"].items() if key in ("kind", "amount", "due")})
    assert {field: told(bill, field) for field in want} == want


# Days and regions.


@pytest.mark.parametrize(
    ("region", "due"), [("US", date(2026, 12, 7)), ("GB", date(2027, 7, 12)), ("", None)]
)
def test_numbers_of_a_day_are_read_as_the_country_writes_them(region: str, due: date | None) -> None:
    day = "12/07/2026" if region != "GB" else "12/07/2027"
    bill = bill_of(reading(["Total due | 10.00", f"Due date | {day}"]), TODAY, region)
    assert bill.due == due


def test_another_day_on_the_paper_tells_how_it_writes_them() -> None:
    rows = ["Invoice date | 25/11/2026", "Total due | 10.00", "Due date | 03/12/2026"]
    assert bill_of(reading(rows), TODAY).due == date(2026, 12, 3)


def test_a_day_without_a_year_is_the_next_after_the_bill_was_written() -> None:
    rows = ["通知", "应缴金额：10.00元", "请于1月5日前缴清", "2026年12月20日"]
    assert bill_of(reading(rows), date(2026, 12, 22), "CN").due == date(2027, 1, 5)


def test_working_days_leave_out_the_weekend() -> None:
    rows = ["Invoice date: 20 November 2026", "Total due £5.00", "Please pay within 5 working days."]
    assert bill_of(reading(rows), TODAY, "GB").due == date(2026, 11, 27)


def test_so_many_days_from_a_day_nobody_wrote_are_no_day() -> None:
    bill = bill_of(reading(["Total due £5.00", "Please pay within 14 days of receiving this."]), TODAY, "GB")
    assert (bill.amount, bill.due) == (Decimal("5.00"), None)


def test_signs_that_several_countries_have_are_left_open_where_nothing_tells() -> None:
    assert bill_of(reading(["Total due $5.00"]), TODAY).currency == ""
    assert bill_of(reading(["Total due $5.00"]), TODAY, "NZ").currency == "NZD"
    assert bill_of(reading(["应付金额 ¥5.00"]), TODAY).currency == "CNY"
    assert bill_of(reading(["Total due ¥500"]), TODAY, "JP").currency == "JPY"


def test_a_page_of_a_novel_is_no_bill() -> None:
    rows = ["It was the best of times,", "it was the worst of times;", "chapter 12, in which nobody pays."]
    bill = bill_of(reading(rows), TODAY, "GB")
    assert (bill.kind, bill.amount, bill.due, bill.issued) == (BillKind.OTHER, None, None, None)


def test_an_empty_page_is_no_bill() -> None:
    assert bill_of(reading([]), TODAY) == Bill(BillKind.OTHER)


# Properties.

MONEY = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999.99"), places=2)
DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))
MONTHS = [f"{date(2026, month, 1):%B}" for month in range(1, 13)]


@given(MONEY)
def test_sums_are_read_however_they_are_written(amount: Decimal) -> None:
    for text in (f"£{amount:,}", f"¥ {amount}", f"{amount:,}元", f"HK$ {amount:,}", f"USD {amount}"):
        (found,) = sums(f"Total {text}")
        assert (found.amount, bool(found.sign)) == (amount, True), text
    european = f"{amount:,}".translate(str.maketrans(",.", ".,"))
    assert next(iter(sums(f"{european} €"))).amount == amount


@given(DAYS)
def test_days_are_read_however_they_are_written(day: date) -> None:
    name = MONTHS[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.day} {name} {day.year}",
        f"{name} {day.day}, {day.year}",
        f"{day.day:02}-{name[:3]}-{day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{name[:3].upper()} {day.day} {day.year}",
    ):
        (found,) = days(text)
        assert completed(found, None, TODAY, None) == day, text
    (found,) = days(f"{day.day}/{day.month}/{day.year}")
    assert completed(found, None, TODAY, False) == day
    (found,) = days(f"{day.month}/{day.day}/{day.year}")
    assert completed(found, None, TODAY, True) == day


@given(DAYS, st.integers(0, 300))
def test_a_day_without_a_year_is_the_first_from_then_on(after: date, ahead: int) -> None:
    day = after + timedelta(days=ahead)
    (found,) = days(f"{day.month}月{day.day}日")
    assert completed(found, after, TODAY, None) == day


@given(MONEY, DAYS, st.sampled_from(["GB", "US"]), st.permutations(range(3)))
def test_the_order_of_rows_does_not_matter(amount: Decimal, day: date, region: str, order: list[int]) -> None:
    rows = [f"Amount due | {'£' if region == 'GB' else '$'}{amount:,}", "Minimum payment | £1.00"]
    rows.append(f"Due date | {day:%d/%m/%Y}" if region == "GB" else f"Due date | {day:%m/%d/%Y}")
    bill = bill_of(reading([rows[place] for place in order]), TODAY, region)
    assert (bill.amount, bill.due) == (amount, day)


@given(
    st.lists(
        st.text(
            st.sampled_from("0123456789.,/-年月日前元¥£$ due by total within days 应缴金额"), max_size=60
        ),
        max_size=12,
    )
)
def test_whatever_stands_on_a_paper_nothing_breaks(rows: list[str]) -> None:
    bill = bill_of(reading(rows), TODAY, "GB")
    assert bill.due is None or 1990 <= bill.due.year <= 2100
    assert bill.amount is None or abs(bill.amount) <= 10**9


async def test_whoever_has_a_picture_open_can_ask_for_its_bill() -> None:
    vision = Vision(Settings(), Store(Path()), host=Inline("vision", Eyes))
    paper = BILLS[0]
    async with vision.open(encoded(drawn([], (200, 200)))) as sight:
        bill = await sight.bill(reading(paper["rows"]), TODAY, paper["region"])
    await vision.stop()
    assert bill == bill_of(reading(paper["rows"]), TODAY, paper["region"])
    assert bill.amount == Decimal("96.86")
