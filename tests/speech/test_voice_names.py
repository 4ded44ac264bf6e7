"""Which voice is meant by a name, whoever gave it, and which voices there are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from fakes.synthesiser import HummingSynthesiser
from parley.errors import EngineFailed
from parley.pool.host import Inline
from parley.speech.saying import ANY, Mouth, Saying
from parley.speech.types import Voice
from parley.speech.voice_names import VoiceNames, locale_of


class Choir(HummingSynthesiser):
    """Has the voices it is given."""

    def __init__(self, *voices: Voice) -> None:
        super().__init__(tuple({voice.language for voice in voices}))
        self._choir = voices

    def voices(self) -> Sequence[Voice]:
        return self._choir


class Mute(HummingSynthesiser):
    def voices(self) -> Sequence[Voice]:
        raise EngineFailed("No voice today.")


def names(*engines: HummingSynthesiser) -> VoiceNames:
    mouths = [
        Mouth(f"engine{number}", engine.languages, Inline("x", lambda engine=engine: engine))
        for number, engine in enumerate(engines)
    ]
    return VoiceNames(Saying({ANY: mouths}))


ESPEAK = Choir(
    Voice("en-us", "en", "espeak"),
    Voice("en-gb", "en", "espeak"),
    Voice("en-gb-scotland", "en", "espeak"),
    Voice("cmn", "zh", "espeak"),
    Voice("de", "de", "espeak"),
    Voice("pt-br", "pt", "espeak"),
    Voice("ca-nw", "ca", "espeak"),
)
SYLLABLES = Choir(Voice("hantts", "zh", "syllables", "female"))
PIPER = Choir(Voice("en_US-lessac-medium", "en", "piper"), Voice("de_DE-mls-low/1", "de", "piper"))
ELSEWHERE = Choir(Voice("alloy", "en", "openai"), Voice("alloy", "zh", "openai"))


async def test_voices_are_named_as_azure_names_them() -> None:
    found = {each.name: each for each in await names(SYLLABLES, ESPEAK, PIPER).listed()}
    assert list(found) == [
        "ca-ES-EspeakNw",
        "de-DE-Espeak",
        "de-DE-MlsLow1",
        "en-GB-Espeak",
        "en-GB-EspeakScotland",
        "en-US-Espeak",
        "en-US-LessacMedium",
        "pt-BR-Espeak",
        "zh-CN-Hantts",
        "zh-CN-Espeak",
    ]
    assert found["zh-CN-Hantts"].locale == "zh-CN"
    assert found["en-GB-Espeak"].voice.name == "en-gb"


async def test_an_engine_that_does_not_start_is_left_out_until_it_does() -> None:
    lists = names(Mute(("en",)), SYLLABLES)
    assert [each.name for each in await lists.listed()] == ["zh-CN-Hantts"]


@pytest.mark.parametrize(
    ("name", "language", "text", "spoken", "voices"),
    [
        ("en-US-JennyNeural", "", "Hello", "en-US", {}),
        ("en-GB-SoniaNeural", "", "Hello", "en-GB", {}),
        ("Microsoft Server Speech Text to Speech Voice (de-DE, KatjaNeural)", "", "Hallo", "de-DE", {}),
        ("zh-CN-XiaoxiaoNeural", "", "Hello", "zh-CN", {}),
        # A voice of many languages says each text in its own.
        ("en-US-AvaMultilingualNeural", "", "Hello there", "en-US", {}),
        ("en-US-AvaMultilingualNeural", "", "你好", "zh", {}),
        ("en-US-AvaMultilingualNeural", "fr-FR", "Bonjour", "fr-FR", {}),
        ("zh-CN-XiaoxiaoNeural", "en-US", "Hello", "en-US", {}),
        # OpenAI's, and none at all.
        ("alloy", "", "你好", "zh", {}),
        ("", "", "Bonjour tout le monde, je suis content", "fr", {}),
        ("", "en-GB", "Hello", "en-GB", {}),
        ("", "", "123", "en", {}),
        # Ours.
        ("zh-CN-Hantts", "", "你好", "zh-CN", {"zh": "hantts"}),
        ("EN-GB-espeakscotland", "", "Hello", "en-GB", {"en": "en-gb-scotland"}),
        ("hantts", "", "你好", "zh-CN", {"zh": "hantts"}),
        # Cantonese written in hanzi is not Mandarin.
        ("zh-HK-HiuGaaiNeural", "", "你好", "yue-HK", {}),
    ],
)
async def test_who_is_meant(name: str, language: str, text: str, spoken: str, voices: dict[str, str]) -> None:
    cast = await names(SYLLABLES, ESPEAK).cast(name, language, text)
    assert (cast.language, cast.voices) == (spoken, voices)


async def test_one_voice_may_speak_several_languages() -> None:
    lists = names(ELSEWHERE)
    assert await lists.knows("alloy") and not await lists.knows("nova")
    assert (await lists.cast("alloy", "", "你好")).voices == {"en": "alloy", "zh": "alloy"}
    assert (await lists.cast("alloy", "", "你好")).language == "zh"


@pytest.mark.parametrize(
    ("name", "locale"),
    [
        ("en-US-AvaNeural", "en-US"),
        ("zh-CN-shaanxi-XiaoniNeural", "zh-CN"),
        ("iu-Cans-CA-SiqiniqNeural", "iu-CA"),
        ("es-419-X", "es-419"),
        ("alloy", ""),
        ("", ""),
        ("a-b", ""),
    ],
)
def test_a_name_begins_with_a_locale(name: str, locale: str) -> None:
    assert locale_of(name) == locale
