"""Tests in several processes that come from one: nothing is lost, and nothing passes that did not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs files of tests, each given by its name, side by side."""

    def run(*options: str, **files: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        for name, text in files.items():
            (tmp_path / f"test_{name}.py").write_text(f"import os, pathlib, pytest, warnings\n{text}")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--forks", "3", *options]
        alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "side_by_side"}
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), **alone}
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)

    return run


def counted(told: str) -> dict[str, int]:
    last = told.strip().splitlines()[-1]
    return {kind: int(count) for count, kind in re.findall(r"(\d+) ([a-z]+)", last.split(" in ")[0])}


PASSES = "@pytest.mark.parametrize('n', range(20))\ndef test_it(n):\n    pass\n"


def test_every_test_is_run_once_and_a_file_in_one_process(run: Run, tmp_path: Path) -> None:
    writes = """
@pytest.mark.parametrize('n', range(20))
def test_it(n, tmp_path_factory):
    with pathlib.Path(__file__).with_suffix('.txt').open('a') as file:
        file.write(f'{n} {os.getpid()}\\n')
"""
    done = run(**dict.fromkeys("abcdef", writes))
    assert (done.returncode, counted(done.stdout)) == (0, {"passed": 120}), done.stdout
    processes = set[str]()
    for name in "abcdef":
        told = [each.split() for each in (tmp_path / f"test_{name}.txt").read_text().splitlines()]
        assert [int(each) for each, _ in told] == list(range(20))
        (process,) = {each for _, each in told}
        processes.add(process)
    assert 1 < len(processes) <= 3


def test_what_fails_fails_and_says_why(run: Run) -> None:
    fails = "def test_it():\n    print('said before')\n    assert [1, 2] == [1, 3]\n"
    done = run(
        a=PASSES, b=fails, c="@pytest.fixture\ndef f():\n    yield\n    1 / 0\ndef test_it(f):\n    pass\n"
    )
    assert done.returncode == 1
    assert counted(done.stdout) == {"failed": 1, "passed": 21, "error": 1}
    assert "At index 1 diff: 2 != 3" in done.stdout
    assert "said before" in done.stdout
    assert "ZeroDivisionError" in done.stdout


def test_what_a_module_keeps_when_it_is_imported_can_still_be_written_to(run: Run) -> None:
    """A library whose functions have ``sys.stderr`` as a default gives it to programs that it starts."""
    keeps = """
import subprocess, sys
KEPT = sys.stderr
def test_it(capfd):
    subprocess.run(['echo', 'told by a program'], stdout=KEPT.fileno(), check=True)
    print('and by the test', file=KEPT)
def test_apart():
    subprocess.run(['echo', 'of NAME'], check=True)
    assert False
"""
    done = run(a=keeps.replace("NAME", "a"), b=keeps.replace("NAME", "b"))
    assert counted(done.stdout) == {"passed": 2, "failed": 2}
    assert [each for each in done.stdout.splitlines() if each.startswith("of ")] in (
        ["of a", "of b"],
        ["of b", "of a"],
    )


def test_skipped_and_expected_to_fail_and_warned_of(run: Run) -> None:
    done = run(
        a="def test_it():\n    pytest.skip('not here')\n",
        b="@pytest.mark.xfail\ndef test_it():\n    assert False\n",
        c="def test_it():\n    warnings.warn('beware of it')\n",
    )
    assert done.returncode == 0
    assert counted(done.stdout) == {"passed": 1, "skipped": 1, "xfailed": 1, "warning": 1}
    assert "beware of it" in done.stdout


@pytest.mark.parametrize("dies", ["os._exit(0)", "os.kill(os.getpid(), 9)", "os._exit(3)"])
def test_a_test_that_ends_its_process_failed_and_the_rest_is_run(run: Run, dies: str) -> None:
    done = run(a=PASSES, b=f"{PASSES}\ndef test_dies():\n    {dies}\ndef test_after():\n    pass\n", c=PASSES)
    assert done.returncode == 1
    assert counted(done.stdout) == {"failed": 1, "passed": 61}, done.stdout
    assert "FAILED test_b.py::test_dies" in done.stdout


def test_what_belongs_to_a_session_is_torn_down_in_every_process(run: Run, tmp_path: Path) -> None:
    uses = """
@pytest.fixture(scope='session')
def whole():
    yield
    pathlib.Path(f'gone-{os.getpid()}').touch()
def test_it(whole):
    pathlib.Path(f'here-{os.getpid()}').touch()
"""
    done = run(a=uses, b=uses, c=uses)
    here, gone = (
        {each.name.split("-")[1] for each in tmp_path.glob(f"{name}-*")} for name in ("here", "gone")
    )
    assert done.returncode == 0
    assert here == gone
    assert here


def test_a_module_that_begins_a_thread_is_refused(run: Run) -> None:
    begins = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    done = run(a=f"{begins}{PASSES}")
    assert done.returncode == 4
    assert "no fork would have it" in done.stderr


def test_a_module_that_cannot_be_read_ends_it(run: Run) -> None:
    done = run(a=PASSES, b="1 / 0\n")
    assert done.returncode == 2
    assert "ZeroDivisionError" in done.stdout


def test_to_stop_at_the_first_that_fails_stops(run: Run) -> None:
    waits = "import time\ndef test_it():\n    time.sleep(60)\n"
    done = run("-x", a="def test_it():\n    assert False\n", b=waits, c=waits)
    assert done.returncode in (1, 2)
    assert counted(done.stdout)["failed"] == 1
