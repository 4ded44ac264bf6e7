"""What each person who is talking calls their routines, at hand without waiting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from parley.language.understanding.names import key
from parley.language.understanding.normal import forms
from parley.skills.routines.routine import Routine
from parley.skills.types import Context

_START = re.compile(
    r"^(?:run|start|do|execute|activate|begin|trigger|launch|let's do"
    r"|执行|运行|启动|开始|来|做|开启|进入)(?![a-z])\s*"
    r"(?:(?:the|my)(?![a-z])\s*|我的)?"
)
_END = re.compile(r"\s*(?:routine|mode|例程|流程|模式|程序)$")

Phrases = Mapping[str, tuple[str, str]]
"""Key of a phrase → id and name of the routine."""


class Said:
    """The phrases of those who are talking now."""

    def __init__(self) -> None:
        self._of: dict[str, Phrases] = {}
        self._talks: dict[str, set[tuple[str, str]]] = {}

    def know(self, context: Context, routines: Sequence[Routine]) -> None:
        """These are a person's routines now."""
        self._talks.setdefault(context.person, set()).add((context.device, context.conversation))
        self._of[context.person] = {
            key(phrase): (routine.id, routine.name)
            for routine in reversed(routines)
            if routine.enabled
            for phrase in routine.called
        }

    def forget(self, context: Context) -> None:
        """A conversation is over."""
        talks = self._talks.get(context.person, set())
        talks.discard((context.device, context.conversation))
        if not talks:
            self._talks.pop(context.person, None)
            self._of.pop(context.person, None)

    def meant(self, text: str, context: Context) -> tuple[str, str] | None:
        """Id and name of the routine that a person's whole utterance calls, if any."""
        phrases = self._of.get(context.person)
        if not phrases:
            return None
        for form in forms(text):
            bare = _END.sub("", _START.sub("", form)) if _START.match(form) else form
            found = phrases.get(key(form)) or phrases.get(key(_START.sub("", form))) or phrases.get(key(bare))
            if found:
                return found
        return None
