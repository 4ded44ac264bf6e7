"""Who is on photos: nobody without consent, whoever was given a name with it, and nobody again without."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.photos import PhotoHouse, photo_house
from parley.errors import Unsupported
from parley.home.collections import BadRecord
from parley.vision.photos.persons import Seen, sorted_out, vector_of
from parley.vision.photos.types import Area, UnknownPhoto


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[PhotoHouse]:
    async with photo_house(tmp_path, recognise="sface") as made:
        yield made


async def taken(house: PhotoHouse) -> dict[str, str]:
    """Photos of Ben and Zoe by name → id."""
    made: dict[str, str] = {}
    for name, who in (("lake", "ben"), ("hill", "ben,zoe"), ("sea", "zoe"), ("snow", "ben"), ("back", "?")):
        photo = await house.photo(f"{name} who={who} text={name.upper()}")
        made[name] = photo.id
    await house.all_seen()
    return made


async def prints(house: PhotoHouse, photo: str) -> list[bytes]:
    _, facts = await house.library.facts(house.anna, photo)
    return [each.print for each in facts.faces]


async def test_without_consent_no_face_is_made_a_print_of(house: PhotoHouse) -> None:
    photos = await taken(house)
    assert await prints(house, photos["hill"]) == [b"", b""]
    assert await house.library.people.all(house.anna) == ()
    with pytest.raises(UnknownPhoto):
        await house.library.people.call(house.anna, photos["lake"], 0, "Ben")


async def test_with_consent_faces_that_are_alike_come_together(house: PhotoHouse) -> None:
    photos = await taken(house)
    await house.library.people.allow(house.anna, True)
    assert await house.all_seen() == 5, "what has faces is looked at again"
    first, second = await house.library.people.all(house.anna)
    assert {first.name, second.name} == {""}
    assert set(first.photos) == {photos[each] for each in ("lake", "hill", "snow")}
    assert set(second.photos) == {photos[each] for each in ("hill", "sea")}
    assert await prints(house, photos["back"]) == [b""], "who is turned away is nobody"


async def test_who_is_given_a_name_is_found_by_it(house: PhotoHouse) -> None:
    photos = await taken(house)
    people, find = house.library.people, house.library.finding.search
    await people.allow(house.anna, True)
    await house.all_seen()
    ben = await people.call(house.anna, photos["lake"], 0, "Ben")
    await people.call(house.anna, photos["sea"], 0, "奶奶")
    named = {each.name: set(each.photos) for each in await people.all(house.anna)}
    assert named == {
        "Ben": {photos[each] for each in ("lake", "hill", "snow")},
        "奶奶": {photos[each] for each in ("hill", "sea")},
    }
    assert set((await find(house.anna, "photos of Ben")).ids) == named["Ben"]
    assert (await find(house.anna, "ben and 奶奶")).ids == (photos["hill"],)
    assert set((await find(house.anna, "奶奶的照片")).ids) == named["奶奶"]
    assert (await find(house.anna, "Ben snow")).ids == (photos["snow"],)
    assert (await find(house.anna, "bench")).ids == (), "that is another word"
    assert await people.rename(house.anna, ben, "Benjamin")
    assert set((await find(house.anna, "benjamin")).ids) == named["Ben"]
    assert await people.forget(house.anna, ben) and not await people.forget(house.anna, ben)
    assert (await find(house.anna, "Benjamin")).ids == ()


async def test_a_second_face_of_the_same_name_is_the_same_person(house: PhotoHouse) -> None:
    photos = await taken(house)
    people = house.library.people
    await people.allow(house.anna, True)
    await house.all_seen()
    one = await people.call(house.anna, photos["lake"], 0, "Ben")
    assert await people.call(house.anna, photos["snow"], 0, "ben") == one
    (record,) = await house.home.records.all(house.anna, "persons")
    assert len(record.document["prints"]) == 2


async def test_who_takes_the_consent_back_leaves_nothing_behind(house: PhotoHouse) -> None:
    photos = await taken(house)
    people = house.library.people
    await people.allow(house.anna, True)
    await house.all_seen()
    await people.call(house.anna, photos["lake"], 0, "Ben")
    await people.allow(house.anna, False)
    assert await people.all(house.anna) == () and not await people.allowed(house.anna)
    for photo in photos.values():
        assert not any(await prints(house, photo))
    assert await house.home.records.all(house.anna, "persons") == []
    state, facts = await house.library.facts(house.anna, photos["lake"])
    assert (state, facts.text) == ("done", "LAKE"), "the rest stays"
    assert (await house.library.finding.search(house.anna, "Ben")).ids == ()


async def test_nobody_is_recognised_for_somebody_else(house: PhotoHouse) -> None:
    from parley.home.accounts.callers import Role

    photos = await taken(house)
    await house.library.people.allow(house.anna, True)
    await house.all_seen()
    await house.library.people.call(house.anna, photos["lake"], 0, "Ben")
    bo = (await house.home.accounts.create(Role.FAMILY, "Bo")).id
    await house.photo("bos who=ben", bo)
    await house.all_seen()
    assert await house.library.people.all(bo) == ()
    assert (await house.library.finding.search(bo, "Ben")).ids == ()
    with pytest.raises(UnknownPhoto):
        await house.library.people.call(bo, photos["lake"], 0, "Ben")


async def test_without_a_model_nobody_can_agree(tmp_path: Path) -> None:
    async with photo_house(tmp_path) as house:
        with pytest.raises(Unsupported):
            await house.library.people.allow(house.anna, True)
        assert not house.library.people.possible


async def test_a_name_has_a_bound(house: PhotoHouse) -> None:
    photos = await taken(house)
    await house.library.people.allow(house.anna, True)
    await house.all_seen()
    with pytest.raises(BadRecord):
        await house.library.people.call(house.anna, photos["lake"], 0, "x" * 101)


SIDE = Area(0.1, 0.1, 0.2, 0.2)


@given(st.lists(st.integers(0, 5), max_size=30), st.sampled_from([16, 128]))
def test_every_face_is_in_one_group_at_most_and_only_with_its_like(who: list[int], size: int) -> None:
    directions = np.eye(size, dtype=np.float32)
    faces = [Seen(f"p{at}", 0, SIDE, directions[each].astype("<f2").tobytes()) for at, each in enumerate(who)]
    groups = [set(each.photos) for each in sorted_out(faces, {}, 0.36)]
    wanted = [{f"p{at}" for at, each in enumerate(who) if each == one} for one in set(who)]
    assert sorted(map(sorted, groups)) == sorted(sorted(each) for each in wanted if len(each) > 1)


def test_prints_of_another_model_belong_to_nobody() -> None:
    small, large = np.ones(16, "<f2").tobytes(), np.ones(128, "<f2").tobytes()
    named = {"a": ("Ben", vector_of(large)[None])}
    ((person),) = sorted_out([Seen("p", 0, SIDE, small)], named, 0.36)
    assert person.photos == ()
