"""A person's words as they stand in an index on disk: hashes that only their own key makes.

Whoever has the disk and not the key reads no word, and cannot try words out. What they do see is how many
different words there are, how often each stands where, and which documents share some. Two people's hashes of
one word have nothing in common, so no query of the one can fit what is the other's, whatever the query is.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from parley.home.vault import AccountKey
from parley.language.analysis.folding import folded
from parley.language.analysis.tokens import ordered_folded, singles
from parley.search.types import LONGEST_BODY, LONGEST_TITLE, Document

_BYTES = 5
"""Of a hash: of 100,000 different words one in ten million searches meets another by the same name."""
_PURPOSE = b"search"
_PEOPLE, _TOKENS = 8, 40_000
"""Of whom, and how many, hashes are in memory: making one takes 1 µs, a text has hundreds. About 40 MB."""
OWNER = "\0owner"
"""Not a word: stands in every document of the account, and in every query of it."""
UNKNOWN = "und"
"""The language of what could be in any that is written so, as BCP 47 calls it."""


class _Hashes(dict[str, str]):
    """Token → hash; what is not in it is made. What is there is found without a call of Python's."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self._keyed = hashlib.blake2b(digest_size=_BYTES, key=key)
        self._before: dict[str, str] = {}

    def __missing__(self, token: str) -> str:
        found = self._before.get(token)
        if found is None:
            hashing = self._keyed.copy()  # half the time of a new one
            hashing.update(token.encode("utf-8", "replace"))
            found = hashing.hexdigest()
        if len(self) >= _TOKENS // 2:  # what is not met again until it is as full once more goes
            self._before = dict(self)
            self.clear()
        self[token] = found
        return found


_KNOWN: OrderedDict[bytes, _Hashes] = OrderedDict()
"""Derived key → hashes that were made with it, of those who wrote or searched last."""
_LOCK = Lock()


class Blind:
    """Spells tokens as one account's hashes."""

    def __init__(self, key: AccountKey) -> None:
        derived = key.derived(_PURPOSE)
        with _LOCK:
            known = _KNOWN.pop(derived, None)
            _KNOWN[derived] = known = _Hashes(derived) if known is None else known
            if len(_KNOWN) > _PEOPLE:
                _KNOWN.popitem(last=False)
        self._spell = known.__getitem__

    def __call__(self, token: str, /) -> str:
        """Ten hexadecimal digits."""
        return self._spell(token)

    def all(self, tokens: Iterable[str]) -> list[str]:
        """Each of several."""
        return [*map(self._spell, tokens)]


def single(character: str, title: bool = False) -> str:
    """The mark that a character stands somewhere in a document, or in its title."""
    return f"\0{'title' if title else 'any'}:{character}"


def in_language(language: str) -> str:
    """The mark of a language; of ``zh-Hant`` that of ``zh``."""
    return f"\0language:{language.partition('-')[0].lower()}"


def on_site(site: str) -> str:
    """The mark of a site, and of all below it."""
    return f"\0site:{site.lower()}"


@dataclass(frozen=True, slots=True)
class Words:
    """What a document is found by, hashed."""

    title: Sequence[str]
    body: Sequence[str]
    """In the order of the text."""
    marks: Sequence[str]
    """Without order: whose it is, its single characters, language and site."""


def words_of(document: Document, spelled: Blind) -> Words:
    """The hashes of a document."""
    title, body = folded(document.title[:LONGEST_TITLE]), folded(document.body[:LONGEST_BODY])
    marks = [OWNER, in_language(document.language or UNKNOWN), *_sites(document.site)]
    in_title = singles(title)
    marks += [single(each, title=True) for each in in_title]
    marks += [single(each) for each in in_title | singles(body)]
    return Words(
        spelled.all(ordered_folded(title)), spelled.all(ordered_folded(body)), sorted(spelled.all(marks))
    )


def _sites(site: str) -> Iterator[str]:
    """A site and those above it: ``docs.example.org`` is found on ``example.org``, too."""
    parts = site.lower().split(".")[-20:]
    for at in range(max(1, len(parts) - 1)):
        if name := ".".join(parts[at:]):
            yield on_site(name)
