"""Apologies: what the assistant says when it cannot answer, per language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from parley.errors import MissingEngine, MissingLanguage, ParleyError
from parley.language.messages import Messages
from parley.skills.types import Reply

LANGUAGES = ("en", "zh")
"""Languages Parley can word an apology in."""


@cache
def _messages(language: str) -> Messages:
    return Messages.read(Path(__file__).parent / f"{language}.yaml", language, lambda value, _: str(value))


def sentence(name: str, language: str) -> Reply:
    """The message ``name`` in ``language``, or in English where there is none."""
    language = language if language in LANGUAGES else "en"
    return Reply(_messages(language).say(name), language, emotion="sad")


def apology(error: ParleyError, language: str) -> Reply:
    """What to say about an error; that a language is missing is said in it, if Parley has words in it."""
    if isinstance(error, MissingLanguage):
        own = error.language if error.language in LANGUAGES else language
        own = own if own in LANGUAGES else "en"
        name = _language_name(error.language, own)
        text = _messages(own).say("missing_language", language=name, remedy=error.remedy)
        return Reply(text, own, emotion="sad")
    language = language if language in LANGUAGES else "en"
    messages = _messages(language)
    if isinstance(error, MissingEngine):
        return Reply(messages.say("missing_engine", remedy=error.remedy), language, emotion="sad")
    known = error.code if error.code in messages.names() else "failed"
    return Reply(messages.say(known), language, emotion="sad")


def _language_name(tag: str, language: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag).get_language_name(language)
    except (UnknownLocaleError, ValueError):
        name = None
    return name or tag
