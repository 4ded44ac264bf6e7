"""An index tries no template that cannot fit, and each that fits."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.understanding.edges import LONG, tight
from parley.language.understanding.index import Index
from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import BadTemplate, Template, compile_template, parse

_TYPES = {"name": SlotType(r"\S(?:.{0,20}\S)?", lambda text, _: text)}
_RULES = {
    "ask": parse("(what's|what is|tell me [please]|[can you ]show|告诉 我)"),
    "many": parse("(one|two|three|four|five|six|seven|eight|nine|ten) [more]"),
}
_TEMPLATES = [
    "<ask> [the|a] (weather|time)[s] [in {name}]",
    "[re]start[ed] the (screen brightness|wake-up call|washing machine|timer) [now]",
    "[好的|好] 打开 [一下] (灯|客厅 的 灯|kitchen light)",
    "[<many>] <many> [<many>] [<many>] minute[s] 以后 [call 我]",
    "{name} 's [new] phone",
    "(now;please;open) [the] door",
    "[please] [now]",
]


def _made(text: str) -> Template:
    return compile_template(text, text, _RULES, _TYPES)


_MADE = [_made(text) for text in _TEMPLATES]


def _said(template: Template, lot: random.Random) -> str:
    """One of the texts that a template is made for."""
    text = template.expression
    text = re.sub(r"\(\?P<s\d>(?:[^()]|\([^()]*\))*\)", "bob", text).replace(
        r" ?(?:(?<![a-z0-9'])|(?![a-z0-9']))", " "
    )
    while found := re.search(r"\(\?:([^()]*)\)", text):
        text = text[: found.start()] + lot.choice(found[1].split("|")) + text[found.end() :]
    text = re.sub(r"\s+", " ", text.replace("\\", "")).strip()
    return re.sub("(?<=[一-鿿]) | (?=[一-鿿])", "", text)


@given(st.integers(0, 10**6), st.sampled_from(range(len(_MADE))))
def test_what_fits_is_tried(seed: int, number: int) -> None:
    text = _said(_MADE[number], random.Random(seed))
    assert _MADE[number].fit(text) is not None, text
    assert not text or _MADE[number] in Index(_MADE).possible(text), text


@given(st.lists(st.sampled_from(" ".join(_TEMPLATES).translate({ord(c): " " for c in "[]()|;<>{}"}).split())))
def test_any_words_that_fit_are_tried(words: list[str]) -> None:
    text = " ".join(words)
    fitting = [each for each in _MADE if each.fit(text) is not None]
    assert all(each in Index(_MADE).possible(text) for each in fitting if text)


@pytest.mark.parametrize(
    ("text", "tried"),
    [("what's for dinner", 0), ("restart the world", 0), ("打开门", 0), ("what's the time in rome", 1)],
)
def test_what_cannot_fit_is_not_tried(text: str, tried: int) -> None:
    assert len(Index(_MADE[:4]).possible(text)) == tried


def test_beginnings_are_short_and_spaced_in_one_way() -> None:
    for template in _MADE:
        for edge in (template.begins, template.ends):
            assert all(len(each) <= LONG and tight(each) == each for each in edge)
    assert _MADE[1].begins == {
        f"{word} the {thing}"[:LONG].strip()
        for word in ("start", "restart", "started", "restarted")
        for thing in ("screen", "wake-up call", "washing", "timer")
    }


def test_signs_of_our_own_are_in_no_template() -> None:
    for sign in ("\x01", "\ue000", "\ue0ff"):
        with pytest.raises(BadTemplate):
            _made(f"turn {sign} on")
