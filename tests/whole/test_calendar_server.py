"""Calendars kept elsewhere: a real Radicale in its own process, and files."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fakes.records import MemoryHome
from fakes.wall_clock import WallClock
from parley.settings import Settings
from parley.settings.around import CalDav, Calendars
from parley.skills.calendar.outside import Elsewhere
from parley.skills.calendar.server import CalendarFailed, Server
from parley.skills.frame import House
from parley.skills.service import Skills
from parley.skills.types import Context, Reply

caldav = pytest.importorskip("caldav")


class Person:
    """Somebody with a calendar on a server, and a house that uses it."""

    def __init__(self, settings: Settings) -> None:
        self.clock = WallClock()
        self.home = MemoryHome(self.clock)
        self.skills = Skills.load(self.clock, self.home, settings=settings)
        self.context = Context(device="speaker", person="anna", clock=self.clock)
        skill = self.skills._known.by_intent["calendar.add"].skill  # pyright: ignore
        self.elsewhere: Elsewhere = skill._outside  # pyright: ignore

    async def say(self, text: str) -> Reply:
        understanding = self.skills.understand(text, None, self.context)
        assert understanding is not None, f"not understood: {text}"
        reply = await self.skills.act(understanding, self.context)
        self.context = replace(self.context, last=understanding, last_reply=reply, pending=reply.pending)
        return reply

    async def kept(self) -> list[dict[str, Any]]:
        return [each.document for each in await self.home.records.all("anna", "events")]


class Radicale:
    """A calendar server that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self._people = folder / "people"
        self._people.write_text("anna:x\n")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "radicale", "--config", "", "--hosts", f"127.0.0.1:{self.port}"]
        command += ["--storage-filesystem-folder", str(self._folder / "kept"), "--auth-type", "htpasswd"]
        command += ["--auth-htpasswd-filename", str(self._people), "--auth-htpasswd-encryption", "plain"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as asking:
                if asking.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("Radicale did not start.")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    @property
    def calendar(self) -> Any:
        client: Any = caldav.DAVClient(url=self.url, username="anna", password="x")
        calendars = client.principal().calendars()
        return calendars[0] if calendars else client.principal().make_calendar(name="Family")

    def titles(self) -> list[str]:
        return sorted(str(each.icalendar_component["SUMMARY"]) for each in self.calendar.events())


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    server = Radicale(tmp_path_factory.mktemp("radicale"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(started: Radicale) -> Radicale:
    for each in started.calendar.events():
        each.delete()
    return started


@pytest.fixture
def person(server: Radicale, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setenv("CALDAV_PASSWORD", "x")
    return Person(Settings(data=str(tmp_path), calendars=Calendars(caldav=CalDav(server.url, "anna"))))


def ical(title: str, day: str, uid: str, more: str = "") -> str:
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20261120T000000Z\r\nDTSTART;TZID=Asia/Shanghai:{day}\r\nSUMMARY:{title}\r\n"
        f"{more}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


async def test_what_is_said_appears_on_the_server_moves_there_and_goes(
    server: Radicale, person: Person
) -> None:
    await person.say("add a dentist appointment on tuesday at 3 pm")
    assert await person.elsewhere.refresh()
    assert server.titles() == ["dentist appointment"]
    await person.say("move my dentist appointment to thursday")
    await person.elsewhere.refresh()
    (event,) = server.calendar.events()
    assert event.icalendar_component["DTSTART"].dt.astimezone(UTC) == datetime(2026, 11, 26, 7, tzinfo=UTC)
    assert len((await person.say("what do i have on thursday")).text.split("dentist")) == 2
    await person.say("cancel my dentist appointment")
    assert "nothing" in (await person.say("what do i have on thursday")).text
    await person.elsewhere.refresh()
    assert server.titles() == []
    assert await person.kept() == []


async def test_what_is_on_the_server_is_read_moved_and_removed_by_voice(
    server: Radicale, person: Person
) -> None:
    server.calendar.add_event(
        ical("Piano lesson", "20261124T160000", "piano", "ATTENDEE:mailto:x@example.org\r\n")
    )
    await person.elsewhere.refresh()
    assert "Piano lesson" in (await person.say("what do i have on tuesday")).text
    await person.say("move my piano lesson to 5 pm")
    await person.elsewhere.refresh()
    (event,) = server.calendar.events()
    assert event.icalendar_component["DTSTART"].dt.hour == 17
    assert "x@example.org" in event.data
    await person.say("cancel my piano lesson")
    await person.elsewhere.refresh()
    assert server.titles() == []


async def test_what_changes_there_changes_here(server: Radicale, person: Person) -> None:
    await person.say("add a dentist appointment on tuesday at 3 pm")
    await person.elsewhere.refresh()
    (event,) = server.calendar.events()
    event.icalendar_component["SUMMARY"] = "orthodontist"
    event.save()
    await person.elsewhere.refresh()
    assert [each["title"] for each in await person.kept()] == ["orthodontist"]
    event.delete()
    await person.elsewhere.refresh()
    assert await person.kept() == []


async def test_while_the_server_is_away_nothing_is_lost(server: Radicale, person: Person) -> None:
    server.calendar.add_event(ical("Piano lesson", "20261124T160000", "piano"))
    await person.elsewhere.refresh()
    server.stop()
    assert "dentist" in (await person.say("add a dentist appointment on tuesday at 3 pm")).text
    assert not await person.elsewhere.refresh()
    both = (await person.say("what do i have on tuesday")).text
    assert "Piano" in both and "dentist" in both
    server.start()
    assert await person.elsewhere.refresh()
    assert server.titles() == ["Piano lesson", "dentist appointment"]


@pytest.mark.parametrize(
    ("later", "holds"), [(timedelta(hours=1), "theirs"), (timedelta(hours=-1), "dentist appointment")]
)
async def test_of_two_changes_the_servers_holds_unless_ours_is_newer(
    server: Radicale, person: Person, later: timedelta, holds: str
) -> None:
    await person.say("add a dentist appointment on tuesday at 3 pm")
    await person.elsewhere.refresh()
    (event,) = server.calendar.events()
    moment = person.clock.now() + later
    text = str(event.data).replace("SUMMARY:dentist appointment", "SUMMARY:theirs")
    lines = [line for line in text.splitlines() if not line.startswith("LAST-MODIFIED")]
    at = lines.index("BEGIN:VEVENT") + 1
    lines.insert(at, f"LAST-MODIFIED:{moment:%Y%m%dT%H%M%SZ}")
    event.data = "\r\n".join(lines) + "\r\n"
    event.save()
    await person.say("move my dentist appointment to thursday")
    await person.elsewhere.refresh()
    assert server.titles() == [holds]
    assert [each["title"] for each in await person.kept()] == [holds]


def test_a_server_that_is_not_there_says_so() -> None:
    with pytest.raises(CalendarFailed):
        Server(CalDav("http://127.0.0.1:9/", "anna")).all()


async def test_files_are_read_and_their_last_copy_is_kept(tmp_path: Path) -> None:
    school = tmp_path / "school.ics"
    school.write_text(
        ical("Parents' evening", "20261124T190000", "p", "RRULE:FREQ=WEEKLY;COUNT=3\r\n"), "utf-8"
    )
    settings = Settings(data=str(tmp_path), calendars=Calendars(files=(str(school),)))
    person = Person(settings)
    assert await person.elsewhere.refresh()
    reply = await person.say("what do i have on tuesday")
    assert reply.text == "One event: Parents' evening, 7:00 PM (from school)."
    assert "only read" in (await person.say("cancel my parents' evening event")).text
    school.unlink()
    again = Person(settings)
    await again.elsewhere.start()
    await again.elsewhere.stop()
    assert "Parents' evening" in (await again.say("what do i have on tuesday")).text


async def test_what_is_no_calendar_does_no_harm(tmp_path: Path) -> None:
    for number, text in enumerate(
        ["", "BEGIN:VCALENDAR", "hello", "BEGIN:VEVENT\r\nEND:VEVENT", "\x00" * 100]
    ):
        file = tmp_path / f"{number}.ics"
        file.write_text(text)
        person = Person(Settings(data=str(tmp_path), calendars=Calendars(files=(str(file),))))
        await person.elsewhere.refresh()
        assert "nothing" in (await person.say("what do i have on tuesday")).text


def test_a_house_without_calendars_elsewhere_looks_at_none() -> None:
    home = MemoryHome()
    house = House(WallClock(), home, None, {}, lambda _: ())  # pyright: ignore
    assert Elsewhere(house).between(datetime.now(UTC), datetime.now(UTC), frozenset()) == []
