"""Translator's requests of both versions, answered by real models that know a few words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fakes import dictionaries
from fakes import word_for_word as toy
from fakes.database import InlineDatabase
from fakes.door import FakeDoor
from fakes.wall_clock import WallClock
from parley.gateways.azure.translator.faults import fault
from parley.gateways.azure.translator.routes import routes
from parley.gateways.surface import Surface
from parley.home.accounts.callers import Scope
from parley.home.usage import Usage
from parley.models.store import Store
from parley.settings import Settings, Translating
from parley.translation.service import Translation


class House:
    """Translator and nothing else."""

    def __init__(self, translation: Translation) -> None:
        self.door, self.translation = FakeDoor(), translation
        surface = Surface("azure-translator", "T", self.door, fault, Usage(InlineDatabase(), WallClock()))
        self.app = Starlette(routes=routes(surface, translation))
        self.key = self.door.tokens.issue([Scope.SERVICES])


class Asking:
    """Sends requests with the key."""

    def __init__(self, house: House, client: TestClient) -> None:
        self.house, self.client = house, client

    def post(self, path: str, body: Any, **query: Any) -> Any:
        headers = {"Ocp-Apim-Subscription-Key": self.house.key}
        query = {"api-version": "3.0", **{name.rstrip("_"): value for name, value in query.items()}}
        return self.client.post(path, params=query, json=body, headers=headers)

    def new(self, path: str, body: Any, **query: Any) -> Any:
        return self.post(path, body, **{"api-version": "2026-06-06", **query})


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    pytest.importorskip("ctranslate2")
    return toy.shelf(tmp_path_factory.mktemp("translator"))


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Asking]:
    """Without any engine."""
    house = House(Translation(Settings(), Store(tmp_path)))
    with TestClient(house.app) as client:
        yield Asking(house, client)


@pytest.fixture(scope="module")
def asking(store: Store) -> Iterator[Asking]:
    house = House(Translation(Settings(), store))
    with TestClient(house.app) as client:
        yield Asking(house, client)
        assert client.portal is not None
        client.portal.call(house.translation.stop)


@pytest.mark.extra
@pytest.mark.engine
class TestWithModels:
    def test_texts_into_several_languages(self, asking: Asking) -> None:
        answer = asking.post(
            "/translate", [{"text": "hello world"}, {"Text": "cat"}], to=["de", "zh-CN"], from_="en"
        )
        assert answer.status_code == 200
        assert answer.json() == [
            {"translations": [{"text": "hallo Welt", "to": "de"}, {"text": "你好世界", "to": "zh-CN"}]},
            {"translations": [{"text": "Katze", "to": "de"}, {"text": "猫", "to": "zh-CN"}]},
        ]
        assert answer.headers["x-metered-usage"] == "28"
        assert answer.headers["x-mt-system"] == "opus-mt-en-de,toy-m2m"
        assert answer.headers["x-requestid"]

    def test_what_nobody_named_is_found_out(self, asking: Asking) -> None:
        (one,) = asking.post("/translate", [{"text": "你好世界"}], to="en").json()
        assert one["detectedLanguage"] == {"language": "zh-Hans", "score": 1.0}
        assert one["translations"] == [{"text": "hello world", "to": "en"}]

    def test_lengths_of_sentences_add_up(self, asking: Asking) -> None:
        (one,) = asking.post(
            "/translate",
            [{"text": "hello world. the cat sleeps."}],
            to="zh",
            from_="en",
            includeSentenceLength=True,
            includeAlignment=True,
        ).json()
        (translation,) = one["translations"]
        assert translation["text"] == "你好世界。这猫睡觉。"
        assert translation["sentLen"] == {"srcSentLen": [13, 15], "transSentLen": [5, 5]}
        assert "alignment" not in translation

    def test_a_translation_in_latin_letters_as_well(self, asking: Asking) -> None:
        (one,) = asking.post(
            "/translate", [{"text": "hello world"}], to="zh-Hans", from_="en", toScript="Latn"
        ).json()
        assert one["translations"][0]["transliteration"] == {"text": "nǐ hǎo shì jiè", "script": "Latn"}

    def test_tags_stay_and_a_phrase_of_one_s_own_dictionary_too(self, asking: Asking) -> None:
        html = '<p>hello <mstrans:dictionary translation="Erde">world</mstrans:dictionary> <b>cat</b></p>'
        (one,) = asking.post("/translate", [{"text": html}], to="de", from_="en", textType="html").json()
        assert one["translations"][0]["text"] == "<p>hallo Erde <b>Katze</b></p>"

    def test_the_new_version(self, asking: Asking) -> None:
        body = {
            "inputs": [
                {
                    "text": "hello world",
                    "targets": [{"language": "de"}, {"language": "zh", "script": "Latn"}],
                },
                {"text": "cat", "language": "en", "targets": [{"language": "de"}]},
            ]
        }
        answer = asking.new("/translate", body)
        assert answer.status_code == 200
        first, second = answer.json()["value"]
        assert first["detectedLanguage"]["language"] == "en"
        assert first["translations"] == [
            {"text": "hallo Welt", "language": "de", "sourceCharacters": 11},
            {"text": "nǐ hǎo shì jiè", "language": "zh", "sourceCharacters": 11},
        ]
        assert second == {"translations": [{"text": "Katze", "language": "de", "sourceCharacters": 3}]}

    def test_languages_that_no_model_knows(self, asking: Asking) -> None:
        unknown = asking.post("/translate", [{"text": "hello"}], to="sw", from_="en")
        assert (unknown.status_code, unknown.json()["error"]["code"]) == (400, 400036)
        assert "parley models pull m2m100" in unknown.json()["error"]["message"]
        foreign = asking.post("/translate", [{"text": "habari"}], to="de", from_="sw")
        assert foreign.json()["error"]["code"] == 400035

    def test_every_address_that_an_sdk_calls(self, asking: Asking) -> None:
        for prefix in ("", "/translator/text/v3.0", "/cognitiveservices/translator/text/v3.0"):
            answer = asking.post(f"{prefix}/translate", [{"text": "hello"}], to="de", from_="en")
            assert answer.json()[0]["translations"][0]["text"] == "hallo"

    def test_languages_by_the_reader_s_names(self, asking: Asking) -> None:
        answer = asking.client.get(
            "/languages?api-version=3.0", headers={"Accept-Language": "de-DE, en;q=0.5"}
        )
        listed = answer.json()
        assert listed["translation"]["zh-Hans"]["name"] == "Chinesisch (Vereinfacht)"
        assert listed["translation"]["de"] == {"name": "Deutsch", "nativeName": "Deutsch", "dir": "ltr"}
        assert set(listed["translation"]) == {"de", "en", "zh-Hans", "zh-Hant"}
        assert set(listed["dictionary"]) <= {"en", "zh-Hans", "zh-Hant"}, "as the extra is there or not"
        again = asking.client.get(
            "/languages?api-version=3.0",
            headers={"Accept-Language": "de-DE, en;q=0.5", "If-None-Match": answer.headers["etag"]},
        )
        assert (again.status_code, again.content) == (304, b"")
        new = asking.client.get("/languages?api-version=2026-06-06&scope=translation").json()
        assert new["models"] == ["general"]
        assert new["translation"]["de"]["models"] == ["general"]
        assert "transliteration" not in new


def test_transliteration_is_listed_as_it_is_done(bare: Asking) -> None:
    listed = bare.client.get("/languages?api-version=3.0&scope=transliteration").json()["transliteration"]
    for language, about in listed.items():
        for script in about["scripts"]:
            for target in script["toScripts"]:
                answer = bare.post(
                    "/transliterate",
                    [{"text": "a"}],
                    language=language,
                    fromScript=script["code"],
                    toScript=target["code"],
                )
                assert answer.status_code == 200, (language, script["code"], target["code"])
                assert answer.json()[0]["script"] == target["code"]


def test_scripts_change(bare: Asking) -> None:
    answer = bare.post(
        "/transliterate", [{"Text": "こんにちは"}], language="ja", fromScript="jpan", toScript="latn"
    )
    assert answer.json() == [{"text": "konnichiha", "script": "Latn"}]
    new = bare.new(
        "/transliterate",
        {"inputs": [{"text": "你好"}]},
        language="zh-Hans",
        fromScript="Hans",
        toScript="Latn",
    )
    assert new.json() == {"value": [{"text": "nǐ hǎo", "script": "Latn"}]}
    kanji = bare.post("/transliterate", [{"text": "東京"}], language="ja", fromScript="Jpan", toScript="Latn")
    assert (kanji.status_code, kanji.json()["error"]["code"]) == (400, 400080)


def test_a_text_in_latin_letters_is_read_in_its_own_script_first(bare: Asking) -> None:
    (one,) = bare.post(
        "/translate", [{"text": "Zdravo"}], to="sr", from_="sr", fromScript="Latn", toScript="Cyrl"
    ).json()
    assert one["sourceText"] == {"text": "Здраво"}
    assert one["translations"][0]["transliteration"] == {"text": "Здраво", "script": "Cyrl"}


def test_languages_are_found_out_without_any_engine(bare: Asking) -> None:
    answer = bare.post("/detect", [{"text": "Das ist ein schönes Haus."}, {"text": "漢語"}, {"text": "12"}])
    one, two, three = answer.json()
    assert one["language"] == "de" and one["score"] > 0.8
    assert (one["isTranslationSupported"], one["isTransliterationSupported"]) == (False, False)
    assert (two["language"], two["isTransliterationSupported"]) == ("zh-Hant", True)
    assert (three["language"], three["score"]) == ("und", 0.0)


def test_sentences_are_counted(bare: Asking) -> None:
    text = "  How are you? I am fine. Good morning! "
    (one,) = bare.post("/breaksentence", [{"text": text}]).json()
    assert sum(one["sentLen"]) == len(text) and len(one["sentLen"]) == 3
    assert one["detectedLanguage"]["language"] == "en"
    (told,) = bare.post("/breaksentence", [{"text": text}], language="en").json()
    assert "detectedLanguage" not in told
    assert bare.post("/breaksentence", [{"text": ""}]).json()[0]["sentLen"] == []


@pytest.mark.parametrize(("action", "marker", "expected"), [
    ("NoAction", "Asterisk", "what a fucking mess"),
    ("Marked", "Asterisk", "what a ******* mess"),
    ("Marked", "Tag", "what a <profanity>fucking</profanity> mess"),
    ("Deleted", "Tag", "what a mess"),
])  # fmt: skip
def test_swear_words(bare: Asking, action: str, marker: str, expected: str) -> None:
    body = [{"text": "what a fucking mess"}]
    (one,) = bare.post(
        "/translate", body, to="en", from_="en", profanityAction=action, profanityMarker=marker
    ).json()
    assert one["translations"][0]["text"] == expected


def test_without_an_engine_it_says_what_to_pull_and_invents_nothing(bare: Asking) -> None:
    answer = bare.post("/translate", [{"text": "hello"}], to="de", from_="en")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 400023)
    assert "parley models pull m2m100" in answer.json()["error"]["message"]
    lookup = bare.post("/dictionary/lookup", [{"text": "fly"}], from_="en", to="de")
    assert (lookup.status_code, lookup.json()["error"]["code"]) == (400, 400023)
    assert "parley models import" in lookup.json()["error"]["message"]
    examples = bare.post(
        "/dictionary/examples", [{"text": "fly", "translation": "fliegen"}], from_="en", to="de"
    )
    assert (examples.status_code, examples.json()["error"]["code"]) == (400, 400023)
    assert "parley models import" in examples.json()["error"]["message"]


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """With a small dictionary and sentences, and no model that translates."""
    folder = tmp_path_factory.mktemp("dictionaries")
    store = Store(folder / "models")
    dictionaries.install(store, folder / "files")
    house = House(Translation(Settings(), store))
    with TestClient(house.app) as client:
        yield Asking(house, client)


@pytest.mark.parametrize("path", ["", "/translator/text/v3.0", "/cognitiveservices/translator/text/v3.0"])
def test_words_are_looked_up(reading: Asking, path: str) -> None:
    words = [{"text": "Airplane"}, {"Text": "quark"}]
    answer = reading.post(f"{path}/dictionary/lookup", words, from_="en", to="zh-Hans")
    assert answer.status_code == 200
    assert answer.json() == [
        {
            "normalizedSource": "airplane",
            "displaySource": "airplane",
            "translations": [
                {
                    "normalizedTarget": "飞机",
                    "displayTarget": "飞机",
                    "posTag": "NOUN",
                    "confidence": 1.0,
                    "prefixWord": "",
                    "backTranslations": [
                        {
                            "normalizedText": "airplane",
                            "displayText": "airplane",
                            "numExamples": 0,
                            "frequencyCount": 1,
                        }
                    ],
                }
            ],
        },
        {"normalizedSource": "quark", "displaySource": "quark", "translations": []},
    ]


def test_sentences_show_a_word_and_its_translation(reading: Asking) -> None:
    pairs = [{"text": "cat", "translation": "猫"}, {"Text": "cat", "Translation": "蝇"}]
    answer = reading.post("/dictionary/examples", pairs, from_="en", to="zh-Hans")
    shown = {
        "sourcePrefix": "The ",
        "sourceTerm": "cat",
        "sourceSuffix": " is asleep.",
        "targetPrefix": "",
        "targetTerm": "貓",
        "targetSuffix": "在睡覺。",
    }
    assert answer.json() == [
        {"normalizedSource": "cat", "normalizedTarget": "猫", "examples": [shown]},
        {"normalizedSource": "cat", "normalizedTarget": "蝇", "examples": []},
    ]


def test_the_list_of_languages_says_what_the_dictionary_knows(reading: Asking) -> None:
    query = {"api-version": "3.0", "scope": "dictionary"}
    listed = reading.client.get("/languages", params=query, headers={"Accept-Language": "en"}).json()
    assert listed["dictionary"]["zh-Hant"] == {
        "name": "Chinese (Traditional)",
        "nativeName": "中文 (繁體)",
        "dir": "ltr",
        "translations": [{"name": "English", "nativeName": "English", "dir": "ltr", "code": "en"}],
    }
    assert [each["code"] for each in listed["dictionary"]["en"]["translations"]] == ["zh-Hans", "zh-Hant"]
    new = reading.client.get("/languages?api-version=2026-06-06").json()
    assert "dictionary" not in new


@pytest.mark.parametrize(
    ("body", "query", "number"),
    [
        ([], {}, 400000),
        ([{}], {}, 400005),
        ([{"text": "  "}], {}, 400005),
        ([{"text": "cat"}] * 11, {}, 400072),
        ([{"text": "a" * 101}], {}, 400050),
        ([{"text": "cat"}], {"from_": "x"}, 400035),
        ([{"text": "cat"}], {"to": "klingon!"}, 400036),
        ([{"text": "cat"}], {"to": "fr"}, 400023),
        ([{"text": "cat"}], {"to": "en"}, 400023),
        ([{"text": "cat"}], {"api-version": "2026-06-06"}, 400021),
        ({"inputs": [{"text": "cat"}]}, {}, 400000),
    ],
)
def test_what_is_wrong_with_a_lookup_has_its_number(
    reading: Asking, body: Any, query: dict[str, Any], number: int
) -> None:
    answer = reading.post("/dictionary/lookup", body, **{"from_": "en", "to": "zh-Hans", **query})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, number)


@pytest.mark.parametrize(
    ("pair", "number"),
    [
        ({"text": "cat"}, 400005),
        ({"translation": "猫"}, 400005),
        ({"text": "a", "translation": "b" * 101}, 400062),
    ],
)
def test_a_pair_of_words_that_is_none_is_refused(reading: Asking, pair: dict[str, str], number: int) -> None:
    answer = reading.post("/dictionary/examples", [pair], from_="en", to="zh-Hans")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, number)


@pytest.mark.parametrize(
    ("body", "query", "number"),
    [
        ([{"text": "a"}], {}, 400036),
        ([{"text": "a"}], {"to": "klingon!"}, 400036),
        ([{"text": "a"}], {"to": "de", "from_": "x"}, 400035),
        ([{"text": "a"}], {"to": "de", "api-version": "2.0"}, 400021),
        ([{"text": "a"}], {"to": "de", "api-version": ""}, 400021),
        ([{}], {"to": "de"}, 400005),
        ([], {"to": "de"}, 400000),
        ({"inputs": []}, {"to": "de"}, 400000),
        ([{"text": "a"}], {"to": "de", "api-version": "2026-06-06"}, 400000),
        ("text", {"to": "de"}, 400000),
        ([{"text": "a"}], {"to": ["de", "fr"], "toScript": "Latn"}, 400070),
        ([{"text": "a"}], {"to": "de", "category": "mine", "allowFallback": False}, 400079),
        ([{"text": "a"}], {"to": "de", "textType": "pdf"}, 400000),
        ([{"text": "a"}], {"to": "en", "from_": "en", "toScript": "Latn"}, 400004),
        ([{"text": "a"}], {"to": "en", "fromScript": "Latn"}, 400035),
        ([{"text": "a" * 30_000}], {"to": ["de", "fr"]}, 400050),
        ([{"text": "a" * 30_000}] * 2, {"to": ["de"]}, 400077),
        ([{"text": "a"}] * 1_001, {"to": ["de"]}, 400000),
    ],
)
def test_what_is_wrong_has_translator_s_own_number(
    bare: Asking, body: Any, query: dict[str, Any], number: int
) -> None:
    answer = bare.post("/translate", body, **query)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == number
    assert answer.headers["x-requestid"]


@pytest.mark.parametrize(
    "target",
    [{"tone": "formal"}, {"gender": "female"}, {"referenceTextPairs": [{"source": "a", "target": "b"}]},
     {"deploymentName": "gpt-4o", "allowFallback": False}],
)  # fmt: skip
def test_what_no_engine_heeds_is_refused(bare: Asking, target: dict[str, Any]) -> None:
    body = {"inputs": [{"text": "a", "language": "en", "targets": [{"language": "en", **target}]}]}
    assert bare.new("/translate", body).status_code == 400


def test_a_key_is_needed_but_for_the_list_of_languages(bare: Asking) -> None:
    for path in ("/translate", "/detect", "/breaksentence", "/transliterate", "/dictionary/lookup"):
        answer = bare.client.post(path, json=[{"text": "a"}], headers={"Ocp-Apim-Subscription-Key": "wrong"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, 401000)
    narrow = bare.house.door.tokens.issue([Scope.TALK])
    answer = bare.client.post(
        "/translate", json=[{"text": "a"}], headers={"Ocp-Apim-Subscription-Key": narrow}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, 403000)
    assert bare.client.get("/languages?api-version=3.0").status_code == 200


def test_a_body_that_is_too_long_is_not_read_to_its_end(bare: Asking) -> None:
    answer = bare.post("/translate", [{"text": "a" * 1_200_000}], to="de")
    assert answer.json()["error"]["code"] == 400077


async def test_a_client_that_leaves_takes_its_translation_with_it(tmp_path: Path) -> None:
    asked, dropped = asyncio.Event(), asyncio.Event()

    class Slow:
        async def answer(self, model: str, messages: list[dict[str, str]]) -> str:
            asked.set()
            try:
                await asyncio.sleep(3600)
            finally:
                dropped.set()
            return ""

    wanted = Settings(translation=Translating(model="m", languages=("en", "de")))
    house = House(Translation(wanted, Store(tmp_path), Slow()))
    sent: list[Any] = []
    body = b'[{"text": "hello there"}]'

    async def receive() -> dict[str, Any]:
        if not asked.is_set() and not sent.count("body"):
            sent.append("body")
            return {"type": "http.request", "body": body, "more_body": False}
        await asked.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        pass

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/translate",
        "raw_path": b"/translate",
        "root_path": "",
        "scheme": "http",
        "query_string": b"api-version=3.0&to=de&from=en",
        "headers": [(b"api-key", house.key.encode()), (b"host", b"x")],
        "client": ("127.0.0.1", 1),
        "server": ("x", 80),
    }
    await asyncio.wait_for(house.app(scope, receive, send), 60)
    assert dropped.is_set()
