"""What is to be read, for whom: from the records of everybody's sites and bookmarks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import cast

import msgspec

from parley.home.accounts.callers import Role, UnknownAccount
from parley.home.accounts.sealing import account_key
from parley.home.home import Home
from parley.home.pages import Bookmark, Site
from parley.home.reading import Record
from parley.home.vault import Vault
from parley.search.crawling.addresses import canonical
from parley.search.crawling.cover import AccountCover, Cover, HouseCover
from parley.search.crawling.crawl import Plan
from parley.search.crawling.frontier import Key
from parley.settings.crawling import Crawling

BOOKMARK = "bookmark:"
"""Before the id of a bookmark, among the sites."""
FROM = frozenset({"sites", "bookmarks"})
"""The collections of records that tell what is to be read."""
MOST_BOOKMARKS = 5_000
"""Of one person whose pages are read."""
_BOOKMARKS_EVERY = 30 * 86_400.0
_HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A plan, and the record it comes from."""

    plan: Plan
    account: str
    """Whose record it is."""
    id: str


async def wanted(home: Home, settings: Crawling) -> list[Wanted]:
    """Everything that is to be read, of everybody.

    Of somebody's sites no more count than the settings allow. ``house`` counts for owners alone, whatever
    somebody's device wrote into a record.
    """
    owners = {each.id for each in await home.accounts.people() if each.role is Role.OWNER}
    counts: Counter[str] = Counter()
    found: list[Wanted] = []
    for record in await home.records.everyone("sites"):
        counts[record.account] += 1
        plan = site_plan(record, settings, home.vault, house=record.account in owners)
        if plan is not None and counts[record.account] <= settings.sites:
            found.append(Wanted(plan, record.account, record.id))
    marked: Counter[str] = Counter()
    for record in await home.records.everyone("bookmarks"):
        marked[record.account] += 1
        plan = bookmark_plan(record, home.vault)
        if plan is not None and marked[record.account] <= MOST_BOOKMARKS:
            found.append(Wanted(plan, record.account, record.id))
    return found


def site_plan(record: Record, settings: Crawling, vault: Vault, *, house: bool) -> Plan | None:
    """The plan of a record of ``sites``; None for one that cannot be gone to."""
    site = msgspec.convert(record.document, Site)
    start = canonical(site.url)
    if not start:
        return None
    key = Key("" if site.audience == "house" and house else record.account, _name(vault, record.id, start))
    pages = min(site.pages, settings.pages)
    return Plan(key, start, site.depth, pages, site.every_hours * _HOUR, site.asked)


def bookmark_plan(record: Record, vault: Vault) -> Plan | None:
    """The plan of a bookmark: its page alone."""
    start = canonical(msgspec.convert(record.document, Bookmark).url)
    key = Key(record.account, _name(vault, f"{BOOKMARK}{record.id}", start))
    return Plan(key, start, 0, 5, _BOOKMARKS_EVERY) if start else None


def _name(vault: Vault, id: str, start: str) -> str:
    """Of a record's site: another one, once it begins somewhere else."""
    return f"{id}.{vault.hash('crawled', start)[:12]}"


async def cover_of(home: Home, owner: str) -> Cover:
    """What hides the addresses of an account, or of the house. Raises ``UnknownAccount``."""
    if not owner:
        return HouseCover(home.vault)
    key = await home.database.read(lambda connection: account_key(connection, home.vault, owner))
    return AccountCover(key)


async def exists(home: Home, owner: str) -> bool:
    """Whether an account is there; the house always is."""
    try:
        await cover_of(home, owner)
    except UnknownAccount:
        return False
    return True


def house_of(record: Record) -> bool:
    """Whether a record of ``sites`` is meant for everybody."""
    return cast(str, record.document.get("audience", "me")) == "house"
