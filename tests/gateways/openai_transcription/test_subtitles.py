"""Subtitles of any transcript: cues that a player can read, in order, with times as they are."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from parley.gateways.openai.transcription.answers import as_srt, as_vtt, speaker
from parley.speech.transcribing.running import running
from parley.speech.transcribing.types import Phrase

SRT = re.compile(r"(\d+)\n(\d\d+):(\d\d):(\d\d),(\d{3}) --> (\d\d+):(\d\d):(\d\d),(\d{3})\n(.+)\n\n")
VTT = re.compile(r"(\d\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d\d+):(\d\d):(\d\d)\.(\d{3})\n(.+)\n\n")


@st.composite
def phrases(draw: st.DrawFn) -> list[Phrase]:
    """Of up to some days."""
    texts = draw(st.lists(st.text(min_size=1).filter(lambda text: text.split()), max_size=8))
    places = sorted(draw(st.lists(st.floats(0, 400_000), min_size=2 * len(texts), max_size=2 * len(texts))))
    return [Phrase(text, "en", places[2 * at], places[2 * at + 1]) for at, text in enumerate(texts)]


def seconds(parts: tuple[str, ...]) -> float:
    hours, minutes, whole, thousandths = map(int, parts)
    assert minutes < 60 and whole < 60
    return hours * 3600 + minutes * 60 + whole + thousandths / 1000


@given(phrases())
def test_srt_is_read_as_it_was_said(said: list[Phrase]) -> None:
    written = as_srt(said)
    cues = SRT.findall(written)
    assert "".join(match[0] for match in SRT.finditer(written)) == written
    assert [int(cue[0]) for cue in cues] == list(range(1, len(said) + 1))
    for cue, phrase in zip(cues, said, strict=True):
        assert abs(seconds(cue[1:5]) - phrase.start) <= 0.001
        assert abs(seconds(cue[5:9]) - phrase.end) <= 0.001


@given(phrases())
def test_no_text_breaks_out_of_a_webvtt_cue(said: list[Phrase]) -> None:
    written = as_vtt(said)
    assert written.startswith("WEBVTT\n\n")
    body = written.removeprefix("WEBVTT\n\n")
    assert "".join(match[0] for match in VTT.finditer(body)) == body
    texts = [cue[-1] for cue in VTT.findall(body)]
    assert len(texts) == len(said) and not any("<" in text or "-->" in text for text in texts)


def test_speakers_have_letters() -> None:
    assert [speaker(f"Guest-{n}") for n in (1, 2, 26, 27)] == ["A", "B", "Z", "AA"]
    assert speaker("Unknown") == "unknown"


def test_phrases_are_apart_in_scripts_that_have_spaces() -> None:
    assert running(["Hello.", "你好。", "再见", "OK", "bye"]) == "Hello.你好。再见OK bye"
    assert running([]) == ""
