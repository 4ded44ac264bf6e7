"""``parley talk``: this computer's microphone and loudspeaker."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator

from rich.console import Console

from parley.assistant.assistant import Assistant
from parley.assistant.events import Mode
from parley.audio.soundcard import SoundCard
from parley.gateways.terminal import converse
from parley.home.home import Home
from parley.settings import Settings, load
from parley.speech.saying import SPEAKING_RATE

TERMINAL = frozenset({"volume", "sound"})
"""What this computer lets Parley do to it."""

_GREETINGS = {
    Mode.PRESS: "Press Enter and speak; press Enter again when you are done. Ctrl-C leaves.\n"
    "按回车开始说话，说完再按回车。按 Ctrl-C 退出。",
    Mode.OPEN: "Just speak. Enter stops the answer, Ctrl-C leaves. Best with headphones.\n"
    "请直接说话。按回车打断，按 Ctrl-C 退出。戴耳机效果最好。",
    Mode.WAKE: 'Say "{words}", then what you want. Enter stops the answer, Ctrl-C leaves.\n'
    "先说“{words}”，再说想做什么。按回车打断，按 Ctrl-C 退出。",
}


def run(*, hands_free: bool, wake: bool, language: str | None) -> int:
    """Talk until Ctrl-C."""
    mode = Mode.WAKE if wake else Mode.OPEN if hands_free else Mode.PRESS
    try:
        asyncio.run(_talk(load(), mode, language))
    except KeyboardInterrupt:
        return 0
    return 0


async def _talk(settings: Settings, mode: Mode, language: str | None) -> None:
    console = Console()

    def show(line: str) -> None:
        console.print(line, markup=False)  # square brackets in what people say are no markup

    with SoundCard(SPEAKING_RATE) as sound:
        async with await Home.open(settings) as home, Assistant(settings, home) as assistant:
            owner = await home.accounts.owner()
            with console.status("Waking up… 正在启动…"):
                await assistant.warm()
            words = ", ".join(word.replace("_", " ") for word in settings.wake)
            console.print(_GREETINGS[mode].format(words=words))
            async with assistant.open("terminal", person=owner.id, able=TERMINAL) as conversation:
                conversation.expect(language)
                await converse(conversation, sound, _enters(), mode, show)


async def _enters() -> AsyncIterator[None]:
    """Each press of Enter, until standard input ends."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        line = "more"
        while line:
            line = sys.stdin.readline()
            loop.call_soon_threadsafe(lines.put_nowait, line)

    # A thread of its own: one from the pool would keep Ctrl-C waiting for a last press of Enter.
    threading.Thread(target=read, daemon=True).start()
    while await lines.get():
        yield
