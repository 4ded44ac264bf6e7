"""The answers of a session: one at a time, begun by the client or by the end of a turn, and interrupted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass

import msgspec
from msgspec import UNSET

from parley.errors import ParleyError
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime import events as e
from parley.gateways.openai.realtime.brains import Brain, Question
from parley.gateways.openai.realtime.history import History, Spoken, id_of
from parley.gateways.openai.realtime.items import Item, Message, fresh
from parley.gateways.openai.realtime.link import Cut, Link, Player
from parley.gateways.openai.realtime.plan import Keeping, Plan, Why
from parley.gateways.openai.realtime.responding import Responding
from parley.gateways.openai.realtime.settings import Output, ResponseSettings, SessionSettings, merged
from parley.gateways.openai.realtime.speaking import Speaking
from parley.gateways.openai.realtime.utterance import Heard
from parley.gateways.outbox import TooSlow


@dataclass(frozen=True, slots=True)
class Use:
    """What was used, told when it is over."""

    service: str
    seconds: float = 0.0
    characters: int = 0


Learning = asyncio.Task[Heard | ParleyError]
"""What was said in a turn, as soon as it is known, or why nobody knows."""


class Answering:
    """The conversation of one session and what is answered in it."""

    def __init__(
        self,
        brain: Brain | None,
        speaking: Speaking,
        link: Link,
        player: Player | None,
        used: Callable[[Use], None],
        language: str,
    ) -> None:
        self._brain, self._speaking, self._link, self._player = brain, speaking, link, player
        self._used = used
        self.history = History()
        self._id = fresh("conv")
        self._language = language
        """Of what was said last."""
        self._task: asyncio.Task[None] | None = None
        """The response under way, which may wait for the one before to end."""
        self._stopping = False
        """It was cancelled, and will end in a moment."""
        self._pending = 0
        self._owed = False
        """An answer was asked for and has not begun."""
        self._under_way: Responding | None = None
        self._sounding: tuple[str, str] | None = None
        """The response and the item that were said last, where sound goes beside the events."""
        self._cut: Cut | None = None
        """An answer that is still being made, and is played no more."""

    async def close(self) -> None:
        """Stop what is under way, and tell nobody."""
        task, self._task = self._task, None
        self._under_way = None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    def add(self, item: Item, after: str | None) -> None:
        """A complete item. Raises ``BadParameter`` when it cannot be there."""
        previous = self.history.add(item, after)
        self._link.send(e.ItemAdded(item, previous))
        self._link.send(e.ItemDone(item, previous))
        self._forget()

    def heard(self, id: str, found: Heard) -> None:
        """What was said in the turn that became this item."""
        self._language = found.language or self._language
        for item in self.history:
            if id_of(item) == id and isinstance(item, Message):
                parts = [msgspec.structs.replace(part, transcript=found.text) for part in item.content]
                self.history.put(msgspec.structs.replace(item, content=parts))

    def create(
        self, settings: SessionSettings, wanted: ResponseSettings, learning: Sequence[Learning]
    ) -> None:
        """Answer now, as the client asks. Raises ``BadParameter`` while another answer is being made."""
        if self._brain is None:
            raise BadParameter("type", "A transcription session has no responses.", "invalid_value")
        if self._task is not None and not self._task.done() and not self._stopping:
            raise BadParameter(
                "", "There is a response under way already.", "conversation_already_has_active_response"
            )
        if wanted.tools and not self._brain.instructed:
            raise BadParameter("response.tools", "The assistant calls no functions.", "unsupported")
        plan = self._plan(settings, wanted)
        self._owed = True
        self._begin(self._respond(self._brain, plan, learning))

    def turn_over(self, settings: SessionSettings, turn: Learning, learning: Sequence[Learning]) -> None:
        """Somebody has spoken: answer, unless there were no words."""
        if self._brain is not None and self._pending < 2:
            plan = self._plan(settings, ResponseSettings())
            # Who coughs before the answer begins still wants it.
            noise_matters, self._owed = self._owed, True
            self._begin(self._respond(self._brain, plan, [*learning, turn], turn, noise_matters))

    async def cancel(self, id: str | None) -> None:
        """As the client asks. Raises ``BadParameter`` when there is nothing to cancel."""
        task, under_way = self._task, self._under_way
        other = id is not None and under_way is not None and under_way.response.id != id
        if task is None or task.done() or self._stopping or other:
            raise BadParameter("", "No response is under way.", "response_cancel_not_active")
        self._owed = False
        self._stop("client_cancelled")
        await asyncio.wait({task})

    def interrupt(self) -> None:
        """The person began to speak."""
        self._stop("turn_detected")
        self.silence()

    def silence(self) -> None:
        """Play no more of the answer, and take for said what was played."""
        cut = self._player.clear() if self._player is not None else None
        if cut is None:
            return
        if self._sounding is not None and self._sounding[0] == cut.response:
            self._truncate(self._sounding[1], cut.seconds)
        else:
            self._cut = cut

    def _truncate(self, id: str, seconds: float) -> None:
        try:
            self.history.truncate(id, seconds)
        except BadParameter:
            return  # the client has deleted it
        self._link.send(e.ItemTruncated(id, 0, round(seconds * 1000)))

    def _stop(self, why: Why) -> None:
        task = self._task
        if task is not None and not task.done():
            if self._under_way is not None:
                self._under_way.why = why
            self._stopping = True
            task.cancel()

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        before, self._stopping = self._task, False
        self._pending += 1
        self._task = asyncio.create_task(self._after(before, work), name="realtime response")

    async def _after(self, before: asyncio.Task[None] | None, work: Coroutine[object, object, None]) -> None:
        try:
            if before is not None:
                await asyncio.wait({before})
            await work
        finally:
            work.close()  # never begun, if it was cancelled before
            self._pending -= 1

    async def _respond(
        self,
        brain: Brain,
        plan: Callable[[], Plan],
        learning: Sequence[Learning],
        turn: Learning | None = None,
        noise_matters: bool = False,
    ) -> None:
        """``turn`` is what is answered, where the end of a turn asks for it; where there were no words in it
        but ``noise_matters``, what was said before."""
        if learning:
            await asyncio.wait(learning)
        found = turn.result() if turn is not None else None
        self._owed = False
        if isinstance(found, Heard) and not found.text and not noise_matters:
            return
        whole = plan()
        responding = Responding(whole, brain, self._speaking, self._link, self._player, self._keeping(whole))
        self._under_way = responding
        try:
            if isinstance(found, ParleyError):
                responding.refuse(found)
            else:
                await responding.run()
        except TooSlow:
            return  # whoever sends what waits notices it too, and ends the session
        except asyncio.CancelledError:
            if self._under_way is responding:  # else the session is over
                responding.cancelled()
            raise
        finally:
            self._count(responding)
            self._under_way = None

    def _count(self, responding: Responding) -> None:
        self._used(Use("chat"))
        if responding.characters:
            self._used(Use("speech.say", characters=responding.characters))

    def _plan(self, settings: SessionSettings, wanted: ResponseSettings) -> Callable[[], Plan]:
        """How to answer, as things stand now; what to answer is read when the answer begins."""
        apart = wanted.conversation == "none"
        given = self._given(wanted)
        audio = settings.audio or None
        output = (audio.output if audio is not None else None) or Output()
        if wanted.audio and wanted.audio.output:
            output = merged(output, wanted.audio.output)
        most = settings.max_output_tokens if wanted.max_output_tokens is UNSET else wanted.max_output_tokens
        instructions = wanted.instructions if isinstance(wanted.instructions, str) else settings.instructions
        tools = settings.tools if wanted.tools is UNSET else wanted.tools

        def plan() -> Plan:
            question = Question(
                items=given if given is not None else tuple(self.history),
                instructions=instructions or "",
                tools=tools or [],
                tool_choice=wanted.tool_choice or settings.tool_choice or "auto",
                most=most or "inf",
                apart=apart,
            )
            return Plan(
                question,
                wanted.output_modalities or settings.output_modalities or ["audio"],
                output,
                self._language,
                None if apart else self._id,
                wanted.metadata or None,
            )

        return plan

    def _given(self, wanted: ResponseSettings) -> tuple[Item, ...] | None:
        """What the client wants answered instead of the conversation. Raises ``BadParameter``."""
        if wanted.input is UNSET or wanted.input is None:
            return None
        given: list[Item] = []
        for each in wanted.input:
            if each.get("type") == "item_reference":
                given.append(self.history.get(str(each.get("id"))))
                continue
            try:
                given.append(msgspec.convert(each, Item))  # pyright: ignore[reportArgumentType] - a union
            except msgspec.ValidationError as error:
                raise BadParameter("response.input", str(error), "invalid_value") from error
        return tuple(msgspec.structs.replace(each, id=each.id or fresh("item")) for each in given)

    def _keeping(self, plan: Plan) -> Keeping:
        if plan.question.apart:
            return Keeping(lambda item: None, lambda item: None, lambda id, spoken: None)
        return Keeping(self._added, self._done, self._spoke)

    def _added(self, item: Item) -> None:
        self._link.send(e.ItemAdded(item, self.history.add(item)))

    def _done(self, item: Item) -> None:
        self.history.put(item)
        try:
            previous = self.history.before(id_of(item))
        except BadParameter:
            return  # the client has deleted it
        self._link.send(e.ItemDone(item, previous))
        self._forget()

    def _spoke(self, id: str, spoken: Spoken) -> None:
        self.history.spoke(id, spoken)
        if self._under_way is None or self._player is None:
            return
        response = self._under_way.response.id
        self._sounding = response, id
        cut, self._cut = self._cut, None
        if cut is not None and cut.response == response:
            self._truncate(id, min(cut.seconds, spoken.seconds))

    def _forget(self) -> None:
        for id in self.history.too_many():
            self._link.send(e.ItemDeleted(id))
