"""What keys do to a composition of pinyin: a state machine without any D-Bus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from parley.keyboard.ibus import keys
from parley.keyboard.ibus.keys import Key
from parley.keyboard.ibus.punctuation import Marks
from parley.keyboard.types import LONGEST_BEFORE, LONGEST_TYPED, Candidate, Candidates, Fixed, Typed

PAGE: Final = 7
"""Candidates shown at once."""
_MOST: Final = 70
_SEPARATOR: Final = "'"
_EARLIER, _LATER = ("-", "["), ("=", "]")
"""Keys that turn the page, besides those with arrows."""
_MOST_TAUGHT: Final = 64
"""Syllables of one reading that is learned."""


class Answers(Protocol):
    """What a composition asks: a ``TypingSession``."""

    def compose(
        self, typed: str, before: str = "", fixed: Sequence[Fixed] = (), most: int = _MOST
    ) -> Candidates:
        """Candidates for the keys."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """What is to be seen."""

    preedit: str = ""
    page: tuple[str, ...] = ()
    """The candidates of this page."""
    cursor: int = 0
    """Which of them is marked."""
    english: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a key did."""

    handled: bool
    """The program does not get this key."""
    commit: str = ""
    """What goes into the program's text."""


_HANDLED, _PASSED = Outcome(True), Outcome(False)


class Composing:
    """One text box. Letters compose, digits and the space bar choose, Shift by itself turns to English."""

    def __init__(self, answers: Answers, learn: Callable[[Typed], None] = lambda _: None) -> None:
        """``learn`` is told what was chosen, unless the box is private."""
        self._answers, self._learn = answers, learn
        self.private = False
        """Nothing is learned from this box."""
        self.secret = False
        """A password is typed: every key goes to the program as it is."""
        self.english = False
        self._marks = Marks()
        self._before = ""
        self._last: tuple[str, ...] = ()
        self._shift_alone = False
        self._clear()

    def press(self, key: Key) -> Outcome:
        """What a key does; keys let go, and commands, go to the program."""
        if self.secret:
            return _PASSED
        if key.modifier:
            return self._toggled(key)
        self._shift_alone = False
        if key.released:
            return _PASSED
        if key.command:
            # The program acts on its text as it stands, so that what is composed must stand there.
            return Outcome(False, self._as_typed())
        if self.english:
            return self._passed(key)
        return self._composing(key) if self._typed else self._beginning(key)

    def choose(self, place: int) -> Outcome:
        """Take a candidate of this page, by its number from 0."""
        found = self._found.candidates[self._page * PAGE :][:PAGE]
        if not 0 <= place < len(found):
            return _HANDLED
        candidate = found[place]
        keys_left = len(self._typed) - sum(each.keys for each in self._fixed)
        if not 0 < candidate.keys <= keys_left:
            return _HANDLED
        self._chosen.append(candidate)
        self._fixed.append(Fixed(candidate.keys, candidate.text))
        if candidate.keys < keys_left:
            self._ask()
            return _HANDLED
        return Outcome(True, self._written())

    def turn(self, pages: int) -> None:
        """Show a later page, or with a negative number an earlier one."""
        last = max(0, len(self._found.candidates) - 1) // PAGE
        page = min(max(0, self._page + pages), last)
        if page != self._page:
            self._page, self._cursor = page, 0

    def mark(self, places: int) -> None:
        """Move the mark; beyond a page's end it goes to the next."""
        if not self._found.candidates:
            return
        at = self._page * PAGE + self._cursor + places
        at = min(max(0, at), len(self._found.candidates) - 1)
        self._page, self._cursor = divmod(at, PAGE)

    def stands(self, before: str) -> None:
        """The text before the cursor, where the program tells it."""
        self._before = before[-LONGEST_BEFORE:]

    def leave(self) -> None:
        """The box is left: what was composed is dropped, and nothing is known of the next one."""
        self._clear()
        self._marks.forget()
        self._before, self._last = "", ()
        self._shift_alone = False

    def drop(self) -> None:
        """What was composed is dropped."""
        self._clear()

    def view(self) -> View:
        """What is to be seen now."""
        found = self._found.candidates[self._page * PAGE :][:PAGE]
        written = "".join(each.text for each in self._fixed)
        return View(
            written + (self._found.shown or self._rest()) if self._typed else "",
            tuple(each.text for each in found),
            self._cursor,
            self.english,
        )

    def _toggled(self, key: Key) -> Outcome:
        """Shift pressed and let go with nothing between turns to English, or back."""
        if key.value not in keys.SHIFTS:
            self._shift_alone = False
            return _PASSED
        if not key.released:
            self._shift_alone = not key.command
            return _PASSED
        if not self._shift_alone:
            return _PASSED
        self._shift_alone = False
        commit = self._as_typed()
        self.english = not self.english
        return Outcome(False, commit)

    def _beginning(self, key: Key) -> Outcome:
        """Nothing is composed yet."""
        character = key.character
        if character.isalpha() and character.islower():
            self._typed = character
            self._ask()
            return _HANDLED
        mark = self._marks.written(character, self._before)
        if mark:
            self._stood(mark)
            return Outcome(True, mark)
        return self._passed(key)

    def _composing(self, key: Key) -> Outcome:
        character = key.character
        if character.isalpha() or character == _SEPARATOR:
            if len(self._typed) < LONGEST_TYPED:
                self._typed += character
                self._ask()
            return _HANDLED
        if character.isdigit():
            return self.choose(int(character) - 1)
        if key.value == keys.SPACE:
            return self.choose(self._cursor) if self._found.candidates else Outcome(True, self._as_typed())
        if key.value in (keys.RETURN, keys.ENTER):
            return Outcome(True, self._as_typed())
        if key.value == keys.ESCAPE:
            self._clear()
            return _HANDLED
        if key.value == keys.BACKSPACE:
            return self._back()
        if self._moved(key):
            return _HANDLED
        return self._marked(character) if character else _HANDLED

    def _moved(self, key: Key) -> bool:
        """Whether a key only turned a page or moved the mark."""
        if key.value == keys.PAGE_UP or key.character in _EARLIER:
            self.turn(-1)
        elif key.value == keys.PAGE_DOWN or key.character in _LATER:
            self.turn(1)
        elif key.value in (keys.UP, keys.LEFT):
            self.mark(-1)
        elif key.value in (keys.DOWN, keys.RIGHT):
            self.mark(1)
        else:
            return False
        return True

    def _marked(self, character: str) -> Outcome:
        """A mark ends the composition: the likeliest is taken, and the mark stands behind it."""
        commit = ""
        while self._typed and self._found.candidates:
            commit = self.choose(self._cursor).commit
            if commit:
                break
        commit = commit or self._as_typed()
        mark = self._marks.written(character, commit) or character
        self._stood(mark)
        return Outcome(True, commit + mark)

    def _back(self) -> Outcome:
        """What was chosen last is to be chosen again; else the last key is taken away."""
        if self._fixed:
            self._fixed.pop()
            self._chosen.pop()
        else:
            self._typed = self._typed[:-1]
        self._ask()
        return _HANDLED

    def _passed(self, key: Key) -> Outcome:
        """The program writes it; it stands before what comes next."""
        if key.character:
            self._before = (self._before + key.character)[-LONGEST_BEFORE:]
        elif key.value == keys.BACKSPACE:
            self._before = self._before[:-1]
        elif key.value in (keys.RETURN, keys.ENTER):
            self._before += "\n"
        self._last = ()
        return _PASSED

    def _ask(self) -> None:
        self._page = self._cursor = 0
        if self._typed:
            self._found = self._answers.compose(self._typed, self._before, tuple(self._fixed), _MOST)
        else:
            self._clear()

    def _written(self) -> str:
        """All that was chosen; it is learned."""
        text = "".join(each.text for each in self._chosen)
        words = tuple(word for each in self._chosen for word in each.words)
        readings = " ".join(each.reading for each in self._chosen if each.reading)
        reading = readings if all(each.reading for each in self._chosen) else ""
        if words and not self.private and readings.count(" ") < _MOST_TAUGHT:
            self._learn(Typed(words, "zh", self._last[-2:], reading))
        self._clear()
        self._stood(text)
        self._last = words[-2:]
        return text

    def _as_typed(self) -> str:
        """What was chosen so far, and the keys of the rest as they are."""
        text = "".join(each.text for each in self._fixed) + self._rest()
        self._clear()
        self._stood(text)
        return text

    def _rest(self) -> str:
        return self._typed[sum(each.keys for each in self._fixed) :]

    def _stood(self, text: str) -> None:
        if text:
            self._before = (self._before + text)[-LONGEST_BEFORE:]
            self._last = ()

    def _clear(self) -> None:
        self._typed = ""
        self._fixed: list[Fixed] = []
        self._chosen: list[Candidate] = []
        self._found = Candidates(())
        self._page = self._cursor = 0
