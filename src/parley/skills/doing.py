"""Doing what was understood: one command after the other, with one answer to all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from parley.errors import ParleyError
from parley.skills.types import Context, Reply, Understanding, Undo

Act = Callable[[Understanding, Context], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an utterance."""

    reply: Reply
    """The answers to all of its commands, joined."""
    context: Context
    """What was said before, for the next turn."""
    commands: tuple[Understanding, ...]
    """Those that were done; the rest waits in the context for the answer to a question."""
    error: ParleyError | None = None
    """What stopped the rest, where others were done before."""


async def do(commands: Sequence[Understanding], context: Context, act: Act) -> Done:
    """Do the commands in their order; each sees what the one before it left.

    A question stops them: the rest goes on after its answer, and is dropped when the person changes the
    subject. Raises what the first raises.
    """
    replies: list[Reply] = []
    for number, command in enumerate(commands):
        try:
            reply = await act(command, context)
        except ParleyError as error:
            if not replies:
                raise
            return Done(joined(replies), context, tuple(commands[:number]), error)
        replies.append(reply)
        context = after(context, command, reply)
        if reply.pending is not None or reply.question:
            rest = tuple(commands[number + 1 :])
            context = replace(context, rest=rest if reply.pending is not None else ())
            break
    reply = joined(replies)
    return Done(reply, replace(context, last_reply=reply), tuple(commands[: len(replies)]))


def after(context: Context, command: Understanding | None, reply: Reply) -> Context:
    """The context of the next turn."""
    return replace(
        context,
        last=command,
        last_reply=reply,
        pending=reply.pending,
        rest=(),
        about={**context.about, **reply.about},
    )


def joined(replies: Sequence[Reply]) -> Reply:
    """Several answers as one."""
    if len(replies) == 1:
        return replies[0]
    last = replies[-1]
    between = "" if last.language in ("zh", "ja") else " "
    moods = [each.emotion for each in replies if each.emotion != "neutral"]
    sounds = [each.sound for each in replies if each.sound is not None]
    return replace(
        last,
        text=between.join(each.text for each in replies if each.text),
        emotion=moods[-1] if moods else "neutral",
        actions=tuple(action for each in replies for action in each.actions),
        about={kind: thing for each in replies for kind, thing in each.about.items()},
        sound=sounds[-1] if sounds else None,
        undo=_undo(replies),
    )


def _undo(replies: Sequence[Reply]) -> Undo | None:
    """Takes all of it back, the last first; None where some of it would stand."""
    undos = [each.undo for each in replies if each.undo is not None]
    if not undos or any(each.undo is None and each.actions for each in replies):
        return None

    async def undo() -> Reply:
        return joined([await each() for each in reversed(undos)])

    return undo
