"""The words that stand beside what a bill wants, of both languages, and how much each of them tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

LANGUAGES = ("en", "zh")
BEFORE = re.compile(r"\s*(?:\([^)]{1,8}\)\s*)?(?:[0-9:]{4,5}\s*)?(?:(?:之|以)?前|到期|截止|届满)")
"""Behind a Chinese day: by then."""
ACCOUNT_FORM = re.compile(r"(?=[A-Z0-9*\-/ ]*[0-9*])[A-Z0-9*](?:[A-Z0-9*]|[ /-](?=[A-Z0-9*])){2,30}")
"""A customer's or a bill's number; its card's may be covered with stars."""


@dataclass(frozen=True, slots=True)
class Label:
    """Words that name a value."""

    form: re.Pattern[str]
    weight: float
    """How sure it is that the value beside it is the one."""


@cache
def labels(of: str) -> tuple[Label, ...]:
    """Those of ``due``, ``issued``, ``amount``, ``account``, ``payee``, or ``other_sums`` (sums of money that
    are not what is to be paid, though some label may stand beside them)."""
    return tuple(
        Label(re.compile(str(form), re.IGNORECASE), float(weight))
        for language in LANGUAGES
        for weight, form in words("labels", language)[of]
    )


@cache
def words(name: str, language: str) -> dict[str, Any]:
    """What is in one of the files of words beside this one."""
    text = (files("parley.vision.bills") / f"{name}.{language}.yaml").read_text("utf-8")
    return msgspec.yaml.decode(text)


def other_sum(text: str) -> bool:
    """Whether a text speaks of sums that are not what is to be paid: what was paid, the least, the limit."""
    return any(label.form.search(text) for label in labels("other_sums"))


def first_of(found: Sequence[Label], text: str) -> tuple[Label, re.Match[str]] | None:
    """The label in a text that tells the most, and of such the first."""
    hits = [(label, match) for label in found if (match := label.form.search(text))]
    return max(hits, key=lambda each: (each[0].weight, -each[1].start()), default=None)
