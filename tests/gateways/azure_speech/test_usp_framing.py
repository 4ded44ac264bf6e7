"""USP's frames: as the SDKs write them, and no harm done by those that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.gateways.azure.speech.framing import (
    MOST_BINARY,
    MOST_HEADERS,
    MOST_TEXT,
    BadMessage,
    Message,
    binary,
    read_binary,
    read_text,
    text,
)

requests = st.uuids().map(lambda each: each.hex) | st.just("")
paths = st.from_regex(r"[a-z]{1,20}(\.[a-z]{1,20})?", fullmatch=True)
kinds = st.sampled_from(["", "audio/x-wav", "application/ssml+xml"])


def test_a_context_as_the_python_sdk_writes_it() -> None:
    said = (
        "X-Timestamp: 2026-11-20T23:19:19.939Z\r\nPath: speech.context\r\n"
        'X-RequestId: 0fda68c86336449b8d6c7543e961bb37\r\n\r\n{"audio":{"streams":{"1":null}}}'
    )
    body = '{"audio":{"streams":{"1":null}}}'
    assert read_text(said) == Message("speech.context", "0fda68c86336449b8d6c7543e961bb37", body)


def test_sound_as_the_python_sdk_writes_it() -> None:
    head = (
        b"X-Timestamp: 2026-11-20T23:19:19.939Z\r\nPath: audio\r\nContent-Type: audio/x-wav\r\n"
        b"X-RequestId: 0fda68c86336449b8d6c7543e961bb37\r\nX-StreamId: 1\r\n"
    )
    message = read_binary(len(head).to_bytes(2, "big") + head + b"RIFF")
    assert message == Message("audio", "0fda68c86336449b8d6c7543e961bb37", b"RIFF", "audio/x-wav", "1")


def test_what_the_service_says_to_the_byte() -> None:
    assert text("turn.end", "ab", {}) == (
        "X-RequestId:ab\r\nContent-Type:application/json; charset=utf-8\r\nPath:turn.end\r\n\r\n{}"
    )
    head = b"X-RequestId:ab\r\nContent-Type:audio/x-wav\r\nX-StreamId:1\r\nPath:audio\r\n"
    assert binary("audio", "ab", b"..", "audio/x-wav", "1") == len(head).to_bytes(2, "big") + head + b".."


@given(paths, requests, st.text(), kinds)
def test_text_that_is_written_is_read(path: str, request: str, body: str, kind: str) -> None:
    assert read_text(text(path, request, body, kind)) == Message(path, request, body, kind)


@given(paths, requests, st.binary(), kinds, st.sampled_from(["", "1", "B09B4C705FA24A76B7AEA4189023BDF6"]))
def test_sound_that_is_written_is_read(path: str, request: str, body: bytes, kind: str, stream: str) -> None:
    assert read_binary(binary(path, request, body, kind, stream)) == Message(
        path, request, body, kind, stream
    )


@given(st.text() | st.text(alphabet="Path: X-RequestId\r\n{}"))
def test_any_text_is_a_message_or_said_to_be_none(said: str) -> None:
    try:
        message = read_text(said)
    except BadMessage:
        return
    assert message.path and message.path in said


@given(st.binary() | st.binary().map(lambda each: b"\0\x0ePath: audio\r\n" + each))
def test_any_bytes_are_a_message_or_said_to_be_none(data: bytes) -> None:
    try:
        message = read_binary(data)
    except BadMessage:
        return
    assert message.path and data.endswith(
        bytes(message.body, "utf-8") if isinstance(message.body, str) else message.body
    )


@given(requests.filter(bool), st.sampled_from(["\n", "\r", "\0", " ", "é", "x" * 64]))
def test_a_request_that_could_not_be_said_back_safely_is_refused(request: str, odd: str) -> None:
    with pytest.raises(BadMessage):
        read_text(f"Path: audio\r\nX-RequestId: {request}{odd}.\r\n\r\n")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Path: audio",
        "Path audio\r\n\r\n",
        "X-RequestId: ab\r\n\r\n{}",
        "Path: a b\r\n\r\n",
        "Path: " + "a" * 65 + "\r\n\r\n",
        "Path: audio\r\nX: " + "a" * MOST_HEADERS + "\r\n\r\n",
        "Path: audio\r\n\r\n" + "a" * MOST_TEXT,
        "Path: audio\r\n\r\n" + "字" * (MOST_TEXT // 3),
    ],
)
def test_text_that_is_no_message(said: str) -> None:
    with pytest.raises(BadMessage):
        read_text(said)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"\0\0",
        b"\0\x0f" + b"Path: audio\r\n",
        b"\0\x0d" + b"Path: audio\r\n" + b"\0" * MOST_BINARY,
    ],
)
def test_bytes_that_are_no_message(data: bytes) -> None:
    with pytest.raises(BadMessage):
        read_binary(data)
