"""The talk with the server as a state machine: who listens, who speaks, and what falls silent when."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum

from parley.audio.pcm import Pcm, Samples
from parley.satellite import chimes
from parley.satellite import messages as m
from parley.satellite.attention import Called
from parley.satellite.deeds import Bells, Deeds
from parley.satellite.kept import Kept
from parley.satellite.link import Wire
from parley.satellite.playing import Playback

WAIT = 10.0
"""Seconds in which somebody who called must begin to speak; the server waits for eight."""
LONGEST = 45.0
"""Seconds after which an utterance is given up whatever the server says; it ends one after thirty."""
FOLLOW_UP = 8.0
"""Seconds in which a question is answered without a wake word."""
PATIENCE = 60.0
"""Seconds of thinking after which nothing is expected any more."""
_TURN_OVER = 0.4
"""Seconds after the last sound of an answer in which whoever goes on speaking needs no wake word."""
_DECIDE = 1.5
"""Seconds that what sounds is held until it is known which device was meant; a fifth of one is usual."""
ABLE = ("volume", "sound")
"""What Parley may do to this device."""


class Phase(Enum):
    """Where the talk is."""

    IDLE = "idle"
    """Nothing is said or expected; sound stays on the device."""
    LISTENING = "listening"
    """Somebody is listened to, or expected to speak."""
    THINKING = "thinking"
    """An utterance is complete, and its answer on the way."""
    ANSWERING = "answering"
    """The answer or music is played."""


class Talk:
    """One talk; ``hear`` is called with every block of the microphone and keeps the time by them."""

    def __init__(
        self,
        kept: Kept,
        playback: Playback,
        bells: Bells,
        *,
        barge_in: bool,
        time: Callable[[], float],
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """``barge_in``: speaking interrupts, which needs a microphone without echo. ``time``: seconds."""
        self._playback, self._bells = playback, bells
        self.deeds = Deeds(kept, playback, bells)
        self._barge_in, self._time, self._tell = barge_in, time, tell
        self._wire: Wire | None = None
        self.phase = Phase.IDLE
        self._newest = 0
        self._over = 0
        """The latest turn that ended."""
        self._sending = ""
        """How sound is being sent: ``open``, ``press`` or not."""
        self._until = self._held_since = 0.0
        """When listening or thinking is given up."""
        self._deciding = False
        """The wake word was heard, and perhaps better elsewhere."""
        self._asked = False
        """The answer that is played ends with a question."""
        self.heard: Callable[[int, str, bool], None] | None = None
        """Hears what the server understood: turn, text, and whether that is final."""
        self._waiters: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    def join(self, wire: Wire) -> None:
        """Talk through this connection."""
        self._wire = wire

    # What the person does.

    def call(self, called: Called) -> bool:
        """The wake word was heard: what sounds is held, and what follows is listened to.

        It goes on when the server says that another device was meant. False when there is no server.
        """
        if self._wire is None or not self._wire.ready:
            return False
        self._bells.stop()
        self._playback.hold(True)
        self._deciding = True
        self._listen("open" if self._barge_in else "wake", called.woke, called.since)
        return True

    def press(self) -> bool:
        """The key was pressed: to speak, or when that was said, or to stop what sounds."""
        if self._wire is None or not self._wire.ready:
            self._playback.hush()
            return False
        if self.phase is Phase.LISTENING:
            self.release()
        elif self.phase is Phase.ANSWERING or self._playback.sounding:
            self._fall_silent()
            self._rest()
        else:
            self._fall_silent()
            self._listen("press", None, None)
        return True

    def release(self) -> None:
        """What is being said is complete."""
        if self._wire is not None and self._sending:
            self._wire.send(m.Release())
            self._sending = ""
            self._think()

    def give_up(self) -> None:
        """The microphone was turned off: what is being said is dropped."""
        self._deafen()
        if self.phase is Phase.LISTENING:
            self._rest()

    def ask(self, recording: Samples) -> bool:
        """Have something done that was recorded before."""
        if self._wire is None or not self._wire.ready:
            return False
        self._listen("press", None, recording)
        self.release()
        return True

    def listen(self) -> bool:
        """Listen although nobody called: a question was put to them."""
        if self._wire is None or not self._wire.ready:
            return False
        self._listen("open", None, None)
        self._until = self._time() + FOLLOW_UP
        return True

    def hear(self, block: Samples) -> None:
        """The next sound of the microphone, without echo."""
        if self._sending and self._wire is not None:
            self._wire.send_sound(block)
        self._look()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, as it is seen with every block of the microphone."""
        if not holds():
            done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append((holds, done))
            await done

    # What the server says.

    def begin(self) -> None:
        """A connection is ready; its turns count from 1."""
        self._newest = self._over = 0
        self._playback.begin()
        self._sending, self.phase = "", Phase.IDLE
        self._playback.duck(False)

    def end(self) -> None:
        """The connection is gone; what has arrived is still played."""
        self._sending, self._over, self._asked = "", self._newest, False
        self._deciding = False
        self._playback.hold(False)
        if self.phase in (Phase.LISTENING, Phase.THINKING):
            self._rest()

    def take_speech(self, turn: int, pcm: Pcm) -> None:
        """A packet of speech or music."""
        self._newest = max(self._newest, turn)
        self._playback.play(turn, pcm)
        if self._playback.sounding and self.phase in (Phase.IDLE, Phase.THINKING):
            self.phase = Phase.ANSWERING

    def take(self, message: m.FromServer) -> None:
        """A message of a turn."""
        if isinstance(message, m.Did) and self._wire is not None:
            self.deeds.do(message, self._wire)
        turn = getattr(message, "turn", 0)
        self._newest = max(self._newest, turn)
        match message:
            case m.WokenUp() if self._barge_in:
                self._playback.chime(chimes.woken())  # the echo canceller takes it out again
            case m.Listening():
                self._decided()
                self._until = self._time() + LONGEST
                self._playback.duck(True)
                self.phase = Phase.LISTENING
            case m.Heard(text=text, final=final) if text:
                self._playback.silence(turn - 1)
                if final:
                    self._tell(f"  {text}")
                if self.heard is not None:
                    self.heard(turn, text, final)
            case m.Thinking():
                self._playback.silence(turn - 1)
                self._think()
                if not self._barge_in:
                    self._deafen()
            case m.Said(text=text):
                self._playback.duck(False)
                self._tell(f"→ {text}")
            case m.Ended():
                self._ended(message)
            case _:
                pass

    def _ended(self, message: m.Ended) -> None:
        turn = message.turn
        self._over = max(self._over, turn)
        self._playback.finish(turn)
        if message.reason == "interrupted":
            self._playback.silence(turn)
        if message.reason == "elsewhere":
            # Nobody meant this device: what it did before goes on.
            self._deafen()
            self._deciding = False
            self._playback.hold(False)
            self._playback.duck(False)
            self.phase = Phase.ANSWERING if self._playback.sounding else Phase.IDLE
            return
        if turn < self._newest:
            return
        self._playback.duck(False)
        self._asked = message.follow_up
        # With an answer still to be heard, that goes on; ``_look`` sees its end.
        self.phase = Phase.ANSWERING

    # Moving on.

    def _look(self) -> None:
        """See what the time that passed means."""
        for waiter in self._waiters[:]:
            holds, done = waiter
            if done.done() or holds():
                self._waiters.remove(waiter)
                if not done.done():
                    done.set_result(None)
        now = self._time()
        if self._deciding and now - self._held_since >= _DECIDE:
            self._decided()
        if self.phase in (Phase.LISTENING, Phase.THINKING):
            if now >= self._until:
                self._deafen()
                self._rest()
        elif self.phase is Phase.ANSWERING and not self._playback.sounding:
            self._answered(now)

    def _answered(self, now: float) -> None:
        """Nothing more waits to be played."""
        if self._over < self._newest:
            return  # music that stalls, or an answer whose next sentence is being made
        if self._asked:
            self._asked = False
            if self._wire is not None and not self._sending:
                self._wire.send(m.Listen("open"))
                self._sending = "open"
            self.phase, self._until = Phase.LISTENING, now + FOLLOW_UP
        elif not self._sending or self._playback.quiet_for >= _TURN_OVER:
            self._deafen()
            self._rest()

    def _listen(self, mode: str, woke: m.Woke | None, since: Samples | None) -> None:
        assert self._wire is not None
        self._wire.send(m.Listen(mode, woke))
        if since is not None and len(since):
            self._wire.send_sound(since)
        self._sending, self._asked = mode, False
        self._held_since = self._time()
        self.phase = Phase.LISTENING
        self._until = self._time() + (LONGEST if mode == "press" else WAIT)
        self._playback.duck(True)

    def _fall_silent(self) -> None:
        """What sounds ends here at once, and on the server."""
        self._bells.stop()
        if self._playback.sounding or self.phase in (Phase.THINKING, Phase.ANSWERING):
            self._playback.hush()
            self._playback.silence(self._newest)
            if self._wire is not None:
                self._wire.send(m.Interrupt())

    def _decided(self) -> None:
        """This device is the one that was meant."""
        if self._deciding:
            self._deciding = False
            self._playback.hush()

    def _think(self) -> None:
        self.phase, self._until = Phase.THINKING, self._time() + PATIENCE

    def _deafen(self) -> None:
        if self._sending and self._wire is not None:
            self._wire.send(m.Deaf())
        self._sending = ""

    def _rest(self) -> None:
        self.phase, self._asked = Phase.IDLE, False
        self._playback.duck(False)
