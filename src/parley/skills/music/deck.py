"""What one device plays from the library: which songs, in which order, and where it stands."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from parley.skills.music.library import Song
from parley.skills.music.song_sound import SongSound

MOST = 5_000
"""Songs on one deck."""
AGAIN = 5.0
"""Seconds after which "previous" means the beginning of the same song."""


class Repeat(StrEnum):
    """What comes after a song, or the last one."""

    OFF = "off"
    SONG = "song"
    ALL = "all"


@dataclass(slots=True, eq=False)
class Deck:
    """The songs of one device. It outlives connections, not the process."""

    songs: list[Song] = field(default_factory=list[Song])
    """In the order in which they play."""
    at: int = 0
    """The place of the song that plays or would go on."""
    position: float = 0.0
    """Seconds into it."""
    shuffle: bool = False
    repeat: Repeat = Repeat.OFF
    sound: SongSound | None = None
    """What plays it, if it was not taken from the device meanwhile."""
    plain: list[Song] = field(default_factory=list[Song])
    """The same songs in their own order."""

    @property
    def song(self) -> Song | None:
        """The song that plays or would go on."""
        return self.songs[self.at] if self.at < len(self.songs) else None

    def put_on(self, songs: Sequence[Song], *, shuffle: bool = False) -> None:
        """Other songs, from the first on."""
        self.plain = list(songs[:MOST])
        self.songs = list(self.plain)
        if shuffle or self.shuffle:
            random.shuffle(self.songs)
        self.at, self.position = 0, 0.0

    def queue(self, songs: Sequence[Song]) -> None:
        """These come after the song that plays."""
        songs = songs[: max(0, MOST - len(self.songs))]
        self.songs[self.at + 1 : self.at + 1] = songs
        self.plain += songs

    def mix(self, on: bool) -> None:
        """Play what is left in any order, or in its own; the song that plays goes on."""
        self.shuffle = on
        song = self.song
        if song is None:
            return
        if on:
            rest = self.songs[self.at + 1 :]
            random.shuffle(rest)
            self.songs[self.at + 1 :] = rest
        else:
            self.songs = list(self.plain)
            self.at = self.songs.index(song)

    def forward(self) -> bool:
        """To the next song, as the person wants; False when there is none."""
        if self.at + 1 >= len(self.songs) and self.repeat is not Repeat.ALL:
            return False
        self.at = (self.at + 1) % max(1, len(self.songs))
        self.position = 0.0
        return True

    def back(self) -> None:
        """To the song before, or to the beginning of this one."""
        if self.position < AGAIN and self.at > 0:
            self.at -= 1
        self.position = 0.0

    def ended(self) -> bool:
        """A song is over: what comes next; False when nothing does."""
        if self.repeat is Repeat.SONG:
            self.position = 0.0
            return True
        if self.at + 1 < len(self.songs) or self.repeat is Repeat.ALL:
            return self.forward()
        self.at, self.position = 0, 0.0
        return False
