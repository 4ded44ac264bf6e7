"""Sentence templates, compiled."""

from __future__ import annotations

from parley.language.understanding.index import Index
from parley.language.understanding.templates import compile_template, parse


def test_the_same_words_mean_something_else_with_other_rules() -> None:
    """Two skills may both have "<cancel> the <thing>"."""
    timers = compile_template("timer", "cancel the <thing>", {"thing": parse("(timer|countdown)")}, {})
    alarms = compile_template("alarm", "cancel the <thing>", {"thing": parse("(alarm|wake up call)")}, {})
    for text, intent in (("cancel the timer", "timer"), ("cancel the alarm", "alarm")):
        match = Index([timers, alarms]).best([text], "en")
        assert match and match.template.intent == intent
