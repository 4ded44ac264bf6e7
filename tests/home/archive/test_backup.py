"""A backup made while the home runs becomes the same home again, in either kind of database."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from fakes.furnished import Furnished, furnish
from fakes.wall_clock import WallClock
from home.archive.conftest import Dialect, MakeSettings
from home.archive.test_taking_away import everything
from parley.home.accounts.callers import Kind, Role
from parley.home.archive.backup import BackedUp, backed_up, dated, rotate
from parley.home.archive.errors import BadArchive, NewerArchive, NotEmpty, WrongKey, WrongPassphrase
from parley.home.archive.manifest import Manifest
from parley.home.archive.placing import check, key_path, place, read_key
from parley.home.archive.rows import TABLES
from parley.home.database import schema
from parley.home.files.objects import Objects
from parley.home.home import Home
from parley.settings import Settings

PASSPHRASE = "correct horse 电池"
CHEAP = 2**14


async def back_up(
    home: Home, settings: Settings, path: Path, passphrase: str | None = PASSPHRASE
) -> BackedUp:
    objects = Objects.at(None, settings.data_dir / "files")
    return await backed_up(home, objects, path, read_key(key_path(settings)), passphrase, cost=CHEAP)


async def restore(
    settings: Settings,
    path: Path,
    passphrase: str | None = PASSPHRASE,
    *,
    key: Path | None = None,
    force: bool = False,
) -> Manifest:
    def told(done: int, of: int) -> None:
        assert 0 <= done <= of

    found = await check(settings, path, passphrase, key, told)
    return await place(settings, path, found, told, force=force)


COUNTED = {"seq", "compacted"}
"""Columns of accounts that a restored home begins anew."""


async def rows(home: Home) -> dict[str, list[Any]]:
    """Every row of the home, but for what lasts minutes."""
    found: dict[str, list[Any]] = {}
    for table in TABLES:
        columns = [each for each in table.c if table is not schema.accounts or each.name not in COUNTED]
        query = select(*columns).order_by(*table.primary_key)
        found[table.name] = await home.database.read(
            lambda c, query=query: [tuple(row) for row in c.execute(query)]
        )
    return found


@pytest.fixture
def settings(make_settings: MakeSettings, dialect: Dialect) -> Settings:
    """Those of the home that is backed up."""
    return make_settings("old", dialect)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home.zip"


async def household(home: Home) -> list[Furnished]:
    """An owner and somebody of the family, each with something of everything."""
    owner = await home.accounts.owner()
    ben = await home.accounts.create(Role.FAMILY, "Ben")
    return [await furnish(home, owner.id), await furnish(home, ben.id, "wombatfjord", "饕餮魍", size=150_000)]


async def test_a_home_moves_from_one_database_to_the_other(
    settings: Settings, make_settings: MakeSettings, dialect: Dialect, clock: WallClock, path: Path
) -> None:
    async with await Home.open(settings, clock) as home:
        people = await household(home)
        secret = await home.tokens.issue(people[0].account, Kind.SESSION, (), None, None)
        before = [await everything(home, each.account) for each in people]
        all_rows = await rows(home)
        made = await back_up(home, settings, path)
    assert (made.missing, made.size, 0o600) == (0, *size_and_mode(path))
    other = make_settings("new", "postgresql" if dialect == "sqlite" else "sqlite")
    await restore(other, path)
    async with await Home.open(other, clock) as home:
        assert await rows(home) == all_rows
        assert [await everything(home, each.account) for each in people] == before
        assert await home.tokens.caller(secret) is not None  # whoever was signed in still is
        await home.records.put(people[0].account, "notes", "new", {"text": "goes on"})
        await home.accounts.create(Role.FAMILY, "Cai")  # the log's numbers go on, too
        numbers = await home.database.read(lambda c: c.execute(select(schema.audit.c.id)).scalars().all())
        assert len(set(numbers)) == len(all_rows["audit"]) + 1


def size_and_mode(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mode & 0o777


async def test_what_was_acknowledged_before_is_in_it(
    settings: Settings, make_settings: MakeSettings, clock: WallClock, path: Path
) -> None:
    """Given many who write without a break, then all that was promised before the backup is in it, and every
    account's count of changes fits what is there."""
    async with await Home.open(settings, clock) as home:
        owner = await home.accounts.owner()
        ben = await home.accounts.create(Role.FAMILY, "Ben")
        tried, promised, gone = set[tuple[str, str]](), set[tuple[str, str]](), set[tuple[str, str]]()
        stop, enough = asyncio.Event(), asyncio.Event()

        async def write(account: str, who: int) -> None:
            number = 0
            while not stop.is_set():
                id = f"w{who}-{number}"
                tried.add((account, id))
                await home.records.put(account, "notes", id, {"text": f"note {number}"})
                if number % 3 == 0:
                    await home.records.delete(account, "notes", id)
                    gone.add((account, id))
                else:
                    promised.add((account, id))
                number += 1
                if len(promised) >= 300:
                    enough.set()

        writers = [
            asyncio.create_task(write(account, who)) for who in range(16) for account in (owner.id, ben.id)
        ]
        await enough.wait()
        before, gone_before = set(promised), set(gone)
        await back_up(home, settings, path)
        assert len(promised) > len(before)  # they went on meanwhile
        stop.set()
        await asyncio.gather(*writers)
    other = make_settings("new", "sqlite")
    await restore(other, path)
    async with await Home.open(other, clock) as home:
        there = {
            (account, each.id)
            for account in (owner.id, ben.id)
            for each in await home.records.all(account, "notes")
        }
        assert before <= there <= tried and not there & gone_before
        for account in (owner.id, ben.id):
            numbers = [row.seq for row in (await home.records.pull(account, most=500)).rows]
            assert len(set(numbers)) == len(numbers)


async def test_a_device_that_knows_more_than_the_backup_begins_anew(
    settings: Settings, make_settings: MakeSettings, clock: WallClock, path: Path
) -> None:
    """Given changes that it read after the backup, and as many new ones in the restored home, when it asks
    for what came since, then it is told everything, and that what is not among it is gone."""
    async with await Home.open(settings, clock) as home:
        owner = await home.accounts.owner()
        await home.records.put(owner.id, "notes", "kept", {"text": "in the backup"})
        await back_up(home, settings, path)
        await home.records.put(owner.id, "notes", "lost", {"text": "after it"})
        cursor = (await home.records.pull(owner.id)).cursor
    other = make_settings("new", "sqlite")
    await restore(other, path)
    async with await Home.open(other, clock) as home:
        await home.records.put(owner.id, "notes", "new", {"text": "in the restored home"})
        page = await home.records.pull(owner.id, cursor)
        assert (page.fresh, {row.id for row in page.rows}) == (True, {"kept", "new"})
        again = await home.records.pull(owner.id, page.cursor)
        assert (again.fresh, again.rows) == (False, [])


async def test_nobody_reads_a_backup_without_its_passphrase(
    settings: Settings, make_settings: MakeSettings, clock: WallClock, path: Path
) -> None:
    async with await Home.open(settings, clock) as home:
        people = await household(home)
        await back_up(home, settings, path)
    with zipfile.ZipFile(path) as file:
        content = b"".join(file.read(name) for name in file.namelist())
    for word in (word for each in people for word in each.words):
        assert word.encode() not in content
    assert read_key(key_path(settings)) not in content
    other = make_settings("new", "sqlite")
    for wrong in ("correct horse", "", None):
        with pytest.raises(WrongPassphrase):
            await restore(other, path, wrong)
    assert not other.data_dir.exists()


@pytest.fixture
async def small(make_settings: MakeSettings, clock: WallClock, path: Path) -> Settings:
    """The settings of a small home in SQLite, of which there is a backup."""
    settings = make_settings("small", "sqlite")
    async with await Home.open(settings, clock) as home:
        await furnish(home, (await home.accounts.owner()).id, size=1000)
        await back_up(home, settings, path)
    return settings


async def test_a_backup_without_the_key_needs_the_key(
    small: Settings, make_settings: MakeSettings, clock: WallClock, path: Path, tmp_path: Path
) -> None:
    async with await Home.open(small, clock) as home:
        before = await rows(home)
        await back_up(home, small, path, None)
    with zipfile.ZipFile(path) as file:
        assert "key.json" not in file.namelist()
    other = make_settings("new", "sqlite")
    with pytest.raises(WrongKey, match="--key"):
        await restore(other, path, None)
    stranger = tmp_path / "stranger.key"
    stranger.write_bytes(bytes(32))
    with pytest.raises(WrongKey, match="not the key"):
        await restore(other, path, None, key=stranger)
    await restore(other, path, None, key=key_path(small))
    async with await Home.open(other, clock) as home:
        assert await rows(home) == before


async def test_where_there_is_a_home_already_nothing_is_touched(
    small: Settings, make_settings: MakeSettings, dialect: Dialect, clock: WallClock, path: Path
) -> None:
    other = make_settings("new", dialect)
    async with await Home.open(other, clock) as home:
        people = await household(home)
        before = await rows(home)
    with pytest.raises(NotEmpty, match="--force"):
        await restore(other, path)
    async with await Home.open(other, clock) as home:
        assert await rows(home) == before
        assert (await home.files.all(people[0].account))[0].size >= 0
    await restore(other, path, force=True)
    async with await Home.open(small, clock) as home:
        expected = await rows(home)
    async with await Home.open(other, clock) as home:
        assert await rows(home) == expected
        owner = await home.accounts.owner()
        for file in await home.files.all(owner.id):
            assert len(b"".join([piece async for piece in home.files.read(owner.id, file.id)])) == file.size
    # Nothing is left of whoever lived there.
    left = [each for folder in ("files", "uploads") for each in (other.data_dir / folder).rglob("*")]
    assert not [each for each in left if people[0].account in str(each) or people[1].account in str(each)]


async def test_a_server_that_runs_is_not_replaced_under_its_feet(
    small: Settings, make_settings: MakeSettings, dialect: Dialect, clock: WallClock, path: Path
) -> None:
    other = make_settings("new", dialect)
    async with await Home.open(other, clock) as home:
        await home.accounts.owner()
        with pytest.raises(NotEmpty, match="Stop it first"):
            await restore(other, path, force=True)


KILLED = """
import os, signal, sys
import parley.home.archive.{module} as module
from parley.commands.backup import restore
from pathlib import Path
from parley.settings import Settings

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

module.{name} = die
restore(Settings(data=sys.argv[1]), Path(sys.argv[2]), key=None, force=False)
"""


@pytest.mark.parametrize(("module", "name"), [("restoring", "_begin_anew"), ("placing", "_take_the_name")])
async def test_a_restore_that_was_killed_can_be_done_again(
    small: Settings, make_settings: MakeSettings, clock: WallClock, path: Path, module: str, name: str
) -> None:
    """While the tables are written, or before the key is in its place."""
    other = make_settings("new", "sqlite")
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED.format(module=module, name=name), str(other.data), str(path),
        env={**os.environ, "PARLEY_BACKUP_PASSPHRASE": PASSPHRASE},
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, complaint = await killed.communicate()
    assert killed.returncode == -signal.SIGKILL, complaint.decode()
    assert not key_path(other).exists()
    if name == "_take_the_name":
        with pytest.raises(NotEmpty, match="--force"):
            await restore(other, path)
    await restore(other, path, force=name == "_take_the_name")
    assert [each.name for each in key_path(other).parent.iterdir()] == ["server.key"]
    async with await Home.open(other, clock) as home:
        assert (await home.accounts.owner()).name.startswith("zyxquagga")


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None], *, honest: bool = False) -> None:
    """The backup with other members; ``honest`` manifests name them as they are."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as file:
        if honest:
            manifest = json.loads(members["manifest.json"])
            manifest["members"] = {
                name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
                for name, data in members.items()
                if name != "manifest.json"
            }
            members["manifest.json"] = json.dumps(manifest).encode()
        for name, data in members.items():
            file.writestr(name, data)


def more_rights(members: dict[str, bytes]) -> None:
    members["tables/accounts.jsonl"] = (
        members["tables/accounts.jsonl"].replace(b'"family"', b'"owner"') + b"\n"
    )


async def test_who_changes_a_backup_is_found_out_even_with_fitting_hashes(
    small: Settings, make_settings: MakeSettings, path: Path
) -> None:
    rewritten(path, more_rights, honest=True)
    with pytest.raises(BadArchive, match="changed after it was made"):
        await restore(make_settings("new", "sqlite"), path)


def cut(path: Path, part: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
async def test_a_backup_that_is_cut_off(
    small: Settings, make_settings: MakeSettings, path: Path, part: float
) -> None:
    cut(path, part)
    other = make_settings("new", "sqlite")
    with pytest.raises(BadArchive):
        await restore(other, path)
    assert not other.data_dir.exists()


async def test_a_backup_of_a_newer_parley(small: Settings, make_settings: MakeSettings, path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        manifest["notes"]["tables"] = "9999"
        members["manifest.json"] = json.dumps(manifest).encode()

    rewritten(path, change)
    with pytest.raises(NewerArchive, match="version 9999"):
        await restore(make_settings("new", "sqlite"), path)


async def test_a_file_that_lost_its_bytes_is_left_out_and_said(
    small: Settings, make_settings: MakeSettings, clock: WallClock, path: Path
) -> None:
    async with await Home.open(small, clock) as home:
        owner = await home.accounts.owner()
        objects = sorted(
            (small.data_dir / "files").rglob("*"), key=lambda each: each.is_file() and each.stat().st_size
        )
        objects[-1].unlink()
        made = await back_up(home, small, path)
        assert made.missing == 1
    other = make_settings("new", "sqlite")
    await restore(other, path)
    async with await Home.open(other, clock) as home:
        files = await home.files.all(owner.id)
        assert len(files) == 2
        assert (await home.files.usage(owner.id)).stored == sum(file.size for file in files)


async def test_a_backup_that_fails_leaves_the_earlier_one(
    small: Settings, clock: WallClock, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = folder(path)
    async with await Home.open(small, clock) as home:
        monkeypatch.setattr(Objects, "get", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await back_up(home, small, path)
    assert folder(path) == before


def folder(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()}


def test_only_the_latest_stay(tmp_path: Path, clock: WallClock) -> None:
    names = [dated(tmp_path, clock.now() + timedelta(days=day)).name for day in range(5)]
    strangers = ["holiday.zip", "parley-owner-2026-11-21.zip", ".hidden.part"]
    killed = f".{names[1]}.0123abcd.part"  # by a power cut in the middle of a backup
    for name in (*names, *strangers, killed):
        (tmp_path / name).touch()
    assert [each.name for each in rotate(tmp_path, 2)] == [killed, *names[:3]]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([*names[3:], *strangers])
