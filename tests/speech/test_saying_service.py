"""The synthesis service: one voice per language, even packets, and a second engine when the first fails."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.synthesiser import HummingSynthesiser
from parley.audio.pcm import Pcm
from parley.errors import EngineFailed, MissingLanguage, TooLong, Unsupported
from parley.pool.host import Inline
from parley.speech.saying import ANY, MAX_TEXT, SPEAKING_RATE, Manner, Mouth, Saying, speakable


def mouth(engine: HummingSynthesiser, name: str = "hum") -> Mouth:
    return Mouth(name, engine.languages, Inline(name, lambda: engine))


async def packets(saying: Saying, text: str, language: str) -> list[Pcm]:
    return [packet async for packet in saying.say(text, language)]


async def test_each_span_of_a_sentence_is_said_in_its_own_language() -> None:
    chinese, english = HummingSynthesiser(("zh",)), HummingSynthesiser(("en",))
    saying = Saying({"zh": [mouth(chinese, "zh")], ANY: [mouth(english, "en")]})
    await packets(saying, "好的，播放 Taylor Swift 的歌。", "zh")
    assert [request.text.strip() for request in english.spoken] == ["Taylor Swift"]
    assert [request.language for request in chinese.spoken] == ["zh", "zh"]
    assert chinese.spoken[0].text.startswith("好的")


async def test_numbers_are_spelled_out_before_they_are_said() -> None:
    engine = HummingSynthesiser()
    saying = Saying({ANY: [mouth(engine)]})
    await packets(saying, "现在26.5°C。", "zh")
    assert "二十六点五" in engine.spoken[0].text


async def test_packets_are_even_and_hold_every_sample() -> None:
    saying = Saying({ANY: [mouth(HummingSynthesiser())]})
    sound = await packets(saying, "How even this is.", "en")
    assert {packet.rate for packet in sound} == {SPEAKING_RATE}
    assert {len(packet.samples) for packet in sound[:-1]} == {SPEAKING_RATE * 80 // 1000}
    # A tenth of a second per character, whatever rate the engine works at.
    assert sum(packet.seconds for packet in sound) == pytest.approx(len("How even this is.") * 0.1, abs=0.02)
    assert np.abs(np.concatenate([packet.samples for packet in sound])).max() > 1_000


async def test_a_second_engine_takes_over_when_the_first_does_not_begin() -> None:
    broken, sound = HummingSynthesiser(fail_after=0), HummingSynthesiser()
    saying = Saying({"en": [mouth(broken, "broken")], ANY: [mouth(sound, "sound")]})
    assert await packets(saying, "hello", "en")
    assert sound.spoken


async def test_an_engine_that_fails_in_mid_sentence_is_not_patched_with_another_voice() -> None:
    broken, sound = HummingSynthesiser(fail_after=2), HummingSynthesiser()
    saying = Saying({"en": [mouth(broken, "broken")], ANY: [mouth(sound, "sound")]})
    with pytest.raises(EngineFailed):
        await packets(saying, "hello there", "en")
    assert not sound.spoken


async def test_what_nobody_can_say_is_refused() -> None:
    saying = Saying({"en": [mouth(HummingSynthesiser(("en",)))]})
    with pytest.raises(MissingLanguage):
        await packets(saying, "你好", "zh")
    with pytest.raises(Unsupported):
        await packets(saying, "…！", "zh")
    with pytest.raises(TooLong):
        await packets(saying, "a" * (MAX_TEXT + 1), "en")


async def test_leaving_early_stops_the_engine() -> None:
    engine = HummingSynthesiser()
    saying = Saying({ANY: [mouth(engine)]})
    stream = saying.say("a long sentence that nobody listens to", "en")
    await anext(stream)
    await stream.aclose()
    assert engine.closed == 1


def test_a_foreign_name_keeps_the_voice_of_its_sentence() -> None:
    assert [span.language for span in speakable("Bonjour means hello", "en")] == ["en"]


@given(st.text(alphabet=st.sampled_from("你好abc 12，.!é한"), min_size=1, max_size=40))
def test_the_spans_of_any_text_are_the_whole_text(text: str) -> None:
    if any(character.isalnum() for character in text):
        assert "".join(span.text for span in speakable(text, "zh")) == text


async def test_a_person_has_their_own_voice_and_speed() -> None:
    plain, own = HummingSynthesiser(("fr",)), HummingSynthesiser(("en",))
    saying = Saying({ANY: [mouth(plain, "plain"), mouth(own, "own")]}, rate=1.5)
    manner = Manner({"en": "hum"}, 0.8)
    assert [packet async for packet in saying.say("Hello there.", "en", manner)]
    (said,) = own.spoken
    assert said.voice == "hum" and said.rate == pytest.approx(1.2)


async def test_where_no_engine_has_a_person_s_voice_the_usual_one_speaks() -> None:
    engine = HummingSynthesiser()
    saying = Saying({ANY: [mouth(engine)]}, rate=1.5)
    assert [packet async for packet in saying.say("Hello there.", "en", Manner({"en": "Caruso"}, 2.0))]
    (said,) = engine.spoken
    assert said.voice is None and said.rate == 2.0
