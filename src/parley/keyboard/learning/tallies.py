"""A person's tallies: which of their records count, how many there may be, and how several become one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parley.errors import ParleyError
from parley.home.words import LARGEST_TALLY
from parley.keyboard.learning.coding import as_text, decoded, encoded, from_text
from parley.keyboard.learning.vocabulary import Vocabulary
from parley.telemetry import log

COLLECTION = "tallies"
OPEN_BYTES = 3_000
"""A device begins another tally when the one it adds to is larger: it is written anew with every sentence,
and goes to other devices each time."""
MOST_TALLIES = 100
"""Of one account; of more, the oldest become one, from which what is rare is left out."""
_SMALL = LARGEST_TALLY // 2
_TOGETHER = 16
"""Small ones that become one."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One record of what was counted."""

    id: str
    device: str
    """Empty when nobody adds to it any more."""
    language: str
    size: int
    """Bytes of what was counted."""
    place: int
    """The higher, the later it was begun."""


def standing(documents: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Those of some records that count: not those that were added up in others.

    When two processes added up the same ones at the same time, one of their sums counts.
    """
    found = dict(sorted(documents, key=lambda each: each[0]))
    gone: set[str] = set()
    for id, document in found.items():
        holds: Sequence[str] = document.get("holds", ())
        if gone.intersection(holds):
            gone.add(id)
        else:
            gone.update(holds)
    return [(id, document) for id, document in found.items() if id not in gone]


def vocabulary_of(id: str, document: Mapping[str, Any]) -> Vocabulary | None:
    """What was counted; None, and a line in the log, for a record that cannot be read."""
    if not document.get("counts"):
        return None
    try:
        found = decoded(from_text(str(document["counts"])))
    except ParleyError as error:
        log.warning("keyboard.tally_unreadable", code=error.code, record=id)
        return None
    found.language = str(document["language"])
    return found


def document_of(
    vocabulary: Vocabulary, now: float, device: str = "", holds: Sequence[str] = ()
) -> dict[str, Any]:
    """A record, as it is put."""
    counts = as_text(encoded(vocabulary, now))
    return {"device": device, "language": vocabulary.language, "counts": counts, "holds": list(holds)}


def size_of(document: Mapping[str, Any]) -> int:
    """Bytes of what was counted."""
    return len(document.get("counts", "")) * 3 // 4


def pieces(vocabulary: Vocabulary, now: float) -> list[Vocabulary]:
    """A vocabulary in parts, each of which fits into a record."""
    if len(encoded(vocabulary, now)) <= LARGEST_TALLY:
        return [vocabulary]
    words = len(vocabulary)
    if words < 3:
        return [fitting(vocabulary, now)]
    found: list[Vocabulary] = []
    for first, last in ((0, words // 2), (words // 2, words)):
        part = vocabulary.part(first, last)
        # Words that are only named by others can make a part as large as the whole.
        found += pieces(part, now) if len(part) < words else [fitting(part, now)]
    return found


def fitting(vocabulary: Vocabulary, now: float) -> Vocabulary:
    """The same, without so much of what is rare and old that it fits into a record."""
    for _ in range(40):
        if (size := len(encoded(vocabulary, now))) <= LARGEST_TALLY:
            return vocabulary
        vocabulary.lighter(min(0.95 * LARGEST_TALLY / size, 0.95))
    vocabulary.readings.clear()  # of tens of thousands of rare words, which are not left out for them
    vocabulary.kept.clear()
    vocabulary.lighter(0.1)
    return vocabulary


def to_merge(tallies: Iterable[Tally]) -> list[Tally]:
    """Those that should become one now: many small ones, or the oldest where there are too many."""
    several = sorted(tallies, key=lambda each: (each.place, each.id))
    closed = [each for each in several if not each.device]
    for language in {each.language for each in closed}:
        small = [each for each in closed if each.language == language and each.size < _SMALL]
        chosen: list[Tally] = []
        for each in small:
            if len(chosen) < _TOGETHER and sum(one.size for one in chosen) + each.size <= LARGEST_TALLY:
                chosen.append(each)
        if len(chosen) >= _TOGETHER or (len(chosen) > 1 and sum(one.size for one in chosen) > _SMALL):
            return chosen
    if len(several) > MOST_TALLIES:
        # A device that was given away leaves one open; who adds to it after this begins another.
        languages = [each.language for each in several]
        most = max(languages, key=languages.count)
        return [each for each in several if each.language == most][:4]
    return []
