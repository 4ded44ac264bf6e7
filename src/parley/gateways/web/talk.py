"""``WebSocket /api/talk``: one browser, one conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from parley import __version__
from parley.assistant.events import EndReason, Mode, Speech, TurnEnded
from parley.assistant.live import Facts
from parley.assistant.waking import Bid
from parley.audio.pcm import SPEECH_RATE
from parley.audio.resample import StreamResampler
from parley.errors import ParleyError
from parley.gateways.conversing import Assistant, Conversation
from parley.gateways.outbox import Outbox, TooSlow
from parley.gateways.together import until_one_ends
from parley.gateways.web import messages as m
from parley.gateways.web.camera import Camera
from parley.gateways.web.translate import to_frame
from parley.home.accounts.callers import Caller, Kind, Role
from parley.home.accounts.limits import Allowance
from parley.telemetry import log

GOING_AWAY, TRY_LATER = 1001, 1013
BAD_HELLO, NOT_ALLOWED, IDLE, TOO_FAST = 4400, 4401, 4408, 4429
"""Close codes: 4000 and the HTTP status that means the same."""


_GATEWAYS = {Kind.SESSION: "web", Kind.DEVICE: "speaker", Kind.KEY: "program", Kind.LINK: ""}
"""What the page of a device calls who talks by this protocol."""
REMEDY = "Open the page with a link from: parley link"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one browser may ask of the server."""

    talks: int = 64
    """Conversations at once, over all browsers."""
    hello_within: float = 10.0
    """Seconds until the first message must have come."""
    silent_for: float = 150.0
    """Seconds without any message after which the browser is taken for gone; the page pings every 30."""
    send_within: float = 20.0
    """Seconds the network may take for one frame."""
    packet_bytes: int = 64 * 1024
    """Longest binary frame: 0.34 s at 96 kHz; the page sends 0.03 s."""
    sound_ahead: float = 10.0
    """Seconds of sound that may come at once, after a stalled network."""
    sound_speed: float = 2.0
    """Seconds of sound that may come per second in the long run."""
    reads_per_minute: float = 60.0
    """Typed utterances."""


class Talks:
    """The endpoint, and how many talk at once."""

    def __init__(self, assistant: Assistant, limits: Limits | None = None) -> None:
        self._assistant = assistant
        self._limits = limits or Limits()
        self._open = 0

    async def serve(self, websocket: WebSocket, caller: Caller, allowed: Callable[[], bool]) -> None:
        """Hold a talk of the caller's until either side leaves or it is no longer ``allowed``."""
        await websocket.accept()
        if not allowed():
            await _refuse(websocket, "not_allowed", REMEDY, NOT_ALLOWED)
            return
        if self._open >= self._limits.talks:
            await _refuse(websocket, "busy", "Too many conversations at once; try again soon.", TRY_LATER)
            return
        self._open += 1
        try:
            await _Talk(websocket, self._assistant, self._limits, caller, allowed).run()
        finally:
            self._open -= 1


class _Leave(Exception):
    """Close the connection with a code."""

    def __init__(self, code: int, error: m.Error | None = None) -> None:
        self.code, self.error = code, error


class _Talk:
    """One browser's conversation: a reader, a pump of events and a writer, which live and end together."""

    def __init__(
        self,
        websocket: WebSocket,
        assistant: Assistant,
        limits: Limits,
        caller: Caller,
        allowed: Callable[[], bool],
    ) -> None:
        self._socket = websocket
        self._caller = caller
        self._allowed = allowed
        self._assistant = assistant
        self._limits = limits
        self._outbox = Outbox()
        self._sound = Allowance(limits.sound_ahead, limits.sound_speed)
        self._reads = Allowance(limits.reads_per_minute / 4, limits.reads_per_minute / 60)
        self._rate = SPEECH_RATE
        self._resampler: StreamResampler | None = None
        self._last_turn = 0
        self._camera = Camera(self._send)

    async def run(self) -> None:
        try:
            hello = await self._greeting()
            self._rate = hello.rate
            async with self._opened(hello) as conversation:
                conversation.expect(None if hello.language == "auto" else hello.language, hello.ui)
                self._send(m.Ready(__version__))
                for action in await conversation.going_on():
                    self._send(m.Done(0, action.kind, action.data))
                await until_one_ends(
                    partial(self._listen_to, conversation),
                    partial(self._pump, conversation),
                    self._write,
                    ends=(WebSocketDisconnect, ParleyError, _Leave),
                )
            await self._close(GOING_AWAY, None)
        except WebSocketDisconnect:
            pass
        except _Leave as leave:
            await self._close(leave.code, leave.error)
        except TooSlow:
            await self._close(TRY_LATER, None)
        except ParleyError as error:
            log.warning("talk.refused", code=error.code)
            await self._close(GOING_AWAY, m.Error(error.code, str(error)))

    def _opened(self, hello: m.Hello) -> Conversation:
        """The conversation of whoever the token belongs to, on the device that it belongs to."""
        caller = self._caller
        # A program's key is no device; each name it gives stands for one.
        device = caller.device or f"key-{caller.token[:12]}-{hello.device}"
        named = f"{device}-{hello.conversation}" if hello.conversation else None
        guest = caller.role is Role.GUEST
        return self._assistant.open(
            device,
            named,
            person=caller.account,
            guest=guest,
            rang=hello.rang,
            able=hello.able,
            tools=self._camera if "camera" in hello.able and not guest else None,
            facts=Facts(_GATEWAYS[caller.kind], "websocket", hello.model, hello.version),
        )

    async def _greeting(self) -> m.Hello:
        frame = await self._receive(self._limits.hello_within)
        try:
            message = m.decode(frame) if isinstance(frame, str) else None
        except m.BadMessage as error:
            raise _Leave(BAD_HELLO, m.Error(error.code, str(error))) from error
        if not isinstance(message, m.Hello):
            raise _Leave(BAD_HELLO, m.Error("bad_message", "The first message must be a hello."))
        return message

    async def _receive(self, within: float) -> str | bytes:
        try:
            async with asyncio.timeout(within):
                message = await self._socket.receive()
        except TimeoutError as error:
            raise _Leave(IDLE, m.Error("idle", f"Nothing came for {within:.0f} seconds.")) from error
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        text: str | None = message.get("text")
        return text if text is not None else message.get("bytes") or b""

    async def _listen_to(self, conversation: Conversation) -> None:
        while True:
            frame = await self._receive(self._limits.silent_for)
            try:
                if isinstance(frame, str):
                    await self._act(conversation, m.decode(frame))
                else:
                    await self._hear(conversation, frame)
            except ParleyError as error:
                if isinstance(error, TooSlow):
                    raise
                self._send(m.Error(error.code, str(error)))

    async def _act(self, conversation: Conversation, message: m.FromBrowser) -> None:
        match message:
            case m.Hello():
                raise m.BadMessage("A hello comes once.")
            case m.Listen(mode, woke):
                self._resampler = None if self._rate == SPEECH_RATE else _resampler(self._rate)
                bid = None if woke is None else Bid(woke.word, woke.score, woke.loudness)
                conversation.listen(Mode(mode), woke=bid)
            case m.Release():
                if self._resampler is not None:
                    conversation.push(self._resampler.flush())
                    self._resampler = _resampler(self._rate)
                await conversation.release()
            case m.Deaf():
                conversation.deaf()
            case m.Looked():
                self._camera.take(message)
            case m.Read(text, picture):
                if not self._reads.take(1):
                    raise _Leave(TOO_FAST, m.Error("too_fast", "Too many messages a minute."))
                self._outbox.drop_speech(self._last_turn)
                await conversation.read(text, picture=picture)
            case m.Interrupt():
                self._outbox.drop_speech(self._last_turn)
                conversation.interrupt()
            case m.Rang(occurrence):
                conversation.confirm(occurrence)
            case m.Ping():
                if not self._allowed():
                    raise _Leave(NOT_ALLOWED, m.Error("not_allowed", "This session was ended."))
                self._send(m.Pong())

    async def _hear(self, conversation: Conversation, frame: bytes) -> None:
        if len(frame) % 2 or not 0 < len(frame) <= self._limits.packet_bytes:
            raise m.BadMessage(
                f"A packet of sound holds 2 to {self._limits.packet_bytes} bytes, and an even number."
            )
        samples = np.frombuffer(frame, "<i2").astype(np.int16, copy=False)
        if not self._sound.take(len(samples) / self._rate):
            raise _Leave(TOO_FAST, m.Error("too_fast", "Sound comes faster than anyone can speak."))
        conversation.push(samples if self._resampler is None else self._resampler.feed(samples))

    async def _pump(self, conversation: Conversation) -> None:
        async for event in conversation.events():
            self._last_turn = event.turn
            if isinstance(event, TurnEnded) and event.reason is EndReason.INTERRUPTED:
                self._outbox.drop_speech(event.turn)
            self._outbox.put(to_frame(event), speech_of=event.turn if isinstance(event, Speech) else None)

    async def _write(self) -> None:
        while True:
            await self._transmit(await self._outbox.get())

    async def _transmit(self, frame: str | bytes) -> None:
        try:
            async with asyncio.timeout(self._limits.send_within):
                if isinstance(frame, str):
                    await self._socket.send_text(frame)
                else:
                    await self._socket.send_bytes(frame)
        except TimeoutError as error:
            raise TooSlow("The network took too long for one frame.") from error

    def _send(self, message: m.ToBrowser) -> None:
        self._outbox.put(m.encode(message))

    async def _close(self, code: int, error: m.Error | None) -> None:
        try:
            async with asyncio.timeout(2):
                if error is None:
                    await self._socket.close(code)
                else:
                    await _refuse(self._socket, error.code, error.message, code)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            log.debug("browser.gone_before_close", close_code=code)


def _resampler(rate: int) -> StreamResampler:
    return StreamResampler(rate, SPEECH_RATE)


async def _refuse(websocket: WebSocket, code: str, message: str, close: int) -> None:
    await websocket.send_text(m.encode(m.Error(code, message)))
    await websocket.close(close)
