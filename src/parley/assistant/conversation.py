"""The talk between a person and the assistant on one device: what comes in, who may interrupt whom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Coroutine, Iterable, Sequence
from dataclasses import replace

from parley.assistant.answering import Answering, Services
from parley.assistant.ears import Ears
from parley.assistant.events import Did, EndReason, Event, Listening, Mode, TurnEnded, Woke
from parley.assistant.turn import Phase, Turn, Unsaid
from parley.assistant.unasked import Unasked
from parley.assistant.waking import Bid
from parley.assistant.whole import until_idle
from parley.audio.endpoint import (
    Endpointer,
    EndpointEvent,
    NothingSaid,
    SpeechContinued,
    SpeechEnded,
    SpeechStarted,
)
from parley.audio.pcm import Samples
from parley.audio.voice_activity import VoiceActivity
from parley.errors import Unsupported
from parley.skills.types import Action, Context, Reply
from parley.speech.types import WakeListener
from parley.tags import primary


class Conversation:
    """The talk between a person and the assistant on one device.

    Use as an async context manager. Sound and text go in by ``push``, ``release`` and ``read``; what happens
    comes out of ``events``, in order. Not thread-safe: one event loop owns it.
    """

    def __init__(
        self,
        services: Services,
        ears: Ears,
        context: Context,
        *,
        paced: bool = True,
        reachable: bool = True,
        rang: Iterable[str] | None = None,
    ) -> None:
        """``paced``: sound goes no faster than it is heard; off for files. What is not ``reachable`` is told
        nothing unasked. ``rang``: see ``Unasked``."""
        self.id = context.conversation
        self.device = context.device
        self.reachable = reachable
        self.unasked = Unasked(self, rang)
        """What is said without having been asked, such as that a timer is over."""
        self._services = services
        self._ears = ears
        self._outbox = services.outbox(50 if paced else 100_000)
        self._answering = Answering(services, self._outbox, context, paced=paced)
        self._mode = Mode.DEAF
        self._turns = 0
        self._current: Turn | None = None
        """The turn whose utterance is being heard or whose answer is being made or said."""
        self._hearing: Turn | None = None
        """The turn that the sound coming in belongs to."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._activity: VoiceActivity | None = None
        self._endpointer: Endpointer | None = None
        self._wake: WakeListener | None = None
        self._asleep = False
        """In ``Mode.WAKE``: waiting for a wake word."""
        self._expected: str | None = None
        """Language to expect, as the person or the wake word said."""
        self._chosen: str | None = None
        self.closed = False
        """The conversation is over: nothing said in it would be heard."""
        self.used = 0.0
        """Event-loop time at which it was opened or its latest turn began."""

    async def __aenter__(self) -> Conversation:
        # Loading the network takes 0.15 s, which other people's turns must not wait for.
        self._activity = await asyncio.to_thread(self._ears.activity)
        await self._answering.prepare()
        self.used = asyncio.get_running_loop().time()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.closed = True
        self._services.skills.part(self.context)
        self.unasked.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._answering.playing.close()
        self._outbox.close()

    @property
    def turn(self) -> Turn | None:
        """The turn under way, if any."""
        return self._current if self._current and self._current.phase is not Phase.ENDED else None

    @property
    def context(self) -> Context:
        """What was said so far, as skills see it."""
        return self._answering.context

    @property
    def latest(self) -> Turn | None:
        """The turn that began last, also when it is over."""
        return self._current

    async def going_on(self) -> Sequence[Action]:
        """What the device should show when it connects, such as its timers that run."""
        return await self._services.skills.going_on(self.context)

    def expect(self, language: str | None, default: str | None = None) -> None:
        """Expect utterances in ``language`` (None for any); speak ``default`` while nothing else tells."""
        self._chosen = primary(language) if language else None
        if default:
            self._answering.prefer(primary(default))

    def listen(self, mode: Mode, *, woke: Bid | None = None) -> None:
        """Begin to listen. In ``Mode.PRESS`` a turn begins at once, and interrupts what is being said.

        ``woke``: the device itself heard a wake word just now; others may have heard it better.

        Raises ``Unsupported`` for ``Mode.WAKE`` where no wake word is installed.
        """
        if mode is Mode.WAKE and (self._ears.wake is None or not self._ears.words):
            raise Unsupported("No wake word is set up here.")
        self.deaf()
        self._mode = mode
        if mode is Mode.WAKE:
            self._sleep()
        elif mode is not Mode.DEAF:
            self._listen_for_speech()
        if mode is Mode.PRESS:
            self._begin_hearing()

    async def push(self, samples: Samples) -> None:
        """The next samples from the microphone (int16 mono, 16 kHz), any number."""
        if self._mode is Mode.DEAF or not len(samples):
            return
        if self._mode is Mode.WAKE and self._woken(samples):
            return
        if self._endpointer is not None and not self._asleep:
            for event in self._endpointer.feed(samples):
                self._take(event)

    async def release(self) -> None:
        """The button was let go, or the recording is over."""
        if self._endpointer is not None:
            for event in self._endpointer.finish():
                self._take(event)
        silent, self._hearing = self._hearing, None
        if silent is not None:
            # Not a word in all the time the button was down.
            silent.begin_stages()
            silent.sound.put_nowait(None)
        if self._mode is Mode.PRESS:
            self._mode = Mode.DEAF

    def deaf(self) -> None:
        """Stop listening. An utterance that is not complete is dropped; an answer goes on."""
        self._mode = Mode.DEAF
        self._endpointer = self._wake = None
        dropped, self._hearing = self._hearing, None
        if dropped is not None:
            self._stop(dropped, EndReason.NOTHING_HEARD)
            self._play_on()

    async def read(self, text: str, language: str | None = None) -> None:
        """A typed utterance; it interrupts what is being said."""
        self._cut_off()
        self._answering.playing.begin()
        turn = self._new_turn()
        turn.text, turn.language = text, primary(language) if language else None
        self._run(turn, self._answering.run(turn))

    def interrupt(self) -> None:
        """Stop what sounds at once: what rings, an answer, or music. No sound of it follows."""
        goes_on = self._answering.playing.silence(self.turn)
        self._cut_off()
        if goes_on:
            self._play_on()

    def _cut_off(self) -> None:
        if self._current is not None and self._current is not self._hearing:
            self._stop(self._current, EndReason.INTERRUPTED)

    def confirm(self, occurrence: str) -> None:
        """The device says that it is ringing."""
        self.unasked.confirm(occurrence)

    def say(self, reply: Reply) -> Turn:
        """Say something nobody asked for, at once; ``unasked`` waits for the turn under way."""
        self._cut_off()
        turn = self._new_turn()
        for action in reply.actions:
            self._answering.emit(turn, Did(turn.id, action))
        self._run(turn, self._answering.announce(turn, reply))
        return turn

    def take_over(self, before: Context) -> None:
        """Go on with what was said on another device."""
        self._answering.take_over(before)

    async def events(self) -> AsyncIterator[Event]:
        """What happens, in order, until the conversation is closed. For one reader."""
        async for event in self._outbox.events():
            self._notice(event)
            yield event

    async def hear(self, frames: AsyncIterable[Samples], mode: Mode = Mode.OPEN) -> AsyncIterator[Event]:
        """The events of a stretch of sound (int16 mono, 16 kHz), until all its turns have ended."""
        self.listen(mode)
        async for event in until_idle(self._outbox, self._tasks, self._feed(frames)):
            self._notice(event)
            yield event

    async def ask(self, text: str, language: str | None = None) -> AsyncIterator[Event]:
        """The events of one typed utterance."""
        async for event in until_idle(self._outbox, self._tasks, self.read(text, language)):
            self._notice(event)
            yield event

    async def _feed(self, frames: AsyncIterable[Samples]) -> None:
        async for samples in frames:
            await self.push(samples)
            await asyncio.sleep(0)  # let the recognisers have what has come so far
        await self.release()

    def _woken(self, samples: Samples) -> bool:
        """Look for a wake word; True when nothing else is to be done with the samples."""
        if self._wake is None:
            return False
        wakes = self._wake.feed(samples)
        if not wakes:
            return self._asleep
        wake = wakes[-1]
        self._asleep = False
        self._expected = (self._ears.words or {}).get(wake.word) or None
        self._listen_for_speech(max_wait=self._ears.follow_up)
        turn = self._begin_hearing()
        self._answering.emit(turn, Woke(turn.id, wake.word))
        return True

    def _sleep(self) -> None:
        """Wait for a wake word."""
        assert self._ears.wake is not None
        self._wake = self._wake or self._ears.wake.open(list(self._ears.words or {}))
        self._asleep = True
        self._expected = self._endpointer = None

    def _listen_for_speech(self, max_wait: float | None = None) -> None:
        assert self._activity is not None, "a conversation is used as an async context manager"
        settings = replace(self._ears.settings, max_wait=max_wait)
        if self._mode is Mode.PRESS:
            settings = replace(settings, end_silence=None)
        self._activity.reset()
        self._endpointer = Endpointer(self._activity, settings)

    def _take(self, event: EndpointEvent) -> None:
        """Something happened in the sound that comes in."""
        if isinstance(event, SpeechStarted):
            turn = self._hearing or self._begin_hearing()
            turn.sound.put_nowait(event.samples)
        elif isinstance(event, SpeechContinued):
            if self._hearing is not None:
                self._hearing.sound.put_nowait(event.samples)
        elif isinstance(event, SpeechEnded):
            self._complete(event)
        elif isinstance(event, NothingSaid):
            self._give_up()

    def _begin_hearing(self) -> Turn:
        """A new utterance begins: whatever was being said is cut off."""
        resume = self._barge_in()
        self._answering.playing.begin()
        turn = self._new_turn()
        turn.language, turn.resume = self._expected or self._chosen, resume
        turn.addressed = self._mode is Mode.PRESS or self._mode is Mode.WAKE
        self._hearing = turn
        self._answering.emit(turn, Listening(turn.id))
        self._run(turn, self._answering.run(turn))
        return turn

    def _barge_in(self) -> Unsaid | None:
        """Cut off the turn under way; what is left to say of it."""
        old = self.turn
        if old is None:
            return None
        if old.phase is Phase.SPEAKING:
            self._stop(old, EndReason.INTERRUPTED)
            return old.unsaid
        # Its answer is still being made. What was asked is done all the same, but not talked over them.
        old.muted = True
        return None

    def _complete(self, event: SpeechEnded) -> None:
        turn, self._hearing = self._hearing, None
        if turn is None:
            return
        turn.timings["endpoint"] = max(0.0, event.decided - event.at)
        turn.begin_stages()
        turn.sound.put_nowait(None)
        if self._mode is Mode.WAKE:
            self._sleep()

    def _give_up(self) -> None:
        """Nobody spoke after the wake word or the question."""
        turn, self._hearing = self._hearing, None
        if turn is not None:
            self._stop(turn, EndReason.NOTHING_HEARD)
        if self._mode is Mode.WAKE:
            self._sleep()
        self._play_on()

    def _play_on(self) -> None:
        """What was held up goes on, in a turn of its own when none is under way that will do it."""
        if self._answering.playing.held and self.turn is None and not self.closed:
            turn = self._new_turn()
            self._run(turn, self._answering.play_on(turn))

    def _notice(self, event: Event) -> None:
        """The assistant asked something back: listen for the answer without a wake word."""
        asked = isinstance(event, TurnEnded) and event.follow_up
        if asked and self._mode is Mode.WAKE and self._hearing is None:
            self._asleep = False
            self._listen_for_speech(max_wait=self._ears.follow_up)
        if asked and self._answering.playing.held:  # whoever does not answer wants the music back
            asyncio.get_running_loop().call_later(2 * self._ears.follow_up, self._play_on)

    def _new_turn(self) -> Turn:
        self._turns += 1
        self.used = asyncio.get_running_loop().time()
        self._current = Turn(self._turns)
        return self._current

    def _run(self, turn: Turn, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work, name=f"turn {turn.id}")
        turn.task = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _stop(self, turn: Turn, reason: EndReason) -> None:
        if turn.task is not None:
            turn.task.cancel()
        self._answering.end(turn, reason)
