"""What a speaker tells of itself: a wake word was heard, by its own assistant or by an added engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import Struct, field

from parley.gateways.xiaoai.messages import Event

OWN_WORD = "小爱同学"
"""What Xiaomi's assistant listens for; its log does not repeat it."""
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Woken:
    """Somebody said a wake word to the speaker."""

    word: str
    own: bool
    """Xiaomi's assistant heard it too, and is about to act on what follows."""


class _Header(Struct, frozen=True):
    namespace: str = ""
    name: str = ""


class _Result(Struct, frozen=True):
    text: str = ""


class _Payload(Struct, frozen=True):
    is_vad_begin: bool = False
    results: list[_Result] = field(default_factory=list[_Result])


class _Line(Struct, frozen=True):
    header: _Header = _Header()
    payload: _Payload = _Payload()


_line = msgspec.json.Decoder(_Line)


def woken(event: Event) -> Woken | None:
    """The wake word that an event tells of, if it does. What does not look like one is no event of ours."""
    data: Any = event.data
    if not isinstance(data, dict):
        return None
    if event.event == "kws":
        word: Any = data.get("Keyword")  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType]
        return Woken(word[:_LONGEST_WORD], own=False) if isinstance(word, str) and word else None
    if event.event == "instruction":
        line: Any = data.get("NewLine")  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType]
        return Woken(OWN_WORD, own=True) if isinstance(line, str) and _wakes(line) else None
    return None


def _wakes(text: str) -> bool:
    """Its log's first line of a talk: recognition begins, and nothing was said yet."""
    try:
        line = _line.decode(text)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return False  # most lines are of other kinds
    if (line.header.namespace, line.header.name) != ("SpeechRecognizer", "RecognizeResult"):
        return False
    results = line.payload.results
    return bool(results) and not results[0].text and not line.payload.is_vad_begin
