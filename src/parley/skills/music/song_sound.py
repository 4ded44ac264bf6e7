"""The sound of a deck: its songs one after the other, decoded a little ahead in a thread."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import numpy as np

from parley.audio.pcm import Pcm, Samples
from parley.audio.track import Track
from parley.errors import BadAudio, ParleyError
from parley.skills.music.library import Song
from parley.skills.types import Action
from parley.speech.saying import SPEAKING_RATE
from parley.telemetry import log

_PACKET = round(0.04 * SPEAKING_RATE)
"""Samples of a packet."""
_MOST_BROKEN = 5
"""Songs in a row that cannot be read before it is given up."""


class Turntable(Protocol):
    """What is needed of a deck."""

    position: float

    @property
    def song(self) -> Song | None: ...
    def ended(self) -> bool: ...


class Even:
    """Sound in packets of one length, as codecs need it."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.int16)

    def feed(self, samples: Samples) -> list[Pcm]:
        """The packets that are full."""
        whole = np.concatenate((self._rest, samples))
        full = len(whole) - len(whole) % _PACKET
        self._rest = whole[full:]
        return [Pcm(whole[at : at + _PACKET], SPEAKING_RATE) for at in range(0, full, _PACKET)]

    def flush(self) -> list[Pcm]:
        """What is left, in a packet with silence at its end."""
        if not len(self._rest):
            return []
        return self.feed(np.zeros(_PACKET - len(self._rest), np.int16))


class SongSound:
    """Plays a deck from where it stands. See ``skills.types.Sound``."""

    def __init__(self, deck: Turntable, folder: Path, executor: Executor) -> None:
        self._deck = deck
        self._folder = folder
        self._executor = executor
        self._track: Track | None = None
        self._ahead: asyncio.Future[Samples] | None = None
        """The next half second, which a thread is decoding. At most one call is under way."""
        self._opening: asyncio.Future[Track] | None = None
        self._packets: deque[Pcm] = deque()
        self._even = Even()
        self._broken = 0
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether nothing more comes of it."""
        return self._closed

    async def next(self) -> Pcm | Action | None:
        while not self._closed:
            if self._packets:
                packet = self._packets.popleft()
                self._deck.position += packet.seconds
                return packet
            try:
                if self._track is None:
                    song = self._deck.song
                    if song is None:
                        break
                    if await self._opened(song):
                        return Action("music", playing(self._deck))
                    continue
                if await self._decoded(self._track):
                    self._broken = 0
                    continue
            except BadAudio as error:
                self._broken += 1
                log.warning("music.unreadable", code=error.code)
                if self._broken == _MOST_BROKEN:
                    self.close()
                    raise
            self._leave()
            if not self._deck.ended():
                break
        self.close()
        return None

    def pause(self) -> None:
        """A file that is open costs nobody anything."""

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._leave()

    async def _opened(self, song: Song) -> bool:
        """Have the song's file open; False when this was closed meanwhile."""
        # Whoever is cancelled here finds it open, or opening, the next time.
        if self._opening is None:
            loop = asyncio.get_running_loop()
            path, start = self._folder / song.path, self._deck.position
            self._opening = loop.run_in_executor(self._executor, _open, path, start)
        opening = self._opening
        try:
            track = await asyncio.shield(opening)
        except BadAudio:
            self._opening = None
            raise
        if self._opening is not opening:
            return False
        self._opening, self._track = None, track
        return True

    async def _decoded(self, track: Track) -> bool:
        """Have packets of the next half second, and more on its way; False at the end of the track."""
        loop = asyncio.get_running_loop()
        if self._ahead is None:
            self._ahead = loop.run_in_executor(self._executor, track.read)
        ahead = self._ahead
        try:
            samples = await asyncio.shield(ahead)
        except BadAudio:
            self._ahead = None
            raise
        if self._ahead is not ahead:
            return True
        self._ahead = None
        if not len(samples):
            self._packets += self._even.flush()
            return bool(self._packets)
        self._packets += self._even.feed(samples)
        self._ahead = loop.run_in_executor(self._executor, track.read)
        return True

    def _leave(self) -> None:
        """Close the track, after what a thread still does with it."""
        track, self._track = self._track, None
        ahead, self._ahead = self._ahead, None
        opening, self._opening = self._opening, None
        self._packets.clear()
        self._even = Even()
        if opening is not None:
            opening.add_done_callback(_close_opened)
        if track is None:
            return
        if ahead is None or ahead.done():
            _forget(ahead)
            track.close()
        else:
            ahead.add_done_callback(lambda future: (_forget(future), track.close()))


def playing(deck: Turntable) -> Mapping[str, object]:
    """What a device shows of the song on a deck."""
    song = deck.song
    if song is None:
        return {"state": "stopped"}
    about = {"title": song.title, "artist": song.artist, "album": song.album}
    shown = {name: text for name, text in about.items() if text}
    return {"state": "playing", **shown, "seconds": round(song.seconds, 1), "at": round(deck.position, 1)}


def _open(path: Path, start: float) -> Track:
    return Track(path, SPEAKING_RATE, start)


def _forget(future: asyncio.Future[Samples] | None) -> None:
    """What it would have raised concerns nobody any more."""
    if future is not None and not future.cancelled():
        future.exception()


def _close_opened(future: asyncio.Future[Track]) -> None:
    with suppress(ParleyError, asyncio.CancelledError):
        future.result().close()
