"""Names of files in an archive: what a person called them, safe on every file system, each only once."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
"""What Windows, macOS or Linux do not take, and what turns the direction of a name around."""
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for itself."""
_LONGEST = 120
"""Bytes of a name in UTF-8; file systems take 255, and people's folders come before."""
_SUFFIX = 16
"""Bytes of an ending such as .jpeg."""


def safe(name: str, otherwise: str) -> str:
    """The name as a file may have it; ``otherwise`` where nothing of it is left."""
    name = unicodedata.normalize("NFC", name).encode(errors="replace").decode()
    name = _FORBIDDEN.sub(" ", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = " ".join(name.split()).strip(" .")
    if not name:
        return otherwise
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    stem, ending = _split(name)
    return _cut(stem, _LONGEST - len(ending.encode())).rstrip(" .") + ending


def _split(name: str) -> tuple[str, str]:
    ending = PurePosixPath(name).suffix
    if not ending or len(ending.encode()) > _SUFFIX or " " in ending:
        return name, ""
    return name[: -len(ending)], ending


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


class Names:
    """Gives each name once, also where capitals do not count: the second ``a.md`` is ``a (2).md``."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def unique(self, name: str) -> str:
        """The name itself, or with a number."""
        stem, ending = _split(name)
        chosen = name
        while (key := chosen.casefold()) in self._taken:
            self._taken[name.casefold()] += 1
            chosen = f"{stem} ({self._taken[name.casefold()]}){ending}"
        self._taken[key] = 1
        return chosen
