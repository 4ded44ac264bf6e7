"""The music in a folder: found in the background, described by its tags or by the names of its files.

What was found is kept on disk, so that a large folder is read once.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from parley.audio.track import SUFFIXES, tags
from parley.errors import ParleyError
from parley.telemetry import log

MOST = 50_000
"""Files that are taken note of."""
_DEEPEST = 12
"""Folders within folders."""
_REST = 0.002
"""Seconds of rest after each file that is read: nobody's turn should wait for it."""
_LONGEST = 200
"""Letters kept of a tag."""


class Song(msgspec.Struct, frozen=True, gc=False):
    """One file."""

    path: str
    """Within the folder, with slashes."""
    changed: float
    """POSIX seconds."""
    size: int
    """Bytes."""
    title: str
    artist: str = ""
    album: str = ""
    genre: str = ""
    number: int = 0
    """Its place on the album, or 0."""
    seconds: float = 0.0


class _Kept(msgspec.Struct):
    version: int
    folder: str
    songs: list[Song]
    unreadable: list[Song]


_VERSION = 1


@dataclass(frozen=True, slots=True)
class Library:
    """The songs there are, in the order of their paths."""

    folder: Path
    songs: tuple[Song, ...] = ()
    unreadable: tuple[Song, ...] = ()
    """Files that cannot be played, so that they are not tried again."""

    def path(self, song: Song) -> Path:
        """Where a song lies."""
        return self.folder / song.path


def load(folder: Path, kept: Path) -> Library:
    """What was found the last time; nothing when that was another folder or cannot be read."""
    try:
        found = msgspec.json.decode(kept.read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError):
        return Library(folder)
    same = found.version == _VERSION and found.folder == str(folder)
    return Library(folder, tuple(found.songs), tuple(found.unreadable)) if same else Library(folder)


def scan(before: Library, kept: Path) -> Library:
    """Look through the folder; only what is new or has changed is opened. Blocks: for a thread."""
    known = {song.path: song for song in (*before.songs, *before.unreadable)}
    songs: list[Song] = []
    unreadable: list[Song] = []
    fresh = 0
    for path, changed, size in _files(before.folder):
        song = known.get(path)
        if song is None or (song.changed, song.size) != (changed, size):
            song = _read(before.folder, path, changed, size)
            fresh += 1
            time.sleep(_REST)
        (songs if song.seconds else unreadable).append(song)
        if len(songs) == MOST:
            log.warning("music.too_many", most=MOST)
            break
    songs.sort(key=lambda song: song.path)
    library = Library(before.folder, tuple(songs), tuple(unreadable[:MOST]))
    if library != before:
        _keep(library, kept)
        log.info("music.scanned", songs=len(songs), read=fresh)
    return library


def _keep(library: Library, kept: Path) -> None:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside = kept.with_suffix(".new")
        beside.write_bytes(msgspec.json.encode(_kept(library)))
        beside.replace(kept)
    except OSError as error:  # it is read again the next time
        log.warning("music.not_kept", kind=type(error).__name__)


def _files(folder: Path) -> Iterator[tuple[str, float, int]]:
    """(path, changed, size) of every file that may be music; links to folders are not followed."""
    waiting = [(str(folder), "", 0)]
    while waiting:
        where, prefix, depth = waiting.pop()
        try:
            entries = list(os.scandir(where))
        except OSError:
            continue  # not ours to read, or gone meanwhile
        for entry in entries:
            if entry.name.startswith("."):
                continue
            try:
                if entry.is_dir(follow_symlinks=False):
                    if depth < _DEEPEST:
                        waiting.append((entry.path, f"{prefix}{entry.name}/", depth + 1))
                elif PurePosixPath(entry.name).suffix.lower() in SUFFIXES and entry.is_file():
                    about = entry.stat()
                    yield prefix + entry.name, about.st_mtime, about.st_size
            except OSError:
                continue  # gone meanwhile


def _read(folder: Path, path: str, changed: float, size: int) -> Song:
    """A song; of no length when the file cannot be played."""
    guessed = named(path)
    try:
        seconds, found = tags(folder / path)
    except ParleyError:
        return Song(path, changed, size, guessed["title"])
    told = {name: _plain(text) for name, text in found.items()}
    about = {name: told.get(name) or guessed.get(name, "") for name in ("title", "artist", "album", "genre")}
    number = re.match(r"\d{1,4}", told.get("number") or guessed.get("number", ""))
    return Song(
        path, changed, size, **about, number=int(number[0]) if number else 0, seconds=round(seconds, 2)
    )


_HAN = r"[\u3400-\u9fff]"
#: 03, 3., 1-03; a bare 3 or 99 before a space belongs to the title.
_NUMBER = re.compile(r"(?:\d{1,2}[-.])?(\d{1,3})(?:\s*[-._、]\s*|(?<=[01]\d)\s+)(?=\S)")
_BETWEEN = re.compile(rf"\s+[-–—]\s+|(?<={_HAN})\s*[-–—]\s*(?=\S)|(?<=\S)\s*[-–—]\s*(?={_HAN})")


def named(path: str) -> dict[str, str]:
    """What the name of a file tells, such as ``Jay Chou/葉惠美/03 Jay Chou - 晴天.mp3``.

    Always a title; an artist and an album where the folders or the name say so.
    """
    *folders, name = path.split("/")
    stem = PurePosixPath(name).stem.replace("_", " ").strip()
    found: dict[str, str] = {}
    if (number := _NUMBER.match(stem)) and number.end() < len(stem):
        found["number"] = number[1]
        stem = stem[number.end() :]
    parts = [part.strip() for part in _BETWEEN.split(stem) if part.strip()]
    if len(parts) > 1:
        found["artist"] = parts[0]
        if len(parts) > 2 and parts[1].isdigit():
            found["number"] = parts[1]
    found["title"] = (parts[-1] if parts else stem) or name
    if len(folders) >= 2:
        found.setdefault("artist", folders[-2])
    if folders:
        found["album"] = folders[-1] if len(folders) >= 2 else ""
        found.setdefault("artist", folders[-1])
    return {key: text[:_LONGEST] for key, text in found.items() if text}


def _plain(text: str) -> str:
    """A tag without what cannot be said or shown."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:_LONGEST]


def _kept(library: Library) -> _Kept:
    return _Kept(_VERSION, str(library.folder), list(library.songs), list(library.unreadable))
