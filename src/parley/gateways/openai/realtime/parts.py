"""What a session is made of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from parley.audio.endpoint import EndpointSettings
from parley.audio.voice_activity import VoiceActivity
from parley.gateways.openai.realtime.answering import Use
from parley.gateways.openai.realtime.speaking import Speaking
from parley.gateways.openai.realtime.utterance import IsCommand
from parley.speech.hearing import HearingService


@dataclass(frozen=True, slots=True)
class Parts:
    """What a session is made of."""

    hearing: HearingService
    speaking: Speaking
    activity: VoiceActivity
    endpoints: EndpointSettings
    command: Callable[[], Awaitable[IsCommand]]
    """Finds out what tells a command of the assistant from other words."""
    used: Callable[[Use], None]
    language: str
    """To speak where nothing tells."""
