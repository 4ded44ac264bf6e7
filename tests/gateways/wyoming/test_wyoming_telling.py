"""What a satellite is told of a conversation, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from parley.assistant.events import (
    Did,
    EndReason,
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
from parley.audio.pcm import Pcm
from parley.gateways.wyoming.telling import Telling
from parley.gateways.wyoming.timers import timer_event
from parley.skills.types import Action

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


class Wire:
    """What was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Mapping[str, object], bytes]] = []
        self.telling = Telling(self.send, lambda: NOW)

    def send(self, type: str, data: Mapping[str, object] | None = None, payload: bytes = b"") -> None:
        self.sent.append((type, data or {}, payload))

    def tell(self, *events: Event) -> list[str]:
        """Types of what follows; chunks in a row are one."""
        before = len(self.sent)
        for each in events:
            self.telling.tell(each)
        names = [type for type, _, _ in self.sent[before:]]
        return [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]


def speech(turn: int, seconds: float = 0.2) -> list[Event]:
    samples = (np.sin(np.arange(int(24_000 * seconds)) * 0.1) * 8_000).astype(np.int16)
    return [Speech(turn, Pcm(samples[at : at + 960], 24_000)) for at in range(0, len(samples), 960)]


def answered(turn: int) -> list[Event]:
    return [
        Heard(turn, "what", "en", False),
        Heard(turn, "what time is it", "en", True),
        Thinking(turn),
        Said(turn, "Ten past eight.", "en"),
        *speech(turn),
        TurnEnded(turn, EndReason.ANSWERED),
    ]


ANSWER = [
    "voice-started",
    "voice-stopped",
    "transcript",
    "synthesize",
    "audio-start",
    "audio-chunk",
    "audio-stop",
]


def test_behind_our_wake_word() -> None:
    told = Wire().tell(Listening(1), Woke(1, "okay_nabu"), *answered(1))
    assert told == ["detection", "transcribe", *ANSWER]


def test_a_satellite_that_woke_itself_is_not_told_that_it_did() -> None:
    wire = Wire()
    wire.telling.woke_itself = True
    assert wire.tell(Listening(1), Woke(1, "okay_nabu"), *answered(1)) == ["transcribe", *ANSWER]


def test_the_sound_has_the_rate_that_satellites_play_and_none_of_it_is_lost() -> None:
    wire = Wire()
    wire.tell(*answered(1))
    formats = [data for type, data, _ in wire.sent if type.startswith("audio-st")]
    assert formats == [{"rate": 22_050, "width": 2, "channels": 1, "timestamp": 0}, {}]
    chunks = [(data, payload) for type, data, payload in wire.sent if type == "audio-chunk"]
    assert sum(len(payload) for _, payload in chunks) == 2 * round(0.2 * 22_050)
    assert all(payload for _, payload in chunks)  # to some an empty chunk is the end
    played = 0
    for data, payload in chunks:
        assert data["timestamp"] == round(1000 * played / 22_050)
        played += len(payload) // 2


def test_who_interrupts_hears_no_more_of_the_old_answer() -> None:
    wire = Wire()
    old = answered(1)[:-1]
    wire.tell(*old)
    told = wire.tell(TurnEnded(1, EndReason.INTERRUPTED), Listening(2), Woke(2, "okay_nabu"), *answered(2))
    assert told == ["audio-stop", "detection", "transcribe", *ANSWER]


def test_an_announcement_has_no_transcript() -> None:
    told = Wire().tell(Said(3, "Your tea is ready.", "en"), *speech(3), TurnEnded(3, EndReason.ANSWERED))
    assert told == ["synthesize", "audio-start", "audio-chunk", "audio-stop"]


def test_a_satellite_without_a_loudspeaker_gets_words_only() -> None:
    wire = Wire()
    wire.telling.aloud = False
    assert wire.tell(*answered(1)) == ["voice-started", "voice-stopped", "transcript", "synthesize"]


@pytest.mark.parametrize("reason", [EndReason.NOTHING_HEARD, EndReason.FAILED, EndReason.BUSY])
def test_a_satellite_that_streams_is_let_go_also_when_nothing_was_heard(reason: EndReason) -> None:
    wire = Wire()
    wire.telling.woke_itself = True
    told = wire.tell(Listening(1), Woke(1, ""), Failed(1, "nothing_heard", "No words."), TurnEnded(1, reason))
    assert told == ["transcribe", "error", "transcript"]
    assert wire.sent[-1][1] == {"text": ""}
    assert not wire.telling.woke_itself


def test_a_satellite_that_another_is_nearer_than_goes_back_to_waiting() -> None:
    wire = Wire()
    wire.telling.woke_itself = True
    assert wire.tell(TurnEnded(9, EndReason.ELSEWHERE)) == ["transcript"]
    # One that streams all the time was told nothing of the wake word, and need not be told anything now.
    assert wire.tell(TurnEnded(10, EndReason.ELSEWHERE)) == []


def test_timers_are_shown() -> None:
    rings_at = (NOW + timedelta(seconds=290)).isoformat()
    data = {"id": "t1", "name": "tea", "duration": 300.0, "rings_at": rings_at}
    assert timer_event(Action("timer_started", data), NOW) == (
        "timer-started",
        {
            "id": "t1",
            "total_seconds": 290,
            "name": "tea",
            "start_hours": 0,
            "start_minutes": 5,
            "start_seconds": 0,
        },
    )
    changed = ("timer-updated", {"id": "t1", "total_seconds": 290, "is_active": True})
    assert timer_event(Action("timer_changed", data), NOW) == changed
    paused = {"id": "t1", "name": "tea", "duration": 300.0, "left": 120.4}
    assert timer_event(Action("timer_changed", paused), NOW) == (
        "timer-updated",
        {"id": "t1", "total_seconds": 120, "is_active": False},
    )
    started = timer_event(Action("timer_started", paused), NOW)
    assert started is not None and started[1]["total_seconds"] == 120
    assert timer_event(Action("timer_cancelled", data), NOW) == ("timer-cancelled", {"id": "t1"})
    assert timer_event(Action("timer_rang", data), NOW) == ("timer-finished", {"id": "t1"})
    assert timer_event(Action("volume", {"level": 3}), NOW) is None
    assert timer_event(Action("timer_started", {}), NOW) is None


def test_wyoming_s_library_reads_what_is_told_of_timers() -> None:
    from wyoming.event import Event as TheirEvent
    from wyoming.timer import TimerStarted

    wire = Wire()
    rings_at = (NOW + timedelta(hours=1, minutes=1, seconds=1)).isoformat()
    wire.tell(Did(1, Action("timer_started", {"id": "t", "duration": 3661.0, "rings_at": rings_at})))
    type, data, _ = wire.sent[0]
    timer = TimerStarted.from_event(TheirEvent(type, dict(data)))
    assert (timer.start_hours, timer.start_minutes, timer.start_seconds, timer.total_seconds) == (
        1,
        1,
        1,
        3661,
    )
