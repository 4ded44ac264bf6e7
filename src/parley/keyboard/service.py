"""The service: keys go to a worker process that has the packs open, and what is learned goes home."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Self, TypeVar, cast

from parley.errors import EngineFailed, ParleyError
from parley.keyboard.correction.types import Flag
from parley.keyboard.engines import Engines
from parley.keyboard.learning.keeping import Learned
from parley.keyboard.offline import offline
from parley.keyboard.session import MOST
from parley.keyboard.types import Candidates, Fixed, Known, Point, Typed, Wishes
from parley.keyboard.typist import NotAtHand
from parley.pool.host import EngineHost, EnginePool, Kept
from parley.pool.waking import Waking
from parley.pool.wire import Load
from parley.settings import Settings

_T = TypeVar("_T")
_PAUSE = 8.0
"""Seconds after which the packs are opened: what people wait for at a start comes first."""
_SECONDS = 5.0
"""For one key; they take some thousandths."""
_START = 30.0


class TextBox:
    """One text box of one person, open as long as it is typed in."""

    def __init__(self, keyboard: Keyboard, account: str, wishes: Wishes) -> None:
        self._keyboard, self.account, self.wishes = keyboard, account, wishes
        self._kept: Kept | None = None

    async def compose(
        self, typed: str, before: str = "", fixed: Sequence[Fixed] = (), most: int = MOST
    ) -> Candidates:
        """See ``TypingSession.compose``."""
        return cast(Candidates, await self._call("compose", typed, before, tuple(fixed), most))

    async def swipe(self, path: Sequence[Point], before: str = "") -> Candidates:
        """See ``TypingSession.swipe``."""
        return cast(Candidates, await self._call("swipe", tuple(path), before))

    def close(self) -> None:
        """Let go of it; safe to call twice."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    async def _call(self, method: str, *arguments: object) -> Any:
        """Once more where the process ended meanwhile, or has let go of what its person taught."""
        try:
            return await (await self._open()).call(method, *arguments)
        except EngineFailed:
            self.close()
            return await (await self._open()).call(method, *arguments)

    async def _open(self) -> Kept:
        if self._kept is None:
            self._kept = await self._keyboard.kept(self.account, self.wishes)
        return self._kept


class Keyboard:
    """Candidates for what people type. Nothing is opened before somebody types, or ``wake`` is called.

    Everything may raise ``Busy``, ``EngineFailed``, ``EngineTimeout``, ``MissingLanguage``, ``TooLong``.
    """

    def __init__(self, settings: Settings, learned: Learned, hosts: Sequence[EngineHost] = ()) -> None:
        """``hosts`` instead of real ones are for tests."""
        wanted = settings.typing
        self.enabled, self.learning = wanted.enabled, wanted.learning
        self.learned = learned
        self._engines = Engines(settings.data_dir)
        self._small: dict[str, bytes] = {}
        self._hosts = list(hosts) or [
            EnginePool(
                "keyboard",
                Load("parley.keyboard.typist:Typist", {"data": str(settings.data_dir)}),
                max_kept=-(-wanted.sessions // wanted.copies),
                load_timeout=_START,
                call_timeout=_SECONDS,
            )
            for _ in range(wanted.copies)
        ]
        self._waking = Waking(self._hosts, _PAUSE)
        learned.changed.append(self._changed)

    def wake(self) -> None:
        """Open the packs in the background, so that the first key does not wait for it."""
        if self.enabled:
            self._waking.begin()

    def open(self, account: str, wishes: Wishes) -> TextBox:
        """A text box; ``account`` "" is somebody of whom nothing is known."""
        return TextBox(self, account, wishes)

    async def kept(self, account: str, wishes: Wishes) -> Kept:
        """A text box in the process that serves an account."""
        host = self._host(account)
        return await self._at_hand(account, lambda: host.keep("open", account, wishes))

    async def candidates(
        self,
        account: str,
        wishes: Wishes,
        typed: str,
        before: str = "",
        fixed: Sequence[Fixed] = (),
        most: int = MOST,
    ) -> Candidates:
        """What keys may mean, for who does not hold a text box open."""
        host, given = self._host(account), (account, wishes, typed, before, tuple(fixed), most)
        return cast(Candidates, await self._at_hand(account, lambda: host.call("candidates", *given)))

    async def swiped(self, account: str, wishes: Wishes, path: Sequence[Point], before: str) -> Candidates:
        """What a path may mean."""
        host = self._host(account)
        asked = lambda: host.call("swiped", account, wishes, tuple(path), before)  # noqa: E731
        return cast(Candidates, await self._at_hand(account, asked))

    async def learn(self, account: str, device: str, events: Sequence[Typed]) -> None:
        """What a person wrote on a device. It is kept when this returns."""
        if not self.learning or not events:
            return
        await self.learned.learn(account, device, events)
        await self._host(account).call("learn", account, tuple(events), time.time())

    async def spelt(self, text: str, language: str) -> Sequence[Flag] | None:
        """The doubtful words of a text; None where there is no pack for its language."""
        return cast("Sequence[Flag] | None", await self._hosts[0].call("spelt", language, text))

    async def going_on(self, text: str, language: str, most: int) -> Sequence[str]:
        """How a text may go on, with what stands there already; none without a pack."""
        return cast("Sequence[str]", await self._hosts[0].call("going_on", language, text, most))

    async def words(self, language: str, text: str) -> tuple[str, ...]:
        """The words of a text, as the models of a language know them."""
        if not text or text.isspace():
            return ()
        return cast("tuple[str, ...]", await self._hosts[0].call("words", language, text))

    async def offline(self, language: str) -> tuple[bytes, str]:
        """A small pack for a browser that is on its own, and what tells it from others. Raises
        ``MissingLanguage``."""
        if language not in self._small:
            self._small[language] = await asyncio.to_thread(offline, self._engines.pack(language))
        data = self._small[language]
        return data, hashlib.sha256(data).hexdigest()[:16]

    async def packs(self) -> tuple[Known, ...]:
        """The labels of the packs in use."""
        return cast("tuple[Known, ...]", await self._hosts[0].call("packs"))

    async def _at_hand(self, account: str, ask: Callable[[], Awaitable[_T]]) -> _T:
        """Ask; where the process does not know the person (any more), bring what they taught first."""
        try:
            return await ask()
        except NotAtHand:
            state = await self.learned.state(account)
            await self._host(account).call("bring", account, state)
            return await ask()

    async def _changed(self, account: str) -> None:
        """Another device has learned, or something was forgotten: the process asks anew."""
        with suppress(ParleyError):  # it is asked for anyway when the process starts again
            await self._host(account).call("drop", account)

    def _host(self, account: str) -> EngineHost:
        return self._hosts[sum(account.encode()) % len(self._hosts)]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Let the packs go."""
        await self._waking.stop()
        await self.learned.close()
