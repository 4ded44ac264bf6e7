"""A home that can be searched, with two people in it, and a reader of files that reads what the bytes say."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fakes.furnished import blocks
from fakes.wall_clock import WallClock
from parley.home.accounts.callers import Role
from parley.home.files.ledger import About
from parley.home.home import Home
from parley.search.documents.types import BadDocument, Format, Read, Source
from parley.search.engines.sqlite import SQLiteEngine
from parley.search.service import Searching, Wanted
from parley.search.types import Document
from parley.settings import Home as Kept
from parley.settings import Settings


class FakeTexts:
    """Reads every file as text; one that begins with ``damaged`` it cannot."""

    def __init__(self) -> None:
        self.read_files: list[str] = []
        """Names, in order."""

    async def read(self, data: bytes, source: Source) -> Read:
        self.read_files.append(source.name)
        if data.startswith(b"damaged"):
            raise BadDocument("It is damaged.")
        return Read(Format.TEXT, body=data.decode("utf-8"))

    async def stop(self) -> None:
        return


@dataclass
class SearchHouse:
    """The home, and what searches it."""

    home: Home
    searching: Searching
    texts: FakeTexts
    anna: str
    ben: str

    async def put(self, account: str, collection: str, document: Mapping[str, Any], id: str = "") -> str:
        """Keep a record; its document's id."""
        id = id or secrets.token_hex(6)
        await self.home.records.put(account, collection, id, document)
        return f"{collection}/{id}"

    async def file(self, account: str, name: str, content: bytes, type: str = "text/plain") -> str:
        """Keep a file; its id."""
        about = About(name=name, type=type)
        return (await self.home.files.keep(account, len(content), about, blocks(content))).id

    async def page(self, url: str, title: str, body: str, account: str = "", **other: Any) -> None:
        """Index a page: the house's, or an account's own."""
        site = url.split("/")[2].removeprefix("www.")
        document = Document(url, "page", title, body, url=url, site=site, **other)
        await self.searching.take(account, [document])

    async def ids(self, account: str, text: str, **limits: Any) -> list[str]:
        """Ids of what an account finds, the best first."""
        found = await self.searching.search(account, text, Wanted(**limits), most=50)
        return [each.id for each in found.hits]


@asynccontextmanager
async def search_house(
    folder: Path, *, database: str | None = None, background: bool = False
) -> AsyncIterator[SearchHouse]:
    """A home where Anna and Ben live; what is not indexed with its record is so when a test says it."""
    settings = Settings(data=str(folder), home=Kept(database=database))
    async with await Home.open(settings, WallClock()) as home:
        anna = (await home.accounts.create(Role.FAMILY, "Anna")).id
        ben = (await home.accounts.create(Role.FAMILY, "Ben")).id
        texts = FakeTexts()
        searching = Searching(home, SQLiteEngine(folder / "search" / "house.db"), texts)
        if background:
            async with searching:
                yield SearchHouse(home, searching, texts, anna, ben)
            return
        yield SearchHouse(home, searching, texts, anna, ben)
        await searching.__aexit__()
