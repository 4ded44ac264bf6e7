"""In the worker process: the packs, and of those who type just now what was learned."""

from __future__ import annotations

import gc
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from parley.errors import EngineFailed
from parley.keyboard.correction.types import Flag
from parley.keyboard.engines import Engines
from parley.keyboard.learning.personal import Personal
from parley.keyboard.packs.pack import Pack
from parley.keyboard.session import MOST, TypingSession, going_on
from parley.keyboard.types import Candidates, Fixed, Known, PersonalModel, Point, Typed, Wishes

_MOST_PEOPLE = 64
"""People whose model is kept at hand; of the one who has not typed for longest it is dropped, and is asked
for again when they type."""
_REHEARSED = ("zh", "en")
_WORDS = ("ni", "somewhere", "internationally", "uncharacteristically")
"""What is rehearsed: words of all lengths are made ready with them (``correction.lexicon``)."""


class NotAtHand(EngineFailed):
    """What a person has taught is not in this process: whoever asks brings it, and asks again."""


class Typist:
    """All who type, over one set of packs."""

    name = "keyboard"

    def __init__(self, data: str) -> None:
        """``data`` is the data folder."""
        self._engines = Engines(Path(data))
        self._people: OrderedDict[str, Personal] = OrderedDict()
        for language in _REHEARSED:  # whoever types first does not wait until every part is read
            if self._engines.has(language):
                session = TypingSession(self._engines, Wishes(language))
                for word in _WORDS:
                    session.compose(word)
        gc.freeze()  # what is open stays: looked through for garbage, it held up a key for 40 ms

    def bring(self, account: str, state: bytes) -> None:
        """What an account has taught so far (``Personal.dump``)."""
        self._people[account] = Personal.load(state)
        self._people.move_to_end(account)
        while len(self._people) > _MOST_PEOPLE:
            self._people.popitem(last=False)

    def learn(self, account: str, events: Sequence[Typed], now: float) -> None:
        """What an account has just written, where it is at hand."""
        if (own := self._people.get(account)) is not None:
            own.learn_all(events, now)

    def drop(self, account: str) -> None:
        """What an account has taught has changed elsewhere: it is asked for when it is needed."""
        self._people.pop(account, None)

    def open(self, account: str, wishes: Wishes) -> TypingSession:
        """A text box of an account's, or of nobody's (""). Raises ``NotAtHand``, ``MissingLanguage``."""
        if account and account not in self._people:
            raise NotAtHand("What this person has taught is not at hand.")
        return TypingSession(self._engines, wishes, lambda pack: self._own(account, pack))

    def candidates(
        self,
        account: str,
        wishes: Wishes,
        typed: str,
        before: str = "",
        fixed: Sequence[Fixed] = (),
        most: int = MOST,
    ) -> Candidates:
        """As ``TypingSession.compose``, for who does not hold a text box open."""
        return self.open(account, wishes).compose(typed, before, fixed, most)

    def swiped(self, account: str, wishes: Wishes, path: Sequence[Point], before: str = "") -> Candidates:
        """As ``TypingSession.swipe``."""
        return self.open(account, wishes).swipe(path, before)

    def spelt(self, language: str, text: str) -> tuple[Flag, ...] | None:
        """The doubtful words of a text; None where there is no pack."""
        if not self._engines.has(language):
            return None
        return tuple(self._engines.speller(language).spelt(text))

    def going_on(self, language: str, text: str, most: int) -> tuple[str, ...]:
        """How a text may go on, with what stands there already: its last word completed, or one more."""
        if not self._engines.has(language):
            return ()
        return going_on(TypingSession(self._engines, Wishes(language, emoji=False)), text, most)

    def words(self, language: str, text: str) -> tuple[str, ...]:
        """The words of a text, as the models of a language know them."""
        return tuple(self._engines.pack(language).segmented(text))

    def packs(self) -> tuple[Known, ...]:
        """The labels of the packs in use."""
        return tuple(self._engines.pack(each).label for each in _REHEARSED if self._engines.has(each))

    def _own(self, account: str, pack: Pack) -> PersonalModel | None:
        if not account:
            return None
        own = self._people.get(account)
        if own is None:
            raise NotAtHand("What this person has taught is not at hand.")
        self._people.move_to_end(account)
        return own.view(pack)
