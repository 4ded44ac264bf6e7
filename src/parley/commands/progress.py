"""How far something is, on standard error, for who waits at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

Told = Callable[[int, int], None]


@contextmanager
def progress(what: str) -> Generator[Told]:
    """A bar while the block runs; call what it gives with bytes done and bytes in all."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task(what, total=None)

        def told(done: int, total: int) -> None:
            bars.update(bar, completed=done, total=total)

        yield told


@contextmanager
def counting(what: str) -> Generator[Told]:
    """The same for things; call what it gives with how many are done and how many there are."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task(what, total=None)

        def told(done: int, total: int) -> None:
            bars.update(bar, completed=done, total=total)

        yield told
