"""Closed grammars by PocketSphinx: hears the sentences it was given, and refuses everything else.

A bare grammar decoder fits any sound to the nearest sentence. Three checks turn a fit into a belief:
the words must be a whole sentence; they must explain the sound where they lie about as well as a free row
of phones does; and no speech may be left under the grammar's silences.
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
from parley.pool.wanted import still_wanted
from parley.speech.grammar.automaton import Automaton, automaton_of
from parley.speech.grammar.templates import rules_of
from parley.speech.lexicon import Lexicon, joined
from parley.speech.recognisers.belief import ACCEPTED, BELIEFS
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

_VARIANT = re.compile(r"\(\d+\)$")


_WEIGHTS = {"zh": 2.5, "en": 6.5}
"""How much a grammar's choices count against the sound (``lw``). By PocketSphinx's 6.5 a sentence with a
number, which is one of many, loses to any few words: of 40 unselected commands by Parley's voice 15 were
right, by 2.5 29 are; 1.0 hears no more of them and misses recordings. English is not measured so."""


_SEARCH = {"bestpath": False, "beam": 1e-80, "pbeam": 1e-80, "wbeam": 1e-60}
"""PocketSphinx's second look, at the lattice of the first, does not ask that a sentence ends: it gives its
beginning if that is likelier. Of 18 recordings of people it left 6 without an end ("换一首" of "换一首歌");
without it 15 are right, and with wider beams than its own (1e-48 and 7e-29) 17. The processor time of both
together is 1.16 times what it was."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    word: str
    first: int
    last: int
    """Frames of 10 ms, both included."""
    likelihood: float
    """Logarithm of the likelihood of the sound in it, in nats."""

    @property
    def silent(self) -> bool:
        # "(NULL)" is a step of the grammar in which nothing is said.
        return self.word[:1] in "<[+(" or self.word.startswith("SIL")


@dataclass(frozen=True, slots=True)
class _Fit:
    stretches: tuple[_Stretch, ...]
    frames: int

    def likelihood(self, frames: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
        """Logarithm of the likelihood of some frames, in nats; those of one stretch are equally likely."""
        return sum(
            each.likelihood / (each.last + 1 - each.first) * int(frames[each.first : each.last + 1].sum())
            for each in self.stretches
        )

    def speech(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        mask = np.zeros(self.frames, np.bool_)
        for stretch in self.stretches:
            if not stretch.silent:
                mask[stretch.first : stretch.last + 1] = True
        return mask

    def words(self) -> tuple[str, ...]:
        return tuple(_VARIANT.sub("", each.word) for each in self.stretches if not each.silent)


class _Segment(Protocol):
    word: str
    start_frame: int
    end_frame: int
    ascore: float
    """Likelihood of the sound, without that of the words."""


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
    def hyp(self) -> object | None: ...
    def seg(self) -> Iterable[_Segment] | None: ...
    def n_frames(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What the grammar made of an utterance, and the evidence for it."""

    words: tuple[str, ...]
    """A whole sentence of the grammar, or none."""

    ratio: float = 0.0
    """Nats per frame of its words by which a free row of phones fits them better; small is good."""

    hidden: float = 0.0
    """Share of the speech, in [0, 1], that the grammar took for silence."""

    frames: int = 0
    """Length of the words, in frames of 10 ms."""


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
        belief = BELIEFS[self.language]
        probability = belief.probability(heard.ratio, heard.hidden, heard.frames) if heard.words else 0.0
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
            still_wanted()
            bound = self._fit("grammar", audio)
            words = bound.words() if bound else ()
            if bound is None or not words or not self._automaton.accepts(words):
                return Heard(())
            still_wanted()
            free = self._fit("phones", audio)
        if free is None:
            return Heard(())
        spoken = bound.speech()
        anyone = free.speech()[: len(spoken)]
        unexplained = int((anyone & ~spoken[: len(anyone)]).sum())
        frames = int(spoken.sum())
        ratio = (free.likelihood(spoken) - bound.likelihood(spoken)) / max(1, frames)
        return Heard(words, ratio, unexplained / max(1, int(anyone.sum())), frames)

    def _fit(self, search: str, audio: bytes) -> _Fit | None:
        decoder = self._decoder
        try:
            decoder.activate_search(search)
            decoder.start_utt()
            try:
                decoder.process_raw(audio, False, True)
            finally:
                decoder.end_utt()
            if decoder.hyp() is None:
                return None
            stretches = [
                _Stretch(s.word, s.start_frame, s.end_frame, math.log(s.ascore) / _SCORE_BASE * _NATS)
                for s in decoder.seg() or ()
            ]
            return _Fit(tuple(stretches), decoder.n_frames())
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
        """Decode what was kept; empty text when it is not a sentence of the grammar. More may follow."""
        samples = np.concatenate(self._kept) if self._kept else np.zeros(0, np.int16)
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
                **_SEARCH,
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
