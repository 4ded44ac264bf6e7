"""What an utterance that no template fits may mean: the model's guess, with its slots as typed values."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from parley.language.understanding.model import Model, Standing
from parley.language.understanding.normal import LONGEST, forms, normal
from parley.skills.known import index_of
from parley.skills.learning.curriculum import Part, curriculum, key, line, utterances
from parley.skills.learning.filling import Filled, fill
from parley.skills.learning.finding import Found
from parley.skills.learning.forms import Form, forms_of
from parley.skills.learning.keeping import Kept
from parley.skills.learning.lessons import outside, plain
from parley.skills.learning.repair import Repair
from parley.skills.learning.values import every
from parley.skills.learning.words import SMALL, words_of
from parley.skills.loading import OWN, skills_in
from parley.telemetry import log

MOST = 3
"""Candidates of a guess."""
ACT, ASK = 0.8, 0.4
"""Probability from which a guess is acted on, and from which it is asked about. By cross-validation on
what the probabilities were learned from: at most one of two hundred questions for others may be acted on."""
TOLD = 0.65
"""The same where it is plain what is talked about, a light or a plug, and each word is known. Of HWU64's
training part and CLINC150's validation part what is between this and ``ACT`` is right; below it is not."""
FITS, FITTING = 0.95, 0.3
"""Share and margin of a sentence that fits once misspelt and misheard words are read as its own."""
PAUSE = 3.0
"""Seconds before it begins to learn: who only asks one thing is gone by then."""
_SAYING = 3
"""Characters that such a sentence itself has at least."""
_LABELS, _LOOKED_AT, _SHOWN = 12, 4, 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that may have been meant."""

    intent: str
    slots: Mapping[str, object]
    """Typed values, as a template would give them."""
    probability: float
    """In [0, 1], calibrated: of the candidates with 0.8, four of five are right."""
    standing: Standing
    """``ACT`` or ``ASK``."""


@dataclass(frozen=True, slots=True)
class Guessed:
    """How a guess came about, for ``parley explain``."""

    candidates: tuple[Candidate, ...] = ()
    likely: tuple[tuple[str, float], ...] = ()
    """The likeliest intents and their probabilities, best first."""
    act: float = ACT
    """Probability from which a candidate is acted on."""
    ask: float = ASK
    """Probability from which it is asked about."""
    read_as: str = ""
    """The utterance with the words that were taken for misheard or misspelt ones replaced; empty without."""
    filled: Mapping[str, str] = field(default_factory=dict[str, str])
    """The words that filled each slot of the first candidate."""
    strange: tuple[str, ...] = ()
    """Words that none of the likeliest intent's sentences has."""
    dropped: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why an intent among the likely ones is no candidate."""


class Guesser:
    """Guesses; knows nothing until it has learned."""

    def __init__(self, parts: Sequence[Part], folder: Path | None = None, pause: float = PAUSE) -> None:
        """``folder`` is where what was learned is kept; None for nowhere. ``pause`` in seconds."""
        self._parts = tuple(parts)
        self._pause = pause
        self._over = threading.Event()
        self._kept = Kept(folder) if folder is not None else None
        self._known: _Known | None = None
        self._turn = threading.Lock()

    @property
    def ready(self) -> bool:
        """Whether it has learned; until then it guesses nothing."""
        return self._known is not None

    def load(self) -> bool:
        """Take up what was learned before, if it still holds. Some ten ms; False when there is none."""
        model = self._kept.read(key(self._parts)) if self._kept is not None else None
        if model is not None:
            self._known = _Known(model, self._parts)
        return model is not None

    def wake(self) -> None:
        """Learn in the background, unless it was learned before; returns at once."""
        self._over.clear()
        if self._kept is not None:
            threading.Thread(
                target=self._learn, args=(self._parts,), name="parley-learning", daemon=True
            ).start()

    def change(self, parts: Sequence[Part]) -> None:
        """These are the sentences now: take up what was learned of them, else learn it in the background.

        Until then what is known stays. Takes some ten ms where nothing is known yet, and no time else.
        """
        self._parts = tuple(parts)
        if self._known is not None or not self.load():
            self.wake()

    def stop(self) -> None:
        """End what goes on in the background."""
        self._over.set()
        if self._kept is not None:
            self._kept.stop()

    def close(self) -> None:
        """Stop for good: what was learned is let go. It is much memory, and lies among what the collector of
        garbage leaves alone."""
        self.stop()
        self._known = None

    def know(self, model: Model) -> None:
        """Take up a model of these parts."""
        self._known = _Known(model, self._parts)

    def _learn(self, parts: tuple[Part, ...]) -> None:
        with self._turn:
            if self._kept is None or parts is not self._parts:
                return
            name = key(parts)
            model = self._kept.read(name)
            if model is None and self._over.wait(self._pause):
                return
            model = model or self._kept.learned(name, lambda: curriculum(parts), _seem_to_ship(parts))
            if model is None and self._over.is_set():
                return
            if model is None:
                log.warning(
                    "guessing.unlearned", reason="The model could not be learned; templates still work."
                )
            elif parts is self._parts:
                self._known = _Known(model, parts)

    def guess(self, text: str, language: str) -> tuple[Candidate, ...]:
        """What the raw utterance may mean, best first; empty for nothing known. Never raises."""
        return self.explain(text, language).candidates

    def explain(self, text: str, language: str) -> Guessed:
        """The same with its reasons."""
        known = self._known
        if known is None or not text.strip() or len(text) > LONGEST:
            return Guessed()
        return known.guess(text, language)


class _Known:
    """A model with the forms of what it knows."""

    def __init__(self, model: Model, parts: Sequence[Part]) -> None:
        self._model = model
        self._forms = forms_of(parts)
        self._words = self._words_by_intent(self._forms)
        self._pieces = self._pieces_by_intent(self._forms)
        values = _values(self._forms)
        self._values = values | {each for word in values if not word.isascii() for each in word}
        self._lines = _lines(parts)
        self._repair = _repair(self._forms, parts)
        self._index = index_of([each for _, sentences, _ in parts for each in sentences.templates])

    @staticmethod
    def _words_by_intent(forms: Mapping[str, Form]) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for form in forms.values():
            found.setdefault(form.intent, set()).update(form.words)
        return {intent: frozenset(words) for intent, words in found.items()}

    @staticmethod
    def _pieces_by_intent(forms: Mapping[str, Form]) -> dict[str, str]:
        found: dict[str, set[str]] = {}
        for form in forms.values():
            found.setdefault(form.intent, set()).update(form.runs | form.pieces)
        return {
            intent: " ".join(sorted(each for each in pieces if not each.isascii()))
            for intent, pieces in found.items()
        }

    def guess(self, text: str, language: str) -> Guessed:
        mended = self._repair.read(normal(text))
        said, repaired = mended.text, len(mended.words)
        read = plain(said)
        if not read:
            return Guessed()
        if not repaired and (form := self._forms.get(self._lines.get(read, ""))) is not None:
            sure = Candidate(form.intent, form.fixed, FITS, Standing.ACT)
            return Guessed((sure,), ((form.intent, FITS),))
        ranked, labels, margins = self._ranked(read)
        dropped: dict[str, str] = {}
        first: Found | None = None
        # One word alone that is not even right says too little, a courtesy beside it or not.
        alone = sum(word not in SMALL for word in words_of(said)) <= repaired
        exact = self._exact(said, language, dict(ranked)) if repaired and not alone else None
        candidates: list[Candidate] = []
        for each in self.found(read, language, ranked, labels, margins, exact, dropped):
            probability = each.sureness(repaired)
            if probability < ASK:
                dropped[each.intent] = f"{probability:.2f} is too unsure"
                continue
            least = TOLD if not each.strange else ACT
            sure = probability >= ACT and not each.doubtful
            # What was read as another word is never plain.
            sure = sure or (not repaired and probability >= least and each.plain(self._values))
            standing = Standing.ACT if sure and not candidates and not alone else Standing.ASK
            values = each.filled.as_said(mended).values
            candidates.append(Candidate(each.intent, values, probability, standing))
            first = first or each
        return Guessed(
            tuple(candidates[:MOST]),
            tuple(ranked),
            read_as=said if repaired else "",
            filled=first.words() if first else {},
            strange=first.strange if first else (),
            dropped=dropped,
        )

    def found(
        self,
        read: str,
        language: str,
        ranked: Sequence[tuple[str, float]],
        labels: Mapping[str, Sequence[str]],
        margins: Mapping[str, float],
        exact: Found | None,
        dropped: dict[str, str],
    ) -> Iterator[Found]:
        """What it may be, with its slots, best first."""
        if exact is not None:
            yield exact
        for intent, share in ranked[:_LOOKED_AT]:
            if share < ASK / 2:
                break
            if exact is not None and exact.intent == intent:
                continue
            filled = self._filled(read, labels[intent], language, self._words[intent])
            if filled.missing:
                dropped[intent] = f"lacks {filled.missing}"
            else:
                words, pieces = self._words[intent], self._pieces[intent]
                yield Found(intent, share, margins[intent], filled, read, words, pieces)

    def _exact(self, said: str, language: str, shares: Mapping[str, float]) -> Found | None:
        """The sentence that fits once its words are read as meant."""
        match = self._index.best(forms(said), language)
        if match is None or match.literal < _SAYING:
            return None
        filled = Filled(match.slots, match.spans, free=match.free_slots())
        intent = match.template.intent
        share = max(shares.get(intent, 0.0), FITS)
        return Found(intent, share, FITTING, filled, match.text, frozenset(words_of(match.text)))

    def _ranked(self, text: str) -> tuple[list[tuple[str, float]], dict[str, list[str]], dict[str, float]]:
        """The likeliest intents; of each its labels, best first, and its margin over all else."""
        classifier = self._model.classifier
        margins = classifier.margins(text)
        if margins is None:
            return [], {}, {}
        shares = classifier.certainty.probabilities(margins)
        total: dict[str, float] = {}
        labels: dict[str, list[str]] = {}
        most: dict[str, float] = {}
        places: list[int] = np.argsort(-shares, kind="stable")[:_LABELS].tolist()
        for place in places:
            name = classifier.intents[place]
            form = self._forms.get(name)
            if form is not None:
                total[form.intent] = total.get(form.intent, 0.0) + float(shares[place])
                labels.setdefault(form.intent, []).append(name)
                most.setdefault(form.intent, float(margins[place]))
        return sorted(total.items(), key=lambda each: -each[1])[:_SHOWN], labels, most

    def _filled(self, text: str, labels: Sequence[str], language: str, known: frozenset[str]) -> Filled:
        """By the likeliest label that has all that it needs."""
        tries = [
            fill(text, self._forms[name], self._model.tagger.slots(text, name), language, known)
            for name in labels[:2]
        ]
        return next((one for one in tries if not one.missing), tries[0])


def _seem_to_ship(parts: Sequence[Part]) -> bool:
    """Whether all skills that come with Parley are there, and no other."""
    return [name for name, _, _ in parts] == [each.name for each in skills_in(OWN)]


def _lines(parts: Sequence[Part]) -> dict[str, str]:
    """Labels of what people say without slots, where no two are said alike: that is no guess."""
    found: dict[str, set[str]] = {}
    for _, sentences, _ in parts:
        for intent, texts in utterances(sentences).items():
            for said in (line(intent, text) for text in texts):
                if not said.slots:
                    found.setdefault(plain(said.text), set()).add(said.label)
    return {text: labels.pop() for text, labels in found.items() if text and len(labels) == 1}


def _fixed(forms: Mapping[str, Form]) -> set[str]:
    """All that slots of a fixed set of words take."""
    kinds = [kind for form in forms.values() for types in form.slots.values() for kind in types]
    return {text for kind in kinds for text in kind.values or ()}


def _values(forms: Mapping[str, Form]) -> frozenset[str]:
    """The same, word by word."""
    return frozenset(part for text in _fixed(forms) for part in text.split())


def _repair(forms: Mapping[str, Form], parts: Sequence[Part]) -> Repair:
    """Knows the sentences' words, and those of slots that take certain ones; all that is learned is right."""
    known = {run for form in forms.values() for run in form.runs}
    known.update(_values(forms))
    fixed = _fixed(forms)
    said = (text for _, sentences, _ in parts for texts in utterances(sentences).values() for text in texts)
    return Repair(known, {*outside(), *every(), *fixed, *said})
