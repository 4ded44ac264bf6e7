"""Settings of what is fetched and read so that it is found: pages of the web, and folders of this machine."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class Crawling(Struct, frozen=True, forbid_unknown_fields=True):
    """Pages of the web that people want to find again."""

    on: bool = True
    """Fetch bookmarked pages, and the sites that people name."""
    agent: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z][A-Za-z0-9_-]*\Z")] = "Parley"
    """How it calls itself: what a site's robots.txt may name."""
    pause: Annotated[float, Meta(ge=0.1, le=60.0)] = 1.0
    """Seconds between two requests to one host; a robots.txt may ask for more."""
    hosts: Annotated[int, Meta(ge=1, le=32)] = 4
    """Hosts that are asked at the same time."""
    pages: Annotated[int, Meta(ge=1, le=100_000)] = 5_000
    """Pages of one site, whatever its person wants."""
    sites: Annotated[int, Meta(ge=0, le=1_000)] = 50
    """Sites of one person."""
    page_mb: Annotated[int, Meta(ge=1, le=100)] = 10
    """Megabytes of one page; more is not read."""
    private: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(max_length=50)
    ] = ()
    """Networks (``192.168.1.0/24``) or addresses of the house's own that may be fetched from; none by
    default: whoever names a site could otherwise look around in the house."""


class Folder(Struct, frozen=True, forbid_unknown_fields=True):
    """A folder of this machine in whose files things are found."""

    path: Annotated[str, Meta(min_length=1, max_length=1_000)]
    person: Annotated[str, Meta(max_length=200)] = ""
    """Name or id of whom its files are for; empty for everybody of the house."""
