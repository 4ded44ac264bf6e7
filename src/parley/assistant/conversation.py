"""The talk between a person and the assistant on one device: what comes in, who may interrupt whom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Coroutine, Iterable, Sequence
from itertools import count

from parley.assistant.answering import Answering, Services
from parley.assistant.arbitration import Arbitration, Entrant
from parley.assistant.attention import Attention
from parley.assistant.contending import Contending
from parley.assistant.ears import Ears
from parley.assistant.events import Did, EndReason, Event, Listening, Mode, TurnEnded, Woke
from parley.assistant.turn import Phase, Turn, Unsaid
from parley.assistant.unasked import Unasked
from parley.assistant.waking import Bid
from parley.assistant.whole import until_idle
from parley.audio.endpoint import EndpointEvent, NothingSaid, SpeechEnded, SpeechStarted
from parley.audio.pcm import Samples
from parley.skills.types import Action, Context, Reply
from parley.tags import primary

_ENGAGED = 30.0
"""Seconds after the beginning of a turn in which somebody is taken to be still talking to this device."""


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
        arbitration: Arbitration | None = None,
    ) -> None:
        """``paced``: sound goes no faster than it is heard; off for files. What is not ``reachable`` is told
        nothing unasked. ``rang``: see ``Unasked``. ``arbitration``: with whom it competes for wake words."""
        self.id = context.conversation
        self.device = context.device
        self.reachable = reachable
        self.unasked = Unasked(self, rang)
        """What is said without having been asked, such as that a timer is over."""
        self._services = services
        self._ears = ears
        self._attention = Attention(ears)
        self._contending = Contending(arbitration or Arbitration(), self, self._begin)
        self._outbox = services.outbox(50 if paced else 100_000)
        self._answering = Answering(services, self._outbox, context, paced=paced)
        self._ids = count(1)
        self._current: Turn | None = None
        """The turn whose utterance is being heard or whose answer is being made or said."""
        self._hearing: Turn | None = None
        """The turn that the sound coming in belongs to."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._chosen: str | None = None
        """Language to expect, as the person said."""
        self.closed = False
        """The conversation is over: nothing said in it would be heard."""
        self.used = 0.0
        """Event-loop time at which it was opened or its latest turn began."""

    async def __aenter__(self) -> Conversation:
        try:
            await self._attention.prepare()
            await self._answering.prepare()
        except BaseException:  # whoever leaves meanwhile leaves nothing behind that seems to be reachable
            self.closed = True
            self._outbox.close()
            raise
        self.used = asyncio.get_running_loop().time()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.closed = True
        self._services.skills.part(self.context)
        self.unasked.close()
        self._contending.stop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._answering.close()
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

    @property
    def asleep(self) -> bool:
        """Whether it waits for a wake word."""
        return self._attention.asleep

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
        self._attention.check(mode, woke)
        self.deaf()
        self._attention.turn_to(mode, woke)
        if mode is Mode.WAKE:
            self._contending.waits()
        if woke is not None and mode is not Mode.DEAF:
            self._contending.claim(woke, itself=True)
        elif mode is Mode.PRESS:
            self._begin_hearing()

    def push(self, samples: Samples) -> None:
        """The next samples from the microphone (int16 mono, 16 kHz), any number."""
        for happened in self._attention.feed(samples):
            if isinstance(happened, Bid):
                self._contending.claim(happened)
            else:
                self.take(happened)

    async def release(self) -> None:
        """The button was let go, or the recording is over."""
        for event in self._attention.finish():
            self.take(event)
        if not self._contending.keep(None):
            self.let_go()

    def let_go(self) -> None:
        """What is being heard is complete."""
        silent, self._hearing = self._hearing, None
        if silent is not None:
            silent.complete()  # not a word in all the time the button was down
        if self._attention.mode is Mode.PRESS:
            self._attention.deaf()

    def deaf(self) -> None:
        """Stop listening. An utterance that is not complete is dropped; an answer goes on."""
        self._attention.deaf()
        self._contending.stop()
        if self._drop_hearing(EndReason.NOTHING_HEARD):
            self._play_on()

    def _drop_hearing(self, reason: EndReason) -> bool:
        dropped, self._hearing = self._hearing, None
        if dropped is not None:
            self._stop(dropped, reason)
        return dropped is not None

    async def read(self, text: str, language: str | None = None, *, picture: str = "") -> None:
        """A typed utterance; it interrupts what is being said. ``picture``: the id of a file it is about."""
        self._cut_off()
        self._contending.spoke()
        self._answering.playing.begin()
        turn = self._new_turn()
        turn.text, turn.language = text, primary(language) if language else None
        self._answering.show(picture)
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
            self.push(samples)
            await asyncio.sleep(0)  # let the recognisers have what has come so far
        await self.release()

    def standing(self) -> Entrant:
        """How it stands in the competition for a wake word."""
        who = self.context
        lately = self._current is not None and asyncio.get_running_loop().time() - self.used < _ENGAGED
        engaged = lately or self.turn is not None
        return Entrant(self.id, self.device, who.host or who.person, who.guest, who.room, engaged)

    def meant(self, bid: Bid) -> None:
        """Nobody heard the wake word better."""
        self._drop_hearing(EndReason.INTERRUPTED)
        turn = self._begin_hearing(addressed=True)
        self._answering.emit(turn, Woke(turn.id, bid.word))

    def not_meant(self) -> None:
        """Another device answers the wake word."""
        self._attention.turn_away()
        if self._drop_hearing(EndReason.ELSEWHERE):
            self._play_on()
        else:
            self._answering.end(Turn(next(self._ids)), EndReason.ELSEWHERE)

    def take(self, event: EndpointEvent) -> None:
        """Something happened in the sound that comes in."""
        if self._contending.keep(event):
            return
        if isinstance(event, SpeechStarted):
            (self._hearing or self._begin_hearing()).hear(event)
        elif isinstance(event, SpeechEnded):
            self._complete(event)
        elif isinstance(event, NothingSaid):
            self._give_up()
        elif self._hearing is not None:
            self._hearing.hear(event)

    def _begin_hearing(self, *, addressed: bool = False) -> Turn:
        """A new utterance begins: whatever was being said is cut off."""
        resume = self._barge_in()
        self._contending.spoke()
        self._answering.playing.begin()
        turn = self._new_turn()
        turn.language, turn.resume = self._attention.expected or self._chosen, resume
        turn.addressed = addressed or self._attention.mode in (Mode.PRESS, Mode.WAKE)
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
        turn.complete()
        self._attention.sleep()

    def _give_up(self) -> None:
        """Nobody spoke after the wake word or the question."""
        self._drop_hearing(EndReason.NOTHING_HEARD)
        self._attention.sleep()
        self._play_on()

    def _play_on(self) -> None:
        """What was held up goes on, in a turn of its own when none is under way that will do it."""
        if self._answering.playing.held and self.turn is None and not self.closed:
            turn = self._new_turn()
            self._run(turn, self._answering.play_on(turn))

    def _notice(self, event: Event) -> None:
        """The assistant asked something back: listen for the answer without a wake word."""
        asked = isinstance(event, TurnEnded) and event.follow_up
        if asked and self._hearing is None:
            self._attention.stay()
        if asked and self._answering.playing.held:  # whoever does not answer wants the music back
            asyncio.get_running_loop().call_later(2 * self._ears.follow_up, self._play_on)

    def _new_turn(self) -> Turn:
        self.used = asyncio.get_running_loop().time()
        self._current = Turn(next(self._ids))
        self._answering.show("")
        return self._current

    def _run(self, turn: Turn, work: Coroutine[object, object, None]) -> None:
        turn.task = self._begin(work, f"turn {turn.id}")

    def _begin(self, work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _stop(self, turn: Turn, reason: EndReason) -> None:
        if turn.task is not None:
            turn.task.cancel()
        self._answering.end(turn, reason)
