"""A pack's file: a header in JSON, then numpy arrays that are mapped into memory and read when looked at.

Layout: the magic bytes, the format's number and the header's length (both little-endian, 4 bytes), the
header's SHA-256, the header, and the arrays, each beginning at a multiple of 64 bytes. All numbers are
little-endian. Nothing in it depends on when or where it was written.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from parley.errors import BadModel

MAGIC = b"PARLEYPK"
FORMAT = 1
LONGEST_HEADER = 1 << 20
MOST_ARRAYS = 500
_ALIGNED = 64
_PREAMBLE = struct.Struct("<8sII32s")
_KINDS = frozenset({"|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f2", "<f4"})


def write(path: Path, about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a pack in one go: readers see the old file or the new one, never a part.

    ``about`` is what the header says besides where arrays lie; the same input makes the same bytes.
    """
    plain = {name: _plain(name, arrays[name]) for name in sorted(arrays)}
    places: dict[str, dict[str, Any]] = {}
    end = 0
    for name, array in plain.items():
        start = -(-end // _ALIGNED) * _ALIGNED
        places[name] = {"kind": array.dtype.str, "shape": list(array.shape), "start": start}
        end = start + array.nbytes
    header = json.dumps(
        {**about, "arrays": places, "bytes": end}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    if len(header) > LONGEST_HEADER or len(plain) > MOST_ARRAYS:
        raise BadModel(f"A pack holds at most {MOST_ARRAYS} arrays and {LONGEST_HEADER} bytes of header.")
    path.parent.mkdir(parents=True, exist_ok=True)
    import tempfile  # who only reads need not wait for it

    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_PREAMBLE.pack(MAGIC, FORMAT, len(header), hashlib.sha256(header).digest()))
            file.write(header)
            first = _first(len(header))
            for each, array in plain.items():
                file.write(b"\0" * (first + places[each]["start"] - file.tell()))
                file.write(array.tobytes())
            file.write(b"\0" * (first + end - file.tell()))
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What the header says, and the arrays, mapped and read-only.

    Raises ``BadModel`` for whatever is not a pack, is of another format, cut short or damaged in its header.
    """
    try:
        with path.open("rb") as file:
            preamble = file.read(_PREAMBLE.size)
            if len(preamble) < _PREAMBLE.size or not preamble.startswith(MAGIC):
                raise BadModel(f"{path.name} is not a language pack.")
            _, number, length, checksum = _PREAMBLE.unpack(preamble)
            if number != FORMAT:
                raise BadModel(f"{path.name} is a pack of format {number}; this Parley reads {FORMAT}.")
            header = file.read(length) if length <= LONGEST_HEADER else b""
            size = os.fstat(file.fileno()).st_size
            if hashlib.sha256(header).digest() != checksum:
                raise BadModel(f"{path.name} is damaged: its header is not what was written.")
            about = cast("dict[str, Any]", json.loads(header))
            if size != _first(length) + int(about["bytes"]):
                raise BadModel(f"{path.name} is damaged: {size} bytes is not its length.")
            mapped = np.memmap(file, np.uint8, "r")
    except OSError as error:
        raise BadModel(f"{path.name} cannot be read: {error.strerror}") from error
    try:
        arrays = _arrays(mapped, _first(length), about.pop("arrays"))
    except (KeyError, TypeError, ValueError) as error:
        raise BadModel(f"{path.name} is damaged: an array is not where it should be.") from error
    return about, arrays


def _arrays(
    mapped: NDArray[np.uint8], first: int, places: Mapping[str, Mapping[str, Any]]
) -> dict[str, NDArray[Any]]:
    if len(places) > MOST_ARRAYS:
        raise ValueError(len(places))
    found: dict[str, NDArray[Any]] = {}
    for name, place in places.items():
        kind, shape, start = str(place["kind"]), tuple(int(n) for n in place["shape"]), int(place["start"])
        count = int(np.prod(shape, dtype=object))
        end = first + start + count * (np.dtype(kind).itemsize if kind in _KINDS else 0)
        if kind not in _KINDS or min((start, *shape, 0)) < 0 or end > len(mapped):
            raise ValueError(name)
        # np.asarray: a plain array over the same memory; slices of np.memmap cost a microsecond each.
        found[name] = np.asarray(mapped[first + start : end]).view(kind).reshape(shape)
    return found


def _plain(name: str, array: NDArray[Any]) -> NDArray[Any]:
    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
    if little.dtype.str not in _KINDS:
        raise BadModel(f"A pack cannot hold {name!r}, which is an array of {array.dtype}.")
    return little


def _first(header: int) -> int:
    """Where arrays begin in the file."""
    return -(-(_PREAMBLE.size + header) // _ALIGNED) * _ALIGNED
