"""Does what a tool stands for, as the assistant of whoever's key it is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from parley.assistant.live import Facts
from parley.errors import BadText, Busy, EngineTimeout
from parley.gateways.mcp.declared import Declared, language_of, understood
from parley.gateways.openai import assistant_chat as openai
from parley.gateways.openai.assistant_chat import AssistantChat, Line, Talk
from parley.home.accounts.callers import Caller, Role
from parley.skills.service import Skills

PATIENCE = 60.0
"""Seconds for one tool."""
AT_ONCE = 64
"""Tools at work; one more is told that the assistant is busy."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it."""

    text: str
    language: str
    question: bool = False
    """More must be known: call it again with that."""


class Opening(openai.Opening, Protocol):
    """What is needed of ``assistant.assistant.Assistant``."""

    skills: Skills


class Doing:
    """Tools of the assistant."""

    def __init__(self, assistant: Opening, chat: AssistantChat) -> None:
        self._assistant, self._chat = assistant, chat
        self._under_way = 0

    async def ask(self, caller: Caller, arguments: Mapping[str, object], session: str) -> Done:
        """Whatever somebody might say to it. What was said before in the session counts."""
        text = arguments.get("text")
        if not isinstance(text, str) or not text.strip():
            raise BadText("'text' must be words.")
        pieces: list[str] = []
        line = Line("user", text.strip())
        async with asyncio.timeout(PATIENCE):
            async for piece in self._chat.answer(caller, [line], conversation=session or caller.token[:12]):
                pieces.append(piece)
        return Done("".join(pieces), language_of(arguments))

    async def intent(self, tool: Declared, caller: Caller, arguments: Mapping[str, object]) -> Done:
        """One intent with its slots. Raises ``BadText``, ``Busy``, ``EngineTimeout``, and as a skill does."""
        if self._under_way >= AT_ONCE:
            raise Busy("The assistant does as much as it can.")
        self._under_way += 1
        try:
            skills = self._assistant.skills
            async with asyncio.timeout(PATIENCE), self._opened(caller) as talk:
                language = talk.context.language
                wanted = await asyncio.to_thread(understood, tool, arguments, skills, language)
                reply = await skills.act(wanted, talk.context)
            return Done(reply.text, reply.language, reply.question)
        except TimeoutError as error:
            raise EngineTimeout("It took too long.") from error
        finally:
            self._under_way -= 1

    def _opened(self, caller: Caller) -> Talk:
        return self._assistant.open(
            f"key-{caller.token[:12]}-mcp",
            person=caller.account,
            guest=caller.role is Role.GUEST,
            written=True,
            facts=Facts("program", "http"),
        )
