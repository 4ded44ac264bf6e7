"""``parley scan``: photographs of pages become a PDF that can be searched."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from parley.commands.progress import counting
from parley.errors import ParleyError
from parley.settings import Settings, load
from parley.vision.scanning.types import MOST_PAGES, Finish, Scanned
from parley.vision.service import Sight, Vision
from parley.vision.types import BadPicture, Limits, Polygon

_OTHERS = 1
"""Exit status where a page was not found on some photograph, and all of it was taken."""


class CannotWrite(ParleyError):
    """The document cannot be written."""

    code = "cannot_write"


def run(
    images: Sequence[Path],
    out: Path | None,
    look: Finish,
    title: str,
    *,
    text: bool = False,
    whole: bool = False,
) -> int:
    """Scan ``images`` into ``out`` (else a PDF named like the first, where none is yet); 0 where every page
    was found, or none was looked for."""
    target = out or Path(images[0].with_suffix(".pdf").name)
    if target in images:
        raise CannotWrite(f"{target} is one of the photographs.")
    if target.exists() and out is None:
        raise CannotWrite(f"{target} is there already; --out names another file, or the same one again.")
    with counting("scanning") as told:
        pages, document = asyncio.run(_scanned(load(), images, look, title, told, whole=whole))
    try:
        target.write_bytes(document)
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, "unknown")
        raise CannotWrite(f"{target} cannot be written ({reason}).") from error
    _tell(target, pages, text=text, whole=whole)
    return 0 if whole or all(page.found for _, page in pages) else _OTHERS


def _tell(target: Path, pages: Sequence[tuple[Path, Scanned]], *, text: bool, whole: bool) -> None:
    for number, (path, page) in enumerate(pages, 1):
        if text:
            typer.echo(page.reading.text)
            typer.echo()
        letters = sum(len(line.text) for line in page.reading.lines)
        found = "" if page.found or whole else " · no page found, all of it was taken 没找到页面，取整张图片"
        typer.echo(f"{number}. {path.name}: characters 字符 {letters}{found}", err=True)
    typer.echo(f"{target}: pages 页 {len(pages)}", err=True)


async def _scanned(
    settings: Settings,
    images: Sequence[Path],
    look: Finish,
    title: str,
    told: Callable[[int, int], None],
    *,
    whole: bool,
) -> tuple[list[tuple[Path, Scanned]], bytes]:
    from parley.models.store import Store

    vision = Vision(settings, Store(settings.data_dir / "models"))
    pages: list[tuple[Path, Scanned]] = []
    try:
        for number, path in enumerate(images):
            told(number, len(images))
            async with vision.open(_bytes(path)) as sight:
                for page in range(1, min(sight.page_count, MOST_PAGES + 1 - len(pages)) + 1):
                    pages.append((path, await sight.scan(_all(sight, page) if whole else None, look, page)))
        told(len(images), len(images))
        return pages, await vision.pdf([page for _, page in pages], title)
    finally:
        await vision.stop()


def _all(sight: Sight, page: int) -> Polygon:
    """The corners of the picture itself."""
    size = sight.pages[min(page, len(sight.pages)) - 1]
    wide, high = float(size.width), float(size.height)
    return (0.0, 0.0), (wide, 0.0), (wide, high), (0.0, high)


def _bytes(path: Path) -> bytes:
    """What is in a file, up to the bound and one byte more. Raises ``BadPicture``."""
    try:
        with path.open("rb") as file:
            return file.read(Limits().bytes + 1)
    except OSError as error:
        raise BadPicture(f"{path} is not there, or cannot be read.") from error
