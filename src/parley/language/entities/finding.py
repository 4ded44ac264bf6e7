"""Everything that a text names, in English or Chinese or both.

People, places and organisations come from a tagger (English: trained here, ``tagger.py``; Chinese: jieba's,
``chinese.py``), everything else from rules (``patterns.py``). About 5 ms for 500 characters of English, 3 ms
for as many of Chinese.
"""

from __future__ import annotations

import re

from parley.errors import Unsupported
from parley.language.entities.chinese import names as chinese_names
from parley.language.entities.patterns import rules, without_overlap
from parley.language.entities.tagger import tagger
from parley.language.entities.types import Entity, Kind
from parley.language.entities.words import famous, is_place
from parley.language.limits import bounded
from parley.language.stretches import sentence_stretches

LANGUAGES = ("en", "zh")
_LATIN = re.compile(r"[A-Za-z]{2}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Madam)\.?")
_TITLED = re.compile(rf"\b{_TITLE.pattern} ([A-Z][a-z][\w'-]*(?: [A-Z][\w'-]+)?)")
_COMPANY = re.compile(
    r" (?:Corp(?:oration)?|Inc(?:orporated)?|Ltd|Limited|LLC|PLC|plc|GmbH|AG|& Co|Group|Holdings)$"
)
_AFTER_TITLE = 0.85
_FAMOUS = 0.9
"""How sure a name is that nothing else has; an estimate."""
_NET = frozenset({Kind.URL, Kind.EMAIL, Kind.IP, Kind.PHONE})


def entities(text: str, language: str) -> tuple[Entity, ...]:
    """What a text in ``en`` or ``zh`` names, in order; none overlap.

    Raises ``Unsupported`` for another language, ``TooLong``.
    """
    if language not in LANGUAGES:
        raise Unsupported("Entities are found in English and Chinese.")
    bounded(text)
    by_rule = [found for rule in rules() for found in rule.find(text)]
    named = names(text)
    net = [one for one in by_rule if one.kind in _NET]
    # The longest first; of equals times, which stand first among the rules.
    rest = sorted((one for one in by_rule if one.kind not in _NET), key=lambda one: one.start - one.end)
    return tuple(without_overlap([*net, *rest, *named]))


def names(text: str) -> list[Entity]:
    """People, places and organisations; where they overlap, organisations first."""
    found: list[Entity] = []
    if _HAN.search(text):
        found += chinese_names(text)
    for start, end in sentence_stretches(text):
        if _LATIN.search(text, start, end):
            found += [
                one
                for one in tagger().entities(text, start, end)
                if not _HAN.search(text, one.start, one.end)
            ]
    found = [one for one in found if not _TITLE.fullmatch(text, one.start, one.end)]
    found += [
        one for one in _titled(text) if all(one.end <= each.start or one.start >= each.end for each in found)
    ]
    known = [Entity(*one.span(), Kind.ORGANIZATION, _FAMOUS) for one in famous().finditer(text)]
    return [_finer(text, one) for one in _with(found, known)]


def _with(found: list[Entity], known: list[Entity]) -> list[Entity]:
    """The known ones where no tagger found an organisation that has them: 微软公司, "Google Maps"."""
    there = [one for one in found if one.kind is Kind.ORGANIZATION]
    new = [one for one in known if not any(each.start <= one.start and each.end >= one.end for each in there)]
    return [*there, *new, *(one for one in found if one.kind is not Kind.ORGANIZATION)]


def _titled(text: str) -> list[Entity]:
    """Whoever has a title: Dr. Strangelove. A title by itself is nobody."""
    return [Entity(*match.span(1), Kind.PERSON, _AFTER_TITLE) for match in _TITLED.finditer(text)]


def _finer(text: str, one: Entity) -> Entity:
    if one.kind is not Kind.ORGANIZATION and _COMPANY.search(text, one.start, one.end):
        return Entity(one.start, one.end, Kind.ORGANIZATION, one.score)
    if one.kind is not Kind.LOCATION:
        return one
    sub = "GPE" if is_place(text[one.start : one.end]) else ""
    return Entity(one.start, one.end, one.kind, one.score, sub)
