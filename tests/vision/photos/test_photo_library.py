"""Photos are taken in once, keep their originals, and leave nothing behind when they go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.furnished import blocks
from fakes.photos import PhotoHouse, photo_house
from parley.home.collections import BadRecord
from parley.home.files.errors import UnknownFile
from parley.home.files.ledger import About
from parley.vision.enhancing.recipe import Recipe, recipe_of
from parley.vision.photos.types import Change, UnknownPhoto
from parley.vision.types import BadPicture

WEST_LAKE = "at=30.245,120.14"
TURNED = recipe_of({"steps": [{"do": "turn", "quarters": 1}]})


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PhotoHouse]:
    async with photo_house(tmp_path) as made:
        yield made


async def test_the_camera_says_when_and_where(house: PhotoHouse) -> None:
    photo = await house.photo(f"lake taken=2026-05-01T10:00:00 offset=480 {WEST_LAKE} camera=Box")
    assert (photo.width, photo.height, photo.kind, photo.ratio) == (
        400,
        300,
        "jpeg",
        pytest.approx(4 / 3, abs=1e-3),
    )
    assert (photo.taken, photo.offset) == (1_777_600_800.0, 480)
    state, facts = await house.library.facts(house.anna, photo.id)
    assert state == "waiting", "but what the camera wrote is known at once"
    assert facts.shot.camera == "Box"
    assert facts.place is not None and facts.place.town.zh == "杭州"
    assert facts.place.country is not None and facts.place.country.en == "China"


async def test_the_same_picture_again_is_the_same_photo_as_it_was_edited(house: PhotoHouse) -> None:
    first = await house.photo("cup")
    await house.library.change(house.anna, first.id, Change(favourite=True, caption="红杯子"))
    again = await house.photo("cup")
    assert again.id == first.id and again.favourite and again.caption == "红杯子"
    assert len(await house.library.all(house.anna)) == 1


async def test_what_is_no_picture_is_no_photo(house: PhotoHouse) -> None:
    data = b"a letter"
    file = await house.home.files.keep(house.anna, len(data), About("a.txt", "text/plain"), blocks(data))
    with pytest.raises(BadPicture):
        await house.library.add(house.anna, file.id)
    with pytest.raises(UnknownFile):
        await house.library.add(house.anna, "f" * 64)
    assert not await house.library.all(house.anna)


async def test_photos_are_shown_latest_first_but_those_that_are_hidden(house: PhotoHouse) -> None:
    old = await house.photo("old taken=2020-01-01T10:00:00")
    new = await house.photo("new taken=2026-01-01T10:00:00")
    secret = await house.photo("secret taken=2023-01-01T10:00:00")
    await house.library.change(house.anna, secret.id, Change(hidden=True))
    assert [each.id for each in await house.library.all(house.anna)] == [new.id, old.id]
    version = (await house.library.shelf(house.anna)).version
    await house.library.change(house.anna, old.id, Change(taken=1_900_000_000.0))
    assert [each.id for each in await house.library.all(house.anna)] == [old.id, new.id]
    assert (await house.library.shelf(house.anna)).version > version


async def test_nobody_reaches_anothers_photos(house: PhotoHouse) -> None:
    from parley.home.accounts.callers import Role

    photo = await house.photo("cup")
    ben = (await house.home.accounts.create(Role.FAMILY, "Ben")).id
    bens = await house.photo("cup", ben)
    assert bens.id != photo.id and bens.file != photo.file, (
        "the same picture tells nobody that others have it"
    )
    for refused in (
        house.library.get(ben, photo.id),
        house.library.change(ben, photo.id, Change(favourite=True)),
        house.library.facts(ben, photo.id),
        house.library.finding.best(ben, [photo.id]),
    ):
        with pytest.raises(UnknownPhoto):
            await refused
    assert await house.library.delete(ben, [photo.id]) == 0
    assert await house.library.get(house.anna, photo.id) == photo


async def test_changes_are_bounded(house: PhotoHouse) -> None:
    photo = await house.photo("cup")
    for change in (Change(), Change(caption="x" * 30_000), Change(taken=1e30), Change(albums=("a",) * 60)):
        with pytest.raises(BadRecord):
            await house.library.change(
                house.anna, photo.id, Change(albums=tuple(map(str, range(60)))) if change.albums else change
            )


async def test_an_edit_is_a_recipe_and_the_original_stays(house: PhotoHouse) -> None:
    photo = await house.photo("cup")
    flat = await house.library.showing.tile(house.anna, photo)
    edited = await house.library.showing.edit(house.anna, photo, TURNED)
    assert edited.edit and edited.ratio == 0.75
    assert await house.library.showing.tile(house.anna, edited) != flat
    assert await house.library.showing.view(house.anna, edited, 320, edited=False) == flat
    assert b"".join([each async for each in house.home.files.read(house.anna, photo.file)]) == b"photo cup"
    again = await house.library.showing.edit(house.anna, edited, Recipe())
    assert (again.edit, again.recipe, again.ratio) == ("", {}, photo.ratio)
    assert await house.library.showing.tile(house.anna, again) == flat


async def test_deleting_takes_the_original_and_all_that_was_found(house: PhotoHouse) -> None:
    photo, other = await house.photo("cup text=HELLO"), await house.photo("dog")
    await house.all_seen()
    assert await house.library.delete(house.anna, [photo.id, photo.id, "nobody's"]) == 1
    with pytest.raises(UnknownPhoto):
        await house.library.get(house.anna, photo.id)
    with pytest.raises(UnknownFile):
        await house.home.files.get(house.anna, photo.file)
    assert (await house.library.finding.search(house.anna, "hello")).ids == ()
    assert [each.id for each in await house.library.all(house.anna)] == [other.id]
    back = await house.photo("cup text=HELLO")
    assert back.id == photo.id, "and who takes it in again has it again"
    await house.all_seen()
    assert (await house.library.finding.search(house.anna, "hello")).ids == (photo.id,)


async def test_of_a_deleted_account_nothing_stays(house: PhotoHouse, tmp_path: Path) -> None:
    photo = await house.photo("cup")
    await house.all_seen()
    kept = tmp_path / "previews" / house.anna
    assert any(each.is_file() for each in kept.rglob("*"))
    assert photo.id not in "".join(map(str, kept.rglob("*")))
    await house.home.delete(house.anna)
    await house.library.__aexit__()
    assert not kept.exists()
    await house.library.__aenter__()


async def test_what_came_by_sync_is_a_photo_too(house: PhotoHouse) -> None:
    photo = await house.photo("cup")
    fields = {"file": photo.file, "caption": "from elsewhere"}
    await house.home.records.put(house.anna, "photos", "synced", fields)
    assert {each.id for each in await house.library.all(house.anna)} == {photo.id, "synced"}
    assert (await house.library.finding.search(house.anna, "elsewhere")).ids == ("synced",)
    await house.all_seen()
    state, _ = await house.library.facts(house.anna, "synced")
    assert state == "done"
    await house.home.records.delete(house.anna, "photos", "synced")
    assert (await house.library.finding.search(house.anna, "elsewhere")).ids == ()
