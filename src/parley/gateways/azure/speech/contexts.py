"""``speech.context``: what the SDK says at the beginning of a turn of how to listen."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from parley.gateways.azure.speech.framing import BadMessage

_Milliseconds = Annotated[int, Meta(ge=0, le=3_600_000)]
_Tag = Annotated[str, Meta(max_length=35)]
_Word = Annotated[str, Meta(max_length=64)]
_Tags = Annotated[list[_Tag], Meta(max_length=100)]


class Phrase(Struct, frozen=True, rename="pascal"):
    """One entry of a phrase list."""

    text: Annotated[str, Meta(max_length=1_000)] = ""


class Group(Struct, frozen=True, rename="pascal"):
    """A phrase list."""

    items: Annotated[list[Phrase], Meta(max_length=5_000)] = []


class Biases(Struct, frozen=True):
    """The phrase lists; ``dgi`` stands for dynamic grammar information."""

    groups: Annotated[list[Group], Meta(max_length=100)] = field(name="Groups", default_factory=list[Group])


class Segmentation(Struct, frozen=True, rename="camel"):
    """Where a phrase ends."""

    segmentation_silence_timeout_ms: _Milliseconds | None = None


class Mode(Struct, frozen=True):
    """What holds in one mode."""

    segmentation: Segmentation | None = None


class Diarization(Struct, frozen=True):
    """Asks who speaks."""

    mode: _Word = ""


class Enrichment(Struct, frozen=True, rename="camel"):
    """What becomes of the words."""

    profanity: _Word | None = None
    pronunciation_assessment: object = None


class PhraseDetection(Struct, frozen=True, rename="camel"):
    """How to find phrases."""

    mode: _Word | None = None
    """``Interactive``, ``Conversation`` or ``Dictation``, in any case; or the address says it."""
    language: _Tag | None = None
    initial_silence_timeout: _Milliseconds | None = None
    trailing_silence_timeout: _Milliseconds | None = None
    enrichment: Enrichment | None = None
    speaker_diarization: Diarization | None = None
    interactive: Mode | None = field(name="INTERACTIVE", default=None)
    conversation: Mode | None = field(name="CONVERSATION", default=None)
    dictation: Mode | None = field(name="DICTATION", default=None)


class LanguageId(Struct, frozen=True):
    """Languages among which to find out the one spoken."""

    languages: _Tags = []
    mode: _Word = ""
    """``DetectAtAudioStart`` or ``DetectContinuous``."""


class Detailed(Struct, frozen=True):
    """What detailed results hold."""

    options: Annotated[list[_Word], Meta(max_length=20)] = []


class InterimResults(Struct, frozen=True, rename="camel"):
    """What to tell while the person speaks."""

    result_type: _Word | None = None
    """``None`` for nothing."""
    stable_threshold: Annotated[int, Meta(ge=0, le=100)] | None = None
    """How often a word must have been told before it is."""


class PhraseOutput(Struct, frozen=True, rename="camel"):
    """The shape of the results."""

    format: _Word | None = None
    detailed: Detailed | None = None
    interim_results: InterimResults | None = None


class Action(Struct, frozen=True):
    """What follows."""

    action: _Word = ""


class Translating(Struct, frozen=True, rename="camel"):
    """Languages to translate into."""

    target_languages: _Tags = []
    on_success: Action | None = None


class Synthesizing(Struct, frozen=True, rename="camel"):
    """Voices that say the translation."""

    default_voices: dict[_Tag, Annotated[str, Meta(max_length=200)]] = {}


class Context(Struct, frozen=True, rename="camel"):
    """All of it. What is not listed here makes no difference to anything done here."""

    phrase_detection: PhraseDetection = PhraseDetection()
    language_id: LanguageId | None = None
    dgi: Biases | None = None
    phrase_output: PhraseOutput = PhraseOutput()
    translation: Translating | None = None
    synthesis: Synthesizing | None = None
    keyword_detection: object = None
    pronunciation_assessment: object = None


def read(body: str | bytes) -> Context:
    """A context from its JSON. Raises ``BadMessage`` for another shape, or numbers out of bounds."""
    try:
        # Not strictly: what a program sets by property arrives as text, "3000".
        return msgspec.convert(msgspec.json.decode(body), Context, strict=False)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise BadMessage(f"speech.context: {error}") from error
    except RecursionError as error:
        raise BadMessage("speech.context is nested too deeply.") from error
