"""A person's own words turned to them: "call my mum" → "call your mum"."""

from __future__ import annotations

import re

_TURNED = {
    "i am": "you are",
    "i was": "you were",
    "am i": "are you",
    "was i": "were you",
    "i'm": "you're",
    "i’m": "you’re",
    "i've": "you've",
    "i’ve": "you’ve",
    "i'll": "you'll",
    "i’ll": "you’ll",
    "i'd": "you'd",
    "i’d": "you’d",
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
}
_WORDS = re.compile(rf"(?<![\w'’-])(?:{'|'.join(sorted(_TURNED, key=len, reverse=True))})(?![\w'’-])", re.I)


def to_listener(text: str) -> str:
    """The words as they are said back to the person who said them; other languages stay as they are."""

    def turned(match: re.Match[str]) -> str:
        words = match.group()
        new = _TURNED[words.lower()]
        # A capital begins a sentence; only "I" has one everywhere.
        begins = words[0].isupper() and (match.start() == 0 or words[0] != "I")
        return new[0].upper() + new[1:] if begins else new

    return _WORDS.sub(turned, text)
