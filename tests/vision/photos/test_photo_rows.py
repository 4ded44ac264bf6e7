"""What is found on photos is kept alike in SQLite and in PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.photos import PhotoHouse, photo_house
from fakes.postgres import PostgresServer, missing
from parley.vision.photos.types import Change


@pytest.fixture(params=["sqlite", "postgresql"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PhotoHouse]:
    if request.param == "sqlite":
        async with photo_house(tmp_path) as made:
            yield made
        return
    if reason := missing():
        pytest.skip(reason)
    with PostgresServer(durable=False) as server:
        server.sql("CREATE DATABASE photos")
        async with photo_house(tmp_path, database=server.url("photos")) as made:
            yield made


async def test_photos_are_taken_in_looked_at_found_and_forgotten(house: PhotoHouse) -> None:
    photos = [await house.photo(f"p{number} text=WORD{number} things=cup") for number in range(6)]
    bad = await house.photo("bad poison=1")
    now = await house.library.progress(house.anna)
    assert (now.waiting, now.done, now.failed) == (7, 0, 0)
    await house.all_seen()
    now = await house.library.progress(house.anna)
    assert (now.waiting, now.done, now.failed) == (0, 6, 1)
    found = await house.library.finding.search(house.anna, "word3")
    assert found.ids == (photos[3].id,)
    await house.library.change(house.anna, photos[3].id, Change(caption="okapi"))
    assert (await house.library.finding.search(house.anna, "okapi")).ids == (photos[3].id,)
    assert await house.library.delete(house.anna, [photos[3].id, bad.id]) == 2
    assert (await house.library.finding.search(house.anna, "word3")).ids == ()
    assert len(await house.library.all(house.anna)) == 5
    assert len((await house.library.finding.search(house.anna, "cup")).ids) == 5
    await house.home.records.delete(house.anna, "photos", photos[0].id)
    await house.library.indexing.sweep()
    now = await house.library.progress(house.anna)
    assert (now.waiting, now.done, now.failed) == (0, 4, 0)
