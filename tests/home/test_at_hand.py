"""What every turn asks for is read once, and is never older than a write of this process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from parley.home.at_hand import TRUSTED, AtHand
from parley.home.home import Home
from parley.home.reading import Record
from parley.settings import Settings


async def test_what_was_written_here_is_there_at_once(tmp_path: object) -> None:
    async with await Home.open(Settings(data=str(tmp_path))) as home:
        person = (await home.accounts.owner()).id
        assert await home.records.at_hand(person, "settings") == []
        await home.records.put(person, "settings", "rate", {"value": 1.2})
        assert [each.document["value"] for each in await home.records.at_hand(person, "settings")] == [1.2]
        await home.records.change(person, "settings", "rate", {"value": 0.8})
        assert [each.document["value"] for each in await home.records.at_hand(person, "settings")] == [0.8]
        await home.records.delete(person, "settings", "rate")
        assert await home.records.at_hand(person, "settings") == []


async def test_the_disk_is_asked_again_only_after_a_change_or_a_while() -> None:
    asked: list[tuple[str, str]] = []

    async def read(account: str, collection: str) -> Sequence[Record]:
        asked.append((account, collection))
        return ()

    at_hand = AtHand(read)
    for _ in range(3):
        await at_hand.all("anna", "settings")
    assert len(asked) == 1
    at_hand.changed("anna", {"notes"})
    at_hand.changed("ben", {"settings"})
    await at_hand.all("anna", "settings")
    assert len(asked) == 1
    at_hand.changed("anna", {"notes", "settings"})
    await at_hand.all("anna", "settings")
    assert len(asked) == 2
    loop = asyncio.get_running_loop()
    before = loop.time
    loop.time = lambda: before() + TRUSTED  # type: ignore[method-assign]
    try:
        await at_hand.all("anna", "settings")
    finally:
        loop.time = before  # type: ignore[method-assign]
    assert len(asked) == 3


async def test_what_was_read_while_something_was_written_is_not_kept() -> None:
    written = asyncio.Event()
    asked = 0

    async def read(_: str, __: str) -> Sequence[Record]:
        nonlocal asked
        asked += 1
        await written.wait()
        return ()

    at_hand = AtHand(read)
    reading = asyncio.ensure_future(at_hand.all("anna", "settings"))
    await asyncio.sleep(0)
    at_hand.changed("anna", {"settings"})
    written.set()
    await reading
    await at_hand.all("anna", "settings")
    assert asked == 2
