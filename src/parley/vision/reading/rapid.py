"""The embedded engine: PP-OCR by rapidocr, whose package brings its networks; nothing is downloaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from parley.errors import MissingEngine
from parley.vision.reading.lying import lies_on_its_side
from parley.vision.reading.quads import flat, height, length, part, turned
from parley.vision.reading.spaces import spaced
from parley.vision.reading.sparing import rapidocr
from parley.vision.reading.strips import LEAST as LEAST_SIDE
from parley.vision.reading.strips import roomy
from parley.vision.reading.words import Seen, words
from parley.vision.remedy import REMEDY
from parley.vision.types import Picture, Pixels, Point, Polygon, TextLine

THREADS = max(1, min(4, (os.cpu_count() or 2) // 2))
LEAST = 0.5
"""Confidence below which a line is left out, as rapidocr does by itself."""
ALONE = 0.9
"""The same for a single character: knobs and wheels on photographs look like 0, 8 and O."""
_TALL = 1.5
"""Times as high as wide from which a box holds text that runs up or down."""
_TRIED = (3, 8)
"""Of the longest lines, how many decide which way up the page is; the more where the few do not."""
_SURE = 0.9
"""Mean confidence of these at which the other way round need not be tried, and no more lines either."""
_DOUBTFUL, _BETTER = 0.8, 0.1
"""A line of less confidence is tried the other way round, which is believed if it is so much better."""
_AGAIN = 40
"""Such lines of one page, the longest first."""


class RapidOcr:
    """Chinese, English and other Latin text, printed or neatly written, any way up.

    The bare engine asks a third network about each line whether it is upside down, and believes it. Here that
    network only says of a few lines which way to read them first: reading them the other way, too, where the
    first is not convincing, is surer.
    """

    name = "rapidocr"

    def __init__(self, threads: int = THREADS) -> None:
        try:
            engine = rapidocr()
        except ImportError as error:
            raise MissingEngine("rapidocr", REMEDY) from error
        self._ocr: Any = engine(
            params={
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Global.log_level": "critical",
                "Global.return_word_box": True,
                "Global.use_cls": False,
            }
        )

    def lines(self, picture: Picture) -> list[TextLine]:
        """The lines of text, in no particular order."""
        if min(picture.width, picture.height) < LEAST_SIDE:
            return []
        # Blue, green, red, as OpenCV has it.
        pixels = roomy(np.ascontiguousarray(picture.pixels[:, :, ::-1]))
        lies = lies_on_its_side(pixels)
        quads: list[Polygon] = []
        if not lies:
            quads = self._places(pixels)
            lies = _run_down(quads)
        if lies:
            # Lines that run down are found worse: short ones below each other are taken for one across them.
            pixels = np.ascontiguousarray(np.rot90(pixels))
            quads = self._places(pixels)
        found = self._lines(pixels, quads)
        wide = pixels.shape[0] if lies else 0  # of the picture before it was stood up
        if lies:
            found = [_moved(line, lambda x, y: (wide - y, x)) for line in found]
        # What was written on a strip does not reach into the room beside it.
        return [_moved(line, partial(_within, picture)) for line in found]

    def _lines(self, pixels: Pixels, quads: list[Polygon]) -> list[TextLine]:
        """What is written at these places."""
        if not quads:
            return []
        lying = _lying(quads)
        quads = [turned(quad, 1) if tall else quad for quad, tall in zip(quads, lying, strict=True)]
        flipped, known = self._way_up(pixels, quads)
        if flipped:
            quads = [turned(quad, 2) for quad in quads]
        rest = [place for place in range(len(quads)) if place not in known]
        read = {
            **known,
            **dict(zip(rest, self._read(pixels, [quads[place] for place in rest]), strict=True)),
        }
        self._try_again(pixels, quads, read)
        return [line for line in read.values() if _believed(line)]

    def _places(self, pixels: Pixels) -> list[Polygon]:
        found = self._ocr(pixels, use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        return [] if boxes is None else [_quad(box) for box in boxes]

    def _way_up(self, pixels: Pixels, quads: Sequence[Polygon]) -> tuple[bool, dict[int, TextLine]]:
        """Whether the page is upside down, and the lines that were read to find out."""
        longest = sorted(range(len(quads)), key=lambda place: -length(quads[place]))
        likely = self._looks_flipped(pixels, [quads[place] for place in longest[: _TRIED[0]]])
        ways: dict[bool, list[TextLine]] = {likely: [], not likely: []}
        flipped = False
        for many in _TRIED:
            for way, lines in ways.items():
                more = longest[len(lines) : many]
                lines.extend(self._read(pixels, [turned(quads[place], 2 * way) for place in more]))
                if not ways[not likely] and _trust(lines) >= _SURE:
                    break
            flipped = _trust(ways[True]) > _trust(ways[False])
            if max(map(_trust, ways.values())) >= _SURE:
                break
        return flipped, dict(zip(longest, ways[flipped], strict=False))

    def _looks_flipped(self, pixels: Pixels, quads: Sequence[Polygon]) -> bool:
        """What the engine's third network thinks of most of these lines: which way to read first."""
        _, told = self._ocr.cls_and_rotate([flat(pixels, quad) for quad in quads])
        heads = [label == "180" and score >= _SURE for label, score in told.cls_res]
        return 2 * sum(heads) > len(heads)

    def _try_again(self, pixels: Pixels, quads: Sequence[Polygon], read: dict[int, TextLine]) -> None:
        """Lines that run another way than the page."""
        doubtful = [place for place, line in read.items() if line.confidence < _DOUBTFUL]
        doubtful = sorted(doubtful, key=lambda place: -length(quads[place]))[:_AGAIN]
        for quarters in (2, 1, 3):
            fits = [
                place
                for place in doubtful
                if quarters == 2 or length(turned(quads[place], 1)) > length(quads[place]) / _TALL
            ]
            tried = self._read(pixels, [turned(quads[place], quarters) for place in fits])
            for place, line in zip(fits, tried, strict=True):
                if line.confidence > read[place].confidence + _BETTER:
                    read[place] = line

    def _read(self, pixels: Pixels, quads: Sequence[Polygon]) -> list[TextLine]:
        if not quads:
            return []
        laid = [flat(pixels, quad) for quad in quads]
        told = self._ocr.recognize_txt(laid)
        return [
            _line(text, float(score), places, quad, line)
            for text, score, places, quad, line in zip(
                told.txts, told.scores, told.word_results, quads, laid, strict=True
            )
        ]


def _within(picture: Picture, x: float, y: float) -> Point:
    """The nearest point of the picture."""
    return min(max(x, 0.0), float(picture.width)), min(max(y, 0.0), float(picture.height))


def _moved(line: TextLine, to: Callable[[float, float], Point]) -> TextLine:
    """The line with its places changed."""

    def quad(old: Polygon) -> Polygon:
        first, second, third, fourth = (to(*corner) for corner in old)
        return first, second, third, fourth

    moved = tuple(replace(word, polygon=quad(word.polygon)) for word in line.words)
    return replace(line, polygon=quad(line.polygon), words=moved)


def _believed(line: TextLine) -> bool:
    return bool(line.text) and line.confidence >= (ALONE if len(line.text) == 1 else LEAST)


def _quad(box: Any) -> Polygon:
    first, second, third, fourth = ((float(x), float(y)) for x, y in box)
    return first, second, third, fourth


def _lying(quads: Sequence[Polygon]) -> list[bool]:
    """Which boxes hold text that runs down. A lone 1 or I is tall, too, where lines run across."""
    least = _TALL if _run_down(quads) else 2 * _TALL
    return [height(quad) >= least * length(quad) for quad in quads]


def _run_down(quads: Sequence[Polygon]) -> bool:
    """Whether more text runs down than across."""
    tall = [height(quad) >= _TALL * length(quad) for quad in quads]
    down = sum(height(quad) for quad, each in zip(quads, tall, strict=True) if each)
    return down > sum(length(quad) for quad, each in zip(quads, tall, strict=True) if not each)


def _trust(lines: Sequence[TextLine]) -> float:
    """Mean confidence; long lines count more."""
    weights = [length(line.polygon) for line in lines]
    return sum(line.confidence * weight for line, weight in zip(lines, weights, strict=True)) / max(
        sum(weights), 1e-9
    )


def _line(text: str, score: float, places: Any, quad: Polygon, line: Pixels) -> TextLine:
    """What rapidocr tells of a line: its text, the columns in which it saw the characters that are no spaces,
    how sure it was of each, and how many columns the line has."""
    columns = [float(column) for word in places.word_cols for column in word]
    total = max(float(places.line_txt_len), 1.0)
    characters: list[Seen] = []
    taken, before = 0, 0.0
    for place, character in enumerate(text):
        if character.isspace() or taken >= len(columns):
            at = before
        else:
            at, taken = min(1.0, (columns[taken] + 0.5) / total), taken + 1
        confidence = float(places.confs[place]) if place < len(places.confs) else score
        characters.append(Seen(character, at, confidence))
        before = at
    characters = spaced(line, _placed(characters))
    whole = "".join(each.text for each in characters).strip()
    return TextLine(whole, part(quad, 0, 1), words(characters, quad), round(score, 3))


def _placed(characters: list[Seen]) -> list[Seen]:
    """A space is where the middle between its neighbours is."""
    placed = list(characters)
    for place, each in enumerate(characters):
        if each.text.isspace() and 0 < place < len(characters) - 1:
            following = next((other for other in characters[place:] if not other.text.isspace()), each)
            placed[place] = Seen(each.text, (each.at + following.at) / 2, each.confidence)
    return placed
