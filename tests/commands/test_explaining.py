"""``parley explain``: every step of a reading, for a person and for a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parley.commands.explain import run
from parley.skills.learning import shelf


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLEY_SETTINGS", str(tmp_path / "parley.toml"))
    # What is shown here are sentences, whether or not a model of them was learned on this machine.
    monkeypatch.setattr(shelf, "read", lambda _: None)
    (tmp_path / "parley.toml").write_text(f'data = "{tmp_path}"\n')
    return tmp_path


def test_a_person_sees_the_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("set a timer for 5 minutes and another for 10", None, (), as_json=False) == 0
    shown = capsys.readouterr().out
    assert "several commands" in shown and "“another for 10” → " not in shown
    assert "1. timer.start  duration=300.0" in shown and "2. timer.start  duration=600.0" in shown


def test_a_program_sees_where_a_sentence_stands(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("现在几点", None, (), as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    (match, *_) = next(step["matches"] for step in told["steps"] if step["stage"] == "whole")
    assert match["intent"] == "clock.time"
    file, line = match["file"].rsplit(":", 1)
    assert match["sentence"] in Path(file).read_text("utf-8").splitlines()[int(line) - 1]


def test_what_was_said_before_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("no, seven", None, (), as_json=True) == 1
    capsys.readouterr()
    assert run("no, seven", None, ["set a timer for five minutes"], as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["commands"][0]["slots"]["duration"] == 420.0


def test_what_is_not_understood_says_what_it_nearly_was(
    capsys: pytest.CaptureFixture[str], house: Path
) -> None:
    (house / "sentences").mkdir()
    (house / "sentences" / "bad.en.yaml").write_text("own: [")
    assert run("what is the meaning of a timer in poetry", None, (), as_json=False) == 1
    shown = capsys.readouterr().out
    assert "nearly: " in shown and "Nothing is done." in shown
    assert "left out: bad.en.yaml" in shown
