"""The ``handle`` and ``intent`` services: what somebody said in, what was done or understood out."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field

from parley.assistant.answering import MAX_TEXT
from parley.assistant.events import Failed, Said, TurnEnded
from parley.errors import EngineTimeout, TooLong
from parley.gateways.wyoming.asking import Said as Words
from parley.gateways.wyoming.connection import Connection
from parley.gateways.wyoming.offering import Offer
from parley.skills.types import Context, plain
from parley.tags import primary

_PATIENCE = 60.0
"""Seconds for one answer."""


@dataclass
class _Answer:
    sentences: list[str] = field(default_factory=list[str])
    failed: Failed | None = None
    understood: bool = False


async def handle(connection: Connection, offer: Offer, words: Words) -> None:
    """Do what was said, as the owner's assistant; the same conversation id goes on with what was said before.

    Raises ``TooLong`` and ``EngineTimeout``.
    """
    with offer.room("handle"):
        answer = await _answer(offer, words)
    # Languages that put no space between sentences end them with wide marks.
    text = "".join(
        each if at == 0 or answer.sentences[at - 1][-1:] in "。！？；…" else f" {each}"
        for at, each in enumerate(answer.sentences)
    )
    about = {"context": words.context} if words.context is not None else {}
    if answer.failed is not None and not text:
        connection.send("error", {"text": answer.failed.message, "code": answer.failed.code})
    elif answer.failed is not None or not answer.understood:
        connection.send("not-handled", {"text": text, **about})
    else:
        connection.send("handled-start", about)
        for each in answer.sentences:
            connection.send("handled-chunk", {"text": each})
        connection.send("handled", {"text": text, **about})
        connection.send("handled-stop")


async def _answer(offer: Offer, words: Words) -> _Answer:
    answer = _Answer()
    try:
        async with (
            asyncio.timeout(_PATIENCE),
            offer.assistant.open(
                _id(words, "satellite_id", "device_id") or "wyoming",
                _id(words, "conversation_id") or None,
                person=offer.owner,
                written=True,
            ) as conversation,
        ):
            conversation.expect(None, words.language)
            await conversation.read(words.text)
            async for event in conversation.events():
                match event:
                    case Said():
                        answer.sentences.append(event.text)
                    case Failed():
                        answer.failed = event
                    case TurnEnded():
                        answer.understood = bool(event.intent)
                        break
                    case _:
                        pass
    except TimeoutError as error:
        raise EngineTimeout("The answer took too long.") from error
    return answer


def _id(words: Words, *names: str) -> str:
    """One of the ids that the context has, of a length that we choose."""
    for name in names:
        value = (words.context or {}).get(name)
        if isinstance(value, str) and value:
            return "wyoming-" + hashlib.sha256(value.encode()).hexdigest()[:16]
    return ""


async def recognize(connection: Connection, offer: Offer, words: Words) -> None:
    """What was meant, without doing it. Raises ``TooLong``."""
    if len(words.text) > MAX_TEXT:
        raise TooLong(f"A typed utterance has at most {MAX_TEXT} characters.")
    about = {"context": words.context} if words.context is not None else {}
    settings, skills = offer.assistant.settings, offer.assistant.skills
    language = primary(words.language) if words.language else None
    context = Context(person=offer.owner, language=language or settings.language)
    await skills.meet(context)
    commands = skills.read(words.text, language, context).commands
    if not commands:
        connection.send("not-recognized", about)
        return
    if len(commands) > 1:
        connection.send("intents-start", about)
    for each in commands:
        entities = [{"name": name, "value": value} for name, value in plain(each.slots).items()]
        connection.send("intent", {"name": each.intent, "entities": entities, **about})
    if len(commands) > 1:
        connection.send("intents-stop")
