"""Words that are spelt right, with their casing: a Hunspell dictionary with its affixes put on.

The format, as ``hunspell(5)`` describes it; only what the English dictionary uses is read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_LETTERS = re.compile(r"[A-Za-zÀ-ÿ]+(?:['-][A-Za-zÀ-ÿ]+)*")
_NEVER_SUGGESTED = "!"
"""The dictionary's flag of words that nobody wants to be offered."""


@dataclass(frozen=True, slots=True)
class Affix:
    """One way to lengthen a word."""

    suffix: bool
    taken: str
    """Letters that go first (``y`` of ``happy``)."""
    added: str
    where: re.Pattern[str]
    joins: bool
    """Whether a prefix may be put on as well as a suffix."""

    def on(self, word: str) -> str | None:
        """The longer word; None where the affix does not fit."""
        if not self.where.search(word):
            return None
        if self.suffix:
            return word[: len(word) - len(self.taken)] + self.added
        return self.added + word[len(self.taken) :]


class Dictionary:
    """Every form of every word."""

    def __init__(self, folder: Path, names: Iterable[str] = ()) -> None:
        """``folder`` holds ``index.dic`` and ``index.aff``; ``names`` are taken where these lack a word."""
        self._affixes = _affixes((folder / "index.aff").read_text("utf-8"))
        self.written: dict[str, list[str]] = {}
        """Lower case → how it is written (``may`` → ``may``, ``May``)."""
        self.hidden: set[str] = set()
        """Words, in lower case, that are right but are never suggested."""
        listed = Path(__file__).with_name("hidden.txt").read_text("utf-8").splitlines()
        self.hidden.update(word for line in listed if not line.startswith("#") for word in line.split())
        for line in (folder / "index.dic").read_text("utf-8").splitlines()[1:]:
            stem, _, flags = line.split(" ")[0].partition("/")
            for form in self._forms(stem, flags.strip()):
                self._take(form, _NEVER_SUGGESTED in flags)
        for name in sorted({each for each in names if each.lower() not in self.written}):
            self._take(name, False)

    def _take(self, form: str, hidden: bool) -> None:
        if not _LETTERS.fullmatch(form):
            return
        known = self.written.setdefault(form.lower(), [])
        if form not in known:
            known.append(form)
        if hidden:
            self.hidden.add(form.lower())

    def _forms(self, stem: str, flags: str) -> list[str]:
        prefixes = [each for flag in flags for each in self._affixes.get(flag, ()) if not each.suffix]
        found = [(stem, True)]
        for flag in flags:
            for each in self._affixes.get(flag, ()):
                longer = each.on(stem) if each.suffix else None
                if longer is not None:
                    found.append((longer, each.joins))
        for prefix in prefixes:
            both = [prefix.on(form) for form, joins in list(found) if joins]
            found += [(form, False) for form in both if form is not None]
        return [form for form, _ in found]


def names(folder: Path) -> Iterator[str]:
    """Nouns of WordNet that are written with a capital; ``folder``: the package."""
    for line in (folder / "dict/data.noun").read_text("utf-8").splitlines():
        parts = line.split(" ")
        if parts[0].isdigit():
            lemmas = parts[4 : 4 + 2 * int(parts[3], 16) : 2]
            yield from (each for each in lemmas if each[:1].isupper() and each.isalpha())


def _affixes(text: str) -> dict[str, list[Affix]]:
    found: defaultdict[str, list[Affix]] = defaultdict(list)
    joins: dict[str, bool] = {}
    for line in text.splitlines():
        parts = line.split()
        if len(parts) == 4 and parts[0] in ("PFX", "SFX"):
            joins[parts[1]] = parts[2] == "Y"
        elif len(parts) >= 5 and parts[0] in ("PFX", "SFX"):
            suffix = parts[0] == "SFX"
            taken, added = ("" if each == "0" else each for each in parts[2:4])
            where = re.compile(f"{parts[4]}$" if suffix else f"^{parts[4]}")
            found[parts[1]].append(Affix(suffix, taken, added, where, joins[parts[1]]))
    return dict(found)
