"""Personal data in a text, English or Chinese: numbers by pattern and check digit, names by the taggers.

Numbers that have a check digit are found only where it is right; passports, routing numbers and driving
licences, whose form others have too, only near a word that says so. Names, places of work and dates are those
of ``language.entities``. About 6 ms for 500 characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from parley.errors import Unsupported
from parley.language.entities.finding import LANGUAGES, entities
from parley.language.entities.patterns import without_overlap
from parley.language.entities.types import Entity, Kind
from parley.language.limits import bounded
from parley.language.pii.checks import CHECKS
from parley.language.pii.types import Personal, Redacted

__all__ = ["LANGUAGES", "every", "personal"]

_NEAR = 40
"""Characters before a number in which the word that says what it is must stand."""


@dataclass(frozen=True, slots=True)
class _Number:
    category: str
    pattern: re.Pattern[str]
    score: float
    valid: Callable[[str], bool] | None = None
    near: re.Pattern[str] | None = None


@cache
def _patterns() -> tuple[_Number, ...]:
    told: list[dict[str, Any]] = msgspec.yaml.decode(
        files("parley.language.pii").joinpath("numbers.yaml").read_text("utf-8")
    )
    return tuple(
        _Number(
            one["category"],
            re.compile(one["pattern"]),
            one["score"],
            CHECKS[one["check"]] if "check" in one else None,
            re.compile(one["near"], re.IGNORECASE) if "near" in one else None,
        )
        for one in told
    )


_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Way|Terrace|"
    r"Parkway|Pkwy|Highway|Hwy)\b\.?"
)
_ADDRESSES = (
    re.compile(
        rf"(?<![\w])\d{{1,6}}[A-Za-z]?(?: [NSEW]\.?)? "
        rf"(?:[A-Z][\w'.-]{{0,30}} |\d{{1,3}}(?:st|nd|rd|th) ){{1,4}}{_STREET}"
        r"(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Floor|#)\.? ?\w{1,6})?"
        r"(?:, ?[A-Z][A-Za-z .'-]{1,30}(?=,| [A-Z]{2}\b|$|[.;]))?(?:,? [A-Z]{2}\b)?(?:,? \d{5}(?:-\d{4})?)?"
    ),
    # Whatever the street is called, with a state and its code of five digits.
    re.compile(
        r"(?<!\w)\d{1,6}[A-Za-z]? (?:[A-Z][\w'.-]{0,30} ){0,4}[A-Z][\w'.-]{0,30}"
        r"(?: (?:Apt|Apartment|Suite|Ste|Unit|Floor|#)\.? ?\w{1,6})?,(?: [A-Z][\w'.-]{0,30}){1,4}, [A-Z]{2} "
        r"\d{5}(?:-\d{4})?(?!\d)"
    ),
    re.compile(
        r"(?:[\u4e00-\u9fff]{2,7}(?:省|自治区))?(?:[\u4e00-\u9fff]{2,6}市)?(?:[\u4e00-\u9fff]{1,6}[区县])?"
        r"(?:[\u4e00-\u9fff]{1,8}(?:镇|乡|街道))?[\u4e00-\u9fff]{1,8}(?:路|街|大道|巷|弄|胡同)"
        r"(?:(?:\d{1,5}|[一二三四五六七八九十百]{1,5})(?:号|弄)(?:院|楼)?|(?=[A-Za-z]座))(?:(?:\d{1,4}|[A-Za-z])(?:号楼|栋|幢|单元|座))?"
        r"(?:\d{1,3}单元)?(?:\d{1,3}[楼层])?(?:\d{1,5}[室号户])?"
    ),
)
_LEAD = re.compile(
    "^(?:(?:我|他|她|您|你)?(?:家|的)?(?:现在)?(?:住在|位于|地址是|地址为|地址|寄到|送到|来到|住|在|到|是|于|为))+"
)
_TO_PROVINCE = re.compile(
    "^.{0,10}?(?=(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|"
    "四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)[省市壮回维自特])"
)
_KINDS = {
    Kind.PERSON: "Person",
    Kind.ORGANIZATION: "Organization",
    Kind.EMAIL: "Email",
    Kind.URL: "URL",
    Kind.PHONE: "PhoneNumber",
    Kind.IP: "IPAddress",
    Kind.DATE_TIME: "DateTime",
}
_NOT_HEALTH = frozenset({"Organization"})
"""What is not looked for in a text about a patient."""


@cache
def every() -> frozenset[str]:
    """The categories that can be found."""
    return frozenset([*_KINDS.values(), "Address", "Quantity", *(one.category for one in _patterns())])


def personal(
    text: str,
    language: str,
    categories: Collection[str] | None = None,
    *,
    health: bool = False,
) -> Redacted:
    """The personal data of a text in ``en`` or ``zh``, and the text with asterisks in their places.

    ``categories``: only these; those that are unknown find nothing. Raises ``Unsupported`` for another
    language, ``TooLong``.
    """
    if language not in LANGUAGES:
        raise Unsupported("Personal data is found in English and Chinese.")
    wanted = every() - _NOT_HEALTH if health else every()
    if categories:
        wanted = wanted & frozenset(categories)
    found = without_overlap([*_numbers(bounded(text)), *_addresses(text), *_named(text, language)])
    kept = tuple(one for one in found if one.category in wanted)
    return Redacted(_redacted(text, kept), kept)


def _numbers(text: str) -> list[Personal]:
    return [
        Personal(match.start(), match.end(), one.category, one.score)
        for one in _patterns()
        for match in one.pattern.finditer(text)
        if (one.valid is None or one.valid(match[0]))
        and (one.near is None or one.near.search(text, max(0, match.start() - _NEAR), match.start()))
    ]


def _addresses(text: str) -> list[Personal]:
    found: list[Personal] = []
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            # Cut off what leads to the province, else what says that somebody lives there.
            lead = _TO_PROVINCE.match(match[0]) or _LEAD.match(match[0])
            found.append(Personal(match.start() + (lead.end() if lead else 0), match.end(), "Address", 0.85))
    return found


def _named(text: str, language: str) -> list[Personal]:
    found: list[Personal] = []
    for one in entities(text, language):
        category = _KINDS.get(one.kind, "Quantity" if one.sub == "Age" else "")
        if category and not _vague(one):
            found.append(Personal(one.start, one.end, category, one.score, one.sub))
    return found


def _vague(one: Entity) -> bool:
    """A length of time tells nothing of anybody."""
    return one.sub == "Duration"


def _redacted(text: str, found: Collection[Personal]) -> str:
    pieces: list[str] = []
    at = 0
    for one in found:
        pieces += [text[at : one.start], "*" * (one.end - one.start)]
        at = one.end
    return "".join([*pieces, text[at:]])
