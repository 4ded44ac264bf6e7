"""What is said beside a command: why it is wanted, the same once more; and other ways to say things."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from fakes.skills import understanding_skills
from parley.skills.asides import aside

MORE: dict[str, list[str]] = msgspec.yaml.decode(Path(__file__).with_name("wordings.yaml").read_text("utf-8"))
SKILLS = understanding_skills()


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("客厅有点黑，把灯调亮一点", "home.brighter"),
        ("太亮了，把灯关了", "home.off"),
        ("I'm going to bed, turn off all the lights", "home.off"),
        ("it's too bright in here, dim the lights", "home.dimmer"),
        ("it's dark in here, turn on the lamp", "home.on"),
        ("I don't like this song, skip it", "music.next"),
        ("好了好了，别说了", "talk.stop"),
        ("ok ok, stop, that's enough", "talk.stop"),
        ("行了，别讲了", "talk.stop"),
        ("没听清，再说一遍", "talk.repeat"),
        ("啊？你说什么？再说一次", "talk.repeat"),
        ("what? say that again", "talk.repeat"),
        ("太吵了，声音小一点", "talk.quieter"),
        ("it's too loud, turn it down", "talk.quieter"),
        ("听不见，大声点", "talk.louder"),
        ("I can't hear you, speak up", "talk.louder"),
        ("set an alarm for Monday, Wednesday and Friday at seven", "alarm.set"),
        ("周一、周三和周五早上七点叫我起床", "alarm.set"),
        ("every Monday and Thursday at six, wake me up", "alarm.set"),
        ("set a timer, ten minutes", "timer.start"),
        ("ten minutes, set a timer please", "timer.start"),
        ("定个计时器，十分钟", "timer.start"),
        ("cancel the pasta timer, I've already drained it", "timer.cancel"),
        ("把煮面的计时器关了吧，我已经捞出来了", "timer.cancel"),
        ("cancel the timer, it's done already", "timer.cancel"),
        ("计时器取消吧，饭已经好了", "timer.cancel"),
        ("turn off the yoga alarm, but don't delete it", "alarm.off"),
        ("tomorrow is a holiday, delete the seven o'clock alarm", "alarm.cancel"),
        ("I have a flight tomorrow, wake me at four", "alarm.set"),
        ("明天要赶飞机，四点叫我", "alarm.set"),
        ("明天有考试，定个六点半的闹钟", "alarm.set"),
        ("I keep forgetting my pills, remind me at nine to take them", "reminder.set"),
        ("我老忘吃药，每天晚上九点提醒我吃药", "reminder.set"),
        ("we're out of milk, put it on the shopping list", "list.add"),
        ("we need eggs, add them to the shopping list", "list.add"),
        ("盐用完了，加到购物清单里", "list.add"),
        ("洗衣液快没了，记到购物清单", "list.add"),
        ("coffee 没了，加到 shopping list", "list.add"),
        ("把防晒霜从购物清单拿掉，放到旅行清单里", "list.move"),
        ("set a timer for ten minutes and turn off the kitchen light", "timer.start+home.off"),
        ("set a timer for five minutes and another for ten", "timer.start+timer.start"),
        ("关灯，再定一个七点的闹钟", "home.off+alarm.set"),
        ("关掉电视，放点音乐", "home.off+music.play"),
        ("定个十分钟的计时器，然后提醒我明天交房租", "timer.start+reminder.set"),
        ("set an alarm for seven and one for eight", "alarm.set+alarm.set"),
        ("thanks, that's all", "talk.thanks"),
        ("算了，不用了", "talk.never_mind"),
        ("never mind, forget it", "talk.never_mind"),
        ("hi, good morning", "talk.hello"),
        ("你好，早上好", "talk.hello"),
        ("ok, good night, see you tomorrow", "talk.bye"),
        ("好的，晚安，明天见", "talk.bye"),
    ],
)
def test_a_reason_is_no_command_and_what_is_said_twice_is_one(text: str, intents: str) -> None:
    assert "+".join(each.intent for each in SKILLS.read(text).commands) == intents


@pytest.mark.parametrize(
    "text",
    [
        "turn off the light",
        "明天下午三点开会",
        "和面包",
        "she said stop",
        "milk",
        "remind me at six",
        "把灯关了",
    ],
)
def test_what_may_be_asked_for_is_no_aside(text: str) -> None:
    assert not aside(text)


@pytest.mark.parametrize(("intent", "texts"), MORE.items())
def test_there_are_many_ways_to_say_it(intent: str, texts: list[str]) -> None:
    wrong = [text for text in texts if [each.intent for each in SKILLS.read(text).commands] != [intent]]
    assert not wrong
