"""Which of several pictures of one moment is the best, and why; and which pictures are of one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from parley.vision.faces.types import Face
from parley.vision.likeness.types import Fingerprint
from parley.vision.quality.types import Quality


class Reason(StrEnum):
    """What speaks for a picture of a burst, or against it; in words: ``in_words``."""

    SHARPEST = "sharpest"
    SHARPEST_FACES = "sharpest_faces"
    EYES_OPEN = "eyes_open"
    BEST_EXPOSED = "best_exposed"
    EVERYBODY = "everybody"
    """More faces are on it than on others."""
    BLURRED = "blurred"
    FACES_BLURRED = "faces_blurred"
    EYES_CLOSED = "eyes_closed"
    TOO_DARK = "too_dark"
    TOO_LIGHT = "too_light"
    BURNT_OUT = "burnt_out"
    NOISY = "noisy"
    SOMEBODY_MISSING = "somebody_missing"
    """Fewer faces are on it than on others."""
    ALIKE = "alike"
    """Nothing tells it from the best one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a burst."""

    quality: Quality
    faces: tuple[Face, ...] = ()
    taken: float = 0.0
    """POSIX seconds; of pictures that are as good, the earlier is taken."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The pictures of a burst, the best first."""

    order: tuple[int, ...]
    """Places in what was given."""
    reasons: tuple[tuple[Reason, ...], ...]
    """For every picture, as it was given (not as in ``order``), the weightiest first: what speaks for the
    best one, what against the others."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture of a library, as far as it matters for whether it belongs to a burst."""

    at: float
    """POSIX seconds."""
    fingerprint: Fingerprint


def best(frames: Sequence[Frame]) -> Ranking:
    """The pictures of one burst, ordered. Pure; nothing given gives nothing."""
    raise NotImplementedError


def bursts_of(shots: Sequence[Taken]) -> list[tuple[int, ...]]:
    """Groups of at least two pictures that were taken within seconds of each other and look alike: places in
    ``shots`` in order of time. ``shots`` may be in any order."""
    raise NotImplementedError


def in_words(reason: Reason, language: str) -> str:
    """A reason as a person reads it: Chinese for ``zh…``, else English."""
    raise NotImplementedError
