"""The alignment service: an aligner for every language that has one, each in a worker process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from parley.audio.pcm import Samples
from parley.errors import EngineFailed, MissingEngine
from parley.models.store import Store
from parley.pool.host import EngineHost
from parley.settings import Settings
from parley.speech.engines import Engine, host
from parley.speech.types import Timed
from parley.tags import primary
from parley.telemetry import log

_FACTORY = "parley.speech.alignment.sphinx:SphinxAligner"


class Alignment:
    """Finds words in sound. Its engines start when they are first asked."""

    def __init__(self, hosts: Mapping[str, EngineHost]) -> None:
        """``hosts``: primary tag → what runs the aligner of that language."""
        self._hosts = dict(hosts)

    @property
    def languages(self) -> frozenset[str]:
        """Primary tags of the languages whose words can be found."""
        return frozenset(self._hosts)

    async def align(self, samples: Samples, text: str, language: str) -> tuple[Timed, ...]:
        """The words of ``text`` in the sound (int16 mono, 16 kHz), in order; none where they cannot be found.

        Raises ``Busy``.
        """
        running = self._hosts.get(primary(language))
        if running is None:
            return ()
        try:
            return cast("tuple[Timed, ...]", await running.call("align", samples, text))
        except (EngineFailed, MissingEngine) as error:
            # The words are right without their places, which then are left out.
            log.warning("alignment.failed", engine=running.name, code=error.code)
            return ()

    async def stop(self) -> None:
        """Let the engines go."""
        for each in self._hosts.values():
            await each.stop()


def alignment(settings: Settings, store: Store) -> Alignment:
    """The aligners that can be made: English always, Mandarin with the model ``sphinx-zh``."""
    hosts = {"en": host(Engine("align-en", frozenset({"en"}), _FACTORY, {"language": "en"}), settings)}
    if store.find("sphinx-zh") is not None:
        arguments: dict[str, object] = {"language": "zh", "model": store.path("sphinx-zh")}
        hosts["zh"] = host(Engine("align-zh", frozenset({"zh"}), _FACTORY, arguments), settings)
    return Alignment(hosts)
