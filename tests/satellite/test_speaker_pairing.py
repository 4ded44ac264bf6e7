"""A speaker is let in by six digits, keeps its token, and gives it to nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from fakes.home_server import ORIGIN, HomeServer, home_server
from parley.home.accounts.callers import Role, Scope
from parley.home.sync.transport import Unreachable
from parley.satellite import starting
from parley.satellite.kept import Kept, SpeakerFailed
from parley.satellite.pairing import ROTATE_AFTER, Door, Started, checked_address, link, pair, rotate, trust
from parley.satellite.playing import Playback
from parley.settings import Mouth, Settings


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path / "server") as serving:
        yield serving


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "speaker")


def now(house: HomeServer) -> float:
    return house.clock.now().timestamp()


class Person:
    """Somebody who looks at the terminal and enters what it shows."""

    def __init__(self, house: HomeServer, owner: httpx.AsyncClient) -> None:
        self.house, self.owner = house, owner
        self.codes: list[str] = []
        self.waits_for = 0.0
        self.route = "approve"
        self._tasks: list[asyncio.Task[None]] = []

    async def show(self, started: Started, again: bool) -> None:
        assert again == bool(self.codes)
        self.codes.append(started.user_code)
        self._tasks.append(asyncio.create_task(self.enter(started.user_code)))

    async def enter(self, code: str) -> None:
        await asyncio.sleep(self.waits_for)
        self.waits_for = 0.0
        await self.owner.post(f"/api/pair/{self.route}", json={"code": code, "room": "Kitchen"})


@pytest.fixture
async def person(house: HomeServer) -> Person:
    owner = await house.person(Role.OWNER)
    return Person(house, house.browser(await house.session(owner)))


async def test_it_is_let_in_when_its_digits_are_entered(
    house: HomeServer, kept: Kept, person: Person
) -> None:
    person.waits_for = 60.0
    await pair(Door(ORIGIN, None, house.client()), kept, "Kitchen speaker", person.show, lambda: now(house))
    state = Kept(kept.folder).state
    assert len(person.codes) == 1 and len(person.codes[0]) == 6
    me = (await house.client(state.token).get("/api/me")).json()
    assert me["device"] == state.device and set(me["scopes"]) >= {Scope.TALK.value, "records:write"}
    (device,) = [each for each in await house.home.devices.everybodys() if each.id == state.device]
    assert (device.name, device.room, device.kind.value) == ("Kitchen speaker", "Kitchen", "speaker")


async def test_digits_that_nobody_entered_in_time_are_replaced(
    house: HomeServer, kept: Kept, person: Person
) -> None:
    person.waits_for = 700.0
    await pair(Door(ORIGIN, None, house.client()), kept, "x", person.show, lambda: now(house))
    assert len(person.codes) == 2 and kept.state.token


async def test_who_is_refused_says_so(house: HomeServer, kept: Kept, person: Person) -> None:
    person.route = "refuse"
    with pytest.raises(SpeakerFailed, match="refused"):
        await pair(Door(ORIGIN, None, house.client()), kept, "x", person.show, lambda: now(house))
    assert not kept.state.token


async def test_a_token_is_replaced_each_week_and_the_old_one_ends(
    house: HomeServer, kept: Kept, person: Person
) -> None:
    door = Door(ORIGIN, None, house.client())
    await pair(door, kept, "x", person.show, lambda: now(house))
    old = kept.state.token
    await rotate(door, kept, lambda: now(house) + ROTATE_AFTER - 60)
    assert kept.state.token == old
    await rotate(door, kept, lambda: now(house) + ROTATE_AFTER + 60)
    fresh = Kept(kept.folder).state.token
    assert fresh != old
    assert (await house.client(old).get("/api/me")).status_code == 200  # until the new one is used
    assert (await house.client(fresh).get("/api/me")).status_code == 200
    assert (await house.client(old).get("/api/me")).status_code == 401


async def test_a_server_that_is_away_or_is_none_is_told_apart(kept: Kept) -> None:
    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    for handler, expected in (
        (away, Unreachable),
        (lambda _: httpx.Response(503), Unreachable),
        (lambda _: httpx.Response(200, text="<html>a router</html>"), SpeakerFailed),
    ):
        client = httpx.AsyncClient(transport=httpx.MockTransport(handler))
        with pytest.raises(expected):
            await Door("https://parley.local", None, client).start("x")


async def test_a_certificate_that_nobody_signed_is_explained() -> None:
    def unsigned(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")

    client = httpx.AsyncClient(transport=httpx.MockTransport(unsigned))
    with pytest.raises(SpeakerFailed, match="--ca FILE"):
        await Door("https://parley.local", None, client).start("x")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("parley.local:8420", "https://parley.local:8420"),
        ("https://parley.local/", "https://parley.local"),
        ("http://127.0.0.1:8420", "http://127.0.0.1:8420"),
        ("http://localhost:8420", "http://localhost:8420"),
        ("http://[::1]:8420", "http://[::1]:8420"),
    ],
)
def test_addresses_are_read_as_people_write_them(given: str, used: str) -> None:
    assert checked_address(given, plain=False) == used


@pytest.mark.parametrize(
    "given", ["http://192.168.1.5:8420", "http://parley.local", "http://127.0.0.1.evil.com"]
)
def test_plain_http_is_for_this_machine_alone_unless_it_is_wanted(given: str) -> None:
    with pytest.raises(SpeakerFailed, match="--plain"):
        checked_address(given, plain=False)
    assert checked_address(given, plain=True) == given


@pytest.mark.parametrize(
    "given", ["ftp://x", "https://", "https://a@b", "https://x/talk", "https://x:99999", ""]
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(SpeakerFailed, match="address"):
        checked_address(given, plain=True)


def test_a_certificate_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SpeakerFailed, match=r"home\.pem"):
        trust("https://parley.local", str(tmp_path / "home.pem"))
    assert trust("http://localhost", "") is None


def test_the_room_goes_into_the_page_s_address() -> None:
    page = "https://parley.local/pair"
    started = Started("secret", "123456", page, f"{page}?code=123456", 600, 5)
    assert link(started, "") == f"{page}?code=123456"
    assert link(started, "厨房") == f"{page}?code=123456&room=%E5%8E%A8%E6%88%BF"


async def test_another_server_is_not_shown_the_token(kept: Kept, tmp_path: Path) -> None:
    kept.state.server, kept.state.token = "https://old.example", "secret"
    tried: list[str] = []

    class Nobody(Door):
        async def start(self, name: str) -> Started:
            tried.append(kept.state.token)
            raise SpeakerFailed("enough")

    settings = Settings(data=str(tmp_path), mouth=Mouth(engines={}))
    wishes = starting.Wishes(server="https://new.example")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SpeakerFailed, match="enough"):
        patch.setattr(starting, "Door", Nobody)
        await starting.let_in(wishes, kept, settings, Playback(), lambda _: None)
    assert tried == [""]


async def test_without_an_address_it_asks_for_one(kept: Kept, tmp_path: Path) -> None:
    with pytest.raises(SpeakerFailed, match="--server"):
        await starting.let_in(
            starting.Wishes(), kept, Settings(data=str(tmp_path)), Playback(), lambda _: None
        )


def test_two_of_them_do_not_run_in_one_folder(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path))
    with (
        starting.only_one(settings),
        pytest.raises(SpeakerFailed, match="already"),
        starting.only_one(settings),
    ):
        pass
