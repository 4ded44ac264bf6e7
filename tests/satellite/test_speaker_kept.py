"""What a speaker keeps survives whatever happens to it, and nobody else may read it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from parley.satellite.kept import MOST_RUNG, Kept, SpeakerFailed


def test_what_rang_is_kept_over_a_restart_and_not_for_ever(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    for number in range(MOST_RUNG + 10):
        assert kept.keep_rung(f"timers:t:{number}")
    assert not kept.keep_rung("timers:t:20")
    assert Kept(tmp_path).state.rang == [f"timers:t:{number}" for number in range(10, MOST_RUNG + 10)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_may_read_the_token(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "speaker")
    kept.state.token = "secret"
    kept.save()
    (file,) = (tmp_path / "speaker").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_conversation_stays_the_same(tmp_path: Path) -> None:
    first = Kept(tmp_path)
    first.save()
    assert Kept(tmp_path).state.conversation == first.state.conversation


def test_rubbish_on_the_disk_is_named(tmp_path: Path) -> None:
    (tmp_path / "speaker.json").write_text("{", "utf-8")
    with pytest.raises(SpeakerFailed, match="parley speaker pair"):
        Kept(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SpeakerFailed, match="cannot be"):
        kept = Kept(tmp_path / "file" / "speaker")
        kept.save()


_WRITER = """
import sys
from pathlib import Path
from parley.satellite.kept import Kept
kept, number = Kept(Path(sys.argv[1])), 0
while True:
    kept.keep_rung(f"timers:t:{number}")
    print(number, flush=True)
    number += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a Unix matter")
def test_killed_at_any_moment_it_knows_all_that_it_said_it_rang(tmp_path: Path) -> None:
    for round_ in range(4):
        command = [sys.executable, "-c", _WRITER, str(tmp_path / str(round_))]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            said = [writer.stdout.readline() for _ in range(7 + 9 * round_)]
            os.kill(writer.pid, signal.SIGKILL)
            said += writer.stdout.readlines()  # it went on until the signal reached it
        known = [f"timers:t:{line.strip()}" for line in said if line.endswith("\n")][-MOST_RUNG + 1 :]
        rang = Kept(tmp_path / str(round_)).state.rang
        assert [each for each in known if each not in rang] == []
