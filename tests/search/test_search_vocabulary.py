"""Words are completed, spelt and led on from, in two languages, and only those that stand somewhere."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from parley.search.engines.sqlite import SQLiteEngine
from parley.search.types import Document
from parley.search.vocabulary import Vocabulary, related, words_of

TEXTS = [
    ("Renovation", "the renovation quote for the kitchen"),
    ("Renewal", "the renewal of the lease, a quote"),
    ("装修", "厨房装修的报价单，装修合同"),
    ("装修合同", "报价 and a quote"),
    ("北京天气", "天气很好"),
]
KNOWN = Vocabulary(Counter(word for title, body in TEXTS for word in words_of(title, body)))


def test_words_of_a_document() -> None:
    assert words_of("The Lease", "装修报价 2025 a b's Ａｂｃ") == {"the", "lease", "装修", "报价", "abc"}


def test_what_is_being_typed_goes_on() -> None:
    assert KNOWN.complete("ren") == ("renewal", "renovation")
    assert KNOWN.complete("my QU") == ("my quote",)
    assert KNOWN.complete("装") == ("装修",)
    assert KNOWN.complete("厨房装") == ("厨房装修",)
    assert KNOWN.complete("zzz") == KNOWN.complete("") == KNOWN.complete("quote ") == ()


def test_more_documents_come_first() -> None:
    assert Vocabulary({"cart": 1, "car": 9, "carpet": 5}).complete("ca") == ("car", "carpet", "cart")


def test_misspelt_words_are_spelt() -> None:
    assert KNOWN.spelling("renovatoin qoute") == "renovation quote"
    assert KNOWN.spelling("kithcen 装休") == "kitchen 装修"  # pronounced the same
    assert KNOWN.spelling("tianqi") == "天气"  # typed as it is pronounced


def test_what_is_known_or_short_or_a_number_is_left_alone() -> None:
    for text in ("quote", "quotes", "leases", "装修报价", "abc", "2025", "the of", ""):
        assert KNOWN.spelling(text) == "", text


def test_queries_that_lead_on_have_words_that_several_hits_share() -> None:
    texts = [f"{title} {body}" for title, body in TEXTS[:2]]
    found = related("renovation", [*texts, "renovation of the kitchen and the lease"], 3, KNOWN)
    assert set(found) <= {"renovation kitchen", "renovation lease", "renovation quote"} and found
    assert related("renovation", texts[:1]) == ()


def test_the_house_s_words_follow_its_documents(tmp_path: Path) -> None:
    engine = SQLiteEngine(tmp_path / "house.db")
    engine.write([Document("a", "page", "Zebra", "stripes"), Document("b", "page", "", "zebra crossing")])
    engine.write([Document("c", "page", "", "a private zeppelin", owner="anna")])
    while engine.learn(1):
        pass
    assert engine.vocabulary().count("zebra") == 2
    assert engine.vocabulary().complete("zep") == ()  # what is somebody's own is nobody else's word
    engine.delete(["a"])
    engine.write([Document("b", "page", "", "crossing")])
    while engine.learn():
        pass
    assert engine.vocabulary().count("zebra") == 0
    assert engine.vocabulary().complete("zeb") == engine.vocabulary().complete("stri") == ()
    assert engine.vocabulary().count("crossing") == 1
    engine.close()
