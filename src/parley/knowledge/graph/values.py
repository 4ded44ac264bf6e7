"""The graph's terms and the values that the house knows, one into the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from parley.knowledge.terms import RELATION, entity, short
from parley.knowledge.terms import relation as whole
from parley.knowledge.types import Kind, Value

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = frozenset(
    XSD + each
    for each in (
        *("integer", "decimal", "double", "float", "int", "long", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "negativeInteger", "nonPositiveInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
DAYS = frozenset(XSD + each for each in ("date", "dateTime", "gYear", "gYearMonth"))
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,60}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})(?:[eE][+-]?[0-9]{1,3})?")
"""What is longer is a text: nobody counts so far, and adding two such would take all memory."""
_YEAR = re.compile(r"-?[0-9]{4,6}")
_DAY = re.compile(r"-?[0-9]{4,6}-[0-9]{2}(-[0-9]{2})?")

Term = NamedNode | BlankNode | Literal | Triple


def value_of(term: Term, sources: tuple[str, ...] = (), unit: str = "", label: str = "") -> Value:
    """A term as a value. ``label`` is that of a thing; without one a thing is called by its id."""
    if isinstance(term, NamedNode | BlankNode):
        id = short(term.value) if isinstance(term, NamedNode) else str(term)
        return Value(Kind.THING, label or id, id=id, sources=sources)
    if not isinstance(term, Literal):
        return Value(Kind.TEXT, str(term), sources=sources)
    kind = term.datatype.value
    if kind in NUMBERS and (number := number_of(term.value)) is not None:
        return Value(Kind.NUMBER, term.value, number=number, unit=unit, sources=sources)
    if kind in DAYS:
        return Value(Kind.DAY, term.value, sources=sources)
    return Value(Kind.TEXT, term.value, language=term.language or "", sources=sources)


def number_of(text: str) -> Decimal | None:
    """A number, if it is one that can be reckoned with."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def terms_of(value: Value | str) -> Iterator[Term]:
    """The terms that a value may stand as in the graph; of a text that is given alone, the thing's."""
    if isinstance(value, str):
        yield thing(value)
    elif value.kind is Kind.THING:
        yield thing(value.id)
    elif value.kind is Kind.NUMBER:
        for name in ("integer", "decimal", "double"):
            yield Literal(value.text, datatype=NamedNode(XSD + name))
    elif value.kind is Kind.DAY:
        text = value.text
        names = (
            ("gYear",) if _YEAR.fullmatch(text) else ("gYearMonth", "date") if _DAY.fullmatch(text) else ()
        )
        for name in (*names, "dateTime"):
            yield Literal(text, datatype=NamedNode(XSD + name))
    else:
        yield Literal(value.text)
        for language in dict.fromkeys((value.language or "en", "en", "zh")):
            yield Literal(value.text, language=language)


def thing(id: str) -> NamedNode | BlankNode:
    """The name of a thing, from its short or whole one. Raises ``ValueError`` for what cannot be one.

    A nameless thing's id, such as ``_:b1f``, holds for one state of the graph.
    """
    return BlankNode(id[2:]) if id.startswith("_:") else NamedNode(entity(id))


def named(relation: str) -> NamedNode:
    """The name of a relation, from its short or whole one. Raises ``ValueError`` for what cannot be one."""
    return NamedNode(whole(relation))


def own_name(iri: str) -> str:
    """The last part of a relation's IRI: ``leader`` of ``urn:parley:relation:leader``."""
    if iri.startswith(RELATION):
        return iri[len(RELATION) :]
    return re.split(r"[/#:]", iri.rstrip("/#:"))[-1]
