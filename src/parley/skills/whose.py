"""Whose things a command is about: a person's own, which are kept from strangers, or the room's."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from parley.skills.frame import EVERY, Skill
from parley.skills.known import Known
from parley.skills.types import Context, Reply, Stranger, Understanding

_WORDS = "voices"
"""The skill that has the words for it."""


def refusal(known: Known, understanding: Understanding, context: Context) -> Reply | None:
    """What is said instead to who was not recognised and asks for what is one person's own."""
    if context.stranger is None:
        return None
    skill = known.by_intent[understanding.intent].skill
    if not _in(understanding.intent, skill.private):
        return None
    words = next((each.skill.house for each in known.installed if each.name == _WORDS), skill.house)
    message = "not_yours" if context.stranger is Stranger.UNKNOWN else "not_sure"
    messages = words.wording(understanding.language)
    return Reply(messages.say(message), messages.language)


def placed(skill: Skill, intent: str, context: Context) -> Context:
    """The context in which an intent is done: what is the room's is kept with whose device it is."""
    if context.host and _in(intent, skill.communal):
        return replace(context, person=context.host, host="")
    return context


def _in(intent: str, intents: Set[str]) -> bool:
    return intents == EVERY or intent in intents
