"""One site is read, page by page, from where it was left to where it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from parley.clock import Clock
from parley.errors import Busy, ParleyError, TooLong
from parley.search.crawling.addresses import Scope, canonical, host_of, site_of
from parley.search.crawling.client import CannotFetch, Client, Fetched
from parley.search.crawling.cover import Cover
from parley.search.crawling.frontier import MOST_WAITING, Frontier, Key, Page, Progress, State
from parley.search.crawling.hosts import Hosts
from parley.search.crawling.robots import Robots
from parley.search.crawling.seeds import named_pages
from parley.search.crawling.traps import PATIENCE, is_trap, pattern, sense_of
from parley.search.documents.formats import readable
from parley.search.documents.moments import moment
from parley.search.documents.service import Documents
from parley.search.documents.types import Format, Read, Source
from parley.search.taking import Taking
from parley.search.turns import in_turn
from parley.search.types import Document
from parley.telemetry import log

T = TypeVar("T")
HOPS = 5
"""Redirects that lead to one page."""
TRIES = 3
"""Of a page whose host fails."""
AGAIN = 60.0
"""Seconds before the second try; four times as many before the third."""
LONGEST_WAIT = 6 * 3_600.0
MOST_BYTES = 2_000_000_000
"""Of one site in one round."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be read."""

    key: Key
    start: str
    """Canonical address."""
    depth: int
    pages: int
    every: float
    """Seconds after which it is looked at again; 0 for never."""
    asked: float = 0.0
    """When somebody wanted it anew; POSIX seconds."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What reads with: shared by all sites."""

    client: Client
    hosts: Hosts
    robots: Robots
    documents: Documents
    sink: Taking
    frontier: Frontier
    turn: asyncio.Lock
    """Of the frontier, which one thread at a time may use."""
    clock: Clock


class Crawl:
    """The reading of one site. What is done is on the disk: whoever is killed goes on from there."""

    def __init__(self, tools: Tools, plan: Plan, cover: Cover) -> None:
        self._tools, self._plan, self._cover, self._key = tools, plan, cover, plan.key
        self._scopes: list[Scope] = []

    async def run(self, told: Callable[[Progress], None] = lambda progress: None) -> float | None:
        """Go on until nothing is left: None, or when (POSIX seconds) to go on with what was put off.

        Raises what is not the fault of a page: ``DatabaseFailed``, ``SearchFailed``, ``UnknownAccount``.
        """
        progress = await self._on(lambda frontier: frontier.progress(self._key))
        if progress.state != "going":
            now = self._now()
            progress = await self._on(lambda frontier: frontier.begin(self._key, now))
        await self._add([self._plan.start], 0, 0)
        begun = await self._on(lambda frontier: frontier.beginnings(self._key, self._cover))
        self._scopes = list(dict.fromkeys(Scope.of(each) for each in (self._plan.start, *begun)))
        while progress.seen < self._plan.pages and progress.bytes < MOST_BYTES:
            page = await self._next()
            if page is None:
                due = await self._on(lambda frontier: frontier.due(self._key))
                if due is not None:
                    return due
                break
            await self._read(page)
            progress = await self._on(lambda frontier: frontier.progress(self._key))
            told(progress)
        code = await self._on(lambda frontier: frontier.trouble(self._key))
        now = self._now()
        await self._on(lambda frontier: frontier.end(self._key, now, code))
        log.info("crawl.ended", seen=progress.seen, kept=progress.kept, code=code)
        return None

    async def _next(self) -> Page | None:
        now = self._now()
        return await self._on(lambda frontier: frontier.next(self._key, self._cover, now))

    async def _seed(self) -> None:
        """What its sitemaps name is read, too."""
        tools = self._tools
        if self._plan.depth > 0:
            named = await named_pages(
                tools.client, tools.hosts, tools.robots, tools.documents, self._plan.start, self._most
            )
            await self._add([each for each in named if self._holds(each) and self._sane(each)], 1, 0)

    async def _read(self, page: Page) -> None:
        """Ask for a page, and do with the answer what it says."""
        tools = self._tools
        rules = await tools.robots.rules(page.url)
        if not rules.allow(page.url):
            if rules.closed:
                await self._later(page, "robots_unknown")
            else:
                await self._drop(page, State.REFUSED, "robots")
            return
        boring = pattern(page.url)
        if boring and await self._on(lambda f: f.barren(self._key, self._cover.name(boring))) >= PATIENCE:
            await self._drop(page, State.REFUSED, "trap")
            return
        try:
            async with tools.hosts.turn(host_of(page.url), rules.pause):
                # What is not in the index has to come whole, whatever was seen of it before.
                etag, modified = (page.etag, page.modified) if page.known else ("", "")
                found = await tools.client.get(page.url, etag=etag, modified=modified)
        except CannotFetch as error:
            await self._later(page, error.code)
        except TooLong as error:
            await self._drop(page, State.REFUSED, error.code)
        else:
            await self._answered(page, found)

    async def _answered(self, page: Page, found: Fetched) -> None:
        status = found.status
        if status == 200:
            await self._came(page, found)
        elif status == 304 and page.known:
            if page.depth == 0:
                await self._seed()
            await self._done(page, State.READ, kept=True, content=page.content)
        elif 300 <= status < 400:
            await self._moved(page, found.location)
        elif status in (404, 410):
            await self._drop(page, State.GONE, f"status_{status}")
        elif status >= 500 or status == 429:
            if found.wait:
                self._tools.hosts.rest(host_of(page.url), found.wait)
            await self._later(page, f"status_{status}", found.wait)
        else:
            await self._drop(page, State.REFUSED, f"status_{status}")

    async def _came(self, page: Page, found: Fetched) -> None:
        if not readable(found.type):
            await self._drop(page, State.REFUSED, "unsupported")
            return
        name = unquote(urlsplit(page.url).path.rpartition("/")[2])
        source = Source(name, found.type, found.charset, page.url)
        try:
            read = await self._tools.documents.read(found.body, source)
        except Busy as error:
            await self._later(page, error.code)
            return
        except ParleyError as error:  # no text, damaged, or it took its reader along: the next page may do
            await self._drop(page, State.REFUSED, error.code)
            return
        await self._on(
            lambda f: f.remember(self._cover, page, found.etag, found.modified, len(found.body), self._key)
        )
        if read.follow and "nofollow" not in found.robots and "none" not in found.robots:
            await self._follow(page, read)
        if page.depth == 0 and read.format is not Format.FEED:
            await self._seed()  # before this page is done: whoever is killed meanwhile does it again
        if read.refresh and canonical(read.refresh) not in ("", page.url):
            await self._moved(page, canonical(read.refresh))
            return
        allowed = read.index and "noindex" not in found.robots and "none" not in found.robots
        await self._keep(page, read, found, allowed)

    async def _keep(self, page: Page, read: Read, found: Fetched, allowed: bool) -> None:
        """Take a page into the index, unless it is another one, says nothing, or does not want to be."""
        content = self._cover.name(f"content\0{read.body}") if read.body else ""
        if boring := pattern(page.url):
            sense = self._cover.name(f"sense\0{sense_of(read.body)}")
            await self._on(lambda f: f.bore(self._key, self._cover.name(boring), sense))
        if not allowed or not content:
            await self._drop(page, State.READ, "" if allowed else "noindex", content)
            return
        itself = canonical(read.canonical)
        if itself and itself != page.url and await self._is_other(page, itself):
            await self._moved(page, itself)
            return
        if await self._on(lambda f: f.twin(self._key, page, content)):
            await self._drop(page, State.READ, "twin", content)
            return
        if not page.kept or page.content != content:
            await self._on(lambda f: f.intend(page))
            await self._tools.sink.take(self._key.owner, [self._document(page, read, found)])
        await self._done(page, State.READ, kept=True, content=content)

    async def _is_other(self, page: Page, itself: str) -> bool:
        """Whether to believe a page that says that it is another one: of the same site, and not astray."""
        if page.hops >= HOPS or not self._holds(itself):
            return False
        state = await self._on(lambda f: f.state(self._key, self._cover.name(itself)))
        # All pages of some sites say that they are the first one.
        return state in (None, State.WAITING)

    async def _follow(self, page: Page, read: Read) -> None:
        if page.depth >= self._plan.depth:
            return
        links = dict.fromkeys(canonical(each) for each in read.links)
        # What a feed announces may stand anywhere; it was asked for by its person.
        far = read.format is Format.FEED and page.depth == 0
        wanted = [each for each in links if each and (far or self._holds(each)) and self._sane(each)]
        await self._add(wanted, page.depth + 1, 0)

    async def _moved(self, page: Page, to: str) -> None:
        """It is somewhere else: there it is looked for, if one may go there."""
        if page.depth == 0 and to:
            scope = Scope.of(to)
            if all(scope.host != each.host for each in self._scopes):
                self._scopes.append(scope)
        if not to or page.hops >= HOPS or not (self._holds(to) or page.depth == 0):
            await self._drop(page, State.REFUSED, "redirects")
            return
        await self._add([to], page.depth, page.hops + 1)
        await self._drop(page, State.MOVED)

    async def _later(self, page: Page, code: str, wait: float = 0.0) -> None:
        """Try again, a few times, and leave in the index what is there meanwhile."""
        if page.tries + 1 >= TRIES:
            await self._done(page, State.FAILED, code, kept=page.kept, content=page.content)
            return
        until = self._now() + min(max(wait, AGAIN * 4**page.tries), LONGEST_WAIT)
        await self._on(lambda f: f.put_off(page, until))

    async def _drop(self, page: Page, state: State, code: str = "", content: str = "") -> None:
        """Nothing of this page is to be found, any longer."""
        if page.kept and not await self._on(lambda f: f.elsewhere(self._key, page.name)):
            await self._tools.sink.forget(self._key.owner, [document_id(page.name)])
        await self._done(page, state, code, content=content)

    async def _done(
        self, page: Page, state: State, code: str = "", *, kept: bool = False, content: str = ""
    ) -> None:
        await self._on(lambda f: f.done(self._key, page, state, code=code, kept=kept, content=content))

    async def _add(self, urls: list[str], depth: int, hops: int) -> None:
        if urls:
            await self._on(lambda f: f.add(self._key, self._cover, urls, depth, hops, self._most))

    @property
    def _most(self) -> int:
        return self._plan.pages * MOST_WAITING + 10

    def _holds(self, address: str) -> bool:
        return any(each.holds(address) for each in self._scopes)

    def _sane(self, address: str) -> bool:
        return not is_trap(address, self._tools.clock.now().year)

    def _document(self, page: Page, read: Read, found: Fetched) -> Document:
        now = self._now()
        return Document(
            id=document_id(page.name),
            kind="page",
            title=read.title or page.url,
            body=read.body,
            owner=self._key.owner,
            url=page.url,
            site=site_of(page.url),
            language=read.language,
            at=read.at,
            changed=min(moment(found.modified) or now, now),
        )

    async def _on(self, do: Callable[[Frontier], T]) -> T:
        """Do something with the frontier, in a thread: the disk may take its time."""
        return await in_turn(self._tools.turn, lambda: do(self._tools.frontier))

    def _now(self) -> float:
        return self._tools.clock.now().timestamp()


def document_id(name: str) -> str:
    """Of the document of a page."""
    return f"page:{name}"
