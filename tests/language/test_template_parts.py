"""Templates cut in three fit what the whole expression fits, with the same slots."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.understanding.parts import LONG
from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import Template, compile_template, parse
from parley.language.understanding.when import MARKED_WHEN

_PLACE = SlotType(r"(?!tomorrow|next|今|明|看|下|一天)[^\d\s](?:[^\d]{0,28}?[^\d\s])?", lambda text, _: text)
_TYPES = {"when": MARKED_WHEN, "place": _PLACE, "name": SlotType(r"\S(?:.{0,40}\S)?", lambda text, _: text)}
_RULES = {
    "scope": parse("[({place} [的] {when}|{when} [的] [在] {place}|{when}|{place})]"),
    "wt": parse("[(in {place} {when}|{when} in {place}|{when}|in {place})]"),
}
_TEMPLATES = [
    "[看|看看] <scope> [外面] [的] (天气|天) [怎么样|好不好]",
    "(what's|what is) the (weather|weather forecast) [like] [outside] <wt>",
    "remind me {when} to {name}",
    "把 {when} 的 {name} 改到 {when:to}",
    "{when} [please]",
    "{place} ['s] weather [{when}]",
]
_WORDS = [
    *(
        "看",
        "看看",
        "外面",
        "的",
        "天气",
        "天",
        "怎么样",
        "好不好",
        "北京",
        "明天",
        "今天",
        "下周一",
        "周末",
        "三点",
        "把",
        "改到",
    ),
    *(" what's the", " weather", " forecast", " like", " outside", " in", " paris", " new york", " tomorrow"),
    *(" at ten", " to eight", " to", " remind me", " call mum", " 's", " on monday", " morning", " please"),
]


def _made(text: str) -> Template:
    assert len(MARKED_WHEN.pattern) > LONG
    made = compile_template("any", text, _RULES, _TYPES)
    assert made.parts is not None
    return made


_MADE = [_made(text) for text in _TEMPLATES]


def _whole(template: Template, text: str) -> list[tuple[str, str]] | None:
    found = re.fullmatch(template.expression, text)
    if found is None:
        return None
    groups = [(name, found[group]) for group, (name, _) in template.slots.items()]
    return [(name, words) for name, words in groups if words is not None]


def _parted(template: Template, text: str) -> list[tuple[str, str]] | None:
    found = template.fit(text)
    return None if found is None else [(name, text[start:end]) for name, _, start, end in found]


@given(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=7).map("".join).map(str.strip))
def test_any_words(text: str) -> None:
    for template in _MADE:
        assert _parted(template, text) == _whole(template, text), (template.text, text)


@pytest.mark.parametrize(
    ("number", "text", "slots"),
    [
        (0, "下周一天气好不好", [("when", "下周一")]),
        (0, "看看明天北京的天气", [("when", "明天"), ("place", "北京")]),
        (1, "what's the weather forecast in paris tomorrow", [("place", "paris"), ("when", "tomorrow")]),
        (2, "remind me at ten to eight to call mum", [("when", "at ten to eight"), ("name", "call mum")]),
        (3, "把明天的会改到三点", [("when", "明天"), ("name", "会"), ("to", "三点")]),
        (5, "new york weather", [("place", "new york")]),
        (4, "at ten\0 please", None),
    ],
)
def test_what_each_slot_takes(number: int, text: str, slots: list[tuple[str, str]] | None) -> None:
    found = _parted(_MADE[number], text)
    assert found == _whole(_MADE[number], text)
    assert (found and [(name, words.strip(" '的")) for name, words in found]) == slots
