"""The ``asr`` service: sound in, its words out, and those that are certain while the person still speaks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from parley.assistant.answering import MAX_TEXT
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import TooLong
from parley.gateways.wyoming.asking import Transcribe
from parley.gateways.wyoming.connection import Connection
from parley.gateways.wyoming.framing import Event
from parley.gateways.wyoming.offering import Offer
from parley.gateways.wyoming.sound import Intake
from parley.skills.choosing import UNSURE, vague
from parley.skills.types import Context, Understanding
from parley.speech.certain import Certain
from parley.speech.hearing import UtteranceHearing, not_understood_language
from parley.speech.judge import Outcome
from parley.speech.types import Hints, Hypothesis
from parley.tags import primary

_PHRASES = 100
"""Words to expect that are handed on."""


async def transcribe(
    connection: Connection, offer: Offer, wanted: Transcribe, first: Event | None = None
) -> None:
    """One utterance, from ``audio-start`` (or ``first``, where that is missing) to its transcript.

    Raises what the engines raise, ``TooLong`` and ``BadAudio``.
    """
    language = primary(wanted.language) if wanted.language else None
    phrases = ((wanted.transcript_names or ()) + (wanted.transcript_terms or ()))[:_PHRASES]
    with offer.room("asr"):
        hearing = await offer.assistant.parts.hearing.open(Hints(language, phrases))
        try:
            words = _Words(connection)
            if not await _listen(connection, offer, hearing, words, first):
                return
            heard = await _decide(offer, hearing)
        finally:
            hearing.close()
    words.end(heard.text, heard.language)


async def _listen(
    connection: Connection, offer: Offer, hearing: UtteranceHearing, words: _Words, first: Event | None
) -> bool:
    """Hand on the sound until it is over; False when the other side left before."""
    intake, left = Intake(), int(offer.limits.seconds * SPEECH_RATE)
    event = first or await connection.next()
    while event is not None and event.type != "audio-stop":
        if event.type == "audio-chunk":
            samples = _all(connection, intake, event)
            left -= len(samples)
            if left < 0:
                raise TooLong(f"An utterance has at most {offer.limits.seconds:.0f} seconds.")
            if len(samples) and (partial := await hearing.feed(samples)) is not None:
                words.so_far(partial)
        event = await connection.next()
    if event is not None and len(rest := intake.rest()):
        await hearing.feed(rest)
    return event is not None


def _all(connection: Connection, intake: Intake, event: Event) -> Samples:
    """This chunk and those that have come meanwhile: few large pieces cost the engines less."""
    samples = intake.samples(event)
    following = connection.more("audio-chunk")
    if following is None:
        return samples
    pieces = [samples]
    while following is not None:
        pieces.append(intake.samples(following))
        following = connection.more("audio-chunk")
    return np.concatenate(pieces)


async def _decide(offer: Offer, hearing: UtteranceHearing) -> Hypothesis:
    skills = offer.assistant.skills
    context = Context(person=offer.owner, language=offer.assistant.settings.language)

    await skills.meet(context)

    @cache  # the judge asks again of what the ears have asked
    def read(text: str, language: str) -> Sequence[Understanding]:
        return skills.read(text, language, context).commands if 0 < len(text) <= MAX_TEXT else ()

    def is_command(heard: Hypothesis) -> bool:
        return any(each.intent not in UNSURE for each in read(heard.text, heard.language))

    verdict = await hearing.decide(is_command, lambda heard: vague(read(heard.text, heard.language)))
    if verdict.outcome is Outcome.OTHER_LANGUAGE:
        raise not_understood_language(offer.assistant.parts.hearing.ears)
    return verdict.winner or Hypothesis("", context.language, final=True)


class _Words:
    """Sends the words; those that are sent while the person speaks cannot be taken back."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._certain = Certain()
        self._begun = False

    def so_far(self, partial: Hypothesis) -> None:
        more = self._certain.more(partial.text)
        if more and not self._begun:
            self._begun = True
            self._connection.send("transcript-start", {"language": partial.language})
        if more:
            self._connection.send("transcript-chunk", {"text": more})

    def end(self, text: str, language: str) -> None:
        if self._begun and (rest := self._certain.rest(text)):
            self._connection.send("transcript-chunk", {"text": rest})
        self._connection.send("transcript", {"text": text, "language": language})
        if self._begun:
            self._connection.send("transcript-stop")
