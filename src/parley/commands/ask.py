"""``parley ask``: recordings and sentences in, answers out."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from parley.assistant.assistant import Assistant
from parley.assistant.conversation import Conversation
from parley.assistant.events import Event, Failed, Heard, Mode, Said, Speech, TurnEnded
from parley.audio.files import read_speech, write_wav
from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.commands import chinese_errors
from parley.errors import BadAudio, ParleyError, TooLong
from parley.home.home import Home
from parley.knowledge.service import Knowledge
from parley.search.service import Searching
from parley.settings import Settings, load
from parley.speech.saying import SPEAKING_RATE
from parley.tags import reads_chinese

CHUNK = SPEECH_RATE // 10
"""Samples handed on at once: 0.1 s, as a device would send them."""

_PAUSE = np.zeros(SPEAKING_RATE // 2, np.int16)
"""Between two answers in one file."""

_STDIN_LIMIT = 1_000_000
_SOUNDS = {".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aiff", ".aif", ".au", ".m4a"}


@dataclass(slots=True)
class Answer:
    """What became of one input."""

    input: str
    """The file name, or the text as it was given."""

    heard: str = ""
    language: str = ""
    engine: str = ""
    intent: str = ""
    slots: dict[str, object] = field(default_factory=dict[str, object])
    said: str = ""
    said_language: str = ""
    reason: str = ""
    """Why the turn ended: answered, failed, nothing_heard, busy."""

    timings: dict[str, float] = field(default_factory=dict[str, float])
    """Seconds: endpoint, recognise, understand, act, first_audio, total."""

    error: str = ""
    """Code of what went wrong; empty when nothing did."""

    message: str = ""
    sound: list[Pcm] = field(default_factory=list[Pcm])

    def take(self, event: Event) -> None:
        """Note what an event tells."""
        if isinstance(event, Heard) and event.final:
            self.heard, self.language, self.engine = event.text, event.language, event.engine
        elif isinstance(event, Said):
            separator = "" if event.language in ("zh", "ja") or not self.said else " "
            self.said, self.said_language = self.said + separator + event.text, event.language
        elif isinstance(event, Speech):
            self.sound.append(event.pcm)
        elif isinstance(event, Failed):
            self.error, self.message = event.code, event.message
        elif isinstance(event, TurnEnded):
            self.reason, self.intent, self.slots = event.reason.value, event.intent, dict(event.slots)
            self.timings = {stage: round(seconds, 4) for stage, seconds in event.timings.items()}

    def json(self) -> str:
        """One line of JSON."""
        keys = ("input", "heard", "language", "engine", "intent", "slots", "said", "said_language", "reason")
        shown: dict[str, object] = {key: getattr(self, key) for key in keys}
        shown["timings"] = self.timings
        if self.error:
            shown["error"] = {"code": self.error, "message": self.message}
        return msgspec.json.encode(shown).decode()


def run(inputs: Sequence[str], speak: Path | None, *, as_json: bool, language: str | None) -> int:
    """Answer every input; 0 if each one was answered, else 1."""
    if speak is not None and not speak.parent.is_dir():
        raise BadAudio(f"There is no folder {speak.parent} to write {speak.name} into.")
    settings = load()
    answers = _all_missing(inputs, as_json=as_json)
    if not answers:
        answers = asyncio.run(_answers(inputs, settings, language, as_json=as_json))
    if speak is not None:
        sounds = [
            packet.samples for answer in answers for packet in (*answer.sound, Pcm(_PAUSE, SPEAKING_RATE))
        ]
        write_wav(speak, Pcm(np.concatenate(sounds[:-1] or [_PAUSE]), SPEAKING_RATE))
    return 1 if any(answer.error or not answer.reason for answer in answers) else 0


def _all_missing(inputs: Sequence[str], *, as_json: bool) -> list[Answer]:
    """What is wrong with inputs of which none is there, told at once: nothing need be woken for it."""
    answers: list[Answer] = []
    for given in inputs:
        try:
            recording(given)
        except BadAudio as error:
            answers.append(Answer(_short(given), error=error.code, message=str(error)))
        else:
            return []
    for answer in answers:
        _tell(answer, as_json=as_json)
    return answers


async def _answers(
    inputs: Sequence[str], settings: Settings, language: str | None, *, as_json: bool
) -> list[Answer]:
    answers: list[Answer] = []
    async with (
        await Home.open(settings) as home,
        Assistant(for_files(settings), home) as assistant,
        Knowledge(settings) as knowledge,
    ):
        if settings.knowledge.enabled:
            assistant.lent.knows = knowledge
        assistant.lent.finds = Searching(home)
        owner = await home.accounts.owner()
        # One conversation for all: "and in Tokyo?" may follow. What is due rings elsewhere.
        async with assistant.open("ask", person=owner.id, paced=False, reachable=False) as conversation:
            conversation.expect(language)
            with _status():
                await assistant.warm(hearing=any(_names_file(given) for given in inputs))
            for given in inputs:
                answer = await answer_one(conversation, given, settings.listening.max_file)
                answers.append(answer)
                _tell(answer, as_json=as_json)
    return answers


def _tell(answer: Answer, *, as_json: bool) -> None:
    print(answer.json() if as_json else _for_people(answer), flush=True)


def _status() -> AbstractContextManager[object]:
    """Tells a person why nothing happens yet."""
    from rich.console import Console

    return Console(stderr=True).status("Waking up… 正在启动…")


def _names_file(given: str) -> bool:
    try:
        return recording(given) is not None
    except BadAudio:
        return False  # it is told when its turn comes


def for_files(settings: Settings) -> Settings:
    """The same settings with room for a whole recording as one utterance, and without showing partials."""
    listening = msgspec.structs.replace(settings.listening, max_utterance=settings.listening.max_file)
    ears = msgspec.structs.replace(settings.ears, partials=False)
    return msgspec.structs.replace(settings, listening=listening, ears=ears)


async def answer_one(conversation: Conversation, given: str, max_seconds: float) -> Answer:
    """Have one input answered; what is wrong with it stands in the answer."""
    answer = Answer(_short(given))
    try:
        path = recording(given)
        if path is None:
            events = conversation.ask(_text(given))
        else:
            # A few samples more than the last packet would be cut off as an utterance of its own.
            samples = await asyncio.to_thread(read_speech, path, max_seconds - 1.0)
            events = conversation.hear(packets(samples), Mode.PRESS)
        async for event in events:
            answer.take(event)
    except ParleyError as error:
        answer.error, answer.message = error.code, str(error)
    return answer


def _short(given: str) -> str:
    return given if len(given) <= 200 else given[:200] + "…"


def recording(given: str) -> Path | None:
    """The file an input names, or None when it is a sentence. Raises ``BadAudio`` if the file is missing."""
    if len(given) > 4_000 or given == "-":
        return None
    path = Path(given)
    try:
        if path.is_file():
            return path
    except (OSError, ValueError):
        return None
    if path.suffix.lower() in _SOUNDS:
        raise BadAudio(f"There is no file {given}.")
    return None


async def packets(samples: Samples) -> AsyncIterator[Samples]:
    """A recording in the pieces a microphone would send."""
    for begin in range(0, len(samples), CHUNK):
        yield samples[begin : begin + CHUNK]


def _text(given: str) -> str:
    if given != "-":
        return given
    text = sys.stdin.read(_STDIN_LIMIT + 1)
    if len(text) > _STDIN_LIMIT:
        raise TooLong("Standard input holds more than a million characters.")
    return text.strip()


def _told(answer: Answer) -> str:
    """What went wrong, where nobody said it: the input was not even heard."""
    if reads_chinese(os.environ) and (sentence := chinese_errors.sentences().get(answer.error)):
        return f"{sentence}（{answer.message}）"
    return answer.message


def _for_people(answer: Answer) -> str:
    you = f"{answer.heard or answer.input}" + (f"  ({answer.language})" if answer.language else "")
    if answer.error:
        return f"{you}\n  ✗ {answer.said or _told(answer)} [{answer.error}]"
    return f"{you}\n  → {answer.said or '…'}"
