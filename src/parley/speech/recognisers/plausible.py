"""Which of several texts that sound alike is English: "queen of clubs" rather than "queen of gloves".

Words are counted in threes by CMU's model of general English (19,800 words), which comes inside the
``pocketsphinx`` wheel (BSD). It knows nothing of what is said to an assistant; ``expected.py`` does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from parley.language.spoken import spell_out
from parley.speech.recognisers.beam import Path as Found

WEIGHT = 0.3
"""What a nat of these odds counts beside one of the sound. On 160 orders of coffee by people 112 words of
1,075 are heard wrongly without, 92 with 0.2, 90 with 0.3 and 89 with 0.4; of 300 further ones, not chosen by,
211 of 2,101 become 155."""

DOUBT = 8.0
"""Nats below the likeliest sequence within which another is thought about."""

_LEAST = -14.0
"""Nats of any word, so that names and words that are not known are unlikely and not impossible."""

_HISTORY = 3
_WORD = re.compile(r"[a-z']+")
_DIGIT = re.compile(r"\d")


class Plausible:
    """The log odds of texts. Safe to use from several threads: each look is one step of the interpreter."""

    def __init__(self, model: Any, logarithms: Any) -> None:
        self._model = model
        self._nats = float(logarithms.log_to_ln(1_000_000)) / 1_000_000

    def __call__(self, words: Sequence[str]) -> float:
        """Log probability of a whole sentence, its end included, in nats."""
        line = ["<s>", *words, "</s>"]
        lines = (line[max(0, end - _HISTORY) : end][::-1] for end in range(2, len(line) + 1))
        return sum(max(_LEAST, self._model.prob(each) * self._nats) for each in lines)


def plausible() -> Plausible | None:
    """The model of English, 34 MB; None where pocketsphinx is not installed, or without its model."""
    spec = find_spec("pocketsphinx")
    if spec is None or not spec.submodule_search_locations:
        return None
    file = Path(spec.submodule_search_locations[0], "model", "en-us", "en-us.lm.bin")
    if not file.is_file():
        return None
    try:
        engine: Any = import_module("pocketsphinx")
    except ImportError:
        return None
    logarithms = engine.LogMath()
    return Plausible(engine.NGramModel(engine.Config(lm=str(file)), logarithms, str(file)), logarithms)


def best(paths: Sequence[Found], texts: Sequence[str], odds: Plausible) -> int:
    """The place of the sequence that is likeliest by sound and words together; ``paths`` are best first.

    Only texts with as many words are compared with the first: the odds would rather leave words out.
    """
    spoken = [_words(text) for text in texts]
    worth = {words: WEIGHT * odds(words) for words in set(spoken) if len(words) == len(spoken[0])}
    alike = [
        place
        for place, path in enumerate(paths)
        if spoken[place] in worth and path.worth >= paths[0].worth - DOUBT
    ]
    return max(alike, key=lambda place: paths[place].worth + worth[spoken[place]])


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall((spell_out(text, "en") if _DIGIT.search(text) else text).lower()))
