"""What a board is told and played of our answers, in the order that its firmware needs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from parley.audio.pcm import Pcm
from parley.errors import ParleyError
from parley.gateways.xiaozhi.feeding import Feeder
from parley.gateways.xiaozhi.link import Link
from parley.gateways.xiaozhi.messages import Llm, Stt, ToBoard, Tts, encode
from parley.telemetry import log

FACES = {
    "neutral": "😶",
    "happy": "🙂",
    "laughing": "😆",
    "funny": "😂",
    "sad": "😔",
    "angry": "😠",
    "crying": "😭",
    "loving": "😍",
    "embarrassed": "😳",
    "surprised": "😯",
    "shocked": "😱",
    "thinking": "🤔",
    "winking": "😉",
    "cool": "😎",
    "relaxed": "😌",
    "delicious": "🤤",
    "kissy": "😘",
    "confident": "😏",
    "sleepy": "😴",
    "silly": "😜",
    "confused": "🙄",
}
"""The faces that the firmware can make, and what each looks like."""


class Answers:
    """The answers of one talk.

    A board plays sound only between ``start`` and ``stop`` of ``tts``, and listens again by itself when it
    gets the ``stop``.
    """

    def __init__(self, link: Link, session: str, at_once: int, silent: Callable[[], Awaitable[None]]) -> None:
        """``at_once``: see ``Feeder``. ``silent`` is called whenever the board has been told to stop."""
        self._link = link
        self._session = session
        self._feeder = Feeder(link, at_once)
        self._silent = silent
        self._face = ""
        self._ending: asyncio.Task[None] | None = None
        self.turn = 0
        """The latest turn that was told."""
        self.speaking = False
        """The board has been told that we speak."""

    async def heard(self, turn: int, text: str) -> None:
        """Show what the person said; the answer is about to come."""
        await self.tell(Stt(self._session, text))
        await self._begin(turn)

    async def say(self, turn: int, text: str, emotion: str) -> None:
        """Show a sentence that is about to be heard, and the face that goes with it."""
        await self._begin(turn)
        await self._feeder.flush()
        if turn != self.turn or not self.speaking:
            return  # it was cut off meanwhile
        face = emotion if emotion in FACES else "neutral"
        if face != self._face:
            self._face = face
            await self.tell(Llm(self._session, face, FACES[face]))
        await self.tell(Tts(self._session, "sentence_start", text))

    async def play(self, turn: int, pcm: Pcm) -> None:
        """The sound of the answer."""
        await self._begin(turn)
        if turn == self.turn and self.speaking:
            await self._feeder.feed(pcm)

    async def end(self, turn: int) -> None:
        """Nothing more of a turn follows: be silent when the board has played it, unless more comes."""
        if not self.speaking or turn != self.turn:
            return
        await self._feeder.flush()
        if self.speaking and turn == self.turn and self._ending is None:
            if self._feeder.tail > 0:
                self._ending = asyncio.create_task(self._stop_in(self._feeder.tail), name="xiaozhi tail")
            else:
                await self.stop()

    async def stop(self) -> None:
        """Be silent at once. Nothing that was not sent follows."""
        self._go_on()
        self._feeder.rest()
        if self.speaking:
            self.speaking, self._face = False, ""
            await self.tell(Tts(self._session, "stop"))
            await self._silent()

    def close(self) -> None:
        """The talk is over."""
        self._go_on()
        self._feeder.rest()

    async def tell(self, message: ToBoard) -> None:
        """Send a message."""
        await self._link.send_text(encode(message))

    async def _begin(self, turn: int) -> None:
        self._go_on()
        self.turn = turn
        if not self.speaking:
            self.speaking = True
            await self.tell(Tts(self._session, "start"))

    async def _stop_in(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._ending = None
        try:
            await self.stop()
        except ParleyError as error:  # the board is gone, which whoever listens to it finds out too
            log.debug("xiaozhi.gone_before_silence", code=error.code)

    def _go_on(self) -> None:
        """No silence yet, after all."""
        ending, self._ending = self._ending, None
        if ending is not None:
            ending.cancel()
