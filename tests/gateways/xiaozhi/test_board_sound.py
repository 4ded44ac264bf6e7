"""A board's sound: what its microphone sends in every shape, and how its loudspeaker is fed."""

from __future__ import annotations

import asyncio
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.assistant import tone
from fakes.board import FakeBoard, spoken
from gateways.xiaozhi.conftest import House
from parley.assistant.events import EndReason, Event, Said, Speech, TurnEnded
from parley.audio.opus import OpusDecoder
from parley.audio.pcm import Pcm
from parley.gateways.xiaozhi.boards import QUEUE, prebuffer
from parley.gateways.xiaozhi.listening import Microphone, TooFast, seconds_of

FRAME = 0.06


def sounds(turn: int, seconds: float, rate: int = 24_000) -> list[Event]:
    return [Speech(turn, pcm) for pcm in tone(seconds, rate)]


async def play(house: House, model: str, seconds: float = 4.0) -> FakeBoard:
    """A board of a model that plays an answer whose sound is there at once."""
    async with house.talk("manual", model=model) as talk:
        await talk.happen(Said(1, "A story.", "en"), *sounds(1, seconds), TurnEnded(1, EndReason.ANSWERED))
        await asyncio.sleep(seconds + 2)
        assert talk.board.out_of_state == talk.board.overflowed == 0
        return talk.board


async def test_an_answer_begins_with_five_packets_and_goes_on_as_it_is_heard(house: House) -> None:
    board = await play(house, "bread-compact-wifi")
    begun = board.at[0]
    assert sum(at == begun for at in board.at) == 5
    assert 5 <= board.most <= 10 < QUEUE
    assert board.at[-1] - begun == pytest.approx(4.0 - 9 * FRAME, abs=0.1)
    assert board.words()[-1] == "tts stop"


async def test_a_board_with_little_memory_gets_no_two_packets_at_once(house: House) -> None:
    board = await play(house, "xmini-c3")
    assert min(later - earlier for earlier, later in pairwise(board.at)) >= 0.049
    assert board.most > 2, "it gets a little ahead all the same"


@pytest.mark.parametrize(("model", "together"), [("bread-compact-wifi", True), ("xmini-c3", False)])
async def test_what_comes_together_later_is_sent_so_to_a_board_with_memory(
    house: House, model: str, together: bool
) -> None:
    async with house.talk("manual", model=model) as talk:
        await talk.happen(Said(1, "A story.", "en"))
        for _ in range(30):
            await talk.happen(Speech(1, Pcm(np.full(2_880, 3_000, np.int16), 24_000)))
            await asyncio.sleep(0.12)
        await talk.happen(TurnEnded(1, EndReason.ANSWERED))
        await asyncio.sleep(2)
        assert talk.board.overflowed == 0 and len(talk.board.played) == 60
        pairs = sum(later == earlier for earlier, later in pairwise(talk.board.at[10:]))
        assert (pairs >= 20) if together else (pairs == 0)


async def test_the_board_is_told_to_be_silent_when_it_has_played_everything(house: House) -> None:
    for model in ("bread-compact-wifi", "xmini-c3"):
        board = await play(house, model)
        assert board.cut_off <= 0


async def test_what_is_played_is_what_was_said(house: House) -> None:
    board = await play(house, "", seconds=2.0)
    heard = board.heard()
    assert len(heard) == 34 * 1440, "two seconds, filled up to whole packets"
    spectrum = np.abs(np.fft.rfft(heard[4800:43_200]))
    assert abs(np.argmax(spectrum) * 24_000 / 38_400 - 330) < 5


async def test_the_end_of_a_sentence_does_not_wait_for_the_next(house: House) -> None:
    async with house.talk("manual") as talk:
        await talk.happen(Said(1, "One.", "en"), *sounds(1, 1.0))  # sixteen packets and two thirds
        await asyncio.sleep(5)
        assert len(talk.board.played) == 17
        assert talk.board.at[-1] - talk.board.at[0] < 1.0, "before the board ran dry"
        await talk.happen(Said(1, "Two.", "en"), *sounds(1, 1.0), TurnEnded(1, EndReason.ANSWERED))
        await asyncio.sleep(3)
        assert len(talk.board.played) == 34
        assert talk.board.words()[-1] == "tts stop"


@pytest.mark.parametrize("model", ["bread-compact-wifi", "xmini-c3"])
async def test_sound_that_comes_as_it_is_heard_has_no_seam(house: House, model: str) -> None:
    async with house.talk("manual", model=model) as talk:
        await talk.happen(Said(1, "One.", "en"))
        for _ in range(100):
            await talk.happen(Speech(1, Pcm(np.full(960, 3_000, np.int16), 24_000)))
            await asyncio.sleep(0.04)
        await talk.happen(TurnEnded(1, EndReason.ANSWERED))
        await asyncio.sleep(2)
        assert len(talk.board.played) == 67, "four seconds, and only the last is filled up"
        assert talk.board.words()[-1] == "tts stop"


async def test_a_voice_of_another_rate_is_resampled(house: House) -> None:
    async with house.talk("manual") as talk:
        await talk.happen(
            Said(1, "Hm.", "en"), *sounds(1, 2.0, rate=22_050), TurnEnded(1, EndReason.ANSWERED)
        )
        await asyncio.sleep(4)
        assert len(talk.board.played) == pytest.approx(34, abs=1)


@pytest.mark.parametrize(
    ("model", "packets"),
    [
        ("bread-compact-wifi", 5),
        ("", 5),
        ("xmini-c3", 0),
        ("lichuang-c3-dev", 0),
        ("magiclick-2p5", 8),
        ("esp-box-3", 2),
    ],
)
def test_a_model_is_fed_as_suits_it_or_as_the_owner_wants(model: str, packets: int) -> None:
    assert prebuffer(model, {"magiclick": 8, "esp-box-3": 2}) == packets


@pytest.mark.parametrize("rate", [8_000, 12_000, 16_000, 24_000, 48_000])
@pytest.mark.parametrize("frame_ms", [20, 40, 60])
async def test_a_microphone_of_any_rate_and_length(house: House, rate: int, frame_ms: int) -> None:
    async with house.talk("manual") as talk:
        await talk.board.listen()
        await talk.board.send(spoken(1.2, rate, frame_ms), pace=frame_ms / 1000)
        await talk.board.release()
        assert talk.conversation.samples == pytest.approx(1.2 * 16_000, abs=frame_ms * 16)


async def test_silence_comes_as_packets_of_a_byte(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        head = spoken(0.06)[0][:1]
        await talk.board.send([head] * 50)
        assert talk.conversation.samples == 50 * 960


async def test_a_spoiled_packet_costs_itself_alone(house: House) -> None:
    chance = random.Random(3)
    async with house.talk("auto") as talk:
        await talk.board.listen()
        good = spoken(3.0)
        for number, packet in enumerate(good):
            await talk.board.send([chance.randbytes(40) if number % 3 == 0 else packet])
        assert talk.conversation.samples >= len(good) * 2 // 3 * 960
        assert not talk.running.done()


async def test_a_stalled_network_may_catch_up_and_a_flood_may_not(house: House) -> None:
    async with house.talk("auto") as talk:
        await talk.board.listen()
        await talk.board.send(spoken(9.6), pace=0.0)
        assert talk.conversation.samples == 160 * 960
        await asyncio.sleep(10)
        with pytest.raises(TooFast):
            await talk.board.send(spoken(50), pace=0.0)
        assert talk.conversation.samples <= 21 * 16_000


async def test_sound_at_half_again_the_speed_is_taken_for_ever(house: House) -> None:
    async with house.talk("auto", silence=0.0) as talk:
        await talk.board.listen()
        packets = spoken(2.4)
        for _ in range(50):
            await talk.board.send(packets, pace=0.04)
        assert talk.conversation.samples == pytest.approx(120 * 16_000, rel=0.01)


async def test_endless_messages_cut_off_only_who_sends_them(house: House) -> None:
    async with house.talk("auto") as talk:
        with pytest.raises(TooFast):
            for _ in range(1_000):
                await talk.board.say(type="ping")
        assert 100 < talk.board.words().count("pong") < 200


async def test_tools_may_tell_of_themselves_page_by_page(house: House) -> None:
    async with house.talk("auto") as talk:
        for _ in range(100):
            await talk.board.say(type="mcp", payload={})


@given(st.binary(min_size=1, max_size=60))
def test_the_head_of_a_packet_tells_how_long_it_is(packet: bytes) -> None:
    assert 0 <= seconds_of(packet) <= 0.12


@pytest.mark.parametrize("frame_ms", [20, 40, 60])
@pytest.mark.parametrize("rate", [8_000, 16_000, 48_000])
def test_the_head_of_a_packet_is_right(rate: int, frame_ms: int) -> None:
    for packet in spoken(0.6, rate, frame_ms):
        with OpusDecoder(16_000) as decoder:
            assert seconds_of(packet) == pytest.approx(len(decoder.decode(packet)) / 16_000)


def test_a_microphone_that_does_not_listen_holds_nothing_back_for_long() -> None:
    microphone = Microphone(lambda: 0.0)
    for packet in spoken(6.0):
        assert microphone.samples(packet) is None
    assert len(microphone.before()) == 50 * 960
    assert len(microphone.before()) == 0
