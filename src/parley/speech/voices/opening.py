"""The engine that tells voices apart, as the settings name it; it starts when the first voice is heard."""

from __future__ import annotations

from dataclasses import replace

from parley.errors import BadSettings, ParleyError
from parley.models.store import Store
from parley.settings import Settings
from parley.speech.engines import Engine, host
from parley.speech.voices.service import SHERPA, Bounds, VoiceService
from parley.telemetry import log

EMBEDDED = "ge2e"


def voice_service(settings: Settings, store: Store) -> VoiceService:
    """The service; where its model is missing, one that tells so whenever it is asked.

    Raises ``BadSettings`` where the named model tells no voices apart.
    """
    wanted = settings.voices
    bounds = Bounds() if wanted.engine == EMBEDDED else SHERPA
    bounds = replace(
        bounds,
        same=bounds.same if wanted.same is None else wanted.same,
        other=bounds.other if wanted.other is None else wanted.other,
    )
    try:
        engine = _engine(wanted.engine, store)
    except BadSettings:
        raise
    except ParleyError as error:
        log.warning("voices.missing", code=error.code)
        return VoiceService(None, bounds, error)
    return VoiceService(host(engine, settings), bounds)


def _engine(name: str, store: Store) -> Engine:
    """Raises ``MissingEngine``, ``BadSettings``."""
    if name == EMBEDDED:
        return Engine(name, frozenset(), "parley.speech.voices.ge2e:Ge2eEngine")
    folder = store.path(name)
    installed = store.find(name)
    if installed is None or installed.card.service != "voices":
        raise BadSettings(f"The model {name!r} is not one that tells voices apart.")
    return Engine(name, frozenset(), "parley.speech.voices.sherpa:SherpaVoices", {"folder": folder})
