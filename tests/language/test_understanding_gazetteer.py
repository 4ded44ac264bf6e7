"""Values that slots had before: found in an utterance, and never trusted because of the utterance itself."""

from __future__ import annotations

from pathlib import Path

from parley.language.understanding.model import Example, Slot, train
from parley.language.understanding.model.gazetteer import LONGEST_VALUE, Gazetteer, values
from parley.language.understanding.model.store import load, save
from parley.language.understanding.model.tokens import labels_of, pieces


def marked(text: str, *slots: tuple[str, str]) -> Example:
    found = (Slot(name, text.index(value), text.index(value) + len(value)) for name, value in slots)
    return Example(text, "play", tuple(found))


TAUGHT = (
    marked("play yellow submarine by the beatles", ("song", "yellow submarine"), ("artist", "the beatles")),
    marked("play help by the beatles", ("song", "help"), ("artist", "the beatles")),
    marked("播放青花瓷", ("song", "青花瓷")),
)


def taught() -> Gazetteer:
    lines = [pieces(one.text) for one in TAUGHT]
    return Gazetteer.learned(
        (line, labels_of(line, one.slots)) for line, one in zip(lines, TAUGHT, strict=True)
    )


def test_a_value_is_found_wherever_it_stands_with_the_place_of_each_piece() -> None:
    found = taught().clues(pieces("Was Yellow Submarine ever sung by the Beatles? 青花瓷 help"))
    assert found == [
        [],
        ["vBsong"],
        ["vEsong"],
        [],
        [],
        [],
        ["vBartist"],
        ["vEartist"],
        [],
        ["vBsong"],
        ["vIsong"],
        ["vEsong"],
        ["vSsong"],
    ]


def test_the_beginning_of_a_value_is_none() -> None:
    assert taught().clues(pieces("yellow lamp")) == [[], []]
    assert taught().clues(pieces("yellow")) == [[]]


def test_a_line_does_not_find_what_is_known_of_itself_alone() -> None:
    line = pieces(TAUGHT[1].text)
    own = values(line, labels_of(line, TAUGHT[1].slots))
    # The band is known of another line, too; the song is not.
    assert taught().clues(line, own) == [[], [], [], ["vBartist"], ["vEartist"]]


def test_of_values_that_begin_alike_the_longest_counts() -> None:
    lines = [
        (pieces("play help"), ["O", "B-song"]),
        (pieces("play help me rhonda"), ["O", "B-song", "I-song", "I-song"]),
    ]
    known = Gazetteer.learned(lines)
    assert known.clues(pieces("help me rhonda")) == [["vBsong"], ["vIsong"], ["vEsong"]]
    assert known.clues(pieces("help me")) == [["vSsong"], []]
    # Without its own, the shorter one is left.
    assert known.clues(lines[1][0], values(*lines[1])) == [[], ["vSsong"], [], []]


def test_a_word_that_filled_two_slots_is_known_of_both_and_a_very_long_value_of_none() -> None:
    long = " ".join("abcdefghijkl"[: LONGEST_VALUE + 1])
    lines = [
        (pieces("chicago"), ["B-place"]),
        (pieces("chicago"), ["B-artist"]),
        (pieces(long), ["B-song", *["I-song"] * LONGEST_VALUE]),
    ]
    known = Gazetteer.learned(lines)
    assert known.clues(pieces("chicago")) == [["vSplace", "vSartist"]]
    assert not any(known.clues(pieces(long)))


def test_a_stored_model_knows_the_same_values(tmp_path: Path) -> None:
    model = train([*TAUGHT, Example("stop", "stop")])
    save(model, tmp_path / "model.npz")
    again = load(tmp_path / "model.npz").tagger.gazetteer
    assert again.known == model.tagger.gazetteer.known == taught().known
    for one in TAUGHT:
        assert again.clues(pieces(one.text)) == taught().clues(pieces(one.text))
