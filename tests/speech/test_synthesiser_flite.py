"""flite: English by a program of the system, which sees the text and shows it to nobody."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from parley.audio.pcm import SPEECH_RATE, Pcm
from parley.errors import EngineFailed, MissingEngine, Unsupported
from parley.speech.synthesisers.flite import FliteSynthesiser, program
from parley.speech.types import SpeechRequest

FAKE = """#!{python}
import sys, wave
if sys.argv[1:] == ["-lv"]:
    print("Voices available: {voices} ")
else:
    text = sys.stdin.read()
    open(__file__ + ".said", "w").write(text)
    open(__file__ + ".asked", "w").write(" ".join(sys.argv[1:]))
    if "fail" in text:
        sys.exit(1)
    with wave.open(sys.argv[sys.argv.index("-o") + 1], "wb") as sound:
        sound.setparams((1, 2, 16000, 0, "NONE", ""))
        sound.writeframes(b"" if "nothing" in text else b"\\xe8\\x03" * 100 * len(text))
"""

Make = Callable[[str], tuple[FliteSynthesiser, Path]]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(voices: str) -> tuple[FliteSynthesiser, Path]:
        path = tmp_path / "flite"
        path.write_text(FAKE.format(python=sys.executable, voices=voices))
        path.chmod(0o700)
        return FliteSynthesiser(path), path

    return made


def sound(mouth: FliteSynthesiser, text: str, **wishes: object) -> Pcm:
    (piece,) = mouth.speak(SpeechRequest(text, "en", **wishes))  # type: ignore[arg-type]
    return piece


def test_the_text_is_said_and_stands_on_no_command_line(make: Make) -> None:
    mouth, path = make("kal awb_time kal16 awb rms slt")
    piece = sound(mouth, "Café “at” seven – it’s <b> ok")
    said, asked = Path(f"{path}.said").read_text(), Path(f"{path}.asked").read_text()
    assert said == 'Cafe "at" seven - it\'s b ok'
    assert "seven" not in asked
    assert asked.startswith("-voice rms --setf duration_stretch=1.000 -f - -o ")
    assert not Path(asked.split()[-1]).exists(), "what was said is not left behind"
    assert (piece.rate, len(piece.samples), piece.samples.dtype) == (SPEECH_RATE, 100 * len(said), np.int16)
    assert set(piece.samples.tolist()) == {750}, "as loud as the other voices"


def test_voices_have_a_region_and_those_that_only_tell_the_time_are_none(make: Make) -> None:
    mouth, path = make("kal awb_time kal16 awb rms slt")
    assert [each.name for each in mouth.voices()] == ["en-us-rms", "en-us-slt", "en-gb-awb", "en-us-kal"]
    assert make("kal16")[0].voices()[0].name == "en-us-kal"
    sound(make("rms slt")[0], "hello", voice="en-US-SLT", rate=0.5)
    assert "-voice slt --setf duration_stretch=2.000" in Path(f"{path}.asked").read_text()


def test_what_it_does_not_have_is_refused_before_anything_is_said(make: Make) -> None:
    mouth, _ = make("rms")
    for request in (SpeechRequest("hola", "es"), SpeechRequest("hi", "en", voice="en-us-slt")):
        with pytest.raises(Unsupported):
            mouth.speak(request)
    with pytest.raises(EngineFailed, match="none of the voices"):
        make("awb_time")


def test_there_is_no_sound_of_what_has_no_words_in_its_letters(make: Make) -> None:
    mouth, _ = make("rms")
    assert [list(mouth.speak(SpeechRequest(text, "en"))) for text in ("…", "你好", "")] == [[], [], []]


def test_a_program_that_fails_or_is_gone_is_an_engine_that_failed(make: Make, tmp_path: Path) -> None:
    mouth, path = make("rms")
    with pytest.raises(EngineFailed):
        sound(mouth, "fail")
    path.write_text(f"#!{sys.executable}\n")
    with pytest.raises(EngineFailed, match="no sound"):
        sound(mouth, "hello")
    with pytest.raises(EngineFailed):
        FliteSynthesiser(tmp_path / "gone")


def test_without_flite_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingEngine, match="apt install flite"):
        program()


@pytest.mark.extra
@pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")
def test_the_program_itself_speaks_slower_and_faster_and_sentence_after_sentence() -> None:
    mouth = FliteSynthesiser(program())
    one, two = sound(mouth, "Good morning."), sound(mouth, "Good morning. It is seven o'clock.")
    assert one.seconds > 0.5
    assert two.seconds > 1.5 * one.seconds
    assert sound(mouth, "Good morning.", rate=2.0).seconds < 0.7 * one.seconds
