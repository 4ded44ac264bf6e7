"""A language pack: its label, its words, its model, and what other parts keep in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from numpy.typing import NDArray

from parley.errors import BadModel
from parley.keyboard.packs import file
from parley.keyboard.packs.ngrams import Ngrams
from parley.keyboard.packs.segmenting import Segmenter
from parley.keyboard.packs.words import Words, word_arrays
from parley.keyboard.types import Known

__all__ = ["Ngrams", "Pack", "Words", "write_pack"]


class Pack:
    """What is known of one language. It does not change; threads and processes may share its file."""

    def __init__(
        self, label: Known, words: Words, model: Ngrams, arrays: Mapping[str, NDArray[Any]], path: Path
    ) -> None:
        self.label = label
        self.language = label.language
        self.words = words
        self.model = model
        self.arrays = arrays
        """Everything in the file, mapped into memory; other parts' under a prefix (``zh.trie.starts``)."""
        self.path = path
        self._segmenter = Segmenter(label.language, words, model)

    @staticmethod
    def open(path: Path) -> Pack:
        """Open a pack; next to nothing is read. Raises ``BadModel`` for a file that is none."""
        about, arrays = file.read(path)
        try:
            label = msgspec.convert(about["label"], Known)
            words = Words(arrays)
            model = Ngrams(arrays, int(about.get("boundary", 0)))
        except (KeyError, TypeError, ValueError, msgspec.ValidationError) as error:
            raise BadModel(f"{path.name} is no complete language pack.") from error
        if len(model.unigram) != len(words):
            raise BadModel(f"{path.name} has {len(words)} words and {len(model.unigram)} probabilities.")
        return Pack(label, words, model, arrays, path)

    def segmented(self, text: str) -> list[str]:
        """The words of running text as the model counts them, punctuation marks among them.

        Chinese: the likeliest way to cut it. Otherwise tokens; one that begins a sentence is written as in
        the middle of one where the pack knows it so (``The`` → ``the``).
        """
        return self._segmenter.words(text)


def write_pack(
    path: Path,
    label: Known,
    words: Sequence[str],
    ngrams: Mapping[str, NDArray[Any]],
    arrays: Mapping[str, NDArray[Any]],
    boundary: int = 0,
) -> None:
    """Write a pack; the same input makes the same bytes.

    ``words``: those with the numbers from 3 on, by falling frequency. ``ngrams``: the arrays that
    ``packs.ngrams`` describes, as ``building.tree.model_arrays`` makes them. ``arrays``: other parts', under
    names of their own. ``boundary``: see ``Ngrams``.
    """
    about = {"label": msgspec.to_builtins(label), "boundary": boundary}
    file.write(path, about, {**arrays, **word_arrays(words), **ngrams})
