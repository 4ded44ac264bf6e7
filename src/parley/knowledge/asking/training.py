"""Fits the model of ``pairing.py``: ``python -m parley.knowledge.asking.training``.

It learns from relations.*.yaml, cues.*.yaml and patterns.*.yaml of this house, from no questions of others;
benchmarks fit one of their own on other questions with ``fit``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from parley.knowledge.asking.normal import SLOTS, normal
from parley.knowledge.asking.pairing import Floats, Pairing, crossed, overlap, plain, signs, units, written
from parley.knowledge.asking.patterns import written_out
from parley.knowledge.asking.relations import LANGUAGES, cues, patterns, relations, words
from parley.knowledge.asking.templates import taken

_RATE, _SOFT = 0.25, 1e-5
"""Step of Adagrad (Duchi et al., 2011), and how weights shrink."""
_MOST_OF_PATTERN = 6
"""Sentences of one pattern that are learned from."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its names taken out, the name of the relation it asks for, and wrong ones."""

    question: str
    right: str
    wrong: tuple[str, ...]


def fit(examples: Sequence[Example], rounds: int = 3, seed: int = 8) -> Pairing:
    """A model in which the right names score above the wrong ones; the same for the same examples."""
    model = Pairing.empty()
    steep = np.full_like(model.pairs, 1e-3)
    steep_dense = np.full_like(model.dense, 1e-1)
    order = random.Random(seed)
    for _ in range(rounds):
        turns = list(examples)
        order.shuffle(turns)
        for example in turns:
            names = (example.right, *example.wrong)
            asked = units(example.question)
            places = [crossed(asked, units(name)) for name in names]
            dense = np.stack([overlap(example.question, name) for name in names])
            scores = np.array([float(model.pairs[each].sum()) for each in places]) + dense @ model.dense
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            shares[0] -= 1.0
            slope = (shares @ dense).astype(np.float32)
            steep_dense += slope * slope
            model.dense -= _RATE * slope / np.sqrt(steep_dense)
            for each, share in zip(places, shares.tolist(), strict=True):
                if abs(share) < 0.01:
                    continue
                steep[each] += share * share
                model.pairs[each] -= (
                    _RATE * share / np.sqrt(steep[each]) / max(len(each), 1) ** 0.5
                    + _SOFT * model.pairs[each]
                )
    return model


def calibrated(model: Pairing, held: Sequence[Example], seed: int = 8) -> Pairing:
    """The model with what it takes to tell how sure it is, from examples that it was not fitted on.

    Of half of them the right name is taken away: whatever is best then is wrong.
    """
    chance = random.Random(seed)
    rows: list[Floats] = []
    right: list[float] = []
    for example in held:
        # As many names either way: their number must not tell.
        names = [*example.wrong] if chance.random() < 0.5 else [example.right, *example.wrong[1:]]
        if len(names) < 2:
            continue
        scores = np.array(model.scores(example.question, names), np.float32)
        shares = np.exp(scores - scores.max())
        best = int(scores.argmax())
        rows.append(
            signs(example.question, names[best], scores.tolist(), np.array([1 / shares.sum()], np.float32))
        )
        right.append(float(names[best] == example.right))
    return Pairing(model.pairs, model.dense, logistic(np.stack(rows), np.array(right, np.float32)))


def logistic(rows: Floats, right: Floats) -> Floats:
    """Weights of a logistic regression, by Newton's method with a little of a ridge."""
    weights = np.zeros(rows.shape[1], np.float64)
    for _ in range(30):
        odds = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (odds - right) + 0.1 * weights
        bend = (rows * (odds * (1 - odds))[:, None]).T @ rows + 0.1 * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    return weights.astype(np.float32)


def examples(seed: int = 8) -> list[Example]:
    """What the house's own words for relations teach."""
    chance = random.Random(seed)
    found: list[Example] = []
    for language in LANGUAGES:
        asked = list(_asked(language, chance))
        names = sorted({name for _, right in asked for name in right})
        for question, right in asked:
            others = [each for each in names if each not in right]
            wrong = tuple(chance.sample(others, min(12, len(others))))
            found.append(Example(question, chance.choice(sorted(right)), wrong))
    return found


def _asked(language: str, chance: random.Random) -> Iterator[tuple[str, frozenset[str]]]:
    chinese = language == "zh"
    for relation, own in words(language).items():
        right = frozenset(plain(each) for each in own.names)
        if not right:
            continue
        for pattern in own.asks:
            sentences = written_out(pattern)
            for text in chance.sample(sentences, min(_MOST_OF_PATTERN, len(sentences))):
                yield normal(text.replace("{x}", SLOTS[0]), chinese=chinese), right
        groups = taken(relations()[relation].kind)
        usual = [
            text for group in groups for pattern in patterns(language)[group] for text in written_out(pattern)
        ]
        for text in chance.sample(usual, min(12, len(usual))):
            name = chance.choice(own.names)
            filled = text.replace("{x}", SLOTS[0]).replace("{r}", name)
            yield normal(filled, chinese=chinese), right
    for cue, named in cues(language).items():
        right = frozenset(plain(each) for each in named)
        for text in (f"{SLOTS[0]}{cue}", f"{SLOTS[0]}是{cue}") if chinese else (f"{cue} {SLOTS[0]}",):
            for each in named:
                yield normal(text, chinese=chinese), frozenset({plain(each)}) | right


def main() -> None:
    """Fit and write the model that is shipped."""
    learned = examples()
    path = Path(__file__).with_name("pairing.npz")
    random.Random(8).shuffle(learned)
    held, kept = learned[::10], [each for at, each in enumerate(learned) if at % 10]
    sure = calibrated(fit(kept, rounds=6), held).sure
    model = fit(learned, rounds=6)
    path.write_bytes(written(Pairing(model.pairs, model.dense, sure)))
    print(len(learned), path.stat().st_size, sure)


if __name__ == "__main__":
    main()
