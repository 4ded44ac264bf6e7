"""``parley backup`` and ``parley restore``."""

from __future__ import annotations

import asyncio
import os
import sys
from getpass import getpass
from pathlib import Path

import typer

from parley.commands.progress import progress
from parley.home.archive.backup import backed_up, dated, rotate
from parley.home.archive.errors import CannotWrite, WrongPassphrase
from parley.home.archive.placing import check, key_path, place, read_key
from parley.home.archive.restoring import needs_passphrase
from parley.home.archive.secret import SHORTEST
from parley.home.files.objects import Objects
from parley.home.home import Home
from parley.settings import Settings

VARIABLE = "PARLEY_BACKUP_PASSPHRASE"


def backup(settings: Settings, target: Path, *, keep: int, no_key: bool) -> None:
    """Write a backup of the home to a file, or with a dated name into a folder."""
    folder = target if target.is_dir() else None
    if keep and folder is None:
        raise CannotWrite("--keep needs a folder, in which backups have dated names.")
    path = asyncio.run(_backup(settings, target, folder, no_key=no_key))
    gone = rotate(folder, keep) if keep and folder else []
    if gone:
        typer.echo(f"Deleted {len(gone)} older backups. 已删除 {len(gone)} 份旧备份。", err=True)
    typer.echo(str(path))


async def _backup(settings: Settings, target: Path, folder: Path | None, *, no_key: bool) -> Path:
    passphrase = None if no_key else _new_passphrase()
    async with await Home.open(settings) as home:
        path = dated(folder, home.clock.now()) if folder else target
        key = read_key(key_path(settings))
        objects = Objects.at(settings.home.files, settings.data_dir / "files")
        with progress("Backing up 正在备份") as told:
            made = await backed_up(home, objects, path, key, passphrase, told)
    with progress("Checking 正在检查") as told:
        await check(settings, path, passphrase, None if passphrase else key_path(settings), told)
    if made.missing:
        typer.echo(
            f"{made.missing} files have lost their bytes and are left out. 有文件丢失，未能备份。", err=True
        )
    if no_key:
        typer.echo(
            f"The server's key is not in it. Without {key_path(settings)} nobody can read this backup, "
            "not even you: keep that file somewhere else.\n"
            "备份中不含服务器密钥。没有上面这个密钥文件，谁也无法读取这份备份，请另行妥善保存。",
            err=True,
        )
    return path


def restore(settings: Settings, file: Path, *, key: Path | None, force: bool) -> None:
    """Make a home of a backup."""
    asyncio.run(_restore(settings, file, key=key, force=force))


async def _restore(settings: Settings, file: Path, *, key: Path | None, force: bool) -> None:
    passphrase = _passphrase("Passphrase of the backup 备份口令: ") if needs_passphrase(file) else None
    with progress("Checking 正在检查") as told:
        found = await check(settings, file, passphrase, key, told)
    with progress("Restoring 正在恢复") as told:
        manifest = await place(settings, file, found, told, force=force)
    counts = manifest.counts
    typer.echo(
        f"Restored 已恢复：accounts {counts['accounts']}, records {counts['records']:,}, "
        f"files {counts['files']:,} → {settings.data_dir}",
        err=True,
    )
    typer.echo(
        "Devices and keys that were thrown out since this backup was made are let in again: look at them.\n"
        "备份之后移除的设备和密钥会重新生效，请检查一遍。",
        err=True,
    )


def _new_passphrase() -> str:
    """Typed twice, or from the environment. Raises ``WrongPassphrase``."""
    first = _passphrase(f"A passphrase for the key in it, {SHORTEST} characters or more 设置备份口令: ")
    if VARIABLE not in os.environ and first != getpass("Again 再输一次: "):
        raise WrongPassphrase("The two are not the same. Nothing was written.")
    return first


def _passphrase(prompt: str) -> str:
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    if not _asking():
        raise WrongPassphrase(f"There is nobody to ask: set {VARIABLE}, or make the backup with --no-key.")
    return getpass(prompt)


def _asking() -> bool:
    """Whether somebody is there to type."""
    return sys.stdin.isatty()
