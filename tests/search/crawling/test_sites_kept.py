"""What people want read is read for them alone, again in time, and forgotten when they no longer want it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fakes.shelf import Shelf
from fakes.wall_clock import WallClock
from fakes.website import HOST, Website, Wires, page, resolve
from parley.errors import Busy
from parley.home.accounts.callers import Role
from parley.home.home import Home
from parley.pool.host import Inline
from parley.search.crawling.client import Client
from parley.search.crawling.frontier import Frontier
from parley.search.crawling.plans import wanted
from parley.search.crawling.service import Crawler
from parley.search.documents.reader import Reader
from parley.search.documents.service import Documents
from parley.search.errors import SearchFailed
from parley.search.types import Document
from parley.settings import Settings
from parley.settings.crawling import Crawling

START = f"https://{HOST}/"


@dataclass
class House:
    """A home with an owner and Anna, and what crawls for them."""

    home: Home
    folder: Path
    owner: str
    anna: str
    site: Website = field(default_factory=Website)
    shelf: Shelf = field(default_factory=Shelf)

    def crawler(self, **of: Any) -> Crawler:
        settings = Settings(data=str(self.folder), crawling=Crawling(**of))
        client = Client("Parley", 5_000_000, transport=Wires(self.site), resolve=resolve)
        documents = Documents(host=Inline("documents", lambda: Reader("parley")))
        return Crawler(self.home, settings, self.shelf, documents, client)

    async def want(self, account: str, id: str, url: str = START, **of: Any) -> None:
        await self.home.records.put(account, "sites", id, {"url": url, "depth": 0, **of})

    def urls(self, account: str) -> set[str]:
        return {each.url for (owner, _), each in self.shelf.kept.items() if owner == account}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with await Home.open(Settings(data=str(tmp_path)), WallClock()) as home:
        owner = await home.accounts.create(Role.OWNER, "Owner")
        anna = await home.accounts.create(Role.FAMILY, "Anna")
        yield House(home, tmp_path, owner.id, anna.id)


async def until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(3_600):
        while not there():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.5)


async def test_everybody_s_sites_are_their_own_and_the_house_s_an_owner_s(house: House) -> None:
    await house.want(house.owner, "s1", f"{START}a", audience="house")
    await house.want(house.anna, "s2", f"{START}b")
    await house.want(house.anna, "s3", f"{START}itself", audience="house")
    crawler = house.crawler()
    assert await crawler.once() == 3
    assert house.urls("") == {f"{START}a"}
    assert house.urls(house.anna) == {f"{START}b", f"{START}itself"}  # she is no owner
    assert house.urls(house.owner) == set()
    assert await crawler.once() == 0
    await crawler.close()


async def test_a_bookmark_s_page_is_read_and_forgotten_with_it(house: House) -> None:
    async with house.crawler():
        await house.home.records.put(house.anna, "bookmarks", "b1", {"url": f"{START}a?utm_source=x"})
        await until(lambda: house.urls(house.anna) == {f"{START}a"})
        await house.home.records.delete(house.anna, "bookmarks", "b1")
        await until(lambda: not house.shelf.kept)


async def test_a_page_of_two_sites_stays_until_neither_wants_it(house: House) -> None:
    await house.want(house.anna, "s1", f"{START}a")
    await house.home.records.put(house.anna, "bookmarks", "b1", {"url": f"{START}a"})
    crawler = house.crawler()
    await crawler.once()
    await house.home.records.delete(house.anna, "sites", "s1")
    await crawler.once()
    assert house.urls(house.anna) == {f"{START}a"}
    await house.home.records.delete(house.anna, "bookmarks", "b1")
    await crawler.once()
    assert not house.shelf.kept
    await crawler.close()


async def test_it_is_read_again_when_it_is_time_and_when_somebody_asks(house: House) -> None:
    await house.want(house.anna, "s1", f"{START}a", every_hours=24)
    async with house.crawler():
        await until(lambda: len(house.site.paths()) == 1)
        await asyncio.sleep(23 * 3_600)
        assert len(house.site.paths()) == 1
        await asyncio.sleep(2 * 3_600)
        assert len(house.site.paths()) == 2
        asked = house.home.clock.now().timestamp()
        await house.home.records.change(house.anna, "sites", "s1", {"asked": asked})
        await until(lambda: len(house.site.paths()) == 3)


async def test_what_begins_elsewhere_now_is_read_there_at_once(house: House) -> None:
    await house.want(house.anna, "s1", f"{START}a")
    await house.home.records.put(house.anna, "bookmarks", "b1", {"url": f"{START}b"})
    async with house.crawler():
        await until(lambda: house.urls(house.anna) == {f"{START}a", f"{START}b"})
        await house.home.records.change(house.anna, "sites", "s1", {"url": f"{START}itself"})
        await house.home.records.change(house.anna, "bookmarks", "b1", {"url": f"{START}arrived"})
        await until(lambda: house.urls(house.anna) == {f"{START}itself", f"{START}arrived"})


async def test_nothing_is_left_of_whoever_is_deleted(house: House) -> None:
    await house.want(house.anna, "s1", f"{START}a")
    crawler = house.crawler()
    await crawler.once()
    await house.home.delete(house.anna)
    await crawler.once()
    await crawler.close()
    frontier = Frontier(house.folder / "search" / "crawl.db")
    assert frontier.known() == {}
    frontier.close()


async def test_more_sites_than_allowed_are_not_read(house: House) -> None:
    for number in range(4):
        await house.want(house.anna, f"s{number}", f"{START}loop/{number + 1}")
    crawler = house.crawler(sites=2)
    assert await crawler.once() == 2
    await crawler.close()


async def test_two_hosts_are_asked_at_once_and_one_never_twice(house: House) -> None:
    house.site.changed["/robots.txt"] = None
    for number, host in enumerate((HOST, "other.example", "feed.example")):
        await house.want(house.anna, f"s{number}", f"https://{host}/", depth=1)
    begun = asyncio.get_running_loop().time()
    crawler = house.crawler(pause=5.0)
    await crawler.once()
    times = [each.at - begun for each in house.site.asked if each.url.startswith("https://other.example")]
    assert times[0] < 5 and all(later - before >= 5 for before, later in pairwise(times))
    await crawler.close()


async def test_one_process_reads(house: House) -> None:
    async with house.crawler():
        await asyncio.sleep(1)
        other = house.crawler()
        with pytest.raises(Busy):
            await other.once()
        await other.close()


async def test_nothing_is_fetched_where_the_settings_say_so(house: House) -> None:
    await house.want(house.anna, "s1", f"{START}a")
    async with house.crawler(on=False):
        await asyncio.sleep(3_600)
    assert house.site.asked == []


async def test_a_site_that_is_gone_meanwhile_stops_in_the_middle(house: House) -> None:
    house.site.links = [f"/loop/{number}" for number in range(1, 400)]
    await house.want(house.anna, "s1", START, depth=1, pages=400)
    async with house.crawler():
        await until(lambda: len(house.shelf.kept) > 5)
        await house.home.records.delete(house.anna, "sites", "s1")
        await until(lambda: not house.shelf.kept)
        asked = len(house.site.asked)
        await asyncio.sleep(600)
        assert len(house.site.asked) == asked < 200


async def test_progress_is_told(house: House) -> None:
    house.site.changed["/"] = page("Front", "/a", "/gone")
    await house.want(house.anna, "s1", START, depth=1)
    crawler = house.crawler()
    seen: list[int] = []
    await crawler.once(lambda _, progress: seen.append(progress.seen))
    assert seen == sorted(seen) and seen[-1] >= 3
    (site,) = await wanted(house.home, Crawling())
    progress = await crawler.progress(site.plan.key)
    assert progress.state == "done" and progress.ended > 0 and progress.kept >= 2
    await crawler.close()


class Failing(Shelf):
    """An index that cannot be written at first."""

    failures = 1

    async def take(self, account: str, documents: Sequence[Document]) -> None:
        self._fail()
        await super().take(account, documents)

    async def forget(self, account: str, ids: Sequence[str]) -> None:
        self._fail()
        await super().forget(account, ids)

    def _fail(self) -> None:
        self.failures -= 1
        if self.failures >= 0:
            raise SearchFailed("The disk is full.")


async def test_an_index_that_fails_for_a_while_is_tried_again(house: House) -> None:
    house.shelf = shelf = Failing()
    await house.want(house.anna, "s1", f"{START}a")
    async with house.crawler():
        await until(lambda: house.urls(house.anna) == {f"{START}a"})
        shelf.failures = 1
        await house.home.records.delete(house.anna, "sites", "s1")
        await until(lambda: not house.shelf.kept)


async def test_whoever_reads_once_is_told_that_the_index_fails(house: House) -> None:
    house.shelf = Failing()
    await house.want(house.anna, "s1", f"{START}a")
    crawler = house.crawler()
    with pytest.raises(SearchFailed):
        await crawler.once()
    await crawler.close()
