"""Talking at this computer: microphone and loudspeaker on one side, a terminal on the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Protocol

from parley.assistant.conversation import Conversation
from parley.assistant.events import (
    Did,
    EndReason,
    Event,
    Heard,
    Listening,
    Mode,
    Said,
    Speech,
    TurnEnded,
    Woke,
)
from parley.audio.pcm import Pcm, Samples
from parley.audio.volume import Volume


class Sound(Protocol):
    """What is needed of a sound card."""

    def microphone(self) -> AsyncIterator[Samples]: ...
    def play(self, pcm: Pcm) -> None: ...
    def hush(self) -> None: ...
    def amplify(self, gain: float) -> None: ...


async def converse(
    conversation: Conversation,
    sound: Sound,
    enters: AsyncIterator[None],
    mode: Mode,
    show: Callable[[str], None],
) -> None:
    """Hold the conversation until ``enters`` (the presses of Enter) ends.

    In ``Mode.PRESS`` Enter begins an utterance, and the next one completes it; in the hands-free modes it
    stops the answer.
    """
    if mode is not Mode.PRESS:
        conversation.listen(mode)
    tasks = [
        asyncio.create_task(_hear(conversation, sound)),
        asyncio.create_task(_show(conversation, sound, show)),
    ]
    try:
        pressed = False
        async for _ in enters:
            if mode is not Mode.PRESS:
                conversation.interrupt()
            elif pressed:
                await conversation.release()
            else:
                conversation.listen(Mode.PRESS)
            pressed = not pressed
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _hear(conversation: Conversation, sound: Sound) -> None:
    async for samples in sound.microphone():
        conversation.push(samples)


async def _show(conversation: Conversation, sound: Sound, show: Callable[[str], None]) -> None:
    volume = Volume()
    sound.amplify(volume.gain)
    async for event in conversation.events():
        if isinstance(event, Speech):
            sound.play(event.pcm)
            continue
        if isinstance(event, Did) and event.action.kind == "volume":
            # It comes before the sound of its own confirmation.
            volume = volume.after(event.action.data)
            sound.amplify(volume.gain)
            show(f"🔊 {volume.level}%" if volume.gain else "🔇")
        elif isinstance(event, TurnEnded) and event.reason is EndReason.INTERRUPTED:
            sound.hush()
        if line := line_for(event):
            show(line)


def line_for(event: Event) -> str:
    """How a terminal shows an event; empty when it does not."""
    if isinstance(event, Listening | Woke):
        return "● …"
    if isinstance(event, Heard) and event.final:
        return f"  {event.text}"
    if isinstance(event, Said):
        return f"→ {event.text}"
    return ""
