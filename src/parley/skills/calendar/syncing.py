"""Bringing our events and those of a calendar server into step."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from parley.home.archive.appointments import appointment
from parley.home.archive.contentlines import line
from parley.home.archive.zones import known, vtimezone
from parley.home.records import Record, Records
from parley.skills.calendar.event import COLLECTION
from parley.skills.calendar.reading import Remote, fields_of, merged, modified


class There(Protocol):
    """What is asked of a server."""

    def all(self) -> list[Remote]: ...
    def get(self, link: str) -> str | None: ...
    def put(self, link: str, text: str) -> None: ...
    def delete(self, link: str) -> None: ...
    def address(self, uid: str) -> str: ...


class Syncing:
    """What was changed here goes there, then what is there comes here.

    A record that the server has not got yet is the queue: nothing is lost while it is away. Where both sides
    changed an event, the server's version holds unless ours is newer.
    """

    def __init__(self, records: Records, server: There) -> None:
        self._records = records
        self._server = server

    async def run(self, now: datetime) -> list[Remote]:
        """Do it once; what the server then has. Raises ``CalendarFailed``."""
        for record in await self._records.everyone(COLLECTION):
            if float(record.document["changed"]) > float(record.document["sent"]):
                await self._send(record, now)
        there = await asyncio.to_thread(self._server.all)
        await self._take(there, now)
        return there

    async def _send(self, record: Record, now: datetime) -> None:
        document, link = record.document, str(record.document["link"])
        if document["gone"] and not link:
            await self._records.delete(record.account, COLLECTION, record.id)
            return
        current = await asyncio.to_thread(self._server.get, link) if link else None
        remote = Remote(str(document["uid"]), link, current or "")
        # Without a tag it never arrived there, or nobody heard so.
        theirs = bool(document["tag"]) and remote.tag != document["tag"]
        if theirs and (current is None or modified(current) >= float(document["changed"])):
            await self._give_way(record, current, now)
            return
        if document["gone"]:
            await asyncio.to_thread(self._server.delete, link)
            await self._records.delete(record.account, COLLECTION, record.id)
            return
        uid = str(document["uid"]) or f"{record.id}@parley"
        link = link or await asyncio.to_thread(self._server.address, uid)
        ours = _object(uid, record)
        text = merged(current, ours) if current else ours
        # Its name is on disk before the server has it, so that it is never sent as two.
        await self._set(record, {"uid": uid, "link": link})
        await asyncio.to_thread(self._server.put, link, text)
        stored = await asyncio.to_thread(self._server.get, link) or text
        sent = {"tag": Remote(uid, link, stored).tag, "sent": document["changed"]}
        await self._set(record, sent)

    async def _give_way(self, record: Record, current: str | None, now: datetime) -> None:
        """The server's version holds."""
        fields = fields_of(current, now) if current else None
        if current is None or fields is None:
            await self._records.delete(record.account, COLLECTION, record.id)
            return
        tag = Remote("", "", current).tag
        await self._set(record, {**fields, "tag": tag, "gone": False, "sent": record.document["changed"]})

    async def _take(self, there: Sequence[Remote], now: datetime) -> None:
        by_uid = {each.uid: each for each in there if each.uid}
        for record in await self._records.everyone(COLLECTION):
            document = record.document
            if not document["link"] or float(document["changed"]) > float(document["sent"]):
                continue
            remote = by_uid.get(str(document["uid"]))
            if remote is None or remote.tag != document["tag"]:
                await self._give_way(record, remote.text if remote else None, now)

    async def _set(self, record: Record, fields: dict[str, Any]) -> None:
        await self._records.change(record.account, COLLECTION, record.id, fields)


def _object(uid: str, record: Record) -> str:
    """A whole calendar with one event in it."""
    document = record.document
    zone = known(str(document["zone"])) if document["time"] else None
    table = vtimezone(zone, int(str(document["day"])[:4])) if zone else ()
    lines = [
        line("BEGIN", "VCALENDAR"),
        line("VERSION", "2.0"),
        line("PRODID", "-//Parley//Home//EN"),
        *table,
    ]
    return "".join([*lines, *appointment(uid, document, record.created), line("END", "VCALENDAR")])
