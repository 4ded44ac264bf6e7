"""What only saves time at the next start: whole or not there, nobody else's, and not more than some."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from parley import cache


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "things"


def test_a_user_s_own_folder_is_taken_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARLEY_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for named, place in ((str(tmp_path / "xdg"), "xdg"), ("not/whole", ".cache")):
        monkeypatch.setenv("XDG_CACHE_HOME", named)
        assert cache.place("things") == tmp_path / place / "parley" / "things"


def test_what_is_made_takes_its_place_in_one_step_or_not_at_all(place: Path) -> None:
    for number in (1, 2):  # the second instead of the first
        with cache.fresh(place / "one") as made:
            made.mkdir()
            (made / "file").write_text(str(number))
            assert not (place / "one").exists() or number == 2
        assert (place / "one/file").read_text() == str(number)
    with pytest.raises(ValueError, match="half"), cache.fresh(place / "one") as made:
        made.write_text("3")
        raise ValueError("half of it")
    assert (place / "one/file").read_text() == "2"
    assert [each.name for each in place.iterdir()] == ["one"]
    assert place.stat().st_mode & 0o077 == 0


def test_what_others_may_have_written_is_not_one_s_own(place: Path) -> None:
    with cache.fresh(place / "one") as made:
        made.write_text("1")
    cache.own(place / "one")
    for open_, mode in ((place / "one", 0o622), (place, 0o777)):
        before = open_.stat().st_mode
        open_.chmod(mode)
        with pytest.raises(PermissionError):
            cache.own(place / "one")
        open_.chmod(before)
    (place / "other").symlink_to(place / "one")
    with pytest.raises(PermissionError):
        cache.own(place / "other")


def test_those_that_were_of_use_last_stay(place: Path) -> None:
    for age, name in enumerate(("new", "older", "oldest", "begun.x.part", "being made.x.part")):
        (place / name).mkdir(parents=True)
        (place / name / "file").write_text("1")
        when = time.time() - age * 3600 - (48 * 3600 if name.startswith("begun") else 0)
        os.utime(place / name, (when, when))
    cache.used(place / "oldest")
    with cache.alone("things"):
        cache.make_room(place, 2)
    assert {each.name for each in place.iterdir()} == {"new", "oldest", "being made.x.part", "lock"}


def _made(folder: Path) -> None:
    with cache.alone("things"):
        if not (folder / "one").exists():
            with cache.fresh(folder / "one") as made:
                with (folder.parent / "makers").open("a") as makers:
                    makers.write(f"{os.getpid()}\n")
                time.sleep(0.05)
                made.write_text("whole")


def test_many_who_want_the_same_make_it_once(place: Path) -> None:
    place.mkdir(parents=True)
    processes = [multiprocessing.get_context("fork").Process(target=_made, args=(place,)) for _ in range(4)]
    for each in processes:
        each.start()
    for each in processes:
        each.join(30)
    assert (place / "one").read_text() == "whole"
    assert len((place.parent / "makers").read_text().splitlines()) == 1
