"""The door of the talk page: links that work once, and sessions that outlive a restart."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from parley.gateways.web.allowance import Allowance, Guesses
from parley.gateways.web.keys import KEY_LIFE, MAX_KEYS, MAX_SESSIONS, SESSION_LIFE, Keys


class Hands:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def zone(self) -> tzinfo:
        return UTC


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def keys(tmp_path: Path, clock: Hands) -> Keys:
    return Keys(tmp_path / "web", clock)


def test_a_link_lets_one_browser_in_and_no_second(keys: Keys) -> None:
    key = keys.issue()

    token = keys.redeem(key)

    assert token is not None and keys.check(token)
    assert keys.redeem(key) is None


@pytest.mark.parametrize("wrong", ["", "wrong", "ключ", "../keys", "x" * 10_000, "\0"])
def test_nothing_else_lets_anyone_in(keys: Keys, wrong: str) -> None:
    keys.issue()

    assert keys.redeem(wrong) is None
    assert not keys.check(wrong)


def test_a_key_is_no_session_and_a_session_is_no_key(keys: Keys) -> None:
    key = keys.issue()
    assert not keys.check(key)

    token = keys.redeem(key)

    assert token is not None and keys.redeem(token) is None


def test_a_session_outlives_a_restart_and_a_link_from_another_process_works(tmp_path: Path) -> None:
    server = Keys(tmp_path)
    key = Keys(tmp_path).issue()

    token = server.redeem(key)

    assert token is not None and Keys(tmp_path).check(token)


def test_links_and_sessions_grow_old(keys: Keys, clock: Hands) -> None:
    token, late = keys.redeem(keys.issue()), keys.issue()
    assert token is not None

    clock.moment += KEY_LIFE
    assert keys.redeem(late) is None and keys.check(token)

    clock.moment += SESSION_LIFE
    assert not keys.check(token)


def test_a_revoked_session_is_over_and_others_live(keys: Keys) -> None:
    first, second = keys.redeem(keys.issue()), keys.redeem(keys.issue())
    assert first is not None and second is not None

    assert keys.revoke(first)

    assert not keys.check(first) and keys.check(second)
    assert keys.revoke_all() == 1 and not keys.check(second)


def test_the_first_start_is_known_by_nobody_having_been_let_in(keys: Keys) -> None:
    assert keys.is_empty()
    keys.redeem(keys.issue())
    assert not keys.is_empty()


def test_old_links_and_sessions_give_way_so_that_the_folder_stays_small(
    keys: Keys, clock: Hands, tmp_path: Path
) -> None:
    issued: list[str] = []
    for _ in range(MAX_KEYS + 3):
        issued.append(keys.issue())
        clock.moment += timedelta(seconds=1)
    assert len(list((tmp_path / "web" / "keys").iterdir())) == MAX_KEYS
    assert keys.redeem(issued[0]) is None and keys.redeem(issued[-1]) is not None

    for _ in range(MAX_SESSIONS + 3):
        keys.redeem(keys.issue())
    assert len(list((tmp_path / "web" / "sessions").iterdir())) == MAX_SESSIONS


def test_no_secret_is_on_disk_and_only_the_owner_may_look(keys: Keys, tmp_path: Path) -> None:
    key = keys.issue()
    token = keys.redeem(keys.issue())
    assert token is not None

    files = [file for file in tmp_path.rglob("*") if file.is_file()]

    assert len(files) == 2
    for file in files:
        assert key not in str(file) + file.read_text() and token not in str(file) + file.read_text()
        assert file.stat().st_mode & 0o077 == 0


def test_damaged_and_half_written_files_let_nobody_in_and_break_nothing(keys: Keys, tmp_path: Path) -> None:
    key = keys.issue()
    (tmp_path / "web" / "keys" / ("0" * 64)).write_text("not a date")
    (tmp_path / "web" / "keys" / ".half").write_text("")

    assert keys.redeem(key) is not None


async def test_of_many_who_grab_one_key_at_once_one_gets_it(tmp_path: Path) -> None:
    key = Keys(tmp_path).issue()

    tokens = await asyncio.gather(*(asyncio.to_thread(Keys(tmp_path).redeem, key) for _ in range(12)))

    assert sum(token is not None for token in tokens) == 1


def test_an_allowance_refills_with_time_and_never_beyond_its_size() -> None:
    now = [0.0]
    allowance = Allowance(10, 2, lambda: now[0])
    assert allowance.take(10) and not allowance.take(0.1)

    now[0] = 1
    assert allowance.take(2) and not allowance.take(0.1)

    now[0] = 1000
    assert not allowance.take(10.1) and allowance.take(10)


def test_guessing_from_one_address_ends_soon_and_leaves_others_alone() -> None:
    now = [0.0]
    guesses = Guesses(lambda: now[0])

    assert [guesses.allowed("10.0.0.9") for _ in range(12)] == [True] * 10 + [False] * 2
    assert guesses.allowed("10.0.0.7")

    now[0] = 61
    assert guesses.allowed("10.0.0.9") and not guesses.allowed("10.0.0.9")
