"""Names in a text, linked: which things of the graph they mean, where they stand, and how sure that is."""

from __future__ import annotations

from pathlib import Path

from parley.knowledge.types import Candidate, Mention


class Linker:
    """The names of one graph, as ``building.build`` wrote them down."""

    def __init__(self, folder: Path) -> None:
        """Open the newest complete index in ``folder``; an empty one where there is none."""
        self._folder = folder

    def mentions(self, text: str, language: str = "", most: int = 8) -> tuple[Mention, ...]:
        """The things that a text names, in its order, none over another; ``most`` candidates of each.

        Offsets are characters of ``text``, of which the first 10,000 are read. ``language`` (``en``, ``zh``)
        is that of the labels; empty for that of the text.
        """
        raise NotImplementedError

    def spans(self, text: str, language: str = "", most: int = 8) -> tuple[Mention, ...]:
        """Every part of a text that may name something, also over each other, the likeliest first."""
        raise NotImplementedError

    def find(self, words: str, language: str = "", most: int = 10) -> tuple[Candidate, ...]:
        """Things by their name, or by some words of it, the likeliest first."""
        raise NotImplementedError

    def complete(self, prefix: str, language: str = "", most: int = 10) -> tuple[Candidate, ...]:
        """Things of which a name begins so, the best known first."""
        raise NotImplementedError

    def named(self, id: str, language: str = "") -> Candidate | None:
        """A thing by its id (``Q513`` or a whole IRI), with label and description; None if it has no name."""
        raise NotImplementedError

    def number_of_names(self) -> int:
        """How many names there are."""
        raise NotImplementedError
