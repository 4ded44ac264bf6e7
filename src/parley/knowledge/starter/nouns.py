"""WordNet's nouns: things with names, what they are, and parts of what they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Noun:
    """One meaning, with all the words for it."""

    number: str
    """WordNet's number, such as ``10974537``."""
    words: tuple[str, ...]
    told: str
    """The gloss."""
    kinds: tuple[str, ...]
    """Numbers of what it is an instance of; empty for a common noun."""
    above: tuple[str, ...]
    """Numbers of wider meanings."""
    wholes: tuple[str, ...]
    """Numbers of what it is a part or member of."""
    links: int
    """To how many other meanings it leads."""


class Nouns:
    """All of them, by number."""

    def __init__(self, package: Path) -> None:
        text = (package / "package/dict/data.noun").read_text("utf-8")
        self.by_number = {each.number: each for each in map(_noun, text.splitlines()) if each}

    def named(self) -> list[Noun]:
        """Those that are names: Paris, not town."""
        return [each for each in self.by_number.values() if each.kinds]

    def kinds(self, noun: Noun) -> tuple[str, ...]:
        """First words of what it is an instance of."""
        return tuple(self.by_number[each].words[0] for each in noun.kinds)

    def over(self, number: str) -> set[str]:
        """First words of all wider meanings."""
        found: set[str] = set()
        left = [number]
        while left:
            noun = self.by_number[left.pop()]
            for each in (*noun.kinds, *noun.above):
                if each not in found:
                    found.add(each)
                    left.append(each)
        return {self.by_number[each].words[0] for each in found}


def _noun(line: str) -> Noun | None:
    if line.startswith("  "):
        return None
    head, _, told = line.partition(" | ")
    fields = head.split()
    count = int(fields[3], 16)
    words = tuple(fields[4 + 2 * each].replace("_", " ") for each in range(count))
    at = 4 + 2 * count
    marks = [
        (fields[at + 1 + 4 * each], fields[at + 2 + 4 * each], fields[at + 3 + 4 * each])
        for each in range(int(fields[at]))
    ]

    def led(*signs: str) -> tuple[str, ...]:
        return tuple(number for sign, number, part in marks if sign in signs and part == "n")

    return Noun(fields[0], words, told.strip(), led("@i"), led("@"), led("#p", "#m"), len(marks))
