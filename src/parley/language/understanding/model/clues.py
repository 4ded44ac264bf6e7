"""What the tagger looks at around each piece of an utterance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley.language.understanding.model.features import stem
from parley.language.understanding.model.tokens import Piece

TOGETHER = "|"
"""Stands in clues of several pieces, or of a piece and the intent."""
_ENDS = 4


def clues(line: Sequence[Piece], intent: str, kinds: Mapping[str, int]) -> list[list[str]]:
    """For each piece: itself and its neighbours, alone and together, stems, kinds, looks; the intent."""
    forms = ["^", "^", "^", *(piece.form for piece in line), "$", "$", "$"]
    stems = ["^", "^", *(stem(piece.form) for piece in line), "$", "$"]
    groups = ["^", *(str(kinds.get(piece.form, "?")) for piece in line), "$"]
    shapes = ["^", *(piece.shape for piece in line), "$"]
    about = f"i{intent}|"
    found: list[list[str]] = []
    for place in range(len(line)):
        before3, before2, before, here, after, after2, after3 = forms[place : place + 7]
        look = shapes[place + 1]
        one = [
            f"0{here}",
            f"1{before}",
            f"2{after}",
            f"3{before2}",
            f"4{after2}",
            f"5{before3}",
            f"6{after3}",
            f"7{before}|{here}",
            f"8{here}|{after}",
            f"9{before2}|{before}",
            f"a{after}|{after2}",
            f"b{before2}|{before}|{here}",
            f"c{here}|{after}|{after2}",
            f"d{before}|{here}|{after}",
            f"k{stems[place]}",
            f"l{stems[place + 1]}",
            f"m{stems[place + 2]}",
            f"n{stems[place + 3]}",
            f"q{groups[place]}",
            f"r{groups[place + 1]}",
            f"s{groups[place + 2]}",
            f"e{look}",
            f"f{shapes[place]}{look}{shapes[place + 2]}",
            about,
            about + here,
            f"{about}1{before}",
        ]
        for length in range(2, min(_ENDS, len(here) - 1) + 1):
            one += (f"g{here[:length]}", f"h{here[-length:]}")
        found.append(one)
    return found
