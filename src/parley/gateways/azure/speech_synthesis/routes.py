"""Where Azure's clients go to have something said."""

from __future__ import annotations

from starlette.routing import BaseRoute

from parley.gateways.azure.speech_synthesis.rest import FORMAT, Rest
from parley.gateways.azure.speech_synthesis.speaking import Speaking
from parley.gateways.azure.speech_synthesis.voices import Voice
from parley.gateways.surface import Operation, Surface
from parley.speech.saying import Saying
from parley.speech.voice_names import VoiceNames

PREFIXES = ("", "/tts")
"""Without one the SDKs for C++ and what is built on it, with ``/tts`` the SDK for JavaScript."""
_SOUND = ("audio/wav", "audio/pcm", "audio/basic", "audio/mpeg", "audio/ogg", "audio/webm", "audio/opus")


def routes(surface: Surface, saying: Saying, names: VoiceNames | None = None) -> list[BaseRoute]:
    """The WebSockets (text as SSML or in pieces), REST, and the list of voices."""
    names = names or VoiceNames(saying)
    speaking = Speaking(saying, names, surface.usage)
    rest = Rest(saying, names, surface.usage)
    say = Operation(
        "synthesize",
        "Say SSML.",
        media=("application/ssml+xml",),
        answer_media=_SOUND,
        headers={FORMAT: "The format of the sound, such as riff-24khz-16bit-mono-pcm."},
        more={500: "An engine failed.", 504: "An engine took too long."},
    )
    listing = Operation("listVoices", "The voices there are.", answer=list[Voice])
    return [
        *(
            surface.socket(f"{prefix}/cognitiveservices/websocket/{version}", speaking.serve)
            for prefix in PREFIXES
            for version in ("v1", "v2")
        ),
        *(
            surface.route(f"{prefix}/cognitiveservices/v1", rest.say, methods=["POST"], about=say)
            for prefix in PREFIXES
        ),
        *(
            surface.route(
                f"{prefix}/cognitiveservices/voices/list", rest.voices, methods=["GET"], about=listing
            )
            for prefix in PREFIXES
        ),
    ]
