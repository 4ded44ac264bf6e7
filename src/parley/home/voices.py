"""Voice profiles: how the people of the house sound who agreed to it, as records of their own."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.clock import Clock
from parley.home.accounts.accounts import Accounts
from parley.home.accounts.callers import Role
from parley.home.collections import Fields
from parley.home.records import Records

COLLECTION, ID = "voices", "voice"
FRESH = 1.0
"""Seconds for which what was read holds: what another process or device changed counts this much later."""
MOST_PRINTS = 20
"""Utterances kept of one person; the latest."""
_LARGEST = 1_024
"""Numbers in a print."""

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Profile:
    """How one person sounds."""

    account: str
    model: str
    prints: tuple[Vector, ...]
    """Each of length 1."""

    @property
    def middle(self) -> Vector:
        """Their mean, of length 1."""
        mean = np.mean(np.stack(self.prints), axis=0)
        return (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)


class Voices:
    """The voice profiles of one house."""

    def __init__(self, records: Records, accounts: Accounts, clock: Clock) -> None:
        self._records, self._accounts, self._clock = records, accounts, clock
        self._known: tuple[Profile, ...] = ()
        self._until = float("-inf")
        """Event-loop time until which ``_known`` holds."""

    async def all(self) -> Sequence[Profile]:
        """The profiles of everybody who lives here; none of guests. Raises ``DatabaseFailed``, ``Busy``."""
        now = asyncio.get_running_loop().time()
        if now < self._until:
            return self._known
        found = [
            profile
            for each in await self._records.everyone(COLLECTION)
            if each.id == ID and (profile := _profile(each.account, each.document)) is not None
        ]
        if found:
            people = {each.id for each in await self._accounts.people() if each.role is not Role.GUEST}
            found = [each for each in found if each.account in people]
        self._known, self._until = tuple(found), now + FRESH
        return self._known

    async def of(self, account: str) -> Profile | None:
        """Somebody's profile."""
        record = await self._records.get(account, COLLECTION, ID)
        return _profile(account, record.document) if record is not None else None

    async def keep(self, account: str, model: str, prints: Sequence[Vector]) -> None:
        """Keep somebody's prints, beside those of the same model that are there. On disk when it returns.

        Raises as ``Records.put`` does.
        """
        before = await self.of(account)
        kept = [*(before.prints if before and before.model == model else ()), *prints][-MOST_PRINTS:]
        document: Fields = {
            "model": model,
            "prints": [as_text(each) for each in kept],
            "made": self._clock.now().timestamp(),
        }
        await self._records.put(account, COLLECTION, ID, document)
        self._until = float("-inf")

    async def forget(self, account: str) -> bool:
        """Forget how somebody sounds, at once; False when it was not known."""
        gone = await self._records.delete(account, COLLECTION, ID)
        self._until = float("-inf")
        return gone


def as_text(vector: Vector) -> str:
    """A print as a record holds it."""
    return base64.b64encode(vector.astype("<f2").tobytes()).decode("ascii")


def as_vector(text: str) -> Vector | None:
    """A print of a record, of length 1; None for what is none: a record may come from anywhere."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if not raw or len(raw) % 2 or len(raw) > 2 * _LARGEST:
        return None
    vector = np.frombuffer(raw, "<f2").astype(np.float32)
    if not np.isfinite(vector).all():
        return None
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 1e-3 else None


def _profile(account: str, document: Fields) -> Profile | None:
    vectors = [as_vector(each) for each in document.get("prints", ())]
    good = [each for each in vectors if each is not None]
    alike = tuple(each for each in good if each.shape == good[0].shape)
    return Profile(account, str(document.get("model", "")), alike) if alike else None
