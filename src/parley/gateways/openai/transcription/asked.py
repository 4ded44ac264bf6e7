"""What a client asks of its sound: the fields of the form, checked one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct, field

from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.models import Use, checked
from parley.gateways.surface.forms import Form
from parley.speech.transcribing.types import Wanted

FORMATS = ("json", "text", "srt", "vtt", "verbose_json", "diarized_json")
GRANULARITIES = ("segment", "word")
MOST_PROMPT = 4_000
"""Characters of a prompt, of which OpenAI reads the last 224 tokens."""

_TAG = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}")
_APART = re.compile(r"[,，、;；。．.!！?？:：\n\r\t\"“”()（）]+")
_LONGEST_TERM = 60
"""Characters; what is longer is a sentence, of which engines with hot words make nothing."""


class TranscriptionForm(Struct, frozen=True):
    """The form of a transcription."""

    file: Annotated[str, Meta(extra_json_schema={"format": "binary"})]
    model: Annotated[str, Meta(min_length=1, max_length=200)]
    language: Annotated[str, Meta(max_length=35)] = ""
    languages: list[str] = field(default_factory=list[str], name="languages[]")
    """Those among which it is."""
    prompt: Annotated[str, Meta(max_length=MOST_PROMPT)] = ""
    """Words to expect, between commas or full stops."""
    keywords: list[str] = field(default_factory=list[str], name="keywords[]")
    """Words to expect."""
    response_format: Annotated[str, Meta(extra_json_schema={"enum": list(FORMATS)})] = "json"
    temperature: Annotated[float, Meta(ge=0, le=1)] = 0.0
    stream: bool = False
    granularities: list[str] = field(default_factory=list[str], name="timestamp_granularities[]")
    include: list[str] = field(default_factory=list[str], name="include[]")


class TranslationForm(Struct, frozen=True):
    """The form of a translation into English."""

    file: Annotated[str, Meta(extra_json_schema={"format": "binary"})]
    model: Annotated[str, Meta(min_length=1, max_length=200)]
    prompt: Annotated[str, Meta(max_length=MOST_PROMPT)] = ""
    response_format: Annotated[str, Meta(extra_json_schema={"enum": list(FORMATS[:5])})] = "json"
    temperature: Annotated[float, Meta(ge=0, le=1)] = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for."""

    form: str
    """One of ``FORMATS``."""
    stream: bool
    wanted: Wanted
    words: bool = False
    """Words with their places, in ``verbose_json``."""
    segments: bool = True
    """Segments, in ``verbose_json``."""


def asked(form: Form, deployment: str, use: Use) -> Asked:
    """What the form asks for. Raises ``BadParameter``, ``UnknownModel``."""
    model = form.text("model") or deployment
    if not model:
        raise BadParameter("model", "You must provide a model parameter.")
    checked(model[:200], use)
    shape = form.text("response_format") or "json"
    shapes = FORMATS if use is Use.TRANSCRIPTION else FORMATS[:5]
    if shape not in shapes:
        raise BadParameter("response_format", f"response_format must be one of {', '.join(shapes)}.")
    _refuse(form)
    granularities = set(form.texts("timestamp_granularities[]", "timestamp_granularities"))
    if granularities - set(GRANULARITIES):
        raise BadParameter("timestamp_granularities[]", "timestamp_granularities[] are word and segment.")
    if granularities and shape != "verbose_json":
        message = "timestamp_granularities[] need response_format verbose_json."
        raise BadParameter("timestamp_granularities[]", message)
    words = "word" in granularities
    return Asked(
        form=shape,
        stream=_flag(form, "stream") and use is Use.TRANSCRIPTION,
        wanted=Wanted(
            languages=_languages(form),
            words=words,
            speakers=shape == "diarized_json",
            phrases=(*form.texts("keywords[]", "keywords"), *terms(form.text("prompt"))),
            partials=False,
        ),
        words=words,
        segments=not granularities or "segment" in granularities,
    )


def terms(prompt: str) -> tuple[str, ...]:
    """The words to expect that a prompt names: its parts between commas and full stops that are short."""
    if len(prompt) > MOST_PROMPT:
        raise BadParameter("prompt", f"prompt may have {MOST_PROMPT} characters.")
    parts = (part.strip() for part in _APART.split(prompt))
    return tuple(dict.fromkeys(part for part in parts if 1 < len(part) <= _LONGEST_TERM))


def _languages(form: Form) -> tuple[str, ...]:
    """The one that it is, or those among which it is. Raises ``BadParameter``."""
    language = form.text("language").strip()
    several = form.texts("languages[]", "languages")
    for name, tags in (("language", [language] if language else []), ("languages[]", several)):
        if not all(map(_TAG.fullmatch, tags)):
            raise BadParameter(name, f"{name} must be a tag such as en, zh or zh-CN.")
    return (language,) if language else tuple(dict.fromkeys(several))


def _refuse(form: Form) -> None:
    """What cannot be done is not passed over. Raises ``BadParameter``."""
    if form.texts("include[]", "include"):
        message = "include[] is not offered: the engines here do not give the probabilities of tokens."
        raise BadParameter("include[]", message, "unsupported_parameter")
    known = ("known_speaker_names[]", "known_speaker_names", "known_speaker_references[]")
    if form.texts(*known, "known_speaker_references"):
        message = "Known speakers are not offered: speakers are told apart, and named A, B, C."
        raise BadParameter("known_speaker_names[]", message, "unsupported_parameter")
    temperature = form.text("temperature") or "0"
    try:
        fits = 0 <= float(temperature) <= 1
    except ValueError:
        fits = False
    if not fits:
        raise BadParameter("temperature", "temperature must be between 0 and 1; it changes nothing here.")


def _flag(form: Form, name: str) -> bool:
    value = form.text(name).lower()
    if value not in ("", "true", "false", "1", "0"):
        raise BadParameter(name, f"{name} must be true or false.")
    return value in ("true", "1")
