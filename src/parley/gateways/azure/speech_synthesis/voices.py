"""The list of voices in Azure's shape."""

from __future__ import annotations

from functools import cache

from msgspec import Struct

from parley.speech.saying import SPEAKING_RATE
from parley.speech.voice_names import Listed

_NEURAL = frozenset({"piper", "sherpa", "openai"})
_GENDERS = {"female": "Female", "male": "Male"}


class Voice(Struct, frozen=True, rename="pascal"):
    """A voice, as Azure lists it."""

    name: str
    display_name: str
    local_name: str
    short_name: str
    gender: str
    """``Female``, ``Male``, or ``Neutral`` where the engine does not say."""
    locale: str
    locale_name: str
    sample_rate_hertz: str
    voice_type: str
    status: str = "GA"


def shown(listed: Listed) -> Voice:
    """A voice that there is."""
    kind = "Neural" if listed.voice.engine in _NEURAL else "Standard"
    return Voice(
        name=f"Microsoft Server Speech Text to Speech Voice ({listed.locale}, {listed.title})",
        display_name=listed.title,
        local_name=listed.title,
        short_name=listed.name,
        gender=_GENDERS.get(listed.voice.gender or "", "Neutral"),
        locale=listed.locale,
        locale_name=_locale_name(listed.locale),
        sample_rate_hertz=str(SPEAKING_RATE),
        voice_type=kind,
    )


@cache
def _locale_name(locale: str) -> str:
    """A locale in English, ``German (Germany)``; the tag itself where nobody has a name for it."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(locale, sep="-").get_display_name("en") or locale
    except (UnknownLocaleError, ValueError):
        return locale
