"""Which pack serves a language: one that its home installed, or the small one that is shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from parley.errors import BadModel
from parley.keyboard.packs.pack import Pack

FOLDER = "keyboard"
"""Within the data folder: where installed packs are, one ``.pack`` file each."""
_SHIPPED = Path(__file__).parent / "data"
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def shipped(language: str) -> Path | None:
    """The pack of a language (``zh``) that comes with Parley."""
    path = _SHIPPED / f"{language}.pack"
    return path if _LANGUAGE.fullmatch(language) and path.is_file() else None


def best(language: str, data: Path) -> Path | None:
    """The pack of a language to use: an installed one before the shipped one, of several the one that was
    installed or built last.

    ``data``: the data folder of the home.
    """
    fitting = [path for path in installed(data) if path.name.split(".")[0].split("-")[0] == language]
    return max(fitting, key=lambda path: (path.stat().st_mtime_ns, path.name), default=shipped(language))


def installed(data: Path) -> list[Path]:
    """Packs in a data folder, named ``LANGUAGE-NAME.pack``."""
    return sorted(path for path in (data / FOLDER).glob("*.pack") if path.is_file())


def available(data: Path) -> Iterator[Pack]:
    """Every pack there is, shipped and installed; damaged ones are left out."""
    for path in [*sorted(_SHIPPED.glob("*.pack")), *installed(data)]:
        try:
            yield Pack.open(path)
        except BadModel:
            continue  # `parley keyboard info FILE` says what is wrong with it.
