"""A board's messages: whatever real boards leave out may be missing, and nothing else does harm."""

from __future__ import annotations

import contextlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.gateways.xiaozhi import messages as m


def test_the_hello_of_the_firmware() -> None:
    hello = m.decode(
        '{"type":"hello","version":1,"features":{"aec":true,"mcp":true,"glyph_push":true},"text_font":{"bundle":'
        '"noto-v1","charset":"common","size":20,"bpp":4},"transport":"websocket","audio_params":{"format":"opus",'
        '"sample_rate":16000,"channels":1,"frame_duration":60}}'
    )
    assert isinstance(hello, m.Hello)
    assert hello.has("mcp") and hello.has("aec") and not hello.has("camera")
    assert hello.audio_params == m.AudioParams()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"type":"hello"}', m.Hello()),
        ('{"type":"hello","features":null,"audio_params":null}', m.Hello()),
        (
            '{"session_id":"","type":"listen","state":"start","mode":"manual"}',
            m.Listen("start", "manual"),
        ),
        ('{"type":"listen","state":"start"}', m.Listen("start", "auto")),
        ('{"type":"listen","state":"detect","text":"你好小智"}', m.Listen("detect", text="你好小智")),
        ('{"type":"abort","reason":"wake_word_detected"}', m.Abort("wake_word_detected")),
        ('{"type":"abort"}', m.Abort()),
        ('{"type":"mcp","payload":{"id":1}}', m.Mcp({"id": 1})),
        ('{"type":"ping"}', m.Ping()),
        ('{"type":"goodbye","session_id":"x"}', m.Goodbye()),
        ('{"type":"iot","update":true,"descriptors":[{"name":"Lamp"}]}', m.Ignored("iot")),
        ('{"type":"dance","how":"well"}', m.Ignored("dance", known=False)),
        ("{}", m.Ignored("", known=False)),
    ],
)
def test_what_boards_say(text: str, message: m.FromBoard) -> None:
    assert m.decode(text) == message
    assert m.decode(text.encode()) == message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[]",
        "null",
        '{"type":5}',
        '{"type":"listen","mode":5}',
        '{"type":"mcp","payload":[1]}',
        '{"type":"listen","text":"' + "x" * 2_001 + '"}',
        '{"type":"mcp","payload":' + "[" * 40_000,
        '{"type":"mcp","payload":{"a":' + "[" * 30_000 + "]" * 30_000 + "}}",
        '{"type":"x","y":"' + "x" * m.MOST_CHARACTERS + '"}',
        b'{"type":"\xff"}',
    ],
)
def test_what_is_no_message_costs_that_message_only(text: str | bytes) -> None:
    with pytest.raises(m.BadMessage):
        m.decode(text)


@given(st.text(max_size=80) | st.binary(max_size=80))
def test_no_text_does_harm(text: str | bytes) -> None:
    with contextlib.suppress(m.BadMessage):
        m.decode(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = ("version", "features", "audio_params", "state", "mode", "text", "reason", "payload", "session_id")


@given(
    st.sampled_from([*m._KINDS, "iot", "dance"]),
    st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=5),
)
def test_a_field_that_is_not_what_it_should_be_does_no_harm(kind: str, fields: dict[str, object]) -> None:
    with contextlib.suppress(m.BadMessage):
        m.decode(json.dumps({"type": kind, **fields}))


def test_our_own_messages_have_what_the_firmware_needs() -> None:
    def sent(message: m.ToBoard) -> object:
        return json.loads(m.encode(message))

    audio = {"format": "opus", "sample_rate": 24000, "channels": 1, "frame_duration": 60}
    assert sent(m.OurHello("s", "websocket")) == {
        "type": "hello",
        "session_id": "s",
        "transport": "websocket",
        "audio_params": audio,
    }
    udp = m.Udp("10.0.0.2", 8884, "0" * 32, "1" * 32)
    assert sent(m.OurHello("s", "udp", 3, udp)) == {
        "type": "hello",
        "session_id": "s",
        "transport": "udp",
        "version": 3,
        "udp": {**msgspec.to_builtins(udp)},
        "audio_params": audio,
    }
    assert sent(m.Tts("s", "start")) == {"type": "tts", "session_id": "s", "state": "start"}
    assert sent(m.Alert("s", "Alarm", "Tea", "happy")) == {
        "type": "alert",
        "session_id": "s",
        "status": "Alarm",
        "message": "Tea",
        "emotion": "happy",
    }
