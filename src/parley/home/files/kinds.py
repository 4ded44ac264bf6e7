"""What a file is called and what kind it is, made harmless: both come from whoever uploads it."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 200
"""Bytes of UTF-8; file systems take 255, and exporting may add a few."""
UNKNOWN_TYPE = "application/octet-stream"

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(name: str) -> str:
    """A name without folders, control characters and tricks of writing direction, of bounded length."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(each for each in name if unicodedata.category(each) not in _INVISIBLE)
    name = " ".join(name.split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 20:
        stem, dot, ending = name, "", ""
    room = LONGEST_NAME - len((dot + ending).encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore").strip()
    return stem + dot + ending or "file"


def clean_type(media_type: str) -> str:
    """A media type without parameters, or the one for anything."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence if _TYPE.fullmatch(essence) else UNKNOWN_TYPE
