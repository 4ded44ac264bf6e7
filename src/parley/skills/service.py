"""The skills of one machine: understanding what a person said, and doing it."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from parley.clock import Clock
from parley.errors import ParleyError, Unsupported
from parley.language.messages import Messages
from parley.language.understanding import expressions
from parley.language.understanding.slot_types import COMMON
from parley.settings import Settings
from parley.skills import whose
from parley.skills.added import read_added
from parley.skills.foreign.foreign import Foreign
from parley.skills.foreign.tongue import Names
from parley.skills.frame import Ask, BadSkill, House, Keeping
from parley.skills.guessing import PAUSE, Guesser, Part
from parley.skills.installed import Installed
from parley.skills.kept import all_kept, read_replies, sentences_of
from parley.skills.known import Added, Known
from parley.skills.learning.keeping import Kept
from parley.skills.loading import OWN, Problem, load_folder, load_outside, skills_in
from parley.skills.reach import Nowhere, Reach
from parley.skills.reader import Guessing, Reader
from parley.skills.reading import Reading
from parley.skills.sights import Lent
from parley.skills.types import Action, Announce, Announcement, Context, Reply, Understanding
from parley.skills.watching import Watch
from parley.speech.types import Grammar
from parley.telemetry import log

Examples = Callable[[str], Sequence[Sequence[str]]]
MakeHouse = Callable[[Mapping[str, Messages]], House]
REST = 2.0
"""Times as long as it takes to compile what nobody has said yet, others run: there are thousands."""
_MANY = 500
"""Expressions to be compiled: if more, those that ship are, for all houses; fewer are a house's own."""


class Skills:
    """All installed skills."""

    def __init__(
        self,
        installed: Sequence[Installed],
        house: MakeHouse,
        data: Path | None = None,
        languages: Sequence[str] = (),
    ) -> None:
        """``data``: the folder of the house, in which people put sentences and skills of their own;
        ``languages``: others than Chinese and English that are understood there."""
        self.house = house
        """What a skill is given that is made in code."""
        self.problems: list[Problem] = []
        """What was left out, and why."""
        self._added_problems: list[Problem] = []
        self._sentences = data / "sentences" if data else None
        self._known = Known(())
        self._foreign = Foreign(languages, self._names) if languages else None
        self._learning = False
        self._over = threading.Event()
        self._learned = data / "understanding" if data else None
        self._guesser = Guesser((), self._learned)
        self._compiling = Kept(self._learned) if self._learned else None
        folders = [each.folder for each in installed if each.folder]
        self.watch = Watch([*folders, *([self._sentences] if self._sentences else [])])
        self._know(installed)

    @classmethod
    def load(
        cls,
        clock: Clock,
        home: Keeping | None = None,
        announce: Announce | None = None,
        folder: Path = OWN,
        settings: Settings | None = None,
        reach: Reach | None = None,
        lent: Lent | None = None,
    ) -> Skills:
        """Load every skill in the folder. Raises ``BadSkill`` when one does not fit together.

        Without a home they understand, and can keep nothing; without what is ``lent`` they see nothing.
        Without ``announce``, what rings waits until there is one. With ``settings`` also what is in the data
        folder and what other packages bring; what of that is broken is left out, and told in ``problems``.
        """
        loaded: list[Skills] = []

        def examples(language: str) -> Sequence[Sequence[str]]:
            return loaded[0].examples(language) if loaded else ()

        async def act(understanding: Understanding, context: Context) -> Reply:
            return await loaded[0].act(understanding, context)

        def read(text: str, context: Context) -> Reading:
            return loaded[0].read(text, None, context)

        def house(messages: Mapping[str, Messages]) -> House:
            kept = settings or Settings()
            there = reach or Nowhere()
            return House(
                clock, home, announce or _nobody, messages, examples, kept, act, read, there, lent or Lent()
            )

        expressions.take_up()
        with all_kept():
            installed = [load_folder(path, house) for path in skills_in(folder)]
        skills = cls(
            installed,
            house,
            settings.data_dir if settings else None,
            settings.languages if settings else (),
        )
        loaded.append(skills)
        if settings:
            outside, problems = load_outside(settings.data_dir / "skills", house)
            skills.problems += problems
            for each in outside:
                try:
                    skills.add(each)
                except BadSkill as error:
                    skills.problems.append(Problem(each.name, str(error)))
                    log.warning("skill.left_out", skill=each.name, code=error.code)
        return skills

    @property
    def known(self) -> Known:
        """Everything that is understood at this moment."""
        return self._known

    def add(self, installed: Installed) -> None:
        """Add a skill, also while others talk. Raises ``BadSkill`` where another has its name or an intent.

        One that is added after ``start`` is started by whoever adds it, before.
        """
        there = self._known
        if any(each.name == installed.name for each in there.installed):
            raise BadSkill(f"There is a skill {installed.name!r} already.")
        if taken := installed.handlers.keys() & there.by_intent.keys():
            raise BadSkill(f"Another skill has the intents {sorted(taken)} of {installed.name!r} already.")
        if installed.folder:
            self.watch.add(installed.folder)
        self._know((*there.installed, installed))

    def remove(self, name: str) -> Installed | None:
        """Take a skill away, also while others talk; whoever does stops it. None when it is not there."""
        gone = next((each for each in self._known.installed if each.name == name), None)
        if gone is not None:
            if gone.folder:
                self.watch.forget(gone.folder)
            self._know([each for each in self._known.installed if each is not gone])
        return gone

    async def start(self) -> None:
        """Begin what runs in the background: from now on timers ring, those that were missed late."""
        for each in self._known.installed:
            await each.skill.start()
        # Not awaited: until it is through, an utterance may take some ten ms longer.
        self._over.clear()
        threading.Thread(target=self._warm, name="parley-templates", daemon=True).start()

    def learn(self) -> None:
        """Learn in the background what no sentence says word for word; at once if it was learned before."""
        self._learning = True
        self._guesser.change(self._parts())

    def recall(self) -> bool:
        """Take up at once what was learned before; False when there is none, or it no longer holds."""
        self._guesser = Guesser(self._parts(), self._learned)
        self.guess_with(self._guesser)
        return self._guesser.load()

    def guess_with(self, guesser: Guessing) -> None:
        """Ask this one for guesses, until sentences change."""
        self._reader = Reader(self._known, guesser, self._personal, wondering=self._wondering)

    def warm(self, rest: float = 0.0) -> None:
        """Compile every template, so that the first utterance is understood as fast as the later ones.

        ``rest``: seconds in which others may run, for each second that it takes.
        """
        # What stays for good need not be looked through each time for what does not: that takes 20 ms.
        # Only what is there before anybody talks: what is frozen in the middle of a conversation stays too.
        gc.freeze()
        for each in (self._known.whole, *self._known.all_templates()):
            began = time.thread_time()
            each.warm()
            if rest and self._over.wait(rest * (time.thread_time() - began)):
                return

    def _warm(self) -> None:
        if self._over.wait(PAUSE):
            return
        if self._compiling is not None:
            each = (every for template in self._known.all_templates() for every in template.expressions())
            if sum(not expressions.known(every) for every in each) > _MANY:
                self._compiling.compiled()
                expressions.take_up(again=True)
        self.warm(REST)

    async def stop(self) -> None:
        """End what runs in the background. Timers stay on disk."""
        self._learning = False
        self._over.set()
        self._guesser.close()
        if self._compiling is not None:
            self._compiling.stop()
        for each in self._known.installed:
            await each.skill.stop()

    async def meet(self, context: Context) -> None:
        """A person is about to say something."""
        for each in self._known.installed:
            await each.skill.meet(context)

    def part(self, context: Context) -> None:
        """That conversation is over."""
        for each in self._known.installed:
            each.skill.part(context)

    def read(self, text: str, language: str | None = None, context: Context | None = None) -> Reading:
        """What an utterance means: one command or several, a question back, or nothing.

        ``language`` is the utterance's main language where a recogniser told; it decides only when the words
        do not. Follow-ups and answers to the assistant's question are understood through ``context``.
        """
        self.refresh()
        return self._reader.read(text, language, context or Context())

    def understand(
        self, text: str, language: str | None = None, context: Context | None = None
    ) -> Understanding | None:
        """The first command of an utterance; None when it is not understood."""
        return next(iter(self.read(text, language, context).commands), None)

    async def act(self, understanding: Understanding, context: Context) -> Reply:
        """Do what was understood and word the answer. Raises ``Unsupported`` for an intent nobody handles."""
        installed = self._known.by_intent.get(understanding.intent)
        if installed is None:
            raise Unsupported(f"No installed skill handles {understanding.intent!r}.")
        if refused := whose.refusal(self._known, understanding, context):
            return refused
        context = whose.placed(installed.skill, understanding.intent, context)
        last = context.last_reply
        before: tuple[Action, ...] = ()
        if understanding.replaces and last is not None and last.undo is not None:
            before = (await last.undo()).actions
            context = replace(context, last_reply=replace(last, undo=None))
        ask = Ask(understanding, context, installed.skill.house.wording(understanding.language))
        reply = await installed.handlers[understanding.intent].call(installed.skill, ask)
        return replace(reply, actions=(*before, *reply.actions)) if before else reply

    async def going_on(self, context: Context) -> Sequence[Action]:
        """What a device that has just connected should show, as actions it knows: ``timer_started``, …"""
        return [action for each in self._known.installed for action in await each.skill.going_on(context)]

    def grammar(self, language: str) -> Grammar:
        """All sentences of a language, for a recogniser that hears nothing else."""
        from parley.skills.grammar import grammar

        return grammar(language, self._parts())

    def examples(self, language: str) -> Sequence[Sequence[str]]:
        """What a person might say in a language, one group for each skill."""
        return [each.sentences.examples.get(language, ()) for each in self._known.installed]

    def messages(self, skill: str) -> Mapping[str, Messages]:
        """A skill's replies by language. Raises ``Unsupported`` when it is not installed."""
        for each in self._known.installed:
            if each.name == skill:
                return each.skill.house.messages
        raise Unsupported(f"No skill {skill!r} is installed.")

    def refresh(self) -> None:
        """Take up sentences whose files have changed; those of a file that does not fit together stay."""
        if changed := self.watch.changed():
            self._know(
                [self._again(each) if each.folder in changed else each for each in self._known.installed]
            )
            log.info("sentences.read_again", folders=len(changed))

    def _again(self, installed: Installed) -> Installed:
        """A skill with its sentences and replies read again."""
        assert installed.folder is not None
        self.problems = [each for each in self.problems if each.what != installed.name]
        try:
            sentences = sentences_of(installed.folder, {**COMMON, **installed.skill.slot_types()})
            if odd := sentences.intents() ^ installed.handlers.keys():
                raise BadSkill(
                    f"{installed.name} has a sentence without handler, or the reverse: {sorted(odd)}."
                )
            replies = read_replies(installed.folder)
        except ParleyError as error:
            self.problems.append(Problem(installed.name, str(error)))
            log.warning("sentences.left_as_they_were", skill=installed.name, code=error.code)
            return installed
        installed.skill.house = replace(installed.skill.house, messages=replies)
        return replace(installed, sentences=sentences)

    def _know(self, installed: Sequence[Installed]) -> None:
        """From the next utterance on this is understood, and what people added to it."""
        added = Added()
        if self._sentences is not None:
            added, problems = read_added(
                self._sentences, {intent: each for each in installed for intent in each.handlers}
            )
            files = {each.what for each in self._added_problems}
            self.problems = [each for each in self.problems if each.what not in files] + problems
            self._added_problems = problems
        self._known = Known(installed, added)
        if self._learning:
            self._guesser.change(self._parts())
        self._reader = Reader(
            self._known, self._guesser, self._personal, self._other_language, self._wondering
        )

    def _other_language(self, text: str, language: str | None, context: Context) -> Understanding | None:
        skills = {intent: each.name for intent, each in self._known.by_intent.items()}
        return self._foreign.read(text, language, context, skills) if self._foreign else None

    def _names(self) -> Names:
        found = [each.skill.names() for each in self._known.installed]
        return Names(
            tuple(pair for each in found for pair in each.get("things", ())),
            tuple(pair for each in found for pair in each.get("rooms", ())),
        )

    def _personal(self, text: str, context: Context) -> Understanding | None:
        for each in self._known.installed:
            if own := each.skill.personal(text, context):
                return own
        return None

    def _wondering(self, text: str, language: str, context: Context) -> Understanding | None:
        for each in self._known.installed:
            if found := each.skill.wondering(text, language, context):
                return found
        return None

    def _parts(self) -> Sequence[Part]:
        return [(each.name, each.sentences, each.skill.slot_types()) for each in self._known.installed]


async def _nobody(announcement: Announcement) -> None:
    raise Unsupported("Nothing here can announce anything.")
