"""Which of several pictures of one moment is the best, and why; and which pictures are of one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from statistics import fmean

import msgspec

from parley.vision.faces.types import Face
from parley.vision.likeness.groups import colours_apart, distance
from parley.vision.likeness.types import Fingerprint
from parley.vision.quality.types import Quality

GAP = 3.0
"""Seconds between one picture of a burst and the next, at most. Many cameras tell whole seconds only."""
LONGEST = 60.0
"""Seconds that a burst lasts at most."""
_NEAR = 20
"""Of 64 bits, in which a picture of a burst and the next may differ; any two pictures differ in 32 ± 4."""
_COLOURS = 30.0
"""Of 255, by which the colours of their parts may differ: somebody walks by, or one is lighter."""

_SHARP, _EYES, _CLIPPED, _LIGHT, _MISSING, _NOISE = 6.0, 2.5, 16.0, 0.5, 0.35, 1.0
"""What it costs a picture to be worse than the best of its burst by all that there is of a thing. Closed eyes
cost as much as a sharpness less by 0.3, or as a ninth of the picture burnt out."""
_SQUINT = 0.3
"""By how much eyes may be less open: people look elsewhere, and blur makes eyes look more open."""
_TELL = 0.12
"""Cost from which it is worth a word."""


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
    """The pictures of one burst, ordered. Pure; nothing given gives nothing.

    Everything is compared within the burst only: a dark room is dark in all of its pictures, and some people
    have narrow eyes in all of them.
    """
    if not frames:
        return Ranking((), ())
    costs = _costs(frames)
    sums = [sum(each.values()) for each in costs]
    order = sorted(range(len(frames)), key=lambda place: (round(sums[place], 3), frames[place].taken, place))
    reasons = [_against(each) for each in costs]
    reasons[order[0]] = _for(order[0], costs, frames)
    return Ranking(tuple(order), tuple(reasons))


def _costs(frames: Sequence[Frame]) -> list[dict[Reason, float]]:
    """What speaks against each picture, and how much."""
    qualities = [frame.quality for frame in frames]
    counts = sorted(len(frame.faces) for frame in frames)
    # What is no face is seldom taken for one with eyes.
    real = max(sum(face.open is not None for face in frame.faces) for frame in frames)
    # So many faces are on two thirds of them.
    people = min(real, counts[min(-(-len(counts) // 3), len(counts) - 1)])
    sharp = [_sharpness(frame, real > 0) for frame in frames]
    eyes = [_eyes(frame) for frame in frames]
    widest = max((each for each in eyes if each is not None), default=0.0)
    middle = min(abs(each.exposure) for each in qualities)
    costs: list[dict[Reason, float]] = []
    for frame, sharpness, open_ in zip(frames, sharp, eyes, strict=True):
        quality = frame.quality
        odd = _LIGHT * (abs(quality.exposure) - middle)
        dark, light = (odd, 0.0) if quality.exposure < 0 else (0.0, odd)
        black = _CLIPPED * (quality.clipped_dark - min(each.clipped_dark for each in qualities))
        costs.append(
            {
                Reason.FACES_BLURRED if frame.faces else Reason.BLURRED: _SHARP * (max(sharp) - sharpness),
                Reason.EYES_CLOSED: 0.0 if open_ is None else _EYES * max(0.0, widest - open_ - _SQUINT),
                Reason.BURNT_OUT: _CLIPPED
                * (quality.clipped_light - min(each.clipped_light for each in qualities)),
                Reason.TOO_DARK: dark + black,
                Reason.TOO_LIGHT: light,
                Reason.SOMEBODY_MISSING: _MISSING * max(0, people - len(frame.faces)),
                Reason.NOISY: _NOISE * (quality.noise - min(each.noise for each in qualities)),
            }
        )
    return costs


def _sharpness(frame: Frame, people: bool) -> float:
    """Of the faces where there are some: a sharp wall behind somebody who moved is worth little."""
    told = [(face.sharpness, face.box.width) for face in frame.faces if face.sharpness is not None]
    if not told or not people:
        return frame.quality.sharpness
    faces = sum(sharp * width for sharp, width in told) / sum(width for _, width in told)
    return 0.7 * faces + 0.3 * frame.quality.sharpness


def _eyes(frame: Frame) -> float | None:
    """How open the eyes are: half of it of all people, half of the one with the least open."""
    told = [face.open for face in frame.faces if face.open is not None]
    return (fmean(told) + min(told)) / 2 if told else None


def _against(costs: dict[Reason, float]) -> tuple[Reason, ...]:
    told = sorted((cost, reason) for reason, cost in costs.items() if cost >= _TELL)
    return tuple(reason for _, reason in reversed(told)) or (Reason.ALIKE,)


_PRAISE = {
    Reason.BLURRED: Reason.SHARPEST,
    Reason.FACES_BLURRED: Reason.SHARPEST_FACES,
    Reason.EYES_CLOSED: Reason.EYES_OPEN,
    Reason.BURNT_OUT: Reason.BEST_EXPOSED,
    Reason.TOO_DARK: Reason.BEST_EXPOSED,
    Reason.TOO_LIGHT: Reason.BEST_EXPOSED,
    Reason.SOMEBODY_MISSING: Reason.EVERYBODY,
}


def _for(place: int, costs: list[dict[Reason, float]], frames: Sequence[Frame]) -> tuple[Reason, ...]:
    """What the others are told to lack, and this one has."""
    praise: dict[Reason, float] = {}
    for each in (each for at, each in enumerate(costs) if at != place):
        for reason, cost in each.items():
            gained = cost - costs[place].get(reason, 0.0)
            if gained >= _TELL and costs[place].get(reason, 0.0) < _TELL and reason in _PRAISE:
                word = _PRAISE[reason]
                if word is Reason.SHARPEST and frames[place].faces:
                    word = Reason.SHARPEST_FACES
                praise[word] = praise.get(word, 0.0) + gained
    told = sorted(praise, key=lambda reason: (-praise[reason], reason))
    return tuple(told) or (Reason.ALIKE,)


def bursts_of(shots: Sequence[Taken]) -> list[tuple[int, ...]]:
    """Groups of at least two pictures that were taken within seconds of each other and look alike: places in
    ``shots`` in order of time. ``shots`` may be in any order; what has no time (0) is in no burst."""
    order = sorted(
        (place for place, shot in enumerate(shots) if shot.at > 0), key=lambda at: (shots[at].at, at)
    )
    found: list[list[int]] = []
    for place in order:
        if found and _belongs(shots, found[-1], place):
            found[-1].append(place)
        else:
            found.append([place])
    return [tuple(each) for each in found if len(each) > 1]


def _belongs(shots: Sequence[Taken], burst: list[int], place: int) -> bool:
    first, last, this = shots[burst[0]], shots[burst[-1]], shots[place]
    if this.at - last.at > GAP or this.at - first.at > LONGEST:
        return False
    one, other = last.fingerprint, this.fingerprint
    if one.plain != other.plain or colours_apart(one, other) > _COLOURS:
        return False
    return one.plain or distance(one, other) <= _NEAR


def in_words(reason: Reason, language: str) -> str:
    """A reason as a person reads it: Chinese for ``zh…``, else English."""
    return _words("zh" if language.lower().startswith("zh") else "en")[reason.value]


@cache
def _words(language: str) -> dict[str, str]:
    text = (files("parley.vision") / f"burst.{language}.yaml").read_text("utf-8")
    return {str(name): str(words) for name, words in msgspec.yaml.decode(text).items()}
