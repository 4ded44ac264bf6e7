"""One response: what the brain says becomes items, words and sound, event by event."""

from __future__ import annotations

import base64
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Literal

import msgspec
import numpy as np

from parley.audio.pcm import Samples
from parley.errors import ParleyError
from parley.gateways.openai.counting import count
from parley.gateways.openai.faults import kind_of
from parley.gateways.openai.realtime import events as e
from parley.gateways.openai.realtime.brains import (
    Arguments,
    Brain,
    Call,
    Counted,
    CutShort,
    Words,
)
from parley.gateways.openai.realtime.history import Spoken, id_of, text_of
from parley.gateways.openai.realtime.items import Content, FunctionCall, Item, Message, fresh
from parley.gateways.openai.realtime.link import Link, Player
from parley.gateways.openai.realtime.plan import Keeping, Plan, Why
from parley.gateways.openai.realtime.settings import Audio, Format
from parley.gateways.openai.realtime.sound import Encoder
from parley.gateways.openai.realtime.speaking import Speaking
from parley.gateways.outbox import TooSlow
from parley.language.identify import main_language
from parley.language.sentences import SentenceSplitter
from parley.speech.saying import SPEAKING_RATE
from parley.telemetry import log

_CHUNK = 5 * SPEAKING_RATE // 25
"""Samples in one event once the first are on their way: 200 ms."""


@dataclass(slots=True)
class _Speech:
    """The message being said."""

    item: Message
    index: int
    text: str = ""
    spoken: Spoken = field(default_factory=Spoken)


class Responding:
    """Makes one response."""

    def __init__(
        self,
        plan: Plan,
        brain: Brain,
        speaking: Speaking,
        link: Link,
        player: Player | None,
        keeping: Keeping,
    ) -> None:
        self._plan, self._brain, self._speaking = plan, brain, speaking
        self._link, self._player, self._keeping = link, player, keeping
        self._sounds = "audio" in plan.modalities
        self._splitter = SentenceSplitter()
        self._encoder = Encoder(plan.output.format or Format())
        self._message: _Speech | None = None
        self._call: FunctionCall | None = None
        self._counted: Counted | None = None
        self._cut_short = False
        self.characters = 0
        """That were said aloud."""
        self.why: Why = "client_cancelled"
        """Why it is cancelled, if it is."""
        self.response = e.Response(
            id=fresh("resp"),
            output=[],
            conversation_id=plan.conversation,
            output_modalities=plan.modalities,
            max_output_tokens=plan.question.most,
            audio=Audio(output=plan.output),
            metadata=plan.metadata,
        )

    async def run(self) -> None:
        """Make it to its end. Whoever cancels it calls ``cancelled`` afterwards."""
        self._link.send(e.ResponseCreated(self.response))
        try:
            async with aclosing(self._brain.answer(self._plan.question)) as pieces:
                async for piece in pieces:
                    match piece:
                        case Words():
                            await self._words(piece)
                        case Call(id, name):
                            await self._calling(id, name)
                        case Arguments(text):
                            self._arguments(text)
                        case Counted():
                            self._counted = piece
                        case CutShort():
                            self._cut_short = True
            await self._finish()
        except TooSlow:
            raise  # nobody takes what is sent: there is nobody to tell
        except ParleyError as error:
            self._failed(error)
        except Exception as error:  # noqa: BLE001 - whatever a brain or an engine raises, the session goes on
            log.error("realtime.unanswered", kind=type(error).__name__)
            self._failed(ParleyError("Something unexpected went wrong."))

    def refuse(self, error: ParleyError) -> None:
        """There is nothing to answer: nobody knows what was said."""
        self._link.send(e.ResponseCreated(self.response))
        self._failed(error)

    def cancelled(self) -> None:
        """It was cancelled: what was made of it stays as it is."""
        self._leave()
        self._done("cancelled", e.StatusDetails(type="cancelled", reason=self.why))

    def _failed(self, error: ParleyError) -> None:
        self._leave()
        kind = kind_of(error.code)
        reason = e.StatusError(type=kind.type, code=error.code, message=str(error))
        self._done("failed", e.StatusDetails(type="failed", error=reason))

    async def _finish(self) -> None:
        await self._end_of_words()
        self._end_of_call()
        if self._cut_short:
            details = e.StatusDetails(type="incomplete", reason="max_output_tokens")
            self._done("incomplete", details)
        else:
            self._done("completed", None)

    def _leave(self) -> None:
        """End what is under way, incomplete."""
        if self._message is not None:
            self._close_message(self._message, "incomplete")
        if self._call is not None:
            self._end_of_call("incomplete")

    def _done(
        self,
        status: Literal["completed", "cancelled", "failed", "incomplete"],
        details: e.StatusDetails | None,
    ) -> None:
        self.response.status, self.response.status_details = status, details
        self.response.usage = self._usage()
        if self._player is not None and self._sounds:
            self._player.finished(self.response.id)
        self._link.send(e.ResponseDone(self.response))

    def _usage(self) -> e.Usage:
        """In the model's own count where it told that, else in words."""
        asked = self._plan.question
        counted = self._counted or Counted(
            count(asked.instructions) + sum(count(text_of(each)) for each in asked.items),
            sum(count(text_of(each)) for each in self.response.output),
        )
        return e.Usage(
            total_tokens=counted.read + counted.written,
            input_tokens=counted.read,
            output_tokens=counted.written,
            input_token_details=e.InputDetails(text_tokens=counted.read),
            output_token_details=e.TokenDetails(text_tokens=counted.written),
        )

    # Words.

    async def _words(self, words: Words) -> None:
        self._end_of_call()
        message = self._message or self._begin_message()
        if not self._sounds:
            text = f" {words.text}" if words.whole and _spaced(message.text) else words.text
            message.text += text
            self._link.send(e.TextDelta(*self._part(message), text))
            await self._link.room()
            return
        sentences = self._splitter.feed(words.text)
        if words.whole:
            sentences += self._splitter.flush()
        for sentence in sentences:
            await self._say(message, sentence, words.language)

    async def _say(self, message: _Speech, sentence: str, language: str) -> None:
        text = f" {sentence}" if _spaced(message.text) else sentence
        message.text += text
        self._link.send(e.TranscriptDelta(*self._part(message), text))
        if any(character.isalnum() for character in sentence):
            self.characters += len(sentence)
            await self._sound(message, sentence, language or _language(sentence, self._plan.language))
        message.spoken.sentences.append((text, message.spoken.seconds))

    async def _sound(self, message: _Speech, sentence: str, language: str) -> None:
        waiting: list[Samples] = []
        async with aclosing(self._speaking.say(sentence, language, self._plan.output)) as packets:
            async for packet in packets:
                waiting.append(packet.samples)
                first = message.spoken.seconds == 0
                if first or sum(map(len, waiting)) >= _CHUNK:
                    await self._send_sound(message, np.concatenate(waiting))
                    waiting = []
        if waiting:
            await self._send_sound(message, np.concatenate(waiting))

    async def _send_sound(self, message: _Speech, samples: Samples) -> None:
        message.spoken.seconds += len(samples) / SPEAKING_RATE
        if self._player is not None:
            await self._player.play(self.response.id, samples)
            return
        self._send_bytes(message, self._encoder.feed(samples))
        await self._link.room()

    def _send_bytes(self, message: _Speech, data: bytes) -> None:
        if data:
            delta = base64.b64encode(data).decode()
            self._link.send(e.AudioDelta(*self._part(message), delta))

    async def _end_of_words(self) -> None:
        message = self._message
        if message is None:
            return
        if self._sounds:
            for sentence in self._splitter.flush():
                await self._say(message, sentence, "")
        self._close_message(message, "completed")

    def _begin_message(self) -> _Speech:
        item = Message(id=fresh("item"), role="assistant", status="in_progress", content=[])
        message = self._message = _Speech(item, len(self.response.output))
        self.response.output.append(item)
        self._begin_item(item, message.index)
        part = {"type": "audio", "transcript": ""} if self._sounds else {"type": "text", "text": ""}
        self._link.send(e.PartAdded(*self._part(message), part))
        return message

    def _close_message(self, message: _Speech, status: Literal["completed", "incomplete"]) -> None:
        self._message = None
        where, text = self._part(message), message.text
        if self._sounds:
            if self._player is None:
                self._send_bytes(message, self._encoder.flush())
            self._link.send(e.AudioDone(*where))
            self._link.send(e.TranscriptDone(*where, text))
            self._link.send(e.PartDone(*where, {"type": "audio", "transcript": text}))
            content = Content(type="output_audio", transcript=text)
        else:
            self._link.send(e.TextDone(*where, text))
            self._link.send(e.PartDone(*where, {"type": "text", "text": text}))
            content = Content(type="output_text", text=text)
        item = msgspec.structs.replace(message.item, status=status, content=[content])
        self._end_item(item, message.index)
        if self._sounds:
            self._keeping.spoke(id_of(item), message.spoken)

    def _part(self, message: _Speech) -> tuple[str, str, int, int]:
        return self.response.id, id_of(message.item), message.index, 0

    # Calls of functions.

    async def _calling(self, id: str, name: str) -> None:
        await self._end_of_words()
        self._end_of_call()
        call = FunctionCall(id=fresh("item"), status="in_progress", call_id=id, name=name)
        self._call = call
        self.response.output.append(call)
        self._begin_item(call, len(self.response.output) - 1)

    def _arguments(self, text: str) -> None:
        call = self._call
        if call is None:
            return
        call.arguments += text
        self._link.send(e.ArgumentsDelta(*self._call_at(call), text))

    def _end_of_call(self, status: Literal["completed", "incomplete"] = "completed") -> None:
        call, self._call = self._call, None
        if call is None:
            return
        index = len(self.response.output) - 1
        self._link.send(e.ArgumentsDone(*self._call_at(call), call.name, call.arguments))
        self._end_item(msgspec.structs.replace(call, status=status), index)

    def _call_at(self, call: FunctionCall) -> tuple[str, str, int, str]:
        return self.response.id, id_of(call), len(self.response.output) - 1, call.call_id

    # Items.

    def _begin_item(self, item: Item, index: int) -> None:
        self._link.send(e.OutputItemAdded(self.response.id, index, item))
        self._keeping.add(item)

    def _end_item(self, item: Item, index: int) -> None:
        self.response.output[index] = item
        self._link.send(e.OutputItemDone(self.response.id, index, item))
        self._keeping.done(item)


def _spaced(before: str) -> bool:
    """Whether a sentence after this one is parted from it by a space: not in languages without."""
    return bool(before) and before[-1:] not in "。！？；… \n"


def _language(text: str, usual: str) -> str:
    found = main_language(text)
    return usual if found == "und" else found
