"""What a small recogniser listens for is understood, sentence by sentence, as what it was meant for."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

import parley.skills
from fakes.skills import understanding_skills
from parley.language.understanding.slot_types import COMMON
from parley.skills.frame import BadSkill
from parley.skills.grammar import grammar
from parley.skills.sentences import read_sentences
from parley.skills.types import Context, Pending, Understanding
from parley.speech.grammar.rules import Both, Either, Named, Node, Words
from parley.speech.grammar.templates import rules_of
from parley.speech.lexicon import joined
from parley.speech.types import Grammar

FOLDER = Path(parley.skills.__file__).parent
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/sentences.zh.yaml"))
SKILLS = understanding_skills()
SAMPLES = 60
"""Of each intent; some 300 sentences of each language differ."""


def spoken(language: str) -> Iterator[tuple[str, Grammar]]:
    """What is listened for, one intent at a time."""
    for name in NAMES:
        installed = next(each for each in SKILLS.known.installed if each.name == name)
        types, file = installed.skill.slot_types(), installed.sentences
        written = file.written[language]
        for intent, texts in written.spoken.items():
            if not texts:
                continue
            alone = replace(file, written={language: replace(written, spoken={intent: texts})})
            yield intent, grammar(language, [(name, alone, types)])


def said(node: Node, named: Mapping[str, Node], chance: random.Random) -> tuple[str, ...]:
    match node:
        case Words(words):
            return words
        case Both(parts):
            return tuple(word for part in parts for word in said(part, named, chance))
        case Either(choices):
            return said(chance.choice(choices), named, chance)
        case Named(name):
            return said(named[name], named, chance)


def meanings(text: str, language: str, intent: str) -> Iterator[str]:
    """What a sentence is understood as: by itself, as an answer, as a follow-up."""
    before = Understanding("", intent, language, {})
    for context in (
        Context(),
        *(Context(pending=Pending(intent, slot)) for slot in ("duration", "name")),
        Context(last=before),
    ):
        if found := SKILLS.understand(text, language, context):
            yield found.intent


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_is_listened_for_is_understood_as_what_it_means(language: str) -> None:
    chance = random.Random(1)
    lost: list[tuple[str, str, list[str]]] = []
    count = 0
    for intent, listened in spoken(language):
        rules = rules_of(listened, lambda text: tuple(text.split()))
        assert rules.left_out == ()
        for text in {joined(said(rules.root, rules.named, chance)) for _ in range(SAMPLES)}:
            count += 1
            found = list(dict.fromkeys(meanings(text, language, intent)))
            if found != [intent]:
                lost.append((intent, text, found))
    assert not lost
    assert count >= 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_skill_says_what_to_listen_for(language: str) -> None:
    """Of a skill that does not, all sentences are listened for: too many to tell apart."""
    silent = [
        each.name
        for each in SKILLS.known.installed
        if each.sentences.written[language].sentences and not each.sentences.written[language].spoken
    ]
    assert silent == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_commands_as_people_say_them_are_understood(language: str) -> None:
    file = Path(__file__).parents[1] / "speech" / f"spoken_commands.{language}.yaml"
    listed: dict[str, list[str]] = msgspec.yaml.decode(file.read_text("utf-8"))
    meant = {text: intent for intent, texts in listed.items() for text in texts}
    understood = {text: SKILLS.understand(text, language) for text in meant}
    assert {text: found and found.intent for text, found in understood.items()} == meant


def test_a_wording_for_an_unknown_slot_is_told(tmp_path: Path) -> None:
    (tmp_path / "sentences.en.yaml").write_text(
        "intents: {a.b: [hello]}\nspoken: {a.b: ['hello {planet}']}\n"
    )
    with pytest.raises(BadSkill, match="planet"):
        read_sentences(tmp_path, COMMON)
