"""What is taught is the same every time, is learned in a process of its own, and is kept while it holds."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes.skills import understanding_skills
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import words
from parley.language.understanding.templates import Template, compile_template
from parley.skills.guessing import Guesser
from parley.skills.learning.curriculum import Curriculum, Part, curriculum, key, line, marks, told, utterances
from parley.skills.learning.forms import forms_of
from parley.skills.learning.lessons import lessons, outside
from parley.skills.learning.repair import Repair
from parley.skills.learning.school import taught
from parley.skills.learning.sureness import unused
from parley.skills.learning.values import values
from parley.skills.learning.wordings import drawn, joined, needed, tree
from parley.skills.sentences import Sentences, read_sentences

SKILLS = understanding_skills()
ALL: list[Part] = [(each.name, each.sentences, each.skill.slot_types()) for each in SKILLS.known.installed]
TIMERS = [part for part in ALL if part[0] == "timers"]
COLOURS = {"colour": words({"red": "red", "blue": "blue", "红色": "red", "蓝色": "blue"})}


def template(text: str, **fixed: object) -> Template:
    return compile_template("lamp.color", text, {}, {**COMMON, **COLOURS}, fixed)


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def small(folder: Path, more: str = "") -> list[Part]:
    """A skill of two intents."""
    (folder / "sentences.en.yaml").write_text(
        "intents:\n"
        "  lamp.color:\n"
        "    - (make|turn) the lamp {colour}\n"
        "    - i want {colour} light\n"
        "  lamp.off:\n"
        "    - (lamp|light) off\n"
        "    - turn the lamp off [in {duration}]\n" + more
    )
    (folder / "sentences.zh.yaml").write_text(
        "intents:\n  lamp.color:\n    - 灯 [换成|变成] {colour}\n  lamp.off:\n    - 关 (灯|掉 灯)\n"
    )
    return [("lamp", read_sentences(folder, {**COMMON, **COLOURS}), COLOURS)]


def test_every_wording_that_is_drawn_fits_its_sentence() -> None:
    lot = random.Random(1)
    told = {"en": ["ten minutes"], "zh": ["十分钟"]}
    tried = 0
    for _, sentences, _ in TIMERS:
        for each in sentences.templates:
            way = drawn(tree(each.skeleton), lot)
            if {name for name, _ in each.slots.values()} - {"duration", "length", "by"}:
                continue
            text, _ = joined(way, dict.fromkeys(range(9), lot.choice(told["en"] + told["zh"])))
            assert each.pattern.fullmatch(text), (each.text, text)
            tried += 1
    assert tried > 20


def test_slots_that_every_wording_has_are_needed() -> None:
    def of(text: str) -> set[str]:
        made = template(text)
        return set(needed(made.skeleton, [name for name, _ in made.slots.values()]))

    assert of("make it {colour} [for {duration}]") == {"colour"}
    assert of("(make it {colour}|wait {duration})") == set()
    assert of("({colour:one} and {colour:two}|{colour:one})") == {"one"}


def test_words_of_a_slot_are_of_its_type() -> None:
    assert values("colour", COLOURS["colour"]) == {"en": ["red", "blue"], "zh": ["红色", "蓝色"]} or set(
        values("colour", COLOURS["colour"])["zh"]
    ) == {"红色", "蓝色"}
    for language, texts in values("duration", COMMON["duration"]).items():
        assert texts
        assert all(COMMON["duration"].parse(text, language) for text in texts)


def test_the_same_is_taught_every_time() -> None:
    first, second = curriculum(TIMERS), curriculum(TIMERS)
    assert key(TIMERS) == key(list(TIMERS))
    assert lessons(first) == lessons(Curriculum.unpacked(second.packed()))


def test_both_languages_and_both_at_once_are_taught() -> None:
    examples, trial = lessons(curriculum(TIMERS))
    texts = [each.text for each in examples if each.intent]
    chinese = [text for text in texts if any("\u3400" <= letter <= "\u9fff" for letter in text)]
    mixed = [text for text in chinese if any("a" <= letter <= "z" for letter in text)]
    assert len(chinese) > len(texts) // 5
    assert len(texts) - len(chinese) > len(texts) // 5
    assert len(mixed) > len(texts) // 50
    assert {each.text for each in trial}.isdisjoint(each.text for each in examples if each.intent is None)


def test_an_utterance_says_its_slots_by_marks() -> None:
    said = line("list.add", "we need [oat milk](items) from [the store](list)")
    assert said.text == "we need oat milk from the store"
    assert [said.text[start:end] for _, start, end in said.slots] == ["oat milk", "the store"]
    assert line("timer.cancel", "no more timers [at all](all: true)").label == 'timer.cancel {"all":true}'
    assert line("timer.cancel", "no more timers [at all](all: true)").slots == ()


def test_utterances_of_a_sentence_file_are_learned(tmp_path: Path) -> None:
    before = key(small(tmp_path))
    parts = small(tmp_path, "utterances:\n  lamp.off:\n    - it should be dark in [a minute](duration)\n")
    assert key(parts) != before
    guesser = Guesser(parts)
    guesser.know(taught(curriculum(parts)))
    found = guesser.guess("it should be dark in five minutes", "en")[0]
    assert found.intent == "lamp.off"
    assert "duration" in found.slots


def test_what_people_say_is_marked_with_slots_that_there_are() -> None:
    """Of the skills that are installed; a mark of another name would teach nothing."""
    odd: list[str] = []
    for _, sentences, types in ALL:
        slots: dict[str, set[str]] = {}
        for each in sentences.templates:
            slots.setdefault(each.intent, set()).update(name for name, _ in each.slots.values())
            slots[each.intent].update(each.fixed)
        for intent, texts in utterances(sentences).items():
            for text in texts:
                odd += [f"{intent}: {text}" for mark in marks(text) if mark not in slots.get(intent, types)]
    assert odd == []


def test_what_is_said_here_is_neither_doubled_nor_outside() -> None:
    lines = [text for texts in told().values() for text in texts]
    assert len(lines) > 600
    assert [text for text in lines if lines.count(text) > 1] == []
    assert len(outside()) > 1000
    assert not set(outside()) & {line("", text).text for text in lines}


def test_no_sentence_fits_what_is_taught_to_mean_nothing() -> None:
    taken = [text for text in outside()[::8] if SKILLS.understand(text) is not None]
    assert taken == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("set the tiemr", "set the timer"),
        ("set the timr", "set the timer"),
        ("set the timer", "set the timer"),
        ("cancle it", "cancel it"),
        ("定一个闹种", "定一个闹钟"),
        ("定一个闹钟", "定一个闹钟"),
        ("tiger", "tiger"),
        ("the tim", "the tim"),
    ],
)
def test_a_word_is_repaired_by_one_letter_or_by_its_sound(said: str, meant: str) -> None:
    repair = Repair(["timer", "cancel", "闹钟", "定"], ["a tiger"])
    read = repair.read(said)
    assert (read.text, len(read.words)) == (meant, int(said != meant))


@pytest.mark.parametrize(
    "said", ["给煮鸡蛋的计时器", "十分钟", "i have to wait", "add curry powder", "他在车站等我"]
)
def test_what_is_ordinary_is_right_as_it_is(said: str) -> None:
    known = ["鸡弹", "弹的", "十分中", "want", "carry", "停在"]
    assert Repair(known).read(said).text == said


def test_a_slip_that_may_be_of_one_thing_or_of_several_is_read_as_one() -> None:
    assert Repair(["light", "lights"]).read("turn off the lighs").text == "turn off the light"
    assert Repair(["light", "sight"]).read("ight").text == "ight", "two words as near as each other"


def test_a_number_is_never_taken_for_another_word() -> None:
    assert Repair(["间是五分"]).read("看着时间十五分钟").text == "看着时间十五分钟"
    assert Repair(["间十五分"]).read("时艰十五分").text == "时间十五分", "what is beside it may be"


def test_what_is_only_half_of_a_number_in_a_slot_is_not_heeded() -> None:
    assert unused("十五分钟", [(1, 4)], lambda _: False) == "十五"
    assert unused("十五分钟", [(0, 4)], lambda _: False) == ""


def test_words_in_free_slots_can_be_had_as_they_were_said() -> None:
    read = Repair(["timer", "计时器"]).read("tiemr 和激石器")
    assert read.text == "timer 和计时器"
    assert read.said(["a timer", "计时器的", 3]) == ["a tiemr", "激石器的", 3]


def test_forms_know_what_a_command_cannot_do_without(tmp_path: Path) -> None:
    forms = forms_of(small(tmp_path))
    assert forms["lamp.color"].ways == {frozenset({"colour"})}
    assert frozenset[str]() in forms["lamp.off"].ways
    assert {"lamp", "off", "关", "灯"} <= forms["lamp.off"].words


def test_it_is_learned_in_the_background_and_kept(tmp_path: Path) -> None:
    skill, kept = tmp_path / "skill", tmp_path / "understanding"
    skill.mkdir()
    parts = small(skill)
    assert not Guesser(parts, kept).load()
    first = Guesser(parts, kept, pause=0.0)
    first.wake()
    until(lambda: first.ready)
    assert first.guess("could the lamp become blue", "en")[0].slots == {"colour": "blue"}
    second = Guesser(parts, kept)
    assert second.load()
    assert second.ready
    first.stop()
    # Another sentence: what was learned does not hold any more, and is replaced.
    (old,) = kept.glob("*.npz")
    changed = Guesser(small(skill, "    - douse the glim\n"), kept, pause=0.0)
    assert not changed.load()
    changed.wake()
    until(lambda: changed.ready)
    (new,) = kept.glob("*.npz")
    assert new != old
    # What cannot be read is learned again.
    new.write_bytes(new.read_bytes()[:1000])
    again = Guesser(small(skill, "    - douse the glim\n"), kept, pause=0.0)
    assert not again.load()
    again.wake()
    until(lambda: again.ready)
    assert again.load()


def test_who_stops_before_it_is_learned_leaves_no_process(tmp_path: Path) -> None:
    for pause in (0.0, 60.0):
        guesser = Guesser(TIMERS, tmp_path / "understanding", pause)
        guesser.change(TIMERS)
        guesser.stop()
        until(lambda: not any(each.name == "parley-learning" for each in threading.enumerate()))
        assert not guesser.ready
        assert not list((tmp_path / "understanding").glob("*"))


def test_without_a_folder_nothing_is_learned_in_the_background() -> None:
    guesser = Guesser(TIMERS)
    guesser.wake()
    assert not guesser.load()
    assert not guesser.ready


def test_nothing_to_learn_from_is_no_harm(tmp_path: Path) -> None:
    guesser = Guesser([("empty", Sentences((), {}, {}, {}, {}), {})], tmp_path)
    guesser.wake()
    assert guesser.guess("hello", "en") == ()
