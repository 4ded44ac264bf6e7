"""Which devices are connected, whose they are, and what was said in conversations that may go on."""

from __future__ import annotations

from dataclasses import replace

from parley.assistant.conversation import Conversation
from parley.skills.types import Context

_REMEMBERED = 200
"""Conversations that are over and may be gone on with: a browser that lost its connection comes back."""

_Key = tuple[str, str, str]
"""Account, device and conversation: nobody goes on with another's, nor on another device."""


class Presence:
    """The conversations under way; a device has several where a browser has several tabs."""

    def __init__(self) -> None:
        self._open: list[Conversation] = []
        self._earlier: dict[_Key, Context] = {}
        """What was said in those that are over; the latest at the end."""
        self._guests: dict[str, set[str]] = {}
        """Device → people who were heard there; as many as there are devices and people, at most."""

    def add(self, conversation: Conversation) -> None:
        """A conversation begins."""
        self._open.append(conversation)

    def resumed(self, context: Context) -> Context:
        """What was said before in this conversation of this person on this device, if it is known."""
        self._sweep()
        there = [each for each in self._open if each.device == context.device]
        same = [each.context for each in there if _key(each.context) == _key(context)]
        earlier = same[-1] if same else self._earlier.get(_key(context))
        return replace(earlier, able=context.able, tools=context.tools) if earlier else context

    def forget(self, person: str) -> None:
        """Nobody goes on with what a person said whose account is gone."""
        self._earlier = {key: context for key, context in self._earlier.items() if key[0] != person}
        for people in self._guests.values():
            people.discard(person)

    def heard(self, person: str, device: str) -> None:
        """Somebody's voice was heard on a device that is not their own."""
        self._guests.setdefault(device, set()).add(person)

    def speaking_at(self, person: str, device: str) -> list[Conversation]:
        """The conversations on a device on which a person was heard that is not their own."""
        if person not in self._guests.get(device, ()):
            return []
        there = [each for each in self._open if each.reachable and not each.closed]
        return [each for each in there if each.device == device and each.context.person != person]

    def connected(self, device: str) -> bool:
        """Whether a device is connected."""
        return any(each.device == device for each in self._open if not each.closed)

    def everybody(self) -> list[Conversation]:
        """All conversations that can be told something; where somebody spoke last comes first."""
        there = [each for each in self._open if each.reachable and not each.closed]
        return sorted(there, key=lambda each: each.used, reverse=True)

    def accounts(self) -> set[str]:
        """Accounts with a device that can be told something."""
        there = [each for each in self._open if each.reachable and not each.closed]
        guests = (self._guests.get(each.device, set[str]()) for each in there)
        return {each.context.person for each in there}.union(*guests)

    def of(self, person: str) -> list[Conversation]:
        """A person's conversations that can be told something; where they spoke last comes first."""
        self._sweep()
        mine = [each for each in self._open if each.reachable and each.context.person == person]
        mine.reverse()  # of those never spoken in, the newest
        return sorted(mine, key=lambda each: each.used, reverse=True)

    def _sweep(self) -> None:
        """Of conversations that are over keep no more than what was said."""
        for over in [each for each in self._open if each.closed]:
            self._open.remove(over)
            self._earlier.pop(_key(over.context), None)
            self._earlier[_key(over.context)] = over.context
        for oldest in list(self._earlier)[:-_REMEMBERED]:
            del self._earlier[oldest]


def _key(context: Context) -> _Key:
    return context.person, context.device, context.conversation
