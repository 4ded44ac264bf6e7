"""Sums of money as they stand on papers: £1,284.50, 128.50元, HK$ 300, 12,50 €, 人民币 85 元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice

_SIGNS = {
    "HK$": "HKD", "NT$": "TWD", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD",
    "S$": "SGD", "NZ$": "NZD", "RMB": "CNY", "人民币": "CNY", "港币": "HKD", "新台币": "TWD", "£": "GBP",
    "€": "EUR", "₹": "INR", "GBP": "GBP", "EUR": "EUR", "USD": "USD", "CNY": "CNY", "HKD": "HKD",
    "TWD": "TWD", "SGD": "SGD", "AUD": "AUD", "CAD": "CAD", "NZD": "NZD", "JPY": "JPY", "CHF": "CHF",
    "INR": "INR", "港元": "HKD", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY",
}  # fmt: skip
"""What stands beside a sum → the currency."""
_DOLLARS = {"US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "TW": "TWD"}
_YUAN = {"HK": "HKD", "TW": "TWD", "SG": "SGD"}
"""Where 元 is another money than China's."""
_CODES = "GBP|EUR|USD|CNY|HKD|TWD|SGD|AUD|CAD|NZD|JPY|CHF|INR|RMB"
_BEFORE = rf"HK\$|NT\$|US\$|AU?\$|CA?\$|S\$|NZ\$|人民币|港币|新台币|{_CODES}|[£€₹$¥]"
_AFTER = rf"港元|美元|欧元|英镑|日元|元|圆|{_CODES}|[€£]"
_DIGITS = r"[0-9]{1,3}(?:[,，. ' ][0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9]{1,9}(?:[.,][0-9]{1,2})?"
_SUM = re.compile(
    rf"(?P<minus>[-−–]\s?)?(?P<before>{_BEFORE})?\s?:?\s?(?P<inner>[-−–])?(?<![0-9A-Za-z.,/*-])"
    rf"(?P<digits>{_DIGITS})(?![0-9A-Za-z%*]|[-/.,:][0-9])\s?(?P<after>{_AFTER})?(?P<credit>\s?CR\b)?"
)
_UNIT = re.compile(
    r"\s*(?:kWh|度|吨|立方|m3|m³|GB|MB|分钟|小时|days?\b|天|日|个|月|年|号|楼|室|期|次|%|[./]\s*(?:kWh|度|吨|月))",
    re.IGNORECASE,
)
"""What follows a number that is no money."""
_MOST = Decimal(10) ** 9
_EACH = 12
"""Sums of one line."""


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of money."""

    amount: Decimal
    """Below zero for a credit."""
    sign: str
    """What stands beside it, such as £ or 元; empty where nothing does."""
    cents: bool
    """It is written with two places behind the point."""


@lru_cache(maxsize=1024)
def sums(text: str) -> tuple[Money, ...]:
    """The sums in a text, and the numbers that could be some."""
    return tuple(islice(_sums(text), _EACH))


def _sums(text: str) -> Iterator[Money]:
    for found in _SUM.finditer(text):
        sign = found["before"] or found["after"] or ""
        if not sign and _UNIT.match(text, found.end("digits")):
            continue
        if found["after"] in ("元", "圆") and re.match(r"\s*/", text[found.end() :]):
            continue  # a price of one: 0.52元/度
        amount, cents = _amount(found["digits"])
        if amount is not None:
            below = bool(found["minus"] or found["inner"] or found["credit"])
            yield Money(-amount if below else amount, sign, cents)


def _amount(digits: str) -> tuple[Decimal | None, bool]:
    tail = re.search(r"[.,]([0-9]{1,2})$", digits)
    whole = digits[: tail.start()] if tail else digits
    whole = re.sub(r"[^0-9]", "", whole)
    amount = Decimal(whole + (f".{tail[1]}" if tail else ""))
    return (amount if amount <= _MOST else None), bool(tail) and len(tail[1]) == 2


def currency(sign: str, region: str, chinese: bool) -> str:
    """The three letters of a sign; empty where it may be several and nothing tells which."""
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign == "$":
        return _DOLLARS.get(region, "")
    if sign == "¥":
        return "JPY" if region == "JP" else "CNY" if chinese or region == "CN" else ""
    if sign in ("元", "圆"):
        return _YUAN.get(region, "CNY")
    return ""
