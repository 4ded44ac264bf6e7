"""What shows itself by how it is written: addresses of the net, telephones, times and amounts.

Rules alone, in English and Chinese; those of times and amounts are in ``patterns.yaml``. A share that comes
with a find tells how much else could be written so; it is an estimate, not measured.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol, TypeVar

import msgspec

from parley.language.entities.types import Entity, Kind


def _any(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that a pattern finds."""

    kind: Kind
    sub: str
    pattern: re.Pattern[str]
    score: float
    valid: Callable[[str], bool] = _any
    """Whether what was found is one after all."""

    def find(self, text: str) -> list[Entity]:
        """Every such thing in the text."""
        return [
            Entity(match.start(), match.end(), self.kind, self.score, self.sub)
            for match in self.pattern.finditer(text)
            if match.end() > match.start() and self.valid(match[0])
        ]


def is_phone(text: str) -> bool:
    """Whether the digits could be a telephone's: 7 to 15 of them (ITU E.164), and no date."""
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"(?:19|20)\d\d([-/. ])\d{1,2}\1\d{1,2}", text.strip()):
        return False
    return 7 <= len(digits) <= 15 and len(set(digits)) > 1


def is_ip(text: str) -> bool:
    """Whether it is an address of the net, version 4 or 6."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


URL = re.compile(
    r"(?:https?://|ftp://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{2,2000}(?<![.,;:!?'）)\]])",
    re.IGNORECASE,
)
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)
IP4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)")
IP6 = re.compile(r"(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f:])")
_PHONES = (
    # Chinese mobile numbers: 11 digits from 13 to 19; fixed lines with their area code; service numbers.
    (r"(?<![\dA-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", 0.95),
    (r"(?<![\dA-Za-z])(?:\+?86[- ]?)?\(?0(?:10|2\d|[3-9]\d{2})\)?[- ]?\d{7,8}(?!\d)", 0.9),
    (r"(?<![\d-])[48]00-\d{3}-?\d{4}(?!\d)", 0.9),
    # North America: area code and exchange begin with 2 to 9.
    (r"(?<![\dA-Za-z.])(?:\+?1[-. ]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])[2-9]\d{2}[-. ]\d{4}(?!\d)", 0.9),
    # Anywhere else, with the sign that begins an international number.
    (r"(?<![\dA-Za-z])\+[1-9]\d{0,2}[- .]?(?:\(0?\d{1,4}\)[- .]?)?\d{1,4}(?:[- .]?\d{2,4}){1,5}(?!\d)", 0.9),
    (r"(?<=[Tt]el[:：. ])\s?\+?\d[\d\- ]{5,16}\d(?!\d)|(?<=电话[:：])\s?\+?\d[\d\- ]{5,16}\d(?!\d)", 0.85),
)
NET = (
    Rule(Kind.URL, "", URL, 0.98),
    Rule(Kind.EMAIL, "", EMAIL, 0.98),
    Rule(Kind.IP, "", IP4, 0.9, is_ip),
    Rule(Kind.IP, "", IP6, 0.9, is_ip),
    *(Rule(Kind.PHONE, "", re.compile(pattern), score, is_phone) for pattern, score in _PHONES),
)
"""The same in every language."""


@cache
def rules() -> tuple[Rule, ...]:
    """Those above and those of times and amounts."""
    told: dict[str, Any] = msgspec.yaml.decode(
        files("parley.language.entities").joinpath("patterns.yaml").read_text("utf-8")
    )
    pieces: dict[str, str] = {}

    def whole(pattern: str) -> str:
        for name, piece in pieces.items():
            pattern = pattern.replace(f"<{name}>", piece)
        return pattern

    for name, piece in told["pieces"].items():
        pieces[name] = whole(piece)
    return NET + tuple(
        Rule(
            Kind(each["kind"]),
            each["sub"],
            re.compile(whole(each["pattern"]), re.IGNORECASE if each.get("any") else 0),
            each["score"],
        )
        for each in told["rules"]
    )


class Placed(Protocol):
    """Something at a place of a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=Placed)


def without_overlap(found: Sequence[T]) -> list[T]:
    """Of two that overlap the one that stands first in the list; in order of place."""
    taken = bytearray(max((one.end for one in found), default=0))
    kept: list[T] = []
    for one in found:
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
