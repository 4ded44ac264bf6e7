"""One text box: keys and paths come in, candidates go out; only what makes the next key fast is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from parley.errors import TooLong, Unsupported
from parley.keyboard.decoding.decoder import Composition
from parley.keyboard.engines import Engines
from parley.keyboard.layouts.layout import layout
from parley.keyboard.packs.pack import Pack
from parley.keyboard.types import (
    LONGEST_BEFORE,
    LONGEST_TYPED,
    MOST_CANDIDATES,
    MOST_POINTS,
    Candidate,
    Candidates,
    Fixed,
    Kind,
    PersonalModel,
    Point,
    Wishes,
)
from parley.language.script import to_traditional

MOST = 30
"""Candidates of an answer, where nobody says how many."""
_SUGGESTIONS = 8
"""Of a language that is written as it is typed: three are shown, the others are a swipe away."""
_SELDOM = -11.0
"""ln P of a word that goes on from the typed letters, below which they are rather a slip than a beginning."""
_LAST_WORD = re.compile(r"[^\W\d_\u2e80-\uffff]+\Z")
"""Letters of an alphabet at the end of a text."""


class TypingSession:
    """Answers for one text box. Raises ``MissingLanguage``, ``TooLong``, ``Unsupported``."""

    def __init__(
        self,
        engines: Engines,
        wishes: Wishes,
        personal: Callable[[Pack], PersonalModel | None] = lambda _: None,
    ) -> None:
        """``personal`` gives the newest of what was learned of whoever types, over a pack."""
        self._engines, self.wishes, self._personal = engines, wishes, personal
        self._composition: Composition | None = None
        self._before = ""
        self._learned: PersonalModel | None = None
        layout(wishes.layout)
        engines.pack(wishes.language)

    def compose(
        self, typed: str, before: str = "", fixed: Sequence[Fixed] = (), most: int = MOST
    ) -> Candidates:
        """What the keys so far may mean; without keys, what may come next.

        ``before`` is the text in front of them, ``fixed`` what their person has chosen for the first of them.
        """
        if len(typed) > LONGEST_TYPED:
            raise TooLong(f"At most {LONGEST_TYPED} characters are composed at once.")
        before, most = before[-LONGEST_BEFORE:], max(1, min(most, MOST_CANDIDATES))
        if self.wishes.language == "zh" and typed:
            return self._pinyin(typed, before, fixed, most)
        if not typed:
            return Candidates(self._suggested(before, "", min(most, _SUGGESTIONS)))
        return self._alphabetic(typed, before, min(most, _SUGGESTIONS))

    def swipe(self, path: Sequence[Point], before: str = "", most: int = _SUGGESTIONS) -> Candidates:
        """What a path over the keys may mean."""
        if len(path) > MOST_POINTS:
            raise TooLong(f"A path has at most {MOST_POINTS} points.")
        language, before = self.wishes.language, before[-LONGEST_BEFORE:]
        if language == "zh" and self.wishes.scheme != "full":
            raise Unsupported("Swiping is for full pinyin; double pinyin is typed.")
        swiper = self._engines.swiper(language, self.wishes.layout)
        found = swiper.words(path, before, most, self._own(language))
        if language == "zh" and self.wishes.script == "hant":
            found = _without_doubles([replace(each, text=to_traditional(each.text)) for each in found])
        return Candidates(found, found[0].reading if found else "")

    def _pinyin(self, typed: str, before: str, fixed: Sequence[Fixed], most: int) -> Candidates:
        personal = self._own("zh")
        if self._composition is None or self._before != before or self._learned is not personal:
            self._composition = self._engines.decoder().open(self.wishes, before, personal)
            self._before, self._learned = before, personal
        self._composition.set(typed, fixed)
        return self._composition.candidates(most)

    def _alphabetic(self, typed: str, before: str, most: int) -> Candidates:
        """The word as it is typed, what it may become, and what was probably meant."""
        wishes, own = self.wishes, self._own(self.wishes.language)
        corrector = self._engines.corrector(wishes.language, wishes.layout)
        auto = corrector.auto(typed, before, own) if wishes.correct else None
        completed = list(self._suggested(before, typed, most))
        corrected = list(corrector.candidates(typed, before, most, own)) if wishes.correct else []
        as_typed = Candidate(typed, len(typed), Kind.TYPED, words=(typed,))
        first = [auto, as_typed] if auto is not None else [as_typed]
        unlikely = not completed or completed[0].score < _SELDOM
        slip = unlikely and not self._engines.knows(wishes.language, typed)
        lead, rest = (corrected, completed) if slip else (completed, corrected)
        others: list[Candidate] = []
        while lead or rest:
            others += lead[:2] + rest[:1]
            del lead[:2], rest[:1]
        found = _without_doubles([*first, *others])
        return Candidates(found[:most], typed, None if auto is None else 0)

    def _suggested(self, before: str, typed: str, most: int) -> tuple[Candidate, ...]:
        language = self.wishes.language
        predictor = self._engines.predictor(language)
        found = predictor.suggest(before, typed, most, self._own(language), self.wishes.script)
        return found if self.wishes.emoji else tuple(each for each in found if each.kind != Kind.EMOJI)

    def _own(self, language: str) -> PersonalModel | None:
        return self._personal(self._engines.pack(language))


def going_on(session: TypingSession, text: str, most: int) -> tuple[str, ...]:
    """How a text of any length may go on, with what stands there already.

    Its last word completed, or one more word. Letters at the end of a Chinese one are read as pinyin.
    """
    last = _LAST_WORD.search(text)
    typed = last[0] if last is not None else ""
    if len(typed) > LONGEST_TYPED:
        return ()
    before = text[: len(text) - len(typed)]
    found = session.compose(typed, before, most=most + 1).candidates
    whole = [each.text for each in found if each.keys == len(typed) and each.text != typed]
    gap = "" if typed or not before or before[-1].isspace() or session.wishes.language == "zh" else " "
    return tuple(before + gap + each for each in whole[:most])


def _without_doubles(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Each text once, where it stands first."""
    first: dict[str, Candidate] = {}
    for each in found:
        first.setdefault(each.text, each)
    return tuple(first.values())
