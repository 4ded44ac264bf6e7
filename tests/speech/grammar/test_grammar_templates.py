"""A grammar hears exactly what its templates say: no sentence lost, none added."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hassil.intents import SlotList, TextSlotList
from hassil.parse_expression import parse_sentence
from hassil.sample import sample_expression
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import BadText
from parley.speech.grammar.automaton import Automaton, automaton_of
from parley.speech.grammar.templates import rules_of
from parley.speech.types import Grammar

LISTS = {"room": ("kitchen", "living room", "厨房", "(den|study)"), "n": ("one", "twenty one", "twenty two")}
RULES = {"please": "[please|请]", "switch": "(turn|switch) (on|off)", "s": "[s]"}


def split(text: str) -> tuple[str, ...]:
    """A dictionary that knows everything: each ideograph a word, each run of letters a word."""
    return tuple(re.findall(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff]+", text))


def said_by_hassil(grammar: Grammar) -> set[tuple[str, ...]]:
    lists: dict[str, SlotList] = {
        name: TextSlotList.from_strings(values, allow_template=True) for name, values in grammar.lists.items()
    }
    rules = {name: parse_sentence(body) for name, body in grammar.rules.items()}
    return {
        split(text)
        for template in grammar.sentences
        for text in sample_expression(parse_sentence(template).expression, lists, rules)
    }


def heard(*sentences: str, language: str = "en") -> Automaton:
    return automaton_of(rules_of(Grammar(language, sentences, LISTS, RULES), split))


WORD = st.sampled_from(
    ["turn", "light", "s", "on", "打开", "灯", "{room}", "{n}", "<please>", "<switch>", "<s>"]
)


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, st.sampled_from(["", " ", "  "]), inner).map("".join),
        pair.map(lambda two: f"({two[0]}|{two[1]})"),
        # Apart from its neighbours, as the parser has it; hassil's sampler would glue it to them.
        pair.map(lambda two: f" ({two[0]};{two[1]}) "),
        inner.map(lambda one: f"[{one}]"),
        inner.map(lambda one: f"[{one} ]"),
        inner.map(lambda one: f"[ {one}]"),
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.recursive(WORD, _wider, max_leaves=4), min_size=1, max_size=2))
def test_it_says_what_hassil_says_and_nothing_else(templates: list[str]) -> None:
    made = heard(*templates)
    expected = said_by_hassil(Grammar("en", tuple(templates), LISTS, RULES))
    assert said_by(made) == expected
    assert all(made.accepts(sentence) for sentence in expected)
    assert not any(made.accepts(wrong) for wrong in near_misses(expected) - expected)


def said_by(automaton: Automaton) -> set[tuple[str, ...]]:
    """Every way from the first state to a final one."""
    said: list[tuple[str, ...]] = []
    ways: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while ways:
        at, words = ways.pop()
        if automaton.states[at].final:
            said.append(words)
        ways += [(to, (*words, word)) for word, to in automaton.states[at].arcs.items()]
    assert len(said) == len(set(said)), "a sentence has two ways through the automaton"
    return set(said)


def near_misses(sentences: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    def each() -> Iterator[tuple[str, ...]]:
        for words in sentences:
            yield words[:-1]
            yield (*words, "more")
            yield tuple(reversed(words))

    return set(each())


def test_touching_pieces_become_whole_words() -> None:
    made = heard("turn (on|off) [the ]light[s]")
    assert said_by(made) == {
        ("turn", way, *the, light)
        for way in ("on", "off")
        for the in ((), ("the",))
        for light in ("light", "lights")
    }


def test_chinese_pieces_need_no_spaces() -> None:
    made = heard("(打开|关)[客厅]的灯", language="zh")
    assert made.accepts(tuple("关客厅的灯"))
    assert made.accepts(tuple("打开的灯"))
    assert not made.accepts(tuple("打开客厅"))


def test_an_alternative_with_an_unknown_word_is_left_out_and_said_so() -> None:
    def small(text: str) -> tuple[str, ...] | None:
        return None if "zwyx" in text else tuple(text.split())

    made = rules_of(Grammar("en", ("play {song}", "zwyx now"), {"song": ("hey jude", "zwyx")}), small)
    assert said_by(automaton_of(made)) == {("play", "hey", "jude")}
    assert set(made.left_out) == {"zwyx", "zwyx now"}


def test_nothing_to_say_is_a_grammar_of_nothing() -> None:
    made = heard()
    assert made.empty
    assert not made.accepts(())


@pytest.mark.parametrize("template", ["go to {nowhere}", "<nothing> now", "light{nowhere}"])
def test_a_template_that_refers_to_nothing_is_an_error(template: str) -> None:
    with pytest.raises(BadText):
        heard(template)


@pytest.mark.parametrize("template", ["<a>", "word<a>"])
def test_a_rule_that_refers_to_itself_is_an_error(template: str) -> None:
    with pytest.raises(BadText):
        rules_of(Grammar("en", (template,), {}, {"a": "again <b>", "b": "and <a>"}), split)


def test_a_template_that_does_not_parse_is_left_out() -> None:
    made = rules_of(Grammar("en", ("turn (on", "turn off")), split)
    assert made.left_out == ("turn (on",)
    assert said_by(automaton_of(made)) == {("turn", "off")}
