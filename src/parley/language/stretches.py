"""The sentences of a text with where they stand in it."""

from __future__ import annotations

from parley.language.sentences import split_sentences

Stretch = tuple[int, int]
"""``text[start:end]``, in characters."""

_LONGEST = 1_000
"""Characters of a sentence; a longer one is cut at a comma or space."""


def sentence_stretches(text: str) -> list[Stretch]:
    """Where each sentence begins and ends, without the white space around it."""
    found: list[Stretch] = []
    at = 0
    for sentence in split_sentences(text, _LONGEST):
        if not sentence:
            continue
        start = text.index(sentence, at)
        at = start + len(sentence)
        found.append((start, at))
    return found
