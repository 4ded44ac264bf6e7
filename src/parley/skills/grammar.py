"""The skills' sentences as a closed grammar, for recognisers that hear nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType
from parley.skills.sentences import Sentences
from parley.speech.types import Grammar

_REFERENCE = re.compile(r"<(?P<rule>\w+)>|\{(?P<list>\w+)(?::\w+)?\}")

Part = tuple[str, Sentences, Mapping[str, SlotType]]
"""A skill's name, its sentences and its own slot types."""


def grammar(language: str, parts: Sequence[Part]) -> Grammar:
    """What to listen for in one language: a skill's ``spoken`` wordings, or all its sentences if it has none.

    What may be said around a request ("please", 吧) is left to recognisers of free speech: sounds so short
    fit anywhere, and draw what was not said into the sentence.
    Rules and lists carry their skill's name, so that two skills may use the same word for different things.
    A slot that takes any words is an empty list: nothing can be heard there.
    """
    sentences: list[str] = []
    rules: dict[str, str] = {}
    lists = {name: _spoken(kind, language) for name, kind in COMMON.items()}
    for skill, file, types in parts:
        lists |= {f"{skill}_{name}": _spoken(kind, language) for name, kind in types.items()}
        written = file.written.get(language)
        if written is None:
            continue
        # A skill that names an intent with no wordings has nothing that a small recogniser could hear.
        spoken = [text for texts in written.spoken.values() for text in texts]
        wanted = spoken if written.spoken else written.sentences
        sentences += [_named(text, skill, types) for text in wanted]
        rules |= {f"{skill}_{name}": _named(text, skill, types) for name, text in written.rules.items()}
    return Grammar(language, tuple(dict.fromkeys(sentences)), lists, rules)


def _spoken(kind: SlotType, language: str) -> tuple[str, ...]:
    return tuple((kind.spoken or {}).get(language, ()))


def _named(text: str, skill: str, types: Mapping[str, SlotType]) -> str:
    def named(match: re.Match[str]) -> str:
        if rule := match["rule"]:
            return f"<{skill}_{rule}>"
        name = match["list"]
        return f"{{{skill}_{name}}}" if name in types else f"{{{name}}}"

    return _REFERENCE.sub(named, text)
