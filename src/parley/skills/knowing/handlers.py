"""What a person can ask of the graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from parley.errors import ParleyError
from parley.knowledge.types import Answer, Found, Thread
from parley.language.understanding.slots import SlotType
from parley.skills.choosing import WONDER
from parley.skills.frame import Ask, Skill, handles
from parley.skills.knowing.shape import looks_like_a_question
from parley.skills.types import Action, Context, Reply, Understanding
from parley.telemetry import log

TOPIC = "knowledge"
"""What a context calls the thread of questions."""


class Knowing(Skill):
    """Answers from what is known, says from where, and else that it does not know."""

    types: ClassVar = {
        "question": SlotType(r"\S(?:.{0,198}?\S)?", lambda text, _: text.strip() or None, free=True),
    }

    def wondering(self, text: str, language: str, context: Context) -> Understanding | None:
        if self.house.knows is None:
            return None
        goes_on = context.last is not None and context.last.intent == WONDER
        if not looks_like_a_question(text, goes_on=goes_on):
            return None
        return Understanding("knowing", WONDER, language, {"text": text})

    @handles(WONDER)
    async def ask(self, ask: Ask, text: str = "", otherwise: Understanding | None = None) -> Reply:
        """``otherwise`` is what else the words may mean, if the graph has no answer."""
        knows = self.house.knows
        if knows is None:
            return ask.reply("nothing_known")
        try:
            answer = await knows.ask(
                text or ask.understanding.said,
                ask.language,
                _thread(ask.context),
                ask.context.clock.now().date(),
                self.house.settings.place.country,
            )
        except ParleyError as error:
            if otherwise is None:
                raise
            log.warning("knowledge.failed", code=error.code)
            answer = Answer(Found.NO_QUESTION)
        if answer.found is Found.ANSWERED:
            return _answered(answer)
        if otherwise is not None and self.house.act is not None:
            return await self.house.act(otherwise, ask.context)
        if answer.found is Found.UNKNOWN and answer.text:
            return Reply(answer.text, answer.language or ask.language, about=_about(answer))
        return ask.reply("not_known" if answer.found is Found.UNKNOWN else "no_question", emotion="sad")


def _answered(answer: Answer) -> Reply:
    subject = answer.subject
    shown = {
        "id": subject.id if subject else "",
        "label": subject.label if subject else "",
        "source": answer.sources[0].title or answer.sources[0].name if answer.sources else "",
        "url": answer.sources[0].url if answer.sources else "",
    }
    actions = (Action(TOPIC, shown),)
    return Reply(answer.text, answer.language, actions=actions, about=_about(answer))


def _about(answer: Answer) -> Mapping[str, object]:
    return {TOPIC: msgspec.to_builtins(answer.thread)} if answer.thread != Thread() else {}


def _thread(context: Context) -> Thread:
    """What the conversation was last about; nothing after other talk."""
    kept = context.about.get(TOPIC)
    if kept is None or context.last is None or context.last.intent != WONDER:
        return Thread()
    return msgspec.convert(kept, Thread)
