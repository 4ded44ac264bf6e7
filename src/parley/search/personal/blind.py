"""A person's words as they stand in an index on disk: hashes that only their own key makes.

Whoever has the disk and not the key reads no word, and cannot try words out. What they do see is how many
different words there are, how often each stands where, and which documents share some. Two people's hashes of
one word have nothing in common, so no query of the one can fit what is the other's, whatever the query is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from parley.home.vault import AccountKey
from parley.language.analysis.folding import folded
from parley.language.analysis.tokens import ordered_folded, singles
from parley.search.types import LONGEST_BODY, LONGEST_TITLE, Document

_BYTES = 5
"""Of a hash: of 100,000 different words one in ten million searches meets another by the same name."""
_PURPOSE = b"search"
OWNER = "\0owner"
"""Not a word: stands in every document of the account, and in every query of it."""
UNKNOWN = "und"
"""The language of what could be in any that is written so, as BCP 47 calls it."""


class Blind:
    """Spells tokens as one account's hashes."""

    def __init__(self, key: AccountKey) -> None:
        self._key = key.derived(_PURPOSE)

    def __call__(self, token: str, /) -> str:
        """Ten hexadecimal digits."""
        data = token.encode("utf-8", "replace")
        return hashlib.blake2b(data, digest_size=_BYTES, key=self._key).hexdigest()


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
    spell = _remembering(spelled)
    marks = [OWNER, in_language(document.language or UNKNOWN), *_sites(document.site)]
    in_title = singles(title)
    marks += [single(each, title=True) for each in sorted(in_title)]
    marks += [single(each) for each in sorted(in_title | singles(body))]
    return Words(
        spell(ordered_folded(title)), spell(ordered_folded(body)), sorted(spelled(each) for each in marks)
    )


def _sites(site: str) -> Iterator[str]:
    """A site and those above it: ``docs.example.org`` is found on ``example.org``, too."""
    parts = site.lower().split(".")[-20:]
    for at in range(max(1, len(parts) - 1)):
        if name := ".".join(parts[at:]):
            yield on_site(name)


def _remembering(spelled: Blind) -> Callable[[Iterable[str]], list[str]]:
    """Spells many tokens of one document, each different one once."""
    known: dict[str, str] = {}

    def spell(tokens: Iterable[str]) -> list[str]:
        found: list[str] = []
        for token in tokens:
            hashed = known.get(token)
            if hashed is None:
                hashed = known[token] = spelled(token)
            found.append(hashed)
        return found

    return spell
