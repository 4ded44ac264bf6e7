"""A desktop's keyboard learns by itself, tells the home when it can, and hears what other devices taught."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import httpx
import msgspec
import pytest

from fakes.tiny_packs import tiny_pack
from parley.errors import BadSettings, NotAllowed
from parley.home.sync.transport import Unreachable
from parley.keyboard.ibus import kept as keeping
from parley.keyboard.ibus.home import Way, checked, deliver, keep_in_step
from parley.keyboard.ibus.kept import Kept
from parley.keyboard.ibus.keys import Key
from parley.keyboard.ibus.running import Chosen, choose, chosen, composer
from parley.keyboard.learning.personal import Personal
from parley.keyboard.types import Typed

NOW = 1_800_000_000.0
KEY = "not-a-real-key"


def typed(*words: str) -> Typed:
    return Typed(words, "zh", (), "xi an")


class Server:
    """A home that can be away, and what reached it."""

    def __init__(self) -> None:
        self.events: list[Typed] = []
        self.away = False
        self.status = 200
        self.refuses = ""
        self.taught = Personal()
        self.heard = asyncio.Event()

    def way(self, key: str = KEY) -> Way:
        return Way("http://home", key, http=httpx.AsyncClient(transport=httpx.MockTransport(self.answer)))

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("away")
        if request.headers["Authorization"] != f"Bearer {KEY}":
            return httpx.Response(401, json={"code": "not_allowed"})
        if self.status != 200:
            return httpx.Response(self.status)
        if request.url.path == "/api/keyboard/state":
            return httpx.Response(200, content=self.taught.dump())
        events = [msgspec.convert(each, Typed) for each in msgspec.json.decode(request.content)["events"]]
        if any(self.refuses and self.refuses in each.words for each in events):
            return httpx.Response(400, json={"code": "bad_text"})
        self.events += events
        self.taught.learn_all(events, NOW)
        self.heard.set()
        return httpx.Response(204)


@pytest.fixture
def server() -> Server:
    return Server()


def own(kept: Kept, folder: Path) -> list[str]:
    pack = tiny_pack(folder / "zh.pack", ["我", "要"], "zh", readings={"我": "wo3", "要": "yao4"})
    return sorted(each.text for each in kept.model(pack).own)


async def test_what_is_written_is_told_once(server: Server, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept", now=lambda: NOW)
    for number in range(450):
        kept.learn(typed(f"词{number}"))
    await deliver(kept, server.way())
    assert [each.words[0] for each in server.events] == [f"词{number}" for number in range(450)]
    assert server.events[0] == typed("词0")
    await deliver(kept, server.way())
    assert len(server.events) == 450


async def test_while_the_home_is_away_it_waits_over_restarts(server: Server, tmp_path: Path) -> None:
    server.away = True
    kept = Kept(tmp_path / "kept", now=lambda: NOW)
    kept.learn(typed("西安"))
    with pytest.raises(Unreachable):
        await deliver(kept, server.way())
    again = Kept(tmp_path / "kept", now=lambda: NOW)
    assert own(again, tmp_path) == ["西安"]
    server.away = False
    await deliver(again, server.way())
    assert [each.words for each in server.events] == [("西安",)]
    assert list(Kept(tmp_path / "kept", now=lambda: NOW).waiting) == []


async def test_what_other_devices_taught_comes_and_stays(server: Server, tmp_path: Path) -> None:
    server.taught.learn(Typed(("苹果",), "zh", (), "ping guo"), NOW)
    kept = Kept(tmp_path / "kept", now=lambda: NOW)
    kept.learn(typed("西安"))
    kept.replace(await server.way().state())
    assert own(kept, tmp_path) == ["苹果", "西安"]
    await deliver(kept, server.way())
    assert own(Kept(tmp_path / "kept", now=lambda: NOW), tmp_path) == ["苹果"]
    kept.replace(await server.way().state())
    assert own(Kept(tmp_path / "kept", now=lambda: NOW), tmp_path) == ["苹果", "西安"]


async def test_what_is_refused_by_itself_does_not_stop_the_rest(server: Server, tmp_path: Path) -> None:
    server.refuses = "坏"
    kept = Kept(tmp_path / "kept", now=lambda: NOW)
    for word in ("好", "坏", "行"):
        kept.learn(typed(word))
    await deliver(kept, server.way())
    assert [each.words[0] for each in server.events] == ["好", "行"]
    assert list(kept.waiting) == []


@pytest.mark.parametrize(
    ("status", "error"), [(401, NotAllowed), (403, NotAllowed), (429, Unreachable), (503, Unreachable)]
)
async def test_a_home_that_cannot_loses_nothing(
    server: Server, tmp_path: Path, status: int, error: type[Exception]
) -> None:
    kept = Kept(tmp_path / "kept", now=lambda: NOW)
    kept.learn(typed("好"))
    server.status = status
    with pytest.raises(error):
        await deliver(kept, server.way())
    assert len(kept.waiting) == 1


async def test_it_tries_again_ever_later_and_goes_on_when_the_home_is_back(
    server: Server, tmp_path: Path
) -> None:
    server.away = True
    kept = Kept(tmp_path / "kept", now=lambda: NOW)
    kept.learn(typed("西安"))
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        server.away = len(slept) < 6
        await asyncio.sleep(0)

    task = asyncio.create_task(keep_in_step(kept, server.way(), sleep))
    async with asyncio.timeout(60):
        await server.heard.wait()
    task.cancel()
    assert slept[:6] == [5.0, 15.0, 60.0, 300.0, 300.0, 300.0]


async def test_what_is_cut_off_on_the_disk_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    kept = Kept(folder, now=lambda: NOW)
    kept.learn(typed("好"))
    kept.learn(typed("行"))
    file = folder / "waiting.jsonl"
    file.write_bytes(file.read_bytes()[:-9])
    (folder / "learned").write_bytes(b"\xc1broken")
    assert [each.words for each in Kept(folder, now=lambda: NOW).waiting] == [("好",)]


def test_only_so_much_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_WAITING", 10)
    kept = Kept(tmp_path / "kept", now=lambda: NOW)
    for number in range(100):
        kept.learn(typed(f"词{number}"))
    assert [each.words[0] for each in kept.waiting] == [f"词{number}" for number in range(90, 100)]
    assert len((tmp_path / "kept" / "waiting.jsonl").read_text().splitlines()) <= 20


def test_without_a_home_it_is_kept_here(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept", waits=False, now=lambda: NOW)
    kept.learn(typed("西安"))
    kept.save()
    assert not (tmp_path / "kept" / "waiting.jsonl").exists()
    assert own(Kept(tmp_path / "kept", waits=False, now=lambda: NOW), tmp_path) == ["西安"]


def test_what_is_typed_and_the_key_are_read_by_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    told = Chosen(server="https://parley.local:8420", key=KEY, scheme="flypy", fuzzy=("z-zh",))
    choose(folder, told)
    kept = Kept(folder, now=lambda: NOW)
    kept.learn(typed("好"))
    kept.replace(Personal().dump())
    assert chosen(folder) == told
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert chosen(tmp_path / "nowhere") == Chosen()
    (folder / "settings.json").write_text("{")
    with pytest.raises(BadSettings):
        chosen(folder)


@pytest.mark.parametrize(
    "address", ["ftp://home", "https://", "http://parley.local:8420", "https://a/b", "https://a:b"]
)
def test_an_address_that_is_none_or_not_safe_is_refused(address: str) -> None:
    with pytest.raises(BadSettings):
        checked(address)


def test_addresses_as_people_write_them() -> None:
    assert checked("parley.local:8420") == "https://parley.local:8420"
    assert checked("http://127.0.0.1:8420/") == "http://127.0.0.1:8420"
    assert checked("http://[::1]:1") == "http://[::1]:1"
    assert checked("http://parley.local", plain=True) == "http://parley.local"


def test_what_was_learned_comes_first_the_next_time(tmp_path: Path) -> None:
    words = {"我": "wo3", "窝": "wo1"}
    (tmp_path / "keyboard").mkdir()
    tiny_pack(tmp_path / "keyboard" / "zh-tiny.pack", list(words), "zh", readings=words)
    kept = Kept(tmp_path / "kept", waits=False, now=lambda: NOW)
    box = composer(tmp_path, Chosen().wishes(), kept)()

    def types(written: str) -> None:
        for each in written:
            box.press(Key(ord(each)))

    types("wo")
    assert box.view().page[:2] == ("我", "窝")
    for _ in range(3):
        types(f"{box.view().page.index('窝') + 1},wo")
    assert box.view().page[0] == "窝"
