"""Photos are found by what is on them as soon as it is known, in a library of any size."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.photos import PhotoHouse, photo_house
from parley.vision.photos import digests
from parley.vision.photos.types import Change, Named

HANGZHOU, PARIS = "at=30.245,120.14", "at=48.858,2.294"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PhotoHouse]:
    async with photo_house(tmp_path) as made:
        yield made


async def ids(house: PhotoHouse, text: str) -> tuple[str, ...]:
    return (await house.library.finding.search(house.anna, text)).ids


async def test_the_red_cup_photo_from_hangzhou(house: PhotoHouse) -> None:
    wanted = await house.photo(f"one things=cup tint=Red {HANGZHOU} taken=2026-05-01T10:00:00")
    await house.photo(f"two things=cup tint=Blue {PARIS}")
    dog = await house.photo(f"three things=dog {HANGZHOU} taken=2026-05-02T10:00:00")
    assert set(await ids(house, "Hangzhou")) == {wanted.id, dog.id}, "where it was is known at once"
    await house.all_seen()
    assert (await ids(house, "the red cup photo from Hangzhou"))[0] == wanted.id
    assert (await ids(house, "杭州的红杯子"))[0] == wanted.id
    assert await ids(house, "dog") == (dog.id,)


async def test_what_changes_is_found_as_it_is_now(house: PhotoHouse) -> None:
    photo = await house.photo("one text=HELLO")
    await house.all_seen()
    assert await ids(house, "hello") == (photo.id,)
    await house.library.change(house.anna, photo.id, Change(caption="奶奶的生日", favourite=True))
    assert await ids(house, "奶奶") == (photo.id,)
    assert await ids(house, "hello") == (photo.id,), "and what is written on it stays"
    await house.library.change(house.anna, photo.id, Change(hidden=True))
    assert await ids(house, "奶奶") == ()
    await house.library.change(house.anna, photo.id, Change(hidden=False, caption=""))
    assert await ids(house, "奶奶") == () and await ids(house, "hello") == (photo.id,)


async def test_albums_by_day_place_and_thing(house: PhotoHouse) -> None:
    first = await house.photo(f"a taken=2026-05-01T23:30:00 offset=480 things=cup,dog {HANGZHOU} sharp=0.2")
    second = await house.photo(f"b taken=2026-05-01T08:00:00 offset=480 things=dog {HANGZHOU} sharp=0.9")
    third = await house.photo(f"c taken=2026-05-02T08:00:00 offset=120 {PARIS}")
    await house.library.change(house.anna, third.id, Change(albums=("旅行",)))
    await house.all_seen()
    found = await house.library.finding.albums(house.anna)
    assert [(each.day, each.count) for each in found.days] == [("2026-05-02", 1), ("2026-05-01", 2)]
    assert [(each.name.zh, each.name.en, each.count) for each in found.places] == [
        ("杭州", "Hangzhou", 2),
        ("巴黎", "Paris", 1),
    ]
    dogs = found.things[0]
    assert (dogs.name, dogs.count, dogs.cover) == (Named("狗", "dog"), 2, second.id), "the sharpest"
    assert [each.name.en for each in found.own] == ["旅行"]
    await house.library.change(house.anna, first.id, Change(favourite=True))
    again = await house.library.finding.albums(house.anna)
    assert again.things[0].cover == first.id, "a favourite before the sharpest"
    suggest = house.library.finding.suggestions
    assert "Hangzhou" in await suggest(house.anna, "", "en")
    assert await suggest(house.anna, "杭", "en") == ["杭州"]
    assert await suggest(house.anna, "do", "en") == ["dog"]


async def test_the_same_picture_twice_and_the_best_of_a_burst(house: PhotoHouse) -> None:
    bits = "bits=12345678901234567"
    blurred = await house.photo(f"a {bits} taken=2026-05-01T10:00:00 faces=1 sharp=0.1")
    sharp = await house.photo(f"b {bits} taken=2026-05-01T10:00:01 faces=1 sharp=0.8")
    await house.photo("c taken=2026-05-01T10:00:02 sharp=0.9")
    await house.all_seen()
    assert await house.library.finding.duplicates(house.anna) == [(sharp.id, blurred.id)]
    (burst,) = await house.library.finding.bursts(house.anna)
    assert burst.ids == (sharp.id, blurred.id) and all(burst.reasons)
    ranked = await house.library.finding.best(house.anna, [blurred.id, sharp.id])
    assert ranked.ids == burst.ids


async def test_a_library_of_many_pages_is_opened_once(
    house: PhotoHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index of what is outdated by a quarter is made anew, and that comes to an end."""
    monkeypatch.setattr(digests, "PAGE", 3)
    monkeypatch.setattr(digests.Index, "stale", property(lambda self: len(self._ids) > len(self._at) * 1.2))
    photos = [await house.photo(f"p{number} text=WORD{number}") for number in range(10)]
    await house.all_seen()
    for number, photo in enumerate(photos):
        assert await ids(house, f"word{number}") == (photo.id,)
    for photo in photos[:5]:
        await house.library.change(house.anna, photo.id, Change(caption="changed"))
        assert photo.id in await ids(house, "changed")
    assert len(await ids(house, "changed")) == 5
    await house.library.delete(house.anna, [each.id for each in photos[:4]])
    assert len(await ids(house, "changed")) == 1
    assert await ids(house, "word9") == (photos[9].id,)
