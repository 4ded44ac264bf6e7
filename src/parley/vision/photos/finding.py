"""Photos found by words, by day, place and thing, and those that show the same."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from parley.home.home import Home
from parley.vision.burst import Frame, Reason, Taken, best, bursts_of
from parley.vision.faces.sface import SFace
from parley.vision.likeness.groups import groups
from parley.vision.photos.albums import Albums, albums_of, suggested
from parley.vision.photos.digests import Known
from parley.vision.photos.persons import Prints, Seen, Somebody, sorted_out
from parley.vision.photos.search.index import MOST
from parley.vision.photos.search.query import LONGEST, understood
from parley.vision.photos.search.tokens import folded
from parley.vision.photos.search.types import Found
from parley.vision.photos.shelf import IDLE, Shelves
from parley.vision.photos.types import Photo, UnknownPhoto

T = TypeVar("T")

MOST_PEOPLE = 4
"""Whose photos can be searched at once without being read again: 50,000 photos with text take 200 MB."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Photos of one moment, the best first."""

    ids: tuple[str, ...]
    reasons: tuple[tuple[Reason, ...], ...]
    """Of each: what speaks for the first, and against the others."""


class Finding:
    """Finds among the photos of any account what is not hidden. Raises ``UnknownAccount``, ``Busy``."""

    def __init__(self, home: Home, shelves: Shelves) -> None:
        self._home, self._shelves = home, shelves
        self.named: Callable[[str], Awaitable[Mapping[str, tuple[str, Prints]]]] | None = None
        """Names and prints of the people whom an account gave a name; None where nobody is recognised."""
        self._known: OrderedDict[str, tuple[float, Known]] = OrderedDict()
        self._worked_out: dict[tuple[str, str], tuple[object, object]] = {}

    async def search(self, account: str, text: str, most: int = 200) -> Found:
        """Photos that fit what somebody asks for, in Chinese or English, the best first.

        Raises ``TooLong``.
        """
        words, shown = await self._named_in(account, text)
        today = self._home.clock.now().astimezone(self._home.clock.zone()).date()
        async with self._fresh(account) as known:

            def work() -> Found:
                query = understood(words, today, known.index.places)
                asked = query.terms or query.when or query.favourite
                if shown is None or asked:
                    return known.index.search(query, most if shown is None else MOST)
                mine = [each.id for each in _shown(known) if each.id in shown]
                return Found(tuple(mine[:MOST]), query)

            found = await asyncio.to_thread(work)
            seen = (id for id in found.ids if shown is None or id in shown)
            ids = tuple(id for id in seen if not known.photos[id].hidden)
        return Found(ids[:most], found.query, found.partly)

    async def people(
        self, account: str, named: Mapping[str, tuple[str, Prints]], alike: float
    ) -> tuple[Somebody, ...]:
        """Who is on the photos, as far as prints were made of their faces."""
        async with self._fresh(account) as known:
            faces = _faces(known)
            return await asyncio.to_thread(sorted_out, faces, named, alike)

    async def faces(self, account: str) -> tuple[Seen, ...]:
        """All faces that can be compared, those of the latest photos first."""
        async with self._fresh(account) as known:
            return _faces(known)

    async def _named_in(self, account: str, text: str) -> tuple[str, frozenset[str] | None]:
        """The text without the names of people in it, and photos with all of them; None where it has none."""
        nobody: Mapping[str, tuple[str, Prints]] = {}
        named = await self.named(account) if self.named is not None else nobody
        if not named or len(text) > LONGEST:
            return text, None
        plain, wanted = folded(text), list[str]()
        for id, (name, _) in sorted(named.items(), key=lambda each: -len(each[1][0])):
            said = _said(name)
            if said.search(plain):
                wanted.append(id)
                plain = said.sub(" ", plain)
        if not wanted:
            return text, None
        people = {each.id: each.photos for each in await self.people(account, named, SFace.alike) if each.id}
        shown = frozenset(people.get(wanted[0], ()))
        for id in wanted[1:]:
            shown &= frozenset(people.get(id, ()))
        return plain, shown

    async def suggestions(self, account: str, text: str, language: str, most: int = 12) -> list[str]:
        """What could be asked for and would find something, beginning with ``text`` if there is any."""
        albums = await self.albums(account)
        return suggested(albums, text, language, most)

    async def albums(self, account: str) -> Albums:
        """The photos by day, place, thing, and in the albums that their person made."""
        return await self._worked(account, "albums", lambda known: albums_of(_shown(known), known.digests))

    async def duplicates(self, account: str) -> list[tuple[str, ...]]:
        """Groups of photos that show the same, the best of each first."""
        return await self._worked(account, "duplicates", _duplicates)

    async def bursts(self, account: str) -> list[Ranked]:
        """Groups of photos that were taken within seconds of each other and show much the same."""
        return await self._worked(account, "bursts", _bursts)

    async def best(self, account: str, ids: Sequence[str]) -> Ranked:
        """Photos of one moment, the best first; one that nobody looked at yet comes last.

        Raises ``UnknownPhoto``.
        """
        async with self._fresh(account) as known:
            missing = [id for id in ids if id not in known.photos]
            if missing:
                raise UnknownPhoto("One of these photos is not there, or no longer.")
            return _ranked(known, tuple(dict.fromkeys(ids)))

    def forget(self, account: str) -> None:
        """The account is gone."""
        self._known.pop(account, None)
        for name in [each for each in self._worked_out if each[0] == account]:
            del self._worked_out[name]

    async def _worked(self, account: str, name: str, work: Callable[[Known], T]) -> T:
        """What comes of the photos as they are now; worked out once, until they are others."""
        async with self._fresh(account) as known:
            state = (id(known), known.version, id(known.photos))
            before, result = self._worked_out.get((account, name), (None, None))
            if before != state:
                result = await asyncio.to_thread(work, known)
                self._worked_out[account, name] = (state, result)
        return result  # pyright: ignore[reportReturnType] - of the same work

    @asynccontextmanager
    async def _fresh(self, account: str) -> AsyncGenerator[Known]:
        shelf = await self._shelves.of(account)
        now = time.monotonic()
        _, known = self._known.pop(account, (0.0, None))
        if known is None:
            known = Known(self._home.database, self._home.vault, account)
        self._known[account] = now, known
        while len(self._known) > MOST_PEOPLE or next(iter(self._known.values()))[0] < now - IDLE:
            self.forget(next(iter(self._known)))
        async with known.lock:
            await known.fresh(shelf)
            yield known


def _said(name: str) -> re.Pattern[str]:
    """A name in a folded text; one in letters is a word of its own, perhaps with an ending."""
    plain = re.escape(folded(name))
    return re.compile(rf"(?<![a-z0-9]){plain}(?:'s)?(?![a-z0-9])" if name.isascii() else plain)


def _faces(known: Known) -> tuple[Seen, ...]:
    digests = (known.digests.get(each.id) for each in _shown(known))
    return tuple(face for digest in digests if digest is not None for face in digest.prints)


def _shown(known: Known) -> list[Photo]:
    """Latest first."""
    shown = [each for each in known.photos.values() if not each.hidden]
    return sorted(shown, key=lambda each: (-each.taken, each.id))


def _duplicates(known: Known) -> list[tuple[str, ...]]:
    photos = [each for each in _shown(known) if each.id in known.digests]
    printed = [(each, known.digests[each.id].fingerprint) for each in photos]
    having = [(photo, fingerprint) for photo, fingerprint in printed if fingerprint is not None]
    found = groups([fingerprint for _, fingerprint in having])
    return [
        tuple(
            each.id for each in sorted((having[at][0] for at in group), key=lambda each: _worth(known, each))
        )
        for group in found
    ]


def _worth(known: Known, photo: Photo) -> tuple[float, ...]:
    """The best is the least: the largest, of these the sharpest."""
    quality = known.digests[photo.id].quality
    return (-photo.favourite, -photo.width * photo.height, -(quality.sharpness if quality else 0.0))


def _bursts(known: Known) -> list[Ranked]:
    photos = [each for each in _shown(known) if each.id in known.digests]
    printed = [(each, known.digests[each.id].fingerprint) for each in photos]
    having = [(photo, fingerprint) for photo, fingerprint in printed if fingerprint is not None]
    found = bursts_of([Taken(photo.taken, fingerprint) for photo, fingerprint in having])
    ranked = [_ranked(known, tuple(having[at][0].id for at in group)) for group in found]
    return sorted(ranked, key=lambda each: -known.photos[each.ids[0]].taken)


def _ranked(known: Known, ids: tuple[str, ...]) -> Ranked:
    seen: list[str] = []
    frames: list[Frame] = []
    for id in ids:
        digest = known.digests.get(id)
        if digest is not None and digest.quality is not None:
            seen.append(id)
            frames.append(Frame(digest.quality, digest.faces, known.photos[id].taken))
    ranking = best(frames)
    rest = tuple(id for id in ids if id not in set(seen))
    order = tuple(seen[at] for at in ranking.order)
    reasons = tuple(ranking.reasons[at] for at in ranking.order)
    return Ranked((*order, *rest), (*reasons, *(() for _ in rest)))
