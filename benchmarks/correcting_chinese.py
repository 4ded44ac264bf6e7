"""Chinese words that only sound right: how many are found, and what is flagged that was right.

    .venv/bin/python benchmarks/correcting_chinese.py [--pack FILE] [--texts 300]

Texts are Tatoeba's held-out tenth and CrossWOZ's test part, from which nothing was learned. In each, one word
of two characters is miswritten by lot (seed 12): one of its characters becomes another common one of the same
sound (平果 for 苹果), and what stands there then is no word of the pack. **Found**: a flag lies on it;
**right**: the text with all first suggestions put in is the one before. **Flags** are those on the texts as
they were, per 1,000 characters. No peer: none of those for English reads Chinese.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import time
from pathlib import Path

from predicting_material import crosswoz, tatoeba_chinese
from pypinyin import Style, lazy_pinyin

from parley.keyboard.correction.chinese import ChineseSpeller
from parley.keyboard.correction.types import Flag
from parley.keyboard.packs.finding import shipped
from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import UNKNOWN

DATA = (
    Path(os.environ.get("PARLEY_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    / "language"
)
COMMON = 2_500
"""Characters that are written by mistake: the pack's likeliest."""
_TWO = re.compile("(?=([\u4e00-\u9fff]{2}))")


def alike(pack: Pack) -> dict[str, str]:
    """Character → common characters of the same sound."""
    singles = (pack.words.text(id) for id in range(3, len(pack.words)))
    common = [each for each in singles if len(each) == 1 and "\u4e00" <= each <= "\u9fff"][:COMMON]
    by_sound: dict[str, str] = {}
    for each in common:
        sound = lazy_pinyin(each, style=Style.NORMAL)[0]
        by_sound[sound] = by_sound.get(sound, "") + each
    return {each: by_sound[lazy_pinyin(each, style=Style.NORMAL)[0]].replace(each, "") for each in common}


def miswritten(
    text: str, pack: Pack, others: dict[str, str], chance: random.Random
) -> tuple[str, int] | None:
    """The text with one word miswritten, and where; None where no word of it can be."""
    places = [found.start() for found in _TWO.finditer(text) if pack.words.id(found[1]) != UNKNOWN]
    for place in chance.sample(places, len(places)):
        word, at = text[place : place + 2], chance.randrange(2)
        for other in others.get(word[at], "")[:3]:
            wrong = word[:at] + other + word[at + 1 :]
            if pack.words.id(wrong) == UNKNOWN:
                return text[:place] + wrong + text[place + 2 :], place
    return None


def put_in(text: str, flags: list[Flag]) -> str:
    """With the first suggestion of every flag; they do not change lengths."""
    for each in flags:
        text = text[: each.start] + each.suggestions[0].text + text[each.start + each.length :]
    return text


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pack", type=Path, default=shipped("zh"))
    parser.add_argument("--texts", type=int, default=300, help="of each source")
    asked = parser.parse_args()
    pack = Pack.open(asked.pack)
    speller, others = ChineseSpeller(pack), alike(pack)
    print(f"{'':18}found  right  of   flags on right texts   ms a text")
    for name, texts in {"Tatoeba": tatoeba_chinese(DATA), "CrossWOZ": crosswoz(DATA)}.items():
        chance, some = random.Random(12), texts[: asked.texts]
        found = right = made = flags = read = 0
        began = time.thread_time()
        for text in some:
            flags += len(speller.spelt(text))
            changed = miswritten(text, pack, others, chance)
            read += 1 + (changed is not None)
            if changed is not None:
                seen = speller.spelt(changed[0])
                made += 1
                found += any(
                    each.start < changed[1] + 2 and each.start + each.length > changed[1] for each in seen
                )
                right += put_in(changed[0], seen) == text
        took = 1000 * (time.thread_time() - began) / read
        characters = sum(map(len, some))
        print(
            f"{name:16}{100 * found / made:6.1f} {100 * right / made:6.1f}  {made:4d}  "
            f"{flags:4d}, {1000 * flags / characters:.2f} per 1,000   {took:8.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
