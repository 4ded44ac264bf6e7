"""A calendar at an address, fetched from a real server; and a house without the libraries for it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fakes.records import MemoryHome
from fakes.wall_clock import WallClock
from parley.errors import Unsupported
from parley.settings import Settings
from parley.settings.around import CalDav, Calendars
from parley.skills.calendar import outside
from parley.skills.calendar.outside import Elsewhere
from parley.skills.calendar.server import Server
from parley.skills.service import Skills
from parley.skills.types import Context

FAIR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//fair//
X-WR-CALNAME:Village
BEGIN:VEVENT
UID:fair
DTSTART;TZID=Asia/Shanghai:20261122T140000
DTEND;TZID=Asia/Shanghai:20261122T160000
SUMMARY:Village fair
END:VEVENT
END:VCALENDAR
"""


class Village(ThreadingHTTPServer):
    """A server with one calendar, which has moved."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.text = FAIR.encode()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/old.ics"


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/old.ics":
            self.send_response(302)
            self.send_header("Location", "/fair.ics")
            self.end_headers()
            return
        assert isinstance(self.server, Village)
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.text)))
        self.end_headers()
        self.wfile.write(self.server.text)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def village() -> Iterator[Village]:
    server = Village()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def house(folder: Path, url: str) -> tuple[Skills, Context, Elsewhere]:
    clock = WallClock()
    settings = Settings(data=str(folder), calendars=Calendars(files=(url,)))
    skills = Skills.load(clock, MemoryHome(clock), settings=settings)
    skill = skills._known.by_intent["calendar.add"].skill  # pyright: ignore
    return skills, Context(device="d", person="anna", clock=clock), skill._outside  # pyright: ignore


async def answer(skills: Skills, context: Context) -> str:
    understanding = skills.understand("what's on my calendar tomorrow", None, context)
    assert understanding is not None
    return (await skills.act(understanding, context)).text


async def test_a_calendar_at_an_address_is_read_and_remembered(village: Village, tmp_path: Path) -> None:
    pytest.importorskip("recurring_ical_events")
    skills, context, elsewhere = house(tmp_path, village.url)
    assert await elsewhere.refresh()
    assert await answer(skills, context) == "One event: Village fair, 2:00 PM (from Village)."
    village.text = b"no calendar"
    assert not await elsewhere.refresh()
    assert "Village fair" in await answer(skills, context)
    skills, context, elsewhere = house(tmp_path, "http://127.0.0.1:9/gone.ics")
    assert not await elsewhere.refresh()
    assert "nothing" in await answer(skills, context)


async def test_one_that_has_no_end_is_not_read(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "LARGEST", 1_000)
    village.text = FAIR.encode() + b"X" * 2_000
    skills, context, elsewhere = house(tmp_path, village.url)
    assert not await elsewhere.refresh()
    assert "nothing" in await answer(skills, context)


async def test_without_the_libraries_the_own_calendar_works(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for library in ("icalendar", "recurring_ical_events", "caldav"):
        monkeypatch.setitem(sys.modules, library, None)
    skills, context, elsewhere = house(tmp_path, village.url)
    assert not await elsewhere.refresh()
    assert "nothing" in await answer(skills, context)
    with pytest.raises(Unsupported, match=r"parley\[calendar\]"):
        Server(CalDav(url="http://127.0.0.1:9/", user="anna", password_variable="NO_SUCH_PASSWORD"))
