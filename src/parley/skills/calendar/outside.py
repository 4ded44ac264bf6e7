"""Calendars kept elsewhere: files and addresses that are read, and a server that is read and written."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import httpx

from parley.clock import zone_name
from parley.errors import ParleyError, Unsupported
from parley.home.due import zone_named
from parley.skills.calendar.event import COLLECTION, Happening
from parley.skills.calendar.reading import LARGEST, Remote, fields_of, read_calendar
from parley.skills.calendar.server import CalendarFailed, Server
from parley.skills.calendar.syncing import Syncing, There
from parley.skills.frame import House
from parley.skills.types import Context
from parley.telemetry import log

EVERY = 600.0
"""Seconds between two looks."""
SOON = 1.0
"""Seconds after a change here until it goes there."""
AGAIN = 60.0
"""Seconds until what failed is tried again."""


class Elsewhere:
    """The calendars that the settings name, as they were when they were last seen."""

    def __init__(self, house: House, server: There | None = None) -> None:
        self._house = house
        self._sources = house.settings.calendars
        self._server = server
        self._found: dict[str, list[Happening]] = {}
        self._there: dict[str, Remote] = {}
        self._looking: asyncio.Task[None] | None = None
        self._news = asyncio.Event()

    async def start(self) -> None:
        """Show what is known from before, and keep looking."""
        if self._sources.files or self._sources.caldav or self._server:
            await asyncio.to_thread(self._remember)
            self._looking = asyncio.create_task(self._look(), name="calendars")

    async def stop(self) -> None:
        """Look at them no more."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    def for_(self, context: Context) -> Elsewhere | Nowhere:
        """As a person sees them: the house's calendars are the family's, and not its guests'."""
        return Nowhere() if context.guest or not context.person else self

    def between(self, first: datetime, last: datetime, known: frozenset[str]) -> Sequence[Happening]:
        """Their events, without those whose uid is known here."""
        zone = first.tzinfo
        every = [
            one for found in self._found.values() for one in found if one.uid not in known or not one.uid
        ]
        here = [one if one.all_day else replace(one, begins=one.begins.astimezone(zone)) for one in every]
        return [one for one in here if one.within(first, last)]

    def changed(self) -> None:
        """Something here should go there."""
        self._news.set()

    async def adopted(self, person: str, one: Happening) -> str | None:
        """The id of a record made of an event on the server; None for one that can only be read."""
        remote = self._there.get(one.uid)
        fields = fields_of(remote.text, self._now()) if remote else None
        if remote is None or fields is None:
            return None
        id = uuid4().hex
        document = {**fields, "uid": remote.uid, "link": remote.link, "tag": remote.tag}
        await self._house.records.put(person, COLLECTION, id, document)
        return id

    async def refresh(self) -> bool:
        """Look once; False when something could not be reached."""
        well = True
        for source in self._sources.files:
            try:
                text = await _fetched(source)
                self._found[source] = await self._read(text, source)
                await asyncio.to_thread(self._keep, source, text)
            except (OSError, ValueError, httpx.HTTPError, ParleyError, ImportError) as error:
                well = False
                log.warning("calendar.unread", error=type(error).__name__)
        if self._sources.caldav or self._server:
            try:
                await self._synced()
            except (ParleyError, OSError) as error:
                well = False
                log.warning("calendar.unsynced", error=type(error).__name__)
        return well

    async def _synced(self) -> None:
        if self._server is None and self._sources.caldav:
            self._server = await asyncio.to_thread(Server, self._sources.caldav)
        assert self._server is not None
        remotes = await Syncing(self._house.records, self._server).run(self._now())
        self._there = {each.uid: each for each in remotes if each.uid}
        found: list[Happening] = []
        for each in remotes:
            with suppress(CalendarFailed):
                found += await self._read(each.text, "")
        self._found["caldav"] = found

    async def _read(self, text: str, source: str) -> list[Happening]:
        name = Path(source.split("?")[0]).stem
        try:
            return await asyncio.to_thread(read_calendar, text, name, self._now())
        except ImportError as error:
            raise Unsupported('For other calendars: pip install "parley[calendar]".') from error
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            # What the libraries raise for what is no calendar.
            raise CalendarFailed("A calendar cannot be read.") from error

    async def _look(self) -> None:
        while True:
            well = await self.refresh()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), EVERY if well else AGAIN)
                await asyncio.sleep(SOON)
            self._news.clear()

    def _keep(self, source: str, text: str) -> None:
        self._folder().mkdir(parents=True, exist_ok=True)
        self._cache(source).write_text(text, "utf-8")

    def _remember(self) -> None:
        """What was seen before, for when nothing can be reached."""
        for source in self._sources.files:
            with suppress(OSError, ValueError, KeyError, ImportError):
                text = self._cache(source).read_text("utf-8")
                self._found[source] = read_calendar(text, Path(source).stem, self._now())

    def _folder(self) -> Path:
        return self._house.settings.data_dir / "calendars"

    def _cache(self, source: str) -> Path:
        return self._folder() / f"{hashlib.sha256(source.encode()).hexdigest()[:32]}.ics"

    def _now(self) -> datetime:
        clock = self._house.clock
        return clock.now().astimezone(zone_named(zone_name(clock.zone())))


class Nowhere:
    """No calendars but one's own."""

    def between(self, first: datetime, last: datetime, known: frozenset[str]) -> Sequence[Happening]:
        return ()

    def changed(self) -> None: ...

    async def adopted(self, person: str, one: Happening) -> str | None:
        return None


async def _fetched(source: str) -> str:
    if not source.startswith(("http://", "https://", "webcal://")):
        return await asyncio.to_thread(_of_file, source)
    address = source.replace("webcal://", "https://", 1)
    whole = b""
    async with (
        httpx.AsyncClient(timeout=5.0, follow_redirects=True, max_redirects=3) as client,
        client.stream("GET", address) as answer,
    ):
        answer.raise_for_status()
        async for piece in answer.aiter_bytes():
            whole += piece
            if len(whole) > LARGEST:
                raise CalendarFailed("A calendar is larger than 8 MB.")
    return whole.decode("utf-8", "replace")


def _of_file(source: str) -> str:
    path = Path(source).expanduser()
    if path.stat().st_size > LARGEST:
        raise CalendarFailed("A calendar is larger than 8 MB.")
    return path.read_text("utf-8", "replace")
