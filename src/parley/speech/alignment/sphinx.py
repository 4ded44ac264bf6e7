"""Forced alignment by PocketSphinx: its acoustic model laid along the words that are known to be said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadModel, MissingEngine, Unsupported
from parley.speech.alignment.letters import sounded
from parley.speech.lexicon import Lexicon, is_han
from parley.speech.recognisers.sphinx import model_files
from parley.speech.types import Timed
from parley.tags import primary

_LONGEST_SECONDS = 300.0
_MOST_WORDS = 2000
_FRAMES = 100.0
"""A second."""
_MOST_MADE = 20_000
"""Pronunciations added to one decoder; then it is made anew, so that it does not grow for ever."""

_VARIANT = re.compile(r"\(\d+\)$")
_HAN_OR_NOT = re.compile(r"[㐀-䶿一-鿿]+|[^\s㐀-䶿一-鿿]+")
_SEARCH = {"silprob": 1.0, "lw": 1.0, "wip": 1e3, "beam": 1e-48, "pbeam": 1e-48, "wbeam": 7e-29}
"""PocketSphinx takes the best path in the last frame, whether or not it has said every word, and silence
explains any sound a little. With its own weights, which make each pause expensive, the words of 21 of 36 rows
of spoken digits were lost in one long silence; with these of 2. Wider beams lose more."""


class _Segment(Protocol):
    word: str
    start_frame: int
    end_frame: int


class _Decoder(Protocol):
    def add_word(self, word: str, phones: str, update: bool) -> object: ...
    def lookup_word(self, word: str) -> str | None: ...
    def set_align_text(self, text: str) -> None: ...
    def start_utt(self) -> None: ...
    def process_raw(self, data: bytes, no_search: bool, full_utt: bool) -> int: ...
    def end_utt(self) -> None: ...
    def seg(self) -> Iterable[_Segment] | None: ...


@dataclass(frozen=True, slots=True)
class _Token:
    """A word as it is written, and as the dictionary has it."""

    text: str
    words: tuple[str, ...]


class SphinxAligner:
    """Finds the words of a text in the sound, in English or Mandarin.

    English comes with the ``pocketsphinx`` wheel; Mandarin needs the folder of the ``sphinx-zh`` model. A
    word that the dictionary lacks is said by its letters (English, ``letters``) or as another character
    that sounds the same (Mandarin). Where one has no sound at all, or no path through the sound takes all of
    them, nothing is found: no place is made up. That the words are the right ones is taken for granted.
    """

    name = "align"

    def __init__(self, language: str, model: Path | None = None) -> None:
        """Raises ``Unsupported`` for another language, ``MissingEngine``, ``BadModel``."""
        self.language = primary(language)
        if self.language not in ("en", "zh"):
            raise Unsupported(f"Words can be found in en and zh, not in {language!r}.")
        try:
            self._library: Any = import_module("pocketsphinx")
        except ImportError as error:
            raise MissingEngine("pocketsphinx", "pip install pocketsphinx") from error
        self._acoustic, dictionary = model_files(self.language, model, self._library)
        self._lexicon = Lexicon.read(dictionary, self.language)
        self._homophones: dict[str, str] | None = None
        self._library.set_loglevel("FATAL")
        self._begin()

    def align(self, samples: Samples, text: str) -> tuple[Timed, ...]:
        """The words in order, with the punctuation that clings to them; none where they cannot be found.

        ``samples``: int16 mono, 16 kHz, 300 s at most.
        """
        if self._made_words > _MOST_MADE:
            self._begin()
        tokens = self._tokens(text)
        if not tokens or not 0 < len(samples) <= _LONGEST_SECONDS * SPEECH_RATE or len(tokens) > _MOST_WORDS:
            return ()
        words = [word for token in tokens for word in token.words]
        places = self._places(words, np.ascontiguousarray(samples, dtype="<i2").tobytes())
        if len(places) != len(words):
            return ()
        found: list[Timed] = []
        at = 0
        for token in tokens:
            own = places[at : at + len(token.words)]
            at += len(token.words)
            found.append(Timed(token.text, own[0].start_frame / _FRAMES, (own[-1].end_frame + 1) / _FRAMES))
        return tuple(found)

    def _places(self, words: Sequence[str], audio: bytes) -> list[_Segment]:
        try:
            self._decoder.set_align_text(" ".join(words))
            self._decoder.start_utt()
            try:
                self._decoder.process_raw(audio, False, True)
            finally:
                self._decoder.end_utt()
            segments = [each for each in self._decoder.seg() or () if each.word[:1] not in "<[+"]
        except RuntimeError:
            return []  # the words do not fit the sound
        said = [_VARIANT.sub("", each.word) for each in segments]
        return segments if said == list(words) else []

    def _tokens(self, text: str) -> list[_Token]:
        """The words of the text; empty when one of them has no sound."""
        tokens: list[_Token] = []
        waiting = ""
        for piece in _HAN_OR_NOT.findall(text):
            parts = self._parts(piece)
            if parts is None:
                return []
            if not parts:
                # Punctuation clings to what is before it, at the very beginning to what follows.
                if tokens:
                    tokens[-1] = _Token(tokens[-1].text + piece, tokens[-1].words)
                else:
                    waiting += piece
                continue
            tokens += [_Token(waiting + parts[0].text, parts[0].words), *parts[1:]]
            waiting = ""
        return tokens

    def _parts(self, piece: str) -> list[_Token] | None:
        """Words of a piece between spaces; none for punctuation, None for what has no sound."""
        if is_han(piece[0]):
            return self._han(piece)
        words = self._lexicon.words(piece)
        if words is None:
            bare = re.sub(r"[^\w']+", " ", piece).strip()
            words = self._lexicon.words(bare)
            if words is None:
                made = [self._made(each) for each in bare.split()]
                words = tuple(word for word in made if word)
                if not words:
                    return None
        if not words:
            return [] if not any(each.isalnum() for each in piece) else None
        return [_Token(piece, tuple(map(self._ready, words)))]

    def _han(self, piece: str) -> list[_Token] | None:
        words = self._lexicon.words(piece)
        if words is not None and "".join(words) == piece:
            return [_Token(word, (self._ready(word),)) for word in words]
        tokens: list[_Token] = []
        for character in piece:
            known = character if character in self._lexicon else self._homophone(character)
            if known is None:
                return None
            tokens.append(_Token(character, (self._ready(known),)))
        return tokens

    def _made(self, word: str) -> str | None:
        """The word with a pronunciation by its letters."""
        phones = sounded(word) if self.language == "en" else ""
        if not phones:
            return None
        name = f"={word.lower()}"
        if self._decoder.lookup_word(name) is None:
            self._add(name, phones)
        return name

    def _ready(self, word: str) -> str:
        """The word, known to the decoder with all ways to say it."""
        if word[0] != "=" and self._decoder.lookup_word(word) is None:
            for index, phones in enumerate(self._lexicon.pronounce(word)):
                self._add(word if index == 0 else f"{word}({index + 1})", phones)
        return word

    def _add(self, word: str, phones: str) -> None:
        self._decoder.add_word(word, phones, False)
        self._made_words += 1

    def _homophone(self, character: str) -> str | None:
        """A character of the dictionary that sounds the same, tones apart."""
        from pypinyin import lazy_pinyin

        if self._homophones is None:
            singles = [word for word in self._lexicon.singles() if is_han(word)]
            self._homophones = dict(zip(lazy_pinyin(singles), singles, strict=False))
        sound = lazy_pinyin(character)
        return self._homophones.get(sound[0]) if sound else None

    def _begin(self) -> None:
        try:
            self._decoder = cast(
                _Decoder,
                self._library.Decoder(
                    hmm=str(self._acoustic),
                    dict=None,
                    lm=None,
                    samprate=float(SPEECH_RATE),
                    loglevel="FATAL",
                    **_SEARCH,
                ),
            )
        except (RuntimeError, ValueError) as error:
            raise BadModel(f"PocketSphinx cannot load the model {self._acoustic.name!r}.") from error
        self._made_words = 0
