"""Beam search: the likeliest token sequences of a model that gives the odds of each next token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WIDTH = 6
"""Sequences followed side by side. On recordings heard plainly, by telephone, in noise, slower and faster,
4 make a quarter fewer errors in read speech than 1 (the likeliest token each time). Wider gains nothing by
the sound alone; for choosing by what is plausible English, too, 6 offer more (89 wrong words instead of 98
where it was chosen), and 8 no more than 6."""

MARGIN = 2.3
"""Nats below the likeliest sequence within which another is of interest: at least a tenth as likely."""

_BLOCK = 128
"""Entries that are first looked at by their largest alone: a dozen of 200,000 are found ten times as fast."""

_ROUNDS, _LOOP = 3, 12
"""Rounds, and tokens at least, that make a loop."""


@dataclass(frozen=True, slots=True)
class Path:
    """One token sequence."""

    tokens: tuple[int, ...]
    """Without the signs for beginning and end."""

    chance: float
    """Log probability of the whole sequence, its end included, in nats. Not normalised by length: that makes
    sequences longer than what was said ("turned on the" for "turn on the") and more errors in all."""

    leaning: float = 0.0
    """What was added for the words being expected, in nats."""

    @property
    def surprise(self) -> float:
        """Mean negative log probability per token, in nats; 0 is certain."""
        return -self.chance / (len(self.tokens) + 1)

    @property
    def worth(self) -> float:
        """By which sequences are compared."""
        return self.chance + self.leaning


class Model(Protocol):
    """Remembers the sequences it was given last, as the rows of its memory."""

    def __call__(self, tokens: Sequence[int], parents: Sequence[int]) -> Floats:
        """Continue row ``parents[i]`` with ``tokens[i]``, for each i: these are the new rows.

        Returns scores of every possible next token (logits), shape (len(tokens), vocabulary).
        """
        ...


Leaning = Callable[[Sequence[int]], Floats]
"""After some tokens, what to add to the log probability of each next one, in nats."""


def search(
    model: Model,
    begin: int,
    end: int,
    longest: int,
    width: int = WIDTH,
    leaning: Leaning | None = None,
    margin: float = MARGIN,
) -> list[Path]:
    """The sequence that is worth most, and those at most ``margin`` nats below that were met, best first.

    ``model`` has one row, of no tokens. Sequences end after ``longest`` tokens (1 at least) at the latest.
    """
    alive = [Path((), 0.0)]
    over = list[Path]()
    tokens, parents = [begin], [0]
    for _ in range(longest):
        chances = log_shares(model(tokens, parents)) + np.array([[path.chance] for path in alive])
        leant = _leant(alive, leaning) if leaning else np.zeros((len(alive), 1))
        line = max((path.worth for path in over), default=-np.inf) - margin
        grown, tokens, parents = list[Path](), list[int](), list[int]()
        for worth, parent, token in largest(chances + leant, 2 * width):
            if len(grown) == width or worth < line:
                break
            chance = float(chances[parent, token])
            if token == end:
                over.append(Path(alive[parent].tokens, chance, worth - chance))
                continue
            path = Path((*alive[parent].tokens, token), chance, worth - chance)
            if not _goes_round(path.tokens):
                grown.append(path)
                tokens.append(token)
                parents.append(parent)
        if not grown:
            break
        alive = grown
    # Only when none came to its end in time is one taken that did not.
    found = sorted(over or alive, key=lambda path: -path.worth)
    return [path for path in found if path.worth >= found[0].worth - margin]


def _leant(paths: Sequence[Path], leaning: Leaning) -> NDArray[np.floating]:
    return np.stack([leaning(path.tokens) + path.leaning for path in paths])


def _goes_round(tokens: Sequence[int]) -> bool:
    """Whether the last tokens are one phrase over and over, as models answer sound they do not know.

    Three times, and twelve tokens in all: people do say "no, no, no".
    """
    for length in range(1, len(tokens) // _ROUNDS + 1):
        tail = tokens[-max(_ROUNDS * length, _LOOP) :]
        if len(tail) >= _LOOP and tail[length:] == tail[:-length]:
            return True
    return False


def log_shares(scores: Floats) -> Floats:
    """Log probabilities of each row of scores."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def largest(chances: NDArray[np.floating], count: int) -> list[tuple[float, int, int]]:
    """(value, row, column) of the largest entries, largest first."""
    flat = chances.ravel()
    count = min(count, len(flat))
    places = np.arange(len(flat))
    if len(flat) % _BLOCK == 0 and len(flat) // _BLOCK > count:
        # Each of the largest lies in a block whose own largest is one of the largest of these.
        blocks = np.argpartition(-flat.reshape(-1, _BLOCK).max(axis=1), count - 1)[:count]
        places = (np.sort(blocks)[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
    top = places[np.argpartition(-flat[places], count - 1)[:count]]
    top = top[np.argsort(-flat[top], kind="stable")]
    columns = chances.shape[1]
    return [(float(flat[i]), int(i) // columns, int(i) % columns) for i in top]
