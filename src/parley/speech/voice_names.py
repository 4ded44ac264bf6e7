"""Names of voices: those that there are, as Azure would name them, and who is meant by another's name."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, cast

from parley.errors import ParleyError
from parley.language.identify import main_language
from parley.speech.saying import ANY, Mouth, Saying
from parley.speech.types import Voice
from parley.tags import primary
from parley.telemetry import log

OPENAI: Final = (
    "alloy",
    "ash",
    "ballad",
    "cedar",
    "coral",
    "echo",
    "fable",
    "marin",
    "nova",
    "onyx",
    "sage",
    "shimmer",
    "verse",
)
"""OpenAI's voices: each is the usual voice of the text's language."""

_SHORT = re.compile(
    r"([a-zA-Z]{2,3})-(?:([A-Za-z]{4})-)?([A-Za-z]{2}|\d{3})(?:-([a-z]+(?=-)))?-(\w[\w :.-]*)"
)
_LONG = re.compile(r"Microsoft Server Speech Text to Speech Voice \(([\w-]{2,20}), ?([\w:.-]{1,80})\)")
_CANTONESE: Final = {"zh-HK": "yue-HK", "zh-MO": "yue-MO"}
"""Azure's tags of voices that speak Cantonese."""
_NO_REGIONS: Final = frozenset({"ca-ba", "ca-nw", "ca-va", "ru-cl"})
"""espeak-ng's tags that end in the name of a dialect."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A voice that there is."""

    name: str
    """As Azure would name it, ``en-GB-Espeak``."""

    title: str
    """What it is called without its locale."""

    locale: str
    """Language and region, ``en-GB``."""

    voice: Voice
    """As the engine knows it."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who says something."""

    language: str
    """BCP 47."""

    voices: dict[str, str]
    """Language → name of the engine's voice, where one was meant; empty for the usual ones."""


class VoiceNames:
    """The voices of one speech service."""

    def __init__(self, saying: Saying, default: str = "en") -> None:
        """``default``: the language of a text that has no letters."""
        self._saying = saying
        self._default = default
        self._known: tuple[Listed, ...] | None = None

    async def listed(self) -> Sequence[Listed]:
        """The voices there are, each language's usual one first. Engines that do not start are left out."""
        if self._known is not None:
            return self._known
        found: dict[str, Listed] = {}
        complete = True
        # What is set for one language comes before what is set for all others.
        for key, mouths in sorted(self._saying.by_language.items(), key=lambda each: each[0] == ANY):
            for mouth in mouths:
                voices = await _voices(mouth)
                complete = complete and voices is not None
                for voice in voices or ():
                    if key in (ANY, primary(voice.language)):
                        each = _listed(voice)
                        found.setdefault(each.name, each)
        known = tuple(sorted(found.values(), key=lambda each: each.locale))
        if complete:
            self._known = known
        return known

    async def cast(self, name: str, language: str, text: str) -> Cast:
        """Who says ``text`` when ``name`` is asked for, in ``language`` (empty: the voice's own, else the
        text's).

        A name that is nobody's stands for the usual voice of its language, as ``en-US-AvaNeural`` does, or of
        the text's.
        """
        locale = locale_of(name)
        own = await self._called(name) if name else []
        if len(own) == 1:
            return Cast(language or own[0].locale, {own[0].voice.language: own[0].voice.name})
        multilingual = "multilingual" in name.lower() or not locale
        wanted = language or ("" if multilingual else locale)
        if not wanted:
            # In a thread: to load what tells languages apart takes a second, once.
            told = await asyncio.to_thread(main_language, text)
            wanted = told if told != "und" else locale or self._default
            if primary(wanted) == primary(locale):
                wanted = locale
        return Cast(known_language(wanted), {each.voice.language: each.voice.name for each in own})

    async def knows(self, name: str) -> bool:
        """Whether a voice is called so, or its name begins with a language as Azure's voices' do."""
        return bool(locale_of(name) or await self._called(name))

    async def _called(self, name: str) -> list[Listed]:
        """The voices of that name: one voice may speak several languages."""
        wanted = name.lower()
        return [
            each for each in await self.listed() if wanted in (each.name.lower(), each.voice.name.lower())
        ]


def locale_of(name: str) -> str:
    """Language and region that a voice's name begins with; empty where it does not."""
    if found := _LONG.fullmatch(name.strip()):
        name = f"{found[1]}-{found[2]}"
    found = _SHORT.fullmatch(name.strip())
    return f"{found[1].lower()}-{found[3].upper()}" if found else ""


def known_language(tag: str) -> str:
    """The language of a tag, Cantonese by its own: it would be read as Mandarin."""
    return _CANTONESE.get(tag, tag)


async def _voices(mouth: Mouth) -> Sequence[Voice] | None:
    try:
        return cast(Sequence[Voice], await mouth.host.call("voices"))
    except ParleyError as error:
        log.warning("voices.unknown", engine=mouth.name, code=error.code)
        return None


def _listed(voice: Voice) -> Listed:
    locale, rest = _locale(voice.name, voice.language)
    title = "".join(part.capitalize() for part in re.split(r"[^0-9A-Za-z]+", rest) if part)
    if voice.engine == "espeak":
        title = f"Espeak{title}"
    title = title or voice.engine.capitalize()
    return Listed(f"{locale}-{title}", title, locale, voice)


def _locale(name: str, language: str) -> tuple[str, str]:
    """Language and region of an engine's voice, and what else its name says."""
    found = re.match(r"([a-z]{2,3})[-_]([A-Za-z]{2}|\d{3})(?:[-_](.*))?$", name)
    if found and primary(found[1]) == language and name not in _NO_REGIONS:
        return f"{language}-{found[2].upper()}", found[3] or ""
    rest = re.sub(rf"^(?:{re.escape(language)}|cmn)(?:[-_]|$)", "", name)
    return f"{language}-{_region(language)}", rest


@cache
def _region(language: str) -> str:
    """Where most people who speak a language live, by the Unicode CLDR's likely subtags."""
    from babel.core import get_global

    likely = cast(dict[str, str], get_global("likely_subtags")).get(language, "")
    region = likely.rpartition("_")[2]
    return region if re.fullmatch(r"[A-Z]{2}|\d{3}", region) else "001"
