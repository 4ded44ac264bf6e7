"""What ``parley photos`` does."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from parley.commands.progress import counting
from parley.commands.taking_away import person_named
from parley.errors import Busy, MissingEngine, ParleyError
from parley.home.accounts.callers import UnknownAccount
from parley.home.files.errors import QuotaExceeded
from parley.home.files.kinds import clean_name, clean_type
from parley.home.files.ledger import About
from parley.home.home import Home
from parley.settings import Settings

if TYPE_CHECKING:
    from parley.vision.photos.library import Library

_KINDS = "jpg jpeg jpe png heic heif hif avif webp gif bmp tif tiff dng cr2 cr3 nef arw raf orf rw2"
ENDINGS = frozenset(f".{each}" for each in _KINDS.split())
"""Of the files that are taken for pictures."""
WATCHED = 3.0
"""Seconds between two looks into watched folders; what grew meanwhile is still being written."""
_BLOCK = 1 << 20
_STOPS = (QuotaExceeded, MissingEngine, UnknownAccount)
"""What no other picture will do better with."""


@dataclass(slots=True)
class Taken:
    """What became of the pictures in folders."""

    new: int = 0
    known: int = 0
    """Were there already."""
    refused: list[tuple[Path, str]] = field(default_factory=list[tuple[Path, str]])
    """Pictures that were not taken, and the code of the reason."""


def import_folders(settings: Settings, folders: Sequence[Path], person: str | None, *, watch: bool) -> int:
    """Take folders in; 1 where something was not."""
    missing = [each for each in folders if not each.exists()]
    if missing:
        typer.echo(f"There is no 找不到 {missing[0]}", err=True)
        return 1

    async def run() -> Taken:
        async with opened(settings) as (home, library):
            account = (await person_named(home, person)).id
            with counting("Taking in 正在导入") as told:
                taken = await take_in(library, home, account, sorted(pictures(folders)), told)
            _tell(taken)
            if watch:
                typer.echo("Watching; Ctrl+C ends it. 正在监视文件夹，按 Ctrl+C 结束。", err=True)
                async for more in watching(folders):
                    _tell(await take_in(library, home, account, more))
            return taken

    try:
        taken = asyncio.run(run())
    except KeyboardInterrupt:
        return 0
    return 1 if taken.refused else 0


def index(settings: Settings) -> None:
    """Look at all photos that wait, with a bar."""

    async def run() -> int:
        async with opened(settings) as (home, library):
            with counting("Looking at photos 正在分析照片") as told:
                try:
                    return await library.indexing.all(told)
                except Busy:
                    return await _watch_the_other(home, library, told)

    count = asyncio.run(run())
    typer.echo(f"{count:,} photos looked at. 已分析 {count:,} 张照片。")


async def _watch_the_other(home: Home, library: Library, told: object) -> int:
    """A server looks at them already: show how far it is."""
    from parley.vision.photos import rows

    assert callable(told)
    first: int | None = None
    while True:
        owners = await home.database.read(rows.owners)
        waiting = sum([(await library.progress(each)).waiting for each in owners])
        first = waiting if first is None else max(first, waiting)
        told(first - waiting, first)
        if not waiting:
            return first
        await asyncio.sleep(1.0)


def search(settings: Settings, words: str, person: str | None, most: int) -> None:
    """Print what fits, one a line."""

    async def run() -> list[str]:
        async with opened(settings) as (home, library):
            account = (await person_named(home, person)).id
            found = await library.finding.search(account, words, most)
            lines: list[str] = []
            for id in found.ids:
                photo = await library.get(account, id)
                _, facts = await library.facts(account, id)
                when = datetime.fromtimestamp(photo.local, UTC).strftime("%Y-%m-%d %H:%M")
                place = facts.place.town if facts.place else None
                where = f"  {place.zh} {place.en}" if place else ""
                lines.append(f"{when}  {photo.name}{where}")
            return lines

    lines = asyncio.run(run())
    for line in lines:
        typer.echo(line)
    if not lines:
        typer.echo("No photo fits. 没有找到符合的照片。", err=True)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncGenerator[tuple[Home, Library]]:
    """The home and its library, without anything that runs by itself."""
    from parley.models.store import Store
    from parley.vision.photos.library import Library
    from parley.vision.service import Vision

    store = Store(settings.data_dir / "models")
    vision = Vision(settings, store)
    async with await Home.open(settings) as home:
        library = Library(home, vision, settings, store)
        try:
            yield home, library
        finally:
            await library.indexing.stop()
            await vision.stop()


async def take_in(
    library: Library,
    home: Home,
    account: str,
    paths: Sequence[Path],
    told: object = None,
) -> Taken:
    """Take pictures in, one after the other. Raises ``QuotaExceeded``, ``MissingEngine``."""
    taken = Taken()
    for number, path in enumerate(paths, 1):
        try:
            if await _take(library, home, account, path):
                taken.new += 1
            else:
                taken.known += 1
        except _STOPS:
            raise
        except ParleyError as error:
            taken.refused.append((path, error.code))
        except OSError:  # gone, or not to be read
            taken.refused.append((path, "cannot_read"))
        if callable(told):
            told(number, len(paths))
    return taken


async def _take(library: Library, home: Home, account: str, path: Path) -> bool:
    """Whether it was new."""
    digest, size, modified = await asyncio.to_thread(_hashed, path)
    there, photo = await library.known(account, digest)
    if photo is not None:
        return False
    about = About(clean_name(path.name), clean_type(f"image/{path.suffix[1:]}"), digest.hex())
    async with aclosing(_blocks(path)) as blocks:
        file = await home.files.keep(account, size, about, blocks)
    try:
        await library.add(account, file.id, name=path.name, modified=modified)
    except ParleyError:
        if not there:  # it was no picture: it came for nothing else
            await home.files.delete(account, file.id)
        raise
    return True


def pictures(folders: Sequence[Path]) -> Iterator[Path]:
    """The pictures in folders and in those in them, but for hidden ones."""
    for folder in folders:
        if folder.is_file():
            yield folder
            continue
        for at, inner, names in os.walk(folder):
            inner[:] = [each for each in inner if not each.startswith(".")]
            for name in names:
                if not name.startswith(".") and Path(name).suffix.lower() in ENDINGS:
                    yield Path(at, name)


async def watching(folders: Sequence[Path], pause: float = WATCHED) -> AsyncIterator[list[Path]]:
    """The pictures that come into folders from now on, once each is no longer being written."""
    done = await asyncio.to_thread(_sizes, folders)
    before: dict[Path, tuple[int, float]] = {}
    while True:
        await asyncio.sleep(pause)
        now = await asyncio.to_thread(_sizes, folders)
        new = {path: size for path, size in now.items() if done.get(path) != size}
        ready = sorted(path for path, size in new.items() if before.get(path) == size)
        before = new
        if ready:
            done |= {path: now[path] for path in ready}
            yield ready


def _sizes(folders: Sequence[Path]) -> dict[Path, tuple[int, float]]:
    found: dict[Path, tuple[int, float]] = {}
    for path in pictures(folders):
        try:
            told = path.stat()
        except OSError:  # gone again
            continue
        found[path] = told.st_size, told.st_mtime
    return found


def _hashed(path: Path) -> tuple[bytes, int, float]:
    """Hash, bytes, and when it was changed."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
        return digest, file.tell(), os.fstat(file.fileno()).st_mtime


async def _blocks(path: Path) -> AsyncGenerator[bytes]:
    with path.open("rb") as file:
        while block := await asyncio.to_thread(file.read, _BLOCK):
            yield block


def _tell(taken: Taken) -> None:
    for path, code in taken.refused:
        typer.echo(f"Not taken in 未导入：{path} [{code}]", err=True)
    counts = f"New 新增：{taken.new:,} · there already 已有：{taken.known:,}"
    typer.echo(f"{counts} · not taken 未导入：{len(taken.refused):,}")
