"""Of what kind a paper is, by words that only such papers have; and who it is from, by how it begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parley.vision.bills.days import days
from parley.vision.bills.labels import LANGUAGES, first_of, labels, words
from parley.vision.bills.money import sums
from parley.vision.bills.sheet import Piece, Sheet
from parley.vision.bills.types import BillField, BillKind, Reason

_HEAD = 4
"""Rows at the top that count twice: there stands what a paper is."""
_LABEL = re.compile(r"^[\s:.,-]*(?:名\s?称)?[\s:.,-]*")
_TAIL = re.compile("(?:信用卡|电子|对账单|账单|电费|水费|缴费|通知单|专用|普通|增值税|发票)+$")
"""Behind a name of more than eight letters: what it sends."""


_CLAUSES = re.compile("[一-龥],[一-龥]")
"""A Chinese sentence has parts; a name has none."""


@cache
def _forms(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(words("kinds", language)[name], re.IGNORECASE) for language in LANGUAGES)


@cache
def _kinds() -> tuple[tuple[BillKind, float, re.Pattern[str]], ...]:
    return tuple(
        (BillKind(kind), float(weight), re.compile(form, re.IGNORECASE))
        for language in LANGUAGES
        for kind, (weight, form) in words("kinds", language)["kinds"].items()
    )


def _is(name: str, text: str) -> bool:
    return any(form.search(text) for form in _forms(name))


def kind_of(sheet: Sheet, *, asks: bool, money: bool) -> tuple[BillKind, str]:
    """The kind, and the row that told; ``asks`` is whether a day, ``money`` whether a sum was found."""
    scores: dict[BillKind, float] = {}
    told: dict[BillKind, tuple[float, str]] = {}
    for number in range(len(sheet.rows)):
        text = sheet.text(number)
        for kind, weight, form in _kinds():
            hits = len({match[0].lower() for match in form.finditer(text)})
            if hits:
                worth = weight * min(hits, 3) * (2 if number < _HEAD else 1)
                scores[kind] = scores.get(kind, 0.0) + worth
                told[kind] = max(told.get(kind, (0.0, "")), (worth, text))
    letter = next(
        (sheet.text(number) for number in range(len(sheet.rows)) if _is("letter", sheet.text(number))), ""
    )
    if scores and (money or not letter):
        best = max(scores, key=lambda kind: scores[kind])
        return best, told[best][1]
    if asks and not money and (letter or not scores):
        return BillKind.LETTER, letter
    return BillKind.OTHER, ""


def payee_of(sheet: Sheet) -> tuple[str, Reason | None]:
    """Who wants the money: who is named as such, else the first firm or office on the paper, else what
    stands largest at its top."""
    for piece in sheet.pieces:
        if found := first_of(labels("payee"), piece.text):
            for near in sheet.near(piece, found[1].end()):
                name = _name(near.text)
                if name:
                    return name, Reason(BillField.PAYEE, "label", sheet.text(piece.row))
    top = [piece for row in sheet.rows[:8] for piece in row if not _is("addressee", piece.text)]
    for piece in top:
        name = _name(piece.text) if len(piece.text) <= 60 and not _sentence(piece.text) else ""
        priced = any(each.sign for each in sums(sheet.text(piece.row)))
        if name and not priced and _is("firm", name) and not _is("title", name):
            return name, Reason(BillField.PAYEE, "top", sheet.text(piece.row))
    return _largest(sheet, top[:4])


def _largest(sheet: Sheet, top: Sequence[Piece]) -> tuple[str, Reason | None]:
    fits = [
        piece
        for piece in top
        if not _is("title", piece.text) and _name(piece.text) and not _sentence(piece.text)
    ]
    if not fits:
        return "", None
    best = max(fits, key=lambda piece: (round(piece.height), -piece.row))
    return _name(best.text), Reason(BillField.PAYEE, "top", sheet.text(best.row))


def _sentence(text: str) -> bool:
    words, last = len(text.split()), text.rstrip()[-1:]
    return words > 8 or (words > 4 and last in ".?!") or last in "。;" or bool(_CLAUSES.search(text))


def _name(text: str) -> str:
    """A name out of what stands behind a label; empty where it is none."""
    day = next(iter(days(text)), None)
    name = _LABEL.sub("", text[: day.start] if day and day.start else text).strip(" :：,.-|")
    name = re.split(r"\s{2,}|[|;；]", name)[0]
    name = (
        re.sub(r"(?:信用卡|电子|对账单|账单|电费|水费|缴费|通知单|专用|普通|增值税|发票)+$", "", name)
        if len(name) > 8
        else name
    )
    letters = sum(letter.isalpha() for letter in name)
    return name[:80] if letters >= 2 and letters >= 0.5 * len(name.replace(" ", "")) else ""
