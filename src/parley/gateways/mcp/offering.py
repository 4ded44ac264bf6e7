"""Which tools and resources a key is offered, and what becomes of a call: nothing here knows the library."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from parley.errors import ParleyError
from parley.gateways.access import NotFound
from parley.gateways.mcp import keeping
from parley.gateways.mcp.declared import LANGUAGES, LONGEST, About, declared
from parley.gateways.mcp.doing import Doing, Done
from parley.gateways.mcp.services import ServiceTool
from parley.gateways.surface import Surface
from parley.home.accounts.callers import Caller, Forbidden, Scope
from parley.home.home import Home

ASK = "ask"
_ABOUT_ASK = About(
    "Talks with the assistant: whatever somebody might say to a speaker, in English or Chinese. It may set "
    "timers, change lists and turn on lights.",
    "和助手说话：平时对音箱说的话都可以，中英文皆可。它会设计时器、改清单、开灯。",
)
_WORDS = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "language": {"type": "string"},
        "question": {"type": "boolean"},
    },
    "required": ["text", "language", "question"],
}


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool as a program sees it."""

    name: str
    about: str
    schema: dict[str, Any]
    answer: dict[str, Any] | None
    """JSON schema of the structured answer; None where there is none."""
    reads: bool
    """It changes nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gave."""

    text: str
    value: dict[str, Any] | None = None
    failed: bool = False


class Offering:
    """Tools and resources of every key."""

    def __init__(
        self, surface: Surface, home: Home, doing: Doing, services: Mapping[str, ServiceTool]
    ) -> None:
        self._usage, self._home, self._doing, self._services = surface.usage, home, doing, services

    def tools(self, caller: Caller) -> Iterator[Tool]:
        """What this key may do."""
        if caller.may(Scope.TALK):
            properties = {
                "text": {"type": "string", "description": "What to say. 要说的话。", "maxLength": LONGEST},
                "language": {"type": "string", "enum": list(LANGUAGES)},
            }
            schema = {"type": "object", "properties": properties, "required": ["text"]}
            yield Tool(ASK, str(_ABOUT_ASK), schema, _WORDS, False)
        for tool in declared().values():
            if caller.may(tool.needs):
                reads = tool.needs is Scope.RECORDS_READ
                yield Tool(tool.name, str(tool.about), tool.schema, _WORDS, reads)
        if caller.may(Scope.SERVICES):
            for service in self._services.values():
                yield Tool(service.name, str(service.about), service.schema, None, True)

    async def call(
        self, caller: Caller, name: str, arguments: Mapping[str, object], session: str, left: asyncio.Event
    ) -> Outcome:
        """Do it, unless the client leaves first. What a person could mend is told as a failed outcome.

        Raises ``NotFound`` for a tool that there is not, ``Forbidden`` for one that the key may not use.
        """
        work = asyncio.ensure_future(self._called(caller, name, arguments, session))
        leaving = asyncio.ensure_future(left.wait())
        try:
            await asyncio.wait({work, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                return Outcome("The client left.", failed=True)
            return work.result()
        except (NotFound, Forbidden):
            raise
        except ParleyError as error:
            return Outcome(f"{error} ({error.code})", failed=True)
        finally:
            for task in (work, leaving):
                task.cancel()
            await asyncio.gather(work, leaving, return_exceptions=True)

    def resources(self, caller: Caller) -> Mapping[str, About]:
        """What this key may read."""
        return keeping.kinds() if caller.may(Scope.RECORDS_READ) else {}

    async def read(self, caller: Caller, uri: str) -> str:
        """One resource as JSON. Raises ``NotFound``, ``Forbidden``."""
        if not caller.may(Scope.RECORDS_READ):
            raise Forbidden("This needs the scope records:read.")
        return await keeping.read(self._home, caller.account, uri)

    async def _called(
        self, caller: Caller, name: str, arguments: Mapping[str, object], session: str
    ) -> Outcome:
        characters = sum(len(value) for value in arguments.values() if isinstance(value, str))
        if name == ASK:
            self._check(caller, Scope.TALK)
            done = await self._doing.ask(caller, arguments, session)
            self._usage.count(caller, "chat", characters=characters)
            return _worded(done)
        if (tool := declared().get(name)) is not None:
            self._check(caller, tool.needs)
            done = await self._doing.intent(tool, caller, arguments)
            self._usage.count(caller, "chat", characters=characters)
            return _worded(done)
        if (service := self._services.get(name)) is not None:
            self._check(caller, Scope.SERVICES)
            value = await service.call(arguments)
            self._usage.count(caller, service.counts, characters=characters)
            return Outcome(msgspec.json.encode(value).decode(), value)
        raise NotFound(f"There is no tool {name[:60]!r}.")

    @staticmethod
    def _check(caller: Caller, scope: Scope) -> None:
        if not caller.may(scope):
            raise Forbidden(f"This needs the scope {scope.value}.")


def _worded(done: Done) -> Outcome:
    value = {"text": done.text, "language": done.language, "question": done.question}
    return Outcome(done.text, value)
