"""Texts come out in another language: a real CTranslate2 model that knows a few words, in its own process."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import word_for_word as toy
from parley.errors import BadModel, Busy, EngineFailed, MissingEngine, MissingLanguage, TooLong, Unsupported
from parley.models.store import Store
from parley.settings import Settings, Translating
from parley.translation.engines.ctranslate2 import CTranslate2Translator
from parley.translation.engines.upstream import UpstreamTranslator, named
from parley.translation.service import Translation


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """English and Chinese both ways, English into German, and an Argos package."""
    pytest.importorskip("ctranslate2")
    pytest.importorskip("sentencepiece")
    return toy.shelf(tmp_path_factory.mktemp("translation"))


@pytest.fixture
async def translation(shelf: Store) -> AsyncIterator[Translation]:
    service = Translation(Settings(), shelf)
    yield service
    await service.stop()


@pytest.mark.extra
@pytest.mark.engine
class TestWithModels:
    async def test_words_become_words_of_the_other_language(self, translation: Translation) -> None:
        (one, two, same, none) = await translation.translate(
            ["hello world. good morning!\n\n  the cat sleeps", "hello", "你好世界", "123"], "zh-CN"
        )
        assert one.text == "你好世界。好早上！\n\n  这猫睡觉"
        assert (one.source, one.target, one.engine, one.over) == ("en", "zh-CN", "toy-m2m", "")
        assert two.text == "你好"
        assert (same.text, same.source, same.engine) == ("你好世界", "zh-Hans", "")
        assert (none.text, none.source, none.score) == ("123", "und", 0.0)

    async def test_what_no_model_knows_directly_goes_over_english_and_says_so(
        self, translation: Translation
    ) -> None:
        (found,) = await translation.translate(["你好世界"], "de", "zh")
        assert (found.text, found.over, found.engine) == ("hallo Welt", "en", "toy-m2m+opus-mt-en-de")

    async def test_traditional_characters_come_from_a_model_of_simplified_ones(
        self, translation: Translation
    ) -> None:
        (found,) = await translation.translate(["the cat sleeps"], "zh-TW", "en")
        assert found.text == "這貓睡覺"

    async def test_tags_and_what_is_not_to_be_translated_stay(self, translation: Translation) -> None:
        (found,) = await translation.translate(
            ['<p>hello <b>world</b> <i class="notranslate">cat</i> <code>cat</code> &lt;!</p>'],
            "zh-Hans",
            "en",
            html=True,
        )
        assert found.text.startswith('<p>你好 <b>世界</b> <i class="notranslate">cat</i> <code>cat</code>')
        assert found.text.endswith("&lt;！</p>")

    async def test_what_can_be_translated_is_listed(self, translation: Translation) -> None:
        listed = await translation.languages()
        assert listed["en"] == {"de", "zh-Hans", "zh-Hant"}
        assert listed["zh-Hant"] == {"en", "de", "zh-Hans"}
        assert "de" not in listed

    async def test_a_guess_that_leads_nowhere_gives_way_to_the_likeliest_language(
        self, translation: Translation
    ) -> None:
        from parley.translation.sources import source_of

        text = "hello cat"
        language, score = source_of(text)
        assert language != "en" and score < 0.5, "take other words: these are known now"
        (found,) = await translation.translate([text], "de")
        assert (found.text, found.source, found.score) == ("hallo Katze", "en", 0.0)

    async def test_a_language_that_no_model_knows_is_named(self, translation: Translation) -> None:
        with pytest.raises(MissingLanguage, match=r"'sw'.*parley models pull m2m100"):
            await translation.translate(["hello"], "sw", "en")

    async def test_many_texts_at_once_each_get_their_own(self, translation: Translation) -> None:
        words = [word for word in toy.ENGLISH_CHINESE if word.isalpha()]
        answers = await asyncio.gather(
            *(translation.translate([word] * 20, "zh", "en") for word in words[:6])
        )
        for word, answer in zip(words, answers, strict=False):
            assert {each.text for each in answer} == {toy.ENGLISH_CHINESE[word]}

    async def test_a_chosen_model_is_the_only_one_asked(self, shelf: Store) -> None:
        chosen = Settings(translation=Translating(engines=("opus-mt-en-de",)))
        service = Translation(chosen, shelf)
        assert set(await service.languages()) == {"en"}
        with pytest.raises(MissingLanguage):
            await service.translate(["hello"], "zh", "en")


@pytest.mark.extra
@pytest.mark.parametrize(
    ("kind", "tokens"),
    [("nllb", ["eng_Latn", "zho_Hans"]), ("m2m-100", ["__en__", "__zh__"]), ("opus-mt", []), ("argos", [])],
)
async def test_every_kind_of_model_is_recognised_and_translates(
    kind: str, tokens: list[str], tmp_path: Path
) -> None:
    pytest.importorskip("ctranslate2")
    store = Store(tmp_path / "models")
    made = toy.write(tmp_path / "made", toy.ENGLISH_CHINESE, kind, tokens)
    card = store.import_path(made, "toy-en-zh").card
    assert (card.service, card.engine, card.kind) == ("translator", "ctranslate2", kind)
    service = Translation(Settings(), store)
    (found,) = await service.translate(["hello world."], "zh", "en")
    assert found.text == "你好世界。"
    await service.stop()


@pytest.mark.extra
async def test_a_model_of_several_targets_is_told_which(tmp_path: Path) -> None:
    pytest.importorskip("ctranslate2")
    store = Store(tmp_path / "models")
    tokens = [">>cmn_Hans<<", ">>cmn_Hant<<"]
    store.import_path(toy.write(tmp_path / "o", toy.ENGLISH_CHINESE, "opus-mt", tokens), "opus-mt-en-zh")
    service = Translation(Settings(), store)
    assert (await service.languages())["en"] == {"zh-Hans", "zh-Hant"}
    (found,) = await service.translate(["hello world"], "zh-Hant", "en")
    # The toy writes what names the language too, as it does every word.
    assert found.text.replace(">>cmn_Hant<<", "").strip() == "你好世界"
    await service.stop()


def test_without_the_library_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    with pytest.raises(MissingEngine, match=r"pip install 'parley\[translation\]'"):
        CTranslate2Translator(tmp_path, "m2m-100")


@pytest.mark.extra
def test_a_folder_that_only_looks_like_a_model_is_no_model(tmp_path: Path) -> None:
    pytest.importorskip("ctranslate2")
    made = toy.write(tmp_path / "made", toy.ENGLISH_CHINESE, "m2m-100", ["__en__", "__zh__"])
    (made / "model.bin").write_bytes(b"nothing of a model")
    with pytest.raises(BadModel):
        CTranslate2Translator(made, "m2m-100")
    (made / "sentencepiece.bpe.model").unlink()
    with pytest.raises(BadModel, match="SentencePiece"):
        CTranslate2Translator(made, "m2m-100")


class Told:
    """A language model that answers as it was told to."""

    def __init__(self, answers: Mapping[str, str] | None = None) -> None:
        self.answers, self.asked = answers or {}, list[list[dict[str, str]]]()

    async def answer(self, model: str, messages: list[dict[str, str]]) -> str:
        assert model == "home/qwen"
        self.asked.append(messages)
        return self.answers.get(messages[-1]["content"], "")


def with_model(told: Any, folder: Path) -> Translation:
    wanted = Settings(translation=Translating(model="home/qwen", languages=("en", "zh", "de")))
    return Translation(wanted, Store(folder), told)


async def test_a_language_model_translates_what_no_installed_model_does(tmp_path: Path) -> None:
    told = Told({"Good morning.": "Guten Morgen.\n"})
    (found,) = await with_model(told, tmp_path).translate(["Good morning.\n"], "de", "en")
    assert found.text == "Guten Morgen.\n"
    assert found.engine == "home/qwen"
    ((system, user),) = told.asked
    assert "English (en) into German (de)" in system["content"]
    assert user == {"role": "user", "content": "Good morning."}


@pytest.mark.parametrize("answer", ["", "  \n", "x" * 1_000])
async def test_an_answer_that_is_no_translation_is_none(answer: str, tmp_path: Path) -> None:
    service = with_model(Told({"Hello.": answer}), tmp_path)
    with pytest.raises(EngineFailed):
        await service.translate(["Hello."], "de", "en")


async def test_a_language_model_is_asked_a_few_things_at_once() -> None:
    now, most = 0, 0

    class Counting:
        async def answer(self, model: str, messages: list[dict[str, str]]) -> str:
            nonlocal now, most
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1
            return messages[-1]["content"]

    texts = [f"text {number}" for number in range(20)]
    assert await UpstreamTranslator(Counting(), "m").translate(texts, "en", "de") == texts
    assert most == 4


def test_languages_have_names_that_a_model_reads() -> None:
    assert named("zh-Hans") == "Chinese (Simplified) (zh-Hans)"
    assert named("de") == "German (de)"


async def test_without_an_engine_it_says_what_to_pull_or_to_set(tmp_path: Path) -> None:
    service = Translation(Settings(), Store(tmp_path))
    with pytest.raises(MissingEngine, match=r"parley models pull m2m100, or .*\[translation\] model"):
        await service.translate(["hello"], "de", "en")
    assert await service.languages() == {}
    wished = Translation(Settings(translation=Translating(engines=("argos-en-zh",))), Store(tmp_path))
    with pytest.raises(MissingEngine, match="parley models pull argos-en-zh"):
        await wished.translate(["hello"], "de", "en")


async def test_what_is_in_the_language_already_needs_no_engine(tmp_path: Path) -> None:
    service = Translation(Settings(), Store(tmp_path))
    (same,) = await service.translate(["Guten Tag."], "de-AT", "de")
    assert same.text == "Guten Tag."
    (converted,) = await service.translate(["汉语"], "zh-TW", "zh-CN")
    assert (converted.text, converted.engine) == ("漢語", "opencc")


async def test_too_much_and_nonsense_are_refused(tmp_path: Path) -> None:
    service = Translation(Settings(), Store(tmp_path))
    with pytest.raises(TooLong):
        await service.translate(["a"] * 1_001, "de", "en")
    with pytest.raises(TooLong):
        await service.translate(["a" * 50_001], "de", "en")
    with pytest.raises(Unsupported):
        await service.translate(["a"], "deutsch", "en")


async def test_one_translation_too_many_is_told_at_once(tmp_path: Path) -> None:
    waiting = asyncio.Event()

    class Slow:
        async def answer(self, model: str, messages: list[dict[str, str]]) -> str:
            await waiting.wait()
            return "ja"

    service = with_model(Slow(), tmp_path)
    limit = Settings().pool.utterances
    begun = [asyncio.create_task(service.translate(["yes"], "de", "en")) for _ in range(limit)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await service.translate(["yes"], "de", "en")
    waiting.set()
    assert {each[0].text for each in await asyncio.gather(*begun)} == {"ja"}


@given(st.text(max_size=200))
@settings(max_examples=60)
def test_any_text_in_its_own_language_is_unchanged(text: str) -> None:
    async def run() -> str:
        (found,) = await Translation(Settings(), Store(Path("/nowhere"))).translate([text], "de", "de")
        return found.text

    assert asyncio.run(run()) == text


class Shouting:
    """A language model whose translation is louder."""

    async def answer(self, model: str, messages: list[dict[str, str]]) -> str:
        return messages[-1]["content"].upper()


_PIECES = (
    "<b>|</b>|<br/>|<p class='x'>|</p>|<!-- no -->|<i translate='no'>|</i>|<code>|</code>|hello world. |"
    'good morning!\n|&amp;|&lt;| |<img alt="a > b">|猫。'
)
_MARKUP = st.lists(st.sampled_from(_PIECES.split("|")), max_size=20).map("".join)


@given(_MARKUP)
@settings(max_examples=80)
def test_tags_go_through_a_translation_as_they_are(text: str) -> None:
    async def run() -> str:
        (found,) = await with_model(Shouting(), Path("/nowhere")).translate([text], "de", "en", html=True)
        return found.text

    tags = re.compile(r"<!--.*?-->|</?[a-z][^>\"]*(?:\"[^\"]*\"[^>\"]*)*>")
    whole = asyncio.run(run())
    assert tags.findall(whole) == tags.findall(text)
    assert tags.sub("", whole).casefold().split() == tags.sub("", text).casefold().split()
