"""A board that nobody talks to rings, and whoever comes is told what there was. In virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import pytest

from fakes.assistant import FakeConversation, Script
from fakes.virtual_time import VirtualTimeLoop
from parley.gateways.outbox import TooSlow
from parley.gateways.xiaozhi.doing import Doing
from parley.gateways.xiaozhi.messages import Alert, OurMcp, System, ToBoard
from parley.gateways.xiaozhi.mqtt.waiting import EVERY, KEPT_FOR, RINGS_FOR, Waiting
from parley.skills.types import Action, DeviceTool

ALARM = Action("alarm_rang", {"id": "a", "name": "", "occurrence": "a@7"})


@dataclass
class FakeTools:
    """Remembers what the board was to do."""

    calls: list[tuple[str, dict[str, object]]] = field(default_factory=list[tuple[str, dict[str, object]]])

    def all(self) -> list[DeviceTool]:
        return []

    async def call(self, name: str, arguments: Mapping[str, object]) -> str:
        self.calls.append((name, dict(arguments)))
        return "true"


@dataclass
class Shelf:
    """A board on a shelf, and what it was sent when."""

    language: str = "zh"
    sent: list[tuple[float, ToBoard]] = field(default_factory=list[tuple[float, ToBoard]])
    broken: bool = False
    tools: FakeTools = field(default_factory=FakeTools)

    def __post_init__(self) -> None:
        self.conversation = FakeConversation(Script())
        doing = Doing(self.tools, self.tell, "parley-kitchen", self.language)
        self.waiting = Waiting(self.conversation, "parley-kitchen", self.language, self.tell, doing)
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()

    async def tell(self, message: ToBoard) -> None:
        if self.broken:
            raise TooSlow("broken")
        self.sent.append((self._loop.time() - self._began, message))

    @property
    def alerts(self) -> list[tuple[float, str, str]]:
        return [(at, each.status, each.message) for at, each in self.sent if isinstance(each, Alert)]

    @property
    def questions(self) -> list[object]:
        return [each.payload["id"] for _, each in self.sent if isinstance(each, OurMcp)]


def story(tell: Callable[[Shelf], Awaitable[None]], language: str = "zh") -> Shelf:
    """Run it in virtual time."""

    async def run() -> Shelf:
        shelf = Shelf(language)
        waiting = asyncio.create_task(shelf.waiting.run())
        await tell(shelf)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        return shelf

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(run())


def test_an_alarm_rings_until_it_has_rung_long_enough() -> None:
    async def nobody_comes(shelf: Shelf) -> None:
        shelf.conversation.unasked("七点了。", ALARM, language="zh")
        await asyncio.sleep(3_600)

    alerts = story(nobody_comes).alerts
    times = [at for at, _, _ in alerts]
    assert times[:3] == [0.0, 1 + EVERY, 1 + 2 * EVERY]
    assert RINGS_FOR["alarm_rang"] - EVERY < times[-1] < RINGS_FOR["alarm_rang"] + EVERY
    assert {each[1:] for each in alerts} == {("闹钟", "七点了。")}


def test_an_alarm_rings_also_where_its_words_fail() -> None:
    async def no_words(shelf: Shelf) -> None:
        shelf.conversation.unasked("", ALARM)
        await asyncio.sleep(8)

    shelf = story(no_words)
    assert shelf.alerts == [(at, "闹钟", "闹钟") for at in (1.0, 1 + EVERY)]
    assert len(shelf.questions) == 1


def test_it_stops_when_somebody_comes_who_is_told_what_rang() -> None:
    async def somebody_comes(shelf: Shelf) -> None:
        shelf.conversation.unasked("It is seven.", ALARM)
        await asyncio.sleep(10)
        [notice] = shelf.waiting.woken()
        assert (notice.text, notice.language) == ("It is seven.", "en")
        await asyncio.sleep(600)

    shelf = story(somebody_comes)
    assert max(at for at, _, _ in shelf.alerts) <= 10
    assert [status for _, status, _ in shelf.alerts] == ["Alarm"] * 3


def test_an_announcement_is_shown_once() -> None:
    async def announced(shelf: Shelf) -> None:
        shelf.conversation.unasked("吃饭了。", Action("announced", {"text": "吃饭了"}), language="zh")
        await asyncio.sleep(600)

    assert story(announced).alerts == [(0.0, "广播", "吃饭了。")]


def test_long_ago_is_not_told_any_more() -> None:
    async def much_later(shelf: Shelf) -> None:
        shelf.conversation.unasked("Dinner is ready.")
        await asyncio.sleep(KEPT_FOR + 1)
        assert shelf.waiting.woken() == []

    story(much_later)


def test_only_the_latest_of_many_are_told() -> None:
    async def many(shelf: Shelf) -> None:
        for number in range(20):
            shelf.conversation.unasked(f"Number {number}.")
        await asyncio.sleep(1)
        assert [each.text for each in shelf.waiting.woken()] == [f"Number {n}." for n in range(15, 20)]

    story(many)


def test_it_counts_as_rung_when_the_board_has_answered() -> None:
    async def answers(shelf: Shelf) -> None:
        shelf.conversation.unasked("It is seven.", ALARM)
        await asyncio.sleep(1)
        assert shelf.conversation.calls == []
        [number] = shelf.questions
        shelf.waiting.answered(12345)
        shelf.waiting.answered("nonsense")
        assert shelf.conversation.calls == []
        shelf.waiting.answered(number)
        shelf.waiting.answered(number)
        assert shelf.conversation.calls == ["rang a@7"]

    story(answers)


def test_it_counts_as_rung_when_somebody_comes() -> None:
    async def comes(shelf: Shelf) -> None:
        shelf.conversation.unasked("It is seven.", ALARM)
        await asyncio.sleep(1)
        shelf.waiting.woken()
        assert shelf.conversation.calls == ["rang a@7"]

    story(comes)


def test_a_broker_that_is_away_for_a_while_silences_nothing() -> None:
    async def comes_back(shelf: Shelf) -> None:
        shelf.conversation.unasked("It is seven.", ALARM)
        await asyncio.sleep(5)
        shelf.broken = True
        await asyncio.sleep(20)
        shelf.broken = False
        await asyncio.sleep(5)
        shelf.conversation.unasked("Dinner is ready.")
        await asyncio.sleep(1)

    times = [at for at, _, _ in story(comes_back).alerts]
    assert not [at for at in times if 5 < at < 25] and [at for at in times if at > 25]


@pytest.mark.parametrize(("language", "titles"), [("zh", {"定时器"}), ("en", {"Timer"})])
def test_what_says_no_language_is_in_the_boards(language: str, titles: set[str]) -> None:
    async def silent(shelf: Shelf) -> None:
        shelf.conversation.unasked("", Action("timer_rang", {"occurrence": "t"}))
        await asyncio.sleep(1)

    assert {status for _, status, _ in story(silent, language).alerts} == titles


def test_it_stops_when_it_is_stopped_from_its_page() -> None:
    async def stopped(shelf: Shelf) -> None:
        shelf.conversation.unasked("It is seven.", ALARM)
        await asyncio.sleep(10)
        shelf.conversation.unasked("", Action("stop"))
        await asyncio.sleep(600)

    assert max(at for at, _, _ in story(stopped).alerts) <= 10


def test_its_volume_can_be_set_and_it_can_be_restarted() -> None:
    async def told(shelf: Shelf) -> None:
        shelf.conversation.unasked("", Action("volume", {"level": 30}))
        shelf.conversation.unasked("", Action("restart"))
        await asyncio.sleep(1)
        assert shelf.tools.calls == [("self.audio_speaker.set_volume", {"volume": 30})]
        assert [each for _, each in shelf.sent] == [System("parley-kitchen", "reboot")]

    story(told)


def test_a_test_sound_is_the_boards_own() -> None:
    async def chimes(shelf: Shelf) -> None:
        shelf.conversation.sounds(1.0)
        await asyncio.sleep(60)

    assert story(chimes).alerts == [(0.0, "我在这里", "我在这里")]
