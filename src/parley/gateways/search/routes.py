"""Every route of searching."""

from __future__ import annotations

from starlette.routing import BaseRoute

from parley.gateways.access import Door
from parley.gateways.search.finding import finding_routes
from parley.gateways.search.sites import site_routes
from parley.home.home import Home
from parley.search.crawling.service import Crawler
from parley.search.folders.service import Folders
from parley.search.service import Searching
from parley.settings.crawling import Crawling


def search_routes(
    door: Door, home: Home, searching: Searching, crawler: Crawler, folders: Folders, settings: Crawling
) -> list[BaseRoute]:
    """Finding things, and what is read so that it is found."""
    return [
        *finding_routes(door, searching, home),
        *site_routes(door, home, crawler, folders, settings),
    ]
