"""From an utterance to its spoken answer: recognise, understand, act, say."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace

from parley.assistant.events import (
    Did,
    EndReason,
    Event,
    Failed,
    Said,
    Speech,
    TurnEnded,
)
from parley.assistant.outbox import Outbox
from parley.assistant.pacing import Pacer
from parley.assistant.playing import Playing
from parley.assistant.services import Exchange, Services
from parley.assistant.speaking import OWN, Speaker, Speaking
from parley.assistant.turn import Phase, Turn, Unsaid
from parley.assistant.utterances import MAX_TEXT, Utterances
from parley.assistant.wording import apology, sentence
from parley.errors import Busy, NothingHeard, ParleyError
from parley.language.sentences import split_sentences
from parley.skills.choosing import WONDER
from parley.skills.doing import Done, after, do, joined
from parley.skills.types import Context, Reply, Understanding, plain
from parley.speech.saying import PLAIN
from parley.speech.types import Hypothesis
from parley.telemetry import log

__all__ = ["MAX_TEXT", "STAGES", "Answering", "Exchange", "Services"]

STAGES = ("endpoint", "recognise", "understand", "act", "first_audio")
"""What a person waits for between the end of their words and the first sound of the answer."""


class Answering:
    """Carries the turns of one conversation from utterance to answer."""

    def __init__(self, services: Services, outbox: Outbox, context: Context, *, paced: bool) -> None:
        self._services = services
        self._outbox = outbox
        self.context = context
        """What was said before by whose conversation it is; a reply's question waits in it. Others whose
        voices are known have their own (``Speaking``)."""
        self._paced = paced
        self.manner = PLAIN
        """How this person wants to be spoken to."""
        self._wished = ""
        self.playing = Playing(outbox, self.emit, paced=paced)
        """What plays between the words."""
        self._speaking = Speaking(services.voices)
        self._utterances = Utterances(
            services, self.emit, self.playing, self._speaking, lambda: self.context, live=paced
        )

    async def prepare(self) -> None:
        """Find out how the person wants to be spoken to, and in which room."""
        if self._services.room is not None:
            self.context = replace(self.context, room=await self._services.room())
        if self._services.wishes is not None:
            wishes = await self._services.wishes()
            self.manner = wishes.manner
            self._wished = wishes.language
            self.prefer(wishes.language)

    def prefer(self, language: str) -> None:
        """Speak this language while nothing else tells, unless the person has set another for themselves."""
        if language := self._wished or language:
            self.context = replace(self.context, language=language)

    def show(self, picture: str) -> None:
        """The words of the turn that begins are about a picture (the id of a file), or about none."""
        if picture != self.context.picture:
            self.context = replace(self.context, picture=picture)

    async def run(self, turn: Turn) -> None:
        """Do the whole turn. Ends it in every case but cancellation, which the conversation ends itself."""
        try:
            await self._answer(turn)
        except ParleyError as error:
            await self._fail(turn, error)
        except Exception as error:  # noqa: BLE001 - whatever a skill or engine raises, the next turn must work
            log.error("turn.failed", turn=turn.id, kind=type(error).__name__)
            await self._fail(turn, ParleyError("Something unexpected went wrong."))
        finally:
            if turn.voice is not None:
                turn.voice.close()

    def close(self) -> None:
        """The conversation is over."""
        self.playing.close()
        for context in self._speaking.others():
            self._services.skills.part(context)

    async def announce(self, turn: Turn, reply: Reply) -> None:
        """Say something nobody asked for."""
        turn.move(Phase.SPEAKING)
        turn.begin_stages()
        self.playing.take(turn, reply, unasked=True)
        try:
            await self._say(turn, reply)
            await self._play(turn, reply)
        except ParleyError as error:
            self.emit(turn, Failed(turn.id, error.code, str(error)))
        self.end(turn, EndReason.ANSWERED, follow_up=reply.question)

    async def play_on(self, turn: Turn) -> None:
        """Go on with what was playing, in a turn in which nobody says anything."""
        turn.move(Phase.SPEAKING)
        turn.begin_stages()
        try:
            await self.playing.play(turn)
        except ParleyError as error:
            await self._fail(turn, error)
        self.end(turn, EndReason.RESUMED)

    def take_over(self, before: Context) -> None:
        """Go on with what was said in another conversation."""
        self.context = replace(
            self.context,
            language=before.language,
            last=before.last,
            last_reply=before.last_reply,
            pending=before.pending,
            about=before.about,
        )

    def emit(self, turn: Turn, event: Event) -> None:
        """Send an event of a turn, unless the turn is over."""
        if turn.phase is not Phase.ENDED:
            self._outbox.put(event)

    def end(
        self,
        turn: Turn,
        reason: EndReason,
        understood: Understanding | None = None,
        *,
        follow_up: bool = False,
    ) -> None:
        """End a turn, once."""
        if turn.phase is Phase.ENDED:
            return
        if reason is EndReason.INTERRUPTED:
            self._outbox.drop_speech(turn.id)
        turn.timings["total"] = sum(turn.timings.get(stage, 0.0) for stage in STAGES)
        self.emit(
            turn,
            TurnEnded(
                turn.id,
                reason,
                follow_up=follow_up,
                intent=understood.intent if understood else "",
                slots=plain(understood.slots) if understood else {},
                timings=dict(turn.timings),
            ),
        )
        turn.move(Phase.ENDED)

    async def _answer(self, turn: Turn) -> None:
        await self._services.skills.meet(self.context)
        heard = await self._utterances.of(turn)
        if heard is None:
            await self._nothing_heard(turn)
            return
        speaker, context = await self._whose(turn, heard)
        turn.stage("recognise")
        skills = self._services.skills
        commands = turn.meaning(heard.text, heard.language, context)
        if commands is None:
            commands = skills.read(heard.text, heard.language, context).commands
        turn.stage("understand")
        # What a song or a film asks is no question to Parley.
        if all(each.intent == WONDER for each in commands) and self.playing.overheard(turn):
            await self._nothing_heard(turn)
            return
        if commands:
            # What was promised is kept, also when the person interrupts while it is being done.
            doing = do(commands, context, skills.act)
            reply, context = self._told(turn, await asyncio.shield(asyncio.ensure_future(doing)))
        else:
            reply = sentence("not_understood", heard.language)
            context = after(context, None, reply)
        self.context = self._speaking.keep(speaker, context) or self.context
        understood = context.last
        turn.stage("act")
        for action in reply.actions:
            self.emit(turn, Did(turn.id, action))
        self.playing.take(turn, reply)
        try:
            await self._say(turn, reply)
        finally:
            # Also when the person goes on before it was all said.
            self._tell(context, heard, reply)
        await self._play(turn, reply)
        reason = EndReason.INTERRUPTED if turn.muted else EndReason.ANSWERED
        self.end(turn, reason, understood, follow_up=reply.question)

    async def _whose(self, turn: Turn, heard: Hypothesis) -> tuple[Speaker, Context]:
        """Whose words they are, and what was said between them and Parley before."""
        speaker = await self._speaking.who(self.context, turn.voice)
        turn.manner = speaker.manner
        room = await self._services.room() if self._services.room else self.context.room
        context = replace(speaker.context, language=heard.language, room=room)
        if self._services.whose is not None:
            self._services.whose(turn.id, context)
        if speaker.key == OWN:
            self.context = replace(context, voice=None)
        else:
            await self._services.skills.meet(context)
        return speaker, context

    def _told(self, turn: Turn, done: Done) -> tuple[Reply, Context]:
        """What is said of it; also that something went wrong after some of it was done."""
        if done.error is None:
            return done.reply, done.context
        self.emit(turn, Failed(turn.id, done.error.code, str(done.error)))
        return joined([done.reply, apology(done.error, done.context.language)]), done.context

    async def _play(self, turn: Turn, reply: Reply) -> None:
        """After the words comes what plays, unless the assistant has asked something."""
        if not reply.question:
            await self.playing.play(turn)

    def _tell(self, context: Context, heard: Hypothesis, reply: Reply) -> None:
        if self._services.answered is not None:
            intent = context.last.intent if context.last else ""
            self._services.answered(context, Exchange(heard.text, reply.text, heard.language, intent))

    async def _nothing_heard(self, turn: Turn) -> None:
        """A cough cut an answer short: go on with it. Who meant to speak is told; other noise is none of
        Parley's business."""
        if turn.resume is not None and turn.resume.sentences:
            rest = turn.resume
            await self._say(turn, Reply(" ".join(rest.sentences), rest.language, rest.emotion))
            await self.playing.play(turn)
            self.end(turn, EndReason.RESUMED)
        elif turn.addressed:
            self.emit(turn, Failed(turn.id, NothingHeard.code, "There were no words in the sound."))
            await self._say(turn, sentence(NothingHeard.code, self.context.language))
            await self.playing.play(turn)
            self.end(turn, EndReason.NOTHING_HEARD)
        elif self.playing.held:
            await self.play_on(turn)
        else:
            self.end(turn, EndReason.NOTHING_HEARD)

    async def _fail(self, turn: Turn, error: ParleyError) -> None:
        log.warning("turn.failed", turn=turn.id, code=error.code)
        self.emit(turn, Failed(turn.id, error.code, str(error)))
        reason = EndReason.BUSY if isinstance(error, Busy) else EndReason.FAILED
        try:
            await self._say(turn, apology(error, self.context.language))
            await self.playing.play(turn)
        except ParleyError as second:
            # Without a voice the words alone must do; they were shown before the voice failed.
            log.warning("apology.silent", turn=turn.id, code=second.code)
        self.end(turn, reason)

    async def _say(self, turn: Turn, reply: Reply) -> None:
        """Say a reply sentence by sentence; each is shown before its first sound."""
        sentences = split_sentences(reply.text)
        if turn.phase is not Phase.SPEAKING:
            turn.move(Phase.SPEAKING)
        pacer = Pacer() if self._paced else Pacer(None)
        for position, words in enumerate(sentences):
            turn.unsaid = Unsaid(tuple(sentences[position:]), reply.language, reply.emotion)
            self.emit(turn, Said(turn.id, words.strip(), reply.language, reply.emotion))
            if not turn.muted and any(character.isalnum() for character in words):
                await self._sound(turn, words, reply.language, pacer)
        await pacer.played()
        turn.unsaid = None

    async def _sound(self, turn: Turn, words: str, language: str, pacer: Pacer) -> None:
        manner = turn.manner or self.manner
        async with aclosing(self._services.saying.say(words, language, manner)) as packets:
            async for pcm in packets:
                if "first_audio" not in turn.timings:
                    turn.stage("first_audio")
                await self._outbox.room()
                await pacer.before(pcm.seconds)
                if turn.muted:
                    return
                self.emit(turn, Speech(turn.id, pcm))
