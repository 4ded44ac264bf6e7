"""The words of the beta interface, which Azure's preview and Voice Live speak too: older, flatter names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import msgspec

from parley.gateways.openai.realtime import events as e
from parley.gateways.openai.realtime.asked import AskedEvent
from parley.gateways.openai.realtime.dialects import types_of, wrong

_Json = dict[str, Any]

_FORMATS: Mapping[str, _Json] = {
    "pcm16": {"type": "audio/pcm", "rate": 24_000},
    "pcm16_16000hz": {"type": "audio/pcm", "rate": 16_000},
    "pcm16_8000hz": {"type": "audio/pcm", "rate": 8_000},
    "g711_ulaw": {"type": "audio/pcmu"},
    "g711_alaw": {"type": "audio/pcma"},
}
_NAMES = {"audio/pcmu": "g711_ulaw", "audio/pcma": "g711_alaw"}
_RATES = {24_000: "pcm16", 16_000: "pcm16_16000hz", 8_000: "pcm16_8000hz"}
_EVENTS = (
    ("response.output_audio_transcript.", "response.audio_transcript."),
    ("response.output_audio.", "response.audio."),
    ("response.output_text.", "response.text."),
    ("conversation.item.added", "conversation.item.created"),
)
_CONTENT = {"output_text": "text", "output_audio": "audio"}
_OWN_CONTENT = {
    "assistant": {"text": "output_text", "audio": "output_audio"},
    "user": {"text": "input_text", "audio": "input_audio"},
    "system": {"text": "input_text"},
}
_KNOWN = [*types_of(AskedEvent), "transcription_session.update"]


class Beta:
    """Reads and writes the older words."""

    def __init__(self, *, transcribing: bool = False) -> None:
        """``transcribing``: the session was asked for with ``intent=transcription``."""
        self._transcribing = transcribing

    def read(self, message: str | bytes) -> AskedEvent:
        """Raises ``BadEvent``."""
        try:
            event = msgspec.json.decode(message, type=dict[str, Any])
            return msgspec.convert(_own(event), AskedEvent)  # pyright: ignore[reportArgumentType] - a union
        except (msgspec.DecodeError, UnicodeError) as error:
            raise wrong(message, error, _KNOWN) from error

    def write(self, event: e.Event) -> Sequence[bytes]:
        """What is sent for an event; nothing, where the beta interface has none."""
        if isinstance(event, e.ItemDone):
            return ()
        if isinstance(event, e.AudioDelta):  # many, and with nothing in them that has another name
            return (msgspec.json.encode(event).replace(b"response.output_audio.", b"response.audio.", 1),)
        made = cast(_Json, msgspec.to_builtins(event))
        for own, older in _EVENTS:
            if made["type"].startswith(own):
                made["type"] = older + made["type"].removeprefix(own)
        if "session" in made:
            made["session"] = flat(made["session"])
            if self._transcribing:
                made["type"] = f"transcription_{made['type']}"
        if "item" in made:
            made["item"] = _older_item(made["item"])
        if "response" in made:
            made["response"] = _older_response(made["response"])
        return (msgspec.json.encode(made),)


def nested(session: _Json) -> _Json:
    """A flat session, or the settings of a response, as the GA interface has it."""
    names = {
        "modalities": "output_modalities",
        "max_response_output_tokens": "max_output_tokens",
    }
    kept = ("instructions", "tools", "tool_choice", "model", "conversation", "metadata", "output_modalities")
    made: _Json = {name: session[name] for name in kept if name in session}
    made |= {own: session[older] for older, own in names.items() if older in session}
    if "input" in session:
        made["input"] = _each(session["input"], _own_item)
    heard: _Json = {}
    if (given := session.get("input_audio_format")) is not None:
        heard["format"] = _FORMATS.get(str(given), {"type": given})
    if (rate := session.get("input_audio_sampling_rate")) is not None:
        heard["format"] = {"type": "audio/pcm", "rate": rate}
    if "input_audio_transcription" in session:
        heard["transcription"] = session["input_audio_transcription"]
    if "turn_detection" in session:
        heard["turn_detection"] = _own_detection(session["turn_detection"])
    said: _Json = {}
    if (given := session.get("output_audio_format")) is not None:
        said["format"] = _FORMATS.get(str(given), {"type": given})
    if (voice := session.get("voice")) is not None:
        named = _table(voice)
        said["voice"] = (named.get("name") or named.get("type")) if named else voice
    if (speed := session.get("speed")) is not None:
        said["speed"] = speed
    audio = {name: part for name, part in (("input", heard), ("output", said)) if part}
    return made | ({"audio": audio} if audio else {})


def flat(session: _Json) -> _Json:
    """A session of the GA interface as the beta interface has it."""
    audio = _table(session.get("audio"))
    heard, said = _table(audio.get("input")), _table(audio.get("output"))
    made: _Json = {
        name: session[name]
        for name in ("id", "object", "model", "instructions", "tools", "tool_choice", "expires_at")
        if name in session
    }
    made["modalities"] = _older_modalities(session.get("output_modalities"))
    made["input_audio_format"] = _older_format(heard.get("format"))
    made["input_audio_transcription"] = heard.get("transcription")
    made["turn_detection"] = heard.get("turn_detection")
    if said:
        made |= {"output_audio_format": _older_format(said.get("format"))}
        made |= {name: said[name] for name in ("voice", "speed") if name in said}
        made["max_response_output_tokens"] = session.get("max_output_tokens")
    return made


def _own(event: _Json) -> _Json:
    """An event as the GA interface has it."""
    if event.get("type") == "transcription_session.update":
        event = event | {"type": "session.update"}
    for name, own in (("session", nested), ("response", nested), ("item", _own_item)):
        if table := _table(event.get(name)):
            event = event | {name: own(table)}
    return event


def _own_item(item: _Json) -> _Json:
    names = _OWN_CONTENT.get(str(item.get("role")), {})

    def own(part: _Json) -> _Json:
        return part | {"type": names.get(str(part.get("type")), part.get("type"))}

    return item | {"content": _each(item["content"], own)} if "content" in item else item


def _own_detection(detection: Any) -> Any:
    """Voice Live has several more that know when a sentence is complete; here silence ends a turn."""
    found = _table(detection)
    if str(found.get("type", "")).startswith("azure_semantic_vad"):
        return found | {"type": "server_vad"}
    return None if found.get("type") == "none" else detection


def _older_item(item: _Json) -> _Json:
    content = item.get("content")
    if content is None:
        return item
    return item | {"content": [_older_part(each) for each in content]}


def _older_part(part: _Json) -> _Json:
    return part | {"type": _CONTENT.get(part["type"], part["type"])}


def _older_response(response: _Json) -> _Json:
    made = {name: value for name, value in response.items() if name not in ("audio", "output_modalities")}
    said = _table(_table(response.get("audio")).get("output"))
    made["modalities"] = _older_modalities(response.get("output_modalities"))
    made["output_audio_format"] = _older_format(said.get("format"))
    made["voice"] = said.get("voice")
    made["output"] = [_older_item(each) for each in response["output"]]
    return made


def _older_modalities(modalities: list[str] | None) -> list[str]:
    """In the beta interface sound always comes with its words."""
    return ["text", "audio"] if "audio" in (modalities or ()) else ["text"]


def _older_format(given: object) -> str:
    form = _table(given)
    return _NAMES.get(form.get("type", ""), _RATES.get(form.get("rate", 24_000), "pcm16"))


def _table(value: object) -> _Json:
    """A JSON object; empty where it is none."""
    return cast(_Json, value) if isinstance(value, dict) else {}


def _each(values: object, change: Callable[[_Json], _Json]) -> object:
    """A list whose objects are changed; what is none stays as it is, and is refused where it is read."""
    if not isinstance(values, list):
        return values
    listed = cast(list[object], values)
    return [change(cast(_Json, each)) if isinstance(each, dict) else each for each in listed]
