"""Sentence templates, compiled."""

from __future__ import annotations

from parley.language.understanding.index import Index
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import compile_template, parse


def test_the_same_words_mean_something_else_with_other_rules() -> None:
    """Two skills may both have "<cancel> the <thing>"."""
    timers = compile_template("timer", "cancel the <thing>", {"thing": parse("(timer|countdown)")}, {})
    alarms = compile_template("alarm", "cancel the <thing>", {"thing": parse("(alarm|wake up call)")}, {})
    for text, intent in (("cancel the timer", "timer"), ("cancel the alarm", "alarm")):
        match = Index([timers, alarms]).best([text], "en")
        assert match and match.template.intent == intent


def test_what_a_word_is_part_of_is_not_that_word() -> None:
    """A fragment that must be a word is not looked for in others; one that may be part of a word is."""
    apart = compile_template("apart", "{name} (in|into) {name}", {}, COMMON)
    beside = compile_template("beside", "{name} in[side] {name}", {}, COMMON)
    index = Index([apart, beside])
    assert index.possible("the meaning of life") == [beside]
    assert index.possible("the cat in town") == [apart, beside]
    assert index.best(["the cat inside town"], "en")


def test_words_of_two_languages_stand_together() -> None:
    mixed = compile_template("mixed", "(今天 sunny吗|mute一下)", {}, {})
    for text in ("今天sunny吗", "mute一下"):
        assert Index([mixed]).best([text], "zh"), text


def test_what_a_slot_looks_like_must_be_there() -> None:
    kind = SlotType("\\d+ sheep", lambda text, _: text)
    counted = compile_template("counted", "{name} has {count}", {}, {**COMMON, "count": kind})
    assert Index([counted]).possible("bob has a cow") == []
    assert Index([counted]).possible("bob has 12 sheep") == [counted]
