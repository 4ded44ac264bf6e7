"""How English words are said, by the dictionary that comes with PocketSphinx, else by their letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from parley.speech.alignment.letters import sounded
from parley.speech.phones import NUMBERS

Phones = tuple[int, ...]
"""As ``parley.speech.phones`` numbers them."""

_MOST = 3
"""Ways to say one word that are looked at."""

_ENTRY = re.compile(rb"^([a-z']+)(?:\(\d\))? ([A-Z ]+)$", re.MULTILINE)


class Pronouncing:
    """Looks words up in the text of the dictionary (3 MB): a millisecond for one, 0.2 s for many."""

    def __init__(self, dictionary: Path | None = None) -> None:
        """``dictionary``: in CMU's format; None for the one of the wheel. Without one, letters tell all."""
        path = dictionary or _wheels()
        try:
            self._text = path.read_bytes() if path is not None else b""
        except OSError:
            self._text = b""
        self._known: dict[str, tuple[Phones, ...]] = {}

    def learn(self, words: Iterable[str]) -> None:
        """Look up many words at once."""
        wanted = {word.encode(): list[Phones]() for word in words if word not in self._known}
        for entry in _ENTRY.finditer(self._text):
            if (found := wanted.get(entry[1])) is not None:
                found.append(_numbered(entry[2].decode()))
        for word, found in wanted.items():
            self._know(word.decode(), found)

    def ways(self, word: str) -> tuple[Phones, ...]:
        """Ways to say a word of lower-case letters and apostrophes; none where it has no sound."""
        if word not in self._known:
            return self._know(word, list(self._entries(word)), keep=False)
        return self._known[word]

    def _entries(self, word: str) -> Iterator[Phones]:
        for which in ("", "(2)", "(3)"):
            head = f"\n{word}{which} ".encode()
            at = self._text.find(head)
            if at < 0:
                return
            yield _numbered(self._text[at + len(head) : self._text.find(b"\n", at + 1)].decode())

    def _know(self, word: str, found: list[Phones], *, keep: bool = True) -> tuple[Phones, ...]:
        if not found and len(word) == 1:
            found = list(self._entries(f"{word}."))  # the name of a letter
        ways = tuple(dict.fromkeys(found))[:_MOST] or tuple(
            each for each in [_numbered(sounded(word))] if each
        )
        if keep:
            self._known[word] = ways
        return ways


def _wheels() -> Path | None:
    spec = find_spec("pocketsphinx")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0], "model", "en-us", "cmudict-en-us.dict")


def _numbered(phones: str) -> Phones:
    return tuple(NUMBERS[phone] for phone in phones.split())
