"""Pronouncing dictionaries: which words a recogniser can hear, and text as a row of such words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from parley.errors import BadModel
from parley.tags import primary

Pronunciations = tuple[str, ...]
"""Each a row of phones with spaces between."""

_HAN = "㐀-䶿一-鿿"
_PIECES = re.compile(rf"[{_HAN}]+|\d+|[^\W\d_{_HAN}]+(?:['’-][^\W\d_{_HAN}]+)*\.?")
_NUMERALS = re.compile(r"[〇零一二两三四五六七八九十百千万]{2,}")
_SILENT = frozenset(" \t\n\u00a0\u3000.,;:!?…。，、；：！？'’‘\"“”()（）《》〈〉「」『』【】-–—·~～_")
"""Signs that nobody says."""

_NOT_WORDS = frozenset("<;#")
_ALTERNATIVE = re.compile(r"\(\d+\)$")

_LONGEST_NUMBER = 15
"""Digits of a number read as one number; a longer row is a code and is left out."""

_SHORTEST_PART = 3
"""Letters in each half of a compound taken apart ("doorbell"); shorter halves match by accident."""

_VOICELESS = frozenset(("P", "T", "K", "F", "TH"))
_HISSING = frozenset(("S", "Z", "SH", "ZH", "CH", "JH"))


def is_han(character: str) -> bool:
    """Whether a character is a Chinese ideograph of the basic plane."""
    return "\u3400" <= character <= "\u4dbf" or "\u4e00" <= character <= "\u9fff"


class Lexicon:
    """The words one acoustic model can hear.

    Chinese text is cut by longest match from the left. An English word the dictionary lacks is put
    together from words it has (a compound, a plural or possessive); any other is unknown, never guessed.
    """

    def __init__(self, language: str, entries: Mapping[str, Pronunciations]) -> None:
        self.language = primary(language)
        self._entries = dict(entries)
        self._longest = max((len(word) for word in self._entries if is_han(word[0])), default=1)

    @classmethod
    def read(cls, path: Path, language: str) -> Lexicon:
        """Read a dictionary in CMU's format, UTF-8: ``word phone phone …``, alternatives as ``word(2)``.

        Raises ``BadModel`` when the file cannot be read or holds no word.
        """
        entries: dict[str, list[str]] = {}
        try:
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    word, *phones = line.split(None, 1)
                    if phones and word[0] not in _NOT_WORDS:
                        if word[-1] == ")":
                            word = _ALTERNATIVE.sub("", word)
                        entries.setdefault(word, []).append(phones[0].rstrip())
        except (OSError, UnicodeDecodeError) as error:
            raise BadModel(f"The pronouncing dictionary {path.name!r} cannot be read.") from error
        if not entries:
            raise BadModel(f"The pronouncing dictionary {path.name!r} holds no words.")
        return cls(language, {word: tuple(spoken) for word, spoken in entries.items()})

    def __contains__(self, word: str) -> bool:
        return bool(self.pronounce(word))

    def pronounce(self, word: str) -> Pronunciations:
        """Ways to say a word; empty when it is unknown."""
        known = self._entries.get(word)
        if known is not None:
            return known
        if self.language != "en":
            return ()
        return tuple(dict.fromkeys((*self._inflected(word), *self._compound(word))))

    def singles(self) -> list[str]:
        """The words that are one character."""
        return [word for word in self._entries if len(word) == 1]

    def words(self, text: str) -> tuple[str, ...] | None:
        """Text as words of this dictionary, or None when a part of it cannot be heard.

        Punctuation goes, digits become number words of the language, Latin letters take the
        dictionary's case; what is not in the dictionary is spelled only where it is written in capitals.
        A sign that is spoken ("%") is not guessed at: write the word.
        """
        if not _SILENT.issuperset(_PIECES.sub("", text)):
            return None
        found: list[str] = []
        for piece in _PIECES.findall(text.strip()):
            words = self._piece(piece)
            if words is None:
                return None
            found.extend(words)
        return tuple(found)

    def _piece(self, piece: str) -> list[str] | None:
        if piece[0].isdecimal():
            if len(piece) > _LONGEST_NUMBER:
                return None
            spelled = _spelled(int(piece), self.language)
            return None if spelled is None else list(self.words(spelled) or ()) or None
        if is_han(piece[0]):
            return self._cut(piece)
        return self._latin(piece.replace("’", "'"))

    def _cut(self, text: str) -> list[str] | None:
        words: list[str] = []
        at = 0
        while at < len(text):
            numeral = _NUMERALS.match(text, at)
            if numeral and all(digit in self._entries for digit in numeral.group()):
                # One by one, so that a list of a hundred numbers shares its words.
                words.extend(numeral.group())
                at = numeral.end()
                continue
            longest = range(min(len(text), at + self._longest), at, -1)
            end = next((end for end in longest if text[at:end] in self._entries), None)
            if end is None:
                return None
            words.append(text[at:end])
            at = end
        return words

    def _latin(self, piece: str) -> list[str] | None:
        bare = piece.rstrip(".")
        for form in (bare.lower(), bare, bare.upper()):
            if form in self._entries:
                return [form]
        if "-" in bare:
            parts = [self._latin(part) for part in bare.split("-")]
            return None if None in parts else [word for part in parts if part for word in part]
        if bare.isupper() or len(bare) == 1:
            letters = [self._letter(letter) for letter in bare]
            return None if None in letters else [letter for letter in letters if letter]
        return [bare.lower()] if self.pronounce(bare.lower()) else None

    def _letter(self, letter: str) -> str | None:
        names = (f"{letter.lower()}.", f"{letter.upper()}.")
        return next((name for name in names if name in self._entries), None)

    def _inflected(self, word: str) -> Iterator[str]:
        stem = word.removesuffix("'s") if word.endswith("'s") else word.removesuffix("s")
        if stem == word or len(stem) < _SHORTEST_PART:
            return
        for spoken in self._entries.get(stem, ()):
            last = spoken.rsplit(" ", 1)[-1]
            if last in _HISSING:
                yield f"{spoken} IH Z"
            else:
                yield f"{spoken} S" if last in _VOICELESS else f"{spoken} Z"

    def _compound(self, word: str) -> Iterator[str]:
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            first, second = self._entries.get(word[:cut]), self._entries.get(word[cut:])
            if first and second:
                yield f"{first[0]} {second[0]}"
                return


def _spelled(number: int, language: str) -> str | None:
    from unicode_rbnf import RbnfEngine

    try:
        engine: Any = RbnfEngine.for_language(language)
    except ValueError:
        return None
    spelled = engine.format_number(number)
    return str(spelled.text_by_ruleset.get("spellout-cardinal", spelled.text))


def joined(words: Iterable[str]) -> str:
    """Words as one writes them: Chinese without spaces, spelled letters together, other words apart."""
    text = ""
    letters = False
    for word in words:
        letter = len(word) == 2 and word[0].isalpha() and word[1] == "."
        shown = word[0].upper() if letter else word
        close = not text or is_han(text[-1]) or is_han(shown[0]) or (letter and letters)
        text += shown if close else f" {shown}"
        letters = letter
    return text
