"""What may fit best is tried first: the answer is that of trying everything."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from parley.language.understanding.expressions import compiled
from parley.language.understanding.index import Index
from parley.language.understanding.normal import forms, speech_language
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType
from parley.language.understanding.templates import Template, compile_template
from understanding.household import reader
from understanding.sets import LANGUAGES, Utterance, homely, inside, outside


def templates(*texts: str) -> list[Template]:
    return [compile_template(text, text, {}, COMMON) for text in texts]


@pytest.mark.parametrize("said", [*map(inside, LANGUAGES), homely(), outside()], ids=len)
def test_the_best_is_the_best_of_all(said: Sequence[Utterance]) -> None:
    known = reader(guessing=False).known
    fitting = 0
    for index in (known.whole, known.late):
        for text in {each.say for each in said}:
            every = index.matches(forms(text), language := speech_language(text, "en"))
            first = [each for each in every if each.order() == every[0].order()]
            assert index.finest(forms(text), language) == first, text
            assert index.best(forms(text), language) == next(iter(first), None), text
            fitting += bool(every)
    assert fitting > 10 or said is outside()


def test_no_value_is_an_empty_text() -> None:
    """Each slot takes a letter away from what may be a template's own."""
    for installed in reader(guessing=False).known.installed:
        for name, kind in {**COMMON, **installed.skill.slot_types()}.items():
            assert compiled(kind.pattern).fullmatch("") is None, (installed.name, name)


def test_what_cannot_be_better_is_not_tried() -> None:
    read: list[str] = []
    kind = SlotType(r"\S(?:.{0,30}\S)?", lambda text, _: read.append(text))
    open_ = compile_template("open", "{thing}", {}, {"thing": kind})
    index = Index([open_, *templates("turn on the light")])
    match = index.best(["turn on the light", "the light"], "en")
    assert match and match.template.intent == "turn on the light"
    assert read == []
    assert index.best(["turn on a light"], "en") is None
    assert read == ["turn on a light"]


def test_equals_are_all_there_in_their_order() -> None:
    index = Index(templates("play {name}", "{name} {name} {name}", "play [the] {name}", "listen to {name}"))
    found = index.finest(["play the moon"], "en")
    assert [each.template.intent for each in found] == ["play [the] {name}"]
    found = index.finest(["play moons"], "en")
    assert [each.template.intent for each in found] == ["play {name}", "play [the] {name}"]
    assert index.best(["play moons"], "en") == found[0]


def test_a_word_of_pieces_may_be_a_templates_own() -> None:
    index = Index(templates("{name} light[s]", "all the {name}"))
    match = index.best(["all the lights"], "en")
    assert match and match.template.intent == "all the {name}"
    match = index.best(["big lights"], "en")
    assert match and match.slots == {"name": "big"}


def test_a_form_with_other_words_may_be_longer() -> None:
    """俩小时 is also read as 两小时; the order of the forms decides between equals."""
    index = Index(templates("stop", "please stop"))
    for said in (["please stop", "stop"], ["stop", "please stop"]):
        match = index.best(said, "en")
        assert match and match.text == "please stop"


def test_of_some_templates_only_these_are_found() -> None:
    index = Index(templates("play {name}", "play the moon", "listen to {name}"))
    open_ = index.only(lambda each: bool(each.slots))
    assert [each.template.intent for each in open_.finest(["play the moon"], "en")] == ["play {name}"]
    assert [each.template.intent for each in open_.matches(["play the moon"], "en")] == ["play {name}"]
    neither = open_.only(lambda each: each.intent == "play the moon")
    assert neither.best(["play the moon"], "en") is None
    match = index.best(["play the moon"], "en")
    assert match and match.template.intent == "play the moon"
