"""Photos are found by what their person says of them, by what is written on them, and by what they show."""

from __future__ import annotations

from pathlib import Path

from fakes.photos import photo_house
from parley.search.service import Searching, Wanted
from parley.vision.photos.types import Change


async def test_a_photo_is_found_by_its_caption_at_once_and_by_its_text_once_it_was_looked_at(
    tmp_path: Path,
) -> None:
    async with photo_house(tmp_path) as house:
        searching = Searching(house.home)

        async def ids(text: str) -> list[str]:
            found = await searching.search(house.anna, text, Wanted(kinds=("photo",)))
            return [each.open for each in found.hits]

        photo = await house.photo("menu text=NOODLES_12 things=cup")
        await house.library.change(house.anna, photo.id, Change(caption="lunch"))
        page = f"photos/{photo.id}"
        assert await ids("lunch") == [page] and await ids("noodles") == []
        await house.all_seen()
        await searching.caught_up()
        for words in ("noodles 12", "cup", "杯子", "lunch"):
            assert await ids(words) == [page], words
        await house.library.change(house.anna, photo.id, Change(caption="dinner"))
        assert await ids("noodles") == [page] and await ids("lunch") == [], "what was found on it stays"
        await house.library.delete(house.anna, [photo.id])
        assert await ids("noodles") == []
