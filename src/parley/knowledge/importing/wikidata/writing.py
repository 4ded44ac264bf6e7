"""An entity as triples: its names, how well known it is, and what is said of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal

import msgspec

from parley.knowledge.graph.values import number_of
from parley.knowledge.importing import ntriples
from parley.knowledge.importing.types import Choice
from parley.knowledge.importing.wikidata.entities import (
    Datavalue,
    Entity,
    Item,
    Monolingual,
    Place,
    Quantity,
    Snak,
    Time,
    Words,
)
from parley.knowledge.importing.wikidata.units import Measures
from parley.knowledge.terms import ALIAS, DESCRIPTION, DIRECT, ENTITY, LABEL, POPULARITY

PER_WIKI = 2_500
"""Popularity that a wiki's article counts: the most written about have some 400."""
_LONGEST = 250
"""Characters of a name; Wikidata allows as many."""
_CHINESE = ("zh-hans", "zh-cn", "zh", "zh-sg", "zh-my", "zh-hant", "zh-tw", "zh-hk", "zh-mo")
"""The first that is there is the Chinese name, in simplified characters; the others are more names."""
_ITEM, _PROPERTY = re.compile(r"Q[1-9][0-9]{0,12}"), re.compile(r"P[1-9][0-9]{0,12}")
_UNIT = re.compile(r"https?://www\.wikidata\.org/entity/(Q[0-9]{1,12})")
_TIME = re.compile(r"([+-])0*([0-9]{4,6})-([0-9]{2})-([0-9]{2})T")
_EARTH = "http://www.wikidata.org/entity/Q2"
_LABEL, _ALIAS, _ABOUT, _KNOWN = (f"<{each}>" for each in (LABEL, ALIAS, DESCRIPTION, POPULARITY))
_WRONG = (msgspec.MsgspecError, RecursionError, UnicodeError)


class Writer:
    """Writes what a choice wants of entities."""

    def __init__(
        self,
        choice: Choice,
        classes: Collection[str] | None,
        measures: Measures,
        simplified: Callable[[str], str],
    ) -> None:
        """``classes``: things of these are taken; None for all. ``simplified``: as the language has it."""
        self._choice, self._classes = choice, classes
        self._measures, self._simplified = measures, simplified
        self._relations = frozenset(choice.relations)
        self.left: Counter[str] = Counter()
        """Why something was left out → how often."""

    def write(self, entity: Entity) -> str:
        """Its N-Triples; empty when it is left out."""
        if entity.type == "property" and _PROPERTY.fullmatch(entity.id):
            return self._names(entity, f"<{DIRECT}{entity.id}>")
        if entity.type != "item" or not _ITEM.fullmatch(entity.id):
            self.left["kind"] += 1
            return ""
        subject, wikis = f"<{ENTITY}{entity.id}>", len(entity.sitelinks)
        why = self._why_not(entity, wikis)
        if why:
            self.left[why] += 1
            known = self._classes is not None and entity.id in self._classes
            return self._names(entity, subject) if known or wikis >= self._choice.names_from else ""
        parts = [self._names(entity, subject)]
        parts.append(f"{subject} {_KNOWN} {ntriples.number(Decimal(min(1_000_000, wikis * PER_WIKI)))} .\n")
        for relation in entity.claims:
            if (not self._relations or relation in self._relations) and _PROPERTY.fullmatch(str(relation)):
                parts.append(self._said(entity, subject, str(relation)))
        return "".join(parts)

    def _why_not(self, entity: Entity, wikis: int) -> str:
        if wikis < self._choice.popularity:
            return "popularity"
        if self._classes is not None and not any(each in self._classes for each in kinds(entity, "P31")):
            return "class"
        return ""

    def _said(self, entity: Entity, subject: str, relation: str) -> str:
        values = [self._value(relation, snak) for snak in entity.said(relation)]
        return "".join(f"{subject} <{DIRECT}{relation}> {each} .\n" for each in values if each)

    def _value(self, relation: str, snak: Snak) -> str:
        data = snak.datavalue
        if data is None:
            return ""
        try:
            found, why = self._read(relation, data, snak.datatype)
        except _WRONG:
            found, why = "", "odd value"
        if not found:
            self.left[why] += 1
        return found

    def _read(self, relation: str, data: Datavalue, kind: str) -> tuple[str, str]:
        """The value as N-Triples has it; or nothing, and why."""
        if data.type == "wikibase-entityid":
            name = msgspec.json.decode(data.value, type=Item).name
            return (f"<{ENTITY}{name}>" if _ITEM.fullmatch(name) else ""), "no item"
        if data.type == "quantity":
            return self._quantity(relation, msgspec.json.decode(data.value, type=Quantity)), "unit"
        if data.type == "time":
            return day(msgspec.json.decode(data.value, type=Time)), "date"
        if data.type == "globecoordinate":
            place = msgspec.json.decode(data.value, type=Place)
            return point(place), "place"
        if data.type == "monolingualtext":
            told = msgspec.json.decode(data.value, type=Monolingual)
            wanted = told.language.split("-")[0] in self._choice.languages
            return (ntriples.text(told.text, told.language) if wanted else ""), "language"
        if data.type == "string" and kind in ("string", "url", ""):
            return ntriples.text(msgspec.json.decode(data.value, type=str)), "text"
        return "", "identifier" if kind == "external-id" else "kind of value"

    def _quantity(self, relation: str, quantity: Quantity) -> str:
        number, unit = number_of(quantity.amount), _UNIT.fullmatch(quantity.unit)
        if number is None or (quantity.unit != "1" and unit is None):
            return ""
        converted = self._measures.convert(relation, number, unit[1] if unit else "")
        return ntriples.number(converted) if converted is not None else ""

    def _names(self, entity: Entity, subject: str) -> str:
        written: dict[str, None] = {}
        for language in self._choice.languages:
            tags = _CHINESE if language == "zh" else (language, f"{language}-gb", f"{language}-ca")
            names = list(self._words(entity, tags, language))
            for number, name in enumerate(names):
                relation = _ALIAS if number else _LABEL
                written.setdefault(f"{subject} {relation} {ntriples.text(name, language)} .\n")
            told = _first(entity.descriptions, tags)
            if told:
                written.setdefault(
                    f"{subject} {_ABOUT} {ntriples.text(self._plain(told, language), language)} .\n"
                )
        return "".join(written)

    def _words(self, entity: Entity, tags: tuple[str, ...], language: str) -> Iterator[str]:
        """Its names in a language, the main one first, each once."""
        seen: set[str] = set()
        labels = entity.labels if isinstance(entity.labels, dict) else {}
        aliases = entity.aliases if isinstance(entity.aliases, dict) else {}
        found = [labels[tag].value for tag in tags if tag in labels]
        found += [each.value for tag in tags for each in aliases.get(tag, ())]
        for name in found:
            name = self._plain(name, language)
            if name and name not in seen:
                seen.add(name)
                yield name

    def _plain(self, text: str, language: str) -> str:
        text = text[:_LONGEST].strip()
        return self._simplified(text) if language == "zh" and text else text


def _first(words: dict[str, Words] | list[msgspec.Raw], tags: tuple[str, ...]) -> str:
    return next((words[tag].value for tag in tags if tag in words), "") if isinstance(words, dict) else ""


def kinds(entity: Entity, relation: str) -> list[str]:
    """The items that a relation leads to: of ``P31`` what it is an instance of."""
    found: list[str] = []
    for snak in entity.said(relation):
        if snak.datavalue is not None and snak.datavalue.type == "wikibase-entityid":
            try:
                found.append(msgspec.json.decode(snak.datavalue.value, type=Item).name)
            except _WRONG:
                continue
    return found


def day(time: Time) -> str:
    """A day, month or year as XML Schema has it; centuries and hours are left out.

    The calendar stays that of the source: Julian days of before 1582 are told as they were written down.
    Years before ours have a minus, -0044 being 44 BC.
    """
    found = _TIME.match(time.time)
    if not found:
        return ""
    sign, year, month, number = found.groups()
    written = ("-" if sign == "-" else "") + year
    if time.precision == 11 and 1 <= int(month) <= 12 and 1 <= int(number) <= 31:
        return ntriples.typed(f"{written}-{month}-{number}", "date")
    if time.precision == 10 and 1 <= int(month) <= 12:
        return ntriples.typed(f"{written}-{month}", "gYearMonth")
    return ntriples.typed(written, "gYear") if time.precision == 9 else ""


def point(place: Place) -> str:
    """A point on Earth as well-known text, longitude first."""
    if place.globe not in (None, _EARTH) or not (abs(place.latitude) <= 90 and abs(place.longitude) <= 180):
        return ""
    words = f"Point({place.longitude:.6g} {place.latitude:.6g})"
    return f'"{words}"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
