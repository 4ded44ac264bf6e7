"""A graph that knows three things."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from parley.errors import EngineFailed
from parley.knowledge.types import Answer, Candidate, Found, Kind, Question, Source, Thread, Value

TAI = Candidate("Q216059", "Mount Tai", confidence=0.97)
_SOURCE = Source("test", "A test's own facts", "CC0-1.0", "https://example.org/facts")
_TALL = Answer(
    Found.ANSWERED,
    "Mount Tai is 1,532.7 meters high.",
    "en",
    (Value(Kind.NUMBER, "1532.7", unit="meter"),),
    (_SOURCE,),
    0.97,
    TAI,
    "elevation",
    Thread("Q216059", "P2044", (), "fact"),
)


@dataclass
class FakeKnows:
    """Answers from a table, and remembers what it was asked."""

    asked: list[Question] = field(default_factory=list[Question])
    broken: bool = False

    async def ask(
        self,
        text: str,
        language: str = "",
        thread: Thread | None = None,
        today: date | None = None,
        region: str = "",
    ) -> Answer:
        question = Question(text, language, today, region, thread or Thread())
        self.asked.append(question)
        if self.broken:
            raise EngineFailed("The graph is broken.")
        said = question.text.lower()
        if "mount tai" in said or "泰山" in said:
            text = "泰山高1,532.7米。" if question.language == "zh" else _TALL.text
            return replace(_TALL, text=text, language=question.language)
        if question.thread.subject == TAI.id:
            return replace(_TALL, text="It is in Shandong.", relation="where")
        if "atlantis" in said:
            return Answer(Found.UNKNOWN, language=question.language)
        return Answer(Found.NO_QUESTION, language=question.language)
