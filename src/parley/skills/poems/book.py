"""The poems, and how one is found by what people remember of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

import msgspec

from parley.language.script import to_simplified
from parley.language.understanding.names import key, likely

_WORD = re.compile(r"[a-z']+")
_FEWEST = 4
"""Words of an English line that somebody must remember."""
_ENOUGH = 0.7
"""The part of them that must be right."""


class _Chinese(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    author: str
    dynasty: str
    lines: tuple[str, ...]
    also: tuple[str, ...] = ()


class _English(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    author: str
    years: str
    text: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Poem:
    """One poem."""

    id: str
    language: str
    title: str
    author: str
    years: str
    """Of the author: a dynasty, or years."""
    lines: tuple[str, ...]
    also: tuple[str, ...]
    """Other titles, and first words it is known by."""

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    @property
    def clauses(self) -> tuple[str, ...]:
        """What people call lines: the halves of a Chinese one."""
        if self.language != "zh":
            return self.lines
        return tuple(part for line in self.lines for part in re.findall(r"[^，。！？；]+[，。！？；]*", line))


@cache
def poems() -> Mapping[str, Poem]:
    """All poems by id, those of one language together."""
    folder = Path(__file__).parent
    chinese = msgspec.yaml.decode((folder / "chinese.yaml").read_bytes(), type=dict[str, _Chinese])
    english = msgspec.yaml.decode((folder / "english.yaml").read_bytes(), type=dict[str, _English])
    found = [Poem(id, "zh", p.title, p.author, p.dynasty, p.lines, p.also) for id, p in chinese.items()]
    found += [
        Poem(id, "en", p.title, p.author, p.years, tuple(filter(None, p.text.splitlines())), p.also)
        for id, p in english.items()
    ]
    return {each.id: each for each in found}


@lru_cache(maxsize=1024)
def by_title(title: str) -> Sequence[Poem]:
    """Those that are called so, or nearly so, or begin so."""
    there = list(poems().values())
    named = [(each, name) for each in there for name in (each.title, *each.also, each.clauses[0])]
    found = likely(title, [name for _, name in named])
    if not found:
        return ()
    best = [named[each.index][0] for each in found if each.likeness >= found[0].likeness - 0.01]
    return tuple(dict.fromkeys(best))


def prepare() -> None:
    """Read the poems, and what they are found by, before somebody waits for it."""
    titled("x")
    by_title("x")
    by_author("x")
    by_line("nobody ever wrote this")


def titled(title: str) -> bool:
    """Whether a poem is called just so."""
    return key(title) in _titles()


@lru_cache(maxsize=1024)
def by_author(author: str) -> Sequence[Poem]:
    """All of an author, by their whole name or the last part of it."""
    there = list(poems().values())
    names = sorted({each.author for each in there})
    forms = [(name, form) for name in names for form in {name, name.split()[-1]}]
    found = likely(author, [form for _, form in forms])
    name = forms[found[0].index][0] if found else ""
    return tuple(each for each in there if each.author == name)


@lru_cache(maxsize=1024)
def by_line(line: str) -> tuple[Poem, int] | None:
    """The poem in which somebody's words stand, and the number of the clause that they end in."""
    wanted = _plain(line)
    if len(wanted) < 3:
        return None
    for whole, ends, poem in _wholes():
        begin = whole.find(wanted)
        if begin >= 0:
            last = begin + len(wanted)
            return poem, next(at for at, end in enumerate(ends) if end >= last)
    return _by_sound(line) or _by_words(line)


def _by_sound(line: str) -> tuple[Poem, int] | None:
    """A Chinese clause that recognisers wrote with other characters of the same sound."""
    return _sounds().get(_sound(line))


def _by_words(line: str) -> tuple[Poem, int] | None:
    """An English line with a word or two missing or wrong."""
    words = set(_WORD.findall(line.casefold()))
    if len(words) < _FEWEST:
        return None
    alike = ((len(words & there) / max(len(words), len(there)), found) for there, found in _lines())
    best = max(alike, key=lambda each: each[0])
    return best[1] if best[0] >= _ENOUGH else None


@cache
def _titles() -> frozenset[str]:
    return frozenset(key(name) for each in poems().values() for name in (each.title, *each.also))


@cache
def _wholes() -> Sequence[tuple[str, Sequence[int], Poem]]:
    """The letters of every poem, and where its clauses end among them."""
    found: list[tuple[str, Sequence[int], Poem]] = []
    for poem in poems().values():
        clauses = [_plain(clause) for clause in poem.clauses]
        found.append(("".join(clauses), tuple(accumulate(map(len, clauses))), poem))
    return found


@cache
def _sounds() -> Mapping[str, tuple[Poem, int]]:
    there = [each for each in poems().values() if each.language == "zh"]
    return {_sound(clause): (poem, at) for poem in there for at, clause in enumerate(poem.clauses)}


@cache
def _lines() -> Sequence[tuple[set[str], tuple[Poem, int]]]:
    there = [each for each in poems().values() if each.language == "en"]
    found = [(poem, at, clause) for poem in there for at, clause in enumerate(poem.clauses)]
    return [(set(_WORD.findall(clause.casefold())), (poem, at)) for poem, at, clause in found]


def _sound(text: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return " ".join(lazy_pinyin(_plain(text), style=Style.NORMAL))


def _plain(text: str) -> str:
    return re.sub(r"[^\w]", "", to_simplified(text)).casefold()
