"""Names of files in an archive are safe on every system, and each is there once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.home.archive.names import Names, safe


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("IMG 001.jpeg", "IMG 001.jpeg"),
        ("春节 照片.png", "春节 照片.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("con.txt", "_con.txt"),
        ("a\x00b\nc", "a b c"),
        (" .. ", "file"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\ud800x", "x"),
        ("", "file"),
    ],
)
def test_a_name_is_made_safe(given_name: str, expected: str) -> None:
    assert safe(given_name, "file") == expected


def test_a_long_name_keeps_its_ending_and_no_character_is_torn() -> None:
    name = safe("长" * 200 + ".jpeg", "file")
    assert name.endswith("长.jpeg") and len(name.encode()) <= 120


def test_the_same_name_is_given_a_number() -> None:
    names = Names()
    given_names = ["a.md", "A.md", "a.md", "a (2).md", "b"]
    assert [names.unique(name) for name in given_names] == [
        "a.md",
        "A (2).md",
        "a (3).md",
        "a (2) (2).md",
        "b",
    ]


@given(st.lists(st.text(max_size=150), max_size=40))
def test_whatever_files_are_called_each_has_a_name_of_its_own(called: list[str]) -> None:
    names = Names()
    chosen = [names.unique(safe(name, "file")) for name in called]
    assert len({name.casefold() for name in chosen}) == len(called)
    for name in chosen:
        assert name.strip(" .") and not set(name) & set('/\\:*?"<>|\0\n') and len(name.encode()) < 140
