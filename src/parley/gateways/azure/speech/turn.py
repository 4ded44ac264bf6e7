"""One turn: sound goes in, and what was heard is told as soon as it is known."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from parley.audio.pcm import Samples
from parley.errors import MissingLanguage
from parley.gateways.azure.speech import results
from parley.gateways.azure.speech.asked import Asked, Mode
from parley.gateways.azure.speech.framing import Message
from parley.gateways.azure.speech.sound import Sound, Together
from parley.gateways.azure.speech.translating import Interpreter
from parley.gateways.azure.speech.usp import Usp
from parley.gateways.frames import NONE_TO_SPARE, Spare
from parley.speech.transcribing.types import Event, Final, Nothing, Partial, Phrase, Started, Stopped, Wanted
from parley.tags import primary

MOST_SECONDS = 3_600.0
"""Of sound in one turn, which then ends with the phrase under way. The SDK begins another one by itself, with
the sound after that phrase."""
LAST_PHRASE = 60.0
"""Seconds more for that phrase."""

_TOGETHER = {True: Together(0.2, 1.0), False: Together(1.6, 0.45)}
"""Whether partial results are wanted → what is handed on together. The SDKs send 0.1 s at a time, and a file
faster than it is spoken; whatever wakes up for each of these costs more than the sound in it. Without partial
results that is as much as comes in 0.45 s: half a second of what is being spoken, and more of a file. With
them it is more only as long as nothing could be told of it (``Transcript.spare``)."""


class Transcript(Protocol):
    """What is needed of ``speech.transcribing.transcript.Transcript``."""

    async def put(self, samples: Samples) -> None: ...
    @property
    def ready(self) -> bool: ...
    @property
    def spare(self) -> float: ...
    def put_now(self, samples: Samples) -> None: ...
    async def more(self) -> list[Event]: ...
    def end(self) -> None: ...
    def close(self) -> None: ...


class Transcribing(Protocol):
    """What is needed of ``speech.transcribing.service.Transcribing``."""

    async def open(self, wanted: Wanted) -> Transcript: ...
    def missing(self, wanted: Wanted) -> MissingLanguage: ...


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears a turn, and who translates it."""

    transcript: Transcript
    missing: MissingLanguage
    """The language for which there are no ears for free speech, and where to get them."""
    interpreter: Interpreter | None = None


class Turn:
    """One turn. ``hear`` and ``tell`` run side by side; whoever made it closes it."""

    def __init__(self, usp: Usp, request: str, asked: Asked, ears: Ears) -> None:
        self.request = request
        """Its id."""
        self._usp, self._asked, self._ears = usp, asked, ears
        self._together = _TOGETHER[asked.partials]
        self._sound = Sound(self._together, asyncio.get_running_loop().time)
        self._over = self._cut = self._closed = self._started = False
        self._partials: deque[str] = deque(maxlen=asked.stable)

    @property
    def seconds(self) -> float:
        """Of sound that was heard."""
        return self._sound.seconds

    async def hear(self, message: Message) -> None:
        """Take the next piece of sound; an empty one is the last. What comes after the end is let go.

        Raises ``BadAudio``, and what the engines raise.
        """
        if self._over or not isinstance(message.body, bytes):
            return
        last = not message.body
        samples = self._sound.finish() if last else self._sound.feed(message.body, message.kind)
        if not last and self.seconds >= MOST_SECONDS + LAST_PHRASE:
            self._cut = last = True
            samples = np.concatenate((samples, self._sound.finish()))
        self._over = last
        if len(samples):
            await self._ears.transcript.put(samples)
            self._gather()
        if last:
            self._ears.transcript.end()

    def take(self, message: Message) -> bool:
        """Take a piece of sound at once, if that is little work; False for one to ``hear``."""
        piece = message.body
        if self._over or not isinstance(piece, bytes):
            return False
        if self._sound.hold(piece):
            return True
        transcript = self._ears.transcript
        if not (transcript.ready and self._sound.is_little(piece) and self.seconds < MOST_SECONDS):
            return False
        transcript.put_now(self._sound.feed(piece))
        self._gather()
        return True

    def _gather(self) -> None:
        """After some sound was handed on: how much there is to be the next time."""
        self._sound.gather(self._ears.transcript.spare or self._together.sound)

    def settle(self) -> Spare:
        """All that came was taken or heard: hand on what has waited for long enough, if anything has.

        Tells how many bytes more may wait, and until when.
        """
        if self._over:
            return NONE_TO_SPARE
        transcript = self._ears.transcript
        if self._sound.is_late and transcript.ready:
            transcript.put_now(self._sound.give())
            self._gather()
        return self._sound.spare

    async def tell(self) -> None:
        """Tell everything until the turn is over. Raises what the engines raise."""
        if self._closed:
            return
        await self._usp.start_turn(self.request)
        while events := await self._ears.transcript.more():
            for event in events:
                phrase = await self._tell(event)
                if phrase and (self._asked.mode is Mode.ONCE or self.seconds >= MOST_SECONDS):
                    await self._end()
                    return
        if self._closed:
            return  # given up: the client has begun another one, or is gone
        if self._asked.mode is Mode.ONCE:
            await self._without_words("NoMatch", 0.0, self.seconds)
        elif not self._cut:  # else there is more to come
            await self._without_words("EndOfDictation", self.seconds, self.seconds)
        await self._end()

    def close(self) -> None:
        """Give up what is still open. Safe to call twice."""
        self._over = self._closed = True
        self._ears.transcript.close()

    async def _end(self) -> None:
        self.close()
        await self._usp.end_turn(self.request)

    async def _tell(self, event: Event) -> bool:
        """Tell one thing; whether it ends a phrase."""
        if isinstance(event, Started):
            if not self._started:
                await self._say("speech.startDetected", results.Detected(results.ticks(event.at)))
            self._started = True
        elif isinstance(event, Stopped):
            # On this the SDK sends no more sound in this turn, and the rest in another one.
            if self._asked.mode is Mode.ONCE:
                await self._say("speech.endDetected", results.Detected(results.ticks(event.at)))
        elif isinstance(event, Partial):
            await self._hypothesis(event)
        elif isinstance(event, Final):
            self._partials.clear()
            await self._phrase(event.phrase)
            return True
        else:
            self._partials.clear()
            await self._nothing(event)
            return True
        return False

    async def _hypothesis(self, partial: Partial) -> None:
        text = self._stable(partial.text)
        if not text:
            return
        if self._ears.interpreter is not None:
            await self._ears.interpreter.hypothesis(partial, text)
        else:
            await self._say("speech.hypothesis", results.hypothesis(partial, text, self._asked))

    async def _phrase(self, phrase: Phrase) -> None:
        if self._ears.interpreter is not None:
            await self._ears.interpreter.phrase(phrase)
        else:
            await self._say("speech.phrase", results.phrase(phrase, self._asked))

    async def _nothing(self, nothing: Nothing) -> None:
        wanted = {primary(each) for each in self._asked.languages}
        missing = self._ears.missing
        if nothing.reason == "other_language" and missing.language in wanted:
            raise missing  # a program that asks for it waits in vain, and should be told why
        status = "InitialSilenceTimeout" if nothing.reason == "initial_silence" else "NoMatch"
        await self._without_words(status, nothing.start, nothing.at)

    async def _without_words(self, status: str, start: float, end: float) -> None:
        path = "translation.phrase" if self._ears.interpreter is not None else "speech.phrase"
        await self._say(path, results.without_words(status, start, end))

    async def _say(self, path: str, body: results.Body) -> None:
        await self._usp.send(path, self.request, body)

    def _stable(self, text: str) -> str:
        """What as many partial results as are wanted agree on, up to the end of a word."""
        self._partials.append(text)
        if len(self._partials) < self._asked.stable:
            return ""
        return agreed(self._partials)


def agreed(texts: Sequence[str]) -> str:
    """What the newest text has in common with those before it, up to the end of a word."""
    newest = texts[-1]
    alike = (zip(newest, other, strict=False) for other in texts)
    length = min(next((at for at, (a, b) in enumerate(pairs) if a != b), len(newest)) for pairs in alike)
    length = min(length, *map(len, texts))
    common, after = newest[:length], newest[length : length + 1]
    if after.isascii() and after.isalnum() and common[-1:].isascii():
        common = common.rpartition(" ")[0]
    return common.strip()
