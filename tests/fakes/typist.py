"""A typist that writes every key as a capital letter, and what is learned of its people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from parley.errors import MissingLanguage
from parley.keyboard.correction.types import Flag, Suggestion
from parley.keyboard.learning.types import Inventory, LearnedPair, LearnedWord
from parley.keyboard.types import (
    Candidate,
    Candidates,
    Fixed,
    Kind,
    Known,
    PackSource,
    Point,
    Typed,
    Wishes,
)
from parley.keyboard.typist import NotAtHand

LABEL = Known("zh", "toy", "CC0-1.0", (PackSource("a poem", "CC0-1.0", counted=20),))


class FakeBox:
    """One text box."""

    def __init__(self, typist: FakeTypist, account: str, wishes: Wishes) -> None:
        self._typist, self._account, self._wishes = typist, account, wishes

    def compose(
        self, typed: str, before: str = "", fixed: Sequence[Fixed] = (), most: int = 30
    ) -> Candidates:
        if self._account and self._account not in self._typist.people:
            raise NotAtHand("Nobody brought them.")
        self._typist.asked.append((self._account, typed, before, tuple(fixed)))
        texts = [typed.upper(), typed] if typed else ["NEXT"]
        found = [Candidate(each, len(typed), Kind.WORD, words=(each,), reading="a b") for each in texts]
        return Candidates(tuple(found[:most]), " ".join(typed), 0 if typed == "teh" else None)

    def swipe(self, path: Sequence[Point], before: str = "") -> Candidates:
        return Candidates((Candidate(f"{len(path)} points", 0, Kind.SWIPE),))


class FakeTypist:
    """Has the methods of ``keyboard.typist.Typist``."""

    name = "keyboard"

    def __init__(self) -> None:
        self.people: dict[str, bytes] = {}
        self.asked: list[tuple[str, str, str, tuple[Fixed, ...]]] = []
        self.heard: list[tuple[str, tuple[Typed, ...]]] = []

    def bring(self, account: str, state: bytes) -> None:
        self.people[account] = state

    def drop(self, account: str) -> None:
        self.people.pop(account, None)

    def learn(self, account: str, events: Sequence[Typed], now: float) -> None:
        self.heard.append((account, tuple(events)))

    def open(self, account: str, wishes: Wishes) -> FakeBox:
        if wishes.language not in ("zh", "en"):
            raise MissingLanguage(wishes.language, "parley keyboard build")
        if account and account not in self.people:
            raise NotAtHand("Nobody brought them.")
        return FakeBox(self, account, wishes)

    def candidates(self, account: str, wishes: Wishes, *asked: object) -> Candidates:
        return self.open(account, wishes).compose(*asked)  # type: ignore[arg-type]

    def swiped(self, account: str, wishes: Wishes, path: Sequence[Point], before: str = "") -> Candidates:
        return self.open(account, wishes).swipe(path, before)

    def words(self, language: str, text: str) -> tuple[str, ...]:
        return tuple(text.split())

    def spelt(self, language: str, text: str) -> tuple[Flag, ...] | None:
        """Everything that begins with q is wrong."""
        if language not in ("zh", "en"):
            return None
        found, at = list[Flag](), 0
        for word in text.split(" "):
            if word.startswith("q"):
                found.append(Flag(at, len(word), (Suggestion(word[1:], 0.9),)))
            at += len(word) + 1
        return tuple(found)

    def going_on(self, language: str, text: str, most: int) -> tuple[str, ...]:
        return (f"{text} on", f"{text} off")[:most]

    def packs(self) -> tuple[Known, ...]:
        return (LABEL,)


class FakeLearned:
    """Has the methods of ``keyboard.learning.keeping.Learned``; all it keeps is in memory."""

    def __init__(self) -> None:
        self.changed: list[Callable[[str], Awaitable[None]]] = []
        self.events: list[tuple[str, str, Typed]] = []
        self.words: list[LearnedWord] = []

    async def state(self, account: str) -> bytes:
        return account.encode()

    async def learn(self, account: str, device: str, events: Sequence[Typed]) -> None:
        self.events += [(account, device, each) for each in events]

    async def own(self, account: str, language: str = "", most: int = 1_000) -> Inventory:
        words = [each for each in self.words if not language or each.language == language]
        return Inventory(tuple(words[:most]), (LearnedPair("去", "苹果店", "zh", 2.0),))

    async def forget(self, account: str, text: str, language: str = "") -> bool:
        before = len(self.words)
        self.words = [each for each in self.words if each.text != text]
        return len(self.words) < before

    async def forget_all(self, account: str) -> None:
        self.words = []

    async def take_in(self, account: str, words: Sequence[LearnedWord]) -> int:
        self.words += words
        return len(words)

    async def close(self) -> None:
        return
