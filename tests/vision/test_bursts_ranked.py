"""Of several pictures of one moment the best is told, and why; and which pictures are of one moment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from parley.vision.burst import GAP, LONGEST, Frame, Ranking, Reason, Taken, best, bursts_of, in_words
from parley.vision.faces.types import Face
from parley.vision.likeness.types import Fingerprint
from parley.vision.quality.types import Quality
from parley.vision.types import Box

GOOD = Quality(sharpness=0.85, exposure=-0.05, clipped_dark=0.01, clipped_light=0.005, noise=0.05)


def face(open_: float | None = 1.0, sharpness: float = 0.85, x: int = 0) -> Face:
    return Face(Box(x, 0, 100, 100), 0.9, ((30, 40), (70, 40)), open_, sharpness)


def frame(faces: tuple[Face, ...] = (), at: float = 0.0, **changed: float) -> Frame:
    return Frame(replace(GOOD, **changed), faces, at)


FAULTS = {
    "blurred": (frame(sharpness=0.6), Reason.BLURRED, Reason.SHARPEST),
    "burnt out": (frame(clipped_light=0.2, exposure=0.3), Reason.BURNT_OUT, Reason.BEST_EXPOSED),
    "crushed": (frame(clipped_dark=0.3, exposure=-0.6), Reason.TOO_DARK, Reason.BEST_EXPOSED),
    "dark": (frame(exposure=-0.6), Reason.TOO_DARK, Reason.BEST_EXPOSED),
    "light": (frame(exposure=0.6), Reason.TOO_LIGHT, Reason.BEST_EXPOSED),
    "grainy": (frame(noise=0.4), Reason.NOISY, None),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_one_without_a_fault_is_the_best_and_the_others_are_told_theirs(fault: str, place: int) -> None:
    bad, against, praise = FAULTS[fault]
    frames = [bad, bad, bad]
    frames[place] = frame()
    told = best(frames)
    assert told.order[0] == place
    if praise:
        assert praise in told.reasons[place]
    for at in {0, 1, 2} - {place}:
        assert told.reasons[at][0] is against


def test_open_eyes_are_worth_more_than_a_little_sharpness() -> None:
    told = best([frame((face(0.0),), sharpness=0.9), frame((face(1.0),), sharpness=0.85)])
    assert told == Ranking((1, 0), ((Reason.EYES_CLOSED,), (Reason.EYES_OPEN,)))


def test_one_of_three_who_blinks_is_noticed() -> None:
    everybody = (face(1.0), face(0.9, x=200), face(1.0, x=400))
    blinking = (face(1.0), face(0.0, x=200), face(1.0, x=400))
    told = best([frame(blinking), frame(everybody), frame(blinking)])
    assert told.order[0] == 1 and told.reasons[0] == (Reason.EYES_CLOSED,)


def test_narrow_eyes_are_not_closed_ones() -> None:
    told = best([frame((face(0.35),)), frame((face(0.38),)), frame((face(0.4),))])
    assert all(Reason.EYES_CLOSED not in reasons for reasons in told.reasons)


def test_eyes_that_cannot_be_told_are_not_held_against_anybody() -> None:
    told = best([frame((face(None),), at=1), frame((face(1.0),), at=2)])
    assert told.reasons == ((Reason.ALIKE,), (Reason.ALIKE,))
    assert told.order == (0, 1)


def test_a_sharp_wall_behind_somebody_who_moved_is_worth_little() -> None:
    told = best([frame((face(1.0, 0.5),), sharpness=0.9), frame((face(1.0, 0.85),), sharpness=0.87)])
    assert told.order == (1, 0)
    assert told.reasons == ((Reason.FACES_BLURRED,), (Reason.SHARPEST_FACES,))


def test_whoever_turned_away_is_missed() -> None:
    both, one = (face(), face(x=300)), (face(),)
    told = best([frame(one), frame(both), frame(both, at=1)])
    assert told.order == (1, 2, 0)
    assert told.reasons == ((Reason.SOMEBODY_MISSING,), (Reason.EVERYBODY,), (Reason.ALIKE,))


def test_what_has_no_eyes_is_missed_by_nobody() -> None:
    """A cup that is taken for a face in the blurred pictures of it only."""
    cup = face(None, 0.95)
    told = best([frame((cup,), sharpness=0.7), frame(), frame((cup,), sharpness=0.7)])
    assert told.order[0] == 1 and told.reasons[0] == (Reason.FACES_BLURRED,)


def test_a_night_is_not_too_dark() -> None:
    told = best([frame(exposure=-0.7, at=2), frame(exposure=-0.7, at=1)])
    assert told == Ranking((1, 0), ((Reason.ALIKE,), (Reason.ALIKE,)))


def test_faults_are_told_the_weightiest_first() -> None:
    told = best([frame((face(),)), frame((face(0.0, 0.7),), sharpness=0.7, clipped_light=0.03)])
    assert told.reasons[1] == (Reason.EYES_CLOSED, Reason.FACES_BLURRED, Reason.BURNT_OUT)
    assert told.reasons[0] == (Reason.EYES_OPEN, Reason.SHARPEST_FACES, Reason.BEST_EXPOSED)


def test_one_picture_and_none() -> None:
    assert best([frame()]) == Ranking((0,), ((Reason.ALIKE,),))
    assert best([]) == Ranking((), ())


_share = some.floats(0, 1)
_frames = some.builds(
    Frame,
    some.builds(Quality, _share, some.floats(-1, 1), _share, _share, _share),
    some.lists(some.builds(face, some.none() | _share, _share, some.integers(0, 900)), max_size=3).map(tuple),
    some.floats(0, 2e9),
)


@given(some.lists(_frames, max_size=8))
def test_every_picture_has_its_place_and_its_reasons(frames: list[Frame]) -> None:
    told = best(frames)
    assert sorted(told.order) == list(range(len(frames)))
    assert len(told.reasons) == len(frames) and all(told.reasons)
    again = best(frames[::-1])
    if frames and len({repr(each) for each in frames}) == len(frames):
        assert {frames[::-1][again.order[0]]} <= set(frames)


def test_reasons_have_words_in_two_languages() -> None:
    for reason in Reason:
        assert any("\u4e00" <= char <= "\u9fff" for char in in_words(reason, "zh-CN"))
        assert in_words(reason, "en").isascii()
    assert len({in_words(reason, "zh") for reason in Reason}) == len(Reason)


def shot(at: float, bits: int = 0, shade: int = 100, plain: bool = False) -> Taken:
    return Taken(at, Fingerprint(bits, bytes([shade] * 27), 1.5, plain))


def test_what_was_taken_within_seconds_and_looks_alike_is_a_burst() -> None:
    other = (1 << 32) - 1
    shots = [shot(101), shot(100), shot(500), shot(103, 0b111), shot(503, other), shot(900)]
    assert bursts_of(shots) == [(1, 0, 3)]


def test_a_burst_ends_after_a_pause_a_minute_or_another_sight() -> None:
    assert bursts_of([shot(100), shot(100 + GAP + 0.5)]) == []
    long = bursts_of([shot(100 + 2 * at) for at in range(60)])
    assert [len(each) for each in long] == [LONGEST // 2 + 1, 60 - LONGEST // 2 - 1]
    assert bursts_of([shot(100, shade=100), shot(101, shade=160)]) == []
    assert bursts_of([shot(100, 0), shot(101, (1 << 21) - 1)]) == []
    assert bursts_of([shot(100, plain=True), shot(101)]) == []
    assert bursts_of([shot(100, 5, plain=True), shot(101, ~5 & (2**64 - 1), plain=True)]) == [(0, 1)]


def test_what_has_no_time_is_in_no_burst() -> None:
    assert bursts_of([shot(0), shot(0), shot(0)]) == [] == bursts_of([])
