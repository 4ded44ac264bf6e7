"""The front door: quick, helpful, and clear about what is wrong."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from fakes.command_line import CliRunner
from parley import __version__, cli
from parley.home.accounts.callers import Role
from parley.home.accounts.devices import NewDevice
from parley.home.accounts.links import BadLink
from parley.home.home import Home
from parley.settings import load

HEAVY = (
    "numpy",
    "onnxruntime",
    "starlette",
    "uvicorn",
    "hassil",
    "babel",
    "yaml",
    "sqlalchemy",
    "rich",
    "msgspec",
)


def commands(group: TyperGroup | None = None, *before: str) -> Iterator[tuple[str, ...]]:
    """Every command, as what is typed after ``parley``."""
    group = group or root()
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, *before, name)
        else:
            yield (*before, name)


def root() -> TyperGroup:
    command = get_command(cli.app)
    assert isinstance(command, TyperGroup)
    return command


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["ask", "--help"], ["models", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """Given a fresh process, when it only helps, then none of what the server needs is imported."""
    script = (
        "import sys\n"
        "from parley.cli import app\n"
        "try:\n"
        f"    app({arguments!r})\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        f"print('LOADED', *sorted(set({HEAVY!r}) & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "LOADED"
    assert len(done.stdout.splitlines()) > 1


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_shows_an_example(command: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli.app, [*command, "--help"])
    assert shown.exit_code == 0
    after = shown.output.split("Example", 1)
    assert len(after) == 2, f"parley {' '.join(command)} --help has no example"
    assert f"parley {' '.join(command)}" in after[1]


def test_no_arguments_show_the_help_and_version_the_version() -> None:
    assert "Commands" in CliRunner().invoke(cli.app, []).output
    assert CliRunner().invoke(cli.app, ["--version"]).output == f"parley {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "named"),
    [
        (["ask", "hello"], 'languag = "zh"\n', "bad_settings", "languag"),
        (["link"], "[server]\nport = 70000\n", "bad_settings", "port"),
        (["serve", "--tls-key", "home.key"], "", "bad_settings", "tls_certificate"),
        (["doctor"], "not toml", "bad_settings", "TOML"),
        (["ask", "hello", "--speak", "/nowhere/at/all/out.wav"], "", "bad_audio", "folder"),
        (["models", "pull", "no-such-model"], "", "bad_model", "no-such-model"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_with_its_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    settings: str,
    code: str,
    named: str,
) -> None:
    file = tmp_path / "parley.toml"
    file.write_text(settings, "utf-8")
    monkeypatch.setenv("PARLEY_SETTINGS", str(file))
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "argv", ["parley", *arguments])
    with pytest.raises(SystemExit) as end:
        cli.main()
    shown = capsys.readouterr()
    assert end.value.code == 1
    assert code in shown.err and named in shown.err
    assert "Traceback" not in shown.err and len(shown.err.strip().splitlines()) == 1
    assert shown.out == ""


def test_an_unknown_command_is_named() -> None:
    result = CliRunner().invoke(cli.app, ["modles"])
    assert result.exit_code == 2 and "modles" in result.output


def test_a_key_from_link_opens_the_door_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path))
    monkeypatch.setenv("PARLEY_SERVER__PORT", "8421")
    shown = CliRunner().invoke(cli.app, ["link"])
    assert shown.output.startswith("http://localhost:8421/?key=")
    key = shown.output.strip().split("key=", 1)[1]

    async def redeemed() -> Role:
        async with await Home.open(load()) as home:
            return (await home.tokens.redeem(key, NewDevice())).caller.role

    assert asyncio.run(redeemed()) is Role.OWNER
    with pytest.raises(BadLink):
        asyncio.run(redeemed())
