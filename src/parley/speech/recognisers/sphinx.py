"""Closed grammars by PocketSphinx: hears the sentences it was given, and refuses everything else.

A bare grammar decoder fits any sound to the nearest sentence. Three checks turn a fit into a belief:
the words must be a whole sentence (PocketSphinx also returns a beginning); they must explain the
sound about as well as a free row of phones does; and no speech may be left under the grammar's silences.
The second is the likelihood ratio of utterance verification (Rose & Paul, ICASSP 1990; Sukkar & Lee 1996).
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadModel, EngineFailed, MissingEngine, Unsupported
from parley.speech.grammar.automaton import Automaton, automaton_of
from parley.speech.grammar.templates import rules_of
from parley.speech.lexicon import Lexicon, joined
from parley.speech.types import Grammar, Hints, Hypothesis
from parley.tags import primary

_LONGEST_SECONDS = 30.0
"""No sentence of a grammar lasts longer; what does is not one, and is not decoded."""

_SHORTEST_SECONDS = 0.1
_QUIET = 33
"""Peak sample (-60 dBFS) below which there is no speech."""

_NATS = 1024 * 1e-4
"""PocketSphinx keeps scores as logarithms to the base 1.0001 divided by 1024, and shows ``1.0001**score``."""

_SCORE_BASE = 1e-4
"""Natural logarithm of 1.0001, to a tenth of a thousandth."""

ACCEPTED = 0.4
"""Least probability of being right at which a sentence is believed. Held out, with each recording left out of
the fit in turn: Mandarin recordings 5 of 6 right, other sound taken for a command 4 of 40, for one of 400
sentences 0 of 40."""

_VARIANT = re.compile(r"\(\d+\)$")


@dataclass(frozen=True, slots=True)
class Belief:
    """Logistic model of the probability that a whole sentence is what was said."""

    bias: float
    ratio: float
    """Per nat of log-likelihood, per frame of speech, by which a free row of phones fits better."""
    hidden: float
    """Per share (0 to 1) of the speech that the grammar took for silence."""

    def probability(self, ratio: float, hidden: float) -> float:
        """In [0, 1]."""
        return 1 / (1 + math.exp(-(self.bias + self.ratio * bounded(ratio) + self.hidden * hidden)))


def bounded(ratio: float) -> float:
    """A ratio as evidence: fitting better than a free row of phones proves nothing (it is noise or too
    short), and beyond 6 nats per frame nothing gets worse."""
    return min(6.0, max(0.0, ratio))


BELIEFS = {
    "zh": Belief(bias=2.66, ratio=-1.01, hidden=-7.67),
    "en": Belief(bias=2.86, ratio=-1.65, hidden=-6.07),
}
"""Mandarin: fitted to 65 sentences (29 right) that the skills' grammar and one of 400 sentences made of 41
commands by Parley's voice (``benchmarks/grammar_tuning.zh.txt``), 6 recordings and 80 clips of free speech,
the other language, wake words, digits and noise. English: to 57 sentences (27 right) that a grammar of some
420 made of 117 such clips, none by a voice."""

_WEIGHTS = {"zh": 2.5, "en": 6.5}
"""How much a grammar's choices count against the sound (``lw``). By PocketSphinx's 6.5 a sentence with a
number, which is one of many, loses to any few words: of 40 unselected commands by Parley's voice 15 were
right, by 2.5 29 are; 1.0 hears no more of them and misses recordings. English is not measured so."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    word: str
    first: int
    last: int
    """Frames of 10 ms, both included."""

    @property
    def silent(self) -> bool:
        return self.word[:1] in "<[+" or self.word.startswith("SIL")


@dataclass(frozen=True, slots=True)
class _Fit:
    stretches: tuple[_Stretch, ...]
    likelihood: float
    """Logarithm of the likelihood of the whole, in nats."""
    frames: int

    def speech(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        mask = np.zeros(self.frames, np.bool_)
        for stretch in self.stretches:
            if not stretch.silent:
                mask[stretch.first : stretch.last + 1] = True
        return mask

    def words(self) -> tuple[str, ...]:
        return tuple(_VARIANT.sub("", each.word) for each in self.stretches if not each.silent)


class _Hypothesis(Protocol):
    score: float


class _Segment(Protocol):
    word: str
    start_frame: int
    end_frame: int


class _Decoder(Protocol):
    def add_word(self, word: str, phones: str, update: bool) -> object: ...
    def create_fsg(
        self,
        name: str,
        start_state: int,
        final_state: int,
        transitions: Sequence[tuple[int, int, float, str] | tuple[int, int, float]],
    ) -> object: ...
    def add_fsg(self, name: str, fsg: object) -> None: ...
    def add_allphone_file(self, name: str, lmfile: str | None) -> None: ...
    def activate_search(self, name: str) -> None: ...
    def start_utt(self) -> None: ...
    def process_raw(self, data: bytes, no_search: bool, full_utt: bool) -> int: ...
    def end_utt(self) -> None: ...
    def hyp(self) -> _Hypothesis | None: ...
    def seg(self) -> Iterable[_Segment] | None: ...
    def n_frames(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What the grammar made of an utterance, and the evidence for it."""

    words: tuple[str, ...]
    """A whole sentence of the grammar, or none."""

    ratio: float = 0.0
    """Nats per frame of speech by which a free row of phones fits better; small is good."""

    hidden: float = 0.0
    """Share of the speech, in [0, 1], that the grammar took for silence."""


class SphinxRecogniser:
    """Hears the sentences of one grammar in English or Mandarin.

    English comes with the ``pocketsphinx`` wheel; Mandarin needs the folder of the ``sphinx-zh`` model.
    An utterance is kept and decoded when it is over, with its loudness and microphone known as a whole:
    any number may be open at once, and they are decoded one after the other. There are no partial
    results, because a beginning that fits a grammar says little about the end.
    """

    name = "sphinx"
    partials = False

    def __init__(self, language: str, grammar: Grammar, model: Path | None = None) -> None:
        """Compile the grammar.

        Raises ``Unsupported`` for another language, ``MissingEngine`` without the library or the Mandarin
        model, ``BadModel`` for a folder that holds none, ``BadText`` for a grammar that refers to a list or
        rule that it lacks or is too large.
        """
        self.language = primary(language)
        if self.language not in BELIEFS:
            raise Unsupported(f"The grammar recogniser hears {', '.join(BELIEFS)}, not {language!r}.")
        if primary(grammar.language) != self.language:
            raise Unsupported(f"A grammar in {grammar.language!r} cannot be heard in {language!r}.")
        self.languages = frozenset({self.language})
        try:
            library: Any = import_module("pocketsphinx")
        except ImportError as error:
            raise MissingEngine("pocketsphinx", "pip install pocketsphinx") from error
        acoustic, dictionary = model_files(self.language, model, library)
        lexicon = Lexicon.read(dictionary, self.language)
        rules = rules_of(grammar, lexicon.words)
        self.left_out = rules.left_out
        """Alternatives of the grammar that it cannot hear, because no dictionary has their words."""
        self._automaton = automaton_of(rules)
        self._lock = threading.Lock()
        library.set_loglevel("FATAL")
        self._decoder = _decoder(library, acoustic, lexicon, self._automaton)

    def open(self, hints: Hints) -> SphinxHearing:
        """Begin an utterance. Raises ``Unsupported`` for a language that is not its own."""
        if hints.language is not None and primary(hints.language) != self.language:
            raise Unsupported(f"This grammar is in {self.language!r}, not {hints.language!r}.")
        return SphinxHearing(self)

    def hear(self, samples: Samples) -> Hypothesis:
        """Decode one whole utterance (int16 mono, 16 kHz); empty text when it is not in the grammar."""
        heard = self.weigh(samples)
        probability = BELIEFS[self.language].probability(heard.ratio, heard.hidden) if heard.words else 0.0
        believed = probability >= ACCEPTED
        return Hypothesis(
            text=joined(heard.words) if believed else "",
            language=self.language,
            final=True,
            engine=self.name,
            confidence=probability if believed else None,
            grammar=True,
        )

    def weigh(self, samples: Samples) -> Heard:
        """The best sentence of the grammar with the evidence, whether or not it is to be believed."""
        seconds = len(samples) / SPEECH_RATE
        silent = len(samples) == 0 or int(np.abs(samples.astype(np.int32)).max()) < _QUIET
        if silent or self._automaton.empty or not _SHORTEST_SECONDS <= seconds <= _LONGEST_SECONDS:
            return Heard(())
        audio = np.ascontiguousarray(samples, dtype="<i2").tobytes()
        with self._lock:
            bound = self._fit("grammar", audio)
            words = bound.words() if bound else ()
            if bound is None or not words or not self._automaton.accepts(words):
                return Heard(())
            free = self._fit("phones", audio)
        if free is None:
            return Heard(())
        spoken = bound.speech()
        anyone = free.speech()[: len(spoken)]
        unexplained = int((anyone & ~spoken[: len(anyone)]).sum())
        ratio = (free.likelihood - bound.likelihood) / max(1, int(spoken.sum()))
        return Heard(words, ratio, unexplained / max(1, int(anyone.sum())))

    def _fit(self, search: str, audio: bytes) -> _Fit | None:
        decoder = self._decoder
        try:
            decoder.activate_search(search)
            decoder.start_utt()
            try:
                decoder.process_raw(audio, False, True)
            finally:
                decoder.end_utt()
            best = decoder.hyp()
            if best is None or best.score <= 0:
                return None
            stretches = tuple(_Stretch(s.word, s.start_frame, s.end_frame) for s in decoder.seg() or ())
            return _Fit(stretches, math.log(best.score) / _SCORE_BASE * _NATS, decoder.n_frames())
        except RuntimeError as error:
            raise EngineFailed("PocketSphinx could not decode the utterance.") from error


class SphinxHearing:
    """One utterance being kept for its grammar."""

    def __init__(self, recogniser: SphinxRecogniser) -> None:
        self._recogniser = recogniser
        self._kept: list[Samples] = []
        self._count = 0

    def feed(self, samples: Samples) -> Hypothesis | None:
        """Keep the next samples (int16 mono, 16 kHz)."""
        if self._count <= _LONGEST_SECONDS * SPEECH_RATE:
            self._kept.append(samples.copy())
        self._count += len(samples)
        return None

    def finish(self) -> Hypothesis:
        """Decode what was kept; empty text when it is not a sentence of the grammar."""
        samples = np.concatenate(self._kept) if self._kept else np.zeros(0, np.int16)
        self.close()
        return self._recogniser.hear(samples)

    def close(self) -> None:
        """Forget the utterance."""
        self._kept.clear()


def model_files(language: str, model: Path | None, library: Any) -> tuple[Path, Path]:
    """The folder of the acoustic model and the dictionary."""
    if model is None:
        if language != "en":
            raise MissingEngine("sphinx-zh", "parley models pull sphinx-zh")
        model = Path(str(library.get_model_path())) / "en-us"
    if not model.is_dir():
        raise BadModel(f"There is no model folder {model.name!r}.")
    places = sorted(place for place in (model, *model.iterdir()) if (place / "mdef").is_file())
    # Of several, the larger one hears better: ptm before semi-continuous.
    acoustic = next((place for place in places if "ptm" in place.name), places[0] if places else None)
    near = [*model.glob("*.dic"), *model.glob("*.dict")]
    dictionary = min(near, key=lambda path: len(path.name), default=None)
    if acoustic is None or dictionary is None:
        raise BadModel(f"The folder {model.name!r} lacks an acoustic model (mdef) or a dictionary (.dic).")
    return acoustic, dictionary


def _decoder(library: Any, acoustic: Path, lexicon: Lexicon, automaton: Automaton) -> _Decoder:
    try:
        decoder = cast(
            _Decoder,
            library.Decoder(
                hmm=str(acoustic),
                # Only the grammar's words are loaded: 0.05 s and 100 MB less than the whole dictionary.
                dict=None,
                lm=None,
                samprate=float(SPEECH_RATE),
                # Every state is scored in every frame: only then do the two searches share one scale.
                compallsen=True,
                lw=_WEIGHTS[lexicon.language],
                loglevel="FATAL",
            ),
        )
        for word in sorted(automaton.words()):
            for index, phones in enumerate(lexicon.pronounce(word)):
                decoder.add_word(word if index == 0 else f"{word}({index + 1})", phones, False)
        decoder.add_allphone_file("phones", None)
        if not automaton.empty:
            last = len(automaton.states)
            ways = list(_transitions(automaton, last))
            decoder.add_fsg("grammar", decoder.create_fsg("grammar", 0, last, ways))
    except (RuntimeError, ValueError) as error:
        raise BadModel(f"PocketSphinx cannot load the model {acoustic.name!r}.") from error
    return decoder


def _transitions(
    automaton: Automaton, last: int
) -> Iterator[tuple[int, int, float, str] | tuple[int, int, float]]:
    """The automaton as PocketSphinx takes it: with one last state, which the final ones reach in silence.

    Every word that may come next is equally likely.
    """
    for index, state in enumerate(automaton.states):
        chance = 1 / (len(state.arcs) + state.final)
        for word, to in state.arcs.items():
            yield index, to, chance, word
        if state.final and index > 0:
            yield index, last, chance
