"""Closed grammars: what is heard right and what else is refused, beside bare PocketSphinx.

    python benchmarks/grammar.py                 # the tables for Mandarin; takes minutes
    python benchmarks/grammar.py --language en   # for English
    python benchmarks/grammar.py --fit      # fit the constants of recognisers/belief.py
    python benchmarks/grammar.py --transcripts FILE   # with further recordings (see recordings.py)

The recordings lie in PARLEY_TEST_DATA.

Every recording is heard twice: with its sentence in the grammar, and with it taken out, when nothing may be
accepted. ``--fit`` prints constants fitted on all recordings, and the errors of constants fitted on all
recordings but the one that is judged.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pocketsphinx
from grammar_material import (
    Clip,
    commands,
    foreign,
    phrases,
    sentences,
    skills_grammar,
    transcribed,
    utterances,
)
from recordings import DATA

from parley.speech.lexicon import Lexicon, joined
from parley.speech.recognisers.belief import ACCEPTED, BELIEFS, bounded
from parley.speech.recognisers.sphinx import SphinxRecogniser
from parley.speech.types import Grammar

MODEL_ZH = "models/sphinx-zh"


@dataclass(frozen=True)
class Trial:
    clip: Clip
    grammar: str
    """``inside`` (several hundred sentences and its own), ``outside`` (without its own) or ``skills``."""
    text: str
    """The best sentence, before it is believed."""
    ratio: float
    hidden: float
    frames: int
    believed: bool
    cpu: float
    bare: str
    bare_cpu: float

    @property
    def inside(self) -> bool:
        return self.grammar == "inside"

    @property
    def right(self) -> bool:
        return self.inside and self.text == self.clip.text.replace(" ", "" if self.zh else " ")

    @property
    def zh(self) -> bool:
        return bool(re.search("[\u4e00-\u9fff]", self.text))


class Bare:
    """PocketSphinx as it comes, with the same grammar."""

    def __init__(self, model: Path, dictionary: Path, sentences: Sequence[str], lexicon: Lexicon) -> None:
        pocketsphinx.set_loglevel("FATAL")
        self.decoder: Any = pocketsphinx.Decoder(
            hmm=str(model), dict=str(dictionary), lm=None, loglevel="FATAL"
        )
        rows = [lexicon.words(sentence) or () for sentence in sentences]
        for word in sorted({word for row in rows for word in row}):
            if self.decoder.lookup_word(word) is None:
                self.decoder.add_word(word, lexicon.pronounce(word)[0], True)
        choices = " | ".join(" ".join(row) for row in rows)
        self.decoder.add_jsgf_string("grammar", f"#JSGF V1.0 UTF-8; grammar all; public <all> = {choices};")

    def hear(self, clip: Clip) -> str:
        decoder = self.decoder
        decoder.activate_search("grammar")
        decoder.start_utt()
        decoder.process_raw(clip.samples.tobytes(), full_utt=True)
        decoder.end_utt()
        best = decoder.hyp()
        return joined([re.sub(r"\(\d+\)$", "", w) for w in best.hypstr.split()]) if best else ""


def trials(data: Path, language: str, count: int, transcripts: Path | None = None) -> list[Trial]:
    if language == "zh":
        folder: Path | None = data / MODEL_ZH
        acoustic, dictionary = data / MODEL_ZH / "ptm_8k", data / MODEL_ZH / "mandarin_notone.dic"
    else:
        folder, home = None, Path(str(pocketsphinx.get_model_path())) / "en-us"
        acoustic, dictionary = home / "en-us", home / "cmudict-en-us.dict"
    lexicon = Lexicon.read(dictionary, language)
    whole = transcribed(data, language, lexicon, transcripts)
    aligner: Any = pocketsphinx.Decoder(hmm=str(acoustic), dict=str(dictionary), lm=None, loglevel="FATAL")
    cut = [
        phrase for clip in whole if len(clip.samples) > 40_000 for phrase in phrases(clip, aligner, lexicon)
    ]
    uncut = [Clip(clip.source, "whole", clip.text, clip.samples) for clip in whole]
    parts = [part for clip in whole for part in utterances(clip, aligner, lexicon)]
    known = [*(uncut if language == "zh" else ()), *parts, *cut]
    others = sentences(data, language, count, lexicon)
    made: list[Trial] = []
    texts = tuple(dict.fromkeys(clip.text for clip in known))
    grammars = {
        "inside": Grammar(language, (*texts, *others)),
        "outside": Grammar(language, others),
        "skills": skills_grammar(language),
    }
    for name, grammar in grammars.items():
        ours = SphinxRecogniser(language, grammar, folder)
        # The plain list is what one gives PocketSphinx; the skills' templates are no list.
        bare = Bare(acoustic, dictionary, grammar.sentences, lexicon) if name != "skills" else None
        for clip in known if name == "inside" else [*known, *foreign(data, language)]:
            start = time.process_time()
            heard = ours.weigh(clip.samples)
            middle = time.process_time()
            plain = bare.hear(clip) if bare else ""
            end = time.process_time()
            belief = BELIEFS[language].probability(heard.ratio, heard.hidden, heard.frames)
            made.append(
                Trial(clip, name, joined(heard.words), heard.ratio, heard.hidden, heard.frames,
                      bool(heard.words) and belief >= ACCEPTED, middle - start, plain, end - middle)
            )  # fmt: skip
    return made


def table(language: str, count: int, made: Sequence[Trial]) -> None:
    listed = [t for t in made if t.grammar != "skills"]
    seconds = sum(len(t.clip.samples) for t in listed) / 16_000
    print(f"\n{language}: every utterance, and what was heard")
    for t in made:
        if t.inside and t.clip.kind != "phrase":
            mark = "right" if t.right and t.believed else "refused" if not t.believed else "wrong"
            print(f"  {mark:9}{len(t.clip.samples) / 16_000:5.1f} s  {t.clip.text}  |  {t.text}")
    print(f"\n{language}: a grammar of {count} sentences and those that are spoken")
    print(f"{'':28}{'Parley':>12}{'bare':>12}")
    for kind in ("whole", "utterance", "phrase"):
        inside = [t for t in made if t.inside and t.clip.kind == kind]
        if not inside:
            continue
        ours = sum(t.right and t.believed for t in inside)
        bare = sum(t.bare.replace(" ", "") == t.clip.text.replace(" ", "") for t in inside)
        print(f"{'right, ' + kind:28}{ours:>5} of {len(inside):<4}{bare:>5} of {len(inside):<4}")
    for name in ("outside", "skills"):
        outside = [t for t in made if t.grammar == name]
        print("accepted outside," if name == "outside" else "accepted in the skills' own grammar,")
        for kind in (*dict.fromkeys(t.clip.kind for t in outside), "all"):
            group = [t for t in outside if kind in (t.clip.kind, "all")]
            ours, bare = sum(t.believed for t in group), sum(bool(t.bare) for t in group)
            plain = f"{bare:>5} of {len(group):<4}" if name == "outside" else ""
            print(f"{'    ' + kind:28}{ours:>5} of {len(group):<4}{plain}")
    wrong = sum(t.inside and t.believed and not t.right for t in made)
    print(f"{'wrong sentence believed':28}{wrong:>5}")
    rtf, bare_rtf = sum(t.cpu for t in listed) / seconds, sum(t.bare_cpu for t in listed) / seconds
    print(f"{'CPU s per s of audio':28}{rtf:>12.3f}{bare_rtf:>12.3f}   {rtf / bare_rtf:.2f} x")


def voice(language: str, model: Path | None) -> None:
    """Commands as people say them, by the product's own voice, in the skills' own grammar."""
    recogniser = SphinxRecogniser(language, skills_grammar(language), model)
    print(f"\n{language}: commands by Parley's voice, in the skills' own grammar")
    right = wrong = refused = 0
    cpu = seconds = 0.0
    for text, samples in commands(language):
        start = time.process_time()
        heard = recogniser.hear(samples)
        cpu += time.process_time() - start
        seconds += len(samples) / 16_000
        if heard.text == text:
            right += 1
        elif heard.text:
            wrong += 1
            print(f"  wrong    {text}  |  {heard.text}")
        else:
            refused += 1
            print(f"  refused  {text}  |  {joined(recogniser.weigh(samples).words)}")
    print(f"right {right}, wrong {wrong}, refused {refused} of {right + wrong + refused}; "
          f"CPU s per s of audio {cpu / seconds:.3f}")  # fmt: skip


def logistic(features: np.ndarray, right: np.ndarray, penalty: float = 0.05) -> np.ndarray:
    """Weights (bias first) of an L2-penalised logistic regression, by Newton's method."""
    x = np.column_stack([np.ones(len(features)), features])
    weights = np.zeros(x.shape[1])
    ridge = penalty * np.diag([0.0, *np.ones(x.shape[1] - 1)])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (p - right) + ridge @ weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge + 1e-6 * np.eye(len(weights))
        weights -= np.linalg.solve(hessian, gradient)
    return weights


def fit(language: str, made: Sequence[Trial]) -> None:
    rows = [t for t in made if t.text]
    features = np.array([[bounded(t.ratio), t.hidden, np.log(max(1, t.frames))] for t in rows])
    right = np.array([t.right for t in rows], float)
    sources = np.array([t.clip.source for t in rows])
    print(f"\n{language}: fitted on {len(rows)} whole sentences, {int(right.sum())} right")
    print("constants", np.round(logistic(features, right), 2))
    chance = np.zeros(len(rows))
    for source in dict.fromkeys(sources):
        held = sources == source
        weights = logistic(features[~held], right[~held])
        chance[held] = 1 / (1 + np.exp(-np.clip(weights[0] + features[held] @ weights[1:], -30, 30)))
    outside = [t for t in made if not t.inside]
    inside = [t for t in made if t.inside]
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        kept = sum(c >= threshold and t.right for c, t in zip(chance, rows, strict=True))
        false = sum(c >= threshold and not t.inside for c, t in zip(chance, rows, strict=True))
        wrong = sum(c >= threshold and t.inside and not t.right for c, t in zip(chance, rows, strict=True))
        print(
            f"held out, threshold {threshold}: right {kept} of {len(inside)} "
            f"(grammar alone {int(right.sum())}), wrong {wrong}, accepted outside {false} of {len(outside)}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--language", choices=sorted(BELIEFS), action="append")
    parser.add_argument("--sentences", type=int, default=400)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--transcripts", type=Path, help="a further list of recordings, like the manifest")
    asked = parser.parse_args()
    for language in asked.language or ["zh"]:
        made = trials(DATA, language, asked.sentences, asked.transcripts)
        table(language, asked.sentences, made)
        voice(language, DATA / MODEL_ZH if language == "zh" else None)
        if asked.fit:
            fit(language, made)
            for t in made:
                if t.text and (t.believed or t.right):
                    mark = "right" if t.right else "wrong" if t.inside else "outside"
                    print(f"  {mark:8}{t.ratio:7.2f}{t.hidden:6.2f}  {t.clip.kind:15}{t.clip.source}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
