"""Addresses without end that a site makes up: recognised by how they look, and by bringing nothing new."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

from parley.search.crawling.addresses import LONGEST

DEEPEST = 16
"""Folders of an address."""
REPEATED = 3
"""Times that the same folder may stand in an address: /a/b/a/b/a/b is a link that was relative and should not
have been."""
PARAMETERS = 8
PATIENCE = 12
"""Addresses of one pattern that may bring nothing new before no more of them are gone to."""
_MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
_FIGURES = re.compile(
    rf"\d+|\b(?:[0-9a-f]{{8,}}|{_MONTHS}oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|2[0-9]{3})(?!\d)")
_DATED = re.compile(
    "calend|event|month|week|date|day|year|archive|agenda|schedule|rili|日历|活动", re.IGNORECASE
)
_AHEAD, _BACK = 2, 60
"""Years around this one for which a calendar is believed."""
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|heic|mp[34]|m4[av]|ogg|oga|ogv|webm|wav|flac|avi|mov|mkv|"
    r"zip|gz|tgz|bz2|xz|7z|rar|tar|iso|dmg|exe|msi|deb|rpm|apk|jar|whl|bin|css|js|mjs|map|woff2?|ttf|otf|eot|"
    r"xlsx?|pptx?|odt|ods|odp|psd|ai|sqlite|db|torrent|ics|vcf|asc|sig)$",
    re.IGNORECASE,
)


def is_trap(address: str, year: int) -> bool:
    """Whether a canonical address looks like one of a site's endless ones, or like no page at all.

    ``year`` is the present one.
    """
    parts = urlsplit(address)
    folders = [each for each in parts.path.split("/") if each]
    if len(address) > LONGEST or len(folders) > DEEPEST or _NOT_PAGES.search(parts.path):
        return True
    if folders and max(Counter(folders).values()) >= REPEATED:
        return True
    query = parse_qsl(parts.query, keep_blank_values=True)
    if len(query) > PARAMETERS or len({name for name, _ in query}) < len(query) - 2:
        return True
    return _beyond(address, year)


def _beyond(address: str, year: int) -> bool:
    """A calendar's page of a time that nobody has plans for."""
    if not _DATED.search(address):
        return False
    years = [int(each) for each in _YEAR.findall(urlsplit(address)._replace(netloc="", scheme="").geturl())]
    return any(each > year + _AHEAD or each < year - _BACK for each in years)


def pattern(address: str) -> str:
    """What addresses that only count up have in common; empty for an address that counts nothing."""
    parts = urlsplit(address)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    path = _FIGURES.sub("#", parts.path)
    return f"{path}?{'&'.join(names)}" if names or path != parts.path else ""


def sense_of(body: str) -> str:
    """A page's words without its figures: what is the same on every day of a calendar."""
    return " ".join(_FIGURES.sub("", body).split())[:50_000]
