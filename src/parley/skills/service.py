"""The skills of one machine: understanding what a person said, and doing it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path

from parley.clock import Clock
from parley.errors import Unsupported
from parley.language.messages import Messages
from parley.language.understanding.index import Index
from parley.language.understanding.matcher import Match
from parley.language.understanding.normal import forms, speech_language
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.templates import Template
from parley.settings import Settings
from parley.skills.frame import Ask, BadSkill, Bound, House, Keeping, Skill
from parley.skills.reach import Nowhere, Reach
from parley.skills.reading import Reading
from parley.skills.sentences import Sentences, read_sentences
from parley.skills.types import Action, Announce, Announcement, Context, Reply, Understanding
from parley.skills.wording import show
from parley.speech.types import Grammar

Examples = Callable[[str], Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class _Installed:
    """One skill's folder, loaded."""

    name: str
    skill: Skill
    sentences: Sentences
    handlers: Mapping[str, Bound]


class Skills:
    """All installed skills."""

    def __init__(self, installed: Sequence[_Installed]) -> None:
        self._installed = tuple(installed)
        self._templates = tuple(template for each in installed for template in each.sentences.templates)
        self._index = Index(self._templates)
        self._by_intent = {intent: each for each in installed for intent in each.handlers}

    @classmethod
    def load(
        cls,
        clock: Clock,
        home: Keeping | None = None,
        announce: Announce | None = None,
        folder: Path = Path(__file__).parent,
        settings: Settings | None = None,
        reach: Reach | None = None,
    ) -> Skills:
        """Load every skill in the folder. Raises ``BadSkill`` when one does not fit together.

        Without a home they understand, and can keep nothing. Without ``announce``, what rings waits until
        there is one.
        """
        installed: list[_Installed] = []

        def examples(language: str) -> Sequence[Sequence[str]]:
            return _examples(installed, language)

        async def act(understanding: Understanding, context: Context) -> Reply:
            return await skills.act(understanding, context)

        def read(text: str, context: Context) -> Reading:
            return skills.read(text, None, context)

        def house(messages: Mapping[str, Messages]) -> House:
            kept = settings or Settings()
            there = reach or Nowhere()
            return House(clock, home, announce or _nobody, messages, examples, kept, act, read, there)

        for path in sorted(folder.iterdir()):
            if any(path.glob("sentences.*.yaml")):
                installed.append(_load(path, house))
        skills = cls(installed)
        return skills

    async def start(self) -> None:
        """Begin what runs in the background: from now on timers ring, those that were missed late."""
        for each in self._installed:
            await each.skill.start()
        # Not awaited: until it is through, an utterance may take some ten ms longer.
        threading.Thread(target=self.warm, name="parley-templates", daemon=True).start()

    def warm(self) -> None:
        """Compile every template, so that the first utterance is understood as fast as the later ones."""
        for each in self._installed:
            sentences = each.sentences
            for templates in (sentences.templates, *sentences.answers.values(), *sentences.follow.values()):
                for template in templates:
                    _ = template.pattern

    async def stop(self) -> None:
        """End what runs in the background. Timers stay on disk."""
        for each in self._installed:
            await each.skill.stop()

    def read(self, text: str, language: str | None = None, context: Context | None = None) -> Reading:
        """What an utterance means: one command or several, a question back, or nothing."""
        command = self.understand(text, language, context)
        main = speech_language(text, language or (context or Context()).language)
        return Reading((command,) if command else (), main)

    async def meet(self, context: Context) -> None:
        """A person begins to talk at a device."""
        for each in self._installed:
            await each.skill.meet(context)

    def part(self, context: Context) -> None:
        """That conversation is over."""
        for each in self._installed:
            each.skill.part(context)

    def understand(
        self, text: str, language: str | None = None, context: Context | None = None
    ) -> Understanding | None:
        """The intent of an utterance, or None when no skill knows the sentence: nothing is guessed.

        ``language`` is the utterance's main language where a recogniser told; it decides only when the words
        do not. Follow-ups and answers to the assistant's question are understood through ``context``.
        """
        context = context or Context()
        main = speech_language(text, language or context.language)
        if own := next(filter(None, (each.skill.personal(text, context) for each in self._installed)), None):
            return replace(own, language=main, said=text)
        said = forms(text)
        if not said:
            return None
        if match := self._index.best(said, main):
            return self._understanding(match, text, main, {})
        if (pending := context.pending) and (answers := self._answers(pending.intent, pending.slot)):
            match = Index(answers).best(said, main)
            if match:
                return self._understanding(match, text, main, pending.slots)
        if (last := context.last) and (follow := self._follow(last.intent)):
            match = Index(follow).best(said, main)
            if match:
                return self._understanding(match, text, main, last.slots)
        return None

    async def act(self, understanding: Understanding, context: Context) -> Reply:
        """Do what was understood and word the answer. Raises ``Unsupported`` for an intent nobody handles."""
        installed = self._by_intent.get(understanding.intent)
        if installed is None:
            raise Unsupported(f"No installed skill handles {understanding.intent!r}.")
        ask = Ask(understanding, context, installed.skill.house.wording(understanding.language))
        return await installed.handlers[understanding.intent].call(installed.skill, ask)

    async def going_on(self, context: Context) -> Sequence[Action]:
        """What a device that has just connected should show, as actions it knows: ``timer_started``, …"""
        return [action for each in self._installed for action in await each.skill.going_on(context)]

    def grammar(self, language: str) -> Grammar:
        """All sentences of a language, for a recogniser that hears nothing else."""
        from parley.skills.grammar import grammar

        return grammar(
            language, [(each.name, each.sentences, each.skill.slot_types()) for each in self._installed]
        )

    def examples(self, language: str) -> Sequence[Sequence[str]]:
        """What a person might say in a language, one group for each skill."""
        return _examples(self._installed, language)

    def messages(self, skill: str) -> Mapping[str, Messages]:
        """A skill's replies by language. Raises ``Unsupported`` when it is not installed."""
        for each in self._installed:
            if each.name == skill:
                return each.skill.house.messages
        raise Unsupported(f"No skill {skill!r} is installed.")

    def _understanding(
        self, match: Match, said: str, language: str, known: Mapping[str, object]
    ) -> Understanding:
        intent, slots = match.template.intent, {**known, **match.slots}
        return Understanding(self._by_intent[intent].name, intent, language, slots, said=said)

    def _answers(self, intent: str, slot: str) -> Sequence[Template]:
        installed = self._by_intent.get(intent)
        return installed.sentences.answers.get((intent, slot), ()) if installed else ()

    def _follow(self, intent: str) -> Sequence[Template]:
        installed = self._by_intent.get(intent)
        return installed.sentences.follow.get(intent, ()) if installed else ()


def _examples(installed: Sequence[_Installed], language: str) -> Sequence[Sequence[str]]:
    return [each.sentences.examples.get(language, ()) for each in installed]


async def _nobody(announcement: Announcement) -> None:
    raise Unsupported("Nothing here can announce anything.")


def _load(path: Path, house: Callable[[Mapping[str, Messages]], House]) -> _Installed:
    files = {each.name.split(".")[1]: each for each in sorted(path.glob("replies.*.yaml"))}
    messages = {language: Messages.read(file, language, show) for language, file in files.items()}
    if not messages:
        raise BadSkill(f"The skill in {path} has no replies.<language>.yaml.")
    skill = _skill_class(path)(house(messages))
    sentences = read_sentences(path, {**COMMON, **skill.slot_types()})
    handlers = skill.handlers()
    if odd := sentences.intents() ^ handlers.keys():
        raise BadSkill(f"The skill in {path} has a sentence without handler, or the reverse: {sorted(odd)}.")
    return _Installed(path.name, skill, sentences, handlers)


def _skill_class(path: Path) -> type[Skill]:
    module = import_module(f"parley.skills.{path.name}.handlers")
    found = [
        value
        for _, value in getmembers(module, isclass)
        if issubclass(value, Skill) and value.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise BadSkill(f"{path}/handlers.py must have one class derived from Skill; it has {len(found)}.")
    return found[0]
