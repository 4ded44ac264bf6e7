"""The words people use for things and rooms, found in what they said: the longest word at every place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

import msgspec

from parley.skills.smarthome.rooms import spoken_rooms

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*|[^\s]")
_LETTERS = re.compile("[a-z]+")
_NUMBER = re.compile(r"\d{1,3}|one|two|three|four|five|six|[一二三四五六]号?|\d{1,3}号")
_LONGEST_WORD = 40


class Word(Enum):
    """What part a word plays."""

    KIND = "kind"
    ROOM = "room"
    NAME = "name"
    """The name of a thing of this home."""
    EVERY = "every"
    IT = "it"
    HERE = "here"
    HOME = "home"
    AND = "and"
    EXCEPT = "except"
    OTHERWISE = "otherwise"
    PLACE = "place"
    IDLE = "idle"
    BESIDE = "beside"
    NUMBER = "number"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of what was said."""

    word: Word
    text: str
    value: str = ""
    """The kind or the room it stands for."""


class _Kinds(msgspec.Struct, forbid_unknown_fields=True):
    kinds: dict[str, dict[str, tuple[str, ...]]]
    every: dict[str, tuple[str, ...]]
    it: dict[str, tuple[str, ...]]
    here: dict[str, tuple[str, ...]]
    home: dict[str, tuple[str, ...]]
    and_: dict[str, tuple[str, ...]] = msgspec.field(name="and")
    except_: dict[str, tuple[str, ...]] = msgspec.field(name="except")
    otherwise: dict[str, tuple[str, ...]]
    place: dict[str, tuple[str, ...]]
    idle: dict[str, tuple[str, ...]]
    beside: dict[str, tuple[str, ...]]
    never: dict[str, tuple[str, ...]]
    several: dict[str, dict[str, str]]


@cache
def _written() -> _Kinds:
    return msgspec.yaml.decode(Path(__file__).with_name("words.yaml").read_bytes(), type=_Kinds)


@cache
def common() -> Mapping[str, Token]:
    """The words that every home shares. Of a word in several lists the first list has it."""
    file = _written()
    found: dict[str, Token] = {}
    for languages, word in (
        (file.idle, Word.IDLE),
        (file.every, Word.EVERY),
        (file.place, Word.PLACE),
        (file.it, Word.IT),
        (file.beside, Word.BESIDE),
        (file.otherwise, Word.OTHERWISE),
        (file.except_, Word.EXCEPT),
        (file.and_, Word.AND),
        (file.here, Word.HERE),
        (file.home, Word.HOME),
    ):
        found |= {text: Token(word, text) for texts in languages.values() for text in texts}
    for name, room in spoken_rooms().items():
        found |= {
            text: Token(Word.ROOM, text, room) for text in ((name, name + "s") if name.isascii() else (name,))
        }
    for kind, languages in file.kinds.items():
        found |= {text: Token(Word.KIND, text, kind) for texts in languages.values() for text in texts}
    return found


@cache
def _slips() -> Mapping[str, Token]:
    """Kinds and rooms with two neighbouring letters the wrong way round, as fingers do it: "ligths"."""
    return {
        slip: token
        for text, token in common().items()
        if token.word in (Word.KIND, Word.ROOM) and text.isalpha() and text.isascii() and len(text) > 4
        for at in range(len(text) - 1)
        if (slip := text[:at] + text[at + 1] + text[at] + text[at + 2 :]) not in common()
    }


@cache
def kind_names(language: str) -> Mapping[str, str]:
    """What things of a kind are usually called."""
    return {kind: languages[language][0] for kind, languages in _written().kinds.items()}


@cache
def several_of(kind: str, language: str) -> str:
    """The plural in English, the measure word in Chinese."""
    return _written().several[kind][language]


@cache
def never_names() -> frozenset[str]:
    """Words that no name of a thing has."""
    return frozenset(text for texts in _written().never.values() for text in texts)


@cache
def _nowhere() -> frozenset[str]:
    """The Latin ones of them that are in no common word either."""
    taken = {word for text in (*common(), *_slips()) for word in _LATIN.findall(text)}
    return frozenset(each for each in never_names() if _LETTERS.fullmatch(each)) - taken


@cache
def _lengths() -> Mapping[str, Sequence[int]]:
    """Of the common words, by the two letters that they begin with: how long they are, the longest first."""
    return _by_begins(common(), {})


def _by_begins(words: Iterable[str], others: Mapping[str, Sequence[int]]) -> Mapping[str, Sequence[int]]:
    """The same of any words, together with those of others that begin alike."""
    found: dict[str, set[int]] = {}
    for text in words:
        begin = text[:2]
        found.setdefault(begin, set(others.get(begin, ()))).add(len(text))
    return {begin: sorted(lengths, reverse=True) for begin, lengths in found.items()}


class Lexicon:
    """The words of one home: the common ones, and the names of its own."""

    def __init__(self, own: Mapping[str, Token] | None = None) -> None:
        self._words = {**common(), **(own or {})}
        self._begins = {**_lengths(), **_by_begins(own, _lengths())} if own else _lengths()
        self.never = _nowhere().difference(word for text in own or () for word in _LATIN.findall(text))
        """Latin words with which nothing of this home is meant: no name has them, nor a common word."""

    def kind_of(self, name: str) -> str:
        """The kind of a thing of this home, by its name."""
        token = self._words.get(name)
        return token.value if token else ""

    def tokens(self, text: str) -> Iterator[Token]:
        """The words of a normal text, one after the other."""
        at = 0
        while at < len(text):
            if text[at] == " ":
                at += 1
                continue
            token = self._at(text, at)
            yield token
            at += len(token.text)

    def _at(self, text: str, at: int) -> Token:
        for begin in (text[at : at + 2], text[at]):
            for length in self._begins.get(begin, ()):
                part = text[at : at + length]
                found = self._words.get(part)
                if found is not None and _whole(text, at, at + len(part)):
                    return found
        if (number := _NUMBER.match(text, at)) and _whole(text, at, number.end()):
            return Token(Word.NUMBER, number.group())
        if _HAN.match(text, at):
            return Token(Word.UNKNOWN, text[at])
        match = _LATIN.match(text, at)
        part = match.group() if match else text[at]
        if part.endswith("'s") and len(part) > 2:
            part = part[:-2]
        if (slip := _slips().get(part)) is not None:
            return Token(slip.word, part, slip.value)
        return Token(Word.UNKNOWN, part[:_LONGEST_WORD])


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a Latin word begins and ends where the text's does."""
    before = text[start - 1 : start] if start else ""
    if _is_latin(text[start]) and before and _is_latin(before):
        return False
    after = text[end : end + 1]
    return not (_is_latin(text[end - 1]) and after and _is_latin(after))


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
