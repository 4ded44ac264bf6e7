"""What a host allows (robots.txt, RFC 9309): asked once a day, and believed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from parley.errors import ParleyError
from parley.search.crawling.client import Client
from parley.search.crawling.hosts import Hosts
from parley.search.documents.charsets import decoded

LARGEST = 512 * 1024
"""Bytes that are read; RFC 9309 asks for at least 500 KiB."""
REDIRECTS = 5
FRESH = 86_400.0
"""Seconds for which an answer counts; RFC 9309: not more than a day."""
FAILED = 50.0
"""The same, where none could be had."""
_REMEMBERED = 500
"""Hosts."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows us."""

    agent: str
    parsed: Protego | None = None
    closed: bool = False
    """Nothing: its robots.txt could not be had, and nobody knows what stands in it."""

    def allow(self, address: str) -> bool:
        """Whether a page may be fetched."""
        if self.closed:
            return False
        return self.parsed is None or self.parsed.can_fetch(address, self.agent)

    @property
    def pause(self) -> float:
        """Seconds that it wants between two requests; 0 where it does not say."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(self.agent)
        between = rate.seconds / rate.requests if rate and rate.requests > 0 else 0.0
        return max(0.0, self.parsed.crawl_delay(self.agent) or 0.0, between)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Addresses of sitemaps that it names, unchecked."""
        return tuple(self.parsed.sitemaps)[:50] if self.parsed else ()


class Robots:
    """The rules of hosts."""

    def __init__(self, client: Client, hosts: Hosts, agent: str) -> None:
        self._client, self._hosts, self._agent = client, hosts, agent
        self._known: OrderedDict[str, tuple[float, Rules]] = OrderedDict()

    async def rules(self, address: str) -> Rules:
        """Of the host of an address."""
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        now = asyncio.get_running_loop().time()
        known = self._known.get(origin)
        if known is not None and known[0] > now:
            return known[1]
        rules = await self._asked(f"{origin}/robots.txt")
        self._known[origin] = now + (FAILED if rules.closed else FRESH), rules
        self._known.move_to_end(origin)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return rules

    async def _asked(self, address: str) -> Rules:
        for _ in range(REDIRECTS + 1):
            try:
                async with self._hosts.turn(urlsplit(address).netloc):
                    found = await self._client.get(address, most=LARGEST)
            except ParleyError:  # too long, no answer: as if the server had failed
                return Rules(self._agent, closed=True)
            if found.location:
                address = found.location
                continue
            if found.status == 200:
                return Rules(self._agent, Protego.parse(decoded(found.body, "utf-8").replace("\0", "")))
            # 4xx: there are no rules. 5xx and 429: nobody knows, so nothing is allowed for now.
            return Rules(self._agent, closed=found.status >= 500 or found.status == 429)
        return Rules(self._agent)  # RFC 9309, 2.3.1.2: beyond five redirects it counts as not there
