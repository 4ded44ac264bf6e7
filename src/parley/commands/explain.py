"""``parley explain``: how an utterance is read, step by step."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import msgspec

from parley.language.identify import spans
from parley.language.understanding.matcher import Match
from parley.language.understanding.normal import forms
from parley.language.understanding.templates import Template
from parley.settings import Settings, load
from parley.skills.guessing import Guessed
from parley.skills.part import Part
from parley.skills.reading import Choice, Reading, Step
from parley.skills.service import Skills
from parley.skills.types import Context, Understanding, plain

_NEAR = 5
"""Sentences that nearly fit, as many as are shown."""
_MATCHES = 5
_TITLES = {
    "normal": "without capitals, marks and courtesies",
    "whole": "a sentence of any skill",
    "answer": "an answer to Parley's question",
    "follow": "going on from the command before",
    "correction": "a correction of the command before",
    "late": "a sentence that gives way to these",
    "several": "several commands",
    "guess": "the model's guess",
    "ask": "ask back",
    "nothing": "not understood",
}


def run(text: str, language: str | None, earlier: Sequence[str], *, as_json: bool) -> int:
    """Print how it is read; 0 when it is understood, else 1."""
    settings = load()
    skills, context = asyncio.run(_prepared(settings, earlier))
    skills.read(
        text, language, context
    )  # compiles what it needs, so that the times are those of a warm house
    reading = skills.read(text, language, context)
    told = told_of(skills, text, reading)
    if as_json:
        print(msgspec.json.encode(told).decode())
    else:
        _show(told)
    return 0 if reading.commands else 1


async def _prepared(settings: Settings, earlier: Sequence[str]) -> tuple[Skills, Context]:
    """Skills that can do nothing, and the context after what was said earlier."""
    from parley.clock import SystemClock

    skills = Skills.load(SystemClock(), settings=settings)
    skills.recall()
    context = Context(language=settings.language)
    for said in earlier:
        commands = skills.read(said, None, context).commands
        # Nothing is done: what would have been asked for is not known.
        context = replace(context, last=commands[-1] if commands else None)
    return skills, context


def told_of(skills: Skills, text: str, reading: Reading) -> dict[str, Any]:
    """Everything about a reading, as plain values."""
    return {
        "text": text,
        "language": reading.language,
        "spans": [[span.text, span.language] for span in spans(text)] if text.strip() else [],
        "steps": [_step(each) for each in reading.steps],
        "near": [] if reading.commands else [_template(each) for each in nearly(skills, text)],
        "commands": [_command(each) for each in reading.commands],
        "problems": [{"what": each.what, "message": each.message} for each in skills.problems],
    }


def nearly(skills: Skills, text: str) -> list[Template]:
    """Sentences of which most of the words are there, those that lack least first."""
    said = forms(text)
    if not said:
        return []
    lacking: list[tuple[float, int, Template]] = []
    for place, template in enumerate(skills.known.templates):
        missing = [clause for clause in template.clauses if not any(word in said[0] for word in clause)]
        there = len(template.clauses) - len(missing)
        if there and len(missing) <= 1:
            lacking.append((len(missing) - there / 10, place, template))
    return [template for _, _, template in sorted(lacking, key=lambda each: each[:2])[:_NEAR]]


def _step(step: Step) -> dict[str, Any]:
    told: dict[str, Any] = {
        "stage": step.stage.value,
        "found": step.found,
        "ms": round(step.seconds * 1000, 3),
    }
    for name, value in step.found_out().items():
        told[name] = _detail(value)
    return told


def _detail(value: object) -> Any:
    match value:
        case Guessed():
            return _guessed(value)
        case Match():
            return _template(value.template) | {
                "slots": plain(value.slots),
                "words": {name: value.text[start:end].strip() for name, (start, end) in value.spans.items()},
                "free": value.free,
                "own": value.literal,
            }
        case Part():
            return {"words": value.text, **_command(value.understanding)}
        case Choice():
            return {"sentence": value.text, **_command(value.understanding)}
        case list() | tuple():
            return [_detail(each) for each in cast("Sequence[object]", value)[:_MATCHES]]
        case _:
            return value if isinstance(value, str | int | float | bool) else str(value)


def _guessed(guess: Guessed) -> dict[str, Any]:
    return {
        "candidates": [
            {
                "intent": each.intent,
                "slots": plain(each.slots),
                "probability": round(each.probability, 3),
                "standing": each.standing.value,
            }
            for each in guess.candidates
        ],
        "likely": [[intent, round(share, 3)] for intent, share in guess.likely[:_MATCHES]],
        "act_from": guess.act,
        "ask_from": guess.ask,
        "read_as": guess.read_as,
        "words": dict(guess.filled),
        "dropped": dict(guess.dropped),
    }


def _template(template: Template) -> dict[str, Any]:
    line = _line(template)
    return {
        "intent": template.intent,
        "sentence": template.text,
        "file": f"{template.file}:{line}" if line else template.file,
    }


def _line(template: Template) -> int | None:
    """The line of the file on which the sentence stands, if it stands there as it is."""
    if not template.file:
        return None
    try:
        lines = Path(template.file).read_text("utf-8").splitlines()
    except OSError:
        return None
    return next((number for number, line in enumerate(lines, 1) if template.text in line), None)


def _command(command: Understanding) -> dict[str, Any]:
    return {
        "intent": command.intent,
        "skill": command.skill,
        "slots": plain(command.slots),
        "confidence": round(command.confidence, 3),
    }


def _show(told: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)

    def say(text: str, style: str = "") -> None:
        console.print(escape(text), style=style)

    say(f"{told['text']}   [{told['language']}]", "bold")
    if len(told["spans"]) > 1:
        say("  " + "  ".join(f"{text.strip()} ({language})" for text, language in told["spans"]), "dim")
    for step in told["steps"]:
        mark, style = ("✓", "green") if step["found"] else ("–", "dim")
        say(f"{mark} {_TITLES.get(step['stage'], step['stage'])}  {step['ms']:.2f} ms", style)
        for line in _lines(step):
            say(f"    {line}")
    for each in told["near"]:
        say(f"  nearly: {each['sentence']}   {each['intent']}   {each['file']}", "dim")
    for number, each in enumerate(told["commands"], 1):
        say(f"{number}. {each['intent']}  {_slots(each['slots'])}", "bold green")
    if not told["commands"]:
        say("Nothing is done.", "bold red")
    for problem in told["problems"]:
        say(f"left out: {problem['what']}: {problem['message']}", "yellow")


def _lines(step: Mapping[str, Any]) -> Iterable[str]:
    """What a step saw, a line each."""
    yield from step.get("forms", ())
    for each in step.get("matches", ()):
        yield f"{each['sentence']}   {each['intent']}   {_slots(each['words'])}   {each['file']}"
    for each in step.get("parts", ()):
        yield f"“{each['words']}” → {each['intent']}  {_slots(each['slots'])}"
    for each in step.get("choices", ()):
        yield f"“{each['sentence']}” → {each['intent']}"
    if guess := step.get("guessed"):
        if guess["read_as"]:
            yield f"read as: {guess['read_as']}"
        yield f"acts from {guess['act_from']:.2f}, asks from {guess['ask_from']:.2f}"
        for each in guess["candidates"]:
            yield f"{each['probability']:.2f} {each['intent']}  {_slots(each['slots'])}  {each['standing']}"
        for intent, share in guess["likely"]:
            yield f"  {share:.2f} {intent} {guess['dropped'].get(intent, '')}".rstrip()


def _slots(slots: Mapping[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in slots.items())
