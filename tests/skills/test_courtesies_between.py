"""What only asks for something, wherever it stands, and what a verb of the other language drags along."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes.skills import understanding_skills

SKILLS = understanding_skills()


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("明儿早上六点四十能不能叫我一下", "alarm.set", {}),
        ("闹钟麻烦全删了", "alarm.cancel", {"all": True}),
        ("厨房灯能不能再亮一点", "home.brighter", {"room": "kitchen"}),
        ("音量能不能调小点", "talk.quieter", {}),
        ("八分钟后麻烦叫我", "timer.start", {"duration": timedelta(minutes=8)}),
        ("过两个小时提醒我收衣服", "reminder.set", {"text": "收衣服"}),
        ("把gym那个reminder删了", "reminder.cancel", {"text": "gym"}),
        ("remove掉清单里的bread", "list.remove", {"items": "bread"}),
        ("来首周杰伦的歌听听", "music.play", {"artist": "周杰伦", "title": None}),
        ("抽一张扑克牌看看", "chance.card", {}),
    ],
)
def test_it_is_no_part_of_what_is_meant(text: str, intent: str, slots: dict[str, object]) -> None:
    (command,) = SKILLS.read(text).commands
    assert command.intent == intent
    assert {name: command.slots.get(name) for name in slots} == slots


@pytest.mark.parametrize("text", ["鸡蛋能不能放冰箱", "狗能不能吃巧克力", "麻烦真多"])
def test_what_one_may_do_is_no_wish(text: str) -> None:
    assert not SKILLS.read(text).commands
