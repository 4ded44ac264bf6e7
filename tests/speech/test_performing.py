"""A script as it is heard: when its words come, in which order it is made, and what stops it."""

from __future__ import annotations

import numpy as np
import pytest

from fakes.telling import TellingSynthesiser
from parley.audio.pcm import Pcm
from parley.errors import EngineFailed, MissingLanguage
from parley.pool.host import Inline
from parley.speech.packets import SPEAKING_RATE
from parley.speech.performing import Mark, Performance, perform
from parley.speech.saying import ANY, Mouth, Saying
from parley.speech.ssml.reading import plain_script, script_of
from parley.speech.ssml.script import Script

HEAD = "<speak version='1.0' xml:lang='en-US'>"


def saying(engine: TellingSynthesiser, *, pitch: bool = True) -> Saying:
    return Saying({ANY: [Mouth("telling", engine.languages, Inline("x", lambda: engine), pitch=pitch)]})


async def performed(
    engine: TellingSynthesiser, script: Script, *, pitch: bool = True
) -> tuple[float, list[Mark]]:
    marks: list[Mark] = []
    seconds = 0.0
    async for piece in perform(saying(engine, pitch=pitch), script):
        if isinstance(piece, Mark):
            marks.append(piece)
        else:
            assert piece.rate == SPEAKING_RATE
            seconds += piece.seconds
    return seconds, marks


def told(marks: list[Mark]) -> list[tuple[str, str, float, float]]:
    return [(mark.kind, mark.text, round(mark.at, 2), round(mark.duration, 2)) for mark in marks]


async def test_words_signs_and_sentences_with_their_times() -> None:
    text = "Hello, you.  Go on!"
    seconds, marks = await performed(TellingSynthesiser(), plain_script(text, "en"))
    assert told(marks) == [
        ("word", "Hello", 0.0, 0.5),
        ("punctuation", ",", 0.5, 0.1),
        ("word", "you", 0.6, 0.3),
        ("punctuation", ".", 0.9, 0.1),
        ("sentence", "Hello, you.", 0.0, 1.0),
        # 0.1 s of silence are the engine's; between sentences there are 0.3.
        ("word", "Go", 1.2, 0.2),
        ("word", "on", 1.5, 0.2),
        ("punctuation", "!", 1.7, 0.1),
        ("sentence", "Go on!", 1.2, 0.6),
    ]
    assert [text[mark.offset : mark.offset + len(mark.text)] for mark in marks] == [
        mark.text for mark in marks
    ]
    assert seconds == pytest.approx(1.8, abs=0.05)


async def test_what_is_spelled_out_is_marked_where_it_is_written() -> None:
    text = "At 7:30 in 26.5°C."
    _, marks = await performed(TellingSynthesiser(), plain_script(text, "en"))
    words = [mark for mark in marks if mark.kind == "word"]
    assert [mark.text for mark in words] == ["At", "7:30", "in", "26.5°C"]
    assert words[1].at == pytest.approx(0.3)


async def test_bookmarks_pauses_and_manners_of_ssml() -> None:
    engine = TellingSynthesiser()
    source = (
        f"{HEAD}One<bookmark mark='here'/><break time='2s'/>"
        "<prosody rate='2' pitch='+20%' volume='50'>two</prosody> three.</speak>"
    )
    seconds, marks = await performed(engine, script_of(source))
    assert told(marks) == [
        ("word", "One", 0.0, 0.3),
        ("bookmark", "here", 0.4, 0.0),
        ("word", "two", 2.4, 0.15),
        ("word", "three", 2.65, 0.5),
        ("punctuation", ".", 3.15, 0.1),
        ("sentence", "Onetwo three.", 0.0, 3.25),
    ]
    assert [(request.rate, request.pitch) for request in engine.requests] == [(1, 1), (2, 1.2), (1, 1)]
    assert source[marks[1].offset :].startswith("<bookmark")
    assert seconds == pytest.approx(3.25, abs=0.05)


async def test_an_engine_without_pitch_is_played_faster_and_its_words_come_when_they_are_heard() -> None:
    engine = TellingSynthesiser()
    script = script_of(f"{HEAD}<prosody pitch='+25%'>Hello there</prosody></speak>")
    seconds, marks = await performed(engine, script, pitch=False)
    (request,) = engine.requests
    assert (request.rate, request.pitch) == (0.8, 1.0)
    # At 0.8 of the speed, played 1.25 times as fast: the words are as long as ever, the gaps shorter.
    assert told(marks)[1] == ("word", "there", 0.58, 0.5)
    assert seconds == pytest.approx(1.16, abs=0.05)


async def test_a_pitch_without_an_engine_s_help_is_higher() -> None:
    script = script_of(f"{HEAD}<prosody pitch='+25%'>Hello there</prosody></speak>")
    pieces = [
        piece
        async for piece in perform(saying(TellingSynthesiser(), pitch=False), script)
        if isinstance(piece, Pcm)
    ]
    samples = np.concatenate([piece.samples for piece in pieces])[2_400:7_200].astype(float)
    loudest = int(np.argmax(np.abs(np.fft.rfft(samples)))) * SPEAKING_RATE / len(samples)
    assert loudest == pytest.approx(440 * 1.25, abs=10)


@pytest.mark.parametrize(
    ("rate", "asked", "length"), [(0.25, 0.5, 2.2), (4.0, 2.0, 0.175), (1.5, 1.5, 0.433)]
)
async def test_speeds_beyond_the_engine_s_are_stretched(rate: float, asked: float, length: float) -> None:
    engine = TellingSynthesiser()
    seconds, (word, *_) = await performed(engine, plain_script("Hello", "en", rate=rate))
    assert engine.requests[0].rate == asked
    assert seconds == pytest.approx(length, abs=0.06)
    assert word.duration == pytest.approx(0.5 / rate, abs=0.01)


async def test_an_engine_that_knows_no_words_gives_none() -> None:
    _, marks = await performed(TellingSynthesiser(tells=False), plain_script("Hello there. You.", "en"))
    assert [(mark.kind, mark.text) for mark in marks] == [("sentence", "Hello there."), ("sentence", "You.")]


async def test_what_is_said_for_a_text_is_one_word() -> None:
    source = f"{HEAD}<sub alias='World Wide Web'>WWW</sub> now</speak>"
    engine = TellingSynthesiser()
    _, marks = await performed(engine, script_of(source))
    assert [(mark.text, mark.offset) for mark in marks if mark.kind == "word"] == [
        ("WWW", source.index("WWW")),
        ("now", source.index("now")),
    ]
    assert engine.requests[0].text == "World Wide Web"
    assert marks[0].duration == pytest.approx(0.5 + 0.1 + 0.4 + 0.1 + 0.3)


async def test_the_first_sound_comes_before_the_last_sentence_is_made() -> None:
    engine = TellingSynthesiser()
    pieces = perform(saying(engine), plain_script("One. Two. Three.", "en"))
    assert isinstance(await anext(pieces), Pcm)
    assert engine.events == ["say One."]
    await pieces.aclose()
    assert engine.events == ["say One.", "closed One."]


async def test_each_language_has_its_voice_and_its_words() -> None:
    engine = TellingSynthesiser()
    text = "Say 你好 to her."
    _, marks = await performed(engine, plain_script(text, "en"))
    assert [request.language for request in engine.requests] == ["en", "zh", "en"]
    words = [mark for mark in marks if mark.kind == "word"]
    assert [text[mark.offset : mark.offset + len(mark.text)] for mark in words] == [m.text for m in words]
    assert [mark.at for mark in words] == sorted(mark.at for mark in words)


async def test_several_scripts_are_one_sound() -> None:
    performance = Performance(saying(TellingSynthesiser()))
    marks: list[Mark] = []
    for text, offset in (("One.", 0), ("Two.", 5)):
        async for piece in performance.play(plain_script(text, "en"), offset):
            if isinstance(piece, Mark):
                marks.append(piece)
    marks += [piece for piece in performance.finish() if isinstance(piece, Mark)]
    assert [(mark.text, round(mark.at, 2), mark.offset) for mark in marks if mark.kind == "word"] == [
        ("One", 0.0, 0),
        ("Two", 0.6, 5),
    ]
    assert performance.seconds == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("inside", "sentences"),
    [
        ("Dr. <emphasis>Smith</emphasis> came.", ["Dr. Smith came."]),
        ("Stop. <emphasis>Now</emphasis> go.", ["Stop.", "Now go."]),
        ("It costs 3.<emphasis>50</emphasis> here. ", ["It costs 3.50 here."]),
        ("Really?<bookmark mark='x'/> Yes.", ["Really?", "Yes."]),
        ("<s>no mark</s><s>none here</s>", ["no mark", "none here"]),
        ("你好。<emphasis>再见</emphasis>。", ["你好。", "再见。"]),
    ],
)
async def test_a_sentence_ends_where_a_reader_would_end_it(inside: str, sentences: list[str]) -> None:
    _, marks = await performed(TellingSynthesiser(), script_of(f"{HEAD}{inside}</speak>"))
    assert [mark.text for mark in marks if mark.kind == "sentence"] == sentences


async def test_silence_after_each_sentence_as_ssml_has_it() -> None:
    source = f"{HEAD}<mstts:silence type='Sentenceboundary' value='1s'/>One. Two.</speak>"
    _, marks = await performed(TellingSynthesiser(), script_of(source))
    assert [round(mark.at, 2) for mark in marks if mark.kind == "word"] == [0.0, 1.4]


async def test_what_goes_wrong_is_said() -> None:
    with pytest.raises(EngineFailed):
        await performed(TellingSynthesiser(fails="broken"), plain_script("It is broken.", "en"))
    with pytest.raises(MissingLanguage):
        await performed(TellingSynthesiser(("zh",)), plain_script("Hello.", "en"))


async def test_what_cannot_be_said_is_silent() -> None:
    assert await performed(TellingSynthesiser(), plain_script("… !", "en")) == (0.0, [])
    assert await performed(TellingSynthesiser(), script_of("<speak/>")) == (0.0, [])
