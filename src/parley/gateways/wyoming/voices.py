"""The voices that others may choose: for each language the one with which Parley speaks it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from parley.errors import ParleyError
from parley.speech.saying import ANY, Mouth, Saying
from parley.speech.types import Voice
from parley.tags import primary
from parley.telemetry import log


async def voices(saying: Saying) -> dict[str, str]:
    """Name of a voice → the language it speaks."""
    found: dict[str, str] = {}
    # What is set for one language comes before what is set for all others.
    for key, mouths in sorted(saying.by_language.items(), key=lambda each: each[0] == ANY):
        for mouth in mouths:
            for language in (key,) if key != ANY else await _languages(mouth):
                name = f"{language}-{mouth.voices.get(language, mouth.name)}"
                if language not in found.values():
                    found[name] = language
    return found


async def _languages(mouth: Mouth) -> Iterable[str]:
    if mouth.languages:
        return sorted(mouth.languages)
    try:
        each = cast(Sequence[Voice], await mouth.host.call("voices"))
    except ParleyError as error:
        log.warning("voices.unknown", engine=mouth.name, code=error.code)
        return ()
    return sorted({primary(voice.language) for voice in each})
