"""Whether a number is one after all: check digits and what authorities never gave out."""

from __future__ import annotations

import re
from datetime import date

_CARD = re.compile(r"[2-6]\d{12,18}|(?:5[0678]|6)\d{10,11}|1800\d{11}")
_CHINESE_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHINESE_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    [
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    ]
)
_IBAN_LENGTHS = {
    15: "NO",
    16: "BE",
    18: "DK FI NL",
    19: "SI",
    20: "AT BA EE LT LU XK",
    21: "CH HR LI LV",
    22: "BG DE GB GE IE ME RS",
    23: "AE GI IL",
    24: "AD CZ ES MD PK RO SA SE SK TN",
    25: "PT",
    26: "IS TR",
    27: "FR GR IT MC SM",
    28: "AL AZ CY DO HU LB PL",
    31: "MT",
}
"""Length of an account number → countries."""


def is_credit_card(text: str) -> bool:
    """By Luhn's check digit (ISO/IEC 7812) and the first digits that networks have."""
    digits = re.sub(r"\D", "", text)
    if not _CARD.fullmatch(digits) or len(set(digits)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """By its country's length and the remainder modulo 97 (ISO 13616)."""
    plain = re.sub(r"\s", "", text).upper()
    known = plain.isascii() and plain.isalnum()
    if not known or plain[:2] not in _IBAN_LENGTHS.get(len(plain), "").split():
        return False
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def is_chinese_id(text: str) -> bool:
    """By its province, its day of birth and its check digit (GB 11643)."""
    plain = text.upper()
    if int(plain[:2]) not in _PROVINCES:
        return False
    try:
        born = date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        return False
    if born.year < 1880:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(plain[:17], _CHINESE_WEIGHTS, strict=True))
    return _CHINESE_CHECKS[total % 11] == plain[17]


def is_social_security(text: str) -> bool:
    """A number of the United States: no area 000, 666 or from 900 on, no group 00, no serial 0000."""
    area, group, serial = re.split(r"[- ]", text)
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def is_routing(text: str) -> bool:
    """A routing number of a bank of the United States, by its check digit."""
    digits = [int(digit) for digit in text]
    total = 3 * sum(digits[0::3]) + 7 * sum(digits[1::3]) + sum(digits[2::3])
    first = int(text[:2])
    return total % 10 == 0 and (first <= 12 or 21 <= first <= 32 or 61 <= first <= 72 or first == 80)


CHECKS = {
    "chinese_id": is_chinese_id,
    "credit_card": is_credit_card,
    "iban": is_iban,
    "routing": is_routing,
    "social_security": is_social_security,
}
"""By the names that ``numbers.yaml`` calls them."""
