"""441 questions over the starter graph, half Chinese: right, wrong, "I don't know", beside looking labels up.

The half ``dev`` is there to work with; the half ``held`` was seen by nobody who worked on asking or linking
before its first run. A question that has no answer is right when nothing is answered. The peer looks for the
longest label of a thing and the longest name of a relation in the question, and says what the graph has for
the two.

    .venv/bin/python benchmarks/knowing_starter.py [--half dev] [--show]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from pyoxigraph import NamedNode, Store

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from fakes.starter_questions import (  # pyright: ignore[reportMissingImports]  # noqa: E402
    HALVES,
    Asked,
    questions,
    starter_store,
    verdict,
)
from parley.knowledge import terms  # noqa: E402
from parley.knowledge.scholar import Scholar  # noqa: E402
from parley.knowledge.types import Answer, Found, Kind, Question, Thread, Value  # noqa: E402

TODAY = date(2026, 6, 1)


class LabelMatch:
    """The plain baseline."""

    def __init__(self, store: Store) -> None:
        self._store = store
        renown = {
            _text(quad.subject): int(_text(quad.object))
            for quad in store.quads_for_pattern(None, NamedNode(terms.POPULARITY), None)
        }
        self._things: dict[str, str] = {}
        self._relations: dict[str, str] = {}
        for relation in (terms.LABEL, terms.ALIAS):
            for quad in store.quads_for_pattern(None, NamedNode(relation), None):
                iri, name = _text(quad.subject), _text(quad.object).casefold()
                if iri.startswith((terms.DIRECT, terms.RELATION)):
                    self._relations.setdefault(name, iri)
                elif renown.get(iri, 0) > renown.get(self._things.get(name, ""), -1):
                    self._things[name] = iri

    def ask(self, text: str, language: str) -> Answer:
        """The values of the relation and the thing with the longest names in the text."""
        thing = _longest(text, self._things)
        relation = _longest(text.casefold().replace(thing[0], " "), self._relations)
        if not thing[1] or not relation[1]:
            return Answer(Found.UNKNOWN, language=language)
        quads = self._store.quads_for_pattern(NamedNode(thing[1]), NamedNode(relation[1]), None)
        values = [
            Value(Kind.THING, each.object.value, each.object.value)
            if isinstance(each.object, NamedNode)
            else Value(Kind.TEXT, _text(each.object))
            for each in quads
        ]
        text = ", ".join(each.text for each in values)
        return Answer(Found.ANSWERED if values else Found.UNKNOWN, text, language, tuple(values))


def _text(term: object) -> str:
    return str(getattr(term, "value", ""))


def _longest(text: str, names: dict[str, str]) -> tuple[str, str]:
    small = text.casefold()
    for size in range(min(40, len(small)), 1, -1):
        for start in range(len(small) - size + 1):
            part = small[start : start + size]
            edge = small[start - 1 : start] + small[start + size : start + size + 1]
            whole = not part.isascii() or not any(each.isascii() and each.isalnum() for each in edge)
            if whole and part in names:
                return part, names[part]
    return "", ""


def ours(scholar: Scholar, asked: Asked, times: list[float]) -> Answer:
    """The answer to the last turn."""
    answer = Answer(Found.NO_QUESTION, thread=Thread())
    for turn in asked.turns:
        question = Question(turn, asked.language, TODAY, "CN", answer.thread)
        started = time.perf_counter()
        answer = scholar.ask(question)
        times.append((time.perf_counter() - started) * 1000)
    return answer


def report(name: str, rows: list[tuple[Asked, str]]) -> None:
    """One line a language."""
    for language in ("en", "zh"):
        count = Counter(word for asked, word in rows if asked.language == language)
        whole = sum(count.values())
        given = count["right"] + count["wrong"] - _silent(rows, language)
        print(
            f"{name:<22}{language:<4}{whole:>5}{count['right'] / whole:>9.1%}{count['wrong'] / whole:>9.1%}"
            f"{count['unknown'] / whole:>13.1%}{count['wrong'] / max(1, given):>16.1%}"
        )


def _silent(rows: list[tuple[Asked, str]], language: str) -> int:
    return sum(asked.language == language and word == "right" and not asked.answer for asked, word in rows)


def main() -> None:
    """Ask all and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--show", action="store_true", help="show what was not answered right (dev only)")
    told = parser.parse_args()
    plain = LabelMatch(starter_store())
    with tempfile.TemporaryDirectory() as folder:
        scholar = Scholar(folder)
        print(f"{'':<22}{'':<4}{'asked':>5}{'right':>9}{'wrong':>9}{'don’t know':>13}{'wrong of given':>16}")
        for half in [told.half] if told.half else HALVES:
            times: list[float] = []
            answers = [(each, ours(scholar, each, times)) for each in questions(half)]
            rows = [(asked, verdict(asked, answer.found, answer)) for asked, answer in answers]
            report(f"Parley, {half}", rows)
            beside = [(each, plain.ask(each.turns[-1], each.language)) for each in questions(half)]
            report(f"label match, {half}", [(one, verdict(one, two.found, two)) for one, two in beside])
            times.sort()
            middle, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
            print(f"{'':<22}p50 {middle:.1f} ms, p99 {slow:.1f} ms")
            by_kind: dict[str, Counter[str]] = defaultdict(Counter)
            for asked, word in rows:
                by_kind[asked.kind][word] += 1
            print("   ", "; ".join(f"{kind} {dict(count)}" for kind, count in by_kind.items()))
            if told.show and half == "dev":
                for (asked, answer), (_, word) in zip(answers, rows, strict=True):
                    if word != "right":
                        turns = " // ".join(asked.turns)
                        print(f"{word}\t{turns}\t{answer.text}\texpected {'|'.join(asked.answer)[:60]}")


if __name__ == "__main__":
    main()
