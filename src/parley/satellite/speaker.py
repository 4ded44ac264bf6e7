"""A speaker: its ears, its talk, its bell and its copy of the records, which live and end together."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import numpy as np

from parley import __version__
from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.audio.voice_activity import voice_activity
from parley.errors import NotAllowed
from parley.home.sync.client import SyncClient
from parley.home.sync.replica import Replica
from parley.home.sync.transport import HttpTransport, Unreachable
from parley.satellite import messages as m
from parley.satellite.attention import Attention, Called
from parley.satellite.card import Sound
from parley.satellite.clock import ServerClock, Timed
from parley.satellite.echo import Duplex
from parley.satellite.kept import Kept, SpeakerFailed
from parley.satellite.lights import Doing, Light
from parley.satellite.link import Link
from parley.satellite.meanwhile import Meanwhile
from parley.satellite.pairing import ROTATE_AFTER, Door, rotate
from parley.satellite.playing import Playback
from parley.satellite.ringing import Bell, Ringer
from parley.satellite.talk import ABLE, Phase, Talk
from parley.satellite.unheard import Unheard
from parley.satellite.voice import Voice
from parley.settings import Settings
from parley.speech.types import WakeListener
from parley.telemetry import log

if TYPE_CHECKING:
    from parley.satellite.alone import Embedded

_STILL = 5.0
"""Seconds without any sound, silence included, after which the sound card counts as gone."""
_ANSWERS_WITHIN = 3.0
"""Seconds that a server has to say that it is there when something is due."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How this speaker behaves."""

    language: str = "auto"
    """Language people speak to it, or ``auto``."""
    ui: str = "en"
    """Language it speaks by itself."""
    barge_in: bool = True
    """Whoever speaks interrupts the answer; otherwise the wake word does."""
    alone: bool = False
    """It does by itself what it can while there is no server."""


class Speaker:
    """Everything of one speaker. ``run`` ends by being cancelled, or with the reason why it cannot go on."""

    def __init__(
        self,
        kept: Kept,
        settings: Settings,
        duplex: Duplex,
        playback: Playback,
        listener: WakeListener,
        light: Light,
        manner: Manner | None = None,
        tls: ssl.SSLContext | None = None,
        clock: ServerClock | None = None,
    ) -> None:
        self._kept, self._duplex, self._playback = kept, duplex, playback
        self._light, self._manner, self._tls = light, manner or Manner(), tls
        self._attention = Attention(listener)
        self._clock = clock or ServerClock()
        self._lost_at: float | None = time.monotonic()
        self._voice = Voice(settings, playback)
        self._bell = Bell(kept, playback, time.monotonic, heard_through=duplex.full)
        barge_in = self._manner.barge_in and duplex.full
        self.talk = Talk(kept, playback, self._bell, barge_in=barge_in, time=time.monotonic, tell=light.tell)
        self._replica = Replica(kept.folder / "records.db")
        self._ringer = Ringer(kept, self._replica, self._bell, self, self._clock.now, self._voice.say)
        self._alone = self._embedded(settings) if self._manner.alone else None
        self._meanwhile = Meanwhile(
            Unheard(voice_activity, time.monotonic),
            self.talk,
            playback,
            self._bell,
            self._voice.say,
            self._manner.ui,
            time.monotonic,
            self._alone,
        )
        self._link: Link | None = None
        self._sync: SyncClient | None = None
        self.doing = Doing.OFFLINE

    def _embedded(self, settings: Settings) -> Embedded:
        # Half of Parley, which a speaker that is not asked to do this should not load.
        from parley.satellite.alone import Embedded

        device, language = self._kept.state.device, self._manner.language
        return Embedded(settings, self._replica, device, language, self._clock.now)

    # What the link and the ringer ask.

    def hello(self) -> m.Hello:
        """How a connection begins."""
        state = self._kept.state
        return m.Hello(
            SPEECH_RATE,
            self._manner.language,
            self._manner.ui,
            state.conversation,
            list(state.rang),
            list(ABLE),
            __version__,
        )

    def connected(self, there: bool) -> None:
        """The server is there, or gone."""
        if there:
            self._lost_at = None
            self.talk.begin()
            self._meanwhile.over()
            if self._sync is not None:  # a timer may be due before its own next look
                self._sync.hurry()
        else:
            self._lost_at = time.monotonic()
            self.talk.end()

    def take(self, message: m.FromServer) -> None:
        """The server says something."""
        self.talk.take(message)

    def take_speech(self, turn: int, pcm: Pcm) -> None:
        """The server's voice."""
        self.talk.take_speech(turn, pcm)

    @property
    def apart(self) -> float:
        """Seconds since the server was lost; 0 while it is there."""
        return 0.0 if self._lost_at is None else max(0.001, time.monotonic() - self._lost_at)

    async def answers(self) -> bool:
        """Whether the server is really there."""
        return self._link is not None and await self._link.answers(_ANSWERS_WITHIN)

    # Running.

    async def run(self, sound: Sound, keys: AsyncIterator[str]) -> None:
        """Be a speaker. Raises ``NotAllowed`` when the server does not know it any more, ``ParleyError``."""
        try:
            async with asyncio.TaskGroup() as together:
                together.create_task(self._hear(sound))
                together.create_task(self._obey(keys))
                together.create_task(self._ringer.run())
                together.create_task(self._stay_connected())
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from group
        finally:
            self._meanwhile.close()
            if self._alone is not None:
                await self._alone.close()
            await self._voice.close()
            self._replica.close()

    async def _hear(self, sound: Sound) -> None:
        blocks = aiter(sound.microphone())
        while True:
            try:
                async with asyncio.timeout(_STILL):
                    raw = await anext(blocks)
            except TimeoutError as error:
                raise SpeakerFailed("The sound card gives nothing any more. Is it plugged in?") from error
            self.hear(raw)
            await asyncio.sleep(0)  # a backlog of sound must not hold up the network

    def hear(self, raw: Samples) -> None:
        """The next 10 ms of the microphone."""
        block = self._duplex.hear(raw)
        if self._kept.state.muted:
            block = np.zeros_like(block)
        if (called := self._attention.feed(block)) is not None:
            self._called(called)
        elif self._meanwhile.listening:
            self._meanwhile.feed(block)
        self.talk.hear(block)
        self._bell.look()
        self._show()

    def _called(self, called: Called) -> None:
        if self.talk.call(called):
            log.info("speaker.called", word=called.woke.word)
        else:
            self._bell.stop()
            self._meanwhile.call(called.since)

    async def _obey(self, keys: AsyncIterator[str]) -> None:
        async for key in keys:
            match key:
                case "\n" | " ":
                    self._press()
                case "m" | "M":
                    self._mute()
                case "+" | "=":
                    self.talk.deeds.change_volume({"change": 10})
                case "-":
                    self.talk.deeds.change_volume({"change": -10})
                case _:
                    pass

    def _press(self) -> None:
        if self._bell.ringing:
            self._bell.stop()
            self._playback.hush()
        elif self._meanwhile.listening:
            self._meanwhile.stop()
        elif not self.talk.press():
            self._meanwhile.call()

    def _mute(self) -> None:
        self._kept.state.muted = not self._kept.state.muted
        self._kept.save()
        if self._kept.state.muted:
            self.talk.give_up()
            self._meanwhile.stop()
        self._show()

    async def _stay_connected(self) -> None:
        """Talk and sync, with a fresh token from time to time."""
        state = self._kept.state
        while True:
            await self._renewed()
            http = httpx.AsyncClient(
                verify=self._tls if self._tls is not None else True, timeout=30.0, trust_env=False
            )
            transport = HttpTransport(state.server, lambda: state.token, http, self._tls)
            self._link = link = Link(state.server, lambda: state.token, self, self._tls)
            self.talk.join(link)
            self._sync = sync = SyncClient(self._replica, Timed(transport, self._clock))
            try:
                # A connection ends with the token it began with.
                async with asyncio.timeout(ROTATE_AFTER), asyncio.TaskGroup() as together:
                    together.create_task(link.run())
                    together.create_task(sync.run())
            except TimeoutError:
                continue
            except BaseExceptionGroup as group:
                refused = group.subgroup(NotAllowed)
                if refused is not None:
                    raise NotAllowed(
                        "The server does not know this speaker any more. Pair it again: parley speaker pair"
                    ) from group
                raise group.exceptions[0] from group
            finally:
                await transport.close()

    async def _renewed(self) -> None:
        door = Door(self._kept.state.server, self._tls)
        try:
            await rotate(door, self._kept, time.time)
        except (Unreachable, SpeakerFailed) as error:
            log.info("speaker.token_kept", code=error.code)  # it is good for a year; later, then
        finally:
            await door.close()

    # Showing.

    def _show(self) -> None:
        doing = self._now_doing()
        if doing is not self.doing:
            self.doing = doing
            self._light.show(doing)

    def _now_doing(self) -> Doing:
        if self._bell.ringing:
            return Doing.RINGING
        if self._meanwhile.listening or self.talk.phase is Phase.LISTENING:
            return Doing.LISTENING
        if self.talk.phase is Phase.THINKING:
            return Doing.THINKING
        if self._playback.sounding:
            return Doing.SPEAKING
        if self._kept.state.muted:
            return Doing.MUTED
        return Doing.IDLE if self._lost_at is None else Doing.OFFLINE
