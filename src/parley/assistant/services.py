"""What a conversation draws on, and what it tells of its turns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from parley.assistant.outbox import Outbox
from parley.assistant.speaking import Recognising
from parley.assistant.wishes import Wishes
from parley.skills.service import Skills
from parley.skills.types import Context
from parley.speech.hearing import HearingService
from parley.speech.saying import Saying


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was said in one turn."""

    heard: str
    answered: str
    language: str
    intent: str
    """Empty when the sentence was not understood."""


@dataclass(frozen=True, slots=True)
class Services:
    """What a conversation draws on."""

    hearing: HearingService
    saying: Saying
    skills: Skills
    answered: Callable[[Context, Exchange], None] | None = None
    """Is told of every turn that was answered, after it, whether or not all of the answer was heard."""
    wishes: Callable[[], Awaitable[Wishes]] | None = None
    """What the person has set for themselves."""
    room: Callable[[], Awaitable[str]] | None = None
    """The room the device is in now."""
    outbox: Callable[[int], Outbox] = Outbox
    """Makes the queue of its events, for so many packets of speech; whoever makes it may watch."""
    whose: Callable[[int, Context], None] | None = None
    """Is told of every turn, as soon as it is known, whose words it has: the context of that person."""
    voices: Recognising | None = None
    """Knows people by their voices; None where nobody's is to be known."""
