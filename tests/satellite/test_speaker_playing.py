"""The loudspeaker's queue: order, silence, softness, and chimes above everything."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from fakes.satellite import voice
from parley.audio.pcm import Pcm, Samples
from parley.satellite import chimes
from parley.satellite.playing import MOST_SECONDS, PLAYED_RATE, Playback


def ramp(first: int, count: int) -> Pcm:
    return Pcm(np.arange(first, first + count, dtype=np.int16), PLAYED_RATE)


def rendered(playback: Playback, *counts: int) -> Samples:
    return np.concatenate([playback.render(count) for count in counts])


def test_packets_come_in_order_whatever_the_card_asks_for() -> None:
    playback = Playback()
    playback.play(1, ramp(1, 960))
    playback.play(1, ramp(961, 960))
    assert np.array_equal(rendered(playback, 100, 1_000, 7, 813), np.arange(1, 1_921))
    assert not playback.sounding and not playback.render(480).any()


def test_an_interrupted_turn_is_silent_within_a_block_and_stays_so() -> None:
    playback = Playback()
    playback.play(3, voice(1.0))
    playback.render(240)
    playback.silence(3)
    playback.play(3, voice(1.0))
    assert not playback.render(240).any()
    playback.play(4, ramp(1, 240))
    assert playback.render(240)[0] == 1


def test_music_is_soft_while_somebody_is_listened_to() -> None:
    playback = Playback()
    playback.play(1, voice(3.0))
    loud = np.abs(playback.render(2_400)).max()
    playback.duck(True)
    playback.render(1_200)
    soft = np.abs(playback.render(2_400)).max()
    playback.duck(False)
    playback.render(1_200)
    assert soft < loud / 5 and np.abs(playback.render(2_400)).max() == loud


def test_an_alarm_is_heard_though_the_speaker_is_muted() -> None:
    playback = Playback()
    playback.amplify(0.0)
    playback.play(1, voice(1.0))
    rendered(playback, 2_400)
    assert not playback.render(2_400).any()
    playback.chime(chimes.bell())
    assert np.abs(playback.render(4_800)).max() > 2_000


def test_it_never_keeps_more_than_its_bound() -> None:
    playback = Playback()
    for _ in range(100):
        playback.play(1, voice(1.0))
    count = 0
    while playback.sounding:
        playback.render(PLAYED_RATE)
        count += 1
    assert count <= MOST_SECONDS + 1


def test_sound_of_another_rate_is_as_long() -> None:
    playback = Playback()
    for _ in range(10):
        playback.play(1, Pcm(np.full(2_205, 5_000, np.int16), 22_050))
    playback.finish(1)
    count = np.count_nonzero(rendered(playback, *[480] * 60))
    assert count == pytest.approx(24_000, abs=600)


def test_the_card_s_thread_and_the_loop_do_not_disturb_each_other() -> None:
    playback, heard = Playback(), list[int]()
    stop = threading.Event()

    def card() -> None:
        while not stop.is_set() or playback.sounding:
            heard.append(int(np.count_nonzero(playback.render(240))))

    thread = threading.Thread(target=card)
    thread.start()
    for number in range(500):
        playback.play(number + 1, Pcm(np.full(240, 1_000, np.int16), PLAYED_RATE))
    stop.set()
    thread.join(10)
    assert sum(heard) == 500 * 240


@pytest.mark.parametrize(
    "sound", [chimes.woken(), chimes.done(), chimes.away(), chimes.bell(), chimes.loud_bell(), chimes.scale()]
)
def test_chimes_are_sound_that_neither_clicks_nor_clips(sound: Samples) -> None:
    assert 1_000 < np.abs(sound.astype(int)).max() < 32_767
    assert abs(int(sound[0])) < 400 and abs(int(sound[-1])) < 400
