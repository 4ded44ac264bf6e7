"""Settings: one TOML file, environment variables above it, and defaults that work.

The file is ``parley.toml`` in the configuration folder (``parley doctor`` prints where), or what
``PARLEY_SETTINGS`` names. ``PARLEY_SERVER__PORT=9000`` sets ``port`` of the table ``server``.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from parley.errors import BadSettings
from parley.settings.around import Calendars, Devices, McpServer, Music, News, Place, Rates, Weather
from parley.settings.crawling import Crawling, Folder
from parley.settings.knowledge import Knowing
from parley.settings.photos import Photos
from parley.settings.search import Search
from parley.settings.services import Answering, Realtime, Seeing, Services, Summing, Translating, Upstream
from parley.settings.speakers import Voices, Wyoming, XiaoAi, XiaoZhi
from parley.settings.typing import Typing

_Seconds = Annotated[float, Meta(ge=0.0, le=600.0)]
_Count = Annotated[int, Meta(ge=1, le=10_000)]


class Server(Struct, frozen=True, forbid_unknown_fields=True):
    """Where Parley is reached."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8420
    tls_certificate: str | None = None
    """Path of a PEM file; browsers give their microphone to other machines only over TLS."""
    tls_key: str | None = None
    public_url: str = ""
    """Where others reach it, such as ``https://parley.example``; empty for the address they ask at."""
    sessions: _Count = 64
    """Talk pages connected at once."""


class Listening(Struct, frozen=True, forbid_unknown_fields=True):
    """When an utterance begins and ends. All in seconds."""

    pre_roll: _Seconds = 0.3
    end_silence: _Seconds = 0.7
    max_utterance: _Seconds = 30.0
    follow_up: _Seconds = 8.0
    """How long to wait for speech after a wake word or after Parley's own question."""
    max_file: Annotated[float, Meta(ge=1.0, le=3600.0)] = 120.0
    """Longest recording that ``parley ask`` takes as one utterance."""


class Endpoint(Struct, frozen=True, forbid_unknown_fields=True):
    """A service elsewhere that speaks OpenAI's API."""

    url: str
    model: str
    key_variable: str = "OPENAI_API_KEY"
    """Name of the environment variable that holds the key; the key itself never stands in a file."""
    languages: tuple[str, ...] = ("en", "zh")
    voice: str | None = None
    """Voice for speech; None for ``alloy``."""


class Ears(Struct, frozen=True, forbid_unknown_fields=True):
    """Which recognisers hear an utterance. Several may hear the same one; the judge decides."""

    engines: tuple[str, ...] = ("moonshine", "sphinx-zh")
    """Of ``moonshine``, ``sphinx-en``, ``sphinx-zh``, ``openai``, or the name of a sherpa-onnx model."""
    partials: bool = True
    """Show words while the person speaks; costs CPU."""
    openai: Endpoint | None = None


class Mouth(Struct, frozen=True, forbid_unknown_fields=True):
    """Which synthesiser speaks which language."""

    engines: Mapping[str, str] = field(default_factory=lambda: {"zh": "syllables", "*": "espeak"})
    """Language (or ``*``) → ``espeak``, ``flite``, ``syllables``, ``openai``, or the name of a sherpa-onnx or
    Piper model."""
    voices: Mapping[str, str] = field(default_factory=dict[str, str])
    """Language → voice name."""
    rate: Annotated[float, Meta(ge=0.5, le=2.0)] = 1.0
    openai: Endpoint | None = None


class Pool(Struct, frozen=True, forbid_unknown_fields=True):
    """How much work is taken on at once."""

    copies: Annotated[int, Meta(ge=1, le=64)] = 1
    """Worker processes per engine."""
    utterances: _Count = 8
    """Utterances heard at once; one more is told that Parley is busy."""
    call_timeout: _Seconds = 20.0
    """Seconds after which an engine that does not answer is killed."""
    load_timeout: _Seconds = 60.0


class Home(Struct, frozen=True, forbid_unknown_fields=True):
    """Where people's data is kept."""

    database: str | None = None
    """``postgresql://user@host/name``; None for SQLite in the data folder."""
    files: str | None = None
    """``file:///folder``, ``s3://bucket/path`` or ``az://container/path``; None for the data folder."""
    quota_mb: Annotated[int, Meta(ge=0, le=100_000_000)] = 10_000
    """Megabytes of files that one person may keep."""
    history_days: Annotated[int, Meta(ge=0, le=36_500)] = 365
    """How long what was said is kept for its person; 0 keeps nothing."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that can be set."""

    data: str | None = None
    """Folder for models, records and keys; None for the system's usual place."""
    language: str = "en"
    """In what language to speak when nothing else tells: ``en`` or ``zh``."""
    languages: tuple[str, ...] = ()
    """Other languages in which commands are understood, such as ``de`` or ``pt-BR``."""
    wake: Mapping[str, str] = field(default_factory=lambda: {"okay_nabu": "", "hey_jarvis": ""})
    """Wake word → language expected after it, or "" for any."""
    server: Server = field(default_factory=Server)
    listening: Listening = field(default_factory=Listening)
    ears: Ears = field(default_factory=Ears)
    mouth: Mouth = field(default_factory=Mouth)
    pool: Pool = field(default_factory=Pool)
    home: Home = field(default_factory=Home)
    place: Place = field(default_factory=Place)
    weather: Weather = field(default_factory=Weather)
    rates: Rates = field(default_factory=Rates)
    news: News = field(default_factory=News)
    music: Music = field(default_factory=Music)
    devices: Devices = field(default_factory=Devices)
    calendars: Calendars = field(default_factory=Calendars)
    voices: Voices = field(default_factory=Voices)
    xiaozhi: XiaoZhi = field(default_factory=XiaoZhi)
    wyoming: Wyoming = field(default_factory=Wyoming)
    xiaoai: XiaoAi = field(default_factory=XiaoAi)
    services: Services = field(default_factory=Services)
    mcp: Mapping[str, McpServer] = field(default_factory=dict[str, McpServer])
    translation: Translating = field(default_factory=Translating)
    vision: Seeing = field(default_factory=Seeing)
    photos: Photos = field(default_factory=Photos)
    search: Search = field(default_factory=Search)
    crawling: Crawling = field(default_factory=Crawling)
    folders: Mapping[str, Folder] = field(default_factory=dict[str, Folder])
    knowledge: Knowing = field(default_factory=Knowing)
    typing: Typing = field(default_factory=Typing)
    realtime: Realtime = field(default_factory=Realtime)
    answers: Answering = field(default_factory=Answering)
    summaries: Summing = field(default_factory=Summing)
    upstream: Mapping[str, Upstream] = field(default_factory=dict[str, Upstream])

    @property
    def data_dir(self) -> Path:
        """The folder for models, records and keys."""
        if self.data:
            return Path(self.data).expanduser()
        import platformdirs

        return Path(platformdirs.user_data_dir("parley", appauthor=False))


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Where the settings file is, or would be."""
    if named := environment.get("PARLEY_SETTINGS"):
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_config_dir("parley", appauthor=False)) / "parley.toml"


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this machine. Raises ``BadSettings`` naming the setting that is wrong."""
    path = settings_path(environment)
    values: dict[str, Any] = {}
    if path.is_file():
        try:
            values = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettings(f"{path} is not valid TOML: {error}") from error
    elif "PARLEY_SETTINGS" in environment:
        raise BadSettings(f"There is no settings file at {path}.")
    _overlay(values, environment)
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise BadSettings(f"In the settings ({path} and PARLEY_… variables): {error}") from error


_OTHER_VARIABLES = {
    "PARLEY_SETTINGS",
    "PARLEY_CACHE",
    "PARLEY_LOG",
    "PARLEY_DEBUG",
    "PARLEY_REQUIRE_ALL",
    "PARLEY_TEST_DATA",
    "PARLEY_BACKUP_PASSPHRASE",
}


def _overlay(values: dict[str, Any], environment: Mapping[str, str]) -> None:
    for name, value in environment.items():
        if not name.startswith("PARLEY_") or name in _OTHER_VARIABLES:
            continue
        *tables, key = name.removeprefix("PARLEY_").lower().split("__")
        table = values
        for step in tables:
            table = table.setdefault(step, {})
        table[key] = _parsed(value)


def _parsed(value: str) -> Any:
    """Lists and tables are written as TOML; anything else is taken as it stands."""
    if value[:1] in ("[", "{"):
        try:
            return tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError as error:
            raise BadSettings(f"A PARLEY_… variable is not valid TOML: {error}") from error
    return value
