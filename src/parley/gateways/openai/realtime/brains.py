"""Who answers in a session: the person's own assistant, or a language model of an upstream."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Protocol

from parley.assistant.events import EndReason, Failed, Said, TurnEnded
from parley.assistant.live import Facts
from parley.errors import Busy, EngineFailed, NothingHeard, Unsupported
from parley.gateways.conversing import Assistant, Conversation
from parley.gateways.openai.realtime.history import id_of
from parley.gateways.openai.realtime.items import Item, Message
from parley.gateways.openai.realtime.settings import Function, Tokens, ToolChoice
from parley.home.accounts.callers import Caller, Role

MODEL = "parley"


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of the answer."""

    text: str
    language: str = ""
    """BCP 47; empty where the text itself must tell."""
    whole: bool = False
    """It ends with the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the client is to be called."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Arguments:
    """A piece of the JSON that the function called last is given."""

    text: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tokens it was, in the model's own count."""

    read: int
    written: int


@dataclass(frozen=True, slots=True)
class CutShort:
    """The answer is not complete: it reached the length that was asked for."""


Piece = Words | Call | Arguments | Counted | CutShort


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered, and how."""

    items: Sequence[Item]
    instructions: str
    tools: Sequence[Function]
    tool_choice: ToolChoice
    most: Tokens | None
    """Tokens of the answer."""
    apart: bool
    """It is no part of the conversation."""


class Brain(Protocol):
    """Answers."""

    model: str
    instructed: bool
    """Whether it does as instructions say, and calls functions."""

    def answer(self, question: Question) -> AsyncGenerator[Piece]:
        """The answer, as it is made. Closing the generator stops it. Raises ``ParleyError``."""
        ...

    async def close(self) -> None: ...


class AssistantBrain:
    """The assistant of whoever holds the key, in a conversation as long as the session.

    It answers what the person has said since its last answer, has its own memory of what was said before, and
    its own skills; functions of the client and instructions mean nothing to it.
    """

    model = MODEL
    instructed = False

    def __init__(self, assistant: Assistant, caller: Caller, language: str) -> None:
        self._assistant, self._caller, self._language = assistant, caller, language
        self._open = AsyncExitStack()
        self._conversation: Conversation | None = None
        self._answered: set[str] = set()
        """Ids of items that were answered."""
        self._ending = 0
        """Turns of which the end has not been seen: the one under way, and those interrupted before."""

    async def answer(self, question: Question) -> AsyncGenerator[Piece]:
        if question.apart:
            raise Unsupported(
                "The assistant answers in its conversation only; choose another model for others."
            )
        asked = [
            each
            for each in question.items
            if isinstance(each, Message) and each.role == "user" and id_of(each) not in self._answered
        ]
        self._answered = {id_of(each) for each in question.items}
        text = "\n".join(each.words for each in asked).strip()
        if not text:
            raise NothingHeard("There are no words that were not answered yet.")
        conversation = self._conversation or await self._begin()
        self._ending += 1
        await conversation.read(text)
        try:
            async for piece in self._said(conversation):
                yield piece
        finally:
            if self._ending:
                conversation.interrupt()

    async def _said(self, conversation: Conversation) -> AsyncGenerator[Piece]:
        failed: Failed | None = None
        said = False
        async for event in conversation.events():
            match event:
                case TurnEnded(reason=EndReason.RESUMED):
                    pass  # what played before goes on
                case TurnEnded(reason=reason):
                    self._ending -= 1
                    if self._ending:
                        continue  # of an answer that was interrupted
                    if reason is EndReason.BUSY:
                        raise Busy("Every place is taken. Try again in a moment.")
                    if failed is not None and not said:
                        raise EngineFailed(f"There was no answer ({failed.code}).")
                    return
                case Said(text=text, language=language) if self._ending == 1:
                    said = True
                    yield Words(text, language, whole=True)
                case Failed() if self._ending == 1:
                    failed = event
                case _:
                    pass
        raise EngineFailed("The conversation was closed.")

    async def _begin(self) -> Conversation:
        caller = self._caller
        conversation = self._assistant.open(
            caller.device or f"key-{caller.token[:12]}-realtime",
            person=caller.account,
            guest=caller.role is Role.GUEST,
            written=True,
            facts=Facts("program", "websocket"),
        )
        self._conversation = await self._open.enter_async_context(conversation)
        self._conversation.expect(None, self._language or None)
        return self._conversation

    async def close(self) -> None:
        await self._open.aclose()
        self._conversation = None
