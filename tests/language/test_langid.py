"""The model that tells languages apart, read once for all that ask."""

from __future__ import annotations

import pytest

from parley.language.langid import identifier

FRENCH = "comme ci comme ça, je ne sais pas"


def test_who_asks_for_some_languages_has_the_same_model() -> None:
    some = identifier("en", "de")
    assert some is identifier("en", "de")
    assert some.tk_nextmove is identifier().tk_nextmove


def test_what_one_may_hear_is_not_what_another_may() -> None:
    assert {name for name, _ in identifier("en", "de").rank(FRENCH)} == {"en", "de"}
    assert identifier().classify(FRENCH)[0] == identifier("en", "fr").classify(FRENCH)[0] == "fr"
    assert len(identifier().nb_classes) > 100


def test_a_language_it_never_learned_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        identifier("xx")
