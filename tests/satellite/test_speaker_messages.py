"""The speaker and the server mean the same by every message."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.audio.pcm import Pcm
from parley.gateways.web import messages as web
from parley.satellite import messages as m

TO_SERVER: list[tuple[m.ToServer, web.FromBrowser]] = [
    (
        m.Hello(16_000, "zh", "zh", "a1b2", ["timers:t:1"], ["volume", "sound"]),
        web.Hello(
            16_000,
            "zh",
            "zh",
            conversation="a1b2",
            rang=["timers:t:1"],
            able=frozenset({"volume", "sound"}),
        ),
    ),
    (m.Listen("press"), web.Listen("press")),
    (
        m.Listen("open", m.Woke("okay_nabu", 0.93, -31.5)),
        web.Listen("open", web.WakeWord("okay_nabu", 0.93, -31.5)),
    ),
    (m.Release(), web.Release()),
    (m.Deaf(), web.Deaf()),
    (m.Interrupt(), web.Interrupt()),
    (m.Rang("alarms:a:5"), web.Rang("alarms:a:5")),
    (m.Ping(), web.Ping()),
]
FROM_SERVER: list[tuple[web.ToBrowser, m.FromServer]] = [
    (web.Ready("1.0"), m.Ready("1.0")),
    (web.Pong(), m.Pong()),
    (web.Listening(2), m.Listening(2)),
    (web.Woke(2, "okay_nabu"), m.WokenUp(2)),
    (web.Heard(2, "几点了", "zh", True, "sphinx", (("几点了", "zh"),)), m.Heard(2, "几点了", "zh", True)),
    (web.Thinking(2), m.Thinking(2)),
    (web.Said(2, "九点。", "zh", "neutral"), m.Said(2, "九点。", "zh")),
    (web.Done(2, "volume", {"level": 30}), m.Did(2, "volume", {"level": 30})),
    (web.Failed(2, "busy"), m.Failed(2, "busy")),
    (web.Ended(2, "elsewhere", False, "", {}, {"total": 0.1}), m.Ended(2, "elsewhere", False)),
    (web.Error("idle", "Nothing came."), m.Refused("idle", "Nothing came.")),
]


@pytest.mark.parametrize(("sent", "meant"), TO_SERVER, ids=lambda each: type(each).__name__)
def test_the_server_reads_what_the_speaker_writes(sent: m.ToServer, meant: web.FromBrowser) -> None:
    assert web.decode(m.encode(sent)) == meant


@pytest.mark.parametrize(("sent", "meant"), FROM_SERVER, ids=lambda each: type(each).__name__)
def test_the_speaker_reads_what_the_server_writes(sent: web.ToBrowser, meant: m.FromServer) -> None:
    assert m.decode(web.encode(sent)) == meant


def test_speech_comes_as_it_was_sent() -> None:
    pcm = Pcm(np.arange(-5, 5, dtype=np.int16), 24_000)
    unpacked = m.unpack_speech(web.pack_speech(7, pcm))
    assert unpacked is not None
    turn, heard = unpacked
    assert turn == 7 and heard.rate == 24_000 and np.array_equal(heard.samples, pcm.samples)


@given(st.binary(max_size=200))
def test_rubbish_is_no_speech_and_no_crash(frame: bytes) -> None:
    unpacked = m.unpack_speech(frame)
    assert unpacked is None or len(unpacked[1].samples) * 2 + 8 == len(frame)


@given(
    st.one_of(st.text(max_size=100), st.sampled_from(['{"type":"song"}', '{"type":"said"}', "[]", "null"]))
)
def test_what_a_newer_server_says_is_passed_over(text: str) -> None:
    assert m.decode(text) is None or text.startswith("{")
