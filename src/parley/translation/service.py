"""The translation service: which model translates what, and over which language without a direct way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from parley.errors import Busy, MissingEngine, MissingLanguage, TooLong
from parley.language.script import to_simplified, to_traditional
from parley.models.store import Store
from parley.settings import Settings
from parley.translation.dictionary.service import Dictionaries
from parley.translation.engines.upstream import UpstreamTranslator
from parley.translation.hosts import Hosts
from parley.translation.installed import Model, models
from parley.translation.markup import Stretch, dictionary, escaped, tagged
from parley.translation.pieces import Piece, cut, joined
from parley.translation.sources import UNKNOWN, main_of, source_of
from parley.translation.tags import standard
from parley.translation.types import MAX_CHARACTERS, MAX_TEXTS, Answers, Translated
from parley.translation.ways import Leg, reach, way

UPSTREAM = "upstream"
"""The language model's name among engines."""
REMEDY = "parley models pull m2m100, or set a language model at [translation] model"
_GUESS = 0.5
"""Less sure than this of a language is a guess."""
_SENTENCE, _PASSAGE = 300, 3_000
"""Characters that a translation model, and a language model, takes at once."""


@dataclass(frozen=True, slots=True)
class _LanguageModel:
    """The language model of an upstream, as one of the ways."""

    name: str
    languages: frozenset[str]

    @property
    def sources(self) -> frozenset[str]:
        return self.languages

    @property
    def targets(self) -> frozenset[str]:
        return self.languages

    def knows(self, source: str, target: str) -> bool:
        return source != target and source in self.languages and target in self.languages


@dataclass
class _Text:
    """One text on its way."""

    source: str
    score: float
    stretches: list[Stretch]
    pieces: list[list[Piece]] = field(default_factory=list[list[Piece]])
    """Of each stretch."""


@dataclass(frozen=True, slots=True)
class _Done:
    """The sentences of one language."""

    sentences: dict[str, str]
    """Sentence → translation."""
    engine: str
    over: str


def _begun(text: str, given: str | None, html: bool, led: Callable[[str], bool]) -> _Text:
    """A text and its language. Where that is a guess and nothing leads on from it, one that is as good."""
    stretches = tagged(text) if html else dictionary(text)
    words = " ".join(each.text for each in stretches if each.words)
    source, score = (given, 1.0) if given else source_of(words)
    if score < _GUESS and not led(source) and led(main := main_of(words)):
        source, score = main, 0.0
    return _Text(source, score, stretches)


_Engine = Model | _LanguageModel


class Translation:
    """Translates texts with the models that are installed or set. Making one starts nothing."""

    def __init__(self, settings: Settings, store: Store, generation: Answers | None = None) -> None:
        """``generation``: where a language model may be asked, for the engine ``upstream``."""
        self._settings, self._store, self._generation = settings, store, generation
        self._hosts = Hosts(settings)
        self.dictionaries = Dictionaries(settings, store)
        """Words, which models translate badly without a sentence around them."""
        self._under_way = 0

    async def languages(self) -> Mapping[str, frozenset[str]]:
        """Language → those it can be translated into, over another language too; empty without an engine."""
        return reach(await self._engines())

    async def translate(
        self, texts: Sequence[str], target: str, source: str | None = None, *, html: bool = False
    ) -> list[Translated]:
        """The texts in the language ``target``, in their order; each ``source`` is found out if not given.

        ``html``: tags, and what stands in ``class="notranslate"`` or ``translate="no"``, stay as they are;
        every run of text between tags is translated by itself. Azure's ``mstrans:dictionary`` says what
        a phrase becomes. Raises ``MissingEngine`` and ``MissingLanguage`` saying what to pull or to set,
        ``Unsupported`` for what is no language tag, ``TooLong``, ``Busy`` and ``EngineFailed``.
        """
        if len(texts) > MAX_TEXTS or sum(map(len, texts)) > MAX_CHARACTERS:
            raise TooLong(f"At most {MAX_TEXTS} texts of {MAX_CHARACTERS} characters in all are translated.")
        if self._under_way >= self._settings.pool.utterances:
            raise Busy("As many translations are under way as may be.")
        self._under_way += 1
        try:
            return await self._translate(texts, standard(target), target, source, html)
        finally:
            self._under_way -= 1

    async def stop(self) -> None:
        """Let the engines go."""
        await self._hosts.stop()

    async def _translate(
        self, texts: Sequence[str], target: str, asked: str, source: str | None, html: bool
    ) -> list[Translated]:
        given = standard(source) if source else None
        engines = await self._engines()

        def led(source: str) -> bool:
            return source in (target, UNKNOWN) or way(engines, source, target) is not None

        begun = await asyncio.to_thread(lambda: [_begun(text, given, html, led) for text in texts])
        found: dict[str, _Done] = {}
        for each in dict.fromkeys(text.source for text in begun):
            found[each] = await self._done(engines, [text for text in begun if text.source == each], target)
        results: list[Translated] = []
        for text in begun:
            done = found[text.source]
            whole = _whole(text, done.sentences, target, html)
            results.append(Translated(whole, text.source, text.score, asked, done.engine, done.over))
        return results

    async def _done(self, engines: Sequence[_Engine], texts: Sequence[_Text], target: str) -> _Done:
        """The sentences of texts of one language, translated; each but once."""
        source = texts[0].source
        legs = () if source in (target, UNKNOWN) else way(engines, source, target)
        if legs is None:
            raise self._missing(engines, source, target)
        taken = [engines[leg.model] for leg in legs if leg.model is not None]
        longest = _SENTENCE if any(isinstance(each, Model) for each in taken) else _PASSAGE
        for text in texts:
            text.pieces = [cut(each.text, longest) if each.words else [] for each in text.stretches]
        pieces = [piece for text in texts for run in text.pieces for piece in run if piece.words]
        sentences = list(dict.fromkeys(piece.text for piece in pieces))
        now = sentences
        for leg in legs if sentences else ():
            now = await self._leg(engines, now, leg)
        names = [engines[leg.model].name if leg.model is not None else "opencc" for leg in legs]
        between = [leg.target for leg in legs if leg.model is not None][:-1]
        return _Done(dict(zip(sentences, now, strict=True)), "+".join(names), "".join(between))

    async def _leg(self, engines: Sequence[_Engine], sentences: list[str], leg: Leg) -> list[str]:
        if leg.model is None:
            convert = to_traditional if leg.target == "zh-Hant" else to_simplified
            return await asyncio.to_thread(lambda: [convert(each) for each in sentences])
        engine = engines[leg.model]
        if isinstance(engine, Model):
            return await self._hosts.translate(engine, sentences, leg.source, leg.target)
        assert self._generation is not None
        asked = UpstreamTranslator(self._generation, engine.name)
        return await asked.translate(sentences, leg.source, leg.target)

    async def _engines(self) -> list[_Engine]:
        """What translates, in order of preference."""
        wanted = self._settings.translation
        here = {model.name: model for model in await asyncio.to_thread(lambda: list(models(self._store)))}
        found: list[_Engine] = []
        for name in wanted.engines or (*here, UPSTREAM):
            if name == UPSTREAM:
                if wanted.model and self._generation is not None:
                    found.append(_LanguageModel(wanted.model, frozenset(map(standard, wanted.languages))))
            elif name in here:
                found.append(here[name])
        return found

    def _missing(
        self, engines: Sequence[_Engine], source: str, target: str
    ) -> MissingEngine | MissingLanguage:
        if not engines:
            absent = [name for name in self._settings.translation.engines if name != UPSTREAM]
            remedy = f"parley models pull {absent[0]}" if absent else REMEDY
            return MissingEngine("translation", remedy)
        known = {tag for engine in engines for tag in (*engine.sources, *engine.targets)}
        return MissingLanguage(source if source not in known else target, REMEDY)


def _whole(text: _Text, translations: Mapping[str, str], target: str, html: bool) -> str:
    """The text in the other language, with what stays in its place."""
    out: list[str] = []
    for stretch, pieces in zip(text.stretches, text.pieces, strict=True):
        if not stretch.words:
            out.append(stretch.text)
            continue
        words = [translations.get(piece.text, piece.text) for piece in pieces if piece.words]
        run = joined(pieces, words, text.source, target)
        out.append(escaped(run) if html else run)
    return "".join(out)
