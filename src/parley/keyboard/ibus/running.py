"""``parley ibus``: the packs, what its person taught, and IBus, put together."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from parley.errors import BadSettings, MissingEngine
from parley.keyboard.engines import Engines
from parley.keyboard.ibus.address import bus_address
from parley.keyboard.ibus.composing import Composing
from parley.keyboard.ibus.home import Way, checked, keep_in_step, trust
from parley.keyboard.ibus.kept import Kept
from parley.keyboard.pinyin.sounds import PAIRS
from parley.keyboard.session import TypingSession
from parley.keyboard.types import Typed, Wishes
from parley.telemetry import log

_FILE: Final = "settings.json"
_SAVE_EVERY: Final = 120.0
"""Seconds, without a home."""


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """How a person types on this desktop, and which home it belongs to."""

    server: str = ""
    key: str = ""
    certificate: str = ""
    plain: bool = False
    scheme: Annotated[str, Meta(max_length=20)] = "full"
    script: Annotated[str, Meta(max_length=20)] = "hans"
    fuzzy: Annotated[tuple[str, ...], Meta(max_length=9)] = ()
    mixed: bool = True

    def wishes(self) -> Wishes:
        """As the keyboard has them. Raises ``BadSettings``."""
        if self.script not in ("hans", "hant"):
            raise BadSettings("The script is hans or hant.")
        if unknown := sorted(set(self.fuzzy) - PAIRS.keys()):
            raise BadSettings(f"There is no {unknown[0][:20]!r} of sounds; there are {', '.join(PAIRS)}.")
        return Wishes("zh", self.scheme, self.script, frozenset(self.fuzzy), self.mixed)


def choose(folder: Path, chosen: Chosen) -> Path:
    """Keep the choice for the next start; only its owner may read the key. Raises ``BadSettings``."""
    if chosen.server:
        checked(chosen.server, plain=chosen.plain)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f".{_FILE}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(chosen)) + b"\n")
    fresh.replace(folder / _FILE)
    return folder / _FILE


def chosen(folder: Path) -> Chosen:
    """What was chosen; nothing yet. Raises ``BadSettings``."""
    try:
        return msgspec.json.decode((folder / _FILE).read_bytes(), type=Chosen)
    except FileNotFoundError:
        return Chosen()
    except (msgspec.MsgspecError, OSError) as error:
        raise BadSettings(
            f"{folder / _FILE} cannot be read; parley ibus --install writes it anew."
        ) from error


def composer(data: Path, wishes: Wishes, kept: Kept) -> Callable[[], Composing]:
    """What a box composes with, its packs opened already. Raises ``MissingLanguage``, ``Unsupported``."""
    engines = Engines(data)
    TypingSession(engines, wishes, kept.model).compose("ni")

    def learn(typed: Typed) -> None:
        try:
            kept.learn(typed)
        except OSError as error:  # the disk is full: typing goes on
            log.warning("keyboard.unlearned", errno=error.errno)

    return lambda: Composing(TypingSession(engines, wishes, kept.model), learn)


async def run(data: Path, folder: Path, wanted: Chosen) -> None:
    """Serve IBus until it ends. ``data`` is where packs are, ``folder`` where this keyboard keeps its own.

    Raises ``MissingEngine``, ``Unsupported``, ``EngineFailed``, ``BadSettings``.
    """
    try:
        from dbus_fast.aio import MessageBus

        from parley.keyboard.ibus.factory import Factory
    except ImportError as error:
        raise MissingEngine("ibus", "pip install 'parley[ibus]'") from error
    kept = Kept(folder, bool(wanted.server))
    compose = composer(data, wanted.wishes(), kept)
    way = None
    if wanted.server:
        way = Way(checked(wanted.server, plain=wanted.plain), wanted.key, trust(wanted.certificate))
    bus = await MessageBus(bus_address()).connect()
    beside = asyncio.create_task(keep_in_step(kept, way) if way else _saved(kept), name="parley-ibus")
    try:
        await Factory(bus, compose).serve()
    finally:
        beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside
        kept.save()
        if way is not None:
            await way.close()


async def _saved(kept: Kept) -> None:
    while True:
        await asyncio.sleep(_SAVE_EVERY)
        await asyncio.to_thread(kept.save)
