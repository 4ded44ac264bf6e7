"""The words of a pack as numbers, so that all of them can be compared with what was typed at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.correction.sounds import signs
from parley.keyboard.packs.pack import Pack
from parley.keyboard.types import FloatArray, IntArray

LONGEST: Final = 24
"""Letters of a word that is corrected, or put in; longer ones are left as they are."""
ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz'"
"""The letters that every pack has, in the order of their numbers; a pack's own ones follow."""
MOST_LETTERS: Final = 60
LETTERS: Final = {letter: number for number, letter in enumerate(ALPHABET)}
_SIGNS: Final = 12
_BLOCK: Final = 4_096
"""Words that are read at a time, so that what is in between takes little memory."""

Bytes = NDArray[np.uint8]
Wide = NDArray[np.uint64]

_PLACES: Final[Wide] = np.arange(0, 4 * _SIGNS, 4, dtype=np.uint64)
"""Of the signs in ``packed``."""
# The bits of a sketch: by a letter's number, those of it and of its being there twice; by two signs'.
_ONCE: Final[Wide] = np.array([1 << number % 31 for number in range(256)], np.uint64)
_TWICE: Final[Wide] = np.array([1 << 31 + number % 16 for number in range(256)], np.uint64)
_HEARD: Final[Wide] = np.array(
    [(1 << 48 + (two & 15) | 1 << 48 + (two >> 4)) & ~(1 << 48) for two in range(256)], np.uint64
)
ROW: Final = np.dtype(
    [
        ("id", np.int32),  # of several casings the likeliest; below 0 the pack's rare words, from -1 on
        ("log", np.float32),  # ln P without context
        ("letters", np.uint8, LONGEST + 1),  # numbers of them, the edge after the end
        ("length", np.uint8),
        ("last", np.uint8),  # letter
        ("valid", np.bool_),  # in good spelling
    ],
    align=True,
)
"""A word of a ``Lexicon``."""


def plain(text: str) -> str:
    """A word without casing and accents, as words are compared (``Café’s`` → ``cafe's``)."""
    lower = text.replace("’", "'").casefold()
    if lower.isascii():
        return lower
    apart = unicodedata.normalize("NFKD", lower)
    return "".join(each for each in apart if not unicodedata.combining(each))


def packed(word: str) -> int:
    """The signs of a word in one number, four bits each, the first lowest; 0 without any."""
    return sum(sign << (4 * place) for place, sign in enumerate(signs(plain(word))))


def arrays_for(
    words: Sequence[str],
    language: str,
    valid: Callable[[str], bool] | None = None,
    more: Mapping[str, float] | None = None,
) -> dict[str, NDArray[Any]]:
    """What a pack keeps for correction, under ``{language}.spell.``; small, but it takes seconds to make.

    ``words``: those with the numbers from 3 on. ``valid``: whether a word is in good spelling (of a list);
    what is not may be a name, slang or a common mistake, and is corrected more readily. ``more``: rarer words
    in good spelling, which the model does not know, and their ln P: they are not flagged, and put in if
    nothing likelier is like what was typed.
    """
    good = [1, 1, 1, *(1 if valid is None or valid(each) else 0 for each in words)]
    rare = sorted(more or {})
    written = [each.encode() for each in rare]
    found: dict[str, NDArray[Any]] = {
        "valid": np.array(good, np.uint8),
        "sounds": np.array([0, 0, 0, *map(packed, words)], np.uint64),
        "more.letters": np.frombuffer(b"".join(written), np.uint8),
        "more.ends": np.cumsum([0, *map(len, written)]).astype(np.uint32),
        "more.logs": np.array([(more or {})[each] for each in rare], np.float16),
        "more.sounds": np.array([packed(each) for each in rare], np.uint64),
    }
    return {f"{language}.spell.{name}": array for name, array in found.items()}


class Lexicon:
    """Different words, their letters numbered, the shortest first. About 150 bytes a word.

    Made of a pack by ``of_pack``, of a person's own words by ``of_words``. What is compared with what was
    typed is made length by length, when words of a length are first asked for (``between``): who types the
    first letters of a word does not wait for the longest words. Several threads may ask.
    """

    def __init__(
        self,
        alphabet: Mapping[str, int],
        ids: IntArray,
        matrix: Bytes,
        lengths: IntArray,
        logs: FloatArray,
        valid: NDArray[np.bool_],
        sounds: Wide,
    ) -> None:
        """Rows of one length, in any order; those of length 0 are left out."""
        some = np.flatnonzero(lengths)
        order = some[np.argsort(lengths[some].astype(np.uint8), kind="stable")]
        self.alphabet = alphabet
        self.other = len(alphabet)
        """The number of all letters that are not in the alphabet."""
        self.edge = self.other + 1
        """The number of what stands before and after a word."""
        self.table: NDArray[np.void] = np.empty(len(order), ROW)
        """(n,) what is known of each word, in one place: a few of them are looked at for each key."""
        self.table["id"], self.table["log"] = ids[order], logs[order]
        self.table["valid"] = valid[order]
        letters, lengths = matrix[order], lengths[order]
        self.table["letters"][:, :LONGEST], self.table["letters"][:, LONGEST] = letters, self.edge
        self.table["length"], self.table["last"] = lengths, letters[np.arange(len(order)), lengths - 1]
        self.starts: list[int] = np.searchsorted(lengths, np.arange(LONGEST + 2)).tolist()
        """Where the words of each length begin."""
        self.sounds: Wide = sounds[order]
        """(n,) their signs, four bits each; see ``packed``."""
        self.written: NDArray[np.object_] = np.empty(len(order), np.object_)
        """(n,) the letters for ``rapidfuzz``, as ``as_text`` writes them; where ``between`` made them."""
        self.sketches: Wide = np.empty(len(order), np.uint64)
        """(n,) as ``sketch``; likewise."""
        self._made: set[int] = set()

    def between(self, shortest: int, longest: int) -> tuple[int, int]:
        """The first word of some lengths, and the one after the last."""
        for length in range(shortest, longest + 1):
            if length not in self._made:
                self._make(slice(self.starts[length], self.starts[length + 1]), length)
                self._made.add(length)
        return self.starts[shortest], self.starts[longest + 1]

    def _make(self, rows: slice, length: int) -> None:
        letters = np.ascontiguousarray(self.table["letters"][rows, :length])
        if len(letters):
            self.written[rows] = (letters + 1).view(f"S{length}").ravel().tolist()
            self.sketches[rows] = _sketches(letters, self.sounds[rows])

    def heard(self, places: NDArray[np.int64]) -> list[bytes]:
        """The signs of words, for ``rapidfuzz``; see ``as_text``."""
        apart = _apart(self.sounds[places])
        return (apart + (apart != 0)).view(f"S{_SIGNS}").ravel().tolist()

    def __len__(self) -> int:
        return len(self.table)

    def numbers(self, word: str) -> Bytes:
        """Letters of a plain word."""
        return np.array([self.alphabet.get(each, self.other) for each in word], np.uint8)


def of_pack(pack: Pack) -> Lexicon:
    """The words of a pack, and its rare ones. Takes a tenth of a second; a second for a pack without arrays
    of ``arrays_for``."""
    letters = np.asarray(pack.arrays["words.letters"])
    ends = np.asarray(pack.arrays["words.ends"]).astype(np.int64)
    alphabet = _alphabet(pack, letters)
    matrix, lengths = _matrix(alphabet, letters, ends)
    order = np.asarray(pack.arrays["words.order"]).astype(np.int64)
    chosen = _different(matrix, lengths, order)
    name = f"{pack.language}.spell."
    rare = pack.arrays.get(f"{name}more.ends", np.zeros(1, np.int64)).astype(np.int64)
    if len(rare) > 1:
        rare_matrix, rare_lengths = _matrix(alphabet, pack.arrays[f"{name}more.letters"], rare)
        logs, sounds = pack.arrays[f"{name}more.logs"], pack.arrays[f"{name}more.sounds"]
    else:
        rare_matrix, rare_lengths = matrix[:0], lengths[:0]
        logs, sounds = np.zeros(0, np.float32), np.zeros(0, np.uint64)
    return Lexicon(
        alphabet,
        np.concatenate([chosen, -1 - np.arange(len(logs))]).astype(np.int32),
        np.concatenate([matrix[chosen], rare_matrix]),
        np.concatenate([lengths[chosen], rare_lengths]),
        np.concatenate([np.asarray(pack.model.unigram)[chosen], logs]).astype(np.float32),
        np.concatenate([_kept(pack, "valid")[chosen] != 0, np.ones(len(logs), np.bool_)]),
        np.concatenate([_kept(pack, "sounds")[chosen].astype(np.uint64), sounds]),
    )


def of_words(words: Sequence[str], first: int, alphabet: Mapping[str, int], log: float) -> Lexicon:
    """Words of a person's own, numbered from ``first`` on, each with the same ln P."""
    written = [plain(each).encode() for each in words]
    blob = np.frombuffer(b"".join(written), np.uint8)
    matrix, lengths = _matrix(alphabet, blob, np.cumsum([0, *map(len, written)]))
    count = len(words)
    return Lexicon(
        alphabet,
        np.arange(first, first + count, dtype=np.int32),
        matrix,
        lengths,
        np.full(count, log, np.float32),
        np.ones(count, np.bool_),
        np.array([packed(each) for each in words], np.uint64),
    )


def _matrix(alphabet: Mapping[str, int], letters: Bytes, ends: NDArray[np.int64]) -> tuple[Bytes, IntArray]:
    """(words, LONGEST) letters and (words,) lengths, 0 for what is no word to be put in.

    ``letters``: UTF-8, one word after the other; ``ends``: where each begins, and the last ends.
    """
    lengths = np.diff(ends).astype(np.int32)
    other, edge = len(alphabet), len(alphabet) + 1
    table = np.full(256, other, np.uint8)
    for letter, number in alphabet.items():
        if letter.isascii():
            table[ord(letter)] = table[ord(letter.upper())] = number
    matrix = np.empty((len(lengths), LONGEST), np.uint8)
    beyond = np.concatenate((letters, np.zeros(LONGEST, np.uint8)))
    every = np.lib.stride_tricks.sliding_window_view(beyond, LONGEST)
    foreign: list[int] = []
    for start in range(0, len(lengths), _BLOCK):
        rows = slice(start, start + _BLOCK)
        raw, outside = every[ends[:-1][rows]], np.arange(LONGEST) >= lengths[rows, None]
        matrix[rows] = np.where(outside, np.uint8(edge), table.take(raw))
        foreign += (start + np.flatnonzero(_some((raw >= 128) & ~outside))).tolist()
    lengths[lengths > LONGEST] = 0
    for row in foreign:
        text = plain(letters[ends[row] : ends[row + 1]].tobytes().decode("utf-8", "replace"))
        numbers = [alphabet.get(each, other) for each in text[: LONGEST + 1]]
        lengths[row] = len(numbers) if len(numbers) <= LONGEST else 0
        matrix[row] = edge
        matrix[row, : lengths[row]] = numbers[: lengths[row]]
    # Numbers, marks and shapes that hold letters of no alphabet are not put in.
    odd = _some(matrix == other) | ~_some((matrix != LETTERS["'"]) & (matrix != edge))
    lengths[odd] = 0
    return matrix, lengths


def _some(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether any is set of each row; by eights, for ``any`` takes long over many short rows."""
    return np.bitwise_or.reduce(flags.view(np.uint64).T) != 0


def _alphabet(pack: Pack, letters: Bytes) -> Mapping[str, int]:
    """Letters and their numbers: those of ``ALPHABET``, and of words in other scripts their own."""
    if int((letters >= 128).sum()) * 50 < len(letters):
        return LETTERS
    seen: dict[str, int] = {}
    for id in range(3, min(len(pack.words), 5_000)):
        for each in plain(pack.words.text(id)):
            seen[each] = seen.get(each, 0) + 1
    more = sorted((each for each in seen if each.isalpha() and each not in LETTERS), key=lambda x: -seen[x])
    own = sorted(more[: MOST_LETTERS - len(ALPHABET)])
    return {**LETTERS, **{each: number for number, each in enumerate(own, len(ALPHABET))}}


def _different(matrix: Bytes, lengths: IntArray, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Ids of words to be put in, one for each folded form; ``order`` sorts them by it, likeliest first."""
    order = order[lengths[order] > 0]
    if not len(order):
        return order
    rows = matrix[order]
    again = np.zeros(len(order), np.bool_)
    again[1:] = ~_some(rows[1:] != rows[:-1])
    return order[~again]


def _kept(pack: Pack, name: str) -> NDArray[Any]:
    """An array of ``arrays_for``; made now for a pack that lacks it."""
    found = pack.arrays.get(f"{pack.language}.spell.{name}")
    if found is not None and len(found) == len(pack.words):
        return np.asarray(found)
    if name == "sounds" and pack.language == "en":
        return np.array([packed(pack.words.text(id)) for id in range(len(pack.words))], np.uint64)
    return np.full(len(pack.words), 1 if name == "valid" else 0, np.uint8)


def _apart(sounds: Wide) -> Bytes:
    """(n,) → (n, ``_SIGNS``), 0 after the last."""
    return (sounds[:, None] >> _PLACES & np.uint64(15)).astype(np.uint8)


def as_text(numbers: Bytes) -> bytes:
    """Numbers of letters, or of signs, as the texts of a lexicon write them."""
    return (numbers + 1).tobytes()


def sketch(numbers: Bytes, heard: Bytes) -> int:
    """Which letters a word has (bits 0 to 30), which twice (31 to 46), and which signs (49 to 63).

    Words that are alike differ in few bits, and counting bits is fast.
    """
    found = 0
    for number in numbers.tolist():
        bit = 1 << number % 31
        found |= 1 << (31 + number % 16) if found & bit else bit
    for sign in heard.tolist():
        found |= 1 << (48 + sign)
    return found


def _sketches(letters: Bytes, sounds: Wide) -> Wide:
    """``sketch`` of many of one length."""
    found = np.zeros(len(letters), np.uint64)
    for place in range(letters.shape[1]):
        bit: Wide = _ONCE[letters[:, place]]
        found |= np.where(found & bit, _TWICE[letters[:, place]], bit)
    two = sounds.view(np.uint8).reshape(-1, 8)
    for place in range(_SIGNS // 2):
        found |= _HEARD[two[:, place]]
    return found
