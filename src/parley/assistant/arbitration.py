"""Several devices heard one wake word: the best one answers, and the others stay silent.

Who competes: the devices of one person; and those of different people that have a room, for these stand in
one house. A guest's devices compete among themselves only, so that nobody's visitor can silence a house.

Who answers: whoever heard the word loudest, to a whole decibel. Who is in a conversation already, or stands
in the room in which the person spoke last, is counted ``HOME_TURF`` louder. Among equals the surer wake
engine decides, then the loudness unrounded, then the id. Loudness is what the microphone gave: one that is
set twice as sensitive as another is heard as if it were nearer.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from parley.assistant.waking import SILENT, Bid
from parley.telemetry import log

WINDOW = 0.2
"""Seconds for which bids are waited for after the first; none are when everybody has bid who could."""
SAME_WORD = 1.5
"""Seconds after the first bid in which one of the same word is for the same utterance of it."""
HOME_TURF = 3.0
"""Decibels."""
_SPOKE_LATELY = 300.0
"""Seconds for which a person is thought to be in the room in which they spoke last."""
_COMES_AGAIN = 86_400.0
"""Seconds for which a device that woke by itself may do so again, connected or not: some connect to talk."""
_REMEMBERED = 1_000
"""Devices, and people."""


@dataclass(frozen=True, slots=True)
class Entrant:
    """A conversation that competes."""

    conversation: str
    device: str
    account: str
    guest: bool = False
    room: str = ""
    engaged: bool = False
    """A turn is under way on it, or it waits for an answer."""

    @property
    def id(self) -> tuple[str, str]:
        """What tells it from others; a browser has several tabs."""
        return self.device, self.conversation

    def rivals(self, other: Entrant) -> bool:
        """Whether the two may hear the same person."""
        if self.id == other.id:
            return False
        if self.account == other.account:
            return True
        return bool(self.room and other.room) and not (self.guest or other.guest)


@dataclass(slots=True, eq=False)
class Claim:
    """One bid, and what became of it."""

    entrant: Entrant
    bid: Bid
    won: asyncio.Future[bool]


@dataclass(slots=True, eq=False)
class _Contest:
    """One utterance of a wake word, and who heard it."""

    word: str
    begun: float
    claims: list[Claim] = field(default_factory=list[Claim])
    winner: Claim | None = None
    timer: asyncio.TimerHandle | None = None

    def concerns(self, entrant: Entrant, word: str) -> bool:
        """Whether that may be the same utterance, heard by one who competes with those who heard it."""
        if self.word and word and self.word != word:
            return False
        return any(each.entrant.id == entrant.id or each.entrant.rivals(entrant) for each in self.claims)


class Arbitration:
    """Decides who answers. One object for all gateways of a process; one event loop owns it."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], Entrant] = {}
        """Those that listen for a wake word now."""
        self._woke: OrderedDict[str, tuple[float, Entrant]] = OrderedDict()
        """Device that woke by itself → when, the latest last."""
        self._spoke: OrderedDict[str, tuple[float, str]] = OrderedDict()
        """Account → when and in which room they spoke last."""
        self._contests: list[_Contest] = []

    def waits(self, entrant: Entrant) -> None:
        """It listens for a wake word from now on."""
        self._waiting[entrant.id] = entrant

    def leaves(self, device: str, conversation: str) -> None:
        """It does no more."""
        self._waiting.pop((device, conversation), None)

    def spoke(self, account: str, room: str) -> None:
        """A person spoke or typed there."""
        self._spoke[account] = (_now(), room)
        self._spoke.move_to_end(account)
        _trim(self._spoke)

    def claim(self, entrant: Entrant, bid: Bid, *, itself: bool = False) -> Claim:
        """A wake word was heard there (``itself``: by the device); ``won`` is known within a quarter second.

        At once when nobody else could have heard it, or when it is known already who answers.
        """
        now = _now()
        if itself:
            self._woke[entrant.device] = (now, entrant)
            self._woke.move_to_end(entrant.device)
            _trim(self._woke)
        claim = Claim(entrant, bid, asyncio.get_running_loop().create_future())
        word = _plain(bid.word)
        self._contests = [each for each in self._contests if now < each.begun + SAME_WORD]
        contest = next((each for each in self._contests if each.concerns(entrant, word)), None)
        if contest is None:
            contest = _Contest(word, now)
            self._contests.append(contest)
        if contest.winner is not None:
            claim.won.set_result(contest.winner.entrant.id == entrant.id)
            return claim
        contest.claims = [each for each in contest.claims if each.entrant.id != entrant.id]
        contest.claims.append(claim)
        if not self._missing(contest):
            self._decide(contest)
        elif contest.timer is None:
            contest.timer = asyncio.get_running_loop().call_later(WINDOW, self._decide, contest)
        return claim

    def withdraw(self, claim: Claim) -> None:
        """It will not answer after all; no matter when it is decided already."""
        for contest in self._contests:
            if claim in contest.claims and contest.winner is None:
                contest.claims.remove(claim)
                claim.won.cancel()
                if contest.claims and not self._missing(contest):
                    self._decide(contest)

    def _missing(self, contest: _Contest) -> bool:
        """Whether somebody may still bid."""
        there = [each.entrant for each in contest.claims]
        devices = {each.device for each in there}
        ids = {each.id for each in there}
        since = _now() - _COMES_AGAIN
        lately = (entrant for at, entrant in self._woke.values() if at >= since)
        return _rival(there, (each for each in self._waiting.values() if each.id not in ids)) or _rival(
            there, (each for each in lately if each.device not in devices)
        )

    def _decide(self, contest: _Contest) -> None:
        if contest.timer is not None:
            contest.timer.cancel()
        if not contest.claims:  # all of them withdrew
            self._contests = [each for each in self._contests if each is not contest]
            return
        contest.winner = max(contest.claims, key=self._rank)
        for claim in contest.claims:
            if not claim.won.done():
                claim.won.set_result(claim is contest.winner)
        if len(contest.claims) > 1:
            log.info("wake.decided", of=len(contest.claims), seconds=round(_now() - contest.begun, 3))

    def _rank(self, claim: Claim) -> tuple[float, float, float, tuple[str, str]]:
        entrant, bid = claim.entrant, claim.bid
        at, room = self._spoke.get(entrant.account, (float("-inf"), ""))
        there = bool(room) and room == entrant.room and _now() - at < _SPOKE_LATELY
        loudness = max(SILENT, min(0.0, bid.loudness)) + (HOME_TURF if entrant.engaged or there else 0.0)
        return float(round(loudness)), bid.score, loudness, entrant.id


def _rival(there: Iterable[Entrant], others: Iterable[Entrant]) -> bool:
    there = list(there)
    return any(each.rivals(other) for other in others for each in there)


def _plain(word: str) -> str:
    """``okay_nabu`` and "Okay Nabu" are one word."""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def _trim(remembered: OrderedDict[str, tuple[float, Entrant]] | OrderedDict[str, tuple[float, str]]) -> None:
    while len(remembered) > _REMEMBERED:
        remembered.popitem(last=False)


def _now() -> float:
    return asyncio.get_running_loop().time()
