"""A reading becomes a bill: amounts and days are found by the words that stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

from parley.vision.bills.days import Span, Written, completed, days, month_first, spans
from parley.vision.bills.kinds import kind_of, payee_of
from parley.vision.bills.labels import ACCOUNT_FORM, BEFORE, first_of, labels, other_sum
from parley.vision.bills.money import Money, currency, sums
from parley.vision.bills.sheet import Piece, Sheet
from parley.vision.bills.types import Bill, BillField, BillKind, Reason
from parley.vision.types import Reading

_STEP = 1.5
"""What a value loses in weight for each step that it stands from its label."""
_LEAST = 3.0
"""Weight from which a value is believed."""
_EACH = 3
"""Times that one label is looked for in one line."""
_SENTENCE = 10
"""Letters behind a label that are more than a colon or a word in brackets."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that may be the one."""

    weight: float
    written: Written | Span
    rule: str
    text: str


def bill_of(reading: Reading, today: date, region: str = "") -> Bill:
    """What the paper asks for; of one that asks for nothing, a ``Bill`` whose fields are empty.

    ``region`` is the country in which the paper was written, two letters of ISO 3166 (``GB``, ``CN``): where
    the paper itself does not tell, it decides whether 03/04 is in March or in April, and what ``$`` and ``¥``
    are. ``today`` completes days that have no year. The paper may be in Chinese or English.
    """
    sheet = Sheet(reading)
    money, why_money = _amount(sheet)
    sign = money.sign if money else next((each.sign for each in _all_sums(sheet) if each.sign), "")
    every = [written for piece in sheet.pieces for written in days(piece.text)]
    first = month_first(every, region.upper(), sign)
    issued, why_issued = _issued(sheet, today, first)
    due, why_due = _due(sheet, issued, today, first)
    kind, told = kind_of(sheet, asks=due is not None, money=money is not None)
    payee, why_payee = payee_of(sheet)
    account, why_account = _account(sheet)
    if kind is BillKind.RECEIPT:
        due, why_due = None, None
    chinese = any(_CHINESE.search(piece.text) for piece in sheet.pieces)
    why_kind = Reason(BillField.KIND, "word", told) if told else None
    reasons = (why_kind, why_payee, why_money, why_due, why_issued, why_account)
    return Bill(
        kind,
        payee,
        money.amount if money else None,
        currency(sign, region.upper(), chinese) if money else "",
        due,
        issued,
        account,
        tuple(reason for reason in reasons if reason is not None),
    )


def _amount(sheet: Sheet) -> tuple[Money | None, Reason | None]:
    """The sum beside the label that tells the most; without a label, the largest that is surely money."""
    best: tuple[float, Money, Piece] | None = None
    for piece in sheet.pieces:
        for label in labels("amount"):
            for match in islice(label.form.finditer(piece.text), _EACH):
                found = _sum_near(sheet, piece, match, label.weight)
                if found and (best is None or (found[0], found[1].amount) > (best[0], best[1].amount)):
                    best = (*found, piece)
    if best:
        return best[1], Reason(BillField.AMOUNT, "label", sheet.text(best[2].row))
    sure = [(each, row) for row in range(len(sheet.rows)) for each in sums(sheet.text(row)) if each.sign]
    sure = [(each, row) for each, row in sure if not other_sum(sheet.text(row))]
    if not sure:
        return None, None
    largest, row = max(sure, key=lambda each: each[0].amount)
    rule = "only" if len(sure) == 1 else "largest"
    return largest, Reason(BillField.AMOUNT, rule, sheet.text(row))


def _sum_near(sheet: Sheet, piece: Piece, match: re.Match[str], weight: float) -> tuple[float, Money] | None:
    if other_sum(piece.text[: match.end()][-40:]):
        weight -= 8
    for near in sheet.near(piece, match.end()):
        text = near.text
        if near.steps == 0 and (cut := re.search(r"(?<=[a-z])\.\s|[;；。]", text)):
            text = text[: cut.start()]
        if near.steps >= 2 and first_of(labels("amount"), text) and not any(each.sign for each in sums(text)):
            continue
        for money in sums(_without_days(text)):
            worth = weight - _STEP * near.steps + (1.0 if money.sign else 0.0) + (0.5 if money.cents else 0.0)
            if other_sum(text[:40]):
                worth -= 6
            alone = re.fullmatch(r"[\s:.]*[0-9,. ]{1,10}[\s.]*", text) is not None
            if not (money.sign or money.cents or (alone and weight >= 9)):
                continue
            return (worth, money) if worth >= _LEAST else None
    return None


@lru_cache(maxsize=1024)
def _without_days(text: str) -> str:
    """The text with its days, and stretches of days, blotted out: they are no sums."""
    for found in [*days(text), *spans(text)]:
        text = text[: found.start] + "#" * (found.end - found.start) + text[found.end :]
    return text


def _all_sums(sheet: Sheet) -> Iterator[Money]:
    return (money for piece in sheet.pieces for money in sums(piece.text))


def _issued(sheet: Sheet, today: date, first: bool | None) -> tuple[date | None, Reason | None]:
    found = list(_labelled(sheet, "issued"))
    for each in sorted(found, key=lambda day: -day.weight):
        if isinstance(each.written, Written):
            made = _past(each.written, today, first)
            if made is not None:
                return made, Reason(BillField.ISSUED, each.rule, each.text)
    for piece in sheet.pieces:  # a letter's day stands alone in its line
        alone = [
            written for written in days(piece.text) if written.end - written.start >= len(piece.text) - 3
        ]
        made = _past(alone[0], today, first) if alone and not _is_value(sheet, piece) else None
        if made is not None:
            return made, Reason(BillField.ISSUED, "only", sheet.text(piece.row))
    return None, None


def _past(written: Written, today: date, first: bool | None) -> date | None:
    """The day on which something was written: without a year, the last such."""
    if written.year is None:
        made = completed(written, date(today.year - 1, 1, 1), today, first)
        later = completed(written, date(today.year, 1, 1), today, first)
        return later if later and later <= today else made
    return completed(written, None, today, first)


def _is_value(sheet: Sheet, piece: Piece) -> bool:
    """Whether a label of the last day stands beside it or above it."""
    for row in sheet.rows[max(0, piece.row - 1) : piece.row + 1]:
        for other in row:
            found = first_of(labels("due"), other.text) if other is not piece else None
            if found and found[0].weight > 4 and not _goes_on(other, found[1]):
                return True
    return False


def _goes_on(piece: Piece, match: re.Match[str]) -> bool:
    """Whether a sentence goes on behind the label: its value is not to be looked for elsewhere."""
    return len(piece.text) - match.end() > _SENTENCE


def _due(
    sheet: Sheet, issued: date | None, today: date, first: bool | None
) -> tuple[date | None, Reason | None]:
    best: tuple[float, date, _Day] | None = None
    for each in [*_labelled(sheet, "due"), *_before(sheet), *_terms(sheet)]:
        if isinstance(each.written, Span):
            made = each.written.after(issued) if issued else None
        else:
            made = completed(each.written, issued, today, first)
        if made is not None and (best is None or each.weight > best[0]):
            best = (each.weight, made, each)
    if best is None:
        return None, None
    return best[1], Reason(BillField.DUE, best[2].rule, best[2].text)


def _labelled(sheet: Sheet, name: str) -> Iterator[_Day]:
    """Days near labels."""
    for piece in sheet.pieces:
        for label in labels(name):
            for match in islice(label.form.finditer(piece.text), _EACH):
                for near in sheet.near(piece, match.end()):
                    if near.steps and _goes_on(piece, match):
                        break
                    found = next(iter(days(near.text)), None)
                    if found is None:
                        continue
                    far = found.start > 45 or (near.steps >= 1 and found.start > 24)
                    weight = label.weight - _STEP * near.steps - (4 if far else 0)
                    if weight >= _LEAST:
                        yield _Day(weight, found, "label", sheet.text(piece.row))
                    break


def _before(sheet: Sheet) -> Iterator[_Day]:
    """Chinese days with 前 behind them."""
    for piece in sheet.pieces:
        for found in days(piece.text):
            if BEFORE.match(piece.text, found.end):
                yield _Day(9, found, "label", sheet.text(piece.row))


def _terms(sheet: Sheet) -> Iterator[_Day]:
    """So many days from when it was written."""
    for number in range(len(sheet.rows)):
        text = sheet.text(number)
        for span in spans(text):
            cheaper = other_sum(text)
            yield _Day(5.0 if cheaper else 7.0, span, "within", text)


def _account(sheet: Sheet) -> tuple[str, Reason | None]:
    best: tuple[float, str, Piece] | None = None
    for piece in sheet.pieces:
        for label in labels("account"):
            match = label.form.search(piece.text)
            if match is None:
                continue
            for near in sheet.near(piece, match.end()):
                text = re.sub(r"^[\s:.#]*(?:no|number)?[\s:.#]*", "", near.text, flags=re.IGNORECASE)
                found = ACCOUNT_FORM.match(text)
                if found and not days(text[:12]):
                    weight = label.weight - _STEP * near.steps
                    if best is None or weight > best[0]:
                        best = (weight, found[0].strip(), piece)
                    break
    return (best[1], Reason(BillField.ACCOUNT, "label", sheet.text(best[2].row))) if best else ("", None)
