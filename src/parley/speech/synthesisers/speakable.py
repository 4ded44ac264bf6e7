"""What every synthesiser does to a request before it speaks: bounds, and no hidden commands in the text."""

from __future__ import annotations

import unicodedata

from parley.errors import TooLong, Unsupported
from parley.speech.types import SpeechRequest

MAX_CHARACTERS = 5_000
"""Longest text of one request; about six minutes of speech. The service asks sentence by sentence."""

SLOWEST = 0.5
FASTEST = 2.0
"""Range of ``SpeechRequest.rate``; beyond it no engine stays intelligible."""


def plain(request: SpeechRequest) -> str:
    """The text of a request without anything an engine could take for a command.

    Control and format characters go (some engines read them as switches of voice or speed), angle
    brackets too (SSML), and white space becomes single spaces. The result may be empty, in which case
    there is nothing to say. Raises ``TooLong`` and ``Unsupported`` (a rate out of range).
    """
    if len(request.text) > MAX_CHARACTERS:
        raise TooLong(f"A text to speak has at most {MAX_CHARACTERS} characters.")
    if not SLOWEST <= request.rate <= FASTEST:
        raise Unsupported(f"The speed of speech goes from {SLOWEST} to {FASTEST}.")
    return harmless(request.text)


def harmless(text: str) -> str:
    """The text without what an engine could take for a command; of such a text, the text itself."""
    return " ".join("".join(_harmless(character) for character in text).split())


def _harmless(character: str) -> str:
    if character in "<>" or character.isspace():
        return " "
    # C: control, format, surrogate, private use, unassigned. Joiners shape Indic and Persian words.
    if unicodedata.category(character).startswith("C") and character not in "\u200c\u200d":
        return ""
    return character
