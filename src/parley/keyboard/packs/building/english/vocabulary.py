"""Which English words the pack knows, how they are written, and how often people use them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parley.keyboard.packs.building.english.dictionary import Dictionary
from parley.keyboard.packs.segmenting import ENDS, tokens

MARKS = (",", ":", "-", '"', "(", ")", "/", "&")
"""Marks within sentences are words of the model, so that it knows what follows a comma."""
_ENDINGS = ("'s", "'t", "'m", "'re", "'ve", "'ll", "'d")
"""Subtitles' frequencies count these apart from the word before."""
_SINGLE = frozenset({"a", "i", "o"})
_UNLISTED = 7e-7
"""A word that no dictionary has must be this frequent, or stand in the texts often enough."""
_POSSESSIVE = 1.5e-6
"""So frequent must a word in 's be."""
_SEEN = 4
_NAMES = 0.12
"""Of a word that is also a name (``may``) so much is the name, before the texts have said."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by falling frequency."""

    words: tuple[str, ...]
    share: Mapping[str, float]
    """Word → its part of all words of running text; they add up to 1."""
    hidden: frozenset[str]
    """Words that are known, and never suggested."""


def conversational(
    general: Mapping[str, float], subtitles: Mapping[str, float], weight: float
) -> dict[str, float]:
    """Frequencies of all sorts of text, moved towards those of talk.

    ``weight``: how much subtitles count. Contractions are one word in ``general``; subtitles have their
    endings apart, which says how much more often such words are said than written.
    """
    written = {end: sum(share for word, share in general.items() if word.endswith(end)) for end in _ENDINGS}
    more = {end: subtitles.get(end, 0.0) / share for end, share in written.items() if share}
    blended: dict[str, float] = {}
    for word, share in general.items():
        end = next((end for end in _ENDINGS if word.endswith(end)), "")
        said = share * more[end] if end else subtitles.get(word, share / 8)
        blended[word] = share ** (1 - weight) * said**weight
    return blended


def seen(texts: Iterable[str]) -> Counter[str]:
    """How often each written form stands within sentences, where capitals say something."""
    within: Counter[str] = Counter()
    for text in texts:
        begins = True
        for token in tokens(text):
            if not begins:
                within[token] += 1
            begins = token in ENDS
    return within


def vocabulary(
    frequencies: Mapping[str, float], dictionary: Dictionary, within: Counter[str], most: int
) -> Vocabulary:
    """At most so many words, marks among them."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for form, count in within.items():
        if form[0].isalpha():
            forms[form.lower()][form] += count
    shares: dict[str, float] = {}
    slips = _without_apostrophe(dictionary)
    floor = min(frequencies.values())
    for word in dict.fromkeys([*frequencies, *forms]):
        share = frequencies.get(word, 0.0)
        listed = dictionary.written.get(word, [])
        often = sum(forms[word].values()) if word in forms else 0
        if not _is_word(word) or not (listed or share >= _UNLISTED or often >= _SEEN):
            continue
        if word in slips or (word.endswith("'s") and share < _POSSESSIVE):
            continue
        for form, part in _casings(word, listed, forms.get(word, Counter())).items():
            shares[form] = max(share, floor) * part
    total = sum(within.values())
    shares |= {mark: max(within[mark], 1) / total for mark in MARKS}
    words = sorted(shares, key=lambda word: (-shares[word], word))[:most]
    everything = sum(shares[word] for word in words)
    hidden = frozenset(word for word in words if word.lower() in dictionary.hidden)
    return Vocabulary(tuple(words), {word: shares[word] / everything for word in words}, hidden)


def _without_apostrophe(dictionary: Dictionary) -> set[str]:
    """Contractions as they are mistyped, and halves of them (``dont``, ``don``), unless they are words."""
    short = [word for word in dictionary.written if "'" in word and not word.endswith("'s")]
    halves = {word.replace("'", "") for word in short} | {word.partition("'")[0] for word in short}
    halves |= {word.partition("'")[2] for word in short}
    return {each for each in halves if each not in dictionary.written}


def _is_word(word: str) -> bool:
    letters = word.replace("'", "").replace("-", "")
    if not letters.isalpha() or not word[0].isalpha() or not word[-1].isalpha() or len(word) > 30:
        return False
    return letters.isascii() or all(ord(each) < 0x250 for each in letters)


def _casings(word: str, listed: list[str], forms: Counter[str]) -> dict[str, float]:
    """How a word is written, and what part of it so."""
    if len(word) == 1:
        return {word.upper() if word == "i" else word: 1.0} if word in _SINGLE else {}
    capital = [form for form in listed if form != word]
    if not listed:
        best = forms.most_common(1)
        return {best[0][0] if best and best[0][1] >= _SEEN and not best[0][0].isupper() else word: 1.0}
    if word not in listed:
        return {_usual(capital, forms): 1.0}
    if not capital:
        return {word: 1.0}
    other = _usual(capital, forms)
    part = (forms[other] + 4 * _NAMES) / (forms[other] + forms[word] + 4)
    return {word: 1 - part, other: part}


def _usual(choices: list[str], forms: Counter[str]) -> str:
    """Of several ways to write a name, the texts' or else the plainest (``London`` before ``LONDON``)."""
    return max(choices, key=lambda form: (forms[form], form == form.capitalize(), form))
