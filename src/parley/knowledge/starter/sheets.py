"""Facts while they are collected: one sheet a source, written as sorted N-Triples."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from parley.knowledge import terms
from parley.knowledge.packing import zstd

XSD = "http://www.w3.org/2001/XMLSchema#"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNNAMED = re.compile(r'[\x00-\x20<>"{}|^`\\]')


def thing(iri: str) -> str:
    """A thing or relation as N-Triples write it."""
    return f"<{_UNNAMED.sub('_', iri)}>"


def text(words: str, language: str = "") -> str:
    """A text, in a language if one is given."""
    escaped = "".join(_ESCAPES.get(each, each) for each in words)
    return f'"{escaped}"@{language}' if language else f'"{escaped}"'


def number(value: Decimal | int) -> str:
    """An integer, or a decimal written without needless zeros."""
    if isinstance(value, int) or value == value.to_integral_value():
        return f'"{int(value)}"^^<{XSD}integer>'
    return f'"{value.normalize():f}"^^<{XSD}decimal>'


def day(iso: str) -> str:
    """``1879-03-14``, ``1879-03`` or ``1879``; years before Christ as ``-0551``."""
    kind = {0: "gYear", 1: "gYearMonth", 2: "date"}[iso.lstrip("-").count("-")]
    return f'"{iso}"^^<{XSD}{kind}>'


def year(number_: int) -> str:
    """A year; 551 before Christ is -550 here, as ISO 8601 and XSD 1.1 count."""
    return day(f"-{-number_:04d}" if number_ < 0 else f"{number_:04d}")


class Sheet:
    """What one source says."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines: set[str] = set()
        self._named: set[tuple[str, str]] = set()

    def add(self, subject: str, relation: str, value: str) -> None:
        """A fact: two IRIs (or short names as ``P36``) and a value that one of the functions here wrote."""
        self.lines.add(f"{thing(subject)} {thing(terms.relation(relation))} {value} .")

    def link(self, subject: str, relation: str, other: str) -> None:
        """A fact whose value is a thing."""
        self.add(subject, relation, thing(terms.entity(other)))

    def name(self, subject: str, words: str, language: str, others: Iterable[str] = ()) -> None:
        """What a thing is called, and what else; a second label becomes one of the other names."""
        if words:
            first = (subject, language) not in self._named
            self._named.add((subject, language))
            self.add(subject, terms.LABEL if first else terms.ALIAS, text(words, language))
        for other in others:
            if other and other != words:
                self.add(subject, terms.ALIAS, text(other, language))

    def write(self, folder: Path) -> Path:
        """As ``<source>.nt.zst``: the same facts always give the same file."""
        file = folder / f"{self.source}.nt.zst"
        whole = "".join(f"{line}\n" for line in sorted(self.lines)).encode()
        file.write_bytes(zstd.compress(whole, level=19))
        return file
