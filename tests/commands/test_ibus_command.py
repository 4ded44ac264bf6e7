"""``parley ibus``: installed for one person, with what they chose; says what is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fakes.command_line import CliRunner
from fakes.tiny_packs import tiny_pack
from parley.cli import app
from parley.errors import BadSettings, MissingEngine, Unsupported

WORDS = {"我": "wo3", "窝": "wo1"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's folders, with a small pack."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("IBUS_ADDRESS", "IBUS_COMPONENT_PATH", "IBUS_PARLEY_KEY", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "parley" / "keyboard").mkdir(parents=True)
    tiny_pack(tmp_path / "parley" / "keyboard" / "zh-tiny.pack", list(WORDS), "zh", readings=WORDS)
    return tmp_path


def test_it_is_installed_with_what_was_chosen_and_taken_away_again(home: Path) -> None:
    said = CliRunner().invoke(
        app,
        ["ibus", "--install", "--server", "parley.local:8420", "--scheme", "flypy", "--fuzzy", "z-zh"],
        env={"IBUS_PARLEY_KEY": "k-1"},
    )
    assert said.exit_code == 0, said.output
    assert "Parley Pinyin" in said.output and "注销" in said.output and "k-1" not in said.output
    kept = json.loads((home / "parley" / "ibus" / "settings.json").read_text())
    assert (kept["server"], kept["key"], kept["scheme"], kept["fuzzy"]) == (
        "parley.local:8420",
        "k-1",
        "flypy",
        ["z-zh"],
    )
    component = home / "ibus" / "component" / "parley.xml"
    assert "k-1" not in component.read_text()
    said = CliRunner().invoke(app, ["ibus", "--uninstall"])
    assert said.exit_code == 0 and str(component) in said.output and not component.exists()


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--server", "https://parley.local:8420"], BadSettings),
        (["--server", "http://parley.local:8420", "--key", "k"], BadSettings),
        (["--scheme", "wubi"], Unsupported),
        (["--script", "latin"], BadSettings),
        (["--fuzzy", "a-o"], BadSettings),
    ],
)
def test_what_cannot_be_is_not_installed(home: Path, options: list[str], error: type[Exception]) -> None:
    said = CliRunner().invoke(app, ["ibus", "--install", *options])
    assert isinstance(said.exception, error), said.exception
    assert not (home / "ibus").exists()


def test_without_an_ibus_it_says_how_to_start_one(home: Path) -> None:
    said = CliRunner().invoke(app, ["ibus"])
    assert isinstance(said.exception, Unsupported) and "ibus-daemon" in str(said.exception)


@pytest.mark.extra
def test_without_the_library_it_says_how_to_get_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dbus_fast.aio", None)
    said = CliRunner().invoke(app, ["ibus"])
    assert isinstance(said.exception, MissingEngine) and "parley[ibus]" in str(said.exception)
