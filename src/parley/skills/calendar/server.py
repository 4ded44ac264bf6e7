"""A calendar server (CalDAV), spoken to in a thread."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from parley.errors import ParleyError, Unsupported
from parley.settings.around import CalDav
from parley.skills.calendar.reading import LARGEST, Remote, uid_of

TIMEOUT = 5
"""Seconds that an answer may take."""
MOST = 5_000
"""Events of a server that are looked at."""


class CalendarFailed(ParleyError):
    """A calendar elsewhere cannot be read or written."""

    code = "calendar_failed"


class Server:
    """One calendar on a server. Its methods block; each raises ``CalendarFailed``."""

    def __init__(self, settings: CalDav) -> None:
        try:
            library: Any = import_module("caldav")
        except ImportError as error:
            raise Unsupported('For calendar servers: pip install "parley[calendar]".') from error
        password = os.environ.get(settings.password_variable, "")
        self._client: Any = library.DAVClient(
            url=settings.url, username=settings.user or None, password=password or None, timeout=TIMEOUT
        )
        self._url = settings.url
        self._calendar: Any = None

    def all(self) -> list[Remote]:
        """Every event there is."""
        found = self._try(lambda: self._there().events())
        some = [Remote(uid_of(str(each.data)), str(each.url), str(each.data)) for each in found[:MOST]]
        return [each for each in some if len(each.text) <= LARGEST]

    def get(self, link: str) -> str | None:
        """The object at an address; None when it is gone."""
        answer = self._try(lambda: self._client.request(link, "GET"))
        if answer.status in (404, 410):
            return None
        self._see(answer.status)
        return str(answer.raw)

    def put(self, link: str, text: str) -> None:
        """Write an object."""
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        answer = self._try(lambda: self._client.request(link, "PUT", text, headers))
        self._see(answer.status)

    def delete(self, link: str) -> None:
        """Remove an object that may be gone already."""
        answer = self._try(lambda: self._client.request(link, "DELETE"))
        if answer.status not in (404, 410):
            self._see(answer.status)

    def address(self, uid: str) -> str:
        """Where an event of that name would be."""
        there = self._try(lambda: str(self._there().url))
        return f"{there.rstrip('/')}/{uid}.ics"

    def _there(self) -> Any:
        """The calendar: that of the address, else the person's first."""
        if self._calendar is None:
            calendars: list[Any] = self._client.principal().calendars()
            same = [each for each in calendars if str(each.url).rstrip("/") == self._url.rstrip("/")]
            if not calendars:
                raise CalendarFailed("The calendar server has no calendar.")
            self._calendar = (same or calendars)[0]
        return self._calendar

    def _see(self, status: int) -> None:
        if status >= 300:
            raise CalendarFailed(f"The calendar server answers {status}.")

    def _try(self, work: Any) -> Any:
        try:
            return work()
        except ParleyError:
            raise
        except Exception as error:  # the library raises its own, its transport's and lxml's errors alike
            self._calendar = None
            raise CalendarFailed(
                f"The calendar server cannot be reached ({type(error).__name__})."
            ) from error
