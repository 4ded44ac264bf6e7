"""``/translate``: texts into several languages, with scripts, sentence lengths and swear words as wished."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from msgspec import UNSET

from parley.errors import MissingLanguage, Unsupported
from parley.gateways.azure.translator.faults import (
    NO_FROM_SCRIPT,
    NO_SOURCE,
    NO_TARGET,
    NO_TO_SCRIPT,
    Fault,
)
from parley.gateways.azure.translator.shapes import (
    Detected,
    Lengths,
    Original,
    Scripted,
    Translated,
    Translation,
)
from parley.gateways.azure.translator.wanted import Wanted, Wish
from parley.language.profanity import Profanity
from parley.language.transliteration.scripts import language_of, script_of, transliterate
from parley.translation.markup import escaped, tagged
from parley.translation.pieces import cut
from parley.translation.service import Translation as Service
from parley.translation.tags import standard
from parley.translation.types import Translated as Result

_LONGEST = 1_000
"""Characters of a sentence whose length is told."""


async def translated(
    service: Service, wanted: Sequence[Wanted], *, old: bool, lengths: bool = False
) -> tuple[list[Translated], set[str]]:
    """The answers, and the engines that were asked. ``old``: as 3.0 has them.

    Raises ``Fault`` and whatever the service raises.
    """
    native = await asyncio.to_thread(lambda: [_native(each) for each in wanted])
    results = await _results(service, native)
    answers: list[Translated] = []
    for before, text, found in zip(wanted, native, results, strict=True):
        first = found[0]
        answers.append(
            Translated(
                [
                    await asyncio.to_thread(_translation, text, wish, result, old, lengths)
                    for wish, result in zip(text.wishes, found, strict=True)
                ],
                UNSET if text.source else Detected(first.source, first.score),
                Original(text.text) if old and text.text != before.text else UNSET,
            )
        )
    return answers, {result.engine for found in results for result in found if result.engine}


async def _results(service: Service, wanted: Sequence[Wanted]) -> list[list[Result]]:
    """Per text, one result for each wish; texts that want the same are translated together."""
    groups: dict[tuple[str, str | None, bool], list[int]] = {}
    for at, each in enumerate(wanted):
        for wish in each.wishes:
            group = groups.setdefault((wish.language, each.source, each.html), [])
            if not group or group[-1] != at:
                group.append(at)
    found: list[dict[str, Result]] = [{} for _ in wanted]
    for (target, source, html), members in groups.items():
        try:
            results = await service.translate([wanted[at].text for at in members], target, source, html=html)
        except MissingLanguage as error:
            number = NO_TARGET if error.language == standard(target) else NO_SOURCE
            raise Fault(number, str(error)) from error
        for at, result in zip(members, results, strict=True):
            found[at][target] = result
    return [[one[wish.language] for wish in each.wishes] for one, each in zip(found, wanted, strict=True)]


def _native(wanted: Wanted) -> Wanted:
    """The text in its language's own script, where it came in another. Raises ``Fault``."""
    if wanted.script is None:
        return wanted
    if wanted.source is None:
        raise Fault(NO_SOURCE, "A script of the text needs its language as well.")
    own = script_of(wanted.source)
    if own is not None and wanted.script.lower() == own.lower():
        return wanted
    target = "Hira" if own == "Jpan" else own
    try:
        text = transliterate(wanted.text, wanted.source, wanted.script, target or "")
    except Unsupported as error:
        raise Fault(NO_FROM_SCRIPT, str(error)) from error
    return replace(wanted, text=text)


def _translation(text: Wanted, wish: Wish, result: Result, old: bool, lengths: bool) -> Translation:
    words = _clean(result.text, wish.profanity, text.html)
    scripted = _scripted(words, wish) if wish.script else UNSET
    if not old:
        # 2026-06-06 has no field of its own for it: what is wanted in a script comes in that script.
        said = scripted.text if isinstance(scripted, Scripted) else words
        return Translation(said, language=wish.language, source_characters=len(text.text))
    return Translation(
        words,
        to=wish.language,
        transliteration=scripted,
        sent_len=Lengths(sentence_lengths(text.text), sentence_lengths(words)) if lengths else UNSET,
    )


def _scripted(text: str, wish: Wish) -> Scripted:
    assert wish.script is not None
    own = script_of(wish.language)
    if own is not None and own.lower() == wish.script.lower():
        return Scripted(text, own)
    try:
        language = language_of(standard(wish.language))
        return Scripted(transliterate(text, language, own or "", wish.script), wish.script.title())
    except Unsupported as error:
        raise Fault(NO_TO_SCRIPT, str(error)) from error


def _clean(text: str, profanity: Profanity, html: bool) -> str:
    if profanity is Profanity.RAW or not html:
        return profanity.applied(text)
    parts: list[str] = []
    for each in tagged(text):
        if not each.words:
            parts.append(each.text)
        elif profanity is Profanity.TAGS:
            parts.append(profanity.applied(escaped(each.text)))
        else:
            parts.append(escaped(profanity.applied(each.text)))
    return "".join(parts)


def sentence_lengths(text: str) -> list[int]:
    """Characters of each sentence with the white space behind it (the first one's before it too)."""
    found: list[int] = []
    before = 0
    for piece in cut(text, _LONGEST):
        if piece.words:
            found.append(len(piece.text) + before)
            before = 0
        elif found:
            found[-1] += len(piece.text)
        else:
            before = len(piece.text)
    return found or ([before] if before else [])
