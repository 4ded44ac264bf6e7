"""What may be said, as rules over words: written in JSGF, and able to check a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words one after another; no words at all is a silence that is allowed."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several; of none, nothing can be said."""

    choices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A rule by its name."""

    name: str


Node = Words | Both | Either | Named
NOTHING = Either(())
"""No sentence at all."""
SILENCE = Words(())
"""The sentence without words."""


@dataclass(frozen=True)
class Rules:
    """What may be said, as rules over words."""

    root: Node
    named: Mapping[str, Node]
    left_out: tuple[str, ...]
    """Alternatives that cannot be heard: a word is not in the dictionary, or a template does not parse."""

    @property
    def empty(self) -> bool:
        """Nothing can be said."""
        return self.root == NOTHING

    def accepts(self, words: Sequence[str]) -> bool:
        """Whether the words are a whole sentence of the grammar."""
        return len(words) in self._after(self.root, words, 0)

    def jsgf(self) -> str:
        """The rules in Java Speech Grammar Format, as PocketSphinx reads it; one public rule."""
        rules = [f"<{name}> = {_written(body)};" for name, body in self.named.items()]
        return "\n".join(
            ["#JSGF V1.0 UTF-8;", "grammar parley;", *rules, f"public <parley> = {_written(self.root)};", ""]
        )

    def words(self) -> frozenset[str]:
        """Every word that may be said."""
        return frozenset(word for node in (self.root, *self.named.values()) for word in _vocabulary(node))

    def _after(self, node: Node, words: Sequence[str], at: int) -> frozenset[int]:
        match node:
            case Words(expected):
                end = at + len(expected)
                return frozenset({end}) if tuple(words[at:end]) == expected else frozenset()
            case Both(parts):
                reached = frozenset({at})
                for part in parts:
                    reached = frozenset(end for start in reached for end in self._after(part, words, start))
                return reached
            case Either(choices):
                return frozenset(end for choice in choices for end in self._after(choice, words, at))
            case Named(name):
                return self._after(self.named[name], words, at)


def both(parts: Iterable[Node]) -> Node:
    """Parts one after another, in their simplest form."""
    row: list[Node] = []
    for part in parts:
        if part == NOTHING:
            return NOTHING
        for each in part.parts if isinstance(part, Both) else (part,):
            if isinstance(each, Words) and row and isinstance(row[-1], Words):
                row[-1] = Words(row[-1].words + each.words)
            elif each != SILENCE:
                row.append(each)
    if not row:
        return SILENCE
    return row[0] if len(row) == 1 else Both(tuple(row))


def either(choices: Iterable[Node]) -> Node:
    """One of several, in their simplest form: plain rows of words share what they have in common."""
    flat: dict[Node, None] = {}
    for choice in choices:
        for each in choice.choices if isinstance(choice, Either) else (choice,):
            flat[each] = None
    plain = frozenset(each.words for each in flat if isinstance(each, Words))
    others = [each for each in flat if not isinstance(each, Words)]
    merged = _factored(plain, {}) if len(plain) > 1 else _plain(plain)
    whole = (*(merged.choices if isinstance(merged, Either) else (merged,)), *others)
    return whole[0] if len(whole) == 1 else Either(whole)


def _plain(rows: frozenset[tuple[str, ...]]) -> Node:
    return Either(tuple(Words(row) for row in rows))


def _factored(rows: frozenset[tuple[str, ...]], known: dict[frozenset[tuple[str, ...]], Node]) -> Node:
    """Word rows with common beginnings and equal remainders written once, so that numbers stay small."""
    if rows in known:
        return known[rows]
    remainders: dict[str, set[tuple[str, ...]]] = {}
    for row in rows:
        if row:
            remainders.setdefault(row[0], set()).add(row[1:])
    first_words: dict[frozenset[tuple[str, ...]], list[str]] = {}
    for word in sorted(remainders):
        first_words.setdefault(frozenset(remainders[word]), []).append(word)
    choices: list[Node] = [SILENCE] if () in rows else []
    for remainder, words in first_words.items():
        heads = tuple(Words((word,)) for word in words)
        rest = _factored(remainder, known)
        if rest == SILENCE:
            choices.extend(heads)
        else:
            choices.append(both([heads[0] if len(heads) == 1 else Either(heads), rest]))
    node = choices[0] if len(choices) == 1 else Either(tuple(choices))
    known[rows] = node
    return node


def _vocabulary(node: Node) -> Iterator[str]:
    match node:
        case Words(words):
            yield from words
        case Both(parts):
            for part in parts:
                yield from _vocabulary(part)
        case Either(choices):
            for choice in choices:
                yield from _vocabulary(choice)
        case Named():
            return


def _written(node: Node) -> str:
    match node:
        case Words(()):
            return "<NULL>"
        case Words(words):
            return " ".join(words)
        case Both(parts):
            return " ".join(_written(part) for part in parts)
        case Either(()):
            return "<VOID>"
        case Either(choices):
            spoken = " | ".join(_written(choice) for choice in choices if choice != SILENCE)
            return f"[ {spoken} ]" if SILENCE in choices else f"( {spoken} )"
        case Named(name):
            return f"<{name}>"
