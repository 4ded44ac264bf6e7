"""What words mean, as it was learned elsewhere: words that no example has are no longer nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from parley.language.understanding.model import Example, Model, train
from parley.language.understanding.model.features import features
from parley.language.understanding.model.meanings import LENGTH, meanings
from parley.language.understanding.model.store import load, save

WEATHER = ("will it rain today", "is it going to snow", "what is the temperature outside", "is it sunny")
MONEY = ("pay my bill", "how much money is in my account", "send cash to my bank", "what is my balance")
FOOD = ("order a pizza", "i want to eat dinner", "book a table at a restaurant", "how do i cook rice")
#: No word of them that says anything is in an example, and no stem of one.
UNSEEN = {
    "thunderstorm": "weather",
    "foggy": "weather",
    "mortgage": "money",
    "loan": "money",
    "noodles": "food",
    "soup": "food",
}


@pytest.fixture(scope="module")
def model() -> Model:
    kinds = {"weather": WEATHER, "money": MONEY, "food": FOOD}
    return train([Example(text, intent) for intent, texts in kinds.items() for text in texts])


def alike(one: str, other: str) -> float:
    """The cosine of two utterances."""
    first, second = meanings().of(one.split()), meanings().of(other.split())
    assert first is not None
    assert second is not None
    return float(first @ second) / LENGTH**2


def test_words_that_mean_alike_point_alike() -> None:
    pairs = (
        ("autumn", "winter"),
        ("buy", "purchase"),
        ("song", "music"),
        ("lamp", "light"),
        ("car", "vehicle"),
    )
    for one, other in pairs:
        rest = [alike(one, word) for pair in pairs if one not in pair for word in pair]
        assert alike(one, other) > max(rest) + 0.2


def test_an_utterance_is_as_long_as_any_other_and_usual_words_hardly_count() -> None:
    found = meanings().of(["what", "is", "the", "weather", "in", "the", "mountains"])
    assert found is not None
    assert np.linalg.norm(found) == pytest.approx(LENGTH, abs=1e-5)
    assert alike("what is the weather", "weather") > 0.8


def test_words_are_taken_to_pieces_where_they_are_not_known_whole() -> None:
    assert alike("unfollowed", "follow") > alike("unfollowed", "banana")
    assert alike("weather's", "weather") == pytest.approx(1, abs=1e-5)
    assert alike("isn't", "is") == pytest.approx(1, abs=1e-5)
    assert alike("rain-coat", "rain") > 0.5


@pytest.mark.parametrize(
    "words", ([], ["天", "气"], ["привет"], ["7:30", "12"], ["x" * 500], ["'", "-", "n't"])
)
def test_what_has_no_vector_is_about_nothing(words: list[str]) -> None:
    assert meanings().of(words) is None


def test_words_that_no_example_has_speak_for_what_they_mean(model: Model) -> None:
    known = model.classifier
    assert not UNSEEN.keys() & {name.removeprefix("=") for name in known.vocabulary.names}
    for text, intent in UNSEEN.items():
        about = meanings().of([text])
        assert about is not None
        assert known.intents[int((about @ known.meant).argmax())] == intent
        where, values = known.vocabulary.row(features([text]))
        letters = values @ known.weights[where].astype(np.float32) + known.bias
        margins = known.margins(text)
        assert margins is not None
        np.testing.assert_allclose(margins, letters + about @ known.meant, atol=1e-5)


def test_what_is_learned_of_meanings_is_kept(model: Model, tmp_path: Path) -> None:
    assert model.classifier.meant.shape == (meanings().dimensions, 3)
    save(model, tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    for text in UNSEEN:
        assert again.classifier.guess(text) == model.classifier.guess(text)


def test_a_model_of_another_language_knows_no_meanings(tmp_path: Path) -> None:
    said = {"weather": ("今天下雨吗", "明天天气怎么样"), "light": ("打开台灯", "把灯关了")}
    examples = [Example(text, intent) for intent, texts in said.items() for text in texts]
    model = train(examples)
    assert model.classifier.meant.shape == (0, 2)
    save(model, tmp_path / "model.npz")
    assert load(tmp_path / "model.npz").classifier.guess("今天下雨吗").intent == "weather"
