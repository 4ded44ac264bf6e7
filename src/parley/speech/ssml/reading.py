"""Reads SSML, or plain text, into a script."""

from __future__ import annotations

from parley.speech.ssml.script import Script


def script_of(ssml: str) -> Script:
    """The script of an SSML document.

    Raises ``BadText`` with the line and column for what is no SSML, ``TooLong``, and ``Unsupported`` for what
    asks for something that is never done (sound fetched from an address).
    """
    raise NotImplementedError


def plain_script(text: str, language: str = "", *, voice: str = "", rate: float = 1.0) -> Script:
    """The script of plain text. Raises ``TooLong``."""
    raise NotImplementedError
