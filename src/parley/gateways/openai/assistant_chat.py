"""The assistant itself as the model ``parley``: it answers what was said last, and knows what was before."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from typing import Protocol, Self

from parley.assistant.answering import MAX_TEXT
from parley.assistant.events import EndReason, Event, Failed, Said, TurnEnded
from parley.assistant.live import Facts
from parley.errors import Busy, EngineFailed, EngineTimeout
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.histories import Histories, Line, name_of
from parley.home.accounts.callers import Caller, Forbidden, Role, Scope
from parley.skills.types import Context

_PATIENCE = 60.0
"""Seconds for one answer."""
_AT_ONCE = 64
"""Answers being made."""


class Talk(Protocol):
    """What is needed of ``assistant.conversation.Conversation``."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> bool | None: ...
    @property
    def context(self) -> Context: ...
    def take_over(self, before: Context) -> None: ...
    async def read(self, text: str) -> None: ...
    def events(self) -> AsyncIterator[Event]: ...


class Opening(Protocol):
    """What is needed of ``assistant.assistant.Assistant``."""

    def open(
        self,
        device: str,
        conversation_id: str | None = None,
        *,
        person: str,
        guest: bool = False,
        written: bool = False,
        facts: Facts = ...,
    ) -> Talk: ...


class AssistantChat:
    """Answers as the assistant of whoever's key it is; what it says it does is really done."""

    def __init__(self, assistant: Opening) -> None:
        self._assistant = assistant
        self._before: Histories[Context] = Histories()
        self._under_way = 0

    @property
    def under_way(self) -> int:
        """Answers being made at the moment."""
        return self._under_way

    def forget(self, person: str) -> None:
        """Nobody goes on with what a person said whose account is gone."""
        self._before.forget(person)

    async def answer(
        self, caller: Caller, lines: Sequence[Line], *, conversation: str = "", whose: str = ""
    ) -> AsyncGenerator[str]:
        """The answer to the last line, sentence by sentence as it is made; put together they are its text.

        What was said before is found by ``conversation``, a name that the client gives; else by the lines
        before the last, if they are what was said here. ``whose`` keeps a client's end users apart.

        Raises ``Forbidden`` without the scope ``talk``, ``BadParameter``, ``Busy``, ``EngineTimeout``.
        """
        if not caller.may(Scope.TALK):
            raise Forbidden("A key needs the scope talk to speak with the assistant.")
        lines = list(lines)
        words = asked(lines)
        if self._under_way >= _AT_ONCE:
            raise Busy("The assistant talks with as many as it can.")
        self._under_way += 1
        try:
            said: list[str] = []
            async with self._opened(caller, conversation, whose) as talk:
                before = None if conversation else self._found(caller, lines[:-1], whose)
                if before is not None:
                    talk.take_over(before)
                await talk.read(words)
                async with aclosing(_sentences(talk)) as sentences:
                    async for sentence in sentences:
                        said.append(sentence)
                        yield sentence
                if not conversation:
                    self._keep(caller, [*lines, Line("assistant", "".join(said))], whose, talk.context)
        finally:
            self._under_way -= 1

    def _opened(self, caller: Caller, conversation: str, whose: str) -> Talk:
        named = (
            hashlib.sha256(repr((whose, conversation)).encode()).hexdigest()[:16] if conversation else None
        )
        return self._assistant.open(
            f"key-{caller.token[:12]}-openai",
            f"openai-{named}" if named else None,
            person=caller.account,
            guest=caller.role is Role.GUEST,
            written=True,
            facts=Facts("program", "http"),
        )

    def _keep(self, caller: Caller, lines: Sequence[Line], whose: str, context: Context) -> None:
        for each in (lines, lines[-2:]):
            self._before.keep(caller.account, name_of(each, whose), context)

    def _found(self, caller: Caller, earlier: Sequence[Line], whose: str) -> Context | None:
        """What was said up to there; of a history that was cut short the last exchange must do."""
        if not earlier:
            return None
        whole = self._before.find(caller.account, name_of(earlier, whose))
        return whole or self._before.find(caller.account, name_of(earlier[-2:], whose))


def asked(lines: Sequence[Line]) -> str:
    """What is to be answered. Raises ``BadParameter``."""
    if not lines or lines[-1].role != "user":
        raise BadParameter("messages", "The last message must be the user's: the assistant answers that.")
    words = lines[-1].text
    if not words.strip():
        raise BadParameter("messages", "The last message of the user is empty.")
    if len(words) > MAX_TEXT:
        message = f"The assistant takes at most {MAX_TEXT} characters at once."
        raise BadParameter("messages", message, "string_above_max_length")
    return words


async def _sentences(talk: Talk) -> AsyncGenerator[str]:
    """The sentences of one answer, each with the space that stands before it."""
    loop = asyncio.get_running_loop()
    ends, events, last = loop.time() + _PATIENCE, aiter(talk.events()), ""
    failed: Failed | None = None
    while True:
        try:
            # No timeout is held open over a yield: another task may go on with this generator.
            event = await asyncio.wait_for(anext(events), max(0.0, ends - loop.time()))
        except TimeoutError as error:
            raise EngineTimeout("The answer took too long.") from error
        except StopAsyncIteration as error:
            raise EngineFailed("The conversation was closed.") from error
        match event:
            case Said(text=text):
                # Languages that put no space between sentences end them with wide marks.
                yield text if not last or last[-1:] in "。！？；…" else f" {text}"
                last = text
            case Failed():
                failed = event
            case TurnEnded(reason=EndReason.BUSY):
                raise Busy("Every place is taken. Try again in a moment.")
            case TurnEnded():
                if not last and failed is not None:
                    raise EngineFailed(f"There was no answer ({failed.code}).")
                return
            case _:
                pass
