"""A site with everything a crawler fears is read politely, to its end, and each page once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fakes.shelf import Shelf
from fakes.wall_clock import WallClock
from fakes.website import CHINESE, FRENCH, HOST, PUBLIC, Answer, Website, Wires, page, resolve
from parley.home.vault import Vault
from parley.pool.host import Inline
from parley.search.crawling.client import SECONDS, Client
from parley.search.crawling.cover import HouseCover
from parley.search.crawling.crawl import Crawl, Plan, Tools
from parley.search.crawling.frontier import Frontier, Key, Progress
from parley.search.crawling.hosts import Hosts
from parley.search.crawling.robots import Robots
from parley.search.documents.reader import Reader
from parley.search.documents.service import Documents
from parley.search.errors import SearchFailed
from parley.search.types import Document

START = f"https://{HOST}/"
PLAN = Plan(Key("", "s1"), START, depth=3, pages=200, every=86_400.0)
MOST = 5_000_000
COVER = HouseCover(Vault(b"k" * 32))


@dataclass
class Net:
    """A crawler and what it crawls."""

    folder: Path
    site: Website = field(default_factory=Website)
    shelf: Shelf = field(default_factory=Shelf)
    pause: float = 1.0

    def __post_init__(self) -> None:
        self.wires = Wires(self.site)
        self.frontier = Frontier(self.folder / "crawl.db")
        self.clock = WallClock()
        self.tools = self._tools()

    def _tools(self) -> Tools:
        client = Client("Parley", MOST, transport=self.wires, resolve=resolve)
        hosts = Hosts(self.pause)
        documents = Documents(host=Inline("documents", lambda: Reader("parley")))
        robots = Robots(client, hosts, "Parley")
        return Tools(client, hosts, robots, documents, self.shelf, self.frontier, asyncio.Lock(), self.clock)

    async def crawl(self, plan: Plan = PLAN) -> Progress:
        """Read a site to its end, waiting for what it puts off."""
        until: float | None = 0.0
        while until is not None:
            await asyncio.sleep(until - self.clock.now().timestamp() if until else 0.0)
            until = await Crawl(self.tools, plan, COVER).run()
        return self.frontier.progress(plan.key)


@pytest.fixture
def net(tmp_path: Path) -> Net:
    return Net(tmp_path)


async def test_it_comes_to_an_end_and_keeps_what_there_is_to_find(net: Net) -> None:
    progress = await net.crawl()
    assert progress.state == "done"
    assert progress.seen <= PLAN.pages and progress.waiting == 0
    found = net.shelf.of()
    assert found.keys() >= {
        "A site of Example",
        "Page A",
        "Page B",
        "Only in the sitemap",
        "Arrived",
        "After hidden",
        "Itself",
        "Busy",
        "Refreshed",
        "Shop",
    }
    assert progress.kept == len(net.shelf.kept)


async def test_every_page_is_asked_for_once_but_those_that_fail(net: Net) -> None:
    await net.crawl()
    again = {path: count for path, count in Counter(net.site.paths()).items() if count > 1}
    assert again == {"/broken": 3, "/slow": 3, "/drip": 3, "/busy": 2}
    assert Counter(net.shelf.taken).most_common(1)[0][1] == 1


async def test_what_robots_txt_forbids_is_not_asked_for(net: Net) -> None:
    await net.crawl()
    asked = net.site.paths()
    assert asked and not [each for each in asked if each.startswith("/private/") or each.endswith(".secret")]


async def test_one_request_at_a_time_with_the_pause_that_the_site_wants(net: Net) -> None:
    await net.crawl()
    times = [each.at for each in net.site.asked if urlsplit(each.url).hostname == HOST]
    robots = [each.at for each in net.site.asked if each.path == "/robots.txt"]
    # The pause is known once its robots.txt is.
    pauses = [b - a for a, b in pairwise(times) if a not in robots]
    assert len(pauses) > 40 and min(pauses) >= 2.0
    assert net.wires.most == 1


async def test_it_says_who_it_is_and_goes_to_no_other_host(net: Net) -> None:
    await net.crawl()
    assert all(each.headers["user-agent"].startswith("Parley/") for each in net.site.asked)
    assert all("cookie" not in each.headers for each in net.site.asked)
    assert {urlsplit(each.url).hostname for each in net.site.asked} == {HOST}


async def test_a_loop_ends_where_the_depth_does(net: Net) -> None:
    await net.crawl()
    loops = [each for each in net.site.paths() if each.startswith("/loop/")]
    assert loops == ["/loop/1", "/loop/2", "/loop/3"]


async def test_a_trap_of_folders_a_calendar_and_sessions_end_by_themselves(net: Net) -> None:
    await net.crawl(replace(PLAN, depth=20, pages=2_000))
    asked = Counter(each.split("?")[0].split("/")[1] for each in net.site.paths())
    assert asked["shop"] == 1
    assert asked["trap"] <= 40
    assert asked["calendar"] <= 30
    assert asked["loop"] <= 21


async def test_a_site_of_nothing_but_pages_ends_at_the_number_of_pages(net: Net) -> None:
    net.site.links = [f"/loop/{number}" for number in range(1, 2_000)]
    progress = await net.crawl(replace(PLAN, pages=40))
    assert progress.state == "done" and progress.seen == 40


async def test_redirects_lead_somewhere_or_nowhere(net: Net) -> None:
    await net.crawl()
    asked = net.site.paths()
    assert [each for each in asked if each.startswith("/redirect")] == [
        "/redirect/1",
        "/redirect/2",
        "/redirect/3",
    ]
    assert [each for each in asked if each.startswith("/round")] == ["/round/1", "/round/2", "/round/3"]
    assert net.shelf.of()["Arrived"].url == f"https://{HOST}/arrived"


async def test_a_long_way_of_redirects_is_given_up(net: Net) -> None:
    for number in range(20):
        net.site.changed[f"/hop/{number}"] = Answer(301, headers=(("location", f"/hop/{number + 1}"),))
    net.site.links = ["/hop/0"]
    await net.crawl()
    assert len([each for each in net.site.paths() if each.startswith("/hop/")]) == 6


async def test_pages_of_the_house_s_own_network_are_out_of_reach(net: Net) -> None:
    await net.crawl()
    assert "/inside" in net.site.paths()
    assert not net.site.paths("inside.example")


@pytest.mark.parametrize(
    "url",
    [
        "http://inside.example/",
        "http://both.example/",
        "http://six.example/",
        "http://127.0.0.1:8420/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
    ],
)
async def test_nobody_looks_around_in_the_house_by_naming_a_site(net: Net, url: str) -> None:
    progress = await net.crawl(replace(PLAN, start=url))
    assert progress.state == "failed" and net.site.asked == []


async def test_large_and_slow_pages_cost_no_more_than_they_may(net: Net) -> None:
    await net.crawl()
    titles = " ".join(each.body[:20] for each in net.shelf.kept.values())
    assert "boom" not in titles and "x x x" not in titles and "y y y" not in titles and "drip" not in titles
    slow = [each.at for each in net.site.asked if each.path == "/slow"]
    after = next(each.at for each in net.site.asked if each.at > slow[0])
    assert after - slow[0] <= SECONDS + 5


async def test_wrong_charsets_are_seen_through(net: Net) -> None:
    await net.crawl()
    bodies = [each.body for each in net.shelf.kept.values()]
    assert CHINESE in bodies and FRENCH in bodies
    (taiwan,) = [each for each in net.shelf.kept.values() if each.language == "zh-Hant"]
    assert taiwan.body.startswith("關於房租合同")


async def test_what_does_not_want_to_be_found_or_followed_is_not(net: Net) -> None:
    await net.crawl()
    assert "Hidden" not in net.shelf.of() and "No follow" in net.shelf.of()
    assert "/after-nofollow" not in net.site.paths()


async def test_twins_and_pages_that_say_they_are_another_are_kept_once(net: Net) -> None:
    await net.crawl()
    urls = {each.url for each in net.shelf.kept.values()}
    assert f"https://{HOST}/a" in urls and f"https://{HOST}/copy?of=a" not in urls
    assert f"https://{HOST}/itself?a=1&b=2" in urls and f"https://{HOST}/named-otherwise" not in urls


async def test_a_busy_site_is_left_alone_for_as_long_as_it_says(net: Net) -> None:
    await net.crawl()
    first, second = (each.at for each in net.site.asked if each.path == "/busy")
    assert second - first >= 120
    after = next(each.at for each in net.site.asked if each.at > first)
    assert after - first >= 120  # nobody else of that host was asked meanwhile


async def test_what_did_not_change_is_not_sent_again(net: Net) -> None:
    await net.crawl()
    taken = len(net.shelf.taken)
    net.site.asked.clear()
    net.site.changed["/b"] = page("Page B anew", body="Somebody changed this page.")
    net.site.changed["/arrived"] = None
    progress = await net.crawl()
    assert progress.state == "done"
    asked = {each.path: each.headers for each in net.site.asked}
    assert "if-none-match" in asked["/a"]
    assert net.shelf.taken[taken:] == [f"https://{HOST}/b"]
    assert "Page B anew" in net.shelf.of() and "Page B" not in net.shelf.of()
    assert "Arrived" not in net.shelf.of()


async def test_a_robots_txt_that_cannot_be_had_forbids_everything_for_now(net: Net) -> None:
    net.site.changed["/robots.txt"] = Answer(500)
    progress = await net.crawl()
    assert (progress.state, progress.code) == ("failed", "robots_unknown")
    assert net.site.paths() == []


async def test_no_robots_txt_forbids_nothing(net: Net) -> None:
    net.site.changed["/robots.txt"] = None
    await net.crawl()
    assert "/private/diary" in net.site.paths()


async def test_a_site_that_shuts_us_out_by_name_is_not_read(net: Net) -> None:
    net.site.robots = "User-agent: parley\nDisallow: /\n\nUser-agent: *\nAllow: /\n"
    progress = await net.crawl()
    assert (progress.state, progress.code) == ("failed", "robots")
    assert net.site.paths() == [] and not net.shelf.kept


async def test_a_page_that_robots_txt_forbids_later_is_forgotten(net: Net) -> None:
    await net.crawl()
    assert "Page B" in net.shelf.of()
    net.site.robots = "User-agent: *\nDisallow: /b\n"
    net.tools = net._tools()  # pyright: ignore[reportPrivateUsage] - a day later
    await net.crawl()
    assert "Page B" not in net.shelf.of() and "Page A" in net.shelf.of()


async def test_depth_nought_is_that_page_alone(net: Net) -> None:
    progress = await net.crawl(replace(PLAN, depth=0))
    assert net.site.paths() == ["/"] and progress.kept == 1


async def test_a_folder_s_site_stays_in_its_folder(net: Net) -> None:
    net.site.changed["/docs/start"] = page("Docs", "/a", "more", "/docs/x/y")
    for path in ("/docs/more", "/docs/x/y"):
        net.site.changed[path] = page(path)
    await net.crawl(replace(PLAN, start=f"{START}docs/start"))
    assert sorted(net.site.paths()) == ["/docs/more", "/docs/start", "/docs/x/y"]


async def test_a_feed_s_pages_are_read_wherever_they_stand(net: Net) -> None:
    items = "".join(
        f"<item><title>{host}</title><link>https://{host}/story</link><description>News.</description></item>"
        for host in (HOST, "feed.example")
    )
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
    net.site.changed["/news.xml"] = Answer(
        body=feed.encode(), headers=(("content-type", "application/rss+xml"),)
    )
    net.site.changed["/story"] = page("A story of the site", body="It happened here.")
    await net.crawl(replace(PLAN, start=f"{START}news.xml", depth=1))
    assert {each.url for each in net.shelf.kept.values()} == {
        f"https://{HOST}/story",
        "https://feed.example/story",
    }


async def test_nobody_reads_on_the_disk_what_was_read(net: Net) -> None:
    await net.crawl()
    net.frontier.close()
    disk = b"".join(each.read_bytes() for each in net.folder.rglob("*") if each.is_file())
    assert b"only-in-map" not in disk and HOST.encode() not in disk and PUBLIC.encode() not in disk


class Dying(Shelf):
    """An index that takes one page in, and dies before it can say so."""

    async def take(self, account: str, documents: Sequence[Document]) -> None:
        await super().take(account, documents)
        if documents[0].url.endswith("/a") and self.taken.count(documents[0].url) == 1:
            raise SearchFailed("It is gone.")


@pytest.mark.parametrize("there", [True, False])
async def test_what_was_taken_just_before_a_crash_is_taken_again_or_forgotten(
    tmp_path: Path, there: bool
) -> None:
    net = Net(tmp_path, shelf=Dying())
    with pytest.raises(SearchFailed):
        await net.crawl()
    assert "Page A" in net.shelf.of()
    if not there:
        net.site.changed |= {"/a": None, "/copy": None}
    await net.crawl()
    assert net.shelf.taken.count(f"{START}a") == 1 + there
    assert ("Page A" in net.shelf.of()) == there
