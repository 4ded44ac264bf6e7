"""A recogniser that hears what the test says it hears, one scripted utterance after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parley.audio.pcm import Samples
from parley.errors import Unsupported
from parley.speech.types import Hints, Hypothesis


@dataclass(frozen=True, slots=True)
class Line:
    """What is heard in one utterance, and how."""

    text: str
    language: str = "en"
    partials: tuple[str, ...] = ()
    """Handed out one for each ``feed``."""
    confidence: float | None = None
    grammar: bool = False
    alternatives: tuple[str, ...] = ()
    """What the final result says it may have been instead."""
    expected: tuple[str, ...] = ()
    """What the final result says would be said to an assistant."""
    error: Exception | None = None
    """Raised by ``finish``."""
    alike: tuple[str, ...] | Exception = ()
    """What ``reconsider`` tells, or raises."""


class FakeRecogniser:
    """Hears ``lines`` in turn, then silence. Keeps what it was given, for the test to look at."""

    def __init__(
        self,
        *lines: Line | str,
        name: str = "fake",
        languages: Sequence[str] = ("en", "zh"),
        resumes: bool = False,
    ) -> None:
        """``resumes``: it may be asked what it heard before the utterance is over."""
        self.name = name
        self.resumes = resumes
        self.languages = frozenset(languages)
        self.partials = any(isinstance(line, Line) and line.partials for line in lines)
        self.hints: list[Hints] = []
        self.hearings: list[FakeHearing] = []
        self._lines = [Line(line) if isinstance(line, str) else line for line in lines]

    def open(self, hints: Hints) -> FakeHearing:
        if hints.language is not None and hints.language not in self.languages:
            raise Unsupported(f"The fake recogniser hears {sorted(self.languages)} only.")
        self.hints.append(hints)
        line = self._lines.pop(0) if self._lines else Line("")
        hearing = FakeHearing(self.name, line, resumes=self.resumes)
        self.hearings.append(hearing)
        return hearing


class FakeHearing:
    """One scripted utterance."""

    def __init__(self, engine: str, line: Line, *, resumes: bool = False) -> None:
        self.asked: list[int] = []
        """How many samples had been fed, at each ``finish``."""
        self.samples = 0
        """How many samples were fed."""
        self.closed = False
        self.finished = False
        self.reconsidered = False
        self._resumes = resumes
        self._engine = engine
        self._line = line
        self._partials = list(line.partials)

    def feed(self, samples: Samples) -> Hypothesis | None:
        assert self._resumes or not self.finished, "feed() was called after finish()"
        self.samples += len(samples)
        self.finished = self.reconsidered = False
        return self._hypothesis(self._partials.pop(0), final=False) if self._partials else None

    def finish(self) -> Hypothesis:
        assert not self.closed
        assert not self.finished or self._resumes, "finish() was called twice"
        self.finished = True
        self.asked.append(self.samples)
        if self._line.error is not None:
            raise self._line.error
        return self._hypothesis(self._line.text, final=True)

    def reconsider(self) -> tuple[str, ...]:
        assert self.finished and not self.closed and not self.reconsidered
        self.reconsidered = True
        if isinstance(self._line.alike, Exception):
            raise self._line.alike
        return self._line.alike

    def close(self) -> None:
        self.closed = True

    def _hypothesis(self, text: str, *, final: bool) -> Hypothesis:
        line = self._line
        hypothesis = Hypothesis(text, line.language, final, self._engine, line.confidence, line.grammar)
        return (
            replace(hypothesis, alternatives=line.alternatives, expected=line.expected)
            if final
            else hypothesis
        )
