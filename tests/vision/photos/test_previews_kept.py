"""Small pictures are kept sealed, as many as there is room for, and nobody misses them."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.photos import PhotoHouse, photo_house
from parley.home.accounts.callers import UnknownAccount
from parley.vision.photos.previews_kept import Previews


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PhotoHouse]:
    async with photo_house(tmp_path) as made:
        yield made


def kept(house: PhotoHouse, folder: Path, room: int = 100_000) -> Previews:
    return Previews(folder, house.home.database, house.home.vault, room)


def files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


async def test_what_was_kept_is_there_and_nobody_can_read_it_from_the_disk(
    house: PhotoHouse, tmp_path: Path
) -> None:
    previews = kept(house, tmp_path / "p")
    await previews.put(house.anna, "cup:320:", b"a picture of a cup" * 10)
    assert await previews.get(house.anna, "cup:320:") == b"a picture of a cup" * 10
    assert await previews.get(house.anna, "cup:640:") is None
    (file,) = files(tmp_path / "p")
    assert b"cup" not in file.read_bytes() and "cup" not in str(file.relative_to(tmp_path / "p"))


async def test_what_is_damaged_or_moved_is_made_anew(house: PhotoHouse, tmp_path: Path) -> None:
    previews = kept(house, tmp_path / "p")
    await previews.put(house.anna, "one", b"1" * 100)
    await previews.put(house.anna, "two", b"2" * 100)
    one, two = files(tmp_path / "p")
    one.write_bytes(two.read_bytes())
    found = {await previews.get(house.anna, "one"), await previews.get(house.anna, "two")}
    assert None in found and len(found) == 2, "another's place does not open it"
    two.write_bytes(b"")
    assert await previews.get(house.anna, "one") is None and await previews.get(house.anna, "two") is None


async def test_those_that_nobody_looked_at_for_longest_go_first(house: PhotoHouse, tmp_path: Path) -> None:
    previews = kept(house, tmp_path / "p", room=10_000)
    for number in range(9):
        await previews.put(house.anna, f"p{number}", bytes(1_000))
        for each in files(tmp_path / "p"):
            before = each.stat().st_mtime - 10_000
            os.utime(each, (before, before))
    assert await previews.get(house.anna, "p0") is not None, "looked at just now"
    for number in range(9, 12):
        await previews.put(house.anna, f"p{number}", bytes(1_000))
    assert sum(each.stat().st_size for each in files(tmp_path / "p")) <= 10_000
    assert await previews.get(house.anna, "p0") is not None
    assert await previews.get(house.anna, "p1") is None
    assert await previews.get(house.anna, "p11") is not None


async def test_a_folder_that_cannot_be_written_keeps_nothing(house: PhotoHouse, tmp_path: Path) -> None:
    (tmp_path / "p").write_text("a file where a folder should be")
    previews = kept(house, tmp_path / "p")
    await previews.put(house.anna, "one", b"1")
    assert await previews.get(house.anna, "one") is None
    await previews.sweep([])


async def test_those_of_accounts_that_are_gone_go(house: PhotoHouse, tmp_path: Path) -> None:
    previews = kept(house, tmp_path / "p")
    await previews.put(house.anna, "one", b"1")
    (tmp_path / "p" / "nobody").mkdir()
    (tmp_path / "p" / "nobody" / "x").write_bytes(b"x")
    await previews.sweep([house.anna])
    assert len(files(tmp_path / "p")) == 1
    with pytest.raises(UnknownAccount):
        await previews.get("nobody", "one")
