"""A deck of cards, as each language calls them."""

from __future__ import annotations

from itertools import product

_SUITS = {"en": ("spades", "hearts", "diamonds", "clubs"), "zh": ("黑桃", "红桃", "方块", "梅花")}
_RANKS = {
    "en": (
        "ace",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "jack",
        "queen",
        "king",
    ),
    "zh": ("A", "2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K"),
}


def deck(language: str) -> list[str]:
    """The 52 cards: "queen of hearts", 红桃Q."""
    language = language if language in _SUITS else "en"
    cards = product(_SUITS[language], _RANKS[language])
    return [f"{suit}{rank}" if language == "zh" else f"{rank} of {suit}" for suit, rank in cards]
