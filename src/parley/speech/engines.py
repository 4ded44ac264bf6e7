"""Which engine is which class with which arguments: from settings and installed models to running engines."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from parley.errors import BadSettings, MissingEngine, ParleyError
from parley.models.store import Store
from parley.pool.host import EngineHost, EnginePool
from parley.pool.wire import Load
from parley.settings import Endpoint, Settings
from parley.speech.hearing import Ear
from parley.speech.saying import ANY, Mouth
from parley.speech.synthesisers import flite
from parley.speech.types import Grammar, said_file
from parley.telemetry import log

PARTIALS_SECONDS = 0.7
"""New speech that brings the next partial result."""

_RECOGNISERS = "parley.speech.recognisers"
_SYNTHESISERS = "parley.speech.synthesisers"


@dataclass(frozen=True, slots=True)
class Engine:
    """How to make one engine."""

    name: str
    languages: frozenset[str]
    """Primary tags; empty when there are too many to list and the engine itself refuses what it cannot do."""
    factory: str
    """``module:Class``."""

    arguments: dict[str, object] = field(default_factory=dict[str, object])
    partials: bool = False
    grammar: bool = False
    gain: float = 1.0
    pitch: bool = False
    every: float = 0.0
    reconsiders: bool = False
    resumes: bool = False
    """As of ``Ear``, all three."""


def recogniser(name: str, settings: Settings, store: Store, grammar: Callable[[str], Grammar]) -> Engine:
    """The recogniser of that name. Raises ``MissingEngine`` or ``BadSettings``."""
    if name == "moonshine":
        partials = settings.ears.partials
        return Engine(
            name,
            frozenset({"en"}),
            f"{_RECOGNISERS}.moonshine:MoonshineRecogniser",
            {
                "partials": PARTIALS_SECONDS if partials else None,
                "said": settings.data_dir / "understanding" / said_file("en"),
            },
            partials=partials,
            every=PARTIALS_SECONDS if partials else 0.0,
            reconsiders=True,
            resumes=True,
        )
    if name in ("sphinx-en", "sphinx-zh"):
        language = name.removeprefix("sphinx-")
        model = store.path(name) if language != "en" else None
        return Engine(
            name,
            frozenset({language}),
            f"{_RECOGNISERS}.sphinx:SphinxRecogniser",
            {"language": language, "grammar": grammar(language), "model": model},
            grammar=True,
            resumes=True,
        )
    if name == "openai":
        endpoint = _endpoint(settings.ears.openai, "ears")
        arguments = {**_reached(endpoint), "languages": endpoint.languages}
        languages = frozenset(endpoint.languages)
        return Engine(name, languages, f"{_RECOGNISERS}.openai:OpenAIRecogniser", arguments)
    folder, languages = _model(name, "sherpa", store)
    return Engine(
        name,
        languages,
        f"{_RECOGNISERS}.sherpa:SherpaRecogniser",
        {"folder": folder, "languages": languages},
        partials=True,
    )


def synthesiser(name: str, settings: Settings, store: Store) -> Engine:
    """The synthesiser of that name. Raises ``MissingEngine`` or ``BadSettings``."""
    if name == "espeak":
        return Engine(name, frozenset(), f"{_SYNTHESISERS}.espeak:EspeakSynthesiser", pitch=True)
    if name == "flite":
        arguments: dict[str, object] = {"program": flite.program()}
        return Engine(name, frozenset({"en"}), f"{_SYNTHESISERS}.flite:FliteSynthesiser", arguments)
    if name == "syllables":
        recordings = next(iter(sorted(store.path("hantts").glob("*.zip"))), None)
        if recordings is None:
            raise MissingEngine(name, "parley models pull hantts")
        return Engine(
            name,
            frozenset({"zh"}),
            f"{_SYNTHESISERS}.syllables:SyllableSynthesiser",
            {"recordings": recordings},
        )
    if name == "openai":
        endpoint = _endpoint(settings.mouth.openai, "mouth")
        languages, voices = endpoint.languages, (endpoint.voice or "alloy",)
        arguments = {**_reached(endpoint), "languages": languages, "voices": voices}
        return Engine(name, frozenset(languages), f"{_SYNTHESISERS}.openai:OpenAISynthesiser", arguments)
    installed = store.find(name)
    if installed is not None and installed.card.engine == "piper":
        folder, languages = _model(name, "piper", store)
        return Engine(name, languages, f"{_SYNTHESISERS}.piper:PiperSynthesiser", {"voice": folder})
    folder, languages = _model(name, "sherpa", store)
    arguments = {"folder": folder, "languages": languages}
    return Engine(name, languages, f"{_SYNTHESISERS}.sherpa:SherpaSynthesiser", arguments)


def ears(settings: Settings, store: Store, grammar: Callable[[str], Grammar]) -> list[Ear]:
    """The recognisers that are set and can be made; the others are logged and left out."""
    found: list[Ear] = []
    for name in settings.ears.engines:
        try:
            engine = recogniser(name, settings, store, grammar)
        except MissingEngine as error:
            log.warning("ear.missing", engine=name, remedy=error.remedy)
            continue
        running = host(engine, settings)
        found.append(
            Ear(
                engine.name,
                engine.languages,
                running,
                engine.partials,
                engine.grammar,
                engine.every,
                engine.reconsiders,
                engine.resumes,
            )
        )
    return found


def mouths(settings: Settings, store: Store) -> dict[str, list[Mouth]]:
    """Language → the synthesisers that are set and can be made; an engine set twice runs once."""
    running: dict[str, Mouth] = {}
    by_language: dict[str, list[Mouth]] = {}
    for language, name in settings.mouth.engines.items():
        try:
            mouth = running.get(name) or _mouth(synthesiser(name, settings, store), settings)
        except MissingEngine as error:
            log.warning("mouth.missing", engine=name, remedy=error.remedy)
            continue
        running[name] = mouth
        by_language.setdefault(language if language == ANY else language.lower(), []).append(mouth)
    return by_language


def host(engine: Engine, settings: Settings) -> EngineHost:
    """The engine in its worker processes; nothing is started yet."""
    pool = settings.pool
    return EnginePool(
        engine.name,
        Load(engine.factory, engine.arguments),
        copies=pool.copies,
        max_kept=pool.utterances,
        load_timeout=pool.load_timeout,
        call_timeout=pool.call_timeout,
    )


async def started(hosts: Mapping[str, EngineHost]) -> dict[str, ParleyError | None]:
    """Start engines side by side; per name, None or the reason why it does not start."""

    async def start(each: EngineHost) -> ParleyError | None:
        try:
            await each.start()
        except ParleyError as error:
            return error
        return None

    return dict(zip(hosts, await asyncio.gather(*map(start, hosts.values())), strict=True))


def _mouth(engine: Engine, settings: Settings) -> Mouth:
    # What people choose a voice for is a language; other engines' voice names mean nothing to this one.
    voices = settings.mouth.voices
    running = host(engine, settings)
    return Mouth(engine.name, engine.languages, running, engine.gain, voices, engine.pitch)


def _endpoint(endpoint: Endpoint | None, table: str) -> Endpoint:
    if endpoint is None:
        raise BadSettings(f"The engine 'openai' needs a [{table}.openai] table with url and model.")
    return endpoint


def _reached(endpoint: Endpoint) -> dict[str, object]:
    key = os.environ.get(endpoint.key_variable, "")
    return {"url": endpoint.url, "model": endpoint.model, "key": key}


def _model(name: str, engine: str, store: Store) -> tuple[Path, frozenset[str]]:
    folder = store.path(name)
    installed = store.find(name)
    if installed is None or installed.card.engine != engine:
        raise BadSettings(f"The model {name!r} is not one for the engine {engine!r}.")
    return folder, frozenset(installed.card.languages)
