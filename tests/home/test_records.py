"""Records are on disk when the caller hears so."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from parley.errors import TooLong
from parley.home.records import Records, RecordsFailed

#: Writes one record, says so, and waits to be killed.
CHILD = """
import asyncio, sys
from pathlib import Path
from parley.home.records import Records

async def main():
    records = Records(Path(sys.argv[1]))
    await records.put("timers", "one", {"name": "泡面"}, "anna")
    print("done", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "records.db"


async def test_what_was_put_is_there_after_a_restart(path: Path) -> None:
    records = Records(path)
    await records.put("timers", "one", {"name": "泡面", "ends": 1.5}, "anna")
    await records.put("lists", "one", {"items": ["milk"]})
    await records.close()
    again = Records(path)
    (record,) = await again.all("timers")
    assert (record.id, record.person, record.document) == ("one", "anna", {"name": "泡面", "ends": 1.5})
    await again.close()


async def test_the_later_document_stays(path: Path) -> None:
    records = Records(path)
    await records.put("timers", "one", {"n": 1})
    await records.put("timers", "one", {"n": 2})
    assert [record.document for record in await records.all("timers")] == [{"n": 2}]
    await records.close()


async def test_what_was_deleted_is_gone(path: Path) -> None:
    records = Records(path)
    await records.put("timers", "one", {})
    assert await records.delete("timers", "one")
    assert not await records.delete("timers", "one")
    assert await records.all("timers") == []
    await records.close()


def test_a_record_survives_kill_9_right_after_its_acknowledgement(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "done\n"
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL

    async def read() -> list[dict[str, object]]:
        records = Records(path)
        found = [record.document for record in await records.all("timers")]
        await records.close()
        return found

    assert asyncio.run(read()) == [{"name": "泡面"}]


async def test_many_write_at_once_and_nothing_is_lost(path: Path) -> None:
    records = Records(path)
    await asyncio.gather(*(records.put("timers", str(n), {"n": n}, f"person {n % 7}") for n in range(2000)))
    assert {record.document["n"] for record in await records.all("timers")} == set(range(2000))
    await records.close()


async def test_two_processes_worth_of_writers_share_a_file(path: Path) -> None:
    first, second = Records(path), Records(path)
    await asyncio.gather(
        *(
            records.put("timers", f"{name}{n}", {})
            for name, records in (("a", first), ("b", second))
            for n in range(50)
        )
    )
    assert len(await first.all("timers")) == 100
    await first.close()
    await second.close()


async def test_a_caller_who_gives_up_does_not_lose_the_write_of_another(path: Path) -> None:
    records = Records(path)
    leaving = asyncio.create_task(records.put("timers", "leaving", {}))
    staying = asyncio.create_task(records.put("timers", "staying", {}))
    await asyncio.sleep(0)
    leaving.cancel()
    await staying
    assert "staying" in {record.id for record in await records.all("timers")}
    await records.close()


async def test_closing_finishes_what_was_accepted(path: Path) -> None:
    records = Records(path)
    writing = [asyncio.create_task(records.put("timers", str(n), {})) for n in range(100)]
    await asyncio.sleep(0)
    await records.close()
    await records.close()
    await asyncio.gather(*writing)
    with pytest.raises(RecordsFailed):
        await records.put("timers", "late", {})


def test_a_file_that_is_no_database_is_refused_with_a_sentence(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is a shopping list, not a database" * 100)
    with pytest.raises(RecordsFailed, match="cannot be opened") as failure:
        Records(path)
    assert failure.value.code == "records_failed"


def test_a_folder_that_cannot_be_made_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RecordsFailed, match="cannot be created"):
        Records(tmp_path / "file" / "records.db")


async def test_bounds(path: Path) -> None:
    records = Records(path)
    with pytest.raises(TooLong):
        await records.put("timers", "one", {"text": "x" * 70_000})
    with pytest.raises(TooLong):
        await records.put("timers", "x" * 300, {})
    await records.close()
