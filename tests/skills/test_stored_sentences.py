"""Sentences are compiled once: the next start takes them from the disk, if nobody else wrote them there."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType, words
from parley.language.understanding.when import MARKED_WHEN
from parley.skills import stored
from parley.skills.sentences import Sentences, read_sentences

TYPES = {**COMMON, "thing": words({"lamp": 1, "desk lamp": 2}), "when": MARKED_WHEN}
TEXT = """
intents:
  lamp.on:
    - (switch|turn) on the {thing} [<soon>]
    - sentences: ["lamps off {when}"]
      slots: {all: true, level: 3}
      late: true
answers:
  lamp.on:
    thing: ["[the] {thing}"]
follow:
  lamp.on: ["and the {thing}"]
rules:
  soon: (now|at once)
examples: [switch on the lamp]
utterances:
  lamp.on: ["light on the [desk lamp](thing)"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "cache"))
    made = tmp_path / "lamps"
    made.mkdir()
    (made / "sentences.en.yaml").write_text(TEXT)
    return made


def _kept(folder: Path, types: dict[str, SlotType] | None = None) -> tuple[Sentences, Path]:
    sentences = read_sentences(folder, types or TYPES)
    stored.save(folder, types or TYPES, sentences, stored.shared())
    (file,) = (folder.parent / "cache/sentences").iterdir()
    return sentences, file


def test_they_come_back_as_they_were(folder: Path) -> None:
    assert stored.load(folder, TYPES, stored.shared()) is None
    sentences, file = _kept(folder)
    again = stored.load(folder, TYPES, stored.shared())
    assert again == sentences
    assert again is not sentences
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_other_sentences_or_other_types_are_not_those(folder: Path) -> None:
    _kept(folder)
    assert stored.load(folder, {**TYPES, "thing": words({"lamp": 1, "fan": 2})}, stored.shared()) is None
    assert stored.load(folder, {**TYPES, "thing": TYPES["name"]}, stored.shared()) is None
    (folder / "sentences.en.yaml").write_text(TEXT.replace("at once", "soon"))
    assert stored.load(folder, TYPES, stored.shared()) is None


def test_what_words_mean_is_not_kept(folder: Path) -> None:
    _kept(folder)
    again = stored.load(folder, {**TYPES, "thing": words({"lamp": 7, "desk lamp": 8})}, stored.shared())
    assert again is not None
    _, kind = again.templates[0].slots["s0"]
    assert kind.parse("lamp", "en") == 7


def test_half_a_file_or_a_changed_one_is_not_there(folder: Path) -> None:
    _, file = _kept(folder)
    content = file.read_bytes()
    for broken in (b"", content[:20], content[:-9], content[:-1] + b"x", content.replace(b"turn", b"burn")):
        file.write_bytes(broken)
        assert stored.load(folder, TYPES, stored.shared()) is None
    # A whole one that names what there is not.
    packed = msgspec.msgpack.encode(
        [*msgspec.msgpack.decode(content[32:])[:1], [], [], [["x", [1]]], {}, {}, {}, []]
    )
    file.write_bytes(hashlib.sha256(packed).digest() + packed)
    assert stored.load(folder, TYPES, stored.shared()) is None
    file.write_bytes(content)
    assert stored.load(folder, TYPES, stored.shared()) is not None


def test_what_others_may_have_written_is_not_read(folder: Path) -> None:
    _, file = _kept(folder)
    for open_, mode in ((file, 0o622), (file.parent, 0o777)):
        before = open_.stat().st_mode
        open_.chmod(mode)
        assert stored.load(folder, TYPES, stored.shared()) is None
        open_.chmod(before)
    assert stored.load(folder, TYPES, stored.shared()) is not None
    elsewhere = file.rename(file.with_name("elsewhere"))
    file.symlink_to(elsewhere)
    assert stored.load(folder, TYPES, stored.shared()) is None


def test_what_would_come_back_as_something_else_is_not_kept(folder: Path) -> None:
    (folder / "sentences.en.yaml").write_text(TEXT.replace("level: 3", "level: 2026-11-22"))
    stored.save(folder, TYPES, read_sentences(folder, TYPES), stored.shared())
    assert not (folder.parent / "cache").exists()


def test_where_nothing_can_be_written_nothing_is_kept(folder: Path) -> None:
    (folder.parent / "cache").write_text("no folder")
    stored.save(folder, TYPES, read_sentences(folder, TYPES), stored.shared())
    assert stored.load(folder, TYPES, stored.shared()) is None


def test_those_that_nobody_reads_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MOST_FILES", 2)
    for number in range(4):
        (folder / "sentences.en.yaml").write_text(TEXT.replace("at once", f"soon {number}"))
        stored.save(folder, TYPES, read_sentences(folder, TYPES), stored.shared())
    assert len(list((folder.parent / "cache/sentences").iterdir())) == 2
