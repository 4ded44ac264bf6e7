"""BERT's tokenizer: words from spaces and marks, pieces of words from a vocabulary, the longest first.

After "BERT" (Devlin et al. 2018): the vocabulary is one piece a line, ``##`` before what continues a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from parley.errors import BadModel

_LONGEST = 100
"""Characters of a word; a longer one is unknown as a whole."""
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))
"""Each of them is a word."""
_MARKS = ((33, 47), (58, 64), (91, 96), (123, 126))
"""ASCII signs, which BERT takes for punctuation also where Unicode does not."""


class WordPiece:
    """Turns text into the numbers that a model was trained with."""

    def __init__(self, vocabulary: Sequence[str], *, lower: bool = True) -> None:
        """``lower``: capitals and accents do not count. Raises ``BadModel`` without the marks it needs."""
        self._ids = {piece: at for at, piece in enumerate(vocabulary)}
        self._lower = lower
        try:
            self._unknown, self._begin, self._end = (self._ids[each] for each in ("[UNK]", "[CLS]", "[SEP]"))
        except KeyError as error:
            raise BadModel(f"The vocabulary has no {error.args[0]}.") from error

    def encode(self, text: str) -> list[int]:
        """The pieces of a text, its beginning and end marked."""
        return self.marked([id for word in self._words(text) for id in self._pieces(word)])

    def marked(self, pieces: Sequence[int]) -> list[int]:
        """Pieces with the marks of a beginning and an end around them."""
        return [self._begin, *pieces, self._end]

    def _words(self, text: str) -> Iterator[str]:
        word: list[str] = []
        if self._lower:
            decomposed = unicodedata.normalize("NFD", text.lower())
            text = "".join(each for each in decomposed if unicodedata.category(each) != "Mn")
        for each in text:
            if each.isspace():
                single = None
            elif _is_mark(each) or _is_ideograph(each):
                single = each
            elif unicodedata.category(each)[0] == "C" or each == "\ufffd":
                continue
            else:
                word.append(each)
                continue
            if word:
                yield "".join(word)
                word = []
            if single:
                yield single
        if word:
            yield "".join(word)

    def _pieces(self, word: str) -> list[int]:
        found: list[int] = []
        start = 0
        while start < len(word) <= _LONGEST:
            ends = range(len(word), start, -1)
            prefix = "##" if start else ""
            end = next((end for end in ends if prefix + word[start:end] in self._ids), None)
            if end is None:
                return [self._unknown]
            found.append(self._ids[prefix + word[start:end]])
            start = end
        return found or [self._unknown]


def _is_mark(character: str) -> bool:
    code = ord(character)
    return any(low <= code <= high for low, high in _MARKS) or unicodedata.category(character)[0] == "P"


def _is_ideograph(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _IDEOGRAPHS)
