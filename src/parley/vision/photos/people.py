"""The people on a person's photos: whether faces may be compared, who is who, and forgetting all of it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np

from parley.errors import Unsupported
from parley.home.accounts.callers import TooMany
from parley.home.home import Home
from parley.settings import Settings
from parley.vision.faces.sface import SFace
from parley.vision.photos.finding import Finding
from parley.vision.photos.indexing import CONSENT, Indexing
from parley.vision.photos.persons import Prints, Somebody, vector_of
from parley.vision.photos.prints import forget_prints, look_again_at_faces
from parley.vision.photos.types import UnknownPhoto

COLLECTION = "persons"
MOST = 200
"""People with a name."""
KEPT = 20
"""Faces of one person that are compared with."""


class People:
    """Who is on whose photos. Raises ``UnknownAccount``, ``DatabaseFailed``, ``Busy``."""

    def __init__(self, home: Home, finding: Finding, indexing: Indexing, settings: Settings) -> None:
        self._home, self._finding, self._indexing = home, finding, indexing
        self._possible = bool(settings.vision.recognise)
        finding.named = self.named

    @property
    def possible(self) -> bool:
        """Whether a model is set that tells faces apart."""
        return self._possible

    async def allowed(self, account: str) -> bool:
        """Whether the account agreed."""
        kept = await self._home.records.get(account, "settings", CONSENT)
        return kept is not None and kept.document.get("value") is True

    async def allow(self, account: str, on: bool) -> None:
        """Agree, or take that back: then all names and all prints of faces are gone when it returns.

        Raises ``Unsupported`` where no model is set.
        """
        if not on:
            await self._home.records.delete(account, "settings", CONSENT)
            for each in await self._home.records.all(account, COLLECTION):
                await self._home.records.delete(account, COLLECTION, each.id)
            now = self._home.clock.now().timestamp()
            await forget_prints(self._home.database, self._home.vault, account, now)
            self._finding.forget(account)
            return
        if not self.possible:
            raise Unsupported(
                "No model is set that tells faces apart: parley models pull sface, then [vision] recognise."
            )
        await self._home.records.put(account, "settings", CONSENT, {"value": True})
        await look_again_at_faces(self._home.database, self._home.vault, account)
        self._indexing.wake()

    async def all(self, account: str) -> tuple[Somebody, ...]:
        """Those with a name, then faces that are alike and have none; nobody where it is not allowed."""
        if not await self.allowed(account):
            return ()
        named = await self.named(account)
        return await self._finding.people(account, named, SFace.alike)

    async def call(self, account: str, photo: str, face: int, name: str) -> str:
        """Give a face on a photo a name, or one more face to the person who has it; the person's id.

        Raises ``UnknownPhoto`` where there is no such face or none that can be compared, ``TooMany``,
        ``BadRecord``.
        """
        known = {each.face: each for each in await self._finding.faces(account) if each.photo == photo}
        if face not in known or not await self.allowed(account):
            raise UnknownPhoto("There is no such face to be recognised by.")
        records, print_ = self._home.records, base64.b64encode(known[face].print).decode()
        persons = await records.all(account, COLLECTION)
        for each in persons:
            if str(each.document["name"]).casefold() == name.casefold():
                prints = [*_texts(each.document["prints"]), print_][-KEPT:]
                await records.change(account, COLLECTION, each.id, {"prints": prints})
                return each.id
        if len(persons) >= MOST:
            raise TooMany(f"{MOST} people may have a name.")
        id = secrets.token_hex(8)
        made = self._home.clock.now().timestamp()
        await records.put(account, COLLECTION, id, {"name": name, "prints": [print_], "made": made})
        return id

    async def rename(self, account: str, id: str, name: str) -> bool:
        """Another name; False where there is no such person."""
        return await self._home.records.change(account, COLLECTION, id, {"name": name})

    async def forget(self, account: str, id: str) -> bool:
        """Take the name from somebody, with what they were recognised by; False when there was none."""
        return await self._home.records.delete(account, COLLECTION, id)

    async def named(self, account: str) -> Mapping[str, tuple[str, Prints]]:
        """Id → name and prints of everybody who has a name."""
        found: dict[str, tuple[str, Prints]] = {}
        for each in await self._home.records.at_hand(account, COLLECTION):
            vectors = [vector_of(base64.b64decode(text)) for text in _texts(each.document["prints"])]
            size = max((len(vector) for vector in vectors), default=0)
            alike = [vector for vector in vectors if len(vector) == size]
            prints = np.stack(alike) if alike else np.zeros((0, 1), np.float32)
            found[each.id] = str(each.document["name"]), prints
        return found


def _texts(value: Any) -> Sequence[str]:
    return [str(each) for each in cast("list[object]", value)] if isinstance(value, list) else []
