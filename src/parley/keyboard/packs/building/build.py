"""A pack of any language from plain text.

Languages that put no spaces between words need a pack to begin with, whose words the text is cut into: the
shipped one for Chinese. Others are read twice, for the words and for what follows them; between the two
readings the text's words lie in a temporary file.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import BadText
from parley.keyboard.decoding.lexicon import PREFIX
from parley.keyboard.packs.building.chinese.parts import lexicon_again
from parley.keyboard.packs.building.learning import Size, learned
from parley.keyboard.packs.pack import Pack, write_pack
from parley.keyboard.packs.segmenting import sentences, tokens
from parley.keyboard.packs.words import LONGEST_WORD, SPECIAL
from parley.keyboard.types import FloatArray, Known

MOST_FORMS = 2_000_000
"""Different words that are counted at a time; the rarest are forgotten when there are more."""
_LEAST_SEEN = 2
_PRIOR = 0.3
"""How much the words of the pack to begin with weigh against the text's."""


def build(
    corpus: Iterable[str],
    label: Callable[[int], Known],
    out: Path,
    size: Size | None = None,
    base: Pack | None = None,
) -> int:
    """Write the pack of a text; returns how many words of running text it has.

    ``corpus``: lines or paragraphs, read once. ``label``: what is asked for the pack's label, given how many
    words were counted, once all is read. ``base``: a pack of the same language, whose words (with all
    that other parts know of them) the new one has; without it the words are those of the text. Raises
    ``BadText`` where there are no words. The same text makes the same bytes.
    """
    if base is not None:
        words = [base.words.text(each) for each in range(SPECIAL, len(base.words))]
        prior = dict(zip(words, np.exp(base.model.unigram[SPECIAL:].astype(float)).tolist(), strict=True))
        model = learned(cut(corpus, base), words, size or Size(), prior, _PRIOR)
        kept = _kept(base, model.unigram)
    else:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
            written = Forms(corpus, spool)
            words = written.words((size or Size()).words)
            if not words:
                raise BadText("There are no words in this text.")
            model = learned(written.sentences(), words, size or Size())
            kept = {}
    write_pack(out, label(model.counted), words, model.arrays, kept)
    return model.counted


def cut(corpus: Iterable[str], base: Pack) -> Iterator[list[str]]:
    """Sentences, cut into words by a pack."""
    for line in corpus:
        yield from sentences(base.segmented(line))


class Forms:
    """How words are written within sentences; those that begin one are written like that, too."""

    def __init__(self, corpus: Iterable[str], spool: IO[str]) -> None:
        self._spool = spool
        self._within: Counter[str] = Counter()
        self._first: Counter[str] = Counter()
        for line in corpus:
            for sentence in sentences(tokens(line)):
                self._first[sentence[0]] += 1
                self._within.update(sentence[1:])
                spool.write(json.dumps(sentence, ensure_ascii=False) + "\n")
            for counter in (self._first, self._within):
                if len(counter) > MOST_FORMS:
                    for word in [word for word, count in counter.items() if count < _LEAST_SEEN]:
                        del counter[word]

    def words(self, most: int) -> list[str]:
        """The words that are seen most, by falling frequency; numbers are not among them."""
        total = Counter(self._within)
        for word, count in self._first.items():
            total[self._cased(word)] += count
        usable = [
            (-count, word)
            for word, count in total.items()
            if count >= _LEAST_SEEN and len(word) <= LONGEST_WORD and not any(c.isdigit() for c in word)
        ]
        return [word for _, word in sorted(usable)[:most]]

    def sentences(self) -> Iterator[list[str]]:
        """The text again, as its words are counted."""
        self._spool.seek(0)
        for line in self._spool:
            sentence: list[str] = json.loads(line)
            yield [self._cased(sentence[0]), *sentence[1:]]

    def _cased(self, word: str) -> str:
        """A word that begins a sentence as it is mostly written within one."""
        lower = word.lower()
        return lower if self._within[lower] >= self._within[word] and self._within[lower] else word


def _kept(base: Pack, unigram: FloatArray) -> dict[str, NDArray[Any]]:
    """What other parts keep in a pack, for the same words with other probabilities."""
    own = {
        name: array
        for name, array in base.arrays.items()
        if not name.startswith(("words.", "model.", PREFIX))
    }
    return own | lexicon_again(base.arrays, unigram)
