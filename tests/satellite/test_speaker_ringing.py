"""Alarms, timers and reminders ring on a speaker that has lost its server, and ring once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parley.audio.pcm import Pcm
from parley.home.schedule.occurrence import Occurrence
from parley.home.sync.replica import Replica
from parley.satellite.clock import ServerClock
from parley.satellite.echo import BLOCK, PLAYED_BLOCK, Duplex
from parley.satellite.kept import Kept, Ringing
from parley.satellite.playing import PLAYED_RATE, Playback
from parley.satellite.ringing import APART, LATE, TOO_LATE, UNANSWERED, Bell, Ringer, wording

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC).timestamp()
ALARM = {"time": "09:31", "zone": "Asia/Shanghai", "since": NOW - 3_600, "device": "me", "language": "zh"}


@dataclass
class Wall:
    """A speaker in its room: the test moves its clock and takes its server away."""

    folder: Path
    now: float = NOW
    apart: float = 100.0
    there: bool = False
    asked: int = 0
    said: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.kept = Kept(self.folder)
        self.kept.state.device = "me"
        self.replica = Replica(self.folder / "records.db", lambda: self.now)
        self.playback = Playback()
        self.bell = Bell(self.kept, self.playback, lambda: self.now)
        self.ringer = Ringer(self.kept, self.replica, self.bell, self, lambda: self.now, self.say)

    def restart(self) -> None:
        """The power was cut."""
        self.replica.close()
        self.start()

    async def answers(self) -> bool:
        self.asked += 1
        return self.there

    async def say(self, text: str, language: str) -> None:
        self.said.append((text, language))

    async def look(self) -> None:
        """What ``run`` does every second."""
        for due in self.ringer.due():
            if await self.ringer._left_to_me(due):  # pyright: ignore[reportPrivateUsage]
                await self.ringer._ring(due)  # pyright: ignore[reportPrivateUsage]

    async def pass_(self, seconds: float) -> None:
        for _ in range(round(seconds)):
            self.now += 1.0
            await self.look()

    def timer(self, ends: float, **fields: Any) -> None:
        self.replica.put("timers", "t", {"seconds": 300, "ends": ends, "device": "me", **fields})


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    made = Wall(tmp_path)
    yield made
    made.replica.close()


async def test_an_alarm_rings_without_the_server_and_is_over_then(wall: Wall) -> None:
    wall.replica.put("alarms", "a", ALARM)
    await wall.pass_(55)
    assert wall.said == [] and not wall.bell.ringing
    await wall.pass_(10)
    assert wall.said == [("现在上午9:31了。", "zh")] and wall.bell.ringing
    await wall.pass_(600)
    assert len(wall.said) == 1
    document = wall.replica.get("alarms", "a")
    assert document is not None and document["enabled"] is False and document["rang"] >= NOW + 60
    assert wall.kept.state.rang == [f"alarms:a:{round((NOW + 60) * 1000)}"]


async def test_the_occurrence_is_named_as_the_server_names_it(wall: Wall) -> None:
    wall.timer(NOW + 5.25)
    await wall.pass_(10)
    assert wall.kept.state.rang == [Occurrence("anna", "timers", "t", NOW + 5.25, {}).id]
    assert wall.replica.get("timers", "t") is None


async def test_what_the_server_had_rung_does_not_ring_again_when_it_is_lost(wall: Wall) -> None:
    wall.timer(NOW + 5)
    wall.kept.keep_rung(f"timers:t:{round((NOW + 5) * 1000)}")
    await wall.pass_(30)
    assert wall.said == []
    assert wall.replica.get("timers", "t") is None  # and the server will hear of it


async def test_a_connection_that_only_blinks_leaves_it_to_the_server(wall: Wall) -> None:
    wall.apart = APART - 1
    wall.timer(NOW + 1)
    await wall.pass_(3)
    assert wall.said == []
    wall.apart = APART
    await wall.look()
    assert len(wall.said) == 1


async def test_a_server_that_is_there_has_time(wall: Wall) -> None:
    wall.apart, wall.there = 0.0, True
    wall.timer(NOW + 1)
    await wall.pass_(LATE - 2)
    assert wall.said == []
    await wall.pass_(4)
    assert [text for text, _ in wall.said] == [
        "Your timer for 5 minutes should have rung 1 minute ago. I couldn't ring it then, sorry."
    ]


async def test_a_network_that_died_without_a_word_is_noticed_when_something_is_due(wall: Wall) -> None:
    wall.apart, wall.there = 0.0, False
    wall.timer(NOW + 1)
    await wall.pass_(UNANSWERED)
    assert wall.said == [] and wall.asked == 0
    await wall.pass_(2)
    assert wall.asked == 1 and len(wall.said) == 1


@pytest.mark.parametrize(
    "fields", [{"device": "kitchen"}, {"does": {"intent": "home.off"}}, {"ends": NOW - TOO_LATE - 9}]
)
async def test_what_is_another_s_or_needs_the_server_does_not_ring(
    wall: Wall, fields: dict[str, Any]
) -> None:
    wall.timer(**{"ends": NOW + 1, **fields})
    await wall.pass_(10)
    assert wall.said == []


async def test_a_paused_timer_waits_until_it_goes_on(wall: Wall) -> None:
    wall.timer(NOW + 5)
    wall.replica.change("timers", "t", {"left": 3.5})
    await wall.pass_(600)
    assert wall.said == []
    wall.replica.change("timers", "t", {"left": 0, "ends": wall.now + 3.5})
    await wall.pass_(3)
    assert wall.said == []
    await wall.pass_(10)
    assert len(wall.said) == 1


async def test_what_belongs_to_no_device_rings_here_too(wall: Wall) -> None:
    wall.replica.put("reminders", "r", {"text": "take the pills.", "due": NOW + 2, "device": ""})
    await wall.pass_(5)
    assert wall.said == [("Reminder: take the pills.", "en")]
    assert not wall.bell.ringing  # one stroke, and the words


async def test_after_a_night_without_power_it_says_how_late_it_is(wall: Wall) -> None:
    wall.replica.put("alarms", "a", ALARM)
    wall.now = NOW + 8 * 3_600
    await wall.look()
    assert wall.said == [("上午9:31的闹钟8小时前就该响了，当时没能响，抱歉。", "zh")]
    assert not wall.bell.ringing


async def test_a_daily_alarm_rings_tomorrow_too(wall: Wall) -> None:
    wall.replica.put("alarms", "a", {**ALARM, "days": [1, 2, 3, 4, 5, 6, 7]})
    await wall.pass_(62)
    wall.now += 86_400 - 30
    await wall.pass_(60)
    assert len(wall.said) == 2


async def test_a_power_cut_while_it_rings_only_interrupts_the_ringing(wall: Wall) -> None:
    wall.timer(NOW + 1)
    await wall.pass_(3)
    assert wall.bell.ringing
    wall.restart()
    wall.now += 20
    await wall.ringer._go_on()  # pyright: ignore[reportPrivateUsage]
    assert wall.bell.ringing and len(wall.said) == 2
    assert len(wall.kept.state.rang) == 1
    wall.bell.stop()
    wall.restart()
    await wall.ringer._go_on()  # pyright: ignore[reportPrivateUsage]
    assert not wall.bell.ringing


async def test_what_rang_yesterday_does_not_go_on(wall: Wall) -> None:
    wall.kept.state.ringing = Ringing("timers:t:1", "x", "en", NOW - 4_000)
    wall.kept.save()
    wall.restart()
    await wall.ringer._go_on()  # pyright: ignore[reportPrivateUsage]
    assert not wall.bell.ringing and Kept(wall.folder).state.ringing is None


def test_the_bell_strikes_until_somebody_stops_it_but_not_into_words(wall: Wall) -> None:
    wall.bell.begin("alarm_rang", "alarms:a:1")
    strokes, before = 0, False
    for _ in range(200):
        wall.now += 0.1
        wall.bell.look()
        strokes += int(wall.playback.chiming and not before)
        before = wall.playback.chiming
        wall.playback.render(PLAYED_RATE // 10)
    assert strokes == 9  # in 20 s: the first at once, and one every 2.4 s
    wall.playback.say(Pcm(np.full(PLAYED_RATE * 5, 9_000, np.int16), PLAYED_RATE))
    for _ in range(40):
        wall.now += 0.1
        wall.bell.look()
        wall.playback.render(PLAYED_RATE // 10)
        assert wall.now < NOW + 22 or not wall.playback.chiming
    wall.playback.hush()
    wall.bell.stop()
    wall.now += 5
    wall.bell.look()
    assert not wall.playback.render(2_400).any()
    wall.bell.begin("alarm_rang", "alarms:a:2")
    wall.now += 300
    wall.bell.look()
    assert not wall.bell.ringing  # nobody is at home


@pytest.mark.parametrize("kind", ["alarm_rang", "find"])
def test_without_echo_cancellation_there_is_room_for_a_wake_word_between_two_strokes(
    wall: Wall, kind: str
) -> None:
    duplex, block = Duplex(wall.playback, None), np.full(BLOCK, 9_000, np.int16)
    bell = Bell(wall.kept, wall.playback, lambda: wall.now, heard_through=False)
    bell.begin(kind, "alarms:a:1")
    longest = heard = 0
    for _ in range(1_500):
        wall.now += 0.01
        bell.look()
        duplex.render(PLAYED_BLOCK)
        heard = heard + 1 if duplex.hear(block).any() else 0
        longest = max(longest, heard)
    assert 200 <= longest <= 450  # in 10 ms


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("late", [0.0, 7_300.0])
@pytest.mark.parametrize(
    ("collection", "document"),
    [
        ("alarms", {"label": "", "zone": "UTC"}),
        ("alarms", {"label": "Tee", "zone": "UTC"}),
        ("timers", {"name": "", "seconds": 90.0}),
        ("timers", {"name": "Tee", "seconds": 90.0}),
        ("reminders", {"text": "Tee"}),
        ("events", {"title": "Tee"}),
    ],
)
def test_everything_that_rings_has_words_in_both_languages(
    language: str, late: float, collection: str, document: dict[str, Any]
) -> None:
    due = Occurrence("", collection, "x", NOW, {**document, "language": language}, late)
    text, spoken = wording(due)
    assert spoken == language and text and "{" not in text
    if late:
        assert ("2小时" if language == "zh" else "2 hours") in text


def test_the_server_s_time_counts_whoever_sets_the_clock() -> None:
    wall, steady = [NOW - 86_400.0], [50.0]
    clock = ServerClock(lambda: wall[0], lambda: steady[0])
    assert clock.now() == NOW - 86_400  # a board without a battery, in the morning
    clock.learn(round(NOW * 1000))
    assert clock.now() == NOW
    wall[0] += 7_200
    steady[0] += 10
    assert clock.now() == NOW + 10
