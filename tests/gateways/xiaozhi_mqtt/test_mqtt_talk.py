"""A board talks over MQTT and UDP, with a real broker between and a cipher of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pytest

from fakes.mqtt_board import MqttBoard, Sound, udp_socket
from fakes.mqtt_house import BoardHouse
from parley.audio.opus import OpusDecoder, OpusEncoder
from parley.gateways.xiaozhi.mqtt import sound_port
from parley.skills.types import Action


def spoken(packets: int = 20) -> list[bytes]:
    """Somebody speaks, in Opus packets of 60 ms at 16 kHz."""
    at = np.arange(packets * 960) / 16_000
    samples = (8000 * np.sin(2 * np.pi * 300 * at)).astype(np.int16)
    encoder = OpusEncoder(16_000, frame_ms=60)
    return [encoder.encode(samples[start : start + 960]) for start in range(0, len(samples), 960)]


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - the fakes tell nobody
            await asyncio.sleep(0.005)


async def heard(house: BoardHouse, samples: int) -> None:
    """Wait until so many samples were heard in the talk under way."""
    await until(lambda: house.assistant.conversations[-1].samples >= samples)


async def settled(house: BoardHouse, sound: Sound) -> int:
    """How many samples have been heard when everything that was sent has been looked at."""
    before = house.assistant.conversations[-1].samples
    sound.send(spoken(1)[0])
    await heard(house, before + 960)
    return house.assistant.conversations[-1].samples - 960


async def listening(house: BoardHouse, board: MqttBoard, style: str = "firmware") -> Sound:
    """A board that listens. Its first sound comes some time after it said so."""
    sound = await board.hello(style)
    conversation = house.assistant.conversations[-1]
    await board.say(type="listen", state="start", mode="auto")
    await until(lambda: "listen open" in conversation.calls)
    return sound


async def loudness(sound: Sound, packets: int = 3) -> float:
    """Of what the board is sent."""
    decoder = OpusDecoder(24_000)
    samples = np.concatenate([decoder.decode(await sound.receive()) for _ in range(packets)])
    return float(np.abs(samples.astype(float)).mean())


@pytest.mark.parametrize("style", ["firmware", "python"])
async def test_a_whole_turn(house: BoardHouse, style: str) -> None:
    async with house.board() as board:
        sound = await listening(house, board, style=style)
        for at, packet in enumerate(spoken(20)):
            sound.send(packet, timestamp=60 * at)
        await heard(house, 20 * 960)
        await board.say(type="listen", state="stop")
        until_sentence = await board.until("tts", state="sentence_start")
        kinds = [each.get("state", each["type"]) for each in until_sentence if each["type"] != "mcp"]
        assert kinds == ["stt", "start", "llm", "sentence_start"]
        assert await loudness(sound) > 300
        await board.until("tts", state="stop")


async def test_a_board_that_leaves_can_come_back_at_once(house: BoardHouse) -> None:
    async with house.board() as board:
        keys: set[bytes] = set()
        for _ in range(3):
            sound = await listening(house, board)
            keys.add(sound.key)
            sound.send(spoken(1)[0])
            await heard(house, 960)
            await board.say(type="goodbye")
        assert len(keys) == 3
        await board.say(type="listen", state="start", session_id="over")
        assert (await board.until("goodbye"))[-1]["session_id"] == "over"


async def test_a_board_that_says_hello_again_gets_another_key(house: BoardHouse) -> None:
    async with house.board() as board:
        old = await listening(house, board)
        old.send(spoken(1)[0])
        await heard(house, 960)
        new = await listening(house, board)
        assert new.key != old.key and new.nonce[4:8] != old.nonce[4:8]
        for _ in range(20):
            old.send(spoken(1)[0])
        assert await settled(house, new) == 0
        talks = [each for each in house.assistant.conversations if not each.closed]
        assert len(talks) == 1


async def test_the_server_ends_a_talk(house: BoardHouse) -> None:
    async with house.board() as board:
        await board.hello()
        house.assistant.conversations[-1].unasked("Good night.", intent="talk.bye")
        assert (await board.until("goodbye"))[-1]["session_id"] == board.session


def replayed(sound: Sound, datagram: bytes) -> list[bytes]:
    return [datagram]


def of_another_length(sound: Sound, datagram: bytes) -> list[bytes]:
    fresh = sound.sealed(b"\x58" + bytes(30))
    return [fresh[:-1], fresh + b"x"]


def of_another_type(sound: Sound, datagram: bytes) -> list[bytes]:
    return [b"\x02" + sound.sealed(spoken(1)[0])[1:]]


def for_nobody(sound: Sound, datagram: bytes) -> list[bytes]:
    fresh = sound.sealed(spoken(1)[0])
    return [fresh[:4] + bytes(4) + fresh[8:], fresh[:4] + b"\xff" * 4 + fresh[8:]]


def far_ahead(sound: Sound, datagram: bytes) -> list[bytes]:
    return [sound.sealed(spoken(1)[0], number=1 << 31), sound.sealed(spoken(1)[0], number=0)]


def nothing(sound: Sound, datagram: bytes) -> list[bytes]:
    return [b"", b"x", bytes(16), sound.nonce]


Spoiled = Callable[[Sound, bytes], list[bytes]]


@pytest.mark.parametrize(
    "spoiled", [replayed, of_another_length, of_another_type, for_nobody, far_ahead, nothing]
)
async def test_what_is_not_from_the_board_is_not_heard(house: BoardHouse, spoiled: Spoiled) -> None:
    async with house.board() as board:
        sound = await listening(house, board)
        datagram = sound.send(spoken(1)[0])
        await heard(house, 960)
        sent = sound.sent
        for wrong in spoiled(sound, datagram):
            sound.raw(wrong)
        sound.sent = sent
        assert await settled(house, sound) == 960


async def test_packets_that_overtake_each_other_are_heard_in_order(house: BoardHouse) -> None:
    async with house.board() as board:
        sound = await listening(house, board)
        datagrams = [sound.sealed(packet) for packet in spoken(6)]
        for at in (0, 2, 1, 3, 5, 4):
            sound.raw(datagrams[at])
        await heard(house, 6 * 960)


async def test_a_lost_packet_is_not_waited_for_for_ever(house: BoardHouse) -> None:
    async with house.board() as board:
        sound = await listening(house, board)
        datagrams = [sound.sealed(packet) for packet in spoken(3)]
        sound.raw(datagrams[0])
        sound.raw(datagrams[2])  # and nothing more
        await heard(house, 2 * 960)


async def test_sound_from_another_address_is_not_followed_unless_it_is_new(house: BoardHouse) -> None:
    async with house.board() as board:
        sound = await listening(house, board)
        datagram = sound.send(spoken(1)[0])
        await heard(house, 960)
        thief = Sound(sound.server, sound.key, sound.nonce)
        thief.raw(datagram)  # overheard, and sent once more from elsewhere
        thief.raw(thief.sealed(b"\x00garbage", number=1))
        await board.say(type="listen", state="stop")
        assert await loudness(sound) > 300
        with pytest.raises(BlockingIOError):
            thief.socket.recv(4096)


async def test_another_machine_takes_nobodys_place_while_the_board_is_there(
    house: BoardHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound_port, "_MOVED_AFTER", 0.3)
    async with house.board() as board:
        sound = await listening(house, board)
        sound.send(spoken(1)[0])
        await heard(house, 960)
        thief = Sound(sound.server, sound.key, sound.nonce, socket=udp_socket("127.0.0.2"))
        thief.raw(thief.sealed(spoken(1)[0], number=2))  # made up from what was overheard
        assert await settled(house, sound) == 960
        await asyncio.sleep(0.4)  # the board itself has gone to another network
        thief.raw(thief.sealed(spoken(1)[0], number=3))
        await heard(house, 3 * 960)
        await board.say(type="listen", state="stop")
        assert await loudness(thief) > 300


async def test_a_board_whose_router_moves_it_is_followed(house: BoardHouse) -> None:
    async with house.board() as board:
        sound = await listening(house, board)
        sound.send(spoken(1)[0])
        await heard(house, 960)
        sound.move()
        sound.send(spoken(1)[0])
        await heard(house, 2 * 960)
        await board.say(type="listen", state="stop")
        assert await loudness(sound) > 300


async def test_ten_times_as_much_sound_as_real_slows_only_its_own_board(house: BoardHouse) -> None:
    async with house.board() as loud, house.board() as other:
        flood = await listening(house, loud)
        flooded = house.assistant.conversations[-1]
        packet = spoken(1)[0]
        for _ in range(3_000):
            flood.send(packet)
        quiet = await listening(house, other)
        for each in spoken(10):
            quiet.send(each)
        await heard(house, 10 * 960)
        assert flooded.samples <= 260 * 960


async def test_garbage_on_its_topic_costs_a_board_nothing(house: BoardHouse) -> None:
    async with house.board() as board:
        for garbage in (
            b"",
            b"{",
            b"\xff\xfe",
            b"[1]",
            b'{"type":7}',
            b"[" * 5_000,
            b'{"type":"hello"',
            b"0",
        ):
            await board.publish(garbage)
        sound = await listening(house, board)
        for garbage in (b"{", b"\xff\xfe", b'{"type":"listen","state":7}', b"[" * 5_000):
            await board.publish(garbage)
        sound.send(spoken(1)[0])
        await heard(house, 960)


async def test_a_board_is_asked_for_its_tools_once_and_used_between_talks(house: BoardHouse) -> None:
    async with house.board() as board:
        await board.asked("tools/list")
        for _ in range(2):
            await board.hello()
            await board.say(type="goodbye")
        await board.say(type="listen", state="start", session_id="over")
        messages = await board.until("goodbye")
        assert not [each for each in messages if each["type"] == "mcp"]
        assert house.assistant.able[-1] == {"volume", "restart"}  # it cannot be sent sound
        house.assistant.conversations[-1].unasked("", Action("volume", {"level": 30}))
        called = await board.asked("tools/call")
        assert called["params"] == {"name": "self.audio_speaker.set_volume", "arguments": {"volume": 30}}
