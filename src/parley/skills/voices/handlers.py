"""What a person can ask about their voice: to have it learned, to be forgotten, and who they are."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from parley.errors import BadAudio, ParleyError
from parley.home.accounts.callers import UnknownDevice
from parley.home.accounts.devices import DeviceKind
from parley.language.understanding.normal import forms
from parley.skills.frame import Ask, House, Skill, handles
from parley.skills.types import Action, Context, Reply, Stranger, Understanding
from parley.skills.voices.enrolment import (
    CONSENT,
    LEARN,
    SENTENCE,
    SENTENCES,
    TOPIC,
    TRIES,
    Enrolment,
    takes_anything,
)

ALLOWED = 600.0
"""Seconds for which a speaker may learn somebody's voice after they allowed it."""
_LEAVE = re.compile(
    r"(?:please )?(?:stop|cancel|abort|quit|never ?mind|forget it|no more|enough|not now)(?: it| that)?"
    r"|(?:停|停止|取消|算了|不用了|不要了|不录了|不学了|停下|退出|结束)(?:吧|了)?"
)
_FIT_FOR = frozenset({DeviceKind.SPEAKER})
"""Kinds of devices that are for everybody in the room."""


class VoicesSkill(Skill):
    """Learn a voice by consent, forget it, and tell whose it is."""

    private: ClassVar[frozenset[str]] = frozenset({"voice.forget", "voice.allow"})

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._allowed: dict[str, float] = {}
        """Account → POSIX seconds until which a speaker may learn their voice."""

    def personal(self, text: str, context: Context) -> Understanding | None:
        if not takes_anything(context) or context.voice is None or not context.voice.learning:
            return None
        if any(_LEAVE.fullmatch(form) for form in forms(text)):
            return None
        slots = {CONSENT: True, SENTENCE: text}
        return Understanding("voices", LEARN, context.language, slots, said=text)

    @handles(LEARN)
    async def learn(self, ask: Ask, sure: bool | None = None, said: str = "") -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if said:
            return await self._heard(ask)
        pending = ask.context.pending
        asked = pending is not None and (pending.intent, pending.slot) == (LEARN, CONSENT)
        if asked and sure is False:
            return ask.reply("nothing_kept", topic={TOPIC: None})
        account = await self._whose(ask.context)
        if account is None:
            shared = await self._shared(ask.context.device)
            return ask.reply("elsewhere" if shared else "type_it")
        if not (asked and sure):
            again = await self.house.voices.of(account) is not None
            return ask.question("explain_again" if again else "explain", CONSENT, {})
        return self._next(ask, Enrolment(account, ask.language), "first")

    @handles("voice.forget")
    async def forget(self, ask: Ask) -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if not await self.house.voices.forget(ask.context.person):
            return ask.reply("nothing_to_forget")
        return ask.reply("forgotten", actions=[Action("voice_forgotten")])

    @handles("voice.allow")
    async def allow(self, ask: Ask) -> Reply:
        """Let a speaker learn the voice of who says so on a device of their own."""
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if await self._shared(ask.context.device):
            return ask.reply("elsewhere")
        self._allowed[ask.context.person] = self._now() + ALLOWED
        return ask.reply("allowed")

    @handles("voice.who")
    async def who(self, ask: Ask) -> Reply:
        context = ask.context
        if context.guest or not context.person:
            return ask.reply("a_guest")
        if context.stranger is Stranger.UNKNOWN:
            return ask.reply("nobody_i_know")
        if context.stranger is Stranger.UNSURE:
            return ask.reply("cannot_tell")
        name = (await self.house.accounts.get(context.person)).name
        if context.voice is not None and context.voice.account == context.person:
            return ask.reply("you_are", name=name, emotion="happy") if name else ask.reply("you_unnamed")
        if await self.house.voices.of(context.person) is None:
            return ask.reply("not_learned", name=name) if name else ask.reply("not_learned_unnamed")
        return ask.reply("signed_in", name=name) if name else ask.reply("signed_in_unnamed")

    @handles("voice.known")
    async def known(self, ask: Ask) -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if ask.context.stranger is Stranger.UNSURE:
            return ask.reply("cannot_tell")
        profile = None if ask.context.stranger else await self.house.voices.of(ask.context.person)
        if profile is None:
            return ask.reply("unknown_voice")
        return ask.reply("known_voice", count=len(profile.prints))

    async def _heard(self, ask: Ask) -> Reply:
        """A sentence to learn from."""
        enrolment, voice = ask.context.about.get(TOPIC), ask.context.voice
        if not isinstance(enrolment, Enrolment) or voice is None:
            return ask.reply("nothing_kept", topic={TOPIC: None})
        ask = replace(ask, messages=self.house.wording(enrolment.language))
        try:
            heard = await voice.print()
        except BadAudio:
            return self._again(ask, enrolment, "too_short")
        if problem := enrolment.fits(heard, voice.bounds):
            return self._again(ask, enrolment, problem)
        enrolment = enrolment.with_one(heard)
        if not enrolment.complete:
            return self._next(ask, enrolment, "next")
        if enrolment.double(await self.house.voices.all(), voice.bounds):
            return ask.reply("too_like_another", topic={TOPIC: None})
        vectors = [each.vector for each in enrolment.heard]
        await self.house.voices.keep(enrolment.account, heard.model, vectors)
        self._allowed.pop(enrolment.account, None)
        learned = Action("voice_learned")
        return ask.reply("learned", emotion="happy", actions=[learned], topic={TOPIC: None})

    def _next(self, ask: Ask, enrolment: Enrolment, message: str) -> Reply:
        number = len(enrolment.heard) + 1
        return self._prompt(ask, enrolment, ask.messages.say(message, number=number, count=SENTENCES))

    def _again(self, ask: Ask, enrolment: Enrolment, message: str) -> Reply:
        enrolment = enrolment.with_failure()
        if enrolment.failed >= TRIES:
            return ask.reply("given_up", topic={TOPIC: None})
        return self._prompt(ask, enrolment, ask.messages.say(message))

    def _prompt(self, ask: Ask, enrolment: Enrolment, before: str) -> Reply:
        """Ask for the next sentence, shown and said."""
        number = len(enrolment.heard) + 1
        sentence = ask.messages.say(f"sentence_{number}")
        asked = ask.question("say_this", SENTENCE, {CONSENT: True}, before=before, sentence=sentence)
        shown = Action("voice_prompt", {"number": number, "count": SENTENCES, "text": sentence})
        return Reply(
            asked.text,
            ask.language,
            question=True,
            pending=asked.pending,
            actions=(shown,),
            about={TOPIC: enrolment},
        )

    async def _whose(self, context: Context) -> str | None:
        """Into whose account a voice may be learned here; None where that cannot be known."""
        if not await self._shared(context.device):
            return context.person if context.stranger is None else None
        if context.voice is not None and context.voice.account == context.person:
            return context.person
        now = self._now()
        self._allowed = {account: until for account, until in self._allowed.items() if until > now}
        return next(iter(self._allowed)) if len(self._allowed) == 1 else None

    async def _shared(self, device: str) -> bool:
        try:
            return (await self.house.devices.get(device)).kind in _FIT_FOR
        except UnknownDevice:
            return False
        except ParleyError:  # what cannot be looked up is taken for what is guarded more
            return True

    def _now(self) -> float:
        return self.house.clock.now().timestamp()
