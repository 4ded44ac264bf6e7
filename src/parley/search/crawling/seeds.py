"""Where the reading of a site begins beside its first page: what its sitemaps name."""

from __future__ import annotations

from collections import deque
from urllib.parse import urlsplit

from parley.errors import ParleyError
from parley.search.crawling.addresses import canonical, host_of, site_of
from parley.search.crawling.client import Client
from parley.search.crawling.hosts import Hosts
from parley.search.crawling.robots import Robots
from parley.search.documents.service import Documents
from parley.search.documents.sitemap import LARGEST, Sitemap

MOST_SITEMAPS = 20
"""Of one site; an index may name thousands."""


async def named_pages(
    client: Client, hosts: Hosts, robots: Robots, documents: Documents, start: str, most: int
) -> list[str]:
    """Canonical addresses that a site's sitemaps name, unchecked, at most ``most``. Failing ones are none."""
    rules = await robots.rules(start)
    parts = urlsplit(start)
    told = [canonical(each) for each in rules.sitemaps]
    wanted = deque(dict.fromkeys([*told, f"{parts.scheme}://{parts.netloc}/sitemap.xml"]))
    asked: set[str] = set()
    found: dict[str, None] = {}
    while wanted and len(asked) < MOST_SITEMAPS and len(found) < most:
        address = wanted.popleft()
        # A sitemap may lie anywhere on the site, and nowhere else.
        if address in asked or not address or site_of(address) != site_of(start):
            continue
        asked.add(address)
        read = await _sitemap(client, hosts, robots, documents, address)
        wanted.extend(filter(None, map(canonical, read.sitemaps)))
        for each in read.pages:
            if page := canonical(each):
                found[page] = None
                if len(found) >= most:
                    break
    return list(found)


async def _sitemap(
    client: Client, hosts: Hosts, robots: Robots, documents: Documents, address: str
) -> Sitemap:
    rules = await robots.rules(address)
    if rules.closed:
        return Sitemap()
    try:
        async with hosts.turn(host_of(address), rules.pause):
            answer = await client.get(address, most=LARGEST)
        return await documents.sitemap(answer.body) if answer.body else Sitemap()
    except ParleyError:  # a broken sitemap is like none: the links are there
        return Sitemap()
