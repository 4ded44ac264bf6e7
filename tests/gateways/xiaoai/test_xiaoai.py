"""A Mi AI Speaker talks through Parley: the order of messages, who may, and what never reaches its shell."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from fakes.assistant import FakeAssistant, FakeConversation, Script
from fakes.house import open_assistant
from fakes.recogniser import FakeRecogniser
from fakes.records import MemoryHome
from fakes.voice_activity import LoudnessVoiceActivity
from fakes.xiaoai_speaker import FakeSpeaker, dial
from parley.assistant.conversation import Ears
from parley.assistant.events import EndReason, Mode, TurnEnded
from parley.assistant.waking import Bid
from parley.audio.endpoint import EndpointSettings
from parley.errors import BadSettings, ParleyError, Unsupported
from parley.gateways.xiaoai import commands
from parley.gateways.xiaoai import messages as m
from parley.gateways.xiaoai.calling import Calls
from parley.gateways.xiaoai.commands import LINES, Line, volume
from parley.gateways.xiaoai.noticing import OWN_WORD, Woken, woken
from parley.gateways.xiaoai.ringing import bell
from parley.gateways.xiaoai.server import Allowed, XiaoAi
from parley.gateways.xiaoai.speaker import Limits
from parley.home.home import Home
from parley.settings import Settings
from parley.settings import XiaoAi as Table
from parley.skills.types import Action


class House:
    """A server with a scripted assistant, and speakers that dial it."""

    def __init__(self, xiaoai: XiaoAi, home: Home, assistant: FakeAssistant, stack: AsyncExitStack) -> None:
        self.xiaoai, self.home, self.assistant = xiaoai, home, assistant
        self._stack = stack

    async def speaker(self, **how: Any) -> FakeSpeaker:
        """A speaker that is connected, listened to, and lives."""
        speaker = await dial(self.xiaoai.port, **how)
        living = asyncio.create_task(_survive(speaker))
        self._stack.callback(living.cancel)
        self._stack.push_async_callback(speaker.socket.close)
        return speaker

    async def ready(self, **how: Any) -> FakeSpeaker:
        speaker = await self.speaker(**how)
        await speaker.until(lambda: speaker.recording)
        return speaker

    @property
    def conversation(self) -> FakeConversation:
        return self.assistant.conversations[-1]


async def _survive(speaker: FakeSpeaker) -> None:
    with suppress(ConnectionClosed):
        await speaker.live()


Open = Callable[..., Any]


@pytest_asyncio.fixture
async def open_house(tmp_path: Path) -> AsyncIterator[Open]:
    async with AsyncExitStack() as stack:

        async def start(
            script: Script | None = None,
            allow: tuple[str, ...] = ("127.0.0.1",),
            limits: Limits | None = None,
            assistant: FakeAssistant | None = None,
        ) -> House:
            table = Table(enabled=True, host="127.0.0.1", port=0, allow=allow)
            wanted = Settings(data=str(tmp_path), xiaoai=table, language="zh")
            home = await stack.enter_async_context(await Home.open(wanted))
            fake = assistant or FakeAssistant(script)
            xiaoai = await stack.enter_async_context(XiaoAi(wanted, home, fake, limits))
            inner = await stack.enter_async_context(AsyncExitStack())
            return House(xiaoai, home, fake, inner)

        yield start


SECOND = (np.sin(np.arange(16_000) / 20) * 8_000).astype(np.int16)


async def test_the_wake_word_of_its_own_assistant_wakes_parley_instead(open_house: Open) -> None:
    house: House = await open_house(Script(seconds=0.4))
    speaker = await house.ready()
    await speaker.own_word()
    await speaker.until(lambda: len(speaker.shell) == 2)
    await speaker.say(SECOND)
    await speaker.until(lambda: house.conversation.samples >= 16_000)
    await house.conversation.release()
    await speaker.until(lambda: sum(map(len, speaker.played)) > 9_500)

    assert speaker.log == [
        "get_version",
        "run_shell",
        "start_recording",
        "run_shell",
        "start_play",
        "sound",
    ]
    assert speaker.shell == [Line.MODEL, Line.STOP_XIAOAI]
    assert speaker.lost == 0
    assert [call for call in house.conversation.calls if call.startswith("listen")][:2] == [
        "listen wake",
        f"listen wake {OWN_WORD}",
    ]
    heard = np.concatenate(speaker.played)
    assert abs(len(heard) - 9_600) < 50 and np.abs(heard).max() > 3_000  # 0.4 s at 24 kHz


async def test_an_added_wake_word_wakes_parley_and_leaves_its_assistant_alone(open_house: Open) -> None:
    house: House = await open_house()
    speaker = await house.ready()
    await speaker.event("kws", "Started")
    await speaker.event("kws", {"Keyword": "你好小智"})
    await speaker.until(lambda: "listen wake 你好小智" in house.conversation.calls)

    assert speaker.shell == [Line.MODEL]


async def test_waking_it_again_stops_the_answer_at_once(open_house: Open) -> None:
    house: House = await open_house(Script(seconds=30, pace=0.1))
    speaker = await house.ready()
    await speaker.event("kws", {"Keyword": "你好小智"})
    await speaker.say(SECOND)
    await speaker.until(lambda: house.conversation.samples >= 16_000)
    await house.conversation.release()
    await speaker.until(lambda: len(speaker.played) > 2)
    await speaker.event("kws", {"Keyword": "你好小智"})
    await speaker.until(lambda: speaker.log[-1] == "stop_play")
    before = len(speaker.played)
    await asyncio.sleep(0.2)  # two packets more would come

    assert speaker.playing is None and len(speaker.played) == before and speaker.lost == 0
    await house.conversation.release()
    await speaker.until(lambda: len(speaker.played) > before)
    assert speaker.log[-3:] == ["stop_play", "start_play", "sound"]


@pytest.mark.parametrize(
    ("data", "before", "after"),
    [
        ({"level": 55}, 30, 55),
        ({"change": -10}, 30, 20),
        ({"change": 90}, 30, 100),
        ({"level": 1e9}, 30, 100),
        ({"muted": True}, 30, 0),
        ({"muted": False}, 0, 40),
        ({"level": "1; reboot"}, 30, 30),
    ],
)
async def test_the_volume(open_house: Open, data: dict[str, object], before: int, after: int) -> None:
    house: House = await open_house(Script(seconds=0.1, actions=(Action("volume", data),)))
    speaker = await house.ready(volume=before)
    await house.conversation.read("louder; reboot")
    await speaker.until(lambda: bool(speaker.played))
    await speaker.until(lambda: speaker.volume == after)

    assert set(speaker.shell) <= LINES


async def test_what_was_muted_comes_back_as_loud_as_it_was(open_house: Open) -> None:
    house: House = await open_house(
        Script(seconds=0.1, actions=(Action("volume", {"muted": True}), Action("volume", {"muted": False})))
    )
    speaker = await house.ready(volume=35)
    await house.conversation.read("quiet for a moment")
    await speaker.until(lambda: len(speaker.shell) == 4)

    assert speaker.shell[2:] == [volume(0), volume(35)]


async def test_an_alarm_rings_until_somebody_says_a_wake_word(
    open_house: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.gateways.xiaoai.ringing._EVERY", 0.05)
    house: House = await open_house(Script(seconds=0.1, actions=(Action("alarm_rang", {"id": "a"}),)))
    speaker = await house.ready()
    await house.conversation.read("it is seven")

    def rings() -> int:
        return sum(np.array_equal(each, bell().samples) for each in speaker.played)

    await speaker.until(lambda: rings() > 3)
    await speaker.event("kws", {"Keyword": "hello"})
    await speaker.until(lambda: speaker.log[-1] == "stop_play")
    before = rings()
    await asyncio.sleep(0.2)  # four rings more would come
    assert rings() == before and speaker.playing is None


async def test_nobody_there_lets_it_ring_for_a_minute_only(
    open_house: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.gateways.xiaoai.ringing._EVERY", 0.02)
    monkeypatch.setattr("parley.gateways.xiaoai.ringing.LASTS", 0.1)
    house: House = await open_house(Script(seconds=0.1, actions=(Action("timer_rang", {"id": "a"}),)))
    speaker = await house.ready()
    await house.conversation.read("tea")
    await speaker.until(lambda: sum(np.array_equal(each, bell().samples) for each in speaker.played) == 5)
    await asyncio.sleep(0.1)
    assert sum(np.array_equal(each, bell().samples) for each in speaker.played) == 5


async def test_it_is_a_device_of_the_owner_with_what_it_says_of_itself(open_house: Open) -> None:
    house: House = await open_house()
    speaker = await house.ready(model="OH2P")
    owner = await house.home.accounts.owner()
    (device,) = await house.home.devices.of(owner.id)

    assert (device.name, device.model, device.firmware) == ("小爱音箱", "OH2P", "1.0.0")
    assert house.assistant.people == [(owner.id, False)]
    (facts,) = house.assistant.facts
    assert (facts.gateway, facts.model, facts.firmware) == ("xiaoai", "OH2P", "1.0.0")
    assert house.assistant.able == [frozenset({"volume", "sound"})]
    await speaker.socket.close()
    await house.ready()
    assert len(await house.home.devices.of(owner.id)) == 1
    assert len({device for device, _ in house.assistant.opened}) == 1


async def test_a_device_that_is_thrown_out_is_disconnected(open_house: Open) -> None:
    house: House = await open_house()
    speaker = await house.ready()
    (device,) = await house.home.devices.everybodys()
    await house.home.devices.remove(device.id)
    async with asyncio.timeout(30):
        await speaker.socket.wait_closed()


async def test_who_reconnects_replaces_the_connection_that_nobody_knew_was_lost(open_house: Open) -> None:
    house: House = await open_house()
    first = await house.ready()
    second = await house.ready()
    async with asyncio.timeout(30):
        await first.socket.wait_closed()
    assert house.xiaoai.speakers == 1
    await second.event("kws", {"Keyword": "hello"})
    await second.until(lambda: "listen wake hello" in house.conversation.calls)


# Who may connect.


async def test_nobody_connects_unless_allowed(open_house: Open) -> None:
    house: House = await open_house(allow=())
    with pytest.raises(InvalidStatus) as refused:
        await dial(house.xiaoai.port)
    assert refused.value.response.status_code == 403
    assert not house.assistant.opened


def test_allowed_are_addresses_and_networks() -> None:
    allowed = Allowed(["192.168.1.20", "10.0.0.0/30", "fd00::1"])
    for address in ("192.168.1.20", "::ffff:192.168.1.20", "10.0.0.2", "fd00::1", "fd00::1%eth0"):
        assert address in allowed, address
    for address in ("192.168.1.21", "127.0.0.1", "::1", "", "localhost", "10.0.0.4"):
        assert address not in allowed, address
    with pytest.raises(BadSettings):
        Allowed(["speaker.local"])


async def test_it_does_nothing_where_it_is_not_wanted(tmp_path: Path) -> None:
    wanted = Settings(data=str(tmp_path))
    async with await Home.open(wanted) as home, XiaoAi(wanted, home, FakeAssistant()) as xiaoai:
        assert xiaoai.port == 0


# What a speaker may not do.


RUDE: list[str | bytes] = [
    "",
    "{",
    "[]",
    "null",
    '"Event"',
    '{"Event": null}',
    '{"Event": {"id": 5, "event": "kws"}}',
    '{"Request": {"id": "' + "x" * 65 + '", "command": "run_shell"}}',
    "[" * 100_000,
    b"",
    b"{}",
    b"\xff\xfe",
    b'{"id":"a","tag":"record","bytes":[256,0]}',
    b'{"id":"a","tag":"record","bytes":[-1,0]}',
    b'{"id":"a","tag":"record","bytes":[1]}',
    b'{"id":"a","tag":"record","bytes":["1","2"]}',
    b'{"id":"a","tag":"record","bytes":[1e400,2]}',
    b'{"id":"a","tag":"record","bytes":' + b"[" * 50_000,
    b'{"id":"a","tag":"play","bytes":[1,2]}',
]


async def test_rubbish_is_passed_over_and_the_talk_goes_on(open_house: Open) -> None:
    house: House = await open_house()
    speaker = await house.ready()
    for frame in RUDE:
        await speaker.socket.send(frame)
    for data in (None, 5, [], {"Keyword": 5}, {"Keyword": ""}, {"NewLine": 5}, {"NewLine": "{"}, "NewFile"):
        for event in ("kws", "instruction", "playing", "nonsense"):
            await speaker.event(event, data)
    await speaker.event("kws", {"Keyword": "hello"})
    await speaker.until(lambda: "listen wake hello" in house.conversation.calls)
    assert house.conversation.samples == 0
    assert speaker.shell == [Line.MODEL]


async def test_what_it_asks_of_the_server_is_refused(open_house: Open) -> None:
    house: House = await open_house()
    speaker = await house.ready()
    await speaker.socket.send(json.dumps({"Request": {"id": "a", "command": "run_shell", "payload": "id"}}))
    await speaker.until(lambda: bool(speaker.answers))
    assert speaker.answers == [{"id": "a", "code": -1, "msg": "command not found"}]


@pytest.mark.parametrize("flood", ["sound", "text", "length"])
async def test_a_flood_is_put_off(open_house: Open, flood: str) -> None:
    limits = Limits(sound_ahead=1.0, sound_speed=0.1, messages=20, messages_per_second=1)
    house: House = await open_house(limits=limits)
    speaker = await house.ready()
    with pytest.raises(ConnectionClosed):
        for _ in range(10_000):
            if flood == "sound":
                await speaker.say(SECOND)
            elif flood == "text":
                await speaker.event("playing", "Idle")
            else:
                await speaker.socket.send("x" * (m.MOST_BYTES + 1))
            await asyncio.sleep(0)
    await speaker.until(lambda: house.xiaoai.speakers == 0)
    assert house.conversation.closed


@pytest.mark.parametrize("how", [{"mute_to": {"start_play"}}, {"refuses": {"start_play", "stop_play"}}])
async def test_a_loudspeaker_that_does_not_open_costs_only_the_sound(
    open_house: Open, how: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.gateways.xiaoai.calling.PATIENCE", 0.05)
    house: House = await open_house(Script(seconds=0.2))
    speaker = await house.ready(**how)
    await house.conversation.read("hello")
    await speaker.until(lambda: "start_play" in speaker.log)
    await speaker.event("kws", {"Keyword": "hello"})
    await speaker.until(lambda: "listen wake hello" in house.conversation.calls)
    assert speaker.lost == 0


async def test_who_does_not_answer_at_all_is_no_speaker(
    open_house: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.gateways.xiaoai.calling.PATIENCE", 0.05)
    house: House = await open_house()
    speaker = await house.speaker(mute_to={"get_version"})
    async with asyncio.timeout(30):
        await speaker.socket.wait_closed()
    assert not house.assistant.opened


class WithoutWakeWords(FakeConversation):
    """Parley itself listens for none here."""

    def listen(self, mode: object, *, woke: Bid | None = None) -> None:
        if mode is Mode.WAKE and woke is None:
            raise Unsupported("No wake word is set up here.")
        super().listen(mode, woke=woke)


async def test_between_the_turns_it_hears_nothing_unless_parley_knows_wake_words(
    open_house: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fakes.assistant.FakeConversation", WithoutWakeWords)
    house: House = await open_house()
    speaker = await house.ready()
    await speaker.say(SECOND)
    await speaker.event("kws", {"Keyword": "hello"})
    await speaker.until(lambda: "listen wake hello" in house.conversation.calls)
    assert house.conversation.samples == 0
    assert house.conversation.calls[:3] == ["expect None None", "deaf", "listen wake hello"]
    house.conversation._events.put_nowait(TurnEnded(1, EndReason.ELSEWHERE))  # pyright: ignore[reportPrivateUsage]
    await speaker.until(lambda: house.conversation.calls[-1] == "deaf")


# The parsers.


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(), st.binary(), st.builds(json.dumps, st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(
        st.sampled_from(["Event", "Response", "Request", "id", "event", "data", "tag", "bytes", "NewLine"]),
        inner,
    ),
    max_leaves=12,
))))  # fmt: skip
def test_any_frame_is_understood_or_refused(frame: str | bytes) -> None:
    try:
        if isinstance(frame, str):
            message = m.decode(frame)
            if isinstance(message, m.Event):
                woken(message)
        else:
            m.recorded(frame)
    except m.BadMessage as error:
        assert isinstance(error, ParleyError)


@given(st.sampled_from(["kws", "instruction"]), st.text())
def test_no_word_from_outside_becomes_a_line(event: str, text: str) -> None:
    wake = woken(m.Event("id", event, {"Keyword": text, "NewLine": text}))
    if wake is not None:
        assert len(wake.word) <= 60
    assert all(volume(level) in LINES for level in (-1, 0, 100, 10**9))


def test_the_lines_are_these_and_no_others() -> None:
    assert len(LINES) == 3 + 101
    assert all("%" not in line and "\n" not in line for line in LINES)
    with pytest.raises(ValueError, match="invalid"):
        volume("1; reboot")  # pyright: ignore[reportArgumentType]


def test_only_the_first_line_of_a_talk_wakes() -> None:
    def line(**payload: object) -> m.Event:
        header = {"namespace": "SpeechRecognizer", "name": "RecognizeResult"}
        return m.Event("i", "instruction", {"NewLine": json.dumps({"header": header, "payload": payload})})

    assert woken(line(is_vad_begin=False, results=[{"text": ""}])) == Woken(OWN_WORD, own=True)
    assert woken(line(is_vad_begin=True, results=[{"text": ""}])) is None
    assert woken(line(is_vad_begin=False, results=[{"text": "你好"}])) is None
    assert woken(line(is_vad_begin=False, results=[])) is None


def test_sound_there_and_back() -> None:
    frame = json.loads(m.played(np.array([1, -2, 32_767, -32_768], np.int16)))
    frame["tag"] = "record"
    samples = m.recorded(json.dumps(frame).encode())
    assert samples is not None and samples.tolist() == [1, -2, 32_767, -32_768]


# With the assistant itself.


async def test_a_whole_talk_and_nothing_of_it_reaches_the_shell(tmp_path: Path) -> None:
    """Words, a device's name and what the speaker says of itself are all made to look like commands."""
    recogniser = FakeRecogniser("set the volume to 35; reboot", "what time is it `reboot`")
    home = MemoryHome()
    ears = Ears(LoudnessVoiceActivity, EndpointSettings(end_silence=0.2))
    assistant = open_assistant(tmp_path, recogniser=recogniser, home=home, ears=ears)
    table = Table(enabled=True, host="127.0.0.1", port=0, allow=("127.0.0.1",))
    wanted = Settings(data=str(tmp_path), xiaoai=table)
    async with assistant, XiaoAi(wanted, cast("Home", home), assistant) as xiaoai:
        speaker = await dial(xiaoai.port, model="$(reboot)")
        living = asyncio.create_task(_survive(speaker))
        await speaker.until(lambda: speaker.recording)
        (device,) = await home.devices.everybodys()
        await home.devices.change(device.id, name="'; reboot #", room="`reboot`")
        for wake in range(2):
            await (speaker.event("kws", {"Keyword": "$(reboot)"}) if wake else speaker.own_word())
            before = len(speaker.played)
            await speaker.say(np.concatenate((SECOND, np.zeros(16_000, np.int16))))
            await speaker.until(lambda before=before: len(speaker.played) > before + 2)
        await speaker.until(lambda: speaker.volume == 35)
        await speaker.socket.close()
        await living
    assert set(speaker.shell) == {Line.MODEL, Line.STOP_XIAOAI, volume(35)}
    assert len(recogniser.hearings) == 2 and speaker.lost == 0


def test_only_the_closed_list_is_ever_sent_to_a_shell() -> None:
    """One line of one file names the command, and it stands behind the check."""
    folder = Path(commands.__file__).parent
    naming = [file.name for file in folder.glob("*.py") if '"run_shell"' in file.read_text("utf-8")]
    assert naming == ["calling.py"]
    source = (folder / "calling.py").read_text("utf-8")
    assert source.count('"run_shell"') == 1
    assert source.index("if line not in LINES:") < source.index('"run_shell"')


@given(st.text())
async def test_a_line_that_is_not_on_the_list_is_never_sent(line: str) -> None:
    sent: list[str] = []
    if line not in LINES:
        with pytest.raises(ValueError, match="fixed lines"):
            await Calls(sent.append).shell(line)
    assert sent == []
