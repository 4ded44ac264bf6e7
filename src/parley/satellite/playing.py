"""What the loudspeaker plays: Parley's voice and music, and above them what this device rings by itself."""

from __future__ import annotations

import threading
from collections import deque

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import Pcm, Samples
from parley.audio.resample import StreamResampler, at_rate

PLAYED_RATE = 24_000
"""Samples per second: what Parley says comes so."""
MOST_SECONDS = 30.0
"""Sound that may wait; the server sends a second ahead at most. What comes beyond is lost."""
_GLIDE = 0.02
"""Seconds from one loudness to another: too short to be waited for, and long enough not to click."""
_DUCKED = 0.15
"""Factor while somebody is listened to."""
_LEAST_CHIME = 0.35
"""Factor at which a chime is played, however low the volume: an alarm must be heard."""
_SILENT_FROM = 30
"""Samples no louder than this count as silence: a thousandth of full scale."""


class Playback:
    """A queue by turns. ``render`` is called from the sound card's thread, everything else from the loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._speech: deque[tuple[int, Samples]] = deque()
        self._waiting = 0
        self._chime: deque[Samples] = deque()
        self._silenced = 0
        """Turns up to this one are not played."""
        self._gain = self._wanted = 1.0
        self._volume, self._ducked = 1.0, False
        self._held = False
        self._resampler: tuple[int, int, StreamResampler] | None = None
        self._since_sound = PLAYED_RATE * 60
        """Samples rendered since the last that could be heard."""

    @property
    def sounding(self) -> bool:
        """Whether speech or music waits to be played."""
        return self._waiting > 0

    @property
    def chiming(self) -> bool:
        """Whether a chime is played."""
        return bool(self._chime)

    @property
    def quiet_for(self) -> float:
        """Seconds since anything could be heard."""
        return self._since_sound / PLAYED_RATE

    def play(self, turn: int, pcm: Pcm) -> None:
        """Play after what waits, unless the turn was silenced."""
        if turn <= self._silenced:
            return
        samples = self._at_rate(turn, pcm)
        with self._lock:
            if len(samples) and self._waiting < MOST_SECONDS * PLAYED_RATE:
                self._speech.append((turn, samples))
                self._waiting += len(samples)

    def say(self, pcm: Pcm) -> None:
        """Something of this device's own, after what waits."""
        samples = at_rate(pcm, PLAYED_RATE).samples
        with self._lock:
            self._speech.append((1 << 62, samples))
            self._waiting += len(samples)

    def finish(self, turn: int) -> None:
        """Nothing more of a turn comes: play what changing its rate still holds back."""
        if self._resampler is not None and self._resampler[0] == turn:
            rest, self._resampler = self._resampler[2].flush(), None
            self.play(turn, Pcm(rest, PLAYED_RATE))

    def silence(self, turn: int) -> None:
        """Throw away what waits of this turn and older ones, and play nothing more of them."""
        with self._lock:
            self._silenced = max(self._silenced, turn)
            self._speech = deque(each for each in self._speech if each[0] > turn)
            self._waiting = sum(len(samples) for _, samples in self._speech)

    def hush(self) -> None:
        """Throw away everything that waits."""
        with self._lock:
            self._speech.clear()
            self._chime.clear()
            self._waiting, self._held = 0, False

    def hold(self, held: bool) -> None:
        """Pause speech and music where they are, or go on with them."""
        self._held = held

    def begin(self) -> None:
        """A new connection: turns count from 1 again."""
        with self._lock:
            self._silenced = 0

    def chime(self, samples: Samples) -> None:
        """Play at once, above everything."""
        with self._lock:
            self._chime = deque([samples])

    def still(self) -> None:
        """End the chime."""
        with self._lock:
            self._chime.clear()

    def amplify(self, gain: float) -> None:
        """The volume, as a factor in [0, 1]."""
        self._volume = max(0.0, min(1.0, gain))
        self._set()

    def duck(self, low: bool) -> None:
        """Play softly while somebody is listened to."""
        self._ducked = low
        self._set()

    def render(self, count: int) -> Samples:
        """The next samples for the loudspeaker."""
        with self._lock:
            speech = np.zeros(count, np.int16) if self._held else self._taken(count)
            chime = self._struck(count)
        mixed = speech.astype(np.float32) * self._gains(count)
        if chime is not None:
            mixed *= 0.3
            mixed += chime.astype(np.float32) * max(_LEAST_CHIME, self._volume)
        samples = np.clip(np.rint(mixed), -32_768, 32_767).astype(np.int16)
        if len(samples) and int(np.abs(samples.astype(np.int32)).max()) > _SILENT_FROM:
            self._since_sound = 0
        else:
            self._since_sound += count
        return samples

    def _set(self) -> None:
        self._wanted = self._volume * (_DUCKED if self._ducked else 1.0)

    def _taken(self, count: int) -> Samples:
        wanted, filled = np.zeros(count, np.int16), 0
        while filled < count and self._speech:
            turn, piece = self._speech.popleft()
            part = piece[: count - filled]
            wanted[filled : filled + len(part)] = part
            filled += len(part)
            if len(part) < len(piece):
                self._speech.appendleft((turn, piece[len(part) :]))
        self._waiting -= filled
        return wanted

    def _struck(self, count: int) -> Samples | None:
        if not self._chime:
            return None
        piece = self._chime.popleft()
        if len(piece) > count:
            self._chime.appendleft(piece[count:])
        return np.pad(piece[:count], (0, max(0, count - len(piece))))

    def _gains(self, count: int) -> NDArray[np.float32]:
        before, wanted = self._gain, self._wanted
        if before == wanted:
            return np.full(count, wanted, np.float32)
        way = np.arange(1, count + 1, dtype=np.float32) / (_GLIDE * PLAYED_RATE)
        gains = np.minimum(before + way, wanted) if before < wanted else np.maximum(before - way, wanted)
        self._gain = float(gains[-1]) if count else before
        return gains

    def _at_rate(self, turn: int, pcm: Pcm) -> Samples:
        if pcm.rate == PLAYED_RATE:
            return pcm.samples
        if self._resampler is None or self._resampler[:2] != (turn, pcm.rate):
            self._resampler = (turn, pcm.rate, StreamResampler(pcm.rate, PLAYED_RATE))
        return self._resampler[2].feed(pcm.samples)
