"""What one conversation hears while it is decided whether it was meant: nothing of it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Protocol

from parley.assistant.arbitration import Arbitration, Claim, Entrant
from parley.assistant.waking import Bid
from parley.audio.endpoint import EndpointEvent


class Contender(Protocol):
    """What is needed of a conversation."""

    def standing(self) -> Entrant: ...
    def meant(self, bid: Bid) -> None: ...
    def not_meant(self) -> None: ...
    def take(self, event: EndpointEvent) -> None: ...
    def let_go(self) -> None: ...


class Contending:
    """One conversation's part in the competition for wake words."""

    def __init__(
        self,
        arbitration: Arbitration,
        contender: Contender,
        begin: Callable[[Coroutine[object, object, None], str], object],
    ) -> None:
        """``begin`` runs a task of the conversation."""
        self._arbitration = arbitration
        self._contender = contender
        self._begin = begin
        self._claim: Claim | None = None
        """What is not decided yet."""
        self._kept: list[EndpointEvent | None] = []
        """What happened meanwhile; None where the button was let go."""

    def waits(self) -> None:
        """The conversation listens for a wake word."""
        self._arbitration.waits(self._contender.standing())

    def spoke(self) -> None:
        """Somebody speaks or types to it."""
        standing = self._contender.standing()
        self._arbitration.spoke(standing.account, standing.room)

    def claim(self, bid: Bid, *, itself: bool = False) -> None:
        """A wake word was heard (``itself``: by the device); an earlier one counts no more."""
        self._drop()
        claim = self._arbitration.claim(self._contender.standing(), bid, itself=itself)
        if claim.won.done():
            self._decided(claim)
        else:
            self._claim = claim
            self._begin(self._wait(claim), "arbitration")

    def keep(self, event: EndpointEvent | None) -> bool:
        """Keep it until it is decided; False when nothing is to be."""
        if self._claim is not None:
            self._kept.append(event)
        return self._claim is not None

    def stop(self) -> None:
        """The conversation listens no more."""
        self._drop()
        standing = self._contender.standing()
        self._arbitration.leaves(standing.device, standing.conversation)

    async def _wait(self, claim: Claim) -> None:
        await asyncio.wait([claim.won])
        if self._claim is claim:
            self._decided(claim)

    def _decided(self, claim: Claim) -> None:
        kept, self._kept, self._claim = self._kept, [], None
        if not claim.won.result():
            self._contender.not_meant()
            return
        self._contender.meant(claim.bid)
        for event in kept:
            if event is None:
                self._contender.let_go()
            else:
                self._contender.take(event)

    def _drop(self) -> None:
        self._kept = []
        if self._claim is not None:
            self._arbitration.withdraw(self._claim)
            self._claim = None
