"""What a speaker shows, and how it starts with the computer."""

from __future__ import annotations

import io
import os
import plistlib
import pwd
import shlex
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from fakes.command_line import CliRunner
from fakes.satellite import FakeLight
from parley.cli import app
from parley.satellite.install import launchd, place, unit, windows, write
from parley.satellite.kept import SpeakerFailed
from parley.satellite.lights import Doing, Led, Lights, Terminal
from parley.satellite.starting import large, own_language, spoken_digits
from parley.satellite.words import words


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("doing", list(Doing))
def test_every_state_has_words(language: str, doing: Doing) -> None:
    out = Tty()
    Terminal(language, out).show(doing)
    assert words(language).say(doing.value) in out.getvalue()
    assert out.getvalue().startswith("\r") and "\n" not in out.getvalue()


def test_the_words_are_the_same_in_both_languages() -> None:
    assert words("en").names() == words("zh-CN").names()
    for name in words("en").names():
        assert words("en").parameters(name) >= words("zh").parameters(name), name


def test_in_a_service_s_journal_stands_nothing_that_anybody_said() -> None:
    out = io.StringIO()
    terminal = Terminal("en", out)
    terminal.show(Doing.LISTENING)
    terminal.tell("  my secret")
    assert "secret" not in out.getvalue() and out.getvalue().count("\n") == 1


def leds(folder: Path, most: int = 255) -> Path:
    (folder / "ACT").mkdir()
    (folder / "ACT" / "max_brightness").write_text(f"{most}\n", "ascii")
    (folder / "ACT" / "brightness").write_text("7\n", "ascii")
    (folder / "ACT" / "trigger").write_text("none [mmc0]", "ascii")
    return folder


@pytest.mark.parametrize("most", [1, 255])
def test_an_led_is_dark_dim_or_bright(tmp_path: Path, most: int) -> None:
    led = Led("ACT", leds(tmp_path, most))
    shown: dict[Doing, int] = {}
    for doing in Doing:
        led.show(doing)
        shown[doing] = int((tmp_path / "ACT" / "brightness").read_text("ascii"))
    assert shown[Doing.IDLE] == 0 and shown[Doing.LISTENING] == most
    assert all(level >= 1 for doing, level in shown.items() if doing is not Doing.IDLE)
    assert (tmp_path / "ACT" / "trigger").read_text("ascii") == "none"


@pytest.mark.parametrize("name", ["", "PWR", "../ACT", ".."])
def test_an_led_that_is_not_there_is_named_with_those_that_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(SpeakerFailed):
        Led(name, leds(tmp_path))
    if name == "PWR":
        with pytest.raises(SpeakerFailed, match="ACT"):
            Led(name, tmp_path)


def test_several_lights_show_the_same_and_only_what_is_new() -> None:
    one, other = FakeLight(), FakeLight()
    lights = Lights([one, other])
    for doing in (Doing.IDLE, Doing.IDLE, Doing.LISTENING):
        lights.show(doing)
    assert one.shown == other.shown == [Doing.IDLE, Doing.LISTENING]
    lights.tell("hello")
    assert one.told == ["hello"] and one.shown[-1] is Doing.LISTENING


def test_digits_are_large_and_spoken_one_by_one() -> None:
    assert "1 2 3 4 5 6" in large("123456") and large("123456").count("\n") >= 5
    assert spoken_digits("120456", "en") == "one, two, zero. four, five, six"
    assert spoken_digits("120456", "zh") == "一，二，零。四，五，六"


def test_it_speaks_the_language_it_is_spoken_to_in() -> None:
    assert (own_language("zh-CN"), own_language("en"), own_language("de")) == ("zh", "en", "en")


def read(text: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


def test_a_user_s_unit_starts_this_very_program_again_and_again(tmp_path: Path) -> None:
    parser = read(unit(["--led", "A 100%"], tmp_path))
    command = shlex.split(parser["Service"]["ExecStart"].replace("%%", "%"))
    assert command == [sys.executable, "-m", "parley", "speaker", "--led", "A 100%"]
    assert parser["Service"]["Restart"] == "always" and parser["Install"]["WantedBy"] == "default.target"
    assert "User" not in parser["Service"]


def test_a_system_unit_may_touch_nothing_but_its_own(tmp_path: Path) -> None:
    parser = read(unit([], tmp_path, system_user="pi"))
    service = parser["Service"]
    assert service["User"] == "pi" and service["SupplementaryGroups"] == "audio"
    assert service["ReadWritePaths"] == f"-{tmp_path}" and service["ProtectSystem"] == "strict"
    assert service["ProtectKernelTunables"] == "true"
    assert read(unit([], tmp_path, system_user="pi", led=True))["Service"]["ProtectKernelTunables"] == "false"


def test_other_systems_get_what_they_understand() -> None:
    plist = plistlib.loads(launchd(["--name", "A & B"]).encode())
    assert plist["ProgramArguments"][-2:] == ["--name", "A & B"] and plist["KeepAlive"] is True
    assert windows(["--led", "x"]).startswith("schtasks /Create")


def test_install_writes_or_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", "linux")
    shown = CliRunner().invoke(app, ["speaker", "install", "--print"])
    assert shown.exit_code == 0 and "ExecStart=" in shown.stdout
    assert not place(system=False).exists()
    written = CliRunner().invoke(app, ["speaker", "install", "--with=--led=ACT"])
    assert written.exit_code == 0 and "systemctl --user enable --now" in written.stdout
    assert "--led=ACT" in place(system=False).read_text("utf-8")


def test_a_unit_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SpeakerFailed, match="sudo"):
        write("x", tmp_path / "file" / "a.service")


def test_help_shows_examples() -> None:
    shown = CliRunner().invoke(app, ["speaker", "--help"])
    assert "parley speaker --server https://" in shown.stdout and "list-sound" in shown.stdout


def test_the_unit_for_packages_says_what_install_writes(tmp_path: Path) -> None:
    packaged = read((Path(__file__).parents[2] / "deploy" / "parley-speaker.service").read_text("utf-8"))
    written = read(unit([], tmp_path, system_user="parley-speaker"))
    own = {"ExecStart", "ReadWritePaths", "StateDirectory", "Environment"}
    for section in written.sections():
        there = {name: value for name, value in packaged[section].items() if name not in own}
        assert there == {name: value for name, value in written[section].items() if name not in own}


def test_a_unit_for_another_user_lets_that_user_write_where_their_own_data_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PARLEY_DATA", raising=False)
    me = pwd.getpwuid(os.getuid())
    shown = CliRunner().invoke(app, ["speaker", "install", "--system", "--user", me.pw_name, "--print"])
    assert shown.exit_code == 0, shown.output
    folder = f"{me.pw_dir}/.local/share/parley"
    assert f"ReadWritePaths=-{folder}\n" in shown.output
    wrong = CliRunner().invoke(
        app, ["speaker", "install", "--system", "--user", "nobody-of-that-name", "--print"]
    )
    assert wrong.exit_code == 2 and "There is no user" in wrong.output
