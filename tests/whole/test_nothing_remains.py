"""Somebody is deleted, and none of their words is left on a disk or in a log; nor was one readable before."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from sqlalchemy import delete, insert, select

from fakes.furnished import Furnished, furnish
from fakes.house import open_assistant
from fakes.postgres import PostgresServer, missing
from fakes.records import MemoryHome
from home.archive.test_taking_away import everything
from parley import telemetry
from parley.home.accounts.callers import Role
from parley.home.database.schema import accounts, house, metadata
from parley.home.home import Home
from parley.search.service import Searching
from parley.settings import Home as HomeSettings
from parley.settings import Settings

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
ANNA, BEN = ("zyxquagga", "龘靐齉"), ("wombatfjord", "饕餮魍")


def places(folder: Path, *needles: bytes) -> set[str]:
    """The files in which a needle stands."""
    found: set[str] = set()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            found |= {str(path.relative_to(folder)) for needle in needles if needle in data}
    return found


def spelled(*words: str) -> list[bytes]:
    """Words as they may lie on a disk."""
    return [word.encode(encoding) for word in words for encoding in ENCODINGS]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    if reason := missing():
        pytest.skip(reason)
    with PostgresServer(durable=False) as running:
        yield running


class Disk:
    """Every byte that a home and its database keep."""

    def __init__(self, settings: Settings, server: PostgresServer | None) -> None:
        self.settings = settings
        self._server = server

    def places(self, *needles: bytes) -> set[str]:
        found = places(self.settings.data_dir, *needles)
        if self._server is not None:
            self._server.sql("CHECKPOINT")
            found |= places(self._server.folder, *needles)
        return found


@pytest.fixture(params=["sqlite", "postgresql"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Disk:
    settings = Settings(data=str(tmp_path / "data"))
    if request.param == "sqlite":
        return Disk(settings, None)
    server: PostgresServer = request.getfixturevalue("server")
    name = f"home_{os.urandom(4).hex()}"
    server.sql(f"CREATE DATABASE {name}")
    return Disk(msgspec.structs.replace(settings, home=HomeSettings(database=server.url(name))), server)


@pytest.fixture
async def home(disk: Disk) -> AsyncIterator[Home]:
    async with await Home.open(disk.settings) as opened:
        Searching(opened)  # what everybody keeps is found as soon as it is written
        yield opened


async def talk(home: Home, folder: Path, account: str, *sentences: str) -> None:
    """A real conversation, as its person types."""
    assistant = open_assistant(folder, home=cast(MemoryHome, home))
    async with assistant, assistant.open("phone", person=account, paced=False) as conversation:
        for sentence in sentences:
            async for _ in conversation.ask(sentence):
                pass


async def lived_in(home: Home, folder: Path, word: str, han: str) -> Furnished:
    """Somebody of the family who has something of everything, and talked."""
    person = await home.accounts.create(Role.FAMILY)
    furnished = await furnish(home, person.id, word, han)
    await home.accounts.set_password(person.id, f"{word} is no good password", sign_in_name=f"{word}signin")
    await home.accounts.check_password(f"{word}signin", f"{word} is no good password", "10.0.0.1")
    await talk(
        home, folder, person.id, f"set a timer for 5 minutes called {word}", f"{word} {word}?", f"{han}是什么"
    )
    return furnished


async def rows_of(home: Home, account: str) -> dict[str, int]:
    """How many rows of each table say anything of an account."""
    found: dict[str, int] = {}
    for table in metadata.sorted_tables:
        rows = await home.database.read(lambda c, table=table: c.execute(select(table)).all())
        found[table.name] = sum(account in str(tuple(row)) for row in rows)
    return {name: count for name, count in found.items() if count}


async def test_nothing_remains(home: Home, disk: Disk, tmp_path: Path, capfd: Any, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    telemetry.log.debug("the first line configures the log")
    telemetry.configure("debug")
    try:
        anna = await lived_in(home, tmp_path / "engines", *ANNA)
        ben = await lived_in(home, tmp_path / "engines", *BEN)
        said = {each.document["heard"] for each in await home.records.all(anna.account, "history")}
        assert any("龘靐齉" in heard for heard in said if heard != "龘靐齉今天天气")  # they did talk
        bens = await everything(home, ben.account)
        sealed = await home.database.read(
            lambda c: c.execute(select(accounts.c.key).where(accounts.c.id == anna.account)).scalar_one()
        )
        # Before: it is all there, and nobody reads it who has only the disk.
        assert set(await rows_of(home, anna.account)) >= {
            "accounts", "records", "due", "devices", "tokens", "files", "uploads", "audit", "house",
            "search_documents", "search_progress",
        }  # fmt: skip
        assert disk.places(anna.account.encode()) != set()
        assert disk.places(*spelled(*anna.words, *ben.words)) == set()

        assert await home.delete(anna.account) == [anna.account]

        # After: no word, no row, no file; in SQLite no byte of the key either.
        assert disk.places(*spelled(*anna.words)) == set()
        assert await rows_of(home, anna.account) == {}
        assert list(disk.settings.data_dir.rglob(f"*{anna.account}*")) == []
        if home.database.dialect == "sqlite":
            assert disk.places(sealed, anna.account.encode()) == set()
        assert await everything(home, ben.account) == bens
        telemetry.log.debug("the last line")
    finally:
        telemetry.configure("warning")
    logged = "".join(capfd.readouterr()) + caplog.text
    assert "the last line" in logged  # all levels are heard
    assert not [word for word in (*anna.words, *ben.words) if word in logged]


async def test_the_search_can_find(home: Home, disk: Disk) -> None:
    """Given a word that somebody kept unsealed, then it is found."""
    row = {"name": "test", "value": "plainword 明文".encode()}
    await home.database.write(lambda c: c.execute(insert(house).values(row)))
    assert disk.places(*spelled("plainword")) and disk.places(*spelled("明文"))
    await home.database.write(lambda c: c.execute(delete(house).where(house.c.name == "test")))
    disk.settings.data_dir.joinpath("wide.txt").write_bytes("宽字".encode("utf-16-le"))
    assert disk.places(*spelled("宽字")) == {"wide.txt"}


async def test_with_the_last_owner_everybody_goes(home: Home, disk: Disk, tmp_path: Path) -> None:
    owner = await home.accounts.owner()
    await furnish(home, owner.id)
    ben = await lived_in(home, tmp_path / "engines", *BEN)
    assert set(await home.delete(owner.id)) == {owner.id, ben.account}
    for account in (owner.id, ben.account):
        assert await rows_of(home, account) == {}
        assert list(disk.settings.data_dir.rglob(f"*{account}*")) == []


KILLED = """
import asyncio, os, signal, sys
from parley.home.home import Home
from parley.settings import Settings
import parley.home.{module} as module

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    async with await Home.open(Settings(data=sys.argv[1])) as home:
        setattr({target}, {name!r}, die)
        await home.delete(sys.argv[2])

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("module", "target", "name"),
    [
        ("accounts.leaving", "module", "_deleted"),
        ("files.files", "module.Files", "delete_all"),
        ("files.uploads", "module.Uploads", "remove_all"),
        ("files.objects", "module.Objects", "delete"),
        ("files.ledger", "module", "forget_holder"),
        ("archive.deleting", "module", "scrub"),
    ],
)
async def test_a_deletion_that_is_killed_in_the_middle_is_finished_at_the_next_start(
    tmp_path: Path, module: str, target: str, name: str
) -> None:
    """Or has not begun: then everything is still there."""
    settings = Settings(data=str(tmp_path / "data"))
    async with await Home.open(settings) as home:
        person = await home.accounts.create(Role.FAMILY)
        await furnish(home, person.id)
        before = await everything(home, person.id)
    script = KILLED.format(module=module, target=target, name=name)
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(settings.data), person.id, stderr=asyncio.subprocess.PIPE
    )
    _, complaint = await killed.communicate()
    assert killed.returncode == -signal.SIGKILL, complaint.decode()
    async with await Home.open(settings) as home:
        if name == "_deleted":
            assert await everything(home, person.id) == before
            return
        assert await rows_of(home, person.id) == {}
    assert list(settings.data_dir.rglob(f"*{person.id}*")) == []
    assert places(settings.data_dir, person.id.encode(), *spelled(*ANNA)) == set()
