"""Makes the lists of emoji by word: ``python -m parley.keyboard.packs.building.emoji FOLDER``.

The folder holds ``cldr-annotations-full`` 48.2.0 unpacked (npm, Unicode-3.0): keywords of every emoji.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import msgspec

from parley.keyboard.packs.words import folded
from parley.keyboard.prediction.emoji import DATA

LANGUAGES = ("en", "zh")
_MOST = 5
"""Emoji of a word."""
_SHARED = 30
"""A keyword of more emoji than that says nothing (``face``, ``person``)."""
_PASSING = 0.19
"""A word that counts so little for an emoji, which has very many, does not mean it."""
_TOLD: dict[str, Any] = msgspec.yaml.decode(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
_USUAL = "".join(_TOLD["usual"])
_OLDER = frozenset("".join(_TOLD["older"]))
_STOPS = frozenset(_TOLD["stops"].split())


def emoji(text: str) -> str | None:
    """An emoji as it is written, so that it is drawn in colours; None for other signs and joined ones."""
    if len(text) != 1 or not (ord(text) >= 0x1F000 or text in _OLDER) or unicodedata.category(text) != "So":
        return None
    return text if unicodedata.east_asian_width(text) == "W" else f"{text}\ufe0f"


def keywords(told: Mapping[str, list[str]]) -> Iterator[tuple[str, float]]:
    """An emoji's words with how much each is about it."""
    (name,) = told["tts"]
    every = dict.fromkeys([name, *told.get("default", ())])
    for keyword in every:
        word = folded(keyword)
        if " " in word or word in _STOPS or len(word) > 16 or not word.replace("-", "").isalpha():
            continue
        in_name = word in folded(name).split() or (not word.isascii() and word in name)
        named = 3.0 if word == folded(name) else 1.5 / len(name.split()) if in_name else 0.0
        yield word, named + 2.0 / len(every)


def listed(annotations: Mapping[str, Mapping[str, list[str]]]) -> dict[str, list[str]]:
    """Word → its emoji, the best first."""
    found: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for sign, told in annotations.items():
        drawn = emoji(sign)
        if drawn is None:
            continue
        place = _USUAL.find(sign)
        usual = 1.5 - place / len(_USUAL) if place >= 0 else 0.0
        for word, about in keywords(told):
            if about > _PASSING:
                found[word].append((-about - usual, drawn))
    return {
        word: [drawn for _, drawn in sorted(pairs)[:_MOST]]
        for word, pairs in sorted(found.items())
        if len(pairs) <= _SHARED or min(pairs)[0] < -1.5
    }


def main(folder: Path) -> None:
    """Write the list of every language."""
    DATA.mkdir(exist_ok=True)
    package = folder / "cldr-annotations-full-48.2.0/package"
    for language in LANGUAGES:
        read = json.loads((package / f"annotations/{language}/annotations.json").read_text("utf-8"))
        found = listed(cast("dict[str, Any]", read["annotations"]["annotations"]))
        for word, drawn in _TOLD["chosen"][language].items():
            found[word] = [drawn, *(each for each in found.get(word, []) if each != drawn)][:_MOST]
        lines = (f"{word}\t{' '.join(drawn)}\n" for word, drawn in sorted(found.items()))
        (DATA / f"emoji.{language}.tsv").write_text("".join(lines), "utf-8")
    (DATA / "LICENSE.cldr").write_bytes((package / "LICENSE").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
