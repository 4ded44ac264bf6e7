"""Makes a script from the elements and the text of SSML, in the order in which they come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from parley.errors import BadText, TooLong, Unsupported
from parley.speech.ssml import values
from parley.speech.ssml.say_as import say_as
from parley.speech.ssml.script import Bookmark, Pause, Piece, Script, Stop, Words
from parley.speech.voice_names import locale_of

MAX_CHARACTERS = 20_000
"""Characters that are said, of one script; about half an hour."""
MAX_SILENCE = 600.0
"""Seconds of breaks, all together."""
_LONGEST_VALUE = 5_000
"""Characters of an attribute; an alias is said in one request."""

_FETCHED = frozenset({"audio", "lexicon", "backgroundaudio", "voiceconversion"})
_UNSAID = frozenset({"metadata", "meta", "desc", "title"})
_SHELLS = frozenset(
    {"token", "w", "speak", "express-as", "viseme", "ttsembedding", "audioduration", "prompt"}
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """How the text inside an element is said."""

    language: str = ""
    voice: str = ""
    rate: float = 1.0
    pitch: float = 1.0
    volume: float = 1.0
    alias: str = ""
    phonemes: str = ""
    kind: str = ""
    form: str = ""
    tail: float = 0.0
    said: bool = True
    stops: bool = False


class Builder:
    """One script being made. What it raises has no place yet; whoever reads the document knows it."""

    def __init__(self) -> None:
        self._frames = [_Frame()]
        self._pieces: list[Piece] = []
        self._text: list[str] = []
        self._places: list[int] = []
        self._open = False
        self._between = 0.0
        self._silence = 0.0
        self._characters = 0
        self._tail = 0.0

    def start(self, name: str, attributes: Mapping[str, str], place: int) -> None:
        """An element begins. ``name`` as it is written, with its prefix."""
        prefix, _, local = name.rpartition(":")
        if len(self._frames) == 1 and local != "speak":
            raise BadText("SSML begins with a speak element")
        if any(len(value) > _LONGEST_VALUE for value in attributes.values()):
            raise TooLong(f"an attribute has at most {_LONGEST_VALUE} characters")
        if local in _FETCHED:
            raise Unsupported(f"{name} is not supported: nothing is fetched from addresses")
        self._flush()
        frame = replace(self._frames[-1], tail=0.0, stops=False)
        if local in _UNSAID:
            frame = replace(frame, said=False)
        elif (begin := _ELEMENTS.get(local)) is not None:
            frame = begin(self, frame, attributes, place)
        elif local not in _SHELLS and not prefix:
            raise BadText(f"{name} is no element of SSML")
        if language := attributes.get("xml:lang"):
            frame = replace(frame, language=language[:35])
        self._frames.append(frame)

    def end(self) -> None:
        """The element that began last is over."""
        self._flush()
        frame = self._frames.pop()
        if frame.alias and self._frames[-1].alias != frame.alias:
            self._pieces.append(self._words(frame, "", (), frame.alias))
        if frame.tail:
            self._pause(frame.tail)
        if frame.stops:
            self._pieces.append(Stop())

    def text(self, text: str, place: int) -> None:
        """Text, of which the first character stands at ``place``."""
        if len(self._frames) == 1 or not self._frames[-1].said:
            return
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise TooLong(f"at most {MAX_CHARACTERS} characters are said at once")
        for offset, character in enumerate(text):
            if character.isspace():
                if not self._open:
                    continue
                character, self._open = " ", False
            else:
                self._open = True
            self._text.append(character)
            self._places.append(place + offset)

    def script(self) -> Script:
        """What has been built."""
        self._flush()
        return Script(tuple(self._pieces), self._between)

    def _flush(self) -> None:
        text, places = "".join(self._text), tuple(self._places)
        self._text, self._places = [], []
        if not text:
            return
        frame = self._frames[-1]
        spoken = frame.alias
        if frame.kind:
            language = frame.language or locale_of(frame.voice)
            spoken = say_as(text, frame.kind, frame.form, language) or ""
        self._pieces.append(self._words(frame, text, places, spoken))
        if frame.alias:
            # It is said once, whatever else stands inside.
            self._frames = [
                replace(each, alias="", said=False) if each.alias == frame.alias else each
                for each in self._frames
            ]

    @staticmethod
    def _words(frame: _Frame, text: str, places: tuple[int, ...], spoken: str) -> Words:
        return Words(
            text,
            places,
            frame.language,
            frame.voice,
            frame.rate,
            frame.pitch,
            frame.volume,
            spoken,
            frame.phonemes,
        )

    def _pause(self, seconds: float) -> None:
        self._silence += seconds
        if self._silence > MAX_SILENCE:
            raise TooLong(f"all breaks together last at most {MAX_SILENCE:.0f} seconds")
        if seconds > 0:
            self._pieces.append(Pause(seconds))

    # The elements: each gives the frame of what is inside it.

    def voice(self, frame: _Frame, attributes: Mapping[str, str], _: int) -> _Frame:
        """A voice by its name."""
        name = attributes.get("name", "").strip()
        self._pieces.append(Stop())
        # A voice speaks its own language unless an element inside it says otherwise.
        return replace(frame, voice=name[:200], language="" if name else frame.language, stops=True)

    def lang(self, frame: _Frame, attributes: Mapping[str, str], _: int) -> _Frame:
        """Another language."""
        if not attributes.get("xml:lang"):
            raise BadText("lang needs xml:lang")
        return frame

    def paragraph(self, frame: _Frame, _: Mapping[str, str], __: int) -> _Frame:
        """A paragraph or a sentence."""
        self._pieces.append(Stop())
        self._open = False
        return replace(frame, stops=True)

    def prosody(self, frame: _Frame, attributes: Mapping[str, str], _: int) -> _Frame:
        """Speed, pitch and volume."""
        rate = _value(values.rate, attributes, "rate", frame.rate)
        pitch = _value(values.pitch, attributes, "pitch", frame.pitch)
        volume = _value(values.volume, attributes, "volume", frame.volume)
        return replace(frame, rate=rate, pitch=pitch, volume=volume)

    def emphasis(self, frame: _Frame, attributes: Mapping[str, str], _: int) -> _Frame:
        """Slower and higher, or the reverse."""
        factors = values.emphasis(attributes.get("level", "moderate"))
        if factors is None:
            raise BadText("emphasis has a level of strong, moderate, reduced or none")
        rate, pitch = frame.rate * factors[0], frame.pitch * factors[1]
        return replace(
            frame,
            rate=min(values.FASTEST, max(values.SLOWEST, rate)),
            pitch=min(values.HIGHEST, max(values.LOWEST, pitch)),
        )

    def pause_here(self, frame: _Frame, attributes: Mapping[str, str], _: int) -> _Frame:
        """A break."""
        if "time" in attributes:
            length = values.seconds(attributes["time"])
        else:
            length = values.strength(attributes.get("strength", "medium"))
        if length is None:
            raise BadText("break has a time such as 500ms, or a strength such as weak")
        self._pause(length)
        return replace(frame, said=False)

    def sub(self, frame: _Frame, attributes: Mapping[str, str], _: int) -> _Frame:
        """Said as something else."""
        if not attributes.get("alias", "").strip():
            raise BadText("sub needs an alias")
        return replace(frame, alias=attributes["alias"].strip())

    def phoneme(self, frame: _Frame, attributes: Mapping[str, str], _: int) -> _Frame:
        """A pronunciation."""
        ipa = attributes.get("alphabet", "ipa").lower() == "ipa"
        return replace(frame, phonemes=attributes.get("ph", "").strip() if ipa else "")

    def read_as(self, frame: _Frame, attributes: Mapping[str, str], _: int) -> _Frame:
        """A kind of thing, such as a date."""
        kind = attributes.get("interpret-as", "")
        if not kind:
            raise BadText("say-as needs interpret-as")
        return replace(frame, kind=kind, form=attributes.get("format", ""))

    def bookmark(self, frame: _Frame, attributes: Mapping[str, str], place: int) -> _Frame:
        """A place whose time is wanted."""
        self._pieces.append(Bookmark(attributes.get("mark") or attributes.get("name", ""), place))
        return replace(frame, said=False)

    def silence(self, frame: _Frame, attributes: Mapping[str, str], _: int) -> _Frame:
        """Silence before or after a voice, or after each sentence (Azure's)."""
        kind = attributes.get("type", "").lower().removesuffix("-exact")
        length = values.seconds(attributes.get("value", ""))
        if length is None:
            raise BadText("silence has a value such as 500ms")
        if kind == "leading":
            self._pause(length)
        elif kind == "tailing":
            self._frames[-1] = replace(self._frames[-1], tail=length)
        elif kind == "sentenceboundary":
            self._between = length
        return replace(frame, said=False)


_ELEMENTS: dict[str, Callable[[Builder, _Frame, Mapping[str, str], int], _Frame]] = {
    "voice": Builder.voice,
    "lang": Builder.lang,
    "p": Builder.paragraph,
    "s": Builder.paragraph,
    "paragraph": Builder.paragraph,
    "sentence": Builder.paragraph,
    "prosody": Builder.prosody,
    "emphasis": Builder.emphasis,
    "break": Builder.pause_here,
    "sub": Builder.sub,
    "phoneme": Builder.phoneme,
    "say-as": Builder.read_as,
    "bookmark": Builder.bookmark,
    "mark": Builder.bookmark,
    "silence": Builder.silence,
}


def _value(
    read: Callable[[str, float], float | None], attributes: Mapping[str, str], name: str, current: float
) -> float:
    if name not in attributes:
        return current
    value = read(attributes[name], current)
    if value is None:
        raise BadText(f"prosody has a {name} that means nothing")
    return value
