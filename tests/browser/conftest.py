"""A real server and a real Chromium, whose microphone is a recording."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
from eye import Eye
from people import Person
from sound import Microphone, spoken
from talk_page import PATIENCE, TABLET

from parley.audio.pcm import Samples

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "src/parley/gateways/web/page/index.html"
OVERHEAR = Path(__file__).with_name("overhear.js")
LEAN = Path(__file__).with_name("chromium.sh")
STARTS_WITHIN = 180.0
"""Seconds until every engine has loaded, on a machine that is busy with other tests too."""


def chromium() -> str | None:
    """Where Chromium is: the variable ``CHROMIUM``, else the leanest on the path (see ``.ci/browser``)."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


class Server:
    """``parley serve`` as a process of its own."""

    def __init__(self, folder: Path) -> None:
        port = _free_port()
        self.origin = f"http://localhost:{port}"
        self.folder = folder
        """Where its data lies."""
        (folder / "parley.toml").write_text("")
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PARLEY_") or name == "PARLEY_CACHE"
        }
        self._environment = kept | {
            "PARLEY_DATA": str(folder),
            "PARLEY_SETTINGS": str(folder / "parley.toml"),
            "PARLEY_SERVER__PORT": str(port),
            # What these tests say is English; Mandarin is typed.
            "PARLEY_EARS__ENGINES": '["moonshine"]',
            "PYTHONPATH": str(REPOSITORY / "src"),
            "PYTHONUNBUFFERED": "1",
        }
        self.link = self.start()

    def start(self) -> str:
        """Start it and wait until it listens; the link that it prints."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "parley", "serve"],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        return self.origin + _key(self._process.stdout)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def new_link(self) -> str:
        """What ``parley link`` prints while the server runs."""
        command = [sys.executable, "-m", "parley", "link"]
        printed = subprocess.check_output(command, env=self._environment, text=True, timeout=STARTS_WITHIN)
        match = re.search(r"/\?key=\S+", printed)
        assert match, printed
        return self.origin + match[0]


def _key(output: IO[str]) -> str:
    """Read what the server prints until its link comes; the rest is read away so that it never blocks."""
    lines: list[str] = []
    found = threading.Event()

    def read() -> None:
        for line in output:
            lines.append(line)
            if "?key=" in line:
                found.set()
        found.set()

    threading.Thread(target=read, daemon=True).start()
    found.wait(STARTS_WITHIN)
    match = re.search(r"/\?key=\S+", "".join(lines))
    if match is None:
        pytest.fail(f"no link within {STARTS_WITHIN:.0f} s; the server said:\n{''.join(lines)[-3000:]}")
    return match[0]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not PAGE.is_file():
        pytest.skip("the talk page is not built: make web")
    started = Server(tmp_path_factory.mktemp("house"))
    yield started
    started.stop()


_ports = itertools.count(20_000 + os.getpid() % 1000 * 10)


def _free_port() -> int:
    """A port that stays free until the server has started: that takes seconds.

    Below those that the system gives to whoever asks for any, as the tests beside these do all the time, and
    from ten that no process started next to this one counts.
    """
    for port in _ports:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("ports are never used up")


@pytest.fixture(scope="session")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Microphone:
    """What the browser's microphone hears is up to each test."""
    return Microphone(tmp_path_factory.mktemp("microphone") / "sound.wav")


@pytest.fixture(scope="session")
def eye(tmp_path_factory: pytest.TempPathFactory) -> Eye:
    """What the browser's camera sees is up to each test."""
    return Eye(tmp_path_factory.mktemp("camera") / "seen.mjpeg")


@pytest.fixture(scope="session")
def voice() -> Mapping[str, Samples]:
    """Sentences to say into the microphone."""
    return spoken(("What time is it?", "What can you do?", "I need a timer.", "Ten minutes."))


@pytest.fixture(scope="session")
def browser(microphone: Microphone, eye: Eye) -> Iterator[Browser]:
    """Chromium with that microphone and that camera, which it may use without asking."""
    executable = chromium()
    if executable is None:
        pytest.skip("no Chromium: install it, or name it in the variable CHROMIUM")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    arguments = [
        "--headless=new",
        "--no-sandbox",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone.path}%noloop",
        f"--use-file-for-fake-video-capture={eye.path}",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as started:
        chromium_started = started.chromium.launch(
            executable_path=LEAN, args=arguments, env=os.environ | {"CHROMIUM": executable}
        )
        yield chromium_started
        chromium_started.close()


@pytest.fixture(scope="session")
def owner(server: Server) -> Person:
    """The owner of the house, beside any browser."""
    return Person(server.origin, server.link.split("key=")[1])


@pytest.fixture
def signed_in(owner: Person) -> Any:
    """What a browser holds in which somebody new is signed in."""
    return owner.invited("Anna").state()


Open = Callable[..., "Page"]


@pytest.fixture
def open_page(server: Server, browser: Browser, signed_in: Any) -> Iterator[Open]:
    """Opens the page as someone who is let in; whatever goes wrong in its scripts fails the test."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def open_it(
        language: str = "en-GB", size: Any = TABLET, scheme: Any = "light", motion: Any = "reduce"
    ) -> Page:
        context = browser.new_context(
            storage_state=signed_in,
            viewport=size,
            locale=language,
            color_scheme=scheme,
            reduced_motion=motion,
            permissions=["microphone", "camera"],
            service_workers="block",
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(path=OVERHEAR)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(server.origin)
        page.wait_for_selector(".talk[data-link=open]")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert wrong == []


Visit = Callable[..., "Page"]


@pytest.fixture
def visit(server: Server, browser: Browser) -> Iterator[Visit]:
    """Opens a page of the home as somebody, or as nobody; errors of its scripts fail the test."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def visit_it(
        person: Person | None = None,
        address: str = "",
        language: str = "en-GB",
        size: Any = TABLET,
        scheme: Any = "light",
        zone: str = "Asia/Shanghai",
        keeps_itself: bool = False,
        motion: Any = "reduce",
    ) -> Page:
        # What a service worker asks for is not seen by a test's routes, so only who needs it offline has one.
        context = browser.new_context(
            storage_state=person.state() if person else None,
            viewport=size,
            locale=language,
            color_scheme=scheme,
            timezone_id=zone,
            reduced_motion=motion,
            permissions=["clipboard-write"],
            service_workers="allow" if keeps_itself else "block",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if _is_a_fault(message) else None)
        page.goto(server.origin + "/" + address)
        return page

    yield visit_it
    for context in contexts:
        context.close()
    assert wrong == []


def _is_a_fault(message: Any) -> bool:
    """An error in the page, rather than one that it was told of, or no network."""
    told = ("Failed to load resource", "WebSocket connection to", "net::ERR")
    return message.type == "error" and not any(each in message.text for each in told)
