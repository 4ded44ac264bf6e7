"""Downloading one large file over an unreliable network, resumably, and checking what came."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import msgspec

from parley.errors import BadModel, ParleyError, TooLong
from parley.models.archive import make_room

if TYPE_CHECKING:
    import httpx

#: Called with the bytes that are here and the bytes there will be, or None while nobody knows.
Report = Callable[[int, int | None], None]

_BLOCK = 256 * 1024


class DownloadFailed(ParleyError):
    """The server could not be reached, does not have the file, or kept breaking off."""

    code: ClassVar[str] = "download_failed"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a download may take to make headway. Durations in seconds."""

    connect: float = 15.0

    stall: float = 30.0
    """Without a byte for this long, or slower than ``slowest`` over this long, a try is given up."""

    slowest: int = 1024
    """Bytes per second."""

    tries: int = 6
    """Tries in a row that may bring less than ``headway`` bytes."""

    most_tries: int = 60
    """Tries in all."""

    headway: int = 1024 * 1024
    """Bytes that make a try worth its while."""

    pause: float = 1.0
    """Before the second try; doubles with every fruitless one, up to 30 s."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to download."""

    url: str
    size: int | None = None
    """Bytes, or None where unknown."""

    sha256: str | None = None
    limit: int = 8 * 1024**3
    """Bytes it may have at most when its size is unknown."""


class _Seen(msgspec.Struct):
    """What a partial file is a part of; kept beside it, so that another process can go on."""

    url: str
    validator: str | None = None
    """The server's strong ETag, or else its Last-Modified."""


class _Again(Exception):
    """Not an error: a try ended, and another is worth making."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait


class _Part:
    """The partial file, its running hash, and what it is a part of."""

    def __init__(self, target: Path, url: str) -> None:
        self.path = target.with_name(target.name + ".part")
        self._notes = target.with_name(target.name + ".part.json")
        self.seen = self._earlier(url) or _Seen(url)
        self.length, self.digest = 0, hashlib.sha256()
        # Unbuffered: what came is on disk for the next process, whatever ends this one.
        self._file = self.path.open("ab+", buffering=0)
        if self._earlier(url) is None:
            self.restart()
        self._file.seek(0)
        while block := self._file.read(_BLOCK):
            self.digest.update(block)
            self.length += len(block)
        self.joined = self.length > 0

    def _earlier(self, url: str) -> _Seen | None:
        try:
            seen = msgspec.json.decode(self._notes.read_bytes(), type=_Seen)
        except (FileNotFoundError, msgspec.MsgspecError):
            return None
        return seen if seen.url == url else None

    def restart(self, validator: str | None = None) -> None:
        """Begin from nothing."""
        self.length, self.digest, self.joined = 0, hashlib.sha256(), False
        self._file.truncate(0)
        self.seen.validator = validator
        self._notes.write_bytes(msgspec.json.encode(self.seen))

    def add(self, block: bytes) -> None:
        self._file.write(block)
        self.digest.update(block)
        self.length += len(block)

    def keep(self, target: Path) -> None:
        """It is whole: give it its name."""
        os.fsync(self._file.fileno())
        self._file.close()
        self.path.replace(target)
        self._notes.unlink(missing_ok=True)

    def close(self) -> None:
        self._file.close()

    def discard(self) -> None:
        """Throw it away."""
        self._file.close()
        self.path.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)


def download(
    wanted: Wanted, target: Path, *, report: Report | None = None, patience: Patience | None = None
) -> str:
    """Download into ``target`` and return its SHA-256; what is there after an interruption is used again.

    Raises ``DownloadFailed`` when the server cannot be reached, does not have it, or breaks off too often;
    ``BadModel`` when what came has another size or hash than wanted; ``TooLong``; ``NoSpace``.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = _Part(target, wanted.url)
    try:
        return _download(wanted, target, part, report or (lambda done, total: None), patience or Patience())
    except (BadModel, TooLong):
        part.discard()
        raise
    finally:
        part.close()


def _download(wanted: Wanted, target: Path, part: _Part, report: Report, patience: Patience) -> str:
    import httpx

    timeout = httpx.Timeout(patience.stall, connect=patience.connect)
    with httpx.Client(timeout=timeout, follow_redirects=True, max_redirects=5) as client:
        _pull(client, wanted, part, report, patience)
        if wanted.sha256 and part.digest.hexdigest() != wanted.sha256 and part.joined:
            # The pieces may be of two versions: once more from the beginning.
            part.restart()
            _pull(client, wanted, part, report, patience)
    got = part.digest.hexdigest()
    if wanted.sha256 and got != wanted.sha256:
        raise BadModel(
            f"What came from {wanted.url} is not the model the catalogue means: its SHA-256 is {got}, "
            f"not {wanted.sha256}. It was thrown away."
        )
    part.keep(target)
    return got


def _pull(client: httpx.Client, wanted: Wanted, part: _Part, report: Report, patience: Patience) -> None:
    """Fill the partial file, in as many tries as patience allows."""
    fruitless, reason = 0, ""
    for _ in range(patience.most_tries):
        before = part.length
        try:
            return _attempt(client, wanted, part, report, patience)
        except _Again as again:
            reason, wait = str(again), again.wait
        fruitless = 0 if part.length - before >= patience.headway else fruitless + 1
        if fruitless >= patience.tries:
            break
        time.sleep(max(wait, min(30.0, patience.pause * 2 ** max(0, fruitless - 1))))
    raise DownloadFailed(
        f"The download of {wanted.url} kept breaking off ({reason}). The {part.length:,} bytes that came are "
        "kept; the same command goes on from there."
    )


def _attempt(client: httpx.Client, wanted: Wanted, part: _Part, report: Report, patience: Patience) -> None:
    import httpx

    if part.length and part.length == wanted.size:
        return
    headers = {"Accept-Encoding": "identity", "User-Agent": "parley"}
    # Without a validator only a known hash can tell whether the rest belongs to the same file.
    if part.length and (part.seen.validator or wanted.sha256):
        headers["Range"] = f"bytes={part.length}-"
        if part.seen.validator:
            headers["If-Range"] = part.seen.validator
    try:
        with client.stream("GET", wanted.url, headers=headers) as response:
            _accept(response, wanted, part)
            _receive(response, wanted, part, report, patience)
    except httpx.TooManyRedirects as error:
        raise DownloadFailed(f"{wanted.url} leads in circles.") from error
    except httpx.UnsupportedProtocol as error:
        raise DownloadFailed(f"{wanted.url} leads to something other than http or https.") from error
    except httpx.TransportError as error:
        raise _Again(type(error).__name__) from error


def _accept(response: httpx.Response, wanted: Wanted, part: _Part) -> None:
    """Make the partial file ready for what this answer brings, or refuse it."""
    status = response.status_code
    if wanted.url.startswith("https:") and response.url.scheme != "https":
        raise DownloadFailed(f"{wanted.url} leads to a place without https; nothing was taken from there.")
    if status == 416 and part.length:
        part.restart()
        raise _Again("the server has less than what is here already")
    if status in (408, 429) or status >= 500:
        raise _Again(f"HTTP {status}", _retry_after(response))
    if status not in (200, 206):
        raise DownloadFailed(f"The server has no such file: {wanted.url} answers HTTP {status}.")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise DownloadFailed(f"{wanted.url} answers with compressed contents that were not asked for.")
    if status == 206:
        span = response.headers.get("Content-Range", "")
        if not span.startswith(f"bytes {part.length}-"):
            part.restart()
            raise _Again("the server sent another part than asked for")
        part.joined = True
    else:
        part.restart(_validator(response))
    total = _total(response, part)
    if total is not None and wanted.size is not None and total != wanted.size:
        raise BadModel(f"{wanted.url} has {total:,} bytes, and the catalogue says {wanted.size:,}.")
    if total is not None and total > wanted.limit:
        raise TooLong(f"{wanted.url} has {total:,} bytes, more than the {wanted.limit:,} a model may have.")
    make_room(part.path.parent, (total or wanted.size or 0) - part.length)


def _receive(
    response: httpx.Response, wanted: Wanted, part: _Part, report: Report, patience: Patience
) -> None:
    total = _total(response, part)
    most = wanted.size if wanted.size is not None else wanted.limit
    since, mark = time.monotonic(), part.length
    for block in response.iter_raw():
        part.add(block)
        if part.length > most:
            raise TooLong(f"{wanted.url} sends more than the {most:,} bytes it should have.")
        report(part.length, total or wanted.size)
        now = time.monotonic()
        if now - since >= patience.stall:
            if part.length - mark < patience.slowest * patience.stall:
                raise _Again("slower than a kilobyte a second")
            since, mark = now, part.length
    expected = total if total is not None else wanted.size
    if expected is not None and part.length < expected:
        raise _Again("the connection ended early")


def _total(response: httpx.Response, part: _Part) -> int | None:
    """Bytes of the whole file, as the server tells."""
    if response.status_code == 206:
        end = response.headers.get("Content-Range", "").rpartition("/")[2]
        return int(end) if end.isdecimal() else None
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else None


def _validator(response: httpx.Response) -> str | None:
    tag = response.headers.get("ETag")
    return tag if tag and not tag.startswith("W/") else response.headers.get("Last-Modified")


def _retry_after(response: httpx.Response) -> float:
    text = response.headers.get("Retry-After", "")
    return min(60.0, float(text)) if text.isdecimal() else 0.0
