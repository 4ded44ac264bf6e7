"""A board that nobody talks to: what is announced rings by its own sound, and stands on its screen.

The firmware plays what it is sent only over a channel that it opened itself; an alert it takes at any time.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from parley.assistant.events import Did, Event, Said, Speech
from parley.errors import ParleyError
from parley.gateways.conversing import Conversation
from parley.gateways.xiaozhi.doing import TITLES, Doing
from parley.gateways.xiaozhi.messages import Alert, OurMcp, System, ToBoard
from parley.skills.types import Action
from parley.telemetry import log

EVERY = 4.0
"""Seconds between two alerts of something that rings; the board's sound takes 0.8."""
RINGS_FOR = {"alarm_rang": 300.0, "timer_rang": 300.0, "reminder_rang": 30.0, "find": 60.0}
"""Kind of action → seconds for which it rings, unless somebody comes; anything else is shown once."""
_WORDS_WITHIN = 1.0
"""Seconds that what rings waits for its words; then it rings without."""
KEPT_FOR = 600.0
"""Seconds in which whoever comes is told what there was."""
_KEPT = 5
"""Things that are told then."""
_TEXT = 300
"""Characters on the screen; more are not read from a board."""

Tell = Callable[[ToBoard], Awaitable[None]]


@dataclass(slots=True)
class Notice:
    """Something that was announced."""

    turn: int
    at: float
    """By the event loop's clock."""
    language: str = "en"
    kind: str = ""
    """Kind of the action that rings, if any does."""
    name: str = ""
    occurrence: str = ""
    """What the board has not been asked yet whether it got."""
    shown: bool = False
    sentences: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        """All of it."""
        between = "" if self.language == "zh" else " "
        return between.join(self.sentences)


class Waiting:
    """One board's time between two talks."""

    def __init__(
        self, conversation: Conversation, session: str, language: str, tell: Tell, doing: Doing
    ) -> None:
        """``session`` names what the board is told; ``language`` is for what says none itself. ``doing`` has
        the board do what it can do by its tools."""
        self._conversation, self._session, self._language = conversation, session, language
        self._tell, self._doing = tell, doing
        self._loop = asyncio.get_running_loop()
        self._notices: list[Notice] = []
        self._ringing: asyncio.Task[None] | None = None
        self._asked: dict[int, str] = {}
        """Number of a question to the board → the occurrence that it confirms by answering."""

    async def run(self) -> None:
        """As long as nobody talks."""
        try:
            async for event in self._conversation.events():
                try:
                    await self._take(event)
                except ParleyError as error:  # what rings is handed to another device, or tried again later
                    log.warning("xiaozhi.not_told", code=error.code)
        finally:
            self._stop()
            self._doing.close()

    def answered(self, number: object) -> None:
        """The board answered a question, so that it got what was sent before."""
        if isinstance(number, int) and (occurrence := self._asked.pop(number, "")):
            self._conversation.confirm(occurrence)

    def woken(self) -> list[Notice]:
        """Somebody came. What they should be told, because nobody was there when it was announced."""
        for number in list(self._asked):
            self.answered(number)
        self._stop()
        since = self._loop.time() - KEPT_FOR
        return [each for each in self._notices if each.at > since and each.sentences]

    async def _take(self, event: Event) -> None:
        match event:
            case Did(turn, action) if action.kind in TITLES or action.kind in RINGS_FOR:
                self._rang(self._notice(turn), action)
            case Did(_, action):
                await self._do(action)
            case Said(turn, text, language) if text:
                notice = self._notice(turn)
                notice.language = language
                notice.sentences.append(text)
                await self._show(notice)
            case Speech(turn) if turn != self._latest:
                # Sound without words, such as the one for trying a speaker.
                notice = self._notice(turn)
                notice.kind = "find"
                await self._show(notice)
            case _:
                pass

    async def _do(self, action: Action) -> None:
        if action.kind == "stop":
            self._stop()
        elif action.kind == "restart":
            await self._tell(System(self._session, "reboot"))
        else:
            await self._doing.do(action)

    @property
    def _latest(self) -> int:
        return self._notices[-1].turn if self._notices else -1

    def _rang(self, notice: Notice, action: Action) -> None:
        notice.kind, notice.name = action.kind, str(action.data.get("name") or "")
        notice.occurrence = str(action.data.get("occurrence") or "")
        self._stop()
        self._ringing = asyncio.create_task(self._ring(notice), name="xiaozhi ring")

    async def _ring(self, notice: Notice) -> None:
        until = self._loop.time() + RINGS_FOR.get(notice.kind, 0.0)
        await asyncio.sleep(_WORDS_WITHIN)
        again = notice.shown  # with its words, as soon as it had some
        while not again or self._loop.time() < until:
            if again:
                await asyncio.sleep(EVERY)
            again = True
            try:
                await self._show(notice)
            except ParleyError as error:
                log.info("xiaozhi.ring_lost", code=error.code)

    async def _show(self, notice: Notice) -> None:
        title = TITLES.get(notice.kind, TITLES["announced"])[notice.language != "zh"]
        text = notice.text or notice.name or title
        await self._tell(Alert(self._session, title, text[:_TEXT], "happy"))
        notice.shown = True
        if notice.occurrence:
            await self._ask(notice)

    async def _ask(self, notice: Notice) -> None:
        """Have the board answer: it does so for what it does not know, too."""
        number = 1_000_000_000 + secrets.randbelow(1_000_000_000)
        self._asked[number], notice.occurrence = notice.occurrence, ""
        await self._tell(OurMcp(self._session, {"jsonrpc": "2.0", "id": number, "method": "ping"}))

    def _notice(self, turn: int) -> Notice:
        if turn != self._latest:
            self._notices.append(Notice(turn, self._loop.time(), self._language))
            del self._notices[:-_KEPT]
        return self._notices[-1]

    def _stop(self) -> None:
        if self._ringing is not None:
            self._ringing.cancel()
            self._ringing = None
