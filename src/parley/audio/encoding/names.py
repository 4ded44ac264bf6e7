"""The names that APIs have for forms of sound: Azure's ``X-Microsoft-OutputFormat``, OpenAI's
``response_format``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from parley.audio.encoding.format import Container, Format
from parley.errors import Unsupported

_RATES: Final = {
    "8khz": 8_000,
    "16khz": 16_000,
    "22050hz": 22_050,
    "24khz": 24_000,
    "44100hz": 44_100,
    "48khz": 48_000,
}
_RATE: Final = "|".join(_RATES)
_PLAIN = re.compile(rf"(?P<container>raw|riff)-(?P<rate>{_RATE})-16bit-mono-pcm")
_TELEPHONE = re.compile(r"(?P<container>raw|riff)-(?P<rate>8khz)-8bit-mono-(?P<codec>mulaw|alaw)")
_MP3 = re.compile(r"audio-(?P<rate>16khz|24khz|48khz)-(?P<bits>32|48|64|96|128|160|192)kbitrate-mono-mp3")
_OPUS = re.compile(
    r"(?P<container>ogg|webm|audio)-(?P<rate>16khz|24khz|48khz)-16bit-(?:(?P<bits>24|32|48)kbps-)?mono-opus"
)

_CONTAINERS: Final[Mapping[str, Container]] = {"ogg": "ogg", "webm": "webm", "audio": "raw"}

OPENAI: Final[Mapping[str, Format]] = {
    "mp3": Format("mp3", "mp3", 24_000, 96_000),
    "opus": Format("ogg", "opus", 24_000, 32_000),
    "aac": Format("aac", "aac", 24_000, 64_000),
    "flac": Format("flac", "flac", 24_000),
    "wav": Format("wav", "pcm", 24_000),
    "pcm": Format("raw", "pcm", 24_000),
}
"""``response_format`` → form. That PCM has 24 kHz is the API's; the others are what Parley speaks at."""


def azure_format(name: str) -> Format:
    """The form that an Azure output format names.

    Raises ``Unsupported`` for a name that is none, and for the codecs that nothing here encodes: AMR-WB,
    G.722 and SILK.
    """
    wanted = name.strip().lower()
    if match := _PLAIN.fullmatch(wanted):
        return Format("wav" if match["container"] == "riff" else "raw", "pcm", _RATES[match["rate"]])
    if match := _TELEPHONE.fullmatch(wanted):
        codec = "mulaw" if match["codec"] == "mulaw" else "alaw"
        return Format("wav" if match["container"] == "riff" else "raw", codec, 8_000)
    if match := _MP3.fullmatch(wanted):
        return Format("mp3", "mp3", _RATES[match["rate"]], int(match["bits"]) * 1_000)
    if match := _OPUS.fullmatch(wanted):
        bits = int(match["bits"] or 0) * 1_000
        return Format(_CONTAINERS[match["container"]], "opus", _RATES[match["rate"]], bits)
    # As short as the reason of a closed WebSocket may be, 123 bytes.
    raise Unsupported(
        "This output format is not encoded: there are PCM, mu-law, A-law (raw-, riff-), MP3, "
        "Opus (ogg-, webm-, audio-)."
    )
