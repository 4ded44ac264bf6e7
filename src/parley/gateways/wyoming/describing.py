"""What the services say of themselves: what is installed, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from parley import __version__
from parley.gateways.wyoming.offering import Offer

_WE = {"name": "Parley", "url": "https://pypi.org/project/parley/"}
LANGUAGES = ("en", "zh")
"""In which skills are understood and answered."""

_Artifact = dict[str, object]


async def info(offer: Offer) -> Mapping[str, object]:
    """The data of ``info``."""
    parts = offer.assistant.parts
    ears = [_model(ear.name, sorted(ear.languages)) for ear in parts.hearing.ears]
    mouths = [_model(name, [language]) for name, language in (await offer.voices()).items()]
    words = list(parts.ears.words or {}) if parts.ears.wake is not None else []
    wakes = [_model(word, ["en"]) | {"phrase": word.replace("_", " ")} for word in words]
    skills = _model("parley-skills", LANGUAGES)
    streams = {"supports_transcript_streaming": parts.hearing.partials, "requires_external_vad": True}
    plain = {"prefers_auto_gain_enabled": False, "prefers_noise_reduction_enabled": False}
    return {
        "asr": _program("Speech to text", {"models": ears, **streams, **plain}) if ears else [],
        "tts": _program("Text to speech", {"voices": mouths, "supports_synthesize_streaming": True})
        if mouths
        else [],
        "handle": _program(
            "The assistant",
            {"models": [skills], "supports_handled_streaming": True, "supports_home_control": True},
        ),
        "intent": _program("What is meant, without doing it", {"models": [skills]}),
        "wake": _program("Wake words", {"models": wakes}) if wakes else [],
        "mic": [],
        "snd": [],
    }


def _program(description: str, more: Mapping[str, object]) -> list[_Artifact]:
    return [_artifact("parley", description) | dict(more)]


def _model(name: str, languages: Iterable[str]) -> _Artifact:
    return _artifact(name, name) | {"languages": list(languages)}


def _artifact(name: str, description: str) -> _Artifact:
    return {
        "name": name,
        "attribution": _WE,
        "installed": True,
        "description": description,
        "version": __version__,
    }
