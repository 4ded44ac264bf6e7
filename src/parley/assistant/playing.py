"""What plays on one device between the words: sent like speech, held up by other turns, and gone on with.

It plays in the turn whose reply brought it. What interrupts that turn holds it up, and the turn that did
goes on with it after its own words. So every gateway plays it that can play speech. What a person does to it:

- a question, a false alarm of the microphone, words in the music itself: it goes on where it was;
- "stop", or the button, silences what sounds now: an answer, and then the music goes on; or the music itself,
  which then stays paused until somebody wants it back;
- what passes, such as a test sound, holds it up, and is itself ended by whatever interrupts it;
- what rings holds it up until somebody has seen to that. If nobody does within ``PATIENCE`` it stays paused:
  nobody is there, or they sleep.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from parley.assistant.events import Did, Event, Speech
from parley.assistant.outbox import Outbox
from parley.assistant.pacing import Pacer
from parley.assistant.turn import Turn
from parley.audio.pcm import Pcm
from parley.errors import ParleyError
from parley.skills.types import Action, Hush, Reply, Sound

LEAD = 1.0
"""Seconds that a device is kept ahead: a gap in music is heard, and nobody waits for it to react."""
PATIENCE = 180.0
"""Seconds after which what was held up does not go on by itself any more: it would startle people."""
LET_GO = 10.0
"""Seconds of being held up after which a sound may let go of its connection."""
SAME_MOVE = 1.0
"""Seconds within which a press of stop and a new utterance are one: some devices do both to be heard."""


class Passing:
    """Marks a sound that is heard once, between what plays, and does not go on when it was interrupted."""


Emit = Callable[[Turn, Event], None]

MUSIC = "music"
"""The action that tells a device what plays: ``state`` is playing, paused or stopped."""


class Playing:
    """What plays on one device."""

    def __init__(self, outbox: Outbox, emit: Emit, *, paced: bool) -> None:
        """Into a file (not ``paced``) nothing is played: it might never end."""
        self._outbox = outbox
        self._emit = emit
        self._paced = paced
        self._sound: Sound | None = None
        self._paused = False
        """It stays silent until a reply brings it again."""
        self._under: tuple[Sound, bool, deque[Pcm]] | None = None
        """What goes on after a sound that passes: it, whether it was paused, and its packets to send next."""
        self._rings = False
        """Something rings on the device that nobody has seen to yet."""
        self._worded = False
        """Words were said since it last sounded."""
        self._seen = 0.0
        """Event-loop time at which a turn last had to do with it."""
        self._stopped = float("-inf")
        """Event-loop time at which the button paused it."""
        self._ahead: deque[Pcm] = deque()
        """Packets to send next: the last that nobody heard before it was held up."""
        self._sent: deque[Pcm] = deque()
        """The latest packets that were sent, some of which may not have been heard."""
        self._sounding = False
        """``play`` is under way."""
        self._resting: asyncio.TimerHandle | None = None

    @property
    def held(self) -> bool:
        """Whether something waits to go on after the next turn."""
        return self._sound is not None and not self._paused and not self._rings

    def overheard(self, turn: Turn) -> bool:
        """Whether words that make no sense were most likely the music's own."""
        return self.held and not self._worded and not turn.addressed and turn.text is None

    def begin(self) -> None:
        """The person speaks or types."""
        now = self._now()
        if self._paused and now - self._stopped < SAME_MOVE:
            self._paused = False
        elif not self._sounding and now - self._seen > PATIENCE:
            self._paused = True
        self._seen = now

    def take(self, turn: Turn, reply: Reply, *, unasked: bool = False) -> None:
        """A reply is about to be said: what it does to what plays."""
        self._seen = self._now()
        sounded = self.held
        if unasked:
            self._rings = self._rings or any(_rings(each) for each in reply.actions)
        else:
            rang, self._rings = self._rings, False
            if reply.sound is Hush.STOP:
                self._paused = self._paused or not (rang or self._worded)
        if reply.sound is Hush.PAUSE:
            self._paused = True
        if reply.sound is not None and not isinstance(reply.sound, Hush):
            self._put_on(reply.sound)
        self._worded = self._worded or bool(reply.text)
        if sounded and self._paused:
            self._show(turn, "paused")

    def silence(self, turn: Turn | None) -> bool:
        """The button: silence what sounds now. True when what plays is to go on at once."""
        if isinstance(self._sound, Passing):
            self._drop()
            return self.held
        if self._sound is None or self._paused:
            return False
        if not self._rings and not self._worded:
            self._paused, self._stopped = True, self._now()
            if turn is not None:
                self._show(turn, "paused")
            return False
        self._rings = False
        return True

    async def play(self, turn: Turn) -> None:
        """Go on with what there is, in this turn, until it is over. Raises ``ParleyError`` when it breaks."""
        self._seen = self._now()
        sound = self._sound
        if sound is None or not self.held or turn.muted or not self._paced:
            return
        self._keep_awake()
        self._worded, self._sounding = False, True
        turn.words_over()
        pacer = Pacer(LEAD, together=0.0)  # what was sent ahead of an interruption is gone over again
        try:
            if not isinstance(sound, Passing):
                self._show(turn, "playing")
            while await self._step(turn, sound, pacer):
                pass
            await pacer.played()
            if sound is self._sound:
                self._drop()
            if not isinstance(sound, Passing):
                self._show(turn, "stopped")
        except asyncio.CancelledError:
            if isinstance(sound, Passing):
                if sound is self._sound:
                    self._drop()
                raise
            if sound is self._sound:
                self._take_back(pacer.ahead)
            self._resting = asyncio.get_running_loop().call_later(LET_GO, sound.pause)
            raise
        except ParleyError:
            self._drop()
            self._show(turn, "stopped")
            raise
        finally:
            self._sounding = False
            self._sent.clear()
            self._seen = self._now()
        if isinstance(sound, Passing):
            await self.play(turn)

    def close(self) -> None:
        """The device is gone."""
        self._keep_awake()
        self._drop()
        self._drop()

    async def _step(self, turn: Turn, sound: Sound, pacer: Pacer) -> bool:
        """Send one packet or action; False when there are no more."""
        if not self._ahead:
            piece = await sound.next()
            if piece is None:
                return False
            if isinstance(piece, Action):
                self._emit(turn, Did(turn.id, piece))
                return True
            self._ahead.append(piece)
        packet = self._ahead[0]
        await self._outbox.room()
        await pacer.before(packet.seconds)
        self._ahead.popleft()
        if "first_audio" not in turn.timings:
            turn.stage("first_audio")
        self._emit(turn, Speech(turn.id, packet))
        self._sent.append(packet)
        while len(self._sent) > 1 and sum(each.seconds for each in self._sent) > 2 * LEAD:
            self._sent.popleft()
        return True

    def _put_on(self, sound: Sound) -> None:
        if isinstance(sound, Passing) and self._sound is not None:
            if not isinstance(self._sound, Passing):
                self._under = (self._sound, self._paused, self._ahead)
                self._sound, self._ahead = None, deque()
            else:
                self._sound.close()
        elif sound is not self._sound:
            self._drop()
            self._drop()
        self._sound = sound
        self._paused = False

    def _take_back(self, seconds: float) -> None:
        """The last so many seconds were sent and will not be heard: they come first when it goes on."""
        while self._sent and seconds > 0:
            packet = self._sent.pop()
            seconds -= packet.seconds
            self._ahead.appendleft(packet)

    def _drop(self) -> None:
        """Let go of what sounds; what it came between is there again."""
        self._ahead.clear()
        sound, self._sound = self._sound, None
        self._paused = False
        if self._under is not None:
            (self._sound, self._paused, self._ahead), self._under = self._under, None
        if sound is not None:
            sound.close()

    def _show(self, turn: Turn, state: str) -> None:
        self._emit(turn, Did(turn.id, Action(MUSIC, {"state": state})))

    def _keep_awake(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _rings(action: Action) -> bool:
    """Whether the device rings until somebody stops it."""
    return action.kind.endswith("_rang") or action.kind == "find"
