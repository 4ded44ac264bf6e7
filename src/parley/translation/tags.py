"""The names of languages: one spelling for each, whatever an SDK, a model or a person writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import cast

from parley.errors import Unsupported

_TAG = re.compile(
    r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?(?:[-_]x[-_]\w{1,16})?"
)

#: What translation models write where CLDR knows nothing of it: Argos says zt and pb, old lists iw.
_OWN = {"zt": "zh-Hant", "pb": "pt", "no": "nb", "fil": "tl", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}
#: Region → script, where people name the region and mean the script.
_HANT_REGIONS = frozenset({"TW", "HK", "MO"})


def standard(tag: str) -> str:
    """The one spelling: ``zh-CN`` → ``zh-Hans``, ``zho_Hant`` → ``zh-Hant``, ``en-US`` → ``en``.

    Chinese has its script always, another language only when it is not the usual one; regions are left
    out. Names are those of CLDR. Raises ``Unsupported`` for what is no language tag.
    """
    found = _TAG.fullmatch(tag.strip())
    if found is None:
        raise Unsupported(f"{tag[:20]!r} is not the tag of a language.")
    primary = found[1].lower()
    own = _OWN.get(primary)
    if own is None:
        alias = _aliases().get(primary, primary)
        # ``hbs`` stands for ``sr_Latn``, ``tl`` for ``fil``: of the latter the shorter one is kept.
        own = primary if alias in ("fil", "he") and len(primary) == 2 and primary != "iw" else alias
        own = own.replace("_", "-")
    primary, _, usual = own.partition("-")
    script = (found[2] or usual).title()
    if primary in ("zh", "yue", "cmn"):
        script = script or ("Hant" if (found[3] or "").upper() in _HANT_REGIONS else "")
        if primary != "yue":
            return f"zh-{'Hant' if script == 'Hant' else 'Hans'}"
    return f"{primary}-{script}" if script and script != _usual_script(primary) else primary


def primary(tag: str) -> str:
    """The language without its script."""
    return tag.partition("-")[0]


@cache
def _aliases() -> Mapping[str, str]:
    from babel.core import get_global

    # A few stand for several languages, separated by spaces; the first is the most common.
    found = cast(Mapping[str, str], get_global("language_aliases"))
    return {name: value.split()[0] for name, value in found.items()}


@cache
def _usual_script(language: str) -> str:
    from babel.core import get_global

    likely = cast(Mapping[str, str], get_global("likely_subtags")).get(language, "")
    return next((part for part in likely.split("_") if len(part) == 4), "")
