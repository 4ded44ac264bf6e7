"""The voice of one turn: of all of its sound, wherever it was taken to end before."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import numpy as np
import pytest

from parley.assistant.heard_voice import LONGEST, HeardVoice
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadAudio


class _Voices:
    """Takes a second for a voiceprint, which is how much it heard."""

    def __init__(self) -> None:
        self.begun: list[int] = []

    async def listen(self, samples: Samples) -> int:
        self.begun.append(len(samples))
        await asyncio.sleep(1.0)
        return len(samples)


def second() -> Samples:
    return np.ones(SPEECH_RATE, np.int16)


def voice() -> tuple[HeardVoice, _Voices]:
    service = _Voices()
    return HeardVoice(cast(Any, service)), service


async def test_a_pause_that_was_the_end_has_the_voice_made_in_it() -> None:
    heard, service = voice()
    heard.feed(second())
    heard.complete()
    await asyncio.sleep(0.3)
    heard.complete()
    assert await heard.soon(0.8) is not None
    assert service.begun == [SPEECH_RATE]


async def test_what_is_said_after_a_pause_is_of_the_voice_too() -> None:
    heard, service = voice()
    heard.feed(second())
    heard.complete()
    await asyncio.sleep(0.3)
    heard.feed(second())
    heard.complete()
    assert cast(Any, await heard.print()) == 2 * SPEECH_RATE
    assert service.begun == [SPEECH_RATE, 2 * SPEECH_RATE]


async def test_what_is_longer_than_is_looked_at_is_made_once() -> None:
    heard, service = voice()
    for _ in range(20):
        heard.feed(second())
    heard.complete()
    await asyncio.sleep(0.3)
    heard.feed(second())
    heard.complete()
    assert cast(Any, await heard.print()) == LONGEST
    assert service.begun == [LONGEST]


async def test_without_sound_there_is_no_voice() -> None:
    heard, _ = voice()
    heard.complete()
    with pytest.raises(BadAudio):
        await heard.print()
