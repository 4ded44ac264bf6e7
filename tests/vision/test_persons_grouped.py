"""Faces of one person come together, and nobody is taken for somebody else."""

from __future__ import annotations

import numpy as np
import pytest

from parley.errors import Unsupported
from parley.vision.faces.persons import persons
from parley.vision.faces.types import Print

ALIKE = 0.363


def album(people: int, each: int, spread: float = 0.6, seed: int = 1) -> tuple[list[Print], list[int]]:
    """Faces scattered around their persons, shuffled, and whose they are."""
    random = np.random.default_rng(seed)
    middles = random.normal(size=(people, 128))
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    whose = random.permutation(np.repeat(np.arange(people), each)).tolist()
    noise = random.normal(size=(len(whose), 128)) * spread / np.sqrt(128)
    return [
        np.asarray(middles[who] + grain, np.float32) for who, grain in zip(whose, noise, strict=True)
    ], whose


@pytest.mark.parametrize("seed", range(5))
def test_everybody_has_a_group_of_their_own(seed: int) -> None:
    prints, whose = album(12, 9, seed=seed)
    found = persons(prints, ALIKE)
    assert [len(group) for group in found] == [9] * 12
    assert all(len({whose[place] for place in group}) == 1 for group in found)
    assert sorted(place for group in found for place in group) == list(range(108))


def test_the_largest_group_comes_first_and_strangers_stay_alone() -> None:
    prints, _ = album(1, 5)
    strangers, _ = album(3, 1, seed=9)
    found = persons([*strangers, *prints], ALIKE)
    assert found[0] == (3, 4, 5, 6, 7)
    assert found[1:] == [(0,), (1,), (2,)]
    assert persons([], ALIKE) == []


def test_prints_of_two_models_are_not_compared() -> None:
    with pytest.raises(Unsupported):
        persons([np.ones(128, np.float32), np.ones(512, np.float32)], ALIKE)
    with pytest.raises(Unsupported):
        persons([np.ones(128, np.float32), np.ones((2, 64), np.float32)], ALIKE)
