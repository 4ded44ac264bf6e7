"""One utterance and its answer: where it stands, and how long each stage took."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from parley.assistant.heard_voice import HeardVoice
from parley.audio.endpoint import SpeechContinued, SpeechPaused, SpeechStarted
from parley.audio.pcm import Samples
from parley.skills.types import Context, Understanding
from parley.speech.saying import Manner


class Phase(Enum):
    """Where a turn stands."""

    HEARING = "hearing"
    """The person is still speaking."""
    THINKING = "thinking"
    """The utterance is complete; an answer is being made."""
    SPEAKING = "speaking"
    """The answer is being said."""
    ENDED = "ended"
    """Nothing more of it follows."""


_MOVES = {
    Phase.HEARING: {Phase.THINKING, Phase.SPEAKING, Phase.ENDED},
    Phase.THINKING: {Phase.SPEAKING, Phase.ENDED},
    Phase.SPEAKING: {Phase.ENDED},
    Phase.ENDED: set[Phase](),
}


class Silence(Enum):
    """What follows a turn's sound."""

    PAUSE = "pause"
    """The person is silent, and has perhaps said everything: nothing more comes unless they go on."""
    END = "end"
    """The utterance is complete."""


class IllegalMove(Exception):
    """A turn was moved to a phase that cannot follow: a mistake in Parley, not in what it was given."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What is left of an answer that was interrupted, to go on with if the interruption was none."""

    sentences: tuple[str, ...]
    language: str
    emotion: str


@dataclass(frozen=True, slots=True)
class Read:
    """What words were taken to mean."""

    context: Context
    """What had been said before them."""
    commands: tuple[Understanding, ...]


@dataclass(slots=True, eq=False)
class Turn:
    """One utterance and its answer."""

    id: int
    phase: Phase = Phase.HEARING
    sound: asyncio.Queue[Samples | Silence] = field(
        default_factory=lambda: asyncio.Queue[Samples | Silence]()
    )
    """The utterance on its way to the recognisers. The endpointer bounds its length."""

    text: str | None = None
    """The utterance, where it was typed."""

    language: str | None = None
    """Language the utterance is expected in, or None for any."""

    addressed: bool = False
    """The person pressed the button or said the wake word: they mean Parley."""

    muted: bool = False
    """The person went on speaking while the answer was made: do what was asked, but do not say it."""

    resume: Unsaid | None = None
    """What this turn's speech interrupted."""

    unsaid: Unsaid | None = None
    """What of this turn's answer has not been heard."""

    read: dict[tuple[str, str], Read] = field(default_factory=dict[tuple[str, str], Read])
    """Text and language → what it was taken to mean, as far as the judge of what was heard has asked."""

    timings: dict[str, float] = field(default_factory=dict[str, float])
    """Seconds per stage."""

    said: asyncio.Event = field(default_factory=asyncio.Event)
    """Its words are over; what still follows of it is music."""

    voice: HeardVoice | None = None
    """The voice that said it, where it matters whose it is."""

    manner: Manner | None = None
    """How who speaks wants to be spoken to; None for as whose conversation it is."""

    task: asyncio.Task[None] | None = None
    mark: float = 0.0
    """Event-loop time at which the stage under way began."""

    def move(self, phase: Phase) -> None:
        """Go to another phase. Raises ``IllegalMove`` for one that cannot follow."""
        if phase not in _MOVES[self.phase]:
            raise IllegalMove(f"{self.phase.value} → {phase.value}")
        self.phase = phase

    def meaning(self, text: str, language: str, context: Context) -> tuple[Understanding, ...] | None:
        """What the text was taken to mean in this turn and context; None when nobody has asked."""
        known = self.read.get((text, language))
        return known.commands if known is not None and known.context == context else None

    @property
    def under_way(self) -> bool:
        """Whether it is being heard, answered or said; music that plays after the words is not."""
        return self.phase is not Phase.ENDED and self.task is not None and not self.said.is_set()

    async def over(self) -> None:
        """Wait until nothing more of it follows, but music."""
        if self.task is None:
            return
        words = asyncio.ensure_future(self.said.wait())
        try:
            await asyncio.wait([self.task, words], return_when=asyncio.FIRST_COMPLETED)
        finally:
            words.cancel()

    def words_over(self) -> None:
        """What follows of it is music: whoever waits to say something need not wait for that."""
        self.said.set()

    def stage(self, name: str) -> None:
        """The stage that was under way is over: note how long it took, and begin the next."""
        now = asyncio.get_running_loop().time()
        self.timings[name] = max(0.0, now - self.mark)
        self.mark = now

    def begin_stages(self) -> None:
        """The first stage begins now."""
        self.mark = asyncio.get_running_loop().time()

    def hear(self, event: SpeechStarted | SpeechContinued | SpeechPaused) -> None:
        """The utterance goes on, or pauses."""
        self.sound.put_nowait(Silence.PAUSE if isinstance(event, SpeechPaused) else event.samples)

    def complete(self) -> None:
        """The utterance is over; the first stage begins now."""
        self.begin_stages()
        self.sound.put_nowait(Silence.END)

    async def next_sound(self) -> Samples | Silence:
        """All the sound that has come in meanwhile, in one piece, and then the silence after it.

        Fewer, larger pieces cost the recognisers less, and who is late catches up: a pause that is over by
        now is none.
        """
        pieces: list[Samples] = []
        silence: Silence | None = None
        piece = await self.sound.get()
        while True:
            if isinstance(piece, Silence):
                silence = piece
            else:
                pieces.append(piece)
                silence = None
            if self.sound.empty():
                break
            piece = self.sound.get_nowait()
        if not pieces:
            return silence or Silence.END
        if silence is not None:
            self.sound.put_nowait(silence)
        return np.concatenate(pieces)
