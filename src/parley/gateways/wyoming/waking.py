"""The ``wake`` service: sound in, the wake words in it out."""

from __future__ import annotations

import asyncio

from parley.audio.pcm import SPEECH_RATE
from parley.errors import Unsupported
from parley.gateways.wyoming.asking import Detect
from parley.gateways.wyoming.connection import Connection
from parley.gateways.wyoming.framing import Event
from parley.gateways.wyoming.offering import Offer
from parley.gateways.wyoming.sound import Intake
from parley.home.accounts.limits import Allowance
from parley.speech.types import WakeListener

_SPEED = 2.0
"""Seconds of sound that are listened to per second, in the long run."""


async def detect(connection: Connection, offer: Offer, wanted: Detect, first: Event | None = None) -> bool:
    """One stretch of sound, up to ``audio-stop``; False when the other side left.

    Raises ``Unsupported`` where no such wake word is installed, and ``BadAudio``.
    """
    with offer.room("wake"):
        listener = await _listener(offer, wanted)
        intake, found, heard = Intake(), False, 0
        sound = Allowance(offer.limits.ahead, _SPEED, asyncio.get_running_loop().time)
        event = first or await connection.next()
        while event is not None and event.type != "audio-stop":
            if event.type == "audio-chunk":
                samples = intake.samples(event)
                heard += len(samples)
                for wake in listener.feed(samples):
                    found = True
                    at = round(wake.at * 1000)
                    connection.send("detection", {"name": wake.word, "timestamp": at})
                seconds = min(offer.limits.ahead, len(samples) / SPEECH_RATE)
                # Whoever sends faster than anyone speaks waits; the others have a turn in any case.
                await asyncio.sleep(0 if sound.take(seconds) else seconds / _SPEED)
            event = await connection.next()
        if event is not None and not found:
            connection.send("not-detected")
        return event is not None


async def _listener(offer: Offer, wanted: Detect) -> WakeListener:
    ears = offer.assistant.parts.ears
    if ears.wake is None:
        raise Unsupported("No wake words are installed here.")
    known = ears.wake.words()
    asked = {_plain(name) for name in wanted.names or ()}
    words = [word for word in known if _plain(word) in asked] if asked else list(ears.words or {})
    if not words:
        raise Unsupported(f"The wake words here are {', '.join(known)}.")
    return await asyncio.to_thread(ears.wake.open, words)


def _plain(word: str) -> str:
    """Wake words are written in several ways: ``okay_nabu``, ``Okay Nabu``."""
    return word.replace("_", " ").replace("-", " ").casefold().strip()
