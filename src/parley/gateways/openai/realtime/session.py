"""One session of the Realtime API, whatever carries it: takes the client's events, and sends its own."""

from __future__ import annotations

import asyncio

import msgspec
import numpy as np

from parley.audio.pcm import Samples
from parley.errors import ParleyError
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime import asked as a
from parley.gateways.openai.realtime import events as e
from parley.gateways.openai.realtime.answering import Answering, Learning, Use
from parley.gateways.openai.realtime.brains import Brain
from parley.gateways.openai.realtime.errors import told
from parley.gateways.openai.realtime.items import Content, FunctionCall, Item, Message, fresh
from parley.gateways.openai.realtime.link import Link, Player
from parley.gateways.openai.realtime.listening import Listening
from parley.gateways.openai.realtime.parts import Parts
from parley.gateways.openai.realtime.settings import (
    Format,
    Input,
    ResponseSettings,
    SessionSettings,
    Transcription,
    merged,
)
from parley.gateways.openai.realtime.sound import Decoder, unpacked
from parley.gateways.openai.realtime.utterance import Heard, Utterance, outcome
from parley.speech.types import Hints
from parley.tags import primary


class Session:
    """A conversation of one client. ``close`` frees everything it holds."""

    over = False
    """It does not end by itself."""

    def __init__(
        self,
        parts: Parts,
        settings: SessionSettings,
        brain: Brain | None,
        link: Link,
        player: Player | None,
        expires: float,
    ) -> None:
        """``brain``: None where speech is only written down. ``expires``: POSIX seconds."""
        self._parts, self._brain, self._link = parts, brain, link
        self._settings = settings
        self._id = fresh("sess")
        self._expires = int(expires)
        self._learning: dict[str, tuple[Utterance, Learning]] = {}
        """Turns whose words are not known yet, by item."""
        self._deltas: dict[str, list[str]] = {}
        """Words that are certain, of items the client does not know yet."""
        self._answering = Answering(brain, parts.speaking, link, player, parts.used, parts.language)
        self._history = self._answering.history
        self._listening = Listening(parts.activity, parts.endpoints, self, self._input)

    def begin(self) -> None:
        """Tell the client that it is there."""
        self._link.send(e.SessionCreated(self._shown()))

    async def close(self) -> None:
        """End it; nothing of it goes on."""
        self._listening.close()
        await self._answering.close()
        learning = [task for _, task in self._learning.values()]
        for utterance, task in self._learning.values():
            utterance.drop()
            task.cancel()
        await asyncio.gather(*learning, return_exceptions=True)
        if self._brain is not None:
            await self._brain.close()

    async def take(self, event: a.AskedEvent) -> None:
        """Do what the client asks. What it may not ask is told to it as an error."""
        try:
            await self._do(event)
        except ParleyError as error:
            self.fail(error, event.event_id if isinstance(event.event_id, str) else None)

    def fail(self, error: ParleyError, event_id: str | None = None) -> None:
        """Tell the client what is wrong."""
        self._link.send(told(error, event_id))

    async def hear(self, samples: Samples) -> None:
        """Sound that comes beside the events (int16 mono, 16 kHz)."""
        await self._listening.hear(samples)

    async def _do(self, event: a.AskedEvent) -> None:
        match event:
            case a.AppendAudio(audio=audio):
                await self._listening.append(unpacked(audio))
            case a.CommitAudio():
                self._listening.commit()
            case a.ClearAudio():
                self._listening.clear()
                self._link.send(e.Cleared())
            case a.UpdateSession(session=changes):
                self._update(changes)
            case a.CreateItem(item=item, previous_item_id=after):
                self._create(item, after if isinstance(after, str) else None)
            case a.RetrieveItem(item_id=id):
                self._link.send(e.ItemRetrieved(self._history.get(id)))
            case a.DeleteItem(item_id=id):
                self._history.delete(id)
                self._link.send(e.ItemDeleted(id))
            case a.TruncateItem(item_id=id, content_index=index, audio_end_ms=end):
                if index:
                    raise BadParameter("content_index", "An answer has one part: 0.", "invalid_value")
                self._history.truncate(id, end / 1000)
                self._link.send(e.ItemTruncated(id, index, end))
            case a.CreateResponse(response=wanted):
                self._answering.create(self._settings, wanted or ResponseSettings(), self._committed())
            case a.CancelResponse(response_id=id):
                await self._answering.cancel(id if isinstance(id, str) else None)
            case a.ClearOutput():
                self._answering.silence()

    # The session's settings.

    @property
    def _input(self) -> Input:
        audio = self._settings.audio
        return (audio.input or Input()) if audio else Input()

    def _update(self, changes: SessionSettings) -> None:
        kind = changes.type or self._settings.type
        if kind != self._settings.type:
            raise BadParameter("session.type", "The type of a session cannot be changed.", "invalid_value")
        model = changes.model
        if isinstance(model, str) and self._settings.model and model != self._settings.model:
            raise BadParameter("session.model", "The model cannot be changed.", "cannot_update_model")
        if changes.tools and self._brain is not None and not self._brain.instructed:
            raise BadParameter(
                "session.tools",
                "The assistant has skills of its own and calls no functions; models of an upstream do.",
                "unsupported",
            )
        self._settings = merged(self._settings, changes)
        if self._brain is not None and not self._brain.instructed:
            # What means nothing to it is not shown as if it did.
            own = SessionSettings(instructions="", tool_choice="auto", max_output_tokens="inf")
            self._settings = merged(self._settings, own)
        self._listening.set(self._input)
        self._link.send(e.SessionUpdated(self._shown()))

    def _shown(self) -> e.Session:
        return shown(self._settings, self._id, self._expires)

    # The conversation.

    def _create(self, item: Item, after: str | None) -> None:
        if isinstance(item, FunctionCall) and not item.name:
            raise BadParameter("item.name", "A call needs the name of its function.", "invalid_value")
        if self._settings.type == "transcription":
            raise BadParameter("type", "A transcription session has no conversation.", "invalid_value")
        made = msgspec.structs.replace(item, id=item.id or fresh("item"), status="completed")
        sound = _sound(made) if isinstance(made, Message) else None
        if sound is None:
            self._answering.add(made, after)
            return
        decoder = Decoder(self._input.format or Format())
        samples = np.concatenate((decoder.feed(unpacked(sound)), decoder.flush()))
        content = [Content(type="input_audio", transcript=None)]
        self._answering.add(msgspec.structs.replace(made, content=content), after)
        utterance = self.utterance(made.id or None)
        self._deltas.pop(utterance.id, None)
        utterance.feed(samples)
        utterance.end()

    # What ``Listening`` tells.

    def utterance(self, id: str | None = None) -> Utterance:
        """A new one, to be filled; ``id`` of its item, if it has one already."""
        wanted = self._input.transcription or None
        language = wanted.language if wanted is not None else None
        hints = Hints(primary(language) if language else None, _phrases(wanted))
        utterance = Utterance(self._parts.hearing, hints, self._parts.command, self._certain, id)
        if self._settings.type != "transcription":
            self._deltas[utterance.id] = []
        learning = asyncio.create_task(self._learn(utterance), name="realtime learning")
        self._learning[utterance.id] = utterance, learning
        return utterance

    def speech_started(self, utterance: Utterance, at: float) -> None:
        """Somebody began to speak, at a second of the session."""
        self._link.send(e.SpeechStarted(round(at * 1000), utterance.id))
        detection = self._input.turn_detection or None
        if detection is not None and detection.interrupt_response is not False:
            self._answering.interrupt()

    def speech_stopped(self, utterance: Utterance, at: float) -> None:
        """They stopped."""
        self._link.send(e.SpeechStopped(round(at * 1000), utterance.id))

    def committed(self, utterance: Utterance, *, by_itself: bool) -> None:
        """What they said is an item now, though nobody may know yet what it says."""
        self._link.send(e.Committed(utterance.id, self._history.last))
        if self._settings.type == "transcription":
            return
        content = Content(type="input_audio", transcript=None)
        self._answering.add(Message(id=utterance.id, role="user", content=[content]), None)
        for delta in self._deltas.pop(utterance.id, ()):
            self._certain(utterance, delta)
        detection = self._input.turn_detection or None
        if by_itself and detection is not None and detection.create_response is not False:
            self._answering.turn_over(self._settings, self._learning[utterance.id][1], self._committed())

    @property
    def _transcribed(self) -> bool:
        return bool(self._input.transcription)

    def _certain(self, utterance: Utterance, more: str) -> None:
        if not self._transcribed:
            return
        held = self._deltas.get(utterance.id)
        if held is not None:
            held.append(more)
        else:
            self._link.send(e.HeardDelta(utterance.id, 0, more))

    def _committed(self) -> list[Learning]:
        """Turns that are items already, whose words an answer must wait for."""
        return [task for id, (_, task) in self._learning.items() if id not in self._deltas]

    async def _learn(self, utterance: Utterance) -> Heard | ParleyError:
        """Put down what was said as soon as it is known."""
        try:
            found = await outcome(utterance)
        finally:
            self._learning.pop(utterance.id, None)
            self._deltas.pop(utterance.id, None)
        self._parts.used(Use("speech.recognise", seconds=utterance.seconds))
        if isinstance(found, Heard):
            self._answering.heard(utterance.id, found)
        if not self._transcribed:
            return found
        if isinstance(found, Heard):
            usage = e.Seconds(seconds=round(utterance.seconds, 3))
            self._link.send(e.HeardCompleted(utterance.id, 0, found.text, usage))
        else:
            fault = e.Fault(type="transcription_error", code=found.code, message=str(found))
            self._link.send(e.HeardFailed(utterance.id, 0, fault))
        return found


def shown(settings: SessionSettings, id: str, expires: int) -> e.Session:
    """A session as the client is told of it."""
    kind = settings.type or "realtime"
    session = e.Session(
        **{name: getattr(settings, name) for name in settings.__struct_fields__},
        id=id,
        object="realtime.session" if kind == "realtime" else "realtime.transcription_session",
        expires_at=expires,
    )
    if kind == "realtime":
        session.tracing, session.prompt, session.truncation = None, None, "disabled"
    return session


def _phrases(wanted: Transcription | None) -> tuple[str, ...]:
    return tuple(wanted.keywords or ())[:100] if wanted is not None else ()


def _sound(message: Message) -> str | None:
    """The Base64 of a message that was said. Raises ``BadParameter`` for what nobody here can take."""
    for at, part in enumerate(message.content):
        if part.type == "input_image":
            raise BadParameter(f"item.content[{at}]", "Pictures cannot be part of a talk.", "unsupported")
        if part.type == "input_audio" and not part.transcript:
            if len(message.content) > 1 or not part.audio:
                text = "Sound comes as the one part of a message."
                raise BadParameter(f"item.content[{at}]", text, "unsupported")
            return part.audio
    return None
