"""What a text names is found, however it is written, said or mistyped; what names nothing stays alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from parley.knowledge.graph import Graph
from parley.knowledge.linking.building import build
from parley.knowledge.linking.linker import LIKELY, Linker, sure
from parley.knowledge.types import Mention


def linked(linker: Linker, text: str) -> list[tuple[str, str]]:
    """What of the text means what."""
    return [(text[each.start : each.end], each.candidates[0].id) for each in linker.mentions(text)]


@pytest.mark.parametrize(
    ("text", "part", "id"),
    [
        ("How tall is Mount Tai?", "Mount Tai", "Q216059"),
        ("how tall is mount everest", "mount everest", "Q513"),
        ("中国的首都是哪里？", "中国", "Q148"),
        ("What's China's capital?", "China", "Q148"),
        ("珠峰的海拔是多少", "珠峰", "Q513"),
        ("臺北不在，但法國在", "法國", "Q142"),
        ("爱因斯坦的出生日期", "爱因斯坦", "Q937"),
        ("what did JK Rowling write", "JK Rowling", "Q34660"),
        ("哈利波特的作者是谁", "哈利波特", "Q8337"),
        ("Beijing的人口是多少？", "Beijing", "Q956"),
    ],
)
def test_a_name_is_found_where_it_stands(linker: Linker, text: str, part: str, id: str) -> None:
    assert (part, id) in linked(linker, text)


@pytest.mark.parametrize(
    ("text", "part", "id"),
    [
        ("how tall is mount evrest", "mount evrest", "Q513"),
        ("when was Albert Einstien born", "Albert Einstien", "Q937"),
        ("who wrote hary potter", "hary potter", "Q8337"),
        ("秦始黄的出生日期", "秦始黄", "Q7192"),
        ("珠穆朗马峰的海拔", "珠穆朗马峰", "Q513"),
        ("珠穆朗峰的海拔", "珠穆朗峰", "Q513"),
    ],
)
def test_slips_and_wrong_characters_of_the_same_sound_are_forgiven(
    linker: Linker, text: str, part: str, id: str
) -> None:
    assert (part, id) in linked(linker, text)


@pytest.mark.parametrize(
    "text", ["放一首歌", "set a timer for five minutes", "谢谢你", "what can you do", "!?", ""]
)
def test_a_wish_names_nothing(linker: Linker, text: str) -> None:
    assert linker.mentions(text) == ()


def test_the_longer_name_is_meant(linker: Linker) -> None:
    assert linked(linker, "长江大桥的长度") == [("长江大桥", "Q3914")]
    assert linked(linker, "长江的长度") == [("长江", "Q5413")]


def test_of_namesakes_the_better_known_is_likelier_until_the_text_says_otherwise(linker: Linker) -> None:
    (paris,) = linker.mentions("What is the population of Paris?")
    assert paris.candidates[0].id == "Q90"
    (paris, *_) = linker.mentions("Paris in Texas")
    assert [each.id for each in paris.candidates][:2] == ["Q830149", "Q90"]


def test_a_relation_that_only_one_of_them_has_tells_which_is_meant(linker: Linker) -> None:
    (mountain,) = linker.mentions("泰山的海拔")
    (book,) = linker.mentions("泰山的作者")
    assert (mountain.candidates[0].id, book.candidates[0].id) == ("Q216059", "Q190955")


def test_confidences_of_one_place_are_at_most_one_and_fall(linker: Linker) -> None:
    for text in ("泰山", "Paris", "泰山的海拔和泰山的作者", "mount"):
        for mention in linker.spans(text):
            sure = [each.confidence for each in mention.candidates]
            assert sure == sorted(sure, reverse=True)
            assert 0 < sum(sure) <= 1.001


def test_mentions_are_in_order_and_never_over_each_other(linker: Linker) -> None:
    text = "Is Mount Everest higher than 泰山, and is Beijing in China or in France?"
    found = linker.mentions(text)
    assert len(found) == 5
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_spans_show_also_what_was_not_chosen(linker: Linker) -> None:
    text = "长江大桥的长度"
    parts = {text[each.start : each.end] for each in linker.spans(text)}
    assert {"长江大桥"} <= parts
    assert all(isinstance(each, Mention) for each in linker.spans(text))
    assert all(sure(each) >= LIKELY for each in linker.mentions(text))


def test_offsets_count_characters_of_the_text_as_it_was_given(linker: Linker) -> None:
    text = "🇨🇳🎉 ＣＨＩＮＡ  的首都?"
    (mention,) = linker.mentions(text)
    assert text[mention.start : mention.end] == "ＣＨＩＮＡ"


def test_labels_are_in_the_language_asked_for(linker: Linker) -> None:
    (mention,) = linker.mentions("Where is Mount Tai?", "zh")
    assert (mention.candidates[0].label, mention.candidates[0].description) == ("泰山", "山东的山")
    (mention,) = linker.mentions("Where is Mount Tai?")
    assert mention.candidates[0].label == "Mount Tai"


# By name.


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("Mount Tai", "Q216059"),
        ("einstein", "Q937"),
        ("einstien", "Q937"),
        ("爱因斯坦", "Q937"),
        ("baijing", "Q956"),
        ("zhumulangmafeng", "Q513"),
        ("秦使皇", "Q7192"),
    ],
)
def test_things_are_found_by_name_by_word_by_sound_and_mistyped(linker: Linker, words: str, id: str) -> None:
    assert linker.find(words)[0].id == id


def test_finding_gives_no_more_than_asked(linker: Linker) -> None:
    assert len(linker.find("泰山", 1)) == 1
    assert linker.find("") == linker.find("……") == ()


def test_names_are_completed_the_best_known_first(linker: Linker) -> None:
    assert [each.id for each in linker.complete("mount")] == ["Q8502", "Q513", "Q216059"]
    assert [each.id for each in linker.complete("爱因")] == ["Q937"]
    assert [each.id for each in linker.complete("Einst")] == ["Q937"]
    assert len(linker.complete("mount", 1)) == 1
    assert linker.complete("") == linker.complete("zzzz") == ()


def test_a_thing_is_named_by_its_id_short_or_whole(linker: Linker) -> None:
    for id in ("Q513", "http://www.wikidata.org/entity/Q513"):
        found = linker.named(id)
        assert found is not None and (found.id, found.label) == ("Q513", "Mount Everest")
    assert linker.named("Q1") is None


def test_without_an_index_nothing_has_a_name(tmp_path: Path) -> None:
    linker = Linker(tmp_path / "none")
    assert linker.mentions("泰山") == linker.find("泰山") == linker.complete("泰") == ()
    assert linker.named("Q513") is None and linker.number_of_names() == 0


def test_the_names_of_several_sources_are_one_thing_s(tmp_path: Path) -> None:
    graph = Graph.in_memory('wd:Q1 rdfs:label "Tallinn"@en .', "one")
    graph.load('wd:Q1 skos:altLabel "Reval"@en; rdfs:label "塔林"@zh; p:popularity 500 .', "two")
    assert build(graph.store, tmp_path, lambda done, total: None) == 1
    linker = Linker(tmp_path)
    assert {linker.find(name)[0].id for name in ("Tallinn", "Reval", "塔林")} == {"Q1"}
    assert linker.find("Reval")[0].popularity == 500


def test_a_hostile_text_is_answered_soon(linker: Linker) -> None:
    for text in ("泰山" * 1000, "mount " * 1000, "a" * 20_000, "山 " * 1000, "\ud800泰山", "泰\u0000山"):
        linker.mentions(text)
        linker.find(text)
        linker.complete(text)
