"""How alike the phones of English sound: 0 for one and the same, about 1 for two that have nothing in common.

The figures are rough and made by hand from how and where a phone is made (as in any table of the IPA); they
find words that sound like others, and something that hears decides between those.
"""

from __future__ import annotations

import numpy as np

# How close (0 close, 3 open), how far back (0 front, 2 back), how round, and where the tongue glides to.
_VOWELS = {
    "IY": (0.0, 0.0, 0.0, ""), "IH": (0.7, 0.4, 0.0, ""), "EY": (1.0, 0.0, 0.0, "i"),
    "EH": (1.8, 0.2, 0.0, ""), "AE": (2.5, 0.2, 0.0, ""), "AH": (1.8, 1.1, 0.0, ""),
    "AA": (3.0, 1.7, 0.0, ""), "AO": (2.2, 2.0, 1.0, ""), "OW": (1.3, 1.9, 1.0, "u"),
    "UH": (0.7, 1.6, 0.7, ""), "UW": (0.0, 1.7, 1.0, ""), "ER": (1.5, 1.0, 0.0, "r"),
    "AY": (2.7, 1.0, 0.0, "i"), "AW": (2.7, 1.0, 0.0, "u"), "OY": (1.8, 1.9, 1.0, "i"),
}  # fmt: skip
# How it is made, where (0 lips, 6 throat), and with or without voice.
_CONSONANTS = {
    "P": ("stop", 0, 0), "B": ("stop", 0, 1), "T": ("stop", 3, 0), "D": ("stop", 3, 1),
    "K": ("stop", 5, 0), "G": ("stop", 5, 1), "CH": ("affricate", 4, 0), "JH": ("affricate", 4, 1),
    "F": ("fricative", 1, 0), "V": ("fricative", 1, 1), "TH": ("fricative", 2, 0),
    "DH": ("fricative", 2, 1), "S": ("fricative", 3, 0), "Z": ("fricative", 3, 1),
    "SH": ("fricative", 4, 0), "ZH": ("fricative", 4, 1), "HH": ("breath", 6, 0),
    "M": ("nasal", 0, 1), "N": ("nasal", 3, 1), "NG": ("nasal", 5, 1),
    "L": ("liquid", 3, 1), "R": ("liquid", 4, 1), "W": ("glide", 0, 1), "Y": ("glide", 4, 1),
}  # fmt: skip
_MANNERS = {
    "stop affricate": 0.3, "affricate fricative": 0.3, "stop fricative": 0.45, "fricative breath": 0.4,
    "stop breath": 0.55, "liquid glide": 0.3, "nasal liquid": 0.5, "stop nasal": 0.5,
}  # fmt: skip
_PAIRS = {
    "ER R": 0.3, "UW W": 0.4, "IY Y": 0.4, "UH L": 0.5, "OW L": 0.5, "AH R": 0.6, "AA R": 0.6, "AO R": 0.6,
    "AH ER": 0.35, "AH IH": 0.2, "AH UH": 0.25, "AO AA": 0.2, "DH D": 0.25, "DH L": 0.5, "DH N": 0.5,
    "DH V": 0.3, "DH Y": 0.7, "TH T": 0.35, "TH F": 0.25, "V W": 0.45, "V B": 0.4, "T HH": 0.5,
    "D R": 0.5, "T R": 0.6,
}  # fmt: skip
"""What is liker than its parts tell: tapped, swallowed and slurred as in quick speech."""
_LOSSES = {
    "AH": 0.4, "IH": 0.45, "HH": 0.35, "T": 0.5, "D": 0.5, "R": 0.5, "L": 0.55, "Y": 0.5, "W": 0.6,
    "ER": 0.6, "DH": 0.6, "N": 0.65, "G": 0.65, "NG": 0.7, "K": 0.7, "P": 0.7, "B": 0.7, "Z": 0.7,
}  # fmt: skip
_LOSS = 0.8
_APART, _FURTHEST_VOWEL, _FURTHEST_CONSONANT, _OTHER_MANNER = 1.3, 0.8, 1.1, 0.75

PHONES = (*_VOWELS, *_CONSONANTS)
"""As the CMU dictionary names them."""

NUMBERS = {phone: number for number, phone in enumerate(PHONES)}


def _difference(one: str, other: str) -> float:
    if one == other:
        return 0.0
    pair = _PAIRS.get(f"{one} {other}", _PAIRS.get(f"{other} {one}"))
    if pair is not None:
        return pair
    if one in _VOWELS and other in _VOWELS:
        (close, back, rounded, glide), theirs = _VOWELS[one], _VOWELS[other]
        far = 0.17 * abs(close - theirs[0]) + 0.15 * abs(back - theirs[1]) + 0.08 * abs(rounded - theirs[2])
        return min(_FURTHEST_VOWEL, 0.12 + far + 0.15 * (glide != theirs[3]))
    if one in _CONSONANTS and other in _CONSONANTS:
        (manner, place, voiced), theirs = _CONSONANTS[one], _CONSONANTS[other]
        made = _MANNERS.get(f"{manner} {theirs[0]}", _MANNERS.get(f"{theirs[0]} {manner}", _OTHER_MANNER))
        where = 0.25 + 0.05 * abs(place - theirs[1]) if place != theirs[1] else 0.0
        far = (made if manner != theirs[0] else 0.0) + where + 0.2 * (voiced != theirs[2])
        return min(_FURTHEST_CONSONANT, far)
    return _APART


DIFFERENCES = np.array([[_difference(one, other) for other in PHONES] for one in PHONES], np.float32)
"""Shape (phones, phones): of hearing one for the other."""

LOSSES = np.array([_LOSSES.get(phone, _LOSS) for phone in PHONES], np.float32)
"""Shape (phones,): of hearing none for it, or it for none."""
