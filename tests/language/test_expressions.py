"""Expressions that ship are compiled once: from what was kept the very same patterns come."""

from __future__ import annotations

import hashlib
import random
import re
from pathlib import Path

import msgspec
import pytest

from fakes.skills import understanding_skills
from parley.language.understanding import expressions
from parley.language.understanding.expressions import compiled, keep, known, take_up

SOME = {r"(?P<s0>[a-z]+) lamp", r"关(?:灯|掉)(?!了)", r"(?i:Lamp)|\d{1,3}(?<=5)", "(?:a|(b))(?(1)c|d)"}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where they are kept; this process knows none yet."""
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(expressions, "_made", {})
    return tmp_path / "cache/expressions"


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in another process."""
    monkeypatch.setattr(expressions, "_made", {})
    compiled.cache_clear()


def _files(place: Path) -> list[Path]:
    return sorted(each for each in place.iterdir() if each.name != "lock")


def test_they_come_back_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(SOME)
    forget(monkeypatch)
    assert not any(map(known, SOME))
    take_up()
    assert all(map(known, SOME)) and not known("another one")

    def no(*_: object) -> None:
        raise AssertionError("it was compiled before")

    want = {each: re.compile(each) for each in SOME}
    with monkeypatch.context() as patched:
        patched.setattr(re, "compile", no)
        found = {each: compiled(each) for each in SOME}
    assert found == want  # the library compares the code itself
    assert [each.groupindex for each in found.values()] == [each.groupindex for each in want.values()]
    assert found[r"(?P<s0>[a-z]+) lamp"].fullmatch("desk lamp")["s0"] == "desk"  # type: ignore[index]


def test_those_of_all_sentences_do(monkeypatch: pytest.MonkeyPatch) -> None:
    templates = list(understanding_skills().known.all_templates())
    some = {each for one in random.Random(3).sample(templates, 60) for each in one.expressions()}
    keep(some)
    forget(monkeypatch)
    take_up()
    assert [each for each in some if compiled(each) != re.compile(each)] == []


def test_what_was_kept_before_is_not_compiled_again(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(SOME)
    times: list[str] = []
    numbers = expressions._numbers  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(expressions, "_numbers", lambda each: times.append(each) or numbers(each))
    forget(monkeypatch)
    keep(SOME)
    keep({*SOME, "one more"})
    assert times == ["one more"]
    assert len(_files(place)) == 2


@pytest.mark.parametrize("change", [b"", b"x", b"half"])
def test_what_is_broken_is_not_there(place: Path, monkeypatch: pytest.MonkeyPatch, change: bytes) -> None:
    keep(SOME)
    (file,) = _files(place)
    whole = file.read_bytes()
    file.write_bytes(
        whole[: len(whole) // 2] if change == b"half" else whole[:-1] + change if change else b""
    )
    forget(monkeypatch)
    take_up()
    assert not any(map(known, SOME))
    keep(SOME)  # and made anew
    forget(monkeypatch)
    take_up()
    assert all(map(known, SOME))


def test_what_others_may_have_written_is_not_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(SOME)
    (file,) = _files(place)
    file.chmod(0o666)
    forget(monkeypatch)
    take_up()
    assert not any(map(known, SOME))


def test_numbers_that_make_no_sense_are_not_taken(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(SOME)
    (file,) = _files(place)
    stored = msgspec.msgpack.decode(file.read_bytes()[32:])
    others = {name: [flags, 99, {}, b"no code"] for name, (flags, *_) in stored.items()}
    packed = msgspec.msgpack.encode(others)
    file.write_bytes(hashlib.sha256(packed).digest() + packed)
    forget(monkeypatch)
    take_up()
    assert {each: compiled(each) for each in SOME} == {each: re.compile(each) for each in SOME}


def test_another_python_keeps_its_own(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(SOME)
    forget(monkeypatch)
    monkeypatch.setattr(expressions, "_python", lambda: "another")
    take_up()
    assert not any(map(known, SOME))
    keep(SOME)
    assert len(_files(place)) == 2


def test_a_python_that_compiles_otherwise_keeps_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(_: str) -> None:
        raise AttributeError("_code")

    expressions._has_numbers.cache_clear()  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(expressions, "_numbers", no)
    keep(SOME)
    assert not place.exists()
    assert compiled("(a)") == re.compile("(a)")
    expressions._has_numbers.cache_clear()  # pyright: ignore[reportPrivateUsage]
