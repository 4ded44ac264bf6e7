"""A line of text where it stands once its page is turned upright."""

from __future__ import annotations

from dataclasses import dataclass

from parley.vision.reading.quads import upright
from parley.vision.types import TextLine


@dataclass(frozen=True, slots=True)
class Placed:
    """A line on the page turned upright."""

    line: TextLine
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def placed(line: TextLine, degrees: float) -> Placed:
    """Where it stands on a page whose text is turned by so many degrees."""
    corners = [upright(corner, degrees) for corner in line.polygon]
    xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    # The means of two corners each: of a line that is a little askew, the outermost would overlap others.
    return Placed(line, (xs[0] + xs[1]) / 2, (ys[0] + ys[1]) / 2, (xs[2] + xs[3]) / 2, (ys[2] + ys[3]) / 2)
