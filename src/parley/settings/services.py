"""Settings of the AI services, and of the APIs that offer them to other people's SDKs."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

_Count = Annotated[int, Meta(ge=1, le=10_000)]
_TRUSTED = "en zh-Hans zh-Hant ar cs de el es fi fr he hi hu id it ja ko nb nl pl pt ro ru sv th tr uk vi"


class Services(Struct, frozen=True, forbid_unknown_fields=True):
    """The APIs of OpenAI, Azure and others, spoken by Parley."""

    enabled: bool = True
    origins: tuple[str, ...] = ("*",)
    """Web pages that may use them with a key, such as ``https://app.example``; ``*`` for all."""
    audio_mb: Annotated[int, Meta(ge=1, le=4_000)] = 100
    """Megabytes of one sound file."""


class Upstream(Struct, frozen=True, forbid_unknown_fields=True):
    """A server of language models that speaks OpenAI's API."""

    url: str
    """Such as ``http://127.0.0.1:11434/v1``."""
    models: tuple[str, ...] = ()
    """Models to offer; empty for all that the server lists."""
    key_variable: str = "OPENAI_API_KEY"
    """Name of the environment variable that holds the key; the key itself never stands in a file."""
    requests: Annotated[int, Meta(ge=1, le=1_000)] = 16
    """Requests at once; one more is told that Parley is busy."""
    seconds: Annotated[float, Meta(ge=1.0, le=3_600.0)] = 300.0
    """Within which an answer must be complete."""


class Translating(Struct, frozen=True, forbid_unknown_fields=True):
    """What translates."""

    engines: tuple[str, ...] = ()
    """Installed models in order of preference, ``upstream`` among them for the language model; empty for
    every installed model, then the language model."""
    model: str | None = None
    """Language model of an upstream that may translate, such as ``NAME/model``."""
    languages: tuple[str, ...] = tuple(_TRUSTED.split())
    """Those that the language model is trusted with."""


class Seeing(Struct, frozen=True, forbid_unknown_fields=True):
    """What Parley may see, and how much at once."""

    describe: str = ""
    """Model of an upstream that can see and describes pictures, such as ``NAME/model``; empty for none."""
    objects: str = ""
    """Installed model that finds things, such as ``yolox-s``; empty for the one that is embedded."""
    faces: str = ""
    """Installed model that finds faces; empty for ``yunet`` if it is here, else what OpenCV brings."""
    recognise: str = ""
    """Installed model that tells whose face it is, such as ``sface``; empty: nobody is recognised."""
    fetch: bool = False
    """Fetch pictures from public addresses on the internet that a program names."""
    pictures: Annotated[int, Meta(ge=1, le=256)] = 6
    """Pictures open at once; one more is told that Parley is busy."""
    copies: Annotated[int, Meta(ge=1, le=64)] = 1
    """Worker processes."""
    seconds: Annotated[float, Meta(ge=1.0, le=600.0)] = 60.0
    """Seconds that one page may take; then its worker is ended."""
    memory_mb: Annotated[int, Meta(ge=512, le=1_048_576)] = 3_072
    """Megabytes that a worker may take (on Linux); a picture that needs more is refused."""


class Realtime(Struct, frozen=True, forbid_unknown_fields=True):
    """OpenAI's Realtime API: how much of it at once."""

    sessions: _Count = 100
    """Sessions at once, over WebSockets and calls; one more is told that Parley is busy."""
    minutes: Annotated[float, Meta(ge=0.1, le=1_440.0)] = 60.0
    """For which a session lasts at most."""
    idle_minutes: Annotated[float, Meta(ge=0.1, le=1_440.0)] = 15.0
    """Without anything from the client, after which a session ends."""


class Summing(Struct, frozen=True, forbid_unknown_fields=True):
    """What sums texts up in its own words."""

    model: str = ""
    """Language model of an upstream, such as ``NAME/model``; empty for none."""


class Answering(Struct, frozen=True, forbid_unknown_fields=True):
    """Questions that somebody has answered."""

    folder: str = ""
    """Folder of files of questions and answers, each a project; empty for ``answers`` in the data folder."""
