"""From the command line to a speaker that runs: its sound card, its pairing, its lights."""

from __future__ import annotations

import asyncio
import contextlib
import locale
import platform
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from parley.errors import MissingEngine, NotAllowed
from parley.home.sync.transport import Unreachable
from parley.satellite import chimes
from parley.satellite.attention import loudness
from parley.satellite.card import Card
from parley.satellite.echo import Duplex, NoEcho, canceller
from parley.satellite.kept import Kept, SpeakerFailed
from parley.satellite.keys import pressed
from parley.satellite.lights import Doing, Led, Lights, Terminal
from parley.satellite.pairing import Door, Started, checked_address, link, pair, trust
from parley.satellite.playing import Playback
from parley.satellite.speaker import Manner, Speaker
from parley.satellite.voice import Voice
from parley.satellite.words import words
from parley.settings import Settings, load
from parley.speech.wake.micro import MicroWakeEngine

_AGAIN = 5.0
"""Seconds until a server that is away is asked again for a pairing."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for on the command line."""

    server: str = ""
    ca: str = ""
    plain: bool = False
    name: str = ""
    room: str = ""
    wake: tuple[str, ...] = ("okay_nabu",)
    language: str = "auto"
    microphone: str | None = None
    loudspeaker: str | None = None
    led: str = ""
    barge_in: bool = True
    card_cancels: bool = False
    alone: bool = False


Tell = Callable[[str], None]


async def be_a_speaker(wishes: Wishes, tell: Tell) -> None:
    """Be one until cancelled; paired first, if it is not. Raises ``ParleyError``."""
    settings, language = load(), own_language(wishes.language)
    listener = MicroWakeEngine().open(wishes.wake)
    lights = Lights([Terminal(language), *([Led(wishes.led)] if wishes.led else [])])
    playback = Playback()
    duplex = Duplex(playback, NoEcho() if wishes.card_cancels else canceller())
    if not duplex.full:
        tell(words(language).say("no_echo"))
    with only_one(settings) as folder, Card(duplex.render, wishes.microphone, wishes.loudspeaker) as card:
        kept = Kept(folder)
        await let_in(wishes, kept, settings, playback, tell)
        lights.show(Doing.OFFLINE)
        manner = Manner(wishes.language, language, wishes.barge_in, wishes.alone)
        tls = trust(kept.state.server, kept.state.ca)
        speaker = Speaker(kept, settings, duplex, playback, listener, lights, manner, tls)
        try:
            await speaker.run(card, pressed())
        except NotAllowed:
            forget(kept)
            raise
        finally:
            lights.show(Doing.IDLE)  # an LED would burn on


def forget(kept: Kept) -> None:
    """Whose speaker was thrown out keeps their records no longer; started again, it waits to be paired."""
    kept.state.token = kept.state.device = ""
    kept.save()
    for name in ("records.db", "records.db-wal", "records.db-shm"):
        (kept.folder / name).unlink(missing_ok=True)


async def pair_anew(wishes: Wishes, tell: Tell) -> None:
    """Pair it although it is paired. Raises ``ParleyError``."""
    settings, playback = load(), Playback()
    with only_one(settings) as folder, contextlib.ExitStack() as stack:
        with contextlib.suppress(MissingEngine, SpeakerFailed):  # digits can be read without a sound card
            stack.enter_context(Card(playback.render, wishes.microphone, wishes.loudspeaker))
        kept = Kept(folder)
        forget(kept)
        await let_in(wishes, kept, settings, playback, tell)


async def let_in(wishes: Wishes, kept: Kept, settings: Settings, playback: Playback, tell: Tell) -> None:
    """See that it may talk to the server: with the token it has, or by pairing. Raises ``ParleyError``."""
    state, messages = kept.state, words(own_language(wishes.language))
    plain = wishes.plain or state.plain
    if not (wishes.server or state.server):
        raise SpeakerFailed("Say where Parley is: parley speaker --server https://parley.local:8420")
    address = checked_address(wishes.server or state.server, plain=plain)
    if address.startswith("http:") and plain:
        tell(messages.say("plain"))
    if address != state.server:
        forget(kept)  # no server is shown another's token, or another's records
    state.server, state.plain = address, plain
    state.ca = absolute(wishes.ca) if wishes.ca else state.ca
    tls = trust(address, state.ca)
    if state.token:
        kept.save()
        return
    voice, door = Voice(settings, playback), Door(address, tls)

    async def show(started: Started, again: bool) -> None:
        if again:
            tell(messages.say("pair_again"))
        tell(messages.say("pair_here", address=started.verification_uri))
        tell(large(started.user_code))
        tell(messages.say("pair_click", address=link(started, wishes.room)))
        if again:
            return  # who did not hear it the first time is not there, or asleep
        digits = spoken_digits(started.user_code, messages.language)
        await voice.say(messages.say("pair_digits", digits=digits), messages.language)

    try:
        while True:
            try:
                await pair(door, kept, wishes.name or machine(), show, time.time)
                break
            except Unreachable as error:
                tell(f"{error} …")
                await asyncio.sleep(_AGAIN)
        tell(messages.say("paired"))
        await voice.say(messages.say("now_paired"), messages.language)
    finally:
        await door.close()
        await voice.close()


async def try_out(microphone: str | None, loudspeaker: str | None, tell: Tell) -> None:
    """Play a scale, and show how loud the microphone hears it. Raises ``ParleyError``."""
    playback = Playback()
    playback.chime(chimes.scale())
    with Card(playback.render, microphone, loudspeaker) as card:
        blocks = card.microphone()
        for _ in range(6):
            second = [loudness(await anext(blocks)) for _ in range(50)]
            level = max(second)
            tell(f"{'▮' * max(0, round((level + 60) / 2)):30} {level:.0f} dB")


@contextlib.contextmanager
def only_one(settings: Settings) -> Generator[Path]:
    """The speaker's folder, for one process. Raises ``SpeakerFailed``."""
    folder = settings.data_dir / "speaker"
    lock = FileLock(folder / "lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire()
    except Timeout as error:
        raise SpeakerFailed("A speaker runs here already.") from error
    except OSError as error:
        raise SpeakerFailed(f"{folder} cannot be written ({error.strerror}).") from error
    with lock:
        yield folder


def absolute(file: str) -> str:
    """A file's name that holds wherever the speaker is started from."""
    return str(Path(file).expanduser().resolve())


def own_language(language: str) -> str:
    """The language it speaks by itself: the one people speak to it, else the computer's."""
    if language != "auto":
        return "zh" if language.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def machine() -> str:
    """What the pairing page calls it where nobody gave it a name."""
    model = Path("/proc/device-tree/model")
    if model.is_file():
        return model.read_text("utf-8", "replace").strip("\0 ")[:80]
    return (platform.node() or platform.system())[:80]


def spoken_digits(code: str, language: str) -> str:
    """One by one, with a pause in the middle."""
    names = "零一二三四五六七八九" if language == "zh" else _ENGLISH
    comma = "，" if language == "zh" else ", "
    said = [names[int(each)] for each in code if each.isdigit()]
    half = len(said) // 2
    gap = "。" if language == "zh" else ". "
    return comma.join(said[:half]) + gap + comma.join(said[half:])


def large(code: str) -> str:
    """Digits three lines high, as a clock shows them."""
    digits = [each for each in code if each.isdigit()]
    rows = ["  ".join(_SEGMENTS[int(each)][row] for each in digits) for row in range(3)]
    return "\n".join(["", *(f"   {row}" for row in rows), "", f"   {' '.join(digits)}", ""])


_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SEGMENTS = (
    (" _ ", "| |", "|_|"),
    ("   ", "  |", "  |"),
    (" _ ", " _|", "|_ "),
    (" _ ", " _|", " _|"),
    ("   ", "|_|", "  |"),
    (" _ ", "|_ ", " _|"),
    (" _ ", "|_ ", "|_|"),
    (" _ ", "  |", "  |"),
    (" _ ", "|_|", "|_|"),
    (" _ ", "|_|", " _|"),
)
