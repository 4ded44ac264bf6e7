"""What a speaker keeps on its disk: who it is, how loud it plays, and what it rang."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import ClassVar

import msgspec
from msgspec import Struct, field

from parley.errors import ParleyError

MOST_RUNG = 50
"""As many as a hello may name."""


class SpeakerFailed(ParleyError):
    """The speaker cannot be set up or started."""

    code: ClassVar[str] = "speaker_failed"


class Ringing(Struct, frozen=True):
    """What rings now, so that it goes on after a crash."""

    occurrence: str
    text: str
    language: str
    since: float
    """POSIX seconds."""


class State(Struct):
    """Everything, as it lies on the disk."""

    server: str = ""
    """Address, such as ``https://parley.local:8420``."""
    ca: str = ""
    """File of the certificate that the server's is trusted by; empty for those the system trusts."""
    plain: bool = False
    """The owner wants http although others can listen in."""
    device: str = ""
    token: str = ""
    token_since: float = 0.0
    """POSIX seconds at which the token was given."""
    conversation: str = field(default_factory=lambda: secrets.token_hex(8))
    volume: int = 70
    silent: bool = False
    """The loudspeaker is muted."""
    muted: bool = False
    """The microphone is muted."""
    rang: list[str] = []
    """Occurrences, the latest last."""
    ringing: Ringing | None = None


class Kept:
    """A state in a file that only its owner may read; a crash leaves the old one or the new one."""

    def __init__(self, folder: Path) -> None:
        """Raises ``SpeakerFailed``."""
        self.folder = folder
        self._path = folder / "speaker.json"
        self.state = self._read()

    def save(self) -> None:
        """Have the state on the disk when it returns. Raises ``SpeakerFailed``."""
        aside = self._path.with_suffix(".new")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(self.state))
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._path)
            _sync_folder(self.folder)
        except OSError as error:
            raise SpeakerFailed(f"{self._path} cannot be written: {error.strerror}.") from error

    def keep_rung(self, occurrence: str) -> bool:
        """Remember that this device rings; False when it has rung this already."""
        if occurrence in self.state.rang:
            return False
        self.state.rang = [*self.state.rang, occurrence][-MOST_RUNG:]
        self.save()
        return True

    def _read(self) -> State:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=State)
        except FileNotFoundError:
            return State()
        except (OSError, msgspec.MsgspecError) as error:
            raise SpeakerFailed(
                f"{self._path} cannot be read. Remove it and pair again: parley speaker pair"
            ) from error


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk, where the system can be told to (not on Windows)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
