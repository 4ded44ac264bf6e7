"""A connection of the Speech SDK that is listened to: one turn after the other."""

from __future__ import annotations

import asyncio

from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.errors import MissingEngine, MissingLanguage, ParleyError
from parley.gateways.azure.speech import contexts
from parley.gateways.azure.speech.asked import Asked, asked
from parley.gateways.azure.speech.framing import Message
from parley.gateways.azure.speech.translating import Interpreter, Say, Translation
from parley.gateways.azure.speech.turn import Ears, Transcribing, Turn
from parley.gateways.azure.speech.usp import BAD_DATA, DONE, FAILED, MOST_REASON, TRY_LATER, Usp
from parley.gateways.frames import NONE_TO_SPARE, Spare
from parley.gateways.together import until_one_ends
from parley.home.accounts.callers import Caller
from parley.home.usage import Usage
from parley.telemetry import log

IDLE = 300.0
"""Seconds without a message after which a connection is closed; the SDK opens another when it needs one."""
_WAITING = 4
"""Turns that may be open before the one before them is told to its end."""

CLOSE = {"busy": TRY_LATER, "too_many": TRY_LATER, "engine_failed": FAILED, "engine_timeout": FAILED}
"""Error code → close code. With 1007 the SDK tells the program why at once (``BadRequest``); with the
others it tries again four times first. What is not listed is 1007."""


class Listening:
    """The endpoint."""

    def __init__(
        self,
        transcribing: Transcribing,
        translation: Translation | None = None,
        say: Say | None = None,
        usage: Usage | None = None,
    ) -> None:
        """Without ``translation`` nothing is translated, without ``say`` no translation is said."""
        self._transcribing, self._translation = transcribing, translation
        self._say, self._usage = say, usage

    async def serve(self, websocket: WebSocket, caller: Caller) -> None:
        """Listen until the client leaves, or does what cannot be gone on with."""
        usp = Usp(websocket)
        await usp.accept()
        connection = _Connection(usp, self)
        try:
            await until_one_ends(
                connection.read, connection.tell, ends=(WebSocketDisconnect, ParleyError, TimeoutError)
            )
        except WebSocketDisconnect:
            pass
        except TimeoutError:
            await usp.close(DONE, "Nothing was said for five minutes.")
        except ParleyError as error:
            log.info("usp.refused", code=error.code)
            await usp.close(CLOSE.get(error.code, BAD_DATA), reason(error))
        finally:
            connection.close()
            if self._usage is not None and connection.turns:
                self._usage.count(
                    caller, "speech.recognise", requests=connection.turns, seconds=connection.seconds
                )

    async def begin(self, usp: Usp, request: str, wants: Asked) -> Turn:
        """Begin a turn. Raises ``MissingLanguage``, ``MissingEngine``, ``Unsupported``, ``Busy``."""
        interpreter = None
        if wants.translating:
            if self._translation is None:
                raise MissingEngine("translation", "parley models list")
            interpreter = Interpreter(usp, request, wants, self._translation, self._say)
            await interpreter.check()
        transcript = await self._transcribing.open(wants.wanted)
        return Turn(
            usp, request, wants, Ears(transcript, self._transcribing.missing(wants.wanted), interpreter)
        )


class _Connection:
    """Reads and tells, side by side."""

    def __init__(self, usp: Usp, listening: Listening) -> None:
        self._usp, self._listening = usp, listening
        self._turn: Turn | None = None
        self._begun: asyncio.Queue[Turn] = asyncio.Queue(_WAITING)
        self.turns = 0
        """Begun."""
        self._seconds = 0.0
        self._stirred = False
        """Whether something was taken since the last message was awaited."""

    @property
    def seconds(self) -> float:
        """Of sound in all turns."""
        return self._seconds + (self._turn.seconds if self._turn else 0.0)

    async def read(self) -> None:
        with self._usp.taking(self._take, self._settle):
            await self._read()

    def _settle(self) -> Spare:
        return self._turn.settle() if self._turn is not None else NONE_TO_SPARE

    def _take(self, message: Message) -> bool:
        """Most sound is only kept until there is enough of it: for that nobody need wake up."""
        turn = self._turn
        taken = turn is not None and _is_sound(message, turn) and turn.take(message)
        self._stirred |= taken
        return taken

    async def _receive(self) -> Message:
        """The next message that was not taken. Raises ``TimeoutError`` when none came for long."""
        while True:
            self._stirred = False
            try:
                async with asyncio.timeout(IDLE):
                    return await self._usp.receive()
            except TimeoutError:
                if not self._stirred:
                    raise

    async def _read(self) -> None:
        while True:
            message = await self._receive()
            if message.path == "speech.context":
                await self._begin(message)
            elif self._turn and _is_sound(message, self._turn):
                if not self._turn.take(message):
                    await self._turn.hear(message)
                self._turn.settle()
            # The rest is the SDK's own affair: its version, the times at which it received our messages.

    async def tell(self) -> None:
        while True:
            await (await self._begun.get()).tell()

    def close(self) -> None:
        if self._turn is not None:
            self._turn.close()

    async def _begin(self, message: Message) -> None:
        """Begin a turn; one that is still open is given up, for the SDK has no two at once."""
        wants = asked(self._usp.path, self._usp.query, contexts.read(message.body))
        self._seconds = self.seconds
        self.close()
        self._turn = None
        self._turn = await self._listening.begin(self._usp, message.request, wants)
        self.turns += 1
        await self._begun.put(self._turn)


def _is_sound(message: Message, turn: Turn) -> bool:
    return message.path == "audio" and message.request == turn.request


def reason(error: ParleyError) -> str:
    """Why, in as many bytes as a close frame holds; where that is too few, what to do is kept."""
    said = str(error)
    if len(said.encode()) <= MOST_REASON or not isinstance(error, MissingEngine | MissingLanguage):
        return said
    return f"Get it with: {error.remedy}"
