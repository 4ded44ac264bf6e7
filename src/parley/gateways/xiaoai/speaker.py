"""One speaker's conversation: its microphone in, its loudspeaker out, and its wake words in between."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Protocol

from websockets.exceptions import ConnectionClosed

from parley.assistant.events import Did, EndReason, Event, Mode, Speech, TurnEnded, Woke
from parley.assistant.live import Facts
from parley.assistant.waking import Bid, Loudness
from parley.audio.pcm import SPEECH_RATE
from parley.errors import ParleyError, Unsupported
from parley.gateways.conversing import Assistant, Conversation
from parley.gateways.outbox import Outbox, TooSlow
from parley.gateways.together import until_one_ends
from parley.gateways.xiaoai import messages as m
from parley.gateways.xiaoai.calling import Calls
from parley.gateways.xiaoai.commands import Line
from parley.gateways.xiaoai.loudspeaker import Loudspeaker
from parley.gateways.xiaoai.noticing import Woken, woken
from parley.gateways.xiaoai.ringing import RINGS, Ringing
from parley.home.accounts.devices import Device
from parley.home.accounts.limits import Allowance
from parley.telemetry import log

ABLE = frozenset({"volume", "sound"})
_SAME_WORD = 3.0
"""Seconds in which its log may tell of one saying of the wake word several times."""
_AT_ONCE = 4
"""Things done beside the talk."""
_QUIET = 5.0
"""Seconds without sound after which the microphone is opened again: the client closes it at any gap."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one speaker may send."""

    sound_ahead: float = 10.0
    """Seconds of sound at once, after a stalled network."""
    sound_speed: float = 2.0
    """Seconds of sound per second in the long run."""
    messages: float = 200.0
    """Text messages at once."""
    messages_per_second: float = 40.0
    send_within: float = 20.0
    """Seconds the network may take for one frame."""
    waiting_bytes: int = 4 * 1024 * 1024
    """What waits to be sent: half a minute of sound."""


class Socket(Protocol):
    """What is needed of a WebSocket; both raise ``ConnectionClosed``."""

    async def recv(self) -> str | bytes: ...
    async def send(self, message: str | bytes, /) -> None: ...


class TooFast(ParleyError):
    """More comes than any speaker sends."""

    code = "too_fast"


class Speaker:
    """A speaker that is connected."""

    def __init__(
        self,
        socket: Socket,
        assistant: Assistant,
        device: Device,
        *,
        guest: bool = False,
        noticed: Callable[[str, str], Awaitable[None]] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._socket = socket
        self._assistant = assistant
        self._device = device
        self._guest = guest
        self._noticed = noticed
        self._limits = limits = limits or Limits()
        self._outbox = Outbox(limits.waiting_bytes)
        self._calls = Calls(self._outbox.put)
        self._loudspeaker = Loudspeaker(self._calls, self._send)
        self._ringing = Ringing(self._loudspeaker.play)
        self._sound = Allowance(limits.sound_ahead, limits.sound_speed)
        self._messages = Allowance(limits.messages, limits.messages_per_second)
        self._loudness = Loudness()
        self._conversation: Conversation | None = None
        self._woken = float("-inf")
        """Event-loop time of the last wake word."""
        self._heard = float("-inf")
        """Event-loop time of the last sound."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._strange = False
        """A message made no sense already."""

    async def run(self) -> None:
        """Serve it until it leaves. Raises ``TooFast`` and ``TooSlow``, for which it is to be put off."""
        try:
            await until_one_ends(
                self._read, self._write, self._talk, self._keep_hearing, ends=(ConnectionClosed, ParleyError)
            )
        except ConnectionClosed:
            pass
        finally:
            self._loudspeaker.close()
            self._ringing.stop()
            for task in list(self._tasks):
                task.cancel()

    async def _talk(self) -> None:
        version = _word(await self._calls.call("get_version"))
        model = await self._model()
        if self._noticed is not None:
            await self._noticed(model, version)
        facts = Facts("xiaoai", "websocket", model, version)
        device = self._device
        async with self._assistant.open(
            device.id, f"{device.id}-talk", person=device.account, guest=self._guest, able=ABLE, facts=facts
        ) as conversation:
            conversation.expect(_only(device.languages))
            self._conversation = conversation
            self._rest()
            await self._calls.call("start_recording", m.RECORDING)
            self._heard = _now()
            async for event in conversation.events():
                await self._show(event)

    async def _model(self) -> str:
        try:
            return _word(await self._calls.shell(Line.MODEL))
        except ParleyError as error:  # it talks all the same
            log.info("xiaoai.model_unknown", code=error.code)
            return ""

    async def _show(self, event: Event) -> None:
        match event:
            case Speech(turn, pcm):
                await self._loudspeaker.play(turn, pcm)
            case Did(_, action) if action.kind == "volume":
                self._loudspeaker.set_volume(action)
            case Did(turn, action) if action.kind in RINGS:
                self._ringing.due(turn)
            case Woke():
                self._stop_ringing()
            case TurnEnded(turn, reason, follow_up):
                if reason is EndReason.INTERRUPTED:
                    self._outbox.drop_speech(turn)
                    await self._loudspeaker.silence()
                    return  # whatever interrupted it is listened to
                self._loudspeaker.over(turn)
                self._ringing.said(turn)
                begun_anew = _now() - self._woken < 1.0 and reason is not EndReason.ELSEWHERE
                if not follow_up and not begun_anew:
                    self._rest()
            case _:
                pass

    def _rest(self) -> None:
        """Wait for a wake word that Parley itself knows; the speaker tells of its own in any case."""
        assert self._conversation is not None
        try:
            self._conversation.listen(Mode.WAKE)
        except Unsupported:
            self._conversation.deaf()

    async def _read(self) -> None:
        while True:
            frame = await self._socket.recv()
            try:
                if isinstance(frame, str):
                    self._take(frame)
                else:
                    await self._hear(frame)
            except m.BadMessage as error:
                if not self._strange:
                    self._strange = True
                    log.warning("xiaoai.bad_message", code=error.code, length=len(frame))

    def _take(self, frame: str) -> None:
        if not self._messages.take():
            raise TooFast("More messages come than a speaker sends.")
        message = m.decode(frame)
        if isinstance(message, m.Response):
            self._calls.take(message)
        elif isinstance(message, m.Request):
            self._outbox.put(m.refusal(message.id))
        elif (wake := woken(message)) is not None:
            self._wake(wake)

    def _wake(self, wake: Woken) -> None:
        now = _now()
        if self._conversation is None or (wake.own and now - self._woken < _SAME_WORD):
            return
        self._woken = now
        self._stop_ringing()
        if wake.own and len(self._tasks) < _AT_ONCE:
            self._begin(self._stop_xiaoai(), "xiaoai stopping")
        self._conversation.listen(Mode.WAKE, woke=Bid(wake.word, loudness=self._loudness.level))

    def _stop_ringing(self) -> None:
        if self._ringing.stop():
            self._begin(self._loudspeaker.silence(), "xiaoai silence")

    def _begin(self, work: Coroutine[object, object, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _stop_xiaoai(self) -> None:
        try:
            await self._calls.shell(Line.STOP_XIAOAI)
        except ParleyError as error:
            log.warning("xiaoai.not_stopped", code=error.code)

    async def _hear(self, frame: bytes) -> None:
        if not self._sound.take(len(frame) / _BYTES_A_SECOND):
            raise TooFast("Sound comes faster than anyone can speak.")
        samples = m.recorded(frame)
        if samples is None or not len(samples) or self._conversation is None:
            return
        self._heard = _now()
        self._loudness.feed(samples)
        self._conversation.push(samples)

    async def _keep_hearing(self) -> None:
        while True:
            await asyncio.sleep(_QUIET)
            if self._conversation is not None and _now() - self._heard > _QUIET:
                await self._calls.call("start_recording", m.RECORDING)  # does nothing where it is open

    def _send(self, sound: bytes, turn: int) -> None:
        self._outbox.put(sound, speech_of=turn)

    async def _write(self) -> None:
        while True:
            frame = await self._outbox.get()
            try:
                async with asyncio.timeout(self._limits.send_within):
                    await self._socket.send(frame)
            except TimeoutError as error:
                raise TooSlow("The network took too long for one frame.") from error


_BYTES_A_SECOND = 2.0 * 2 * SPEECH_RATE
"""Bytes of a second of sound as numbers, at the very least: one digit and one comma for each byte."""


def _word(data: object) -> str:
    """A version or a model, if it looks like one: the speaker may print anything."""
    return data if isinstance(data, str) and re.fullmatch(r"[A-Za-z0-9._-]{1,20}", data) else ""


def _only(languages: Sequence[str]) -> str | None:
    return languages[0] if len(languages) == 1 else None


def _now() -> float:
    return asyncio.get_running_loop().time()
