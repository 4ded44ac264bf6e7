"""What a person can say about the talk itself."""

from __future__ import annotations

from fractions import Fraction

from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Action, Hush, Reply

#: Percent by which "louder" changes the volume.
STEP = 10
#: Example sentences in one answer; more are not remembered.
EXAMPLES = 4


class Talk(Skill):
    """Repeat, take back, stop, volume, help and manners."""

    again = frozenset({"talk.volume", "talk.mute", "talk.unmute"})

    @handles("talk.repeat")
    async def repeat(self, ask: Ask) -> Reply:
        last = ask.context.last_reply
        if last is None or not last.text:
            return ask.reply("nothing_said")
        return Reply(
            last.text,
            last.language,
            last.emotion,
            question=last.question,
            actions=(Action("repeat"),),
            pending=last.pending,
        )

    @handles("talk.stop")
    async def hush(self, ask: Ask) -> Reply:
        # No word: who asks for silence should get it.
        return Reply("", ask.language, actions=(Action("stop"),), sound=Hush.STOP)

    @handles("talk.never_mind")
    async def never_mind(self, ask: Ask) -> Reply:
        return ask.reply("okay", actions=[Action("stop")])

    @handles("talk.undo")
    async def undo(self, ask: Ask) -> Reply:
        last = ask.context.last_reply
        if last is None or last.undo is None:
            return ask.reply("nothing_to_undo")
        return await last.undo()

    @handles("talk.louder")
    async def louder(self, ask: Ask, by: float | Fraction = STEP) -> Reply:
        return ask.reply("louder", actions=[Action("volume", {"change": _percent(by)})])

    @handles("talk.quieter")
    async def quieter(self, ask: Ask, by: float | Fraction = STEP) -> Reply:
        return ask.reply("quieter", actions=[Action("volume", {"change": -_percent(by)})])

    @handles("talk.volume")
    async def volume(self, ask: Ask, level: float | Fraction) -> Reply:
        if not 0 <= level <= 100:
            return ask.reply("volume_range")
        return ask.reply(
            "volume", level=_percent(level), actions=[Action("volume", {"level": _percent(level)})]
        )

    @handles("talk.mute")
    async def mute(self, ask: Ask) -> Reply:
        return ask.reply("okay", actions=[Action("volume", {"muted": True})])

    @handles("talk.unmute")
    async def unmute(self, ask: Ask) -> Reply:
        return ask.reply("okay", actions=[Action("volume", {"muted": False})])

    @handles("talk.help")
    async def help(self, ask: Ask) -> Reply:
        firsts = [group[0] for group in self.house.examples(ask.language) if group]
        between = "" if ask.language == "zh" else " "
        return ask.reply("help", examples=between.join(firsts[:EXAMPLES]))

    @handles("talk.name")
    async def name(self, ask: Ask) -> Reply:
        return ask.reply("name")

    @handles("talk.hello")
    async def hello(self, ask: Ask) -> Reply:
        return ask.reply("hello", emotion="happy")

    @handles("talk.thanks")
    async def thanks(self, ask: Ask) -> Reply:
        return ask.reply("thanks", emotion="happy")

    @handles("talk.bye")
    async def bye(self, ask: Ask) -> Reply:
        return ask.reply("bye", actions=[Action("stop")])


def _percent(value: float | Fraction) -> int:
    return max(0, min(100, round(value)))
