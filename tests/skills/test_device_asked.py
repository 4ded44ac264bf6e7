"""What only some devices can do for who speaks to them: pictures, colours, telling how they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from fakes.home import Home
from parley.errors import DeviceFailed, ParleyError, Unsupported
from parley.skills.speaker.device import CAMERA, STATUS, THEME, Condition, condition
from parley.skills.types import DeviceTool, Stranger

STATE = {
    "audio_speaker": {"volume": 70},
    "screen": {"brightness": 80, "theme": "light"},
    "battery": {"level": 85, "charging": False},
    "network": {"type": "wifi", "ssid": "Zuhause", "signal": "strong"},
}
"""As the firmware says it."""
KEPT = json.dumps({"success": True, "action": "RESPONSE", "response": "…", "file": "abc"})


@dataclass
class FakeTools:
    """A device that answers with what is set."""

    answers: Mapping[str, str | ParleyError] = field(default_factory=dict[str, str | ParleyError])
    asked: list[tuple[str, Mapping[str, object]]] = field(
        default_factory=list[tuple[str, Mapping[str, object]]]
    )

    def all(self) -> Sequence[DeviceTool]:
        return [DeviceTool(name) for name in self.answers]

    async def call(self, name: str, arguments: Mapping[str, object]) -> str:
        self.asked.append((name, arguments))
        answer = self.answers.get(name, Unsupported("This device cannot do that."))
        if isinstance(answer, ParleyError):
            raise answer
        return answer


def at(home: Home, **answers: str | ParleyError) -> FakeTools:
    """At a device with these tools."""
    named = {"camera": CAMERA, "status": STATUS, "theme": THEME}
    tools = FakeTools({named[name]: answer for name, answer in answers.items()})
    home.context = replace(home.context, tools=tools)
    return tools


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("take a picture", "among your files. I can't tell yet what is in pictures"),
        ("拍张照片", "还看不懂照片"),
        ("拍一张 photo", "还看不懂照片"),
    ],
)
async def test_a_picture_is_taken_and_kept_and_nothing_made_up(home: Home, text: str, words: str) -> None:
    tools = at(home, camera=KEPT)
    reply = await home.say(text)
    assert words in reply.text
    ((name, arguments),) = tools.asked
    assert name == CAMERA and isinstance(arguments["question"], str)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, ("can't take pictures with this device", "没法用这个设备拍照")),
        (DeviceFailed("Failed to upload photo"), ("didn't work", "没拍成")),
        ("true", ("didn't work", "没拍成")),
        ('{"success": false, "message": "no"}', ("didn't work", "没拍成")),
        ('{"success": true}', ("didn't work", "没拍成")),  # some other server's answer: nothing is kept here
        ("[" * 9999, ("didn't work", "没拍成")),
    ],
)
async def test_a_picture_that_is_not_there_is_not_said_to_be(
    home: Home, answer: str | ParleyError | None, words: tuple[str, str]
) -> None:
    at(home, **({} if answer is None else {"camera": answer}))
    assert words[0] in (await home.say("take a picture")).text
    assert words[1] in (await home.say("拍张照片")).text


async def test_at_another_s_device_it_is_kept_for_them_and_said_so(home: Home) -> None:
    at(home, camera=KEPT)
    home.context = replace(home.context, host="ben")
    assert "the person this device belongs to" in (await home.say("take a picture")).text
    assert "设备主人的文件" in (await home.say("拍张照片")).text


async def test_for_a_voice_that_nobody_knows_no_picture_is_taken(home: Home) -> None:
    tools = at(home, camera=KEPT)
    home.context = replace(home.context, stranger=Stranger.UNKNOWN)
    await home.say("take a picture")
    assert tools.asked == []


async def test_a_device_without_tools_says_so(home: Home) -> None:
    assert "can't take pictures" in (await home.say("take a photo")).text
    assert "doesn't tell" in (await home.say("how is the speaker doing")).text
    assert "换不了" in (await home.say("屏幕换成深色")).text


async def test_of_a_guest_no_picture_is_taken(home: Home) -> None:
    home.somebody_else("gina", guest=True)
    tools = at(home, camera=KEPT)
    assert "guests" in (await home.say("take a picture")).text
    assert "客人" in (await home.say("拍张照片")).text
    assert tools.asked == []


@pytest.mark.parametrize(
    ("text", "theme", "words"),
    [
        ("dark mode on the speaker", "dark", "Dark colours"),
        ("turn off dark mode", "light", "Light colours"),
        ("屏幕换成深色", "dark", "深色"),
        ("把屏幕换回浅色", "light", "浅色"),
        ("把 screen 换成 dark mode", "dark", "深色"),
    ],
)
async def test_the_screen_changes_its_colours(home: Home, text: str, theme: str, words: str) -> None:
    tools = at(home, theme="true")
    assert words in (await home.say(text)).text
    assert tools.asked == [(THEME, {"theme": theme})]


async def test_a_screen_that_has_no_such_colours_or_fails_is_not_said_to_have_changed(home: Home) -> None:
    at(home, theme="false")
    assert "can't change" in (await home.say("dark mode on the speaker")).text
    at(home, theme=DeviceFailed("no"))
    assert "didn't do it" in (await home.say("dark mode on the speaker")).text
    assert "没有照做" in (await home.say("屏幕换成深色")).text


async def test_the_device_tells_how_it_is(home: Home) -> None:
    at(home, status=json.dumps(STATE))
    said = (await home.say("how is the speaker doing")).text
    assert said == (
        "The battery is at 85 percent. It is on Zuhause with a strong signal. "
        "The volume is at 70 percent. The screen is at 80 percent."
    )
    said = (await home.say("音箱怎么样")).text
    assert said == "电量还有85%。连的是Zuhause，信号很好。音量是70%。屏幕亮度80%。"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("how much battery does the speaker have", "The battery is at 85 percent."),
        ("音箱还有多少电", "电量还有85%。"),
        ("音箱还有多少 battery", "电量还有85%。"),
        ("how's your wifi signal", "It is on Zuhause with a strong signal."),
        ("what's the volume", "The volume is at 70 percent."),
        ("现在音量是多少", "音量是70%。"),
    ],
)
async def test_one_thing_is_told_where_one_is_asked(home: Home, text: str, words: str) -> None:
    at(home, status=json.dumps(STATE))
    assert (await home.say(text)).text == words


async def test_what_it_does_not_have_is_not_told(home: Home) -> None:
    at(home, status=json.dumps({"audio_speaker": {"volume": 5}, "network": {"type": "wifi"}}))
    assert (await home.say("how is the speaker doing")).text == "It is on Wi-Fi. The volume is at 5 percent."
    assert "mains" in (await home.say("how much battery does the speaker have")).text
    assert "没有报告电量" in (await home.say("音箱还有多少电")).text
    at(home, status=json.dumps({"battery": {"level": 30, "charging": True}}))
    assert (await home.say("音箱怎么样")).text == "电量30%，正在充电。"
    for answer in ("{}", "no", "[1]", DeviceFailed("late")):
        at(home, status=answer)
        assert "doesn't tell" in (await home.say("how much battery does the speaker have")).text


@pytest.mark.parametrize(
    "told",
    [
        "",
        "null",
        '{"battery": 5}',
        '{"battery": {"level": "85"}}',
        '{"battery": {"level": true}}',
        '{"battery": {"level": 400}}',
        '{"battery": {"level": -1}}',
        '{"network": {"ssid": "a\\u0000b", "signal": "loud"}}',
        '{"network": {"ssid": 5}, "audio_speaker": [], "screen": {"brightness": 1e400}}',
    ],
)
def test_nonsense_of_a_device_is_passed_over(told: str) -> None:
    assert condition(told) == Condition()
