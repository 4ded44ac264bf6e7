"""The automaton of a grammar keeps the grammar's sentences and is as small as can be."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.errors import BadText
from parley.speech.grammar.automaton import Automaton, automaton_of
from parley.speech.grammar.rules import Both, Either, Named, Node, Rules, Words

Sentence = tuple[str, ...]

NAMED: dict[str, Node] = {"n": Either((Words(("a",)), Words(("a", "b")), Words(()))), "none": Either(())}


def trees(leaves: int) -> st.SearchStrategy[Node]:
    words = st.lists(st.sampled_from("abc"), max_size=3).map(lambda each: Words(tuple(each)))
    names = st.sampled_from(sorted(NAMED)).map(Named)

    def wider(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inner, max_size=3).map(tuple)
        return st.one_of(several.map(Both), several.map(Either))

    return st.recursive(st.one_of(words, names), wider, max_leaves=leaves)


def said(node: Node) -> set[Sentence]:
    """What a tree says, multiplied out."""
    match node:
        case Words(words):
            return {words}
        case Both(parts):
            row: set[Sentence] = {()}
            for part in parts:
                row = {start + end for start in row for end in said(part)}
            return row
        case Either(choices):
            return {sentence for choice in choices for sentence in said(choice)}
        case Named(name):
            return said(NAMED[name])


def remainders(automaton: Automaton, at: int) -> frozenset[Sentence]:
    state = automaton.states[at]
    longer = {(word, *rest) for word, to in state.arcs.items() for rest in remainders(automaton, to)}
    return frozenset(longer | {()} if state.final else longer)


@settings(max_examples=300, deadline=None)
@given(trees(leaves=8))
def test_it_says_what_the_rules_say_with_the_fewest_states(tree: Node) -> None:
    expected = said(tree)
    made = automaton_of(Rules(tree, NAMED, ()))
    assert remainders(made, 0) == expected
    assert made.words() == {word for sentence in expected for word in sentence}
    # As many states as the sentences have different remainders: fewer cannot tell them apart.
    beginnings = {sentence[:end] for sentence in expected for end in range(len(sentence) + 1)} | {()}
    different = {
        frozenset(each[len(start) :] for each in expected if each[: len(start)] == start)
        for start in beginnings
    }
    assert len(made.states) == len(different)


@settings(max_examples=100, deadline=None)
@given(st.lists(trees(leaves=3), min_size=2, max_size=4), st.randoms())
def test_the_order_of_the_templates_changes_nothing(choices: list[Node], dice: Random) -> None:
    shuffled = list(choices)
    dice.shuffle(shuffled)
    one, other = (automaton_of(Rules(Either(tuple(row)), NAMED, ())) for row in (choices, shuffled))
    assert one == other


def test_numbers_are_written_once_for_all_that_may_follow_them() -> None:
    digit: Node = Either(tuple(Words((word,)) for word in "一二三四五六七八九"))
    maybe: Node = Either((digit, Words(())))
    named: dict[str, Node] = {"n": Either((digit, Both((maybe, Words(("十",)), maybe))))}
    orders: Node = Either(
        tuple(Both((Words((verb,)), Named("n"), Words((unit,)))) for verb in "定等加减" for unit in "秒分天")
    )
    made = automaton_of(Rules(orders, named, ()))
    assert len(made.states) <= 8
    assert made.accepts(tuple("定二十一分"))
    assert not made.accepts(tuple("定二一分"))


def test_a_sentence_too_long_to_say_is_an_error() -> None:
    with pytest.raises(BadText, match="longer"):
        automaton_of(Rules(Words(("word",) * 1000), {}, ()))


def test_a_grammar_too_large_to_listen_for_is_an_error() -> None:
    # The 17th word from the end must be "a": every automaton for it has more than 2 ** 17 states.
    either: Node = Either((Words(("a",)), Words(("b",))))
    some: Node = Both((Either((either, Words(()))),) * 18)
    with pytest.raises(BadText, match="too large"):
        automaton_of(Rules(Both((some, Words(("a",)), *((either,) * 18))), {}, ()))
