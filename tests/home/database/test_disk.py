"""What can go wrong below: crashes, full and damaged disks, a server that goes away."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text

from fakes.postgres import PostgresServer
from parley.errors import BadSettings, MissingEngine
from parley.home.database import postgres as postgres_database
from parley.home.database.database import Database, DatabaseFailed, Work
from parley.home.database.opening import open_database
from parley.home.database.schema import house

#: Keeps one row, says so, and waits to be killed.
CHILD = """
import asyncio, sys
from sqlalchemy import insert
from parley.home.database.opening import open_database
from parley.home.database.schema import house

async def main():
    database = await open_database(sys.argv[1])
    row = insert(house).values(name="kept", value=b"1")
    await database.write(lambda connection: connection.execute(row) and None)
    print("done", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""
#: Opens a database that is there, and tells what that took.
OPEN = """
import asyncio, sys
from parley.home.database.opening import open_database

async def main():
    await (await open_database(sys.argv[1])).close()
    print("alembic" in sys.modules)

asyncio.run(main())
"""


def names(connection: Connection) -> set[str]:
    return set(connection.execute(select(house.c.name)).scalars())


def keep(database: Database, name: str, value: bytes = b"1") -> asyncio.Task[object]:
    """Keep one row."""
    row = insert(house).values(name=name, value=value)
    return asyncio.ensure_future(database.write(lambda connection: bool(connection.execute(row))))


def test_what_was_acknowledged_survives_kill_9(database_url: str) -> None:
    command = [sys.executable, "-c", CHILD, database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "done\n"
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL

    async def read() -> set[str]:
        database = await open_database(database_url)
        found = await database.read(names)
        await database.close()
        return found

    assert asyncio.run(read()) == {"kept"}


async def test_opening_what_is_up_to_date_makes_nothing(database: Database, database_url: str) -> None:
    command = [sys.executable, "-c", OPEN, database_url]
    said = await asyncio.to_thread(subprocess.check_output, command, text=True)
    assert said == "False\n"


def test_several_processes_open_a_fresh_database_at_once(fresh_url: str) -> None:
    command = [sys.executable, "-c", OPEN, fresh_url]
    children = [subprocess.Popen(command) for _ in range(3)]
    assert [child.wait() for child in children] == [0, 0, 0]


async def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "home" / "home.db"
    database = await open_database(str(path))
    await keep(database, "one")
    assert {each.stat().st_mode & 0o077 for each in path.parent.iterdir()} == {0}
    assert path.parent.stat().st_mode & 0o077 == 0
    await database.close()


async def test_a_write_waits_for_the_disk_and_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    database = await open_database(str(tmp_path / "home.db"))

    def pragmas(connection: Connection) -> list[object]:
        wanted = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        return [connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted]

    assert await database.write(pragmas) == ["wal", 2, 1, 1]
    await database.close()


async def test_a_full_disk_fails_those_who_write_and_nothing_else(tmp_path: Path) -> None:
    database = await open_database(str(tmp_path / "home.db"))
    await keep(database, "before")
    pages = await database.write(lambda connection: connection.execute(text("PRAGMA page_count")).scalar())
    await database.write(lambda connection: bool(connection.execute(text(f"PRAGMA max_page_count={pages}"))))
    results = await asyncio.gather(
        keep(database, "large", b"x" * 100_000), keep(database, "small"), return_exceptions=True
    )
    assert [type(result) for result in results] == [DatabaseFailed, DatabaseFailed]
    assert "full" in str(results[0])
    await database.write(lambda connection: bool(connection.execute(text("PRAGMA max_page_count=100000"))))
    await keep(database, "after")
    assert await database.read(names) == {"before", "after"}
    await database.close()


async def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "home.db"
    path.write_bytes(b"this is a shopping list, not a database" * 100)
    with pytest.raises(DatabaseFailed, match=r"home\.db cannot be opened .*not a database") as failure:
        await open_database(str(path))
    assert failure.value.code == "database_failed"
    assert path.read_bytes().startswith(b"this is a shopping list")


async def test_a_damaged_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "home.db"
    await (await open_database(str(path))).close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(1024)
        file.write(os.urandom(size - 1024))
    with pytest.raises(DatabaseFailed, match="cannot be opened"):
        await open_database(str(path))


async def test_a_folder_that_cannot_be_made_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseFailed, match="cannot be created"):
        await open_database(str(tmp_path / "file" / "home.db"))
    with pytest.raises(DatabaseFailed, match="cannot be created"):
        await open_database(str(tmp_path))


async def test_only_two_kinds_of_databases_are_known() -> None:
    with pytest.raises(BadSettings, match="mysql"):
        await open_database("mysql://localhost/home")


async def test_without_the_extra_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(MissingEngine, match=r"parley\[postgres\]"):
        await open_database("postgresql://localhost/home")


async def test_a_server_that_is_not_there_is_named_but_not_its_password(tmp_path: Path) -> None:
    with pytest.raises(DatabaseFailed, match=r"database home at 127\.0\.0\.1 cannot be opened") as failure:
        await open_database("postgresql://parley:geheim@127.0.0.1:9/home")
    assert failure.value.code == "database_failed"
    assert "geheim" not in str(failure.value)


async def test_a_database_that_is_not_there_is_refused_at_once(postgres: PostgresServer) -> None:
    with pytest.raises(DatabaseFailed, match="does not exist"):
        await open_database(postgres.url("nowhere"))


@pytest.fixture
def own_postgres(postgres: PostgresServer) -> Iterator[PostgresServer]:
    """A server that may be killed."""
    with PostgresServer(durable=False) as server:
        yield server


async def test_a_server_that_was_killed_and_restarted_has_lost_nothing(own_postgres: PostgresServer) -> None:
    database = await open_database(own_postgres.url())
    done: set[str] = set()
    unknown: set[str] = set()
    some = asyncio.Event()

    async def writing(name: str) -> None:
        for n in range(40):
            try:
                await keep(database, f"{name}{n}")
                done.add(f"{name}{n}")
                if len(done) == 100:
                    some.set()
            except DatabaseFailed as error:  # it broke off while it committed
                assert "may or may not" in str(error)
                unknown.add(f"{name}{n}")

    writers = [asyncio.create_task(writing(name)) for name in "abcdefgh"]
    await some.wait()
    own_postgres.kill()
    await asyncio.to_thread(own_postgres.start)
    await asyncio.gather(*writers)
    found = await database.read(names)
    assert done <= found <= done | unknown
    assert len(done) >= 300
    await database.close()


async def test_a_server_that_stays_away_fails_those_who_ask(
    own_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_database, "PATIENCE", 0.1)
    database = await open_database(own_postgres.url())
    own_postgres.stop()
    with pytest.raises(DatabaseFailed, match="cannot be written"):
        await keep(database, "one")
    with pytest.raises(DatabaseFailed, match="cannot be read"):
        await database.read(names)
    own_postgres.start()
    await keep(database, "two")
    assert await database.read(names) == {"two"}
    await database.close()


async def test_who_is_chosen_to_end_a_deadlock_is_tried_again(
    postgres: PostgresServer, empty_postgres: str
) -> None:
    postgres.sql("ALTER DATABASE home SET deadlock_timeout = '20ms'")
    databases = [await open_database(empty_postgres) for _ in range(2)]
    await asyncio.gather(keep(databases[0], "a"), keep(databases[0], "b"))

    def lock(first: str, second: str) -> Work[bool]:
        def work(connection: Connection) -> bool:
            for name in (first, second):
                connection.execute(text(f"UPDATE house SET value = value || '+' WHERE name = '{name}'"))
                connection.execute(text("SELECT pg_sleep(0.05)"))
            return True

        return work

    assert await asyncio.gather(databases[0].write(lock("a", "b")), databases[1].write(lock("b", "a"))) == [
        True,
        True,
    ]
    values = await databases[0].read(lambda c: list(c.execute(select(house.c.value)).scalars()))
    assert values == [b"1++", b"1++"]
    await asyncio.gather(*(database.close() for database in databases))
