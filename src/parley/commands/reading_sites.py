"""What ``parley search crawl``, ``index`` and ``folders`` do."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

import msgspec
import typer

from parley.commands.progress import counting
from parley.commands.taking_away import person_named
from parley.errors import Busy, ParleyError, Unsupported
from parley.home.accounts.callers import Forbidden, Role, TooMany
from parley.home.accounts.people import Account
from parley.home.home import Home
from parley.search.crawling.addresses import canonical
from parley.search.crawling.frontier import Progress
from parley.search.crawling.plans import Wanted as Planned
from parley.search.crawling.plans import wanted as planned
from parley.search.opening import Finding
from parley.settings import Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """A site, as somebody typed it."""

    url: str
    depth: int
    pages: int
    every_hours: int
    audience: str
    """``me`` or ``house``."""


def crawl_site(settings: Settings, wanted: Wanted, person: str | None) -> int:
    """Keep a site, and read it here and now; 1 where it could not be. Raises ``Forbidden``, ``BadRecord``."""

    async def run() -> Progress | None:
        async with opened(settings) as (home, finding):
            account = await person_named(home, person)
            id = await _kept(home, settings, account, wanted)
            there = await planned(home, settings.crawling)
            key = next(each.plan.key for each in there if (each.account, each.id) == (account.id, id))
            try:
                with counting("Reading pages 正在读取网页") as told:

                    def tell(_: Planned, progress: Progress) -> None:
                        told(progress.seen, min(wanted.pages, progress.seen + progress.waiting))

                    await finding.crawler.once(tell, key)
            except Busy:
                return None
            return await finding.crawler.progress(key)

    progress = asyncio.run(run())
    if progress is None:
        typer.echo("Kept; the server that runs reads it. 已保存，由正在运行的服务器读取。")
        return 0
    typer.echo(f"Pages seen 看过：{progress.seen:,} · found 可搜到：{progress.kept:,}")
    if progress.code:
        typer.echo(f"The site could not be read. 网站无法读取。[{progress.code}]", err=True)
    elif progress.state == "going":
        typer.echo("Some pages are tried again later. 有些网页稍后再试。", err=True)
    return 1 if progress.code else 0


def index_all(settings: Settings) -> int:
    """Go through records, files and folders; 1 where something could not be."""

    async def run() -> tuple[int, str]:
        async with opened(settings) as (_, finding):
            await finding.searching.caught_up()
            with counting("Reading files 正在读取文件") as told:
                try:
                    return await finding.folders.once(lambda _, done, of: told(done, of)), ""
                except ParleyError as error:
                    return 0, error.code

    count, code = asyncio.run(run())
    typer.echo(f"Files read 已读取文件：{count:,}")
    if code == Busy.code:
        typer.echo("The server that runs follows the folders. 文件夹由正在运行的服务器跟进。", err=True)
        return 0
    if code:
        typer.echo(f"A folder could not be read. 有文件夹无法读取。[{code}]", err=True)
    return 1 if code else 0


def show_folders(settings: Settings, *, as_json: bool) -> None:
    """Print how far every folder is."""

    async def run() -> list[str]:
        async with opened(settings) as (_, finding):
            states = await finding.folders.states()
        if as_json:
            return [msgspec.json.encode([asdict(each) for each in states]).decode()]
        return [
            f"{each.name}: {each.path} · {each.state}{f' [{each.code}]' if each.code else ''}"
            f" · files 文件：{each.files:,} · found 可搜到：{each.kept:,}"
            for each in states
        ]

    lines = asyncio.run(run())
    for line in lines:
        typer.echo(line)
    if not lines:
        typer.echo("The settings name no folders. 设置里没有文件夹。", err=True)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[tuple[Home, Finding]]:
    """The home and what finds in it, without anything that runs by itself."""
    async with await Home.open(settings) as home:
        finding = Finding(settings, home)
        try:
            yield home, finding
        finally:
            await finding.crawler.close()
            await finding.folders.close()
            await finding.documents.stop()


async def _kept(home: Home, settings: Settings, account: Account, wanted: Wanted) -> str:
    """The id of the record: a new one, or that of the same site, which is to be read anew."""
    if not settings.crawling.on:
        raise Unsupported("The settings say that no pages are fetched: [crawling] on = false.")
    if wanted.audience == "house" and account.role is not Role.OWNER:
        raise Forbidden("Only an owner has sites read for everybody.")
    if not canonical(wanted.url):
        raise Unsupported("Only http and https addresses are read, without a name and password.")
    now = home.clock.now().timestamp()
    document = {**asdict(wanted), "asked": now}
    kept = await home.records.all(account.id, "sites")
    for record in kept:
        same = canonical(record.document["url"]) == canonical(wanted.url)
        if same and record.document.get("audience", "me") == wanted.audience:
            await home.records.change(account.id, "sites", record.id, document)
            return record.id
    if len(kept) >= settings.crawling.sites:
        raise TooMany(f"A person may have {settings.crawling.sites} sites read.")
    id = secrets.token_urlsafe(12)
    await home.records.put(account.id, "sites", id, {**document, "added": now})
    return id
