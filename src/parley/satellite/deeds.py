"""What the server has a speaker do: be louder or softer, ring, or be still."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from parley.audio.volume import Volume
from parley.satellite import messages as m
from parley.satellite.kept import Kept
from parley.satellite.link import Wire
from parley.satellite.playing import Playback


class Bells(Protocol):
    """What rings on this device."""

    def begin(self, kind: str, occurrence: str) -> None:
        """The server has something rung that it says itself."""
        ...

    def stop(self) -> None:
        """Whoever was meant has heard it."""
        ...


class Deeds:
    """Does it, and remembers what has to be remembered."""

    def __init__(self, kept: Kept, playback: Playback, bells: Bells) -> None:
        self._kept, self._playback, self._bells = kept, playback, bells
        playback.amplify(self.volume.gain)

    @property
    def volume(self) -> Volume:
        """How loudly it plays."""
        return Volume(self._kept.state.volume, self._kept.state.silent)

    def change_volume(self, data: Mapping[str, object]) -> None:
        """As the action ``volume`` has it."""
        after = self.volume.after(data)
        self._kept.state.volume, self._kept.state.silent = after.level, after.muted
        self._kept.save()
        self._playback.amplify(after.gain)

    def do(self, message: m.Did, wire: Wire) -> None:
        """What a message tells; what else it tells is for screens."""
        occurrence = message.data.get("occurrence")
        if isinstance(occurrence, str):
            self._ring(message, occurrence, wire)
        elif message.kind == "volume":
            self.change_volume(message.data)
        elif message.kind == "stop":
            self._bells.stop()

    def _ring(self, message: m.Did, occurrence: str, wire: Wire) -> None:
        fresh = self._kept.keep_rung(occurrence)
        wire.send(m.Rang(occurrence))
        if fresh:
            self._bells.begin(message.kind, occurrence)
        else:
            # It rang here before the server knew: what it says now was said.
            self._playback.silence(message.turn)
