"""What ``parley keyboard words``, ``import``, ``export`` and ``forget`` do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import typer

from parley.commands.taking_away import person_named
from parley.home.archive.errors import CannotRead, CannotWrite
from parley.home.home import Home
from parley.keyboard.engines import Engines
from parley.keyboard.learning.exchange import exported, read_file
from parley.keyboard.learning.keeping import Learned
from parley.settings import Settings

T = TypeVar("T")


def words(settings: Settings, person: str | None, language: str, most: int, *, as_json: bool) -> None:
    """Show the words, the heaviest first."""
    own = _with(settings, person, lambda learned, account: learned.own(account, language, most))
    if as_json:
        typer.echo(exported(own).decode())
        return
    for each in own.words:
        kept = "  never corrected 从不改正" if each.kept else ""
        typer.echo(f"{each.weight:8.1f}  {each.language}  {each.text}  {each.reading}{kept}".rstrip())
    typer.echo(f"{len(own.words):,} words 个词，{len(own.pairs):,} pairs 组搭配。", err=True)


def take_in(settings: Settings, file: Path, format: str, language: str, person: str | None) -> None:
    """Take a dictionary in."""
    try:
        read = read_file(file.read_bytes(), format, language)
    except OSError as error:
        raise CannotRead(f"{file} cannot be read: {error.strerror}.") from error
    taken = _with(settings, person, lambda learned, account: learned.take_in(account, read.words))
    typer.echo(f"New or changed 新增或更新：{taken:,}  Skipped 跳过：{read.skipped:,}")


def give(settings: Settings, file: Path, person: str | None) -> None:
    """Write what was learned to a file."""
    own = _with(settings, person, lambda learned, account: learned.own(account, most=1_000_000))
    try:
        with file.open("xb") as writing:
            writing.write(exported(own))
    except OSError as error:
        raise CannotWrite(f"{file} cannot be written: {error.strerror}.") from error
    typer.echo(f"{file}: {len(own.words):,} words 个词")


def forget(settings: Settings, text: str, language: str, person: str | None, *, everything: bool) -> int:
    """Forget a word, or all of them; 0 when there was something to forget."""

    async def run(learned: Learned, account: str) -> bool:
        if everything:
            await learned.forget_all(account)
            return True
        return await learned.forget(account, text, language)

    found = _with(settings, person, run)
    typer.echo("Forgotten. 已忘记。" if found else "Nothing was known of it. 没有相关记录。")
    return 0 if found else 1


def _with(settings: Settings, person: str | None, ask: Callable[[Learned, str], Awaitable[T]]) -> T:
    async def run() -> T:
        async with await Home.open(settings) as home:
            account = await person_named(home, person)
            learned = Learned(home, Engines(settings.data_dir).knows)
            try:
                return await ask(learned, account.id)
            finally:
                await learned.close()

    return asyncio.run(run())
