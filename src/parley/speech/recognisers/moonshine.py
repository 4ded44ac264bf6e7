"""English by Moonshine's tiny model, which comes inside the ``moonshine-voice`` wheel (MIT)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import TooLong, Unsupported
from parley.speech.judge import SURELY_FOREIGN
from parley.speech.recognisers.beam import WIDTH
from parley.speech.recognisers.expecting import Expecting, Learned
from parley.speech.recognisers.moonshine_model import Decoded, Floats, MoonshineModel
from parley.speech.recognisers.pieces import due_after, quietest
from parley.speech.types import Hints, Hypothesis
from parley.tags import primary

_LONGEST_SECONDS = 300.0
"""Longest utterance taken; endpointing ends one long before."""

_PIECE_SECONDS = 14.0
"""Most that is decoded at once. The model reads more, but its cost grows with the square of the length
(0.075 CPU seconds per second at 11 s, 0.22 at 44 s) and it begins to invent words."""

_SHORTEST_SECONDS = 0.1
"""Below this the model's first convolution has nothing to work on."""

_QUIET = 33
"""Peak sample (-60 dBFS) below which there is no speech; the model answers silence with "You"."""

_FOREIGN = math.log(SURELY_FOREIGN / (1 - SURELY_FOREIGN))
"""``foreignness`` from which on the judge does not believe a command either."""


class MoonshineRecogniser:
    """Hears English, and notices speech that is not. Safe to use from several threads; one model in memory.

    ``partials`` seconds of new speech bring a partial result (the unfinished piece is decoded again);
    None, the default, decodes once, when the utterance is over. ``said`` is a file of what people say, one
    sentence a line, which is expected rather than other words; it may come, and change, at any time.
    """

    name = "moonshine"
    languages = frozenset({"en"})

    def __init__(self, partials: float | None = None, said: Path | None = None) -> None:
        self._model = MoonshineModel()
        rule = json.loads(Path(__file__).with_name("moonshine_english.json").read_bytes())
        self._slope = np.array(rule["slope"], np.float32)
        self._offset = float(rule["offset"])
        self._interval = partials
        self.partials = partials is not None
        self._expecting = Expecting(said, self._learn) if said is not None else None

    def open(self, hints: Hints) -> MoonshineHearing:
        """Begin an utterance. Raises ``Unsupported`` when another language than English is expected."""
        if hints.language is not None and primary(hints.language) not in self.languages:
            raise Unsupported("Moonshine hears English only.")
        if self._expecting is not None and not hints.dictation:
            self._expecting.look()
        return MoonshineHearing(self, self._interval if hints.partials else None, leaning=not hints.dictation)

    def decode(self, samples: Samples, *, final: bool = True, leaning: bool = True) -> Decoded | None:
        """Words in at most one piece of sound (int16 mono, 16 kHz); None for silence.

        Words that are not ``final`` are searched for with less care: the likeliest token each time.
        ``leaning``: towards what people say to an assistant.
        """
        if len(samples) < _SHORTEST_SECONDS * SPEECH_RATE or np.abs(samples.astype(np.int32)).max() < _QUIET:
            return None
        learned = self._expecting.now if final and leaning and self._expecting is not None else None
        return self._model.decode(samples, WIDTH if final else 1, learned and learned[0], self._is_english)

    def reconsider(self, decoded: Decoded) -> tuple[str, ...]:
        """Texts of what people say to an assistant that sound like what was decoded, likeliest first.

        None where it is surely no English, nor while nobody knows what people say.
        """
        learned = self._expecting.now if self._expecting is not None else None
        if learned is None or learned[1] is None or self.foreignness(decoded.sound) >= _FOREIGN:
            return ()
        return self._model.reconsider(decoded, learned[0], learned[1])

    def _learn(self, sentences: Sequence[str]) -> Learned:
        return self._model.expecting(sentences), self._model.sounding(sentences)

    def foreignness(self, sound: Floats) -> float:
        """Log odds that the sound is not English: a linear rule on the encoder's mean output, trained by
        ``benchmarks/language_probe.py`` on English and Mandarin recordings."""
        return float(sound @ self._slope) + self._offset

    def _is_english(self, sound: Floats) -> bool:
        return self.foreignness(sound) < 0.0


class MoonshineHearing:
    """One utterance. What is longer than a piece is cut at a quiet place and decoded while speech goes on."""

    def __init__(
        self, recogniser: MoonshineRecogniser, interval: float | None, *, leaning: bool = True
    ) -> None:
        self._recogniser = recogniser
        self._leaning = leaning
        self._interval = None if interval is None else int(interval * SPEECH_RATE)
        self._chunks: list[Samples] = []
        self._held = 0
        """Samples in ``_chunks``: the unfinished piece."""
        self._due = self._interval or 0
        self._taken = 0
        self._done: list[tuple[Decoded, int]] = []
        """What is decoded for good, with its length in samples."""
        self._said = ""
        self._doubtful: Decoded | None = None
        """All that was said, until it is certain what it was."""

    def feed(self, samples: Samples) -> Hypothesis | None:
        self._taken += len(samples)
        if self._taken > _LONGEST_SECONDS * SPEECH_RATE:
            raise TooLong(f"An utterance may last {_LONGEST_SECONDS:.0f} seconds at most.")
        self._chunks.append(samples)
        self._held += len(samples)
        self._cut()
        if self._interval is None or self._held < self._due:
            return None
        piece = self._piece()
        self._due = due_after(len(piece), self._interval)
        hypothesis = self._hypothesis(piece, final=False)
        if hypothesis.text == self._said:
            return None
        self._said = hypothesis.text
        return hypothesis

    def finish(self) -> Hypothesis:
        """The final result. More may be fed after it, and it be asked again."""
        return self._hypothesis(self._piece(), final=True)

    def reconsider(self) -> tuple[str, ...]:
        """What else may have been meant, where what ``finish`` gave is no command or a doubtful one."""
        doubtful = self._doubtful if self._leaning else None
        return () if doubtful is None else self._recogniser.reconsider(doubtful)

    def close(self) -> None:
        self._doubtful = None
        self._chunks.clear()
        self._held = 0

    def _cut(self) -> None:
        """Decode what is certainly over: everything up to the quietest place of a piece that is full."""
        longest = int(_PIECE_SECONDS * SPEECH_RATE)
        while self._held > longest:
            held = self._piece()
            end = quietest(held, longest // 2, longest)
            decoded = self._recogniser.decode(held[:end], leaning=self._leaning)
            if decoded is not None:
                self._done.append((decoded, end))
            self._chunks = [held[end:]]
            self._held = len(held) - end
            self._due = self._interval or 0

    def _piece(self) -> Samples:
        if len(self._chunks) > 1:
            self._chunks = [np.concatenate(self._chunks)]
        return self._chunks[0] if self._chunks else np.zeros(0, np.int16)

    def _hypothesis(self, piece: Samples, *, final: bool) -> Hypothesis:
        last = self._recogniser.decode(piece, final=final, leaning=self._leaning)
        heard = self._done if last is None else [*self._done, (last, len(piece))]
        # What is too long for one piece is no command.
        self._doubtful = heard[0][0] if final and len(heard) == 1 else None
        total = sum(length for _, length in heard)
        if not total:
            return Hypothesis("", "en", final, self._recogniser.name)
        surprise = sum(decoded.surprise * length for decoded, length in heard) / total
        odds = sum(self._recogniser.foreignness(decoded.sound) * length for decoded, length in heard) / total
        return Hypothesis(
            text=" ".join(decoded.text for decoded, _ in heard if decoded.text),
            language="en",
            final=final,
            engine=self._recogniser.name,
            confidence=math.exp(-surprise),
            foreign=1 / (1 + math.exp(-max(-50.0, min(50.0, odds)))),
            alternatives=self._doubtful.others if self._doubtful else (),
            expected=self._doubtful.expected if self._doubtful else (),
        )
