"""Endpointing by scripted probabilities: what a person would notice of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.voice_activity import LoudnessVoiceActivity, ScriptedVoiceActivity
from parley.audio.endpoint import (
    Endpointer,
    EndpointEvent,
    EndpointSettings,
    EndpointState,
    NothingSaid,
    SpeechContinued,
    SpeechEnded,
    SpeechPaused,
    SpeechStarted,
    UtteranceEnd,
)
from parley.audio.pcm import Samples
from parley.audio.voice_activity import WINDOW
from parley.errors import BadAudio, BadSettings

W = WINDOW / 16_000
SETTINGS = EndpointSettings(
    pre_roll=4 * W, min_speech=3 * W, end_silence=10 * W, kept_silence=2 * W, max_utterance=60 * W
)
YES, NO = 0.9, 0.05


def ramp(windows: int, rest: int = 0) -> Samples:
    """Sound in which every sample tells where it is from (up to 65,536 samples)."""
    return np.arange(windows * WINDOW + rest, dtype=np.uint16).view(np.int16)


def hear(
    script: Sequence[float], chosen: EndpointSettings = SETTINGS, rest: int = 0, chunk: int = 960
) -> list[EndpointEvent]:
    """All events of a stream with these probabilities, to its end."""
    sound = ramp(len(script), rest)
    endpointer = Endpointer(ScriptedVoiceActivity(script), chosen)
    events: list[EndpointEvent] = []
    for begin in range(0, len(sound), chunk):
        events += endpointer.feed(sound[begin : begin + chunk])
    return events + endpointer.finish()


def utterances(events: Sequence[EndpointEvent]) -> list[tuple[Samples, SpeechEnded | None]]:
    """What a recogniser would be given, and how each ended."""
    found: list[tuple[Samples, SpeechEnded | None]] = []
    for event in events:
        match event:
            case SpeechStarted():
                found.append((event.samples, None))
            case SpeechContinued():
                found[-1] = (np.concatenate((found[-1][0], event.samples)), None)
            case SpeechEnded():
                found[-1] = (found[-1][0], event)
            case _:
                pass
    return found


def spans(events: Sequence[EndpointEvent]) -> list[tuple[int, int]]:
    """(first, last + 1) sample of every utterance; fails unless each is an uncut stretch of the ramp."""
    result: list[tuple[int, int]] = []
    for samples, _ in utterances(events):
        first = int(samples[:1].view(np.uint16)[0])
        assert np.array_equal(samples, ramp(200)[first : first + len(samples)])
        result.append((first, first + len(samples)))
    return result


def told(event: EndpointEvent) -> tuple[object, ...]:
    """An event in a form that can be compared, which arrays cannot."""
    match event:
        case SpeechStarted():
            return (event.at, event.lead, len(event.samples))
        case SpeechContinued():
            return (len(event.samples),)
        case _:
            return (event,)


def test_a_command_is_heard_with_what_came_before_it_and_a_little_silence_after() -> None:
    events = hear([NO] * 10 + [YES] * 20 + [NO] * 15)
    assert spans(events) == [(6 * WINDOW, 32 * WINDOW)]
    started, ended = events[0], events[-1]
    assert isinstance(started, SpeechStarted) and isinstance(ended, SpeechEnded)
    assert (started.at, started.lead) == pytest.approx((10 * W, 4 * W))
    assert (ended.at, ended.decided) == pytest.approx((30 * W, 40 * W))
    assert ended.reason is UtteranceEnd.SILENCE


def test_speech_from_the_very_first_sample_loses_nothing() -> None:
    events = hear([YES] * 10 + [NO] * 12)
    assert spans(events)[0][0] == 0
    assert isinstance(events[0], SpeechStarted) and (events[0].at, events[0].lead) == (0, 0)


def test_a_click_or_a_cough_starts_nothing() -> None:
    assert hear([NO] * 5 + [YES] * 2 + [NO] * 5 + [YES, NO] * 5) == []


def test_a_click_just_before_the_first_word_stays_in_the_pre_roll() -> None:
    events = hear([NO] * 5 + [YES] * 2 + [NO] + [YES] * 6 + [NO] * 12)
    assert spans(events) == [(4 * WINDOW, 16 * WINDOW)]


def test_once_speech_is_under_way_a_softer_voice_is_enough() -> None:
    events = hear([YES] * 5 + [0.4] * 20 + [NO] * 12)
    assert spans(events) == [(0, 27 * WINDOW)]


def test_a_softer_voice_alone_starts_nothing() -> None:
    assert hear([0.4] * 30) == []


def test_a_short_pause_does_not_cut_the_sentence_and_nothing_of_it_is_lost() -> None:
    events = hear([YES] * 5 + [NO] * 9 + [YES] * 5 + [NO] * 10)
    assert spans(events) == [(0, 21 * WINDOW)]
    assert [type(event) for event in events if not isinstance(event, SpeechContinued)] == [
        SpeechStarted,
        SpeechPaused,
        SpeechPaused,
        SpeechEnded,
    ]


def test_silence_is_held_back_until_the_speech_goes_on() -> None:
    endpointer = Endpointer(ScriptedVoiceActivity([YES] * 5 + [NO] * 6 + [YES]), SETTINGS)
    *_, paused = endpointer.feed(ramp(7))
    assert paused == SpeechPaused(pytest.approx(5 * W))  # pyright: ignore[reportArgumentType]
    assert endpointer.feed(ramp(4)) == []
    (resumed,) = endpointer.feed(ramp(1))
    assert isinstance(resumed, SpeechContinued) and len(resumed.samples) == 5 * WINDOW


def test_a_pause_is_told_with_the_first_silence_where_none_is_handed_on() -> None:
    chosen = replace(SETTINGS, kept_silence=0.0)
    events = hear([YES] * 5 + [NO] * 4 + [YES] * 5 + [NO] * 10, chosen)
    assert spans(events) == [(0, 14 * WINDOW)]
    pauses = [event.at for event in events if isinstance(event, SpeechPaused)]
    assert pauses == pytest.approx([5 * W, 14 * W])


def test_somebody_who_never_stops_is_cut_into_utterances_without_a_gap() -> None:
    events = hear([YES] * 125)
    assert spans(events) == [(0, 60 * WINDOW), (60 * WINDOW, 120 * WINDOW), (120 * WINDOW, 125 * WINDOW)]
    assert [end.reason for _, end in utterances(events) if end] == [
        UtteranceEnd.TOO_LONG,
        UtteranceEnd.TOO_LONG,
        UtteranceEnd.RELEASED,
    ]


def test_letting_the_button_go_ends_the_utterance_at_the_last_sample() -> None:
    events = hear([NO] * 5 + [YES] * 10, rest=100)
    assert spans(events) == [(WINDOW, 15 * WINDOW + 100)]
    assert isinstance(events[-1], SpeechEnded)
    assert events[-1].reason is UtteranceEnd.RELEASED
    assert events[-1].at == events[-1].decided == pytest.approx(15 * W + 100 / 16_000)


def test_letting_the_button_go_in_a_pause_hands_on_no_silence() -> None:
    events = hear([YES] * 10 + [NO] * 6, rest=100)
    assert spans(events) == [(0, 12 * WINDOW)]
    assert isinstance(events[-1], SpeechEnded)
    assert (events[-1].at, events[-1].decided) == pytest.approx((10 * W, 16 * W + 100 / 16_000))


def test_a_word_cut_short_by_letting_go_is_still_heard() -> None:
    assert spans(hear([NO] * 5 + [YES] * 2, rest=7)) == [(WINDOW, 7 * WINDOW + 7)]


def test_press_to_talk_waits_through_any_pause() -> None:
    press = EndpointSettings(end_silence=None, max_utterance=10)
    events = hear([YES] * 5 + [NO] * 100 + [YES] * 5, press)
    assert spans(events) == [(0, 110 * WINDOW)]


def test_silence_ends_as_nothing_said_once_and_a_late_answer_still_counts() -> None:
    patience = EndpointSettings(max_wait=8 * W)
    events = hear([NO] * 30 + [YES] * 5, patience)
    assert [type(event) for event in events[:2]] == [NothingSaid, SpeechStarted]
    assert isinstance(events[0], NothingSaid) and events[0].at == pytest.approx(8 * W)
    assert sum(isinstance(event, NothingSaid) for event in events) == 1


def test_after_a_release_the_endpointer_hears_the_next_press() -> None:
    activity = ScriptedVoiceActivity([YES] * 5)
    endpointer = Endpointer(activity, SETTINGS)
    endpointer.feed(ramp(5))
    endpointer.finish()
    assert endpointer.state is EndpointState.WAITING and activity.resets == 1
    started = endpointer.feed(ramp(5))[0]
    assert isinstance(started, SpeechStarted) and started.at == pytest.approx(5 * W) and started.lead == 0
    endpointer.reset()
    assert endpointer.position == 0 and endpointer.feed(ramp(1)) == []


def test_the_caller_may_use_its_buffer_again() -> None:
    buffer = np.full(4 * WINDOW, 1_000, np.int16)
    endpointer = Endpointer(LoudnessVoiceActivity(), SETTINGS)
    started = endpointer.feed(buffer)[0]
    buffer[:] = 0
    assert isinstance(started, SpeechStarted) and started.samples.min() == 1_000


@pytest.mark.parametrize("samples", [np.zeros(512, np.float32), np.zeros((512, 2), np.int16)])
def test_what_is_not_mono_int16_is_refused(samples: Samples) -> None:
    with pytest.raises(BadAudio):
        Endpointer(LoudnessVoiceActivity()).feed(samples)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pre_roll": -0.1},
        {"pre_roll": 3.0},
        {"start_threshold": 0.3},
        {"stop_threshold": 0.0},
        {"end_silence": 0.0},
        {"end_silence": 11.0},
        {"max_utterance": 0.5},
        {"max_utterance": float("nan")},
        {"max_wait": 1e9},
        {"kept_silence": -1.0},
        {"pre_roll": 2.0, "max_utterance": 2.0},
    ],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadSettings):
        EndpointSettings(**wrong)


#: Runs of similar windows, as speech has them, rather than independent ones, which would start nothing.
scripts = st.lists(
    st.tuples(st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), st.integers(1, 20)), max_size=10
).map(lambda runs: [probability for probability, windows in runs for _ in range(windows)][:128])
all_settings = st.builds(
    EndpointSettings,
    pre_roll=st.floats(0, 0.5),
    min_speech=st.floats(0, 0.2),
    end_silence=st.none() | st.floats(W, 0.5),
    kept_silence=st.floats(0, 0.6),
    max_utterance=st.floats(1, 3),
    max_wait=st.none() | st.floats(W, 1),
)


@settings(max_examples=50, deadline=None)
@given(scripts, all_settings, st.integers(0, WINDOW - 1))
def test_utterances_are_uncut_stretches_that_do_not_overlap(
    script: list[float], chosen: EndpointSettings, rest: int
) -> None:
    events = hear(script, chosen, rest)
    found = spans(events)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert all(begin < end <= len(script) * WINDOW + rest for begin, end in found)
    assert all(end is not None for _, end in utterances(events))


@settings(max_examples=50, deadline=None)
@given(scripts, all_settings, st.integers(0, WINDOW - 1))
def test_every_window_of_speech_in_an_utterance_is_handed_on(
    script: list[float], chosen: EndpointSettings, rest: int
) -> None:
    events = hear(script, chosen, rest)
    for (begin, end), (_, ended) in zip(spans(events), utterances(events), strict=True):
        assert ended is not None and ended.at <= ended.decided
        assert begin / 16_000 <= ended.at
        assert round(ended.at * 16_000) <= end
        limit = -(-chosen.max_utterance // W) + 1
        assert end - begin <= limit * WINDOW + rest


@settings(max_examples=20, deadline=None)
@given(scripts, all_settings, st.integers(0, WINDOW - 1), st.integers(300, 5_000))
def test_how_the_sound_is_cut_into_chunks_changes_nothing(
    script: list[float], chosen: EndpointSettings, rest: int, chunk: int
) -> None:
    whole, pieces = (hear(script, chosen, rest, size) for size in (1_000_000, chunk))
    assert spans(pieces) == spans(whole)
    assert [told(event) for event in pieces] == [told(event) for event in whole]


def test_one_sample_at_a_time_is_as_good_as_any() -> None:
    script = [NO] * 3 + [YES] * 4 + [NO] * 12
    assert [told(event) for event in hear(script, chunk=1)] == [told(event) for event in hear(script)]
