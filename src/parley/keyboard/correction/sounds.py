"""How a word sounds, roughly: letters that spell the same consonant get the same sign, vowels hardly count.

The idea is Philips' Metaphone (1990): people who spell by ear keep the consonants and their order. The rules
here are our own short list of what English spelling does; a key is coarse on purpose: what sounds alike is
told apart later.
"""

from __future__ import annotations

import re

VOWEL = 1
_SIGNS = "aptkfsxlrmnjwhd"
"""Sign → number by its place, from 1: a vowel, and fourteen consonants; four bits each."""
LONGEST = 12
"""Signs of a key; the rest of a long word hardly tells it from others."""
_NUMBERS = {sign: number for number, sign in enumerate(_SIGNS, 1)}

_RULES: tuple[tuple[str, str], ...] = (
    # silent or odd beginnings
    ("^(?:kn|gn|pn)", "n"),
    ("^wr", "r"),
    ("^ps", "s"),
    ("^x", "s"),
    ("^wh(?=o)", "h"),
    ("^wh", "w"),
    ("^rh", "r"),
    # what several letters spell together
    ("tch", "X"),
    ("sch(?=[eiy])", "X"),
    ("sch", "sk"),
    ("[cstx]i(?=on|ou|al|an|en|o)", "X"),
    ("[cs]e(?=an\\b|ous)", "X"),
    ("s[st]?ure", "Xure"),
    ("ture", "Xure"),
    ("ch(?=[rlnm])", "k"),
    ("ch|sh", "X"),
    ("ph", "f"),
    ("[ao]ugh(?=t)", "a"),
    ("(?<=[tcn])ough$|(?<!th)(?<=r)ough$|(?<=l)augh$", "af"),
    ("igh|eigh|aigh", "a"),
    ("gh(?=[aeiou])", "g"),
    ("gh", ""),
    ("th", "t"),
    ("dg(?=[eiy])", "j"),
    ("d(?=i[ae])", "j"),
    ("sc(?=[eiy])", "s"),
    ("c(?=[eiy])", "s"),
    ("cqu|qu|q", "kw"),
    ("c[ck]?(?![h])", "k"),
    ("g(?=n$|ned$|ning$|ns$)", ""),
    ("g(?=[eiy])", "j"),
    ("g", "k"),
    ("mb$", "m"),
    ("mn$", "m"),
    ("(?<=s)t(?=le|en$)", ""),
    ("bt$", "t"),
    ("[aeou]l(?=[km])", "a"),
    ("x", "ks"),
    # voices are mixed up
    ("z", "s"),
    ("b", "p"),
    ("v", "f"),
    ("d", "t"),
    # h and w between or after consonants are not heard
    ("(?<=[a-zX])h(?![aeiouy])", ""),
    ("w(?![aeiouy])", "a"),
    ("(?<=[a-zX])y", "a"),
    ("y(?![aeiou])", "a"),
    ("y", "j"),
    ("[aeiou]+", "a"),
)
_COMPILED = tuple((re.compile(pattern), sign) for pattern, sign in _RULES)
_TWICE = re.compile(r"(.)\1+")


def heard(word: str) -> str:
    """A folded word as signs: a vowel at its beginning only, then consonants (``knowledge`` → ``nlj``)."""
    rest = word
    for pattern, sign in _COMPILED:
        rest = pattern.sub(sign, rest)
    rest = _TWICE.sub(r"\1", rest).lower()
    signs = rest[:1] + rest[1:].replace("a", "")
    return "".join(sign for sign in signs if sign in _NUMBERS)[:LONGEST]


def signs(word: str) -> list[int]:
    """The key of a folded word as numbers from 1 to 15, at most ``LONGEST``; empty without a sound."""
    return [_NUMBERS[sign] for sign in heard(word)]
