"""How likely given texts are by the sound: a recogniser's decoder follows them instead of searching."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from parley.speech.recognisers.beam import Model, log_shares

STRAYING = 6.0
"""Nats by which a text that people say may be less likely by its sound than what was heard. With 8, two more
of two hundred spoken commands are understood, and one more of 120 sentences that are none becomes one."""

FARTHEST = 10.0
"""The same for a text that is likelier to be said: nobody means "While you met seventy percent". With this
and the next three figures 6 more of 756 commands by four voices are understood, none is spoiled, and none of
119 sentences that are no commands becomes one."""
_SAID, _SHORT = 0.3, 3.0
"""What a nat of being said makes up for of one of the sound, and the nats that may be missing then."""
_KEPT = 0.8
"""Share of the letters heard that such a text has at least. The decoder minds it little when words are left
out: "the latest Georgian news" is only 6 nats likelier than "the latest news"."""

_WIDTH = 24
"""Sequences followed side by side."""
_MOST = 8
"""Texts given."""
_AGAIN = 3
"""Of the texts found first, so many are taken for the heard one in a second round: what differs from it in
two places is found one place after the other."""

_I = re.compile(r"\bi\b")


def weigh(
    model: Model, rows: Sequence[Sequence[int]], begin: int, ends: Sequence[int], floor: float
) -> list[float]:
    """Log probability of each row of tokens and any of ``ends`` after it, in nats.

    ``-inf`` for a row of none, and for one below ``floor``, which is left as soon as that is certain. Rows
    that begin alike are followed together. ``model`` has one row, of no tokens.
    """
    found = [-np.inf] * len(rows)
    alive = [(0.0, [at for at, row in enumerate(rows) if row])]
    tokens, parents = [begin], [0]
    length = 0
    while tokens:
        chances = log_shares(model(tokens, parents))
        grown = list[tuple[float, int, int, list[int]]]()
        for parent, (chance, members) in enumerate(alive):
            following: dict[int, list[int]] = {}
            for at in members:
                if len(rows[at]) == length:
                    whole = chance + float(np.logaddexp.reduce(chances[parent, list(ends)]))
                    found[at] = whole if whole >= floor else -np.inf
                else:
                    following.setdefault(rows[at][length], []).append(at)
            for token, those in following.items():
                grown.append((chance + float(chances[parent, token]), token, parent, those))
        grown = sorted((each for each in grown if each[0] >= floor), key=lambda each: -each[0])[:_WIDTH]
        alive = [(chance, those) for chance, _, _, those in grown]
        tokens, parents = [each[1] for each in grown], [each[2] for each in grown]
        length += 1
    return found


def reconsidered(
    heard: Sequence[str],
    chance: float,
    alike: Callable[[str], Sequence[str]],
    chances: Callable[[Sequence[str], float], Sequence[float]],
    odds: Callable[[str], float],
    otherwise: Sequence[str] = (),
) -> tuple[str, ...]:
    """Texts that sound like one of those heard, or were heard ``otherwise``, and fit the sound; likeliest
    first.

    ``chance``: of the first of those heard, in nats. ``chances``: of texts, given the least that counts.
    ``odds``: log odds of a text's being said at all.
    """
    first, usual = _bare(heard[0]), odds(heard[0])

    def near(text: str, far: float) -> bool:
        """Whether it may have been meant, so many nats less likely by its sound."""
        if far <= STRAYING:
            return True
        return len(_bare(text)) >= _KEPT * len(first) and _SAID * (odds(text) - usual) >= far - _SHORT

    known = {_bare(text) for text in heard}
    found: list[tuple[float, str]] = []
    for _ in range(2):
        fresh = {_bare(text): text for text in otherwise}
        for source in (*heard, *otherwise):
            for text in alike(source):
                fresh.setdefault(_bare(text), _written(text))
        otherwise = ()
        texts = [text for bare, text in fresh.items() if bare not in known]
        known |= fresh.keys()
        if not texts:
            break
        weighed = zip(chances(texts, chance - FARTHEST), texts, strict=True)
        found += [each for each in weighed if each[0] > -np.inf and near(each[1], chance - each[0])]
        found.sort(key=lambda each: -each[0])
        heard = [text for _, text in found[:_AGAIN]]
    return tuple(text for _, text in found[:_MOST])


def _written(text: str) -> str:
    text = _I.sub("I", text)
    return text[:1].upper() + text[1:]


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower()))
