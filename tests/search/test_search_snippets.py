"""A snippet shows why a document was found, in the document's own words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.search.query.reading import understood
from parley.search.snippets import marked, snippet, stands
from parley.search.types import Piece, Term

TODAY = date(2026, 11, 22)
LONG = "Nothing to see here. " * 60


def shown(text: str, query: str, most: int = 60) -> str:
    """A snippet with its hits in brackets."""
    return joined(snippet(text, understood(query, TODAY, natural=False), most))


def joined(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{each.text}]" if each.hit else each.text for each in pieces)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("The leases end in May.", "lease", "The [leases] end in May."),
        ("厨房裝修的報價單", "装修报价", "厨房[裝修]的[報價]單"),
        ("我的裝修報價單", "装修报价", "我的[裝修報價]單"),
        ("Straße in Köln", "strasse koln", "[Straße] in [Köln]"),
        ("ﬁne ﬁsh", "fish", "ﬁne [ﬁsh]"),
        ("a red cat and a cat", '"red cat"', "a [red cat] and a cat"),
        ("用 Python 写", '"用 python"', "[用 Python] 写"),
        ("two\n\n  lines", "lines", "two [lines]"),
        ("The cat of the house", "the cat", "The [cat] of the house"),
        ("nothing here", "elephant", "nothing here"),
        ("", "x", ""),
    ],
)
def test_what_was_looked_for_is_marked(text: str, query: str, expected: str) -> None:
    assert shown(text, query) == expected


def test_the_stretch_with_the_most_of_the_words_is_shown() -> None:
    text = f"A lease. {LONG}The lease renewal is due. {LONG}renewal"
    found = shown(text, "lease renewal")
    assert "[lease] [renewal]" in found
    assert found.startswith("…") and found.endswith("…")
    assert len(found.replace("[", "").replace("]", "")) <= 62


def test_a_hit_far_into_a_long_text_is_shown() -> None:
    assert "[装修]" in shown("字" * 90_000 + "装修" + "字" * 90_000, "装修")


def test_words_are_not_cut() -> None:
    found = shown(LONG + "The contract about renovation was signed yesterday by both. " + LONG, "signed", 40)
    inside = found.strip("…").replace("[", "").replace("]", "").split()
    assert all(
        each in f"{LONG} The contract about renovation was signed yesterday by both." for each in inside
    )


def test_a_title_is_shown_whole() -> None:
    assert joined(marked("Renovation 裝修", understood("装修", TODAY))) == "Renovation [裝修]"


def test_a_term_stands_in_a_text_in_any_form() -> None:
    assert stands("Two leases", Term("lease"))
    assert stands("裝修報價", Term("修报"))
    assert not stands("release", Term("lease"))


@given(st.text(max_size=300), st.text(max_size=20), st.integers(10, 200))
def test_a_snippet_is_made_of_the_text(text: str, query: str, most: int) -> None:
    import unicodedata

    whole = unicodedata.normalize("NFC", " ".join(text.split()))
    found = snippet(text, understood(query, TODAY), most)
    inside = "".join(each.text for each in found if each.text != "…" or each.hit)
    assert inside in whole or inside.strip("…") in whole or whole.replace("…", "") == inside
