"""What was said while there was no server: kept for two minutes, and not done without asking."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from parley.audio.endpoint import Endpointer, EndpointSettings, NothingSaid, SpeechEnded
from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.audio.voice_activity import VoiceActivity
from parley.satellite.playing import Playback
from parley.satellite.talk import FOLLOW_UP, Phase, Talk
from parley.satellite.words import words

MOST = 10
"""Recordings kept."""
LONGEST = 15.0
"""Seconds of one."""
AT_ONCE = 10.0
"""Seconds in which somebody still waits for what they asked: then it is simply done."""
KEPT = 120.0
"""Seconds after which what was asked is dropped."""
_YES = re.compile(
    r"(yes|yeah|yep|sure|ok|okay|please|go ahead|do it)( please| do)?"
    r"|好|好的|好啊|好吧|要|要的|是|是的|对|对的|对啊|可以|行|行啊|嗯|做吧"
)
_NO = re.compile(
    r"no|nope|no thanks|no thank you|don t|never mind|forget it"
    r"|不|不要|不用|不用了|不要了|不了|算了|别|不做|不做了"
)


@dataclass(frozen=True, slots=True)
class Recording:
    """Something somebody said."""

    samples: Samples
    """16 kHz."""
    at: float
    """Seconds of the speaker's clock when it was complete."""


class Answer(Enum):
    """What somebody said to a question for yes or no."""

    YES = "yes"
    NO = "no"
    OTHER = "other"
    """Something else, which the server sees to."""


def answer(text: str) -> Answer:
    """Yes, no or something else, in Chinese and English."""
    words = re.sub(r"\W+", " ", text.lower()).strip()
    if _YES.fullmatch(words):
        return Answer.YES
    return Answer.NO if _NO.fullmatch(words) else Answer.OTHER


class Unheard:
    """Records one utterance after the other while there is no server. Nothing of it reaches the disk."""

    def __init__(self, activity: Callable[[], VoiceActivity], time: Callable[[], float]) -> None:
        self._activity, self._time = activity, time
        self._recordings: list[Recording] = []
        self._endpointer: Endpointer | None = None
        self._parts: list[Samples] = []
        self._length = 0

    @property
    def recording(self) -> bool:
        """Whether somebody is listened to."""
        return self._endpointer is not None

    @property
    def full(self) -> bool:
        """Whether no more is kept."""
        return len(self._recordings) >= MOST

    def begin(self, since: Samples) -> None:
        """Somebody called, and speaks."""
        settings = EndpointSettings(max_utterance=LONGEST, max_wait=FOLLOW_UP)
        self._endpointer = Endpointer(self._activity(), settings)
        self._parts, self._length = [], 0
        self.feed(since)

    def feed(self, block: Samples) -> bool | None:
        """The next sound; True when an utterance was kept, False when nobody spoke, None before either."""
        if self._endpointer is None:
            return None
        self._parts.append(block)
        self._length += len(block)
        for event in self._endpointer.feed(block):
            if isinstance(event, SpeechEnded):
                return self._keep()
            if isinstance(event, NothingSaid):
                self._endpointer = None
                return False
        if self._length >= (LONGEST + FOLLOW_UP) * SPEECH_RATE:
            return self._keep()
        return None

    def stop(self) -> None:
        """Nobody is listened to any more."""
        self._endpointer = None

    def last(self) -> Recording:
        """What was kept last."""
        return self._recordings[-1]

    def forget(self, recording: Recording) -> bool:
        """It has been seen to; False when it is not kept any more."""
        before = len(self._recordings)
        self._recordings = [each for each in self._recordings if each is not recording]
        return len(self._recordings) < before

    def take(self) -> list[Recording]:
        """What was kept, for the last time."""
        taken, self._recordings = self._recordings, []
        return taken

    def _keep(self) -> bool:
        self._endpointer = None
        samples = np.concatenate(self._parts)[-round((LONGEST + 1.0) * SPEECH_RATE) :]
        self._recordings = [*self._recordings, Recording(samples, self._time())][-MOST:]
        self._parts = []
        return True


class Return:
    """What happens to it when the server is there again."""

    def __init__(
        self,
        unheard: Unheard,
        talk: Talk,
        playback: Playback,
        say: Callable[[str, str], Awaitable[None]],
        language: str,
        time: Callable[[], float],
    ) -> None:
        self._unheard, self._talk, self._playback = unheard, talk, playback
        self._say, self._time = say, time
        self._words = words(language)

    async def run(self) -> None:
        """Do what was asked just now; ask about what was asked before."""
        kept = self._unheard.take()
        now = self._time()
        fresh = [each for each in kept if now - each.at <= AT_ONCE]
        older = [each for each in kept if AT_ONCE < now - each.at <= KEPT]
        if older:
            await self._ask([*older, *fresh])
        elif fresh:
            await self._do(fresh)
        elif kept:
            await self._tell("too_old")

    async def _ask(self, recordings: list[Recording]) -> None:
        await self._tell("back")
        for each in recordings:
            self._playback.say(Pcm(each.samples, SPEECH_RATE))
        await self._tell("back_ask")
        await self._played()
        match await self._answered():
            case Answer.YES:
                await self._do(recordings)
            case Answer.NO:
                await self._tell("back_dropped")
            case _:
                pass

    async def _answered(self) -> Answer | None:
        """What the person says; None when they say nothing."""
        heard: asyncio.Queue[tuple[int, str]] = asyncio.Queue()

        def hear(turn: int, text: str, final: bool) -> None:
            if final:
                heard.put_nowait((turn, text))

        self._talk.heard = hear
        try:
            if not self._talk.listen():
                return None
            async with asyncio.timeout(FOLLOW_UP + 10.0):
                turn, text = await heard.get()
        except TimeoutError:
            return None
        finally:
            self._talk.heard = None
        found = answer(text)
        if found is not Answer.OTHER:
            self._playback.silence(turn)  # the server does not know what was asked
            await self._idle()
        return found

    async def _do(self, recordings: list[Recording]) -> None:
        for each in recordings:
            await self._idle()
            if not self._talk.ask(each.samples):
                return

    async def _tell(self, name: str) -> None:
        await self._say(self._words.say(name), self._words.language)

    async def _played(self) -> None:
        await self._talk.until(lambda: not self._playback.sounding)

    async def _idle(self) -> None:
        await self._talk.until(lambda: self._talk.phase is Phase.IDLE)
