"""What programs send to the keyboard and get from it, in JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from parley.keyboard.types import (
    LONGEST_BEFORE,
    LONGEST_TYPED,
    MOST_CANDIDATES,
    MOST_POINTS,
    Candidate,
    Candidates,
    Fixed,
    Kind,
    Point,
    Typed,
    Wishes,
)

_Tag = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")]
_Typed = Annotated[str, Meta(max_length=LONGEST_TYPED)]
_Before = Annotated[str, Meta(max_length=20 * LONGEST_BEFORE)]
_Text = Annotated[str, Meta(max_length=2 * LONGEST_TYPED)]
_Word = Annotated[str, Meta(min_length=1, max_length=64)]
_Words = Annotated[list[_Word], Meta(max_length=LONGEST_TYPED)]
_Number = Annotated[int, Meta(ge=0, le=2**53)]
_Coordinate = Annotated[float, Meta(ge=-100, le=100)]
_Sound = Literal["z-zh", "c-ch", "s-sh", "n-l", "f-h", "r-l", "an-ang", "en-eng", "in-ing"]


class Style(Struct, frozen=True, kw_only=True):
    """How a person types; see ``keyboard.types.Wishes``."""

    language: _Tag = "zh"
    scheme: Annotated[str, Meta(pattern=r"^[a-z]{2,12}\Z")] = "full"
    script: Literal["hans", "hant"] = "hans"
    fuzzy: Annotated[list[_Sound], Meta(max_length=9)] = []
    mixed: bool = True
    layout: Annotated[str, Meta(pattern=r"^[a-z]{2,12}\Z")] = "qwerty"
    emoji: bool = True
    correct: bool = True
    private: bool = False

    def wishes(self) -> Wishes:
        """As the keyboard has them."""
        return Wishes(
            language=self.language.split("-", maxsplit=1)[0].lower(),
            scheme=self.scheme,
            script=self.script,
            fuzzy=frozenset[str](self.fuzzy),
            mixed=self.mixed,
            layout=self.layout,
            emoji=self.emoji,
            correct=self.correct,
            private=self.private,
        )


class Chosen(Struct, frozen=True):
    """A part of the composition that its person has chosen."""

    keys: Annotated[int, Meta(ge=1, le=LONGEST_TYPED)]
    text: _Text

    def fixed(self) -> Fixed:
        """As the keyboard has it."""
        return Fixed(self.keys, self.text)


class Start(Style, frozen=True, kw_only=True, tag="start"):
    """The first message: a text box is typed in."""


class Compose(Struct, frozen=True, kw_only=True, tag="compose"):
    """All keys of the composition so far; none: what may come next."""

    seq: _Number
    typed: _Typed = ""
    before: _Before = ""
    fixed: Annotated[list[Chosen], Meta(max_length=LONGEST_TYPED)] = []
    most: Annotated[int, Meta(ge=1, le=MOST_CANDIDATES)] = 30


class Swipe(Struct, frozen=True, kw_only=True, tag="swipe"):
    """A path over the keys: x and y in widths of a key, seconds."""

    seq: _Number
    path: Annotated[list[tuple[_Coordinate, _Coordinate, float]], Meta(max_length=MOST_POINTS)]
    before: _Before = ""


class Commit(Struct, frozen=True, kw_only=True, tag="commit"):
    """Something was written, and may be learned."""

    seq: _Number
    text: _Text
    typed: _Typed = ""
    before: _Before = ""
    kind: Kind = Kind.WORD
    words: _Words = []
    reading: Annotated[str, Meta(max_length=8 * LONGEST_TYPED)] = ""
    replaced: _Typed = ""
    """The keys, where a correction was taken instead of them."""
    insisted: bool = False
    """A correction was undone, or the keys were chosen as they are."""


Message = Start | Compose | Swipe | Commit


class Sought(Style, frozen=True, kw_only=True):
    """Candidates without a WebSocket."""

    typed: _Typed = ""
    before: _Before = ""
    fixed: Annotated[list[Chosen], Meta(max_length=LONGEST_TYPED)] = []
    most: Annotated[int, Meta(ge=1, le=MOST_CANDIDATES)] = 30


class Swiped(Style, frozen=True, kw_only=True):
    """A path without a WebSocket."""

    path: Annotated[list[tuple[_Coordinate, _Coordinate, float]], Meta(max_length=MOST_POINTS)]
    before: _Before = ""


class Written(Struct, frozen=True, kw_only=True):
    """Something that was written elsewhere, such as on a device that was offline."""

    words: Annotated[list[_Word], Meta(min_length=1, max_length=LONGEST_TYPED)]
    language: _Tag
    before: Annotated[list[_Word], Meta(max_length=2)] = []
    reading: Annotated[str, Meta(max_length=8 * LONGEST_TYPED)] = ""
    replaced: _Typed = ""
    insisted: bool = False

    def typed(self) -> Typed:
        """As the keyboard has it."""
        before = tuple(self.before)
        return Typed(tuple(self.words), self.language, before, self.reading, self.replaced, self.insisted)


class Events(Struct, frozen=True):
    """What was written, in its order."""

    events: Annotated[list[Written], Meta(min_length=1, max_length=500)]


class OneCandidate(Struct, frozen=True, omit_defaults=True):
    text: str
    keys: int
    kind: str
    words: list[str] = []
    reading: str = ""


class Offered(Struct, frozen=True):
    """The answer to a key."""

    candidates: list[OneCandidate]
    shown: str
    auto: int | None
    type: str | UnsetType = UNSET
    seq: int | UnsetType = UNSET


def offered(found: Candidates, seq: int | None = None) -> Offered:
    """Candidates as JSON has them; with ``seq`` as a message of the WebSocket."""
    candidates = [_one(each) for each in found.candidates]
    if seq is None:
        return Offered(candidates, found.shown, found.auto)
    return Offered(candidates, found.shown, found.auto, "candidates", seq)


def _one(candidate: Candidate) -> OneCandidate:
    return OneCandidate(
        candidate.text, candidate.keys, candidate.kind.value, list(candidate.words), candidate.reading
    )


def points(path: list[tuple[float, float, float]]) -> tuple[Point, ...]:
    """A path as the keyboard has it."""
    return tuple(Point(*each) for each in path)


class Ready(Struct, frozen=True):
    """The text box is open."""

    type: str
    pack: dict[str, str]
    """Language → the name of its pack."""


class LearnedIt(Struct, frozen=True):
    type: str
    seq: int


class Refused(Struct, frozen=True):
    """A message was not done; the WebSocket stays open."""

    type: str
    seq: int
    code: str
    message: str


class Source(Struct, frozen=True):
    name: str
    licence: str
    url: str
    sha256: str
    counted: int


class OnePack(Struct, frozen=True):
    language: str
    name: str
    licence: str
    sources: list[Source]


class Packs(Struct, frozen=True):
    packs: list[OnePack]
