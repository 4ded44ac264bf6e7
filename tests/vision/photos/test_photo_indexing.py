"""Every photo is looked at in the background: after a crash, beside bad ones, never while somebody talks."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fakes.photos import PhotoHouse, photo_house
from parley.errors import Busy
from parley.vision.photos import rows
from parley.vision.photos.indexing import Indexing


async def states(house: PhotoHouse) -> dict[str, int]:
    now = await house.library.progress(house.anna)
    return {"waiting": now.waiting, "done": now.done, "failed": now.failed}


async def until_seen(house: PhotoHouse, count: int) -> None:
    """Until so many photos were looked at from now on."""
    seen = asyncio.Semaphore(0)

    def one(*_: str) -> None:
        seen.release()

    house.library.indexing.on_found.append(one)
    for _ in range(count):
        await seen.acquire()
    house.library.indexing.on_found.remove(one)


async def test_photos_are_looked_at_in_the_background_as_they_come(tmp_path: Path) -> None:
    async with photo_house(tmp_path, index=True) as house:
        first, _ = await asyncio.gather(
            house.photo("cup text=HELLO_WORLD things=cup tint=Red"), until_seen(house, 1)
        )
        await asyncio.sleep(100)
        second, _ = await asyncio.gather(house.photo("dog things=dog,person faces=2"), until_seen(house, 1))
        assert house.eyes.looked == ["cup", "dog"]
        _, facts = await house.library.facts(house.anna, first.id)
        assert (facts.text, facts.objects[0].name, facts.objects[0].colour) == ("HELLO WORLD", "cup", "Red")
        _, facts = await house.library.facts(house.anna, second.id)
        assert facts.people == 2 and [each.name for each in facts.objects] == ["dog", "person"]


async def test_what_another_process_takes_in_is_seen_soon(tmp_path: Path) -> None:
    async with photo_house(tmp_path, index=True) as house, photo_house(tmp_path) as other:
        await asyncio.gather(house.photo("cup"), until_seen(house, 1))
        await asyncio.gather(other.photo("dog", house.anna), until_seen(house, 1))
        assert house.eyes.looked == ["cup", "dog"]


async def test_what_was_seen_is_not_looked_at_again(tmp_path: Path) -> None:
    async with photo_house(tmp_path) as house:
        for number in range(5):
            await house.photo(f"p{number}")
        assert await house.all_seen() == 5
        assert await house.all_seen() == 0
        assert len(house.eyes.looked) == 5


async def test_a_newer_parley_looks_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with photo_house(tmp_path) as house:
        photo = await house.photo("cup text=HELLO")
        await house.all_seen()
        monkeypatch.setattr(rows, "VERSION", rows.VERSION + 1)
        assert await states(house) == {"waiting": 1, "done": 0, "failed": 0}
        _, facts = await house.library.facts(house.anna, photo.id)
        assert facts.text == "HELLO", "and what is known stays until then"
        assert await house.all_seen() == 1
        assert await states(house) == {"waiting": 0, "done": 1, "failed": 0}


async def test_a_picture_that_ends_the_worker_is_given_up_after_three_tries(tmp_path: Path) -> None:
    async with photo_house(tmp_path) as house:
        bad = await house.photo("bad poison=1 text=SECRET")
        good = [await house.photo(f"good{number}") for number in range(4)]
        await house.all_seen()
        assert await states(house) == {"waiting": 0, "done": 4, "failed": 1}
        assert house.eyes.looked.count("bad") == 3
        assert house.eyes.looked[-1] == "bad", "the others come first"
        assert {each.id for each in await house.library.all(house.anna)} == {
            bad.id,
            *(each.id for each in good),
        }
        assert await house.all_seen() == 0


async def test_a_file_that_is_gone_is_no_reason_to_try_again(tmp_path: Path) -> None:
    async with photo_house(tmp_path) as house:
        photo = await house.photo("cup")
        await house.home.files.delete(house.anna, photo.file)
        assert await house.all_seen() == 1
        assert await states(house) == {"waiting": 0, "done": 0, "failed": 1}


async def test_what_has_no_engine_is_missing_and_the_rest_is_found(tmp_path: Path) -> None:
    async with photo_house(tmp_path) as house:
        photo = await house.photo("cup blind=1 things=cup")
        await house.all_seen()
        state, facts = await house.library.facts(house.anna, photo.id)
        assert (state, facts.missing, facts.text) == ("done", ("text",), "")
        assert facts.objects[0].name == "cup"


async def test_nothing_is_looked_at_while_somebody_talks(tmp_path: Path) -> None:
    async with photo_house(tmp_path, index=True) as house:
        house.talking.append(True)
        for number in range(3):
            await house.photo(f"p{number}")
        await asyncio.sleep(60)
        assert house.eyes.looked == []
        now = await house.library.progress(house.anna)
        assert (now.waiting, now.running) == (3, True)
        house.talking.clear()
        await until_seen(house, 3)
        assert len(house.eyes.looked) == 3


async def test_of_two_processes_one_looks(tmp_path: Path) -> None:
    async with photo_house(tmp_path) as house, photo_house(tmp_path) as other:
        await house.photo("cup")
        house.talking.append(True)
        looking = asyncio.create_task(house.all_seen())
        await asyncio.sleep(1)
        assert (await other.library.progress(house.anna)).running, "it tells of the other's work"
        with pytest.raises(Busy):
            await other.all_seen()
        house.talking.clear()
        assert await looking == 1
        assert other.eyes.looked == []


async def test_a_photo_deleted_while_it_is_looked_at_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with photo_house(tmp_path) as house:
        photo = await house.photo("cup text=HELLO")
        found = Indexing._found  # pyright: ignore[reportPrivateUsage]

        async def and_gone(self: Indexing, account: str, photo_: object) -> object:
            facts = await found(self, account, photo_)  # type: ignore[arg-type]
            await house.library.delete(house.anna, [photo.id])
            return facts

        monkeypatch.setattr(Indexing, "_found", and_gone)
        await house.all_seen()
        kept = await house.home.database.read(
            lambda c: rows.found_on(c, house.home.vault, house.anna, [photo.id])
        )
        assert kept == []


TESTS = Path(__file__).resolve().parents[2]
DOOMED = """
import asyncio, sys, time
from pathlib import Path
from typing import Any
sys.path.insert(0, {tests!r})
from fakes import photos
class Slow(photos.FakeLook):
    def read(self, page, languages):
        reading = super().read(page, languages)
        print(self.name, flush=True)
        time.sleep(0.02)
        return reading
photos.FakeLook = Slow
from parley.home.home import Home
from parley.settings import Settings
from parley.models.store import Store
from parley.pool.host import Inline
from parley.vision.photos.library import Library
from parley.vision.service import Vision
async def main():
    folder = Path({folder!r})
    settings = Settings(data=str(folder))
    eyes = photos.FakeEyes(folder / "looked.txt")
    async with await Home.open(settings) as home:
        store = Store(folder / "models")
        host = Inline("eyes", lambda: eyes)
        library = Library(home, Vision(settings, store, host=host), settings, store, host=host)
        await library.indexing.all()
asyncio.run(main())
"""


async def test_killed_in_the_middle_nothing_is_lost_and_one_photo_at_most_is_looked_at_again(
    tmp_path: Path,
) -> None:
    count, kills = 30, 2
    async with photo_house(tmp_path) as house:
        for number in range(count):
            await house.photo(f"p{number}")
    program = DOOMED.format(tests=str(TESTS), folder=str(tmp_path))

    def live(looks: int | None) -> None:
        """A process that looks at photos, killed after so many."""
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            for _ in range(looks or count + 1):
                running.stdout.readline()
            if looks is not None:
                assert running.poll() is None, "it was to be killed at work"
                running.send_signal(signal.SIGKILL)

    for _ in range(kills):
        await asyncio.to_thread(live, 9)
    await asyncio.to_thread(live, None)
    seen = tmp_path / "looked.txt"
    looked = seen.read_text().split()
    assert set(looked) == {f"p{number}" for number in range(count)}, "nothing is lost"
    assert len(looked) <= count + kills, "each time at most one is repeated"
    async with photo_house(tmp_path) as house:
        anna = (await house.home.database.read(rows.owners))[0]
        now = await house.library.progress(anna)
        assert (now.waiting, now.done, now.failed) == (0, count, 0)


async def test_other_records_do_not_have_the_photos_gone_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with photo_house(tmp_path, index=True) as house:
        await asyncio.gather(house.photo("cup"), until_seen(house, 1))
        await asyncio.sleep(60)
        gone_through: list[object] = []
        through = Indexing._through  # pyright: ignore[reportPrivateUsage]

        async def counted(self: Indexing, *arguments: Any) -> int:
            gone_through.append(arguments)
            return await through(self, *arguments)

        monkeypatch.setattr(Indexing, "_through", counted)
        for number in range(10):
            await house.home.records.put(house.anna, "notes", f"n{number}", {"text": "a"})
            await asyncio.sleep(1)
        assert len(gone_through) <= 1, "at most for the photo itself"
        await asyncio.gather(house.photo("dog"), until_seen(house, 1))
        assert house.eyes.looked == ["cup", "dog"]
