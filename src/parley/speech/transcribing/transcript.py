"""One stretch of sound being written down while it comes in."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from parley.audio.endpoint import Endpointer, EndpointEvent, EndpointState
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.voice_activity import WINDOW
from parley.errors import Busy, TooLong
from parley.speech.hearing import HearingService, UtteranceHearing
from parley.speech.judge import Outcome, Verdict
from parley.speech.recognisers.pieces import due_after
from parley.speech.transcribing.finishing import Finishing, Found
from parley.speech.transcribing.speakers import Speakers
from parley.speech.transcribing.stretches import Cutter, Stretch
from parley.speech.transcribing.types import Event, Final, Nothing, Partial, Wanted
from parley.speech.types import Hints
from parley.tags import primary

_INLINE = 2 * SPEECH_RATE
"""Samples whose speech is looked for at once (2 ms of work); for more a thread is worth its while."""
_PIECE = 30 * SPEECH_RATE
"""Samples looked at in one go."""
_LONGEST = 10 * SPEECH_RATE
"""Samples of a stretch up to which it is one piece for an engine that decodes it again and again."""
_SURPLUS = 60.0
"""Seconds of speech beyond two phrases that may wait to be heard; then ``put`` waits."""
_UNFINISHED = 4
"""Phrases whose words' places or voices are being looked for, at most."""

_TRIES = 50
"""How often a phrase asks for an engine that serves others, before ``Busy`` is told."""
_BETWEEN = 0.2
"""Seconds between two tries."""


class Transcript:
    """Sound in, events out. Whoever opened it closes it; a cancelled call leaves nothing running after that.

    Where the speech begins and ends is told at once, while phrases that came before may still be heard: a
    ``Started`` can overtake the ``Final`` before it. Everything else comes in order.
    """

    def __init__(
        self,
        wanted: Wanted,
        hearing: HearingService,
        hints: Hints,
        endpointer: Endpointer,
        finishing: Finishing,
        most: float,
    ) -> None:
        """``most``: seconds of sound that are taken."""
        self._wanted = wanted
        self._service = hearing
        self._hints = hints
        self._endpointer = endpointer
        self._finishing = finishing
        self._speakers = Speakers(finishing.bounds, wanted.most_speakers)
        self._left = int(most * SPEECH_RATE)
        self._most = most
        self._bound = int((2 * endpointer.settings.max_utterance + _SURPLUS) * SPEECH_RATE)
        self._cutter = Cutter()
        self._feeding = asyncio.Lock()
        self._heard: deque[asyncio.Task[Found | Nothing]] = deque()
        self._outbox: list[Event] = []
        self._hearing: UtteranceHearing | None = None
        self._every = int(min((ear.every for ear in hearing.ears), default=0.0) * SPEECH_RATE)
        """Samples of new speech below which there is nothing to be had of any ear."""
        self._handed, self._due = 0, self._every
        """Samples of the stretch that were handed on, and how many there are to be when more is."""
        self._certain = len(wanted.languages) == 1
        """Whoever names the language knows it: only what is surely another one is refused."""
        self._listless = all(ear.grammar for ear in hearing.ears)
        """Nobody here hears free speech: what was not understood may be anything."""
        self._over = self._all_heard = self._done = False
        self._error: BaseException | None = None
        self._stirred = asyncio.Event()
        self._told = asyncio.Event()
        self._tasks = [
            asyncio.create_task(self._guarded(self._hear_all), name="transcript hearing"),
            asyncio.create_task(self._guarded(self._tell_all), name="transcript telling"),
        ]

    async def feed(self, samples: Samples) -> list[Event]:
        """Take the next samples (int16 mono, 16 kHz); what there is to tell by now, without waiting for it.

        Waits only while more speech than a minute or two is still to be heard. Raises ``TooLong``, and what
        the engines raise.
        """
        await self.put(samples)
        return self._tell()

    async def put(self, samples: Samples) -> None:
        """Take the next samples and tell nothing: for whoever listens by ``more`` at the same time."""
        async with self._feeding:
            self._left -= len(samples)
            if self._left < 0:
                raise TooLong(f"The sound may last {self._most:.0f} seconds.")
            for begin in range(0, len(samples), _PIECE):
                piece = samples[begin : begin + _PIECE]
                while not self._done and self._error is None and self._waiting() > self._bound:
                    await self._stir()
                self._raise()
                if self._over:
                    return
                if len(piece) <= _INLINE:
                    events = self._endpointer.feed(piece)
                else:
                    events = await asyncio.to_thread(self._endpointer.feed, piece)
                self._cut(events)
                await asyncio.sleep(0)  # whoever feeds in a loop lets what was fed be heard

    @property
    def ready(self) -> bool:
        """Whether ``put`` would neither wait nor raise, nor let go, two seconds of sound."""
        closed = self._over or self._done or self._error is not None
        return not (closed or self._feeding.locked() or self._left < _INLINE or self._waiting() > self._bound)

    @property
    def spare(self) -> float:
        """Seconds of sound of which nothing could be told yet: somebody speaks, and neither is a partial
        result due so soon nor can there be enough of a silence. 0 where any piece of it may bring something.
        """
        speaking = self._endpointer.state is EndpointState.SPEAKING and len(self._cutter.stretches) == 1
        if not speaking or not self._wanted.partials:
            return 0.0
        due = self._due - self._handed - self._cutter.stretches[0].waiting
        if due <= 0:
            return 0.0
        # Less a window: so much at most was fed and is not judged yet.
        seconds = max(1, due - WINDOW) / SPEECH_RATE
        return min(seconds, self._endpointer.settings.end_silence or seconds)

    def put_now(self, samples: Samples) -> None:
        """``put``, for at most two seconds and if it is ``ready``. What goes wrong is raised by ``more``."""
        self._left -= len(samples)
        try:
            self._cut(self._endpointer.feed(samples))
        except Exception as error:  # noqa: BLE001 - handed on to whoever listens
            self.fail(error)

    def _cut(self, events: Sequence[EndpointEvent]) -> None:
        """Go on with what was found in the sound that came."""
        told = self._cutter.take(events, self._endpointer.position)
        self._tell_now(told)
        if told or (self._cutter.stretches and self._is_due(self._cutter.stretches[0])):
            self._wake()

    async def more(self) -> list[Event]:
        """Wait until there is something to tell; empty when everything is told after ``end``."""
        while not self._outbox and not self._done:
            self._raise()
            self._told.clear()
            await self._told.wait()
        if not self._outbox:
            self._raise()
        return self._tell()

    def end(self) -> None:
        """The sound is over; what is still to be told comes by ``more``."""
        if not self._over:
            events = self._cutter.take(self._endpointer.finish(), self._endpointer.position)
            self._over = True
            self._tell_now(events + self._cutter.finish())
            self._wake()

    async def finish(self) -> list[Event]:
        """The sound is over: everything that is still to be told."""
        async with self._feeding:
            self.end()
        told: list[Event] = []
        while events := await self.more():
            told += events
        return told

    def close(self) -> None:
        """Give up; safe to call twice."""
        self._over = self._done = True
        for task in (*self._tasks, *self._heard):
            task.cancel()
        self._let_go()
        self._told.set()
        self._wake()

    async def _hear_all(self) -> None:
        while True:
            if self._cutter.stretches:
                await self._hear(self._cutter.stretches[0])
                self._cutter.stretches.popleft()
                self._wake()
            elif self._over:
                self._all_heard = True
                self._wake()
                return
            else:
                await self._stir()

    async def _hear(self, stretch: Stretch) -> None:
        """Hear one stretch, as it comes where partial results are wanted, else when it is over."""
        try:
            while True:
                if stretch.again:
                    stretch.again = False
                    self._let_go()
                over = stretch.ended is not None
                piece = stretch.take() if over or self._is_due(stretch) else None
                if piece is not None:
                    await self._hand_on(stretch, piece)
                elif over:
                    break
                else:
                    await self._stir()
            assert self._hearing is not None, "a stretch has samples"
            verdict = await self._hearing.decide(lambda _: self._certain)
        finally:
            self._let_go()
        while len(self._heard) >= _UNFINISHED:
            await self._stir()
        self._heard.append(asyncio.create_task(self._found(stretch, verdict), name="transcript phrase"))
        self._wake()

    def _is_due(self, stretch: Stretch) -> bool:
        """Whether an ear could tell something of what is said so far: till then its sound may as well wait
        here, where nobody need wake up for it."""
        return self._wanted.partials and self._handed + stretch.waiting >= self._due

    async def _hand_on(self, stretch: Stretch, piece: Samples) -> None:
        if self._hearing is None:
            self._hearing = await self._opened()
        partial = await self._hearing.feed(piece)
        self._handed += len(piece)
        if self._every:
            long = self._handed > _LONGEST  # somewhere the ear begins another piece, and looks sooner again
            self._due = self._handed + self._every // 2 if long else due_after(self._handed, self._every)
        self._wake()
        if partial is not None and partial.text and stretch.ended is None:
            end = (stretch.origin + sum(map(len, stretch.pieces[: stretch.taken]))) / SPEECH_RATE
            self._tell_now([Partial(partial.text, partial.language, stretch.begun, end)])

    async def _opened(self) -> UtteranceHearing:
        tries = _TRIES
        while True:
            try:
                return await self._service.open(self._hints)
            except Busy:
                tries -= 1
                if not tries:
                    raise
            await asyncio.sleep(_BETWEEN)

    async def _found(self, stretch: Stretch, verdict: Verdict) -> Found | Nothing:
        winner, languages = verdict.winner, self._wanted.languages
        known = winner is not None and (
            not languages or winner.language in {primary(language) for language in languages}
        )
        if winner is not None and known:
            return await self._finishing.finish(stretch, winner)
        other = winner is not None or verdict.outcome is Outcome.OTHER_LANGUAGE or self._listless
        at = stretch.begun if stretch.ended is None else stretch.ended
        return Nothing(at, "other_language" if other else "no_words", stretch.begun)

    async def _tell_all(self) -> None:
        """Tell what was found, in order."""
        while True:
            if self._heard:
                found = await self._heard[0]
                self._heard.popleft()
                if isinstance(found, Found):
                    speaker = self._speakers.name(found.voice) if self._wanted.speakers else ""
                    found = Final(replace(found.phrase, speaker=speaker))
                self._tell_now([found])
                self._wake()
            elif self._all_heard:
                self._done = True
                self._told.set()
                return
            else:
                await self._stir()

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """What goes wrong is raised where the events are asked for."""
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - handed on to whoever listens
            self.fail(error)

    def fail(self, error: BaseException) -> None:
        """Nothing more can be told: whoever asks is told why."""
        self._error = self._error or error
        self._told.set()
        self._wake()

    def _let_go(self) -> None:
        self._handed, self._due = 0, self._every
        if self._hearing is not None:
            self._hearing.close()
            self._hearing = None

    def _waiting(self) -> int:
        """Samples of speech that nobody has heard yet, where there is more than the stretch under way."""
        if len(self._cutter.stretches) < 2:
            return 0
        return sum(len(piece) for each in self._cutter.stretches for piece in each.pieces[each.taken :])

    def _tell(self) -> list[Event]:
        told, self._outbox = self._outbox, []
        return told

    def _tell_now(self, events: Sequence[Event]) -> None:
        if events:
            self._outbox.extend(events)
            self._told.set()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _wake(self) -> None:
        """Something changed: whoever waits for a change looks again."""
        self._stirred.set()
        self._stirred = asyncio.Event()

    async def _stir(self) -> None:
        await self._stirred.wait()
