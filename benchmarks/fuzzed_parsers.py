"""The parsers that something outside the house can reach, each with inputs that it reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from board_parsers import BOARD_PARSERS

from parley.audio.opus import OpusDecoder, OpusEncoder
from parley.gateways.web import messages as talk
from parley.gateways.wyoming.framing import Frames, encode
from parley.gateways.xiaoai import messages as xiaoai
from parley.gateways.xiaoai.noticing import woken
from parley.gateways.xiaozhi import framing, messages
from parley.gateways.xiaozhi.mqtt import packets as mqtt
from parley.home.accounts.limits import place


@dataclass(frozen=True)
class Parser:
    """One of them."""

    name: str
    corpus: tuple[bytes, ...]
    read: Callable[[bytes], object]
    """Takes an input; raises one of Parley's errors when it is none."""


def _text(*objects: object) -> tuple[bytes, ...]:
    return tuple(json.dumps(each, ensure_ascii=False).encode() for each in objects)


def _opus() -> tuple[bytes, ...]:
    chance = np.random.default_rng(1)
    with OpusEncoder(16_000, 60) as encoder:
        sound = (4_000 * np.sin(np.arange(9_600) / 9) + chance.normal(0, 500, 9_600)).astype(np.int16)
        return tuple(encoder.encode(sound[at : at + 960]) for at in range(0, 9_600, 960))


OPUS = _opus()
AUDIO = {"format": "opus", "sample_rate": 16_000, "channels": 1, "frame_duration": 60}
BOARD = _text(
    {
        "type": "hello",
        "version": 1,
        "features": {"mcp": True},
        "transport": "websocket",
        "audio_params": AUDIO,
    },
    {"session_id": "a", "type": "listen", "state": "start", "mode": "auto"},
    {"session_id": "a", "type": "listen", "state": "detect", "text": "你好小智"},
    {"session_id": "", "type": "abort", "reason": "wake_word_detected"},
    {"type": "mcp", "payload": {"jsonrpc": "2.0", "id": 3, "result": {"tools": [{"name": "self.x"}]}}},
    {"type": "iot", "update": True, "descriptors": [{"name": "Speaker", "properties": {}}]},
)
TALK = _text(
    {
        "type": "hello",
        "rate": 48_000,
        "language": "auto",
        "ui": "zh",
        "rang": ["timer:1"],
        "able": ["volume"],
    },
    {"type": "listen", "mode": "wake"},
    {"type": "listen", "mode": "open", "woke": {"word": "okay_nabu", "score": 0.9, "loudness": -30.5}},
    {"type": "read", "text": "帮我 set 一个五分钟的 timer"},
    {"type": "rang", "occurrence": "alarm:7:1"},
    {"type": "interrupt"},
)
WYOMING = (
    encode("describe"),
    encode("transcribe", {"language": "zh", "name": "x"}),
    encode("audio-chunk", {"rate": 16_000, "width": 2, "channels": 1}, bytes(640)),
    encode("synthesize", {"text": "现在十点", "voice": {"name": "a", "language": "zh"}}),
    b'{"type":"run-pipeline","data":{"start_stage":"wake","end_stage":"tts","name":null}}\n',
)
_LOG = {
    "header": {"dialog_id": "d", "id": "i", "namespace": "SpeechRecognizer", "name": "RecognizeResult"},
    "payload": {"is_final": False, "is_vad_begin": False, "results": [{"text": "", "confidence": 0.0}]},
}
XIAOAI = _text(
    {"Event": {"id": "a", "event": "kws", "data": {"Keyword": "你好小智"}}},
    {"Event": {"id": "a", "event": "instruction", "data": {"NewLine": json.dumps(_LOG)}}},
    {"Response": {"id": "a", "data": {"stdout": "LX06", "stderr": "", "exit_code": 0}}},
    {"Request": {"id": "a", "command": "get_version", "payload": None}},
)
RECORD = _text(
    {"id": "a", "tag": "record", "bytes": [*range(256)]}, {"id": "b", "tag": "play", "bytes": [0, 1]}
)
MQTT = (
    mqtt.connect("GID@@@a@@@b", "user", "secret", 240),
    mqtt.subscribe(1, "devices/p2p/a"),
    mqtt.encode(mqtt.Packet(mqtt.Kind.PUBLISH, 0, b'\x00\x0ddevice-server{"type":"hello"}')),
    mqtt.encode(mqtt.Packet(mqtt.Kind.PINGREQ, 0, b"")),
)


def _wyoming(data: bytes) -> object:
    frames = Frames()
    return [event for at in range(0, len(data), 97) for event in frames.feed(data[at : at + 97])]


def _mqtt(data: bytes) -> object:
    splitter = mqtt.Splitter()
    for at in range(0, len(data), 97):
        for packet in splitter.feed(data[at : at + 97]):
            match packet.kind:
                case mqtt.Kind.CONNECT:
                    mqtt.read_connect(packet.body)
                case mqtt.Kind.PUBLISH:
                    mqtt.read_publish(packet)
                case mqtt.Kind.SUBSCRIBE:
                    mqtt.read_subscribe(packet.body)
                case _:
                    pass
    return None


def _xiaoai(data: bytes) -> object:
    message = xiaoai.decode(data.decode("utf-8", "surrogateescape"))
    return woken(message) if isinstance(message, xiaoai.Event) else message


_decoder = OpusDecoder(16_000, 60)

PARSERS: tuple[Parser, ...] = (
    Parser("XiaoZhi frame 1", OPUS, lambda data: framing.unpack(1, data)),
    Parser(
        "XiaoZhi frame 2",
        tuple(framing.pack(2, each, 7) for each in OPUS),
        lambda data: framing.unpack(2, data),
    ),
    Parser(
        "XiaoZhi frame 3", tuple(framing.pack(3, each) for each in OPUS), lambda data: framing.unpack(3, data)
    ),
    Parser("XiaoZhi message", BOARD, messages.decode),
    *(Parser(*each) for each in BOARD_PARSERS),
    Parser("Opus packet", OPUS, _decoder.decode),
    Parser("MQTT", MQTT, _mqtt),
    Parser("Wyoming", WYOMING, _wyoming),
    Parser("Mi AI Speaker", XIAOAI, _xiaoai),
    Parser("Mi AI Speaker's sound", RECORD, xiaoai.recorded),
    Parser("talk message", TALK, lambda data: talk.decode(data.decode("utf-8", "surrogateescape"))),
    Parser(
        "network address",
        (b"192.168.1.7", b"fe80::1%eth0", b"::ffff:1.2.3.4"),
        lambda data: place(data.decode("latin-1")),
    ),
)
