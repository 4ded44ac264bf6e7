"""What ``parley home`` does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import typer

from parley.commands.progress import progress
from parley.home.accounts.accounts import Account
from parley.home.accounts.audit import Action
from parley.home.accounts.callers import Role, UnknownAccount
from parley.home.archive.errors import CannotWrite
from parley.home.archive.exporting import exported
from parley.home.archive.importing import imported, verified
from parley.home.archive.names import safe
from parley.home.archive.spool import Spool
from parley.home.archive.writing import written
from parley.home.home import Home
from parley.settings import Settings


def export(settings: Settings, file: Path | None, person: str | None) -> None:
    """Write an account's archive, read it again, and say what is in it."""
    folder = file if file and file.is_dir() else None
    if file and not folder and file.exists():
        raise CannotWrite(f"{file} is there already. Choose another name, or delete it.")
    path = asyncio.run(_export(settings, None if folder else file, folder or Path(), person))
    typer.echo(str(path))


async def _export(settings: Settings, file: Path | None, folder: Path, person: str | None) -> Path:
    async with await Home.open(settings) as home:
        account = await person_named(home, person)
        name = f"parley-{safe(account.name, 'data')}-{home.clock.now():%Y-%m-%d}.zip"
        path = file or folder / name
        await home.audit.note(account.id, Action.EXPORTED)
        with progress("Exporting 正在导出") as told:
            size = await written(path, exported(home, account.id, told))
    with progress("Checking 正在检查") as told:
        manifest = await verified(path, told)
    typer.echo(_summary(manifest.counts), err=True)
    typer.echo(f"{size:,} bytes. It holds private things and is not encrypted: keep it safe.", err=True)
    typer.echo("其中是私人内容，没有加密，请妥善保管。", err=True)
    return path


def verify(file: Path) -> None:
    """Say what is in an archive, or what is wrong with it."""
    with progress("Checking 正在检查") as told:
        manifest = asyncio.run(verified(file, told))
    typer.echo(_summary(manifest.counts))
    typer.echo("The archive is whole. 归档完整无误。")


def import_archive(settings: Settings, file: Path, person: str | None) -> None:
    """Take an archive in, and say what was new."""

    async def run() -> None:
        async with await Home.open(settings) as home:
            account = await person_named(home, person)
            with progress("Checking 正在检查") as checking, progress("Importing 正在导入") as told:
                did = await imported(home, account.id, file, told, checking)
        typer.echo(f"New or changed 新增或更新：{_summary({**did.records, 'files': did.files})}")

    asyncio.run(run())


def delete(settings: Settings, person: str | None, *, yes: bool) -> int:
    """Delete somebody after their name was typed; 0 when it was done."""
    return asyncio.run(_delete(settings, person, yes=yes))


async def _delete(settings: Settings, person: str | None, *, yes: bool) -> int:
    async with await Home.open(settings) as home:
        account = await person_named(home, person)
        people = await home.accounts.people()
        alone = account.role is Role.OWNER and sum(each.role is Role.OWNER for each in people) == 1
        if not yes and not await _sure(home, account, len(people) if alone else 1):
            typer.echo("Nothing was deleted. 没有删除任何内容。", err=True)
            return 1
        gone = await home.delete(account.id)
    typer.echo(f"Deleted for good 已彻底删除：{len(gone)}", err=True)
    typer.echo(
        "Backups and exports made before still hold it. 之前的备份和导出文件中仍有这些内容。", err=True
    )
    return 0


async def _sure(home: Home, account: Account, people: int) -> bool:
    """Whether somebody typed the name."""
    with Spool(account.id) as spool:
        await spool.fill(home.database)
        files = await home.files.all(account.id)
        typer.echo(_summary({**spool.counts, "files": len(files)}), err=True)
    if people > 1:
        typer.echo(
            f"This is the last owner: all {people} people of this house go with them.\n"
            f"这是最后一位户主：家里全部 {people} 个人的数据都会一起删除。",
            err=True,
        )
    expected = account.name or account.sign_in_name or account.id
    typer.echo(f"This cannot be undone. To delete, type 此操作无法撤销。确认删除请输入：{expected}", err=True)
    typed = ""
    with suppress(EOFError):
        typed = await asyncio.to_thread(input, "> ")
    return typed.strip() == expected


async def person_named(home: Home, person: str | None) -> Account:
    """Whoever is called so; the owner when nobody is named. Raises ``UnknownAccount``."""
    if person is None:
        return await home.accounts.owner()
    people = await home.accounts.people()
    wanted = person.strip().casefold()
    found = [each for each in people if person in (each.id, each.name, each.sign_in_name)] or [
        each for each in people if wanted in (each.name.casefold(), (each.sign_in_name or "").casefold())
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{each.name or '–'} ({each.id})" for each in (found or people))
    what = "Several people are called so; give the id" if found else "Nobody is called so. There are"
    raise UnknownAccount(f"{what}: {names}")


def _summary(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items() if count) or "nothing 没有内容"
