"""A connection of the Speech SDK that is spoken to: one turn after the other."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.errors import Busy, ParleyError, TooLong
from parley.gateways.azure.speech.framing import BadMessage, Message
from parley.gateways.azure.speech.listening import CLOSE, IDLE, reason
from parley.gateways.azure.speech.usp import BAD_DATA, DONE, Usp
from parley.gateways.azure.speech_synthesis.asked import Synthesis, asked
from parley.gateways.azure.speech_synthesis.turn import Turn
from parley.gateways.together import until_one_ends
from parley.home.accounts.callers import Caller
from parley.home.usage import Usage
from parley.speech.saying import Saying
from parley.speech.ssml.building import MAX_CHARACTERS
from parley.speech.ssml.reading import script_of
from parley.speech.ssml.script import Script
from parley.speech.voice_names import VoiceNames
from parley.telemetry import log

_WAITING: Final = 8
"""Turns that may be open before the one before them is said."""


class Speaking:
    """The endpoint."""

    def __init__(self, saying: Saying, names: VoiceNames, usage: Usage) -> None:
        self._saying, self._names, self._usage = saying, names, usage

    async def serve(self, websocket: WebSocket, caller: Caller) -> None:
        """Speak until the client leaves, or asks for what cannot be done."""
        usp = Usp(websocket)
        await usp.accept()
        connection = _Connection(usp, self, caller)
        try:
            await until_one_ends(
                connection.read, connection.say, ends=(WebSocketDisconnect, ParleyError, TimeoutError)
            )
        except WebSocketDisconnect:
            pass
        except TimeoutError:
            await usp.close(DONE, "Nothing was asked for five minutes.")
        except ParleyError as error:
            log.info("usp.refused", code=error.code)
            await usp.close(CLOSE.get(error.code, BAD_DATA), reason(error))

    def turn(self, usp: Usp, request: str, wants: Synthesis) -> Turn:
        """A turn of a connection. Raises ``Unsupported``."""
        return Turn(usp, request, wants, self._saying, self._names)

    def count(self, caller: Caller, turn: Turn) -> None:
        """A turn is over, or was broken off."""
        self._usage.count(caller, "speech.say", characters=turn.characters, seconds=turn.seconds)


class _Connection:
    """Reads and speaks, side by side."""

    def __init__(self, usp: Usp, speaking: Speaking, caller: Caller) -> None:
        self._usp, self._speaking, self._caller = usp, speaking, caller
        self._wants: dict[str, Synthesis] = {}
        self._streaming: Turn | None = None
        self._open: asyncio.Queue[tuple[Turn, Script | None]] = asyncio.Queue(_WAITING)
        self._pieces = 0
        self._busy = False

    async def read(self) -> None:
        receiving = asyncio.ensure_future(self._usp.receive())
        try:
            while True:
                done, _ = await asyncio.wait({receiving}, timeout=IDLE)
                if done:
                    message = receiving.result()
                    receiving = asyncio.ensure_future(self._usp.receive())
                    self._take(message)
                elif not self._busy:
                    raise TimeoutError
        finally:
            receiving.cancel()

    async def say(self) -> None:
        while True:
            turn, script = await self._open.get()
            self._busy = True
            try:
                await turn.say(script)
            finally:
                self._busy = False
                self._speaking.count(self._caller, turn)

    def _take(self, message: Message) -> None:
        if message.path == "synthesis.context":
            self._context(message)
        elif message.path == "ssml":
            wants = self._wants.get(message.request) or Synthesis()
            self._begin(message.request, wants, script_of(_text(message)))
        elif message.path == "text.piece":
            self._piece(message)
        elif message.path == "text.end" and self._streaming is not None:
            self._streaming.text.put_nowait(None)
            self._streaming = None
        # The rest is the SDK's own affair: its version, the times at which it received our messages.

    def _context(self, message: Message) -> None:
        wants = asked(message.body)
        # A turn has one context, before its text; what is older is of a turn that never came.
        self._wants = {message.request: wants}
        if wants.input.bidirectional_streaming_mode:
            _ = wants.input.manner  # what is wrong is said before the text comes
            self._pieces = 0
            if self._streaming is not None:
                self._streaming.text.put_nowait(None)
            self._streaming = self._begin(message.request, wants, None)

    def _begin(self, request: str, wants: Synthesis, script: Script | None) -> Turn:
        turn = self._speaking.turn(self._usp, request, wants)
        try:
            self._open.put_nowait((turn, script))
        except asyncio.QueueFull as error:
            raise Busy(f"At most {_WAITING} turns wait to be said.") from error
        return turn

    def _piece(self, message: Message) -> None:
        if self._streaming is None or self._streaming.request != message.request:
            raise BadMessage(
                "Pieces of text need a synthesis.context with bidirectionalStreamingMode before."
            )
        text = _text(message)
        self._pieces += len(text)
        if self._pieces > MAX_CHARACTERS:
            raise TooLong(f"At most {MAX_CHARACTERS} characters are said at once.")
        if text:
            self._streaming.text.put_nowait(text)


def _text(message: Message) -> str:
    if isinstance(message.body, bytes):
        raise BadMessage(f"{message.path} is text.")
    return message.body
