"""The command before with another value: "no, seven", 不是五分钟，是七分钟."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from parley.language.understanding.normal import forms
from parley.language.understanding.slots import SlotType
from parley.skills.known import Known
from parley.skills.types import Context, Understanding

_OPENING = (
    r"(?:(?:no|nope|wait|sorry|oops|actually|rather|i (?:meant|mean|said)|not that)(?: no)?(?![a-z'])"
    r"|make (?:it|that)(?![a-z'])|change (?:it|that) to(?![a-z'])|(?:it's|it should be|let's say)(?![a-z'])"
    r"|不是这个|不是|不对|不|错了|说错了|我是说|我说的是|我的意思是|应该是|应该|改成|改为|改到|改|换成|换|是|还是)"
)
_CORRECTION = re.compile(rf"^(?:{_OPENING}\s*)+(?P<new>.+?)(?: (?:instead|please)|吧|才对|好了)?$")
_NOT_BUT = (
    re.compile(r"^(?:no )?not (?P<old>.+?)(?: but| i (?:meant|mean|said)| make it)? (?P<new>.+)$"),
    re.compile(r"^(?:不对|不)?不是(?P<old>.+?)(?:而是|我说的是|我是说|应该是|是)(?P<new>.+)$"),
    re.compile(r"^(?P<new>.+?) (?:and )?not (?P<old>.+)$"),
    re.compile(r"^(?:是)?(?P<new>.+?)[而]?不是(?P<old>.+)$"),
)


_SAID = re.compile(r"(?<![a-z])(?:meant|mean|said)(?![a-z])|我是说|我说的是|我的意思是|不是")
"""Words after which the new value may be any words, not only those of its kind."""


def corrected(known: Known, text: str, language: str, context: Context) -> Understanding | None:
    """The last command with the value that the words give instead; None when they are no correction, or when
    what was done could not be replaced."""
    last = context.last
    if last is None or not last.slots or (more := _replacing(known, last, context)) is None:
        return None
    types, old = known.types(last.intent), _old_words(known, last)
    for said in forms(text)[:1]:
        for new in _values(said):
            for name, kind in _slots(last, types, free=_SAID.search(said) is not None):
                value = _value(kind, new, old.get(name, ""), language)
                if value is not None and value != last.slots[name]:
                    slots = {**last.slots, name: value, **more}
                    return Understanding(last.skill, last.intent, language, slots, said=text, replaces=True)
    return None


def _replacing(known: Known, last: Understanding, context: Context) -> Mapping[str, object] | None:
    """The slots that say so to a handler that sees to what was done before; None when doing it again would
    leave that standing."""
    installed = known.by_intent.get(last.intent)
    if installed is None:
        return None
    if "instead" in installed.handlers[last.intent].slots:
        return {"instead": True}
    before = context.last_reply
    if last.intent in installed.skill.again or (before is not None and before.undo is not None):
        return {}
    # Who was only told something can be told something else.
    return {} if before is None or not before.actions else None


def _values(said: str) -> Iterator[str]:
    """The words that may be the new value."""
    for pattern in _NOT_BUT:
        if found := pattern.match(said):
            yield found["new"].strip()
    if found := _CORRECTION.match(said):
        yield found["new"].strip()


def _slots(
    last: Understanding, types: Mapping[str, Sequence[SlotType]], *, free: bool
) -> Iterator[tuple[str, SlotType]]:
    """The slots that have a value and may be meant: those that take only words of their kind; one that takes
    any words if it is the only one."""
    filled = [
        (name, kind)
        for name, kinds in types.items()
        if last.slots.get(name) not in (None, "")
        for kind in kinds
    ]
    yield from ((name, kind) for name, kind in filled if not kind.free)
    if free and len({name for name, _ in filled}) == 1:
        yield from ((name, kind) for name, kind in filled if kind.free)


def _value(kind: SlotType, new: str, old: str, language: str) -> object:
    """The new words as a value of the slot; "seven" after "five minutes" are minutes."""
    unit = re.sub(r"^(?:[\d.]+|[零一二两三四五六七八九十百半]+|[a-z]+)\s*", "", old) if old else ""
    texts = [new]
    if unit and unit != old:
        between = "" if not unit.isascii() else " "
        texts.append(f"{new}{between}{unit}")
    for words in texts:
        if re.fullmatch(kind.pattern, words):
            value = kind.parse(words, language)
            if value is not None:
                return value
    return None


def _old_words(known: Known, last: Understanding) -> Mapping[str, str]:
    """What the slots were said with before, as far as that can be told."""
    said = forms(last.said)
    match = known.of(last.intent).best(said, last.language) if said else None
    if match is None:
        return {}
    return {name: match.text[start:end].strip() for name, (start, end) in match.spans.items()}
