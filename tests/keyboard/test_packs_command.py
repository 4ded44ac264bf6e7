"""``parley keyboard``: packs made, installed, listed and explained at a terminal."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fakes.command_line import CliRunner
from parley.cli import app
from parley.errors import BadModel, BadText
from parley.keyboard.packs.finding import available, best, shipped
from parley.keyboard.packs.opengram import everyday
from parley.keyboard.packs.opengram.build import DICTIONARY, MODEL
from parley.keyboard.packs.pack import Pack

TEXT = "De kat zit op de mat. De hond ziet de kat!\nWaar zit de hond? Op de mat.\n" * 3


def parley(*words: str | Path) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, ["keyboard", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_language_is_built_of_plain_text_and_then_there(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(TEXT, "utf-8")
    how = (tmp_path / "text.txt", "-l", "nl", "--name", "pets", "--licence", "CC0-1.0")
    told = parley("build", *how, "--data", tmp_path)
    path = tmp_path / "keyboard" / "nl-pets.pack"
    assert str(path) in told and "of 取自 66" in told
    assert best("nl", tmp_path) == path
    pack = Pack.open(path)
    (source,) = pack.label.sources
    assert pack.label.licence == source.licence == "CC0-1.0"
    assert (source.name, source.counted, len(source.sha256)) == ("pets", 66, 64)
    assert "nl  pets, CC0-1.0" in parley("packs", "--data", tmp_path)
    rows = [json.loads(line) for line in parley("packs", "--json", "--data", tmp_path).splitlines()]
    (row,) = [each for each in rows if each["language"] == "nl"]
    assert row["used"] and row["words"] == len(pack.words) and row["file"] == str(path)
    assert "- pets, CC0-1.0" in parley("info", path)
    again = tmp_path / "again.pack"
    parley("build", *how, "-o", again)
    assert again.read_bytes() == path.read_bytes()


def test_a_chinese_text_is_cut_into_the_words_of_the_pack_that_ships(tmp_path: Path) -> None:
    base = shipped("zh")
    assert base is not None
    (tmp_path / "text.txt").write_text("我们去天安门看升旗。\n我们去故宫。\n" * 5, "utf-8")
    parley("build", tmp_path / "text.txt", "-l", "zh", "--name", "trip", "--data", tmp_path)
    pack, old = Pack.open(tmp_path / "keyboard" / "zh-trip.pack"), Pack.open(base)
    assert len(pack.words) == len(old.words)
    assert pack.label.licence == f"unknown AND {old.label.licence}"
    assert pack.label.sources[1:] == old.label.sources
    us, go = pack.words.id("我们"), pack.words.id("去")
    assert [pack.words.text(each) for each, _ in pack.model.followers([us, go], 2)] == ["天安门", "故宫"]
    # What the decoder keeps is kept, with what is now likely.
    assert {name for name in old.arrays if name.startswith("zh.")} <= pack.arrays.keys()


def test_what_is_no_text_or_no_pack_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(BadText, match="no text files"):
        parley("build", tmp_path, "-l", "nl", "--data", tmp_path)
    (tmp_path / "odd.pack").write_bytes(b"odd")
    with pytest.raises(BadModel, match=r"odd\.pack is not a language pack"):
        parley("info", tmp_path / "odd.pack")
    for bad in (("-l", "../x"), ("-l", "nl", "--name", "a/b")):
        result = CliRunner().invoke(app, ["keyboard", "build", str(tmp_path), *bad])
        assert result.exit_code == 2
    assert CliRunner().invoke(app, ["keyboard", "install", "everything"]).exit_code == 2


def test_open_gram_is_installed_from_a_folder_and_used_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from test_packs_opengram import dictionary, model

    monkeypatch.setattr(everyday, "FILE", tmp_path / "absent")
    (tmp_path / MODEL).write_bytes(model())
    (tmp_path / DICTIONARY).write_bytes(dictionary())
    told = parley("install", "open-gram", "--from", tmp_path, "--data", tmp_path)
    path = tmp_path / "keyboard" / "zh-open-gram.pack"
    assert str(path) in told and "CC BY-SA 3.0" in told
    assert path in [pack.path for pack in available(tmp_path)]


def test_of_several_the_one_that_was_installed_last_is_used(tmp_path: Path) -> None:
    assert best("zh", tmp_path) == shipped("zh")
    assert best("xx", tmp_path) is None
    assert shipped("../zh") is None
    (tmp_path / "keyboard").mkdir()
    some = (("zh-large.pack", 99), ("zh-mine.pack", 5), ("en-c.pack", 99), ("zhx-d.pack", 99))
    for number, (name, size) in enumerate(some):
        path = tmp_path / "keyboard" / name
        path.write_bytes(b"x" * size)
        os.utime(path, ns=(number, number))
    assert best("zh", tmp_path) == tmp_path / "keyboard" / "zh-mine.pack"
    os.utime(tmp_path / "keyboard" / "zh-large.pack", ns=(9, 9))  # installed again
    assert best("zh", tmp_path) == tmp_path / "keyboard" / "zh-large.pack"
    # None of them is a pack, so none is listed.
    assert {pack.path.parent.name for pack in available(tmp_path)} == {"data"}
