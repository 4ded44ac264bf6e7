"""The stretch of a text that shows why it was found, with what was looked for marked in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parley.language.analysis.folding import aligned, composed, folded
from parley.language.analysis.stems import stem
from parley.language.analysis.tokens import pieces, segmented, spans, unspaced
from parley.search.stops import STOPS
from parley.search.types import LONGEST_BODY, Piece, Query, Term

_STRETCH = 20_000
"""Characters that are looked through at once: a hit near the beginning is found without reading all."""
_MOST_MARKS = 200
_ELLIPSIS = "…"

_Mark = tuple[int, int, int]
"""Begin, end, and which word of the query it is."""


def snippet(text: str, query: Query, most: int = 160) -> tuple[Piece, ...]:
    """About ``most`` characters of a text around the words of a query; its beginning where none stands there.

    Pieces in their order, hits marked; ``…`` where something was left out. The words are those of the text
    itself, in its own characters; white space is made single.
    """
    text = composed(" ".join(text[:LONGEST_BODY].split()))
    wanted = _wanted(query)
    for begin in range(0, len(text), _STRETCH) if wanted else ():
        part = text[begin : begin + _STRETCH + most]
        if marks := _marks(part, wanted):
            start, end = _window(part, marks, most)
            pieces_ = _cut(part, marks, start, end)
            return _framed(pieces_, before=begin + start > 0, after=begin + end < len(text))
    end = len(text) if len(text) <= most else _edge(text, most, -1)
    return _framed((Piece(text[:end]),) if end else (), before=False, after=end < len(text))


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """A whole short text, such as a title, with hits marked."""
    text = composed(text[:_STRETCH])
    return _cut(text, _marks(text, _wanted(query)), 0, len(text))


def stands(text: str, term: Term) -> bool:
    """Whether a term stands in a text as it is written, in whatever form of its words."""
    wanted = pieces(folded(term.text))
    return bool(wanted) and next(_places(list(spans(folded(text[:LONGEST_BODY]))), wanted), None) is not None


def _wanted(query: Query) -> list[list[str]]:
    """What to mark: words of the query, and phrases as the pieces that must follow each other."""
    found: list[list[str]] = []
    for clause in query.wanted:
        for term in clause:
            cut = pieces(folded(term.text))
            if term.exact or term.fuzzy or term.prefix or len(cut) > 1:
                found.append(cut if term.exact or len(cut) > 1 else [cut[0]] if cut else [])
            elif cut and unspaced(cut[0]) and len(cut[0]) > 2:
                found.append(cut)
                found += [[word] for word in segmented(cut[0]) if len(word) > 1 and word not in STOPS]
            elif cut:
                found.append(cut)
    every = [each for each in found if each]
    telling = [each for each in every if len(each) > 1 or each[0] not in STOPS]
    return telling or every


def _marks(text: str, wanted: Sequence[Sequence[str]]) -> list[_Mark]:
    """Where the words stand, in the order of the text and without overlaps."""
    plain, places = aligned(text)
    there = list(spans(plain))
    found: list[_Mark] = []
    for number, word in enumerate(wanted):
        for begin, end in _places(there, word):
            if places is not None:
                begin, end = places[begin], places[end - 1] + 1
            found.append((begin, end, number))
            if len(found) >= _MOST_MARKS:
                break
    found.sort(key=lambda mark: (mark[0], -mark[1]))
    apart: list[_Mark] = []
    for mark in found:
        if not apart or mark[0] >= apart[-1][1]:
            apart.append(mark)
    return apart


def _places(there: Sequence[tuple[int, int, str]], word: Sequence[str]) -> Iterator[tuple[int, int]]:
    first, last = word[0], word[-1]
    stems = [stem(each) for each in word]
    for at in range(len(there) - len(word) + 1):
        begin, end, piece = there[at]
        if len(word) == 1:
            if unspaced(first):
                where = piece.find(first)
                while where >= 0:
                    yield begin + where, begin + where + len(first)
                    where = piece.find(first, where + len(first))
            elif stem(piece) == stems[0]:
                yield begin, end
            continue
        if not (piece.endswith(first) if unspaced(first) else stem(piece) == stems[0]):
            continue
        final_begin, final_end, final = there[at + len(word) - 1]
        if not (final.startswith(last) if unspaced(last) else stem(final) == stems[-1]):
            continue
        middle = there[at + 1 : at + len(word) - 1]
        if all(stem(each[2]) == known for each, known in zip(middle, stems[1:-1], strict=True)):
            yield (
                end - len(first) if unspaced(first) else begin,
                final_begin + len(last) if unspaced(last) else final_end,
            )


def _window(text: str, marks: Sequence[_Mark], most: int) -> tuple[int, int]:
    """The stretch with the most different words of the query, then the most marks, then the first."""
    best, first = (0, 0), 0
    for at, (begin, _, _) in enumerate(marks):
        inside = [mark for mark in marks[at : at + 40] if mark[1] <= begin + most]
        score = (len({mark[2] for mark in inside}), len(inside))
        if score > best:
            best, first = score, at
    begin = marks[first][0]
    inside = [mark for mark in marks[first:] if mark[1] <= begin + most] or [marks[first]]
    spare = max(0, most - (inside[-1][1] - begin))
    start = max(0, begin - min(spare // 2, most // 3))
    end = min(len(text), start + most)
    start = _edge(text, start, 1, until=begin) if start else 0
    return start, max(inside[-1][1], _edge(text, end, -1) if end < len(text) else end)


def _edge(text: str, at: int, step: int, until: int | None = None) -> int:
    """The next place where no word is cut, at most 16 characters away."""
    for far in range(16):
        here = at + far * step
        if not 0 < here < len(text) or here == until:
            return min(max(here, 0), len(text))
        before, after = text[here - 1], text[here]
        if not (before.isalnum() and after.isalnum()) or unspaced(after) or unspaced(before):
            return here
    return at


def _cut(text: str, marks: Sequence[_Mark], start: int, end: int) -> tuple[Piece, ...]:
    found: list[Piece] = []
    at = start
    for begin, stop, _ in marks:
        if begin < at or stop > end:
            continue
        if begin > at:
            found.append(Piece(text[at:begin]))
        found.append(Piece(text[begin:stop], hit=True))
        at = stop
    if at < end:
        found.append(Piece(text[at:end]))
    return tuple(found)


def _framed(found: tuple[Piece, ...], *, before: bool, after: bool) -> tuple[Piece, ...]:
    opened = ((Piece(_ELLIPSIS),) if before else ()) + found
    return opened + ((Piece(_ELLIPSIS),) if after else ())
