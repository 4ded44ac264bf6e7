"""Whatever step of finishing or deleting a crash comes at: nothing is lost, nothing lies around for long."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fakes.files import MakeAccount, MakeFiles, about, content, on_disk, pieces
from fakes.wall_clock import WallClock
from parley.home.database.database import Database
from parley.home.files.errors import UnknownFile, UnknownUpload
from parley.home.files.files import Files
from parley.home.files.ledger import Kept, Ledger, Placed
from parley.home.vault import Vault

DATA = random.Random(13).randbytes(300_000)


class Killed(BaseException):
    """The process is no more: nothing handles this."""


class Mortal:
    """Does what another object does, until its life is over; from then on nothing works any more."""

    def __init__(self, real: Any, life: list[int], names: set[str]) -> None:
        self._real, self._life, self._names = real, life, names

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._real, name)
        if name not in self._names:
            return real

        async def mortal(*arguments: Any) -> Any:
            self._live()
            result = await real(*arguments)
            self._live()  # it was done, and nobody may have lived to know
            return result

        return mortal

    def _live(self) -> None:
        self._life[0] -= 1
        if self._life[0] < 0:
            raise Killed


def mortal(files: Files, steps: int) -> Any:
    """Files that live for some steps: before and after every write to the database and the store."""
    mortal: Any = files
    life = [steps]
    mortal._database = mortal._uploads._database = Mortal(mortal._database, life, {"write"})
    mortal._store = Mortal(mortal._store, life, {"put", "delete", "delete_all"})
    return mortal


async def until_it_lives(make_files: MakeFiles, work: Callable[[Files], Awaitable[Any]]) -> int:
    """Do some work in processes that live ever longer, until one comes to the end; how many died."""
    for steps in range(50):
        try:
            await work(mortal(make_files(), steps))
            return steps
        except Killed:
            continue
    raise AssertionError("it never ends")


@pytest.mark.parametrize("known", [False, True], ids=["new content", "known content"])
async def test_finishing_can_be_killed_at_any_step_again_and_again(
    make_files: MakeFiles, make_account: MakeAccount, tmp_path: Path, known: bool
) -> None:
    files, anna = make_files(), await make_account()
    if known:
        await files.keep(anna, len(DATA), about(DATA), pieces(DATA))
    upload = await files.begin(anna, len(DATA), about(DATA))
    await files.append(anna, upload.id, 0, pieces(DATA))
    died = await until_it_lives(make_files, lambda each: each.finish(anna, upload.id))
    assert died >= 6
    (file,) = await files.all(anna)
    assert await content(files, anna, file.id) == DATA
    assert len(on_disk(tmp_path / "files")) == 1
    assert on_disk(tmp_path / "uploads") == []
    usage = await files.usage(anna)
    assert (usage.stored, usage.reserved) == (len(DATA), 0)


@pytest.mark.parametrize("steps", range(8))
async def test_what_a_killed_finish_left_is_swept_when_nobody_resumes(
    make_files: MakeFiles, make_account: MakeAccount, clock: WallClock, tmp_path: Path, steps: int
) -> None:
    files, anna = make_files(), await make_account()
    upload = await files.begin(anna, len(DATA), about(DATA))
    await files.append(anna, upload.id, 0, pieces(DATA))
    with suppress(Killed):
        await mortal(make_files(), steps).finish(anna, upload.id)
    clock.jump(timedelta(hours=25))
    await files.sweep()
    kept = await files.all(anna)
    assert len(on_disk(tmp_path / "files")) == len(kept)
    assert on_disk(tmp_path / "uploads") == []
    for file in kept:
        assert await content(files, anna, file.id) == DATA
    with pytest.raises(UnknownUpload):
        await files.upload(anna, upload.id)


@pytest.mark.parametrize("steps", range(1, 6))
async def test_what_a_killed_delete_left_is_swept(
    make_files: MakeFiles, make_account: MakeAccount, tmp_path: Path, steps: int
) -> None:
    files, anna = make_files(), await make_account()
    file = await files.keep(anna, len(DATA), about(DATA), pieces(DATA))
    with suppress(Killed):
        await mortal(make_files(), steps).delete(anna, file.id)
    with pytest.raises(UnknownFile):
        await files.get(anna, file.id)
    assert (await files.usage(anna)).stored == 0
    await files.sweep()
    assert on_disk(tmp_path / "files") == []


async def test_deleting_everything_can_be_killed_at_any_step(
    make_files: MakeFiles, make_account: MakeAccount, tmp_path: Path
) -> None:
    files, anna = make_files(), await make_account()
    await files.keep(anna, len(DATA), about(DATA), pieces(DATA))
    await until_it_lives(make_files, lambda each: each.delete_all(anna))
    assert await files.all(anna) == []
    assert on_disk(tmp_path / "files") == []


async def test_a_sweep_leaves_what_is_still_going_on(
    make_files: MakeFiles, make_account: MakeAccount, clock: WallClock, tmp_path: Path
) -> None:
    files, anna = make_files(), await make_account()
    file = await files.keep(anna, len(DATA), about(DATA), pieces(DATA))
    upload = await files.begin(anna, 1000, about())
    await files.append(anna, upload.id, 0, pieces(bytes(10)))
    clock.jump(timedelta(hours=23))
    await files.sweep()
    assert (await files.append(anna, upload.id, 10, pieces(bytes(990)))).complete
    clock.jump(timedelta(days=400))
    await files.sweep()
    assert await content(files, anna, file.id) == DATA
    assert len(on_disk(tmp_path / "files")) == 1


async def test_whoever_was_overtaken_can_neither_finish_nor_go_on(
    make_files: MakeFiles, make_account: MakeAccount, database: Database, vault: Vault
) -> None:
    """A request that was given up may still have a write under way when another takes the upload over."""
    files, anna, ledger = make_files(), await make_account(), Ledger(vault)
    upload = await files.begin(anna, len(DATA), about(DATA))
    await files.append(anna, upload.id, 0, pieces(DATA[:1000]))
    await files.append(anna, upload.id, 1000, pieces(DATA[1000:]))
    with pytest.raises(UnknownUpload):
        await database.write(lambda c: ledger.advance(c, upload.id, 1000, 2000, upload.expires))
    row = await database.read(lambda c: ledger.find(c, anna, upload.id))
    assert row is not None
    late = Placed(f"{anna}/late", bytes(32))
    await database.write(lambda c: ledger.place(c, row, late, upload.expires))
    file = await files.finish(anna, upload.id)
    kept = Kept("cat.jpg", "image/jpeg", file.sha256, late)
    with pytest.raises(UnknownUpload):
        await database.write(
            lambda c: ledger.adopt(c, row, file.id, kept, now=0, expires=upload.expires, instead_of=None)
        )
    assert await files.all(anna) == [file]
    assert await content(files, anna, file.id) == DATA
