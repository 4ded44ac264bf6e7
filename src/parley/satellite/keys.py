"""The keys of the terminal a speaker runs in: Enter talks, m turns the microphone off."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from typing import Any


async def pressed() -> AsyncIterator[str]:
    """Each key, as long as there is somebody at a keyboard; in a service, none."""
    loop = asyncio.get_running_loop()
    keys: asyncio.Queue[str] = asyncio.Queue()

    def hear(key: str) -> None:
        loop.call_soon_threadsafe(keys.put_nowait, key)

    if sys.stdin is None or sys.stdin.closed:  # as under pythonw
        return
    with _one_by_one() as read:
        # A thread of its own: one from the pool would keep Ctrl-C waiting for a last key.
        threading.Thread(target=_listen, args=(read, hear), daemon=True).start()
        while key := await keys.get():
            yield key


def _listen(read: Callable[[], str], hear: Callable[[str], None]) -> None:
    key = "more"
    while key:
        try:
            key = read()
        except (OSError, ValueError):
            key = ""  # the terminal is gone
        try:
            hear(key)
        except RuntimeError:
            return  # the program ends


@contextmanager
def _one_by_one() -> Generator[Callable[[], str]]:
    """Keys as they are pressed, where there is a terminal; otherwise the first letter of each line."""
    if not sys.stdin.isatty():
        yield lambda: (line := sys.stdin.readline())[:1] and (line.strip()[:1] or "\n")
        return
    try:
        import termios
        import tty
    except ImportError:
        yield _windows_key
        return
    descriptor = sys.stdin.fileno()
    before: Any = termios.tcgetattr(descriptor)
    tty.setcbreak(descriptor)
    try:
        yield lambda: sys.stdin.read(1)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _windows_key() -> str:
    import msvcrt

    getwch: Any = vars(msvcrt)["getwch"]
    return str(getwch()).replace("\r", "\n")
