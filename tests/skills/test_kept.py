"""What a skill's files say is read once, and again when they change."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.language.understanding.matcher import fit
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType
from parley.language.understanding.when import MARKED_WHEN
from parley.skills.frame import BadSkill
from parley.skills.kept import sentences_of
from parley.skills.known import Added, Known


def _types(value: str, pattern: str = "[a-z]+") -> dict[str, SlotType]:
    return {**COMMON, "thing": SlotType(pattern, lambda _, __: value), "when": MARKED_WHEN}


def _written(folder: Path, sentence: str) -> Path:
    (folder / "sentences.en.yaml").write_text(f"intents:\n  lamp.on:\n    - {sentence}\n    - lamps on\n")
    return folder


def test_the_same_files_are_read_once(tmp_path: Path) -> None:
    folder, types = _written(tmp_path, "switch on the {thing}"), _types("one")
    assert sentences_of(folder, types) is sentences_of(folder, types)


@pytest.mark.parametrize("sentence", ["switch on the {thing}", "switch on the {thing} {when}"])
def test_another_house_means_other_things_by_the_same_words(tmp_path: Path, sentence: str) -> None:
    folder = _written(tmp_path, sentence)
    houses = [sentences_of(folder, _types(value)) for value in ("one", "other")]
    text = "switch on the lamp" + (" at six" if "when" in sentence else "")
    found = [fit(text, house.templates[0], "en") for house in houses]
    assert [match and match.slots["thing"] for match in found] == ["one", "other"]
    assert houses[0].templates[1] is houses[1].templates[1]


def test_what_one_house_finds_quickly_another_finds_too_and_means_its_own_by_it(tmp_path: Path) -> None:
    folder = _written(tmp_path, "switch on the {thing}")
    houses = [
        Known((), Added(sentences_of(folder, _types(value)).templates)) for value in ("one", "other", "third")
    ]
    for _ in range(2):
        found = [house.whole.best(["switch on the lamp"], "en") for house in houses]
        assert [match and match.slots["thing"] for match in found] == ["one", "other", "third"]
    _written(tmp_path, "turn on my {thing}")
    changed = Known((), Added(sentences_of(folder, _types("one")).templates))
    assert changed.whole.best(["switch on the lamp"], "en") is None
    assert changed.whole.best(["turn on my lamp"], "en") is not None


def test_a_type_that_takes_other_words_is_no_other_meaning(tmp_path: Path) -> None:
    folder = _written(tmp_path, "switch on the {thing}")
    assert fit("switch on the 7", sentences_of(folder, _types("one")).templates[0], "en") is None
    match = fit("switch on the 7", sentences_of(folder, _types("one", r"\d")).templates[0], "en")
    assert match and match.slots == {"thing": "one"}


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    types = _types("one")
    assert (
        sentences_of(_written(tmp_path, "switch on the {thing}"), types)
        .templates[0]
        .text.startswith("switch")
    )
    assert sentences_of(_written(tmp_path, "turn on my {thing}"), types).templates[0].text.startswith("turn")
    with pytest.raises(BadSkill):
        sentences_of(_written(tmp_path, "turn on {nothing}"), types)
    assert sentences_of(_written(tmp_path, "turn on my {thing}"), types).templates[0].text.startswith("turn")
