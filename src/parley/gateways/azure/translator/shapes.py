"""What requests and answers of Translator are made of. Names are the API's."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType, field

from parley.translation.types import MAX_CHARACTERS

ELEMENTS = 1_000
"""Texts of one request."""
TARGETS = 100
"""Languages into which one request translates."""
V3, V2026 = "3.0", "2026-06-06"

Tag = Annotated[str, Meta(min_length=1, max_length=40)]
Script = Annotated[str, Meta(min_length=1, max_length=8)]
Text = Annotated[str, Meta(max_length=MAX_CHARACTERS)]
Choice = Literal["plain", "html", "Plain", "Html", "HTML"]
Action = Literal["NoAction", "Marked", "Deleted", "noaction", "marked", "deleted"]
Marker = Literal["Asterisk", "Tag", "asterisk", "tag"]


class Versioned(Struct, frozen=True, kw_only=True):
    """The query of any request."""

    version: Annotated[str, Meta(max_length=40)] = field(default="", name="api-version")


class TranslateQuery(Versioned, frozen=True, kw_only=True, rename="camel"):
    """The query of ``/translate``; all but the version belongs to 3.0."""

    source: Tag | None = field(default=None, name="from")
    targets: Annotated[list[Tag], Meta(max_length=TARGETS)] = field(default_factory=list[str], name="to")
    text_type: Choice = "plain"
    category: Annotated[str, Meta(max_length=200)] = "general"
    allow_fallback: bool = True
    profanity_action: Action = "NoAction"
    profanity_marker: Marker = "Asterisk"
    include_alignment: bool = False
    """No engine here tells it: it is left out, as for pairs that Azure cannot align."""
    include_sentence_length: bool = False
    suggested_from: Tag | None = None
    from_script: Script | None = None
    to_script: Annotated[list[Script], Meta(max_length=TARGETS)] = field(default_factory=list[str])


class LanguageQuery(Versioned, frozen=True, kw_only=True, rename="camel"):
    """The query of ``/breaksentence``."""

    language: Tag | None = None
    script: Script | None = None


class ScriptsQuery(Versioned, frozen=True, kw_only=True, rename="camel"):
    """The query of ``/transliterate``."""

    language: Tag
    from_script: Script
    to_script: Script


class PairQuery(Versioned, frozen=True, kw_only=True):
    """The query of ``/dictionary``."""

    source: Tag = field(name="from")
    target: Tag = field(name="to")


class ListQuery(Versioned, frozen=True, kw_only=True):
    """The query of ``/languages``."""

    scope: Annotated[str, Meta(max_length=100)] = ""


class Item(Struct, frozen=True):
    """One text of 3.0, which may write ``text`` or ``Text``."""

    text: Text | None = None
    loud: Text | None = field(default=None, name="Text")

    @property
    def words(self) -> str | None:
        """The text; None where there is none."""
        return self.text if self.text is not None else self.loud


Items = Annotated[list[Item], Meta(max_length=ELEMENTS)]


class Target(Struct, frozen=True, kw_only=True, rename="camel"):
    """One language that is wanted of a text, with what is wanted of it."""

    language: Tag
    script: Script | None = None
    profanity_action: Action = "NoAction"
    profanity_marker: Marker = "Asterisk"
    deployment_name: Annotated[str, Meta(max_length=200)] = "general"
    allow_fallback: bool = True
    tone: Annotated[str, Meta(max_length=40)] | None = None
    gender: Annotated[str, Meta(max_length=40)] | None = None
    adaptive_dataset_id: Annotated[str, Meta(max_length=200)] | None = None
    reference_text_pairs: Annotated[list[dict[str, str]], Meta(max_length=100)] | None = None


class Input(Struct, frozen=True, kw_only=True, rename="camel"):
    """One text of 2026-06-06."""

    text: Text
    targets: Annotated[list[Target], Meta(max_length=TARGETS)] = field(default_factory=list[Target])
    """Needed by ``/translate`` and nothing else."""
    language: Tag | None = None
    script: Script | None = None
    text_type: Choice = "plain"


class Inputs(Struct, frozen=True):
    """The body of 2026-06-06."""

    inputs: Annotated[list[Input], Meta(max_length=ELEMENTS)]


class Detected(Struct, frozen=True):
    """The language that a text was found to be in."""

    language: str
    score: float


class Scripted(Struct, frozen=True):
    """A text in another script."""

    text: str
    script: str


class Lengths(Struct, frozen=True, rename="camel"):
    """Of every sentence, with the white space behind it, in characters."""

    src_sent_len: list[int]
    trans_sent_len: list[int]


class Original(Struct, frozen=True):
    """The text in its language's own script."""

    text: str


class Translation(Struct, frozen=True, rename="camel"):
    """One translation; ``to`` in 3.0, ``language`` in 2026-06-06."""

    text: str
    to: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    source_characters: int | UnsetType = UNSET
    transliteration: Scripted | UnsetType = UNSET
    sent_len: Lengths | UnsetType = UNSET


class Translated(Struct, frozen=True, rename="camel"):
    """One text in all languages that were wanted."""

    translations: list[Translation]
    detected_language: Detected | UnsetType = UNSET
    source_text: Original | UnsetType = UNSET


class Found(Struct, frozen=True, rename="camel"):
    """One text's language, of ``/detect``."""

    language: str
    score: float
    is_translation_supported: bool
    is_transliteration_supported: bool


class Broken(Struct, frozen=True, rename="camel"):
    """One text's sentences."""

    sent_len: list[int]
    detected_language: Detected | UnsetType = UNSET


T = TypeVar("T")


class Valued(Struct, Generic[T], frozen=True):
    """An answer of 2026-06-06; that of 3.0 is the list itself."""

    value: list[T]
