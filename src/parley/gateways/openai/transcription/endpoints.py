"""``POST /audio/transcriptions`` and ``POST /audio/translations``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from typing import Literal

from starlette.responses import PlainTextResponse, Response

from parley.audio.speech_file import SpeechFile
from parley.errors import MissingEngine, ParleyError, TooLong
from parley.gateways.access import Call, json
from parley.gateways.openai.faults import said
from parley.gateways.openai.models import Use
from parley.gateways.openai.transcription import answers
from parley.gateways.openai.transcription.asked import Asked, asked
from parley.gateways.surface import Event, events
from parley.gateways.surface.attending import attended, begun
from parley.gateways.surface.forms import Form, form_of
from parley.home.usage import Usage
from parley.speech.transcribing.counting import Counted, gathered
from parley.speech.transcribing.running import between, running
from parley.speech.transcribing.service import Transcribing
from parley.speech.transcribing.types import Phrase
from parley.translation.service import Translation

_FIELDS = 64 * 1024
"""Bytes of a form beside its file."""
_ENGLISH = "en"


class Endpoints:
    """Both of them."""

    def __init__(
        self, transcribing: Transcribing, translation: Translation | None, usage: Usage, most: int
    ) -> None:
        """``most``: bytes of a sound file."""
        self._transcribing, self._translation = transcribing, translation
        self._usage, self._most = usage, most

    async def transcribe(self, call: Call) -> Response:
        """What is said."""
        async with AsyncExitStack() as stack:
            form = await stack.enter_async_context(form_of(call, self._most + _FIELDS))
            wants = asked(form, _deployment(call), Use.TRANSCRIPTION)
            sound = await self._sound(form)
            phrases = self._transcribing.whole(iter(sound), wants.wanted)
            if not wants.stream:
                found = await attended(call.request, gathered(phrases))
                return self._answer(call, wants, found, sound.seconds, "transcribe")
            begins = await begun(call.request, phrases)
            # The file must be there until the last phrase is told.
            return events(self._streamed(call, wants, sound, begins, stack.pop_all()))

    async def translate(self, call: Call) -> Response:
        """What is said, in English."""
        async with form_of(call, self._most + _FIELDS) as form:
            wants = asked(form, _deployment(call), Use.AUDIO_TRANSLATION)
            sound = await self._sound(form)
            phrases = self._in_english(self._transcribing.whole(iter(sound), wants.wanted))
            found = await attended(call.request, gathered(phrases))
        return self._answer(call, wants, found, sound.seconds, "translate")

    async def _sound(self, form: Form) -> Counted:
        part = form.file("file")
        if part.size > self._most:
            raise TooLong(f"A sound file may have {self._most} bytes.")
        file = await asyncio.to_thread(SpeechFile, part.file, self._transcribing.bounds.whole)
        return Counted(file.pieces())

    async def _in_english(self, phrases: AsyncGenerator[Phrase]) -> AsyncGenerator[Phrase]:
        """English as it is, everything else translated. Raises ``MissingEngine``, ``MissingLanguage``."""
        async with aclosing(phrases):
            async for phrase in phrases:
                if phrase.language == _ENGLISH:
                    yield phrase
                    continue
                if self._translation is None:
                    raise MissingEngine("translation", "parley models list")
                done = await self._translation.translate([phrase.text], _ENGLISH, phrase.language)
                yield replace(phrase, text=done[0].text, language=_ENGLISH, words=())

    async def _streamed(
        self,
        call: Call,
        wants: Asked,
        sound: Counted,
        phrases: AsyncGenerator[Phrase],
        stack: AsyncExitStack,
    ) -> AsyncGenerator[Event]:
        whole, number = "", 0
        async with stack, aclosing(phrases):
            try:
                async for phrase in phrases:
                    delta: dict[str, object] = {
                        "type": "transcript.text.delta",
                        "delta": between(whole, phrase.text) + phrase.text,
                    }
                    if wants.form == "diarized_json":
                        segment = answers.diarized_segment(number, phrase)
                        yield Event(delta | {"segment_id": segment.id})
                        yield Event(segment)
                    else:
                        yield Event(delta)
                    whole, number = running((whole, phrase.text)), number + 1
            except ParleyError as error:
                yield Event({"error": said(error)})
                return
        self._count(call, sound.seconds)
        # OpenAI's event has room for tokens only, of which there are none to count here.
        yield Event({"type": "transcript.text.done", "text": whole})
        yield Event("[DONE]")

    def _answer(
        self,
        call: Call,
        wants: Asked,
        phrases: list[Phrase],
        seconds: float,
        task: Literal["transcribe", "translate"],
    ) -> Response:
        self._count(call, seconds)
        match wants.form:
            case "text":
                return PlainTextResponse(running(phrase.text for phrase in phrases) + "\n")
            case "srt":
                return Response(answers.as_srt(phrases), media_type="application/x-subrip")
            case "vtt":
                return Response(answers.as_vtt(phrases), media_type="text/vtt")
            case "verbose_json":
                return json(
                    answers.verbose(phrases, seconds, task, words=wants.words, segments=wants.segments)
                )
            case "diarized_json":
                return json(answers.diarized(phrases, seconds))
            case _:
                text = running(phrase.text for phrase in phrases)
                usage = answers.usage_of(seconds) if task == "transcribe" else None
                return json(answers.Transcription(text, usage))

    def _count(self, call: Call, seconds: float) -> None:
        self._usage.count(call.caller, "speech.recognise", seconds=seconds)


def _deployment(call: Call) -> str:
    """The model, where the address names it, as Azure's has it."""
    return str(call.request.path_params.get("deployment", ""))
