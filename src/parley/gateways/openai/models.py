"""Which models are served by which operation, under which names: ``GET /v1/models`` and who asks for one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from parley.embedding.service import Embedding
from parley.generation.errors import UnknownModel
from parley.generation.service import REMEDY, Generation

ASSISTANT = "parley"
"""The assistant itself, and its ears and its voice."""


class Use(StrEnum):
    """What a model can be asked to do."""

    CHAT = "chat"
    """Chat completions and responses."""
    EMBEDDING = "embedding"
    TRANSCRIPTION = "transcription"
    AUDIO_TRANSLATION = "audio translation"
    SPEECH = "speech"
    REALTIME = "realtime"
    REALTIME_TRANSCRIPTION = "realtime transcription"
    REALTIME_TRANSLATION = "realtime translation"


OWN: Mapping[Use, tuple[str, ...]] = {
    Use.CHAT: (ASSISTANT,),
    Use.EMBEDDING: (),  # those that are installed
    Use.TRANSCRIPTION: (
        ASSISTANT,
        "whisper-1",
        "gpt-4o-transcribe",
        "gpt-4o-mini-transcribe",
        "gpt-4o-transcribe-diarize",
    ),
    Use.AUDIO_TRANSLATION: (ASSISTANT, "whisper-1"),
    Use.SPEECH: (ASSISTANT, "tts-1", "tts-1-hd", "gpt-4o-mini-tts"),
    Use.REALTIME: (ASSISTANT, "gpt-realtime", "gpt-realtime-mini", "gpt-4o-realtime-preview"),
    Use.REALTIME_TRANSCRIPTION: (
        ASSISTANT,
        "whisper-1",
        "gpt-4o-transcribe",
        "gpt-4o-mini-transcribe",
        "gpt-realtime-whisper",
    ),
    Use.REALTIME_TRANSLATION: (ASSISTANT, "gpt-realtime-translate"),
}
"""Names that Parley itself answers to. OpenAI's names of ears and voices are taken for Parley's own, so that
a program need not be changed; those of language models are not: nobody should take the assistant for another
model."""


@dataclass(frozen=True, slots=True)
class Served:
    """A model in the list."""

    id: str
    owner: str
    created: int = 0
    """POSIX seconds; 0 where nobody knows."""
    uses: tuple[Use, ...] = ()
    """What Parley itself does under that name; empty for a model of an upstream."""


def own(model: str, use: Use) -> bool:
    """Whether Parley itself does it under this name."""
    return model in OWN[use]


def checked(model: str, use: Use) -> str:
    """The name, if Parley itself does it under that. Raises ``UnknownModel`` (404, ``model_not_found``)."""
    if not own(model, use):
        raise UnknownModel(model, f"For {use.value} there is: {', '.join(OWN[use])}.")
    return model


class Models:
    """What this Parley and its upstreams serve."""

    def __init__(self, generation: Generation, embedding: Embedding | None = None) -> None:
        self._generation, self._embedding = generation, embedding

    async def listed(self) -> list[Served]:
        """Every model; those of upstreams by their bare names where these are unique."""
        found = {name: Served(name, "parley", 0, uses_of(name)) for names in OWN.values() for name in names}
        if self._embedding is not None:
            here = await asyncio.to_thread(self._embedding.installed)
            found |= {name: Served(name, "parley", 0, (Use.EMBEDDING,)) for name in here}
        offered = await self._generation.models()
        bare = [each.model for each in offered]
        for each in offered:
            unique = bare.count(each.model) == 1 and each.model not in found
            id = each.model if unique else each.id
            found[id] = Served(id, each.owner or each.upstream, each.created)
        return list(found.values())

    async def find(self, model: str) -> Served:
        """A model by its name. Raises ``UnknownModel``."""
        for each in await self.listed():
            if each.id == model:
                return each
        offered = await self._generation.find(model)
        if offered is None:
            raise UnknownModel(model, REMEDY)
        return Served(model, offered.owner or offered.upstream, offered.created)


def uses_of(model: str) -> tuple[Use, ...]:
    """What Parley itself does under a name."""
    return tuple(use for use in Use if own(model, use))
