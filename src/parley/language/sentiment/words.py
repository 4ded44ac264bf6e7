"""What the model looks at in a sentence: words, pairs of words, what is negated, and known words of feeling.

English words of feeling and emoticons are VADER's (Hutto and Gilbert, 2014); Chinese is cut by jieba.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from parley.language.script import to_simplified
from parley.language.understanding.model.features import legible


class Token(NamedTuple):
    """``text[start:end]`` and the form in which it is counted."""

    start: int
    end: int
    form: str
    negated: bool
    """A negation stands shortly before it."""


_ENGLISH = re.compile(
    r"[a-z]+(?:['’][a-z]+)?|[:;=8xX]['\"]?-?[)(DPpO/\\|*3\]\[]|<3|[!?]+|[.,;:]|[\U0001f300-\U0001faff\u2600-\u27bf]",
    re.IGNORECASE,
)
_LONG = re.compile(r"([a-z])\1{2,}")
_NOT = frozenset(
    [
        "not",
        "no",
        "never",
        "without",
        "cannot",
        "nothing",
        "hardly",
        "barely",
        "nobody",
        "none",
        "neither",
        "nor",
    ]
)
_BREAK = frozenset(
    [
        ".",
        ",",
        ";",
        ":",
        "but",
        "however",
        "although",
        "，",
        "。",
        "；",
        "！",
        "？",
        "但",
        "但是",
        "不过",
        "可是",
    ]
)
_REACH = 4
"""Words after a negation that it turns round."""
_NOT_CHINESE = re.compile("(?:不|没|没有|别|未|无|毫无|并非|谈不上|算不上)|不[是太够会能]|不怎么|没什么")
_REACH_CHINESE = 2
_BLANK = re.compile(r"\s+")
_TURNED = -0.74
"""What VADER found a negation to do to a word's feeling."""
_HALF = 0.5
"""What a pair of words or characters counts, beside 1 for a word."""
_WEIGHT, _MUCH = 3.0, 8.0
"""What the sum of the words of feeling counts, and from where on it no longer grows. These were chosen among
seven ways on sentences of films and goods."""


@cache
def lexicon() -> dict[str, float]:
    """English words of feeling, from -4 to 4."""
    text = files("parley.language.sentiment").joinpath("vader.txt").read_text("utf-8")
    return {word: float(value) for word, value in (line.split("\t") for line in text.splitlines())}


def tokens(text: str, language: str) -> list[Token]:
    """The words of a sentence, in ``en`` or ``zh``."""
    return _chinese(text) if language == "zh" else _english(text)


def _english(text: str) -> list[Token]:
    found: list[Token] = []
    reach = 0
    for match in _ENGLISH.finditer(text):
        form = _LONG.sub(r"\1\1", match[0].lower().replace("’", "'"))
        if form in _BREAK or form[0] in "!?":
            reach = 0
        found.append(Token(*match.span(), form, reach > 0))
        reach = _REACH if form in _NOT or form.endswith("n't") else reach - 1
    return found


def _chinese(text: str) -> list[Token]:
    import rjieba

    found: list[Token] = []
    reach = at = 0
    plain = legible(text)
    simple = to_simplified(plain)
    # Where a phrase changes its length, the original is read as it stands.
    for word in rjieba.cut(simple if len(simple) == len(plain) else plain):
        start, at = at, at + len(word)
        if not word.strip():
            continue
        form = word.lower()
        if form in _BREAK or not form[0].isalnum():
            reach = 0
        found.append(Token(start, at, form, reach > 0))
        reach = _REACH_CHINESE if _NOT_CHINESE.fullmatch(form) else reach - 1
    return found


def features(line: list[Token], language: str) -> dict[str, float]:
    """How much of each feature a sentence has."""
    found: dict[str, float] = {}
    good = bad = 0.0
    known = lexicon() if language == "en" else {}
    for token in line:
        name = f"-{token.form}" if token.negated else token.form
        found[name] = 1.0
        value = known.get(token.form, 0.0)
        value *= _TURNED if token.negated else 1.0
        good += max(value, 0.0)
        bad -= min(value, 0.0)
    for first, second in pairwise(line):
        found[f"{first.form} {second.form}"] = _HALF
    if language == "zh":
        whole = "".join(token.form for token in line)
        for first, second in pairwise(whole):
            found[f"#{first}{second}"] = _HALF
    if good:
        found["+good"] = _WEIGHT * min(good, _MUCH)
    if bad:
        found["+bad"] = _WEIGHT * min(bad, _MUCH)
    return found
