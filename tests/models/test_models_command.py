"""``parley models`` as a person types it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fakes.command_line import CliRunner
from parley.cli import main
from parley.models.commands import app

Typed = Callable[..., tuple[int, str, str]]
"""Takes the words typed; gives exit code, standard output and standard error."""


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["parley", "models", *words, "--data", str(tmp_path)])
        with pytest.raises(SystemExit) as end:
            main()
        shown = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return end.value.code, shown.out, shown.err

    return run


def test_the_list_names_what_is_here_and_what_can_be(typed: Typed) -> None:
    code, out, _ = typed("list")
    assert code == 0
    for word in ("hantts", "bundled", "sense-voice", "available", "MIT", "163"):
        assert word in out


def test_the_list_for_programs_is_json(typed: Typed) -> None:
    typed("pull", "hantts")
    rows = {row["name"]: row for row in json.loads(typed("list", "--json")[1])}
    assert rows["hantts"]["state"] == "installed"
    assert Path(rows["hantts"]["path"]).is_dir()
    assert rows["sense-voice"]["download_size"] == 163_002_883


def test_a_model_goes_and_comes_back(typed: Typed) -> None:
    assert typed("remove", "hantts")[0] == 0
    assert "removed" in typed("list")[1]
    code, out, err = typed("pull", "hantts")
    assert (code, out) == (0, "")
    assert "真人录制" in err and "Recorded Mandarin" in err and "is installed" in err
    assert "already" in typed("pull", "hantts")[2]


def test_a_mistake_ends_with_its_code_and_one_sentence(typed: Typed, tmp_path: Path) -> None:
    code, out, err = typed("pull", "nonsense")
    assert (code, out) == (1, "")
    assert err.strip().startswith("parley: The catalogue has no model 'nonsense'")
    assert err.endswith(" [bad_model]\n") and len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    code, _, err = typed("import", str(tmp_path / "nowhere"))
    assert code == 1
    assert "There is nothing at" in err


def test_a_folder_that_cannot_be_written_is_named(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("not a folder")
    code, out, err = typed("pull", "hantts")
    assert (code, out) == (1, "")
    told = err.splitlines()[-1]
    assert told.startswith(f"parley: {tmp_path / 'models'}") and told.endswith(" [no_access]")


def test_help_shows_examples() -> None:
    for words in (["--help"], ["pull", "--help"], ["import", "--help"]):
        assert "parley models" in CliRunner().invoke(app, words).stdout
