"""The server's key in a backup opens by its passphrase, and by nothing else."""

from __future__ import annotations

import json

import pytest

from parley.home.archive.errors import BadArchive, WrongPassphrase
from parley.home.archive.secret import unwrapped, wrapped

KEY = bytes(range(32))
CHEAP = 2**14


def test_the_passphrase_opens_it() -> None:
    assert unwrapped(wrapped(KEY, "correct horse 电池", CHEAP), "correct horse 电池") == KEY


def test_it_does_not_matter_how_the_keyboard_composes_letters() -> None:
    assert unwrapped(wrapped(KEY, "caf\u00e9 au lait", CHEAP), "cafe\u0301 au lait") == KEY


@pytest.mark.parametrize("passphrase", ["correct horse", "", "x" * 5000])
def test_another_passphrase_does_not(passphrase: str) -> None:
    with pytest.raises(WrongPassphrase):
        unwrapped(wrapped(KEY, "correct horse 电池", CHEAP), passphrase)


def test_a_passphrase_that_protects_nothing_is_refused() -> None:
    with pytest.raises(WrongPassphrase, match="8 to 1024"):
        wrapped(KEY, "1234567", CHEAP)


@pytest.mark.parametrize(
    "change",
    [
        {"n": 2**40},
        {"n": 2**14 + 1},
        {"n": 2},
        {"r": 10_000},
        {"kdf": "md5"},
        {"salt": 5},
        {"sealed": "AAAA"},
    ],
)
def test_nobody_makes_it_expensive_or_cheap_to_open(change: dict[str, object]) -> None:
    data = json.dumps({**json.loads(wrapped(KEY, "correct horse", CHEAP)), **change}).encode()
    with pytest.raises((BadArchive, WrongPassphrase)):
        unwrapped(data, "correct horse")


def test_the_key_itself_is_not_in_it() -> None:
    data = wrapped(KEY, "correct horse", CHEAP)
    assert KEY not in data and KEY.hex().encode() not in data
