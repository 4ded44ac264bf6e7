"""The events of a conversation as messages of the talk protocol."""

from __future__ import annotations

from parley.assistant.events import (
    Did,
    Event,
    Failed,
    Heard,
    Listening,
    Said,
    Speech,
    Thinking,
    TurnEnded,
    Woke,
)
from parley.gateways.web import messages as m


def to_frame(event: Event) -> str | bytes:
    """One event as one frame: text for everything but sound."""
    match event:
        case Speech(turn, pcm):
            return m.pack_speech(turn, pcm)
        case Listening(turn):
            message = m.Listening(turn)
        case Woke(turn, word):
            message = m.Woke(turn, word)
        case Heard(turn, text, language, final, engine, spans):
            message = m.Heard(turn, text, language, final, engine, spans)
        case Thinking(turn):
            message = m.Thinking(turn)
        case Said(turn, text, language, emotion):
            message = m.Said(turn, text, language, emotion)
        case Did(turn, action):
            message = m.Done(turn, action.kind, action.data)
        case Failed(turn, code):
            message = m.Failed(turn, code)
        case TurnEnded(turn, reason, follow_up, intent, slots, timings):
            message = m.Ended(turn, reason, follow_up, intent, slots, timings)
    return m.encode(message)
