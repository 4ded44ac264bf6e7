"""Ways of writing a syllable with keys: in full, or two keys each (double pinyin)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from parley.errors import Unsupported
from parley.keyboard.pinyin.noise import NOISE
from parley.keyboard.pinyin.syllables import SYLLABLES, initial

_ALSO = {"nve": ("nue", 0.0), "lve": ("lue", 0.0), "en": ("ng", NOISE.informal), "er": ("r", NOISE.informal)}
"""What people write beside the book: ``lue`` is no other syllable; 儿 after another is ``r`` (``nar``)."""


@dataclass(frozen=True)
class Scheme:
    """One way of typing pinyin."""

    name: str
    codes: Mapping[str, tuple[str, ...]]
    """Syllable → rows of two keys, first as the scheme has it, then habits; empty for full pinyin."""
    initials: Mapping[str, str]
    """Initial → its key, where it is another."""

    @property
    def full(self) -> bool:
        """Whether syllables are written out."""
        return not self.codes

    def keys(self, syllable: str) -> Iterator[tuple[str, float]]:
        """Rows of keys that mean a syllable, with their costs."""
        if self.codes:
            codes = self.codes.get(syllable, ())
            yield from ((each, NOISE.informal if number else 0.0) for number, each in enumerate(codes))
            return
        yield syllable, NOISE.informal if syllable == "r" else 0.0
        if syllable in _ALSO:
            yield _ALSO[syllable]
        if syllable[0] in "jqxy" and syllable[1:2] == "u":
            yield f"{syllable[0]}v{syllable[2:]}", NOISE.informal

    def initial(self, sound: str) -> str:
        """The key, or keys, of an initial."""
        return self.initials.get(sound, sound)


@cache
def _tables() -> Mapping[str, Any]:
    import yaml  # who types full pinyin need not wait for it

    return yaml.safe_load(Path(__file__).with_name("schemes.yaml").read_text("utf-8"))


@cache
def names() -> tuple[str, ...]:
    """Every way of typing: ``full`` and the schemes of double pinyin."""
    return ("full", *_tables())


@cache
def scheme(name: str) -> Scheme:
    """A way of typing by its name; raises ``Unsupported`` for one that is not there."""
    if name == "full":
        return Scheme(name, {}, {})
    if name not in names():
        raise Unsupported(f"There is no way of typing pinyin {name[:20]!r}; there are {', '.join(names())}.")
    rows = _tables()[name]
    key = {final: key for key, finals in rows["finals"].items() for final in finals.split()}
    codes = {each: _codes(each, rows["initials"], key, rows["alone"]) for each in SYLLABLES}
    return Scheme(name, codes, rows["initials"])


def _codes(syllable: str, initials: Mapping[str, str], key: Mapping[str, str], alone: str) -> tuple[str, ...]:
    first = initial(syllable)
    final = syllable[len(first) :]
    if first:
        codes = [initials.get(first, first) + key[final]] if final in key else []
        also = [first + key.get("v", "v")] if first in "jqxy" and final == "u" else []
        return tuple(dict.fromkeys(codes + also))
    spelled = final * 2 if len(final) == 1 else final if len(final) == 2 else final[0] + key[final]
    short = [final[0] + key[final]] if final in key else []
    book = ["o" + key[final]] if alone == "o" and final in key else [] if alone == "o" else [spelled]
    habits = () if final[0] in initials.values() else (spelled, *short)
    return tuple(dict.fromkeys((*book, *habits) if book else ()))
