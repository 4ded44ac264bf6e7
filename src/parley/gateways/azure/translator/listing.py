"""The languages that Translator lists, named in the language that the caller reads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from parley.language.transliteration.scripts import WAYS

SCOPES = ("translation", "transliteration", "dictionary")
_DEFAULT = "en"


def listing(
    known: Mapping[str, frozenset[str]],
    words: Mapping[str, frozenset[str]],
    scopes: tuple[str, ...],
    reader: str,
    *,
    models: bool,
) -> dict[str, Any]:
    """The answer of ``/languages``. ``known``: what can be translated into what; ``words``: the same of
    dictionaries; ``models``: 2026-06-06, which has no dictionary.
    """
    found: dict[str, Any] = {}
    if "translation" in scopes:
        tags = sorted({*known, *(tag for targets in known.values() for tag in targets)})
        own = {"models": ["general"]} if models else {}
        found["translation"] = {
            tag: {**_language(tag, reader), "dir": _direction(tag), **own} for tag in tags
        }
        if models:
            found["models"] = ["general"]
    if "transliteration" in scopes:
        found["transliteration"] = {
            tag: {**_language(tag, reader), "scripts": _scripts(tag, reader)} for tag in sorted(WAYS)
        }
    if "dictionary" in scopes and not models:
        found["dictionary"] = {
            tag: {
                **_language(tag, reader),
                "dir": _direction(tag),
                "translations": [
                    {**_language(other, reader), "dir": _direction(other), "code": other}
                    for other in sorted(words[tag])
                ],
            }
            for tag in sorted(words)
        }
    return found


@lru_cache(maxsize=512)
def reader_of(accepted: str) -> str:
    """The first language of an ``Accept-Language`` header that names can be written in; English for none."""
    from babel import Locale, UnknownLocaleError

    for part in accepted[:200].split(","):
        tag = part.partition(";")[0].strip().replace("-", "_")
        try:
            return str(Locale.parse(tag, resolve_likely_subtags=False))
        except (UnknownLocaleError, ValueError):
            continue
    return _DEFAULT


def _language(tag: str, reader: str) -> dict[str, str]:
    return {"name": _named(tag, reader), "nativeName": _named(tag, None)}


@lru_cache(maxsize=4096)
def _named(tag: str, reader: str | None) -> str:
    """The language's name in another, or in itself; its tag where CLDR has none."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return _of("languages", tag, reader or _DEFAULT)
    return locale.get_display_name(reader or locale) or tag


@lru_cache(maxsize=4096)
def _direction(tag: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag.replace("-", "_")).text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def _scripts(tag: str, reader: str) -> list[dict[str, Any]]:
    ways: dict[str, list[str]] = {}
    for begin, end in WAYS[tag]:
        ways.setdefault(begin, []).append(end)
    return [
        {**_script(begin, tag, reader), "toScripts": [_script(end, tag, reader) for end in ends]}
        for begin, ends in ways.items()
    ]


def _script(code: str, tag: str, reader: str) -> dict[str, str]:
    native = tag.partition("-")[0]
    return {
        "code": code,
        "name": _of("scripts", code, reader),
        "nativeName": _of("scripts", code, native),
        "dir": "ltr",
    }


def _of(table: str, code: str, reader: str) -> str:
    from babel import Locale

    return cast(Mapping[str, str], getattr(Locale.parse(reader), table)).get(code, code)
