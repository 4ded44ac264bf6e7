"""Requests of both versions as one: which texts, into what, and how."""

from __future__ import annotations

from dataclasses import dataclass

from parley.errors import Unsupported
from parley.gateways.access import BadRequest
from parley.gateways.azure.translator.faults import (
    LONG_TEXT,
    MANY,
    NO_CATEGORY,
    NO_CUSTOM,
    NO_INPUT,
    NO_SOURCE,
    NO_TARGET,
    NO_TEXT,
    NO_VERSION,
    SCRIPTS,
    TOO_MUCH,
    Fault,
)
from parley.gateways.azure.translator.shapes import (
    ELEMENTS,
    V3,
    V2026,
    Input,
    Inputs,
    Item,
    Target,
    TranslateQuery,
)
from parley.language.profanity import Profanity
from parley.translation.tags import standard
from parley.translation.types import MAX_CHARACTERS

GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Wish:
    """One language that is wanted."""

    language: str
    """As the caller writes it."""
    script: str | None
    profanity: Profanity


@dataclass(frozen=True, slots=True)
class Wanted:
    """One text and what is wanted of it."""

    text: str
    source: str | None
    script: str | None
    html: bool
    wishes: tuple[Wish, ...]


def of_query(query: TranslateQuery, body: list[Item]) -> list[Wanted]:
    """A request of 3.0. Raises ``Fault``."""
    if not query.targets:
        raise Fault(NO_TARGET, "The target language is missing: give at least one `to`.")
    if query.category != GENERAL and not query.allow_fallback:
        raise Fault(NO_CUSTOM, f"There is no custom system {query.category[:40]!r}; allow the fallback.")
    if query.category == "":
        raise Fault(NO_CATEGORY, "The category is empty.")
    scripts = query.to_script or [None] * len(query.targets)
    if len(scripts) != len(query.targets):
        raise Fault(SCRIPTS, "There must be as many of `toScript` as of `to`.")
    profanity = _profanity(query.profanity_action, query.profanity_marker)
    wishes = tuple(
        Wish(_target(tag), script, profanity) for tag, script in zip(query.targets, scripts, strict=True)
    )
    source = _source(query.source)
    html = query.text_type.lower() == "html"
    found = [Wanted(_words(item), source, query.from_script, html, wishes) for item in body]
    return _bounded(found)


def of_inputs(body: Inputs) -> list[Wanted]:
    """A request of 2026-06-06. Raises ``Fault``."""
    return _bounded(
        [
            Wanted(
                each.text,
                _source(each.language),
                each.script,
                each.text_type.lower() == "html",
                tuple(map(_wish, _targets(each))),
            )
            for each in body.inputs
        ]
    )


def texts(body: list[Item] | Inputs) -> list[str]:
    """The texts of a request that is not for translation. Raises ``Fault``."""
    found = [_words(item) for item in body] if isinstance(body, list) else [each.text for each in body.inputs]
    _counted(len(found), sum(map(len, found)))
    return found


def version_of(said: str, path: str) -> str:
    """The version that is spoken. Raises ``Fault``."""
    version = said or next((each for each in (V3, V2026) if f"/v{each}/" in path), "")
    if version not in (V3, V2026):
        raise Fault(NO_VERSION, f"The API version is missing or unknown. Known are {V3} and {V2026}.")
    return version


def _words(item: Item) -> str:
    words = item.words
    if words is None:
        raise Fault(NO_TEXT, "An element of the body has no `text`.")
    return words


def _targets(each: Input) -> list[Target]:
    if not each.targets:
        raise Fault(NO_TARGET, "The target language is missing: give at least one of `targets`.")
    return each.targets


def _wish(target: Target) -> Wish:
    if target.deployment_name != GENERAL and not target.allow_fallback:
        raise Fault(NO_CUSTOM, "There is no deployment of that name; allow the fallback.")
    for name in ("tone", "gender", "adaptive_dataset_id", "reference_text_pairs"):
        if getattr(target, name) is not None:
            raise Fault(NO_INPUT, f"No engine here heeds `{name}`: leave it out.")
    profanity = _profanity(target.profanity_action, target.profanity_marker)
    return Wish(_target(target.language), target.script, profanity)


def _target(tag: str) -> str:
    try:
        standard(tag)
    except Unsupported as error:
        raise Fault(NO_TARGET, f"The target language is not valid: {error}") from error
    return tag


def _source(tag: str | None) -> str | None:
    if tag is None or tag == "":
        return None
    try:
        standard(tag)
    except Unsupported as error:
        raise Fault(NO_SOURCE, f"The source language is not valid: {error}") from error
    return tag


def _profanity(action: str, marker: str) -> Profanity:
    if action.lower() == "noaction":
        return Profanity.RAW
    if action.lower() == "deleted":
        return Profanity.REMOVED
    return Profanity.TAGS if marker.lower() == "tag" else Profanity.MASKED


def _bounded(found: list[Wanted]) -> list[Wanted]:
    _counted(len(found), sum(len(each.text) * len(each.wishes) for each in found))
    return found


def _counted(elements: int, characters: int) -> None:
    if not elements:
        raise BadRequest("The body has no texts.")
    if elements > ELEMENTS:
        raise Fault(MANY, f"The body may have {ELEMENTS} elements.")
    if characters > MAX_CHARACTERS:
        raise Fault(
            TOO_MUCH if elements > 1 else LONG_TEXT,
            f"A request may have {MAX_CHARACTERS} characters, times its target languages.",
        )
