"""What people's keyboards learn, kept in their home and the same on every device."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from parley.errors import ParleyError, TooLong
from parley.home.accounts.callers import UnknownAccount
from parley.home.collections import COLLECTIONS
from parley.home.home import Home
from parley.home.records import Row
from parley.keyboard.learning import tallies
from parley.keyboard.learning.account import WORDS, Kept
from parley.keyboard.learning.personal import ENOUGH
from parley.keyboard.learning.showing import inventory, word
from parley.keyboard.learning.types import Inventory, LearnedWord
from parley.keyboard.learning.vocabulary import learnable
from parley.keyboard.types import Typed
from parley.telemetry import log

MOST_EVENTS = 500
"""In one call."""
MOST_OWN = 20_000
"""Words with a record of their own, such as imported ones."""
_MOST_AT_HAND = 200
"""Accounts."""
_OTHERS = frozenset(COLLECTIONS) - {tallies.COLLECTION, WORDS}


class Learned:
    """What is learned of everybody in a home. Everything may raise ``DatabaseFailed``, ``Busy``,
    ``UnknownAccount``."""

    def __init__(self, home: Home, known: Callable[[str, str], bool] | None = None) -> None:
        """``known``: whether a language's pack has a word, given the language and the word: those that it
        lacks get records of their own, and are what a person is shown. Without it only ``take_in`` makes
        such records, and all words are shown."""
        self._home, self._records, self._known = home, home.records, known
        self._kept: OrderedDict[str, tuple[Kept, Callable[[], None]]] = OrderedDict()
        self._cursors: dict[str, int] = {}
        self._looking: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._tidying: dict[str, asyncio.Task[None]] = {}
        self.changed: list[Callable[[str], Awaitable[None]]] = []
        """Called with an account when what was learned of it changed otherwise than by ``learn`` here:
        records came in from another device, or something was forgotten or imported."""

    async def state(self, account: str) -> bytes:
        """All that is known of an account, for ``Personal.load``."""
        async with self._at_hand(account) as kept:
            return await asyncio.to_thread(kept.personal.dump)

    async def learn(self, account: str, device: str, events: Sequence[Typed]) -> None:
        """Count what was written on a device. On disk when it returns. Raises ``TooLong``."""
        if len(events) > MOST_EVENTS or any(len(each.words) > MOST_EVENTS for each in events):
            raise TooLong(f"At most {MOST_EVENTS} things are learned at once, each of as many words.")
        now = self._now()
        async with self._at_hand(account) as kept:
            for language in sorted({each.language for each in events}):
                some = [each for each in events if each.language == language]
                await kept.learn(_name(device), language, some, now)
                kept.personal.learn_all(some, now)
                await self._words(kept, language, some, now)
        self._tidy(account, kept, now)

    async def own(self, account: str, language: str = "", most: int = 1_000) -> Inventory:
        """What was learned, the heaviest first, ``most`` of each kind; of all languages for ``""``."""
        now = self._now()
        async with self._at_hand(account) as kept:
            several = [each for each in kept.personal.vocabularies if language in ("", each.language)]
            return inventory(several, None if self._known is None else kept.words, now, most)

    async def forget(self, account: str, text: str, language: str = "") -> bool:
        """Forget a word and every pair with it, on all devices; False when nothing was known of it."""
        found = gone = False
        while not gone:
            async with self._at_hand(account) as kept:
                here, gone = await kept.forget(text, language, self._now())
            found = found or here
            if not gone:
                self._let_go(account)  # it is read anew, with what another process wrote meanwhile
        await self._tell(account)
        return found

    async def forget_all(self, account: str) -> None:
        """Forget everything of an account's typing."""
        async with self._at_hand(account) as kept:
            await kept.forget_all()
        await self._tell(account)

    async def take_in(self, account: str, words: Sequence[LearnedWord]) -> int:
        """Take in words from elsewhere; how many were new or are different. Raises ``TooLong``."""
        now = self._now()
        async with self._at_hand(account) as kept:
            timed = (replace(each, used=each.used or now) for each in words if learnable(each.text))
            new = {(each.language, each.text): each for each in timed if kept.personal.lacks(each, each.used)}
            if len(kept.words.keys() | new.keys()) > MOST_OWN:
                raise TooLong(f"A person may have {MOST_OWN} words of their own.")
            await kept.put_words(list(new.values()))
            for each in new.values():
                kept.personal.take_in([each], each.used)
        await self._tell(account)
        return len(new)

    async def close(self) -> None:
        """Let go of what is at hand; what was learned is on disk already."""
        tasks = [*self._looking.values(), *self._tidying.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        while self._kept:
            self._let_go(next(iter(self._kept)))

    @asynccontextmanager
    async def _at_hand(self, account: str) -> AsyncGenerator[Kept]:
        """An account's counts, read when they are not here; nobody else has them meanwhile."""
        try:
            while True:
                kept = await self._found(account)
                async with kept.lock:
                    if self._kept.get(account, (None,))[0] is not kept:
                        continue  # somebody else's change came in while this waited
                    if account not in self._cursors:
                        rows, cursor = await self._rows(account)
                        await asyncio.to_thread(kept.load, rows, self._now())
                        self._cursors[account] = cursor
                    yield kept
                    return
        except UnknownAccount:
            self._let_go(account)
            raise

    async def _found(self, account: str) -> Kept:
        if account not in self._kept:
            end = self._records.watch(account, lambda: self._heard(account))
            self._kept[account] = Kept(self._records, account), end
        self._kept.move_to_end(account)
        if len(self._kept) > _MOST_AT_HAND:
            free = (each for each, (kept, _) in self._kept.items() if not kept.lock.locked())
            oldest = next(free)
            if oldest != account:
                self._let_go(oldest)
                await self._tell(oldest)  # nobody would be told any more when it changes
        return self._kept[account][0] if account in self._kept else await self._found(account)

    async def _rows(self, account: str) -> tuple[list[Row], int]:
        """All records of an account's that matter here, and where those begin that come later."""
        found: dict[tuple[str, str], Row] = {}
        cursor, more = 0, True
        while more:
            page = await self._records.pull(account, cursor, without=_OTHERS)
            for row in page.rows:
                found.pop((row.collection, row.id), None)
                found[row.collection, row.id] = row
            cursor, more = page.cursor, page.more
        return list(found.values()), cursor

    async def _words(self, kept: Kept, language: str, events: Sequence[Typed], now: float) -> None:
        """Words of their own that are new get a record."""
        if self._known is None or len(kept.words) >= MOST_OWN:
            return
        insisted = {word for each in events if each.insisted for word in each.words}
        vocabulary = next(each for each in kept.personal.vocabularies if each.language == language)
        new: list[LearnedWord] = []
        for text in sorted({text for each in events for text in each.words if learnable(text)}):
            number = vocabulary.numbers.get(text)
            if number is None or ((language, text) in kept.words and text not in insisted):
                continue
            shown = word(vocabulary, number, now)
            enough = shown.weight >= ENOUGH or bool(shown.reading)
            if text in insisted or (enough and not self._known(language, text)):
                new.append(shown)
        if new:
            await kept.put_words(new)

    def _tidy(self, account: str, kept: Kept, now: float) -> None:
        """Have tallies added up behind the back of whoever types, who need not wait for it."""
        if kept.crowded and account not in self._tidying:
            task = asyncio.create_task(self._merge(account, kept, now), name="parley-keyboard-tidying")
            self._tidying[account] = task

    async def _merge(self, account: str, kept: Kept, now: float) -> None:
        try:
            await kept.merge(now)
        except ParleyError as error:  # all are still there; they are added up with the next that is learned
            log.warning("keyboard.unmerged", code=error.code)
        finally:
            self._tidying.pop(account, None)

    def _heard(self, account: str) -> None:
        """Some record of an account changed: see whether it is one of these, and who wrote it."""
        if account not in self._cursors:
            return
        self._again.add(account)
        if account not in self._looking:
            task = asyncio.create_task(self._look(account), name="parley-keyboard-learned")
            self._looking[account] = task

    async def _look(self, account: str) -> None:
        try:
            while account in self._again:
                self._again.discard(account)
                if await self._foreign(account):
                    self._let_go(account)
                    await self._tell(account)
        except UnknownAccount:
            self._let_go(account)
        except ParleyError as error:  # what is at hand stays; the next change has it looked at again
            log.warning("keyboard.unfollowed", code=error.code)
        finally:
            self._looking.pop(account, None)

    async def _foreign(self, account: str) -> bool:
        """Whether anybody else wrote since the last look."""
        kept = self._kept.get(account)
        more = kept is not None
        while kept is not None and more:
            async with kept[0].lock:
                if account not in self._cursors or self._kept.get(account) is not kept:
                    return False
                page = await self._records.pull(account, self._cursors[account], without=_OTHERS)
                self._cursors[account] = page.cursor
                if page.fresh or any(map(kept[0].foreign, page.rows)):
                    return True
            more = page.more
        return False

    def _let_go(self, account: str) -> None:
        _, end = self._kept.pop(account, (None, None))
        self._again.discard(account)
        if end is not None:
            end()
        self._cursors.pop(account, None)

    async def _tell(self, account: str) -> None:
        for hear in self.changed:
            await hear(account)

    def _now(self) -> float:
        return self._home.clock.now().timestamp()


def _name(device: str) -> str:
    """What a device is called in records, which need not tell its keys."""
    return hashlib.blake2b(device.encode(), digest_size=6).hexdigest()
